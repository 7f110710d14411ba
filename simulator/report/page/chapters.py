"""The order in which a page shows its charts: chapters that tell the story, each with the data to take away."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.report.charts.base import Chart
from simulator.report.charts.figure import CHAPTERS, REST
from simulator.report.looks.svg import csv_text, embedded


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure that stands on a page: its plan, its chapter, and its drawing as SVG."""

    chart: Chart
    chapter: str
    svg: str


def chapters(pictures: Mapping[str, Picture]) -> list[dict[str, Any]]:
    """Figures by chapter, in its order and their own; a report that tells no story has one without heading."""
    told = {
        heading: {name: picture for name, picture in pictures.items() if picture.chapter == heading}
        for heading in CHAPTERS
    }
    told = {heading: shown for heading, shown in told.items() if shown}
    if list(told) == [REST]:
        told = {"": told[REST]}
    return [{"heading": heading, "figures": figures(shown)} for heading, shown in told.items()]


def figures(pictures: Mapping[str, Picture]) -> list[dict[str, str]]:
    """What a page needs of each figure: picture, description, and the numbers behind it as a file."""
    return [
        {
            "name": name,
            "alt": picture.chart.alt,
            "source": embedded(picture.svg),
            "csv": csv_link(csv_text(picture.chart.data)),
        }
        for name, picture in pictures.items()
    ]


def csv_link(text: str) -> str:
    """Address that holds a table, so that a link to it needs neither a network nor a script."""
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(text.encode()).decode("ascii")
