"""The order in which a page shows its charts: chapters that tell the story, each with the data to take away."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.report.charts.base import PAGE, PHONE, Chart
from simulator.report.charts.figure import CHAPTERS, REST
from simulator.report.looks.svg import csv_text, embedded, svg_text
from simulator.results.analysis.claims import Claim


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure that stands on a page: its plan, its chapter, and its drawings as SVG, for windows and for phones."""

    chart: Chart
    chapter: str
    svg: str
    narrow: str

    @classmethod
    def of(cls, chart: Chart, chapter: str) -> "Picture":
        """Picture of a chart, without the words that the page says."""
        return cls(chart, chapter, *drawn_for_page(chart))

    @classmethod
    def undrawn(cls, chart: Chart, chapter: str) -> "Picture":
        """The same without drawings, for the words of a page."""
        return cls(chart, chapter, "<svg></svg>", "<svg></svg>")


def drawn_for_page(chart: Chart) -> tuple[str, str]:
    """A chart as SVG, for windows and for phones, without the words that the page says."""
    wide, narrow = (svg_text(chart.on(sheet)) for sheet in (PAGE, PHONE))
    return wide, narrow


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


def figures(pictures: Mapping[str, Picture]) -> list[dict[str, Any]]:
    """What a page needs of each figure: its words, its pictures, and the numbers behind it as a file."""
    return [
        {
            "name": name,
            "title": _of(picture.chart.title, name),
            "subtitle": picture.chart.subtitle,
            "caption": _of(picture.chart.caption, name),
            "source": embedded(picture.svg),
            "narrow": embedded(picture.narrow),
            "width": _width(picture.narrow),
            "csv": csv_link(csv_text(picture.chart.data)),
        }
        for name, picture in pictures.items()
    ]


def _of(text: str, figure: str) -> str:
    """Words of a figure outside of it."""
    return text.of(figure) if isinstance(text, Claim) else text


def _width(svg: str) -> str:
    """How wide a drawing is at full size."""
    return next(iter(re.findall(r'width="([\d.]+pt)"', svg)), "100%")


def csv_link(text: str) -> str:
    """Address that holds a table, so that a link to it needs neither a network nor a script."""
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(text.encode()).decode("ascii")
