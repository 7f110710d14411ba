"""The order in which a page shows its charts: chapters that tell the story, each with the data to take away."""

import base64
from collections.abc import Mapping
from typing import Any, Final

from simulator.report.charts.base import Chart
from simulator.report.looks.svg import csv_text, embedded

CHAPTERS: Final = {
    "Who gains and who loses": ("own_income", "real_gdp", "scenario_bars", "dot_range", "fan", "scenario_matrix"),
    "Who pays": ("incidence", "tariff_overview", "pass_through_prices", "cost_of_living"),
    "Where trade goes": ("flow_matrix", "diversion"),
    "What is made where": ("sector", "heat"),
    "Limits and promises": ("licence", "critical", "pledge"),
}
"""Heading of each chapter, and how the names of its charts begin; others come at the end, in their own order."""
REST: Final = "More"


def chapters(charts: Mapping[str, Chart], drawings: Mapping[str, str]) -> list[dict[str, Any]]:
    """Charts by chapter.

    Parameters
    ----------
    charts, drawings
        Figures by name, and the SVG text of each.
    """
    found: dict[str, list[str]] = {heading: [] for heading in (*CHAPTERS, REST)}
    for name in charts:
        found[_chapter(name)].append(name)
    told = {heading: names for heading, names in found.items() if names}
    if list(told) == [REST]:
        told = {"": told[REST]}
    return [
        {"heading": heading, "figures": figures({name: charts[name] for name in names}, drawings)}
        for heading, names in told.items()
    ]


def figures(charts: Mapping[str, Chart], drawings: Mapping[str, str]) -> list[dict[str, str]]:
    """What a page needs of each chart: picture, description, and the numbers behind it as a file."""
    return [
        {"name": name, "alt": chart.alt, "source": embedded(drawings[name]), "csv": csv_link(csv_text(chart.data))}
        for name, chart in charts.items()
    ]


def csv_link(text: str) -> str:
    """Address that holds a table, so that a link to it needs neither a network nor a script."""
    return "data:text/csv;charset=utf-8;base64," + base64.b64encode(text.encode()).decode("ascii")


def _chapter(name: str) -> str:
    """Chapter with the longest beginning that fits."""
    fits = [(len(start), heading) for heading, starts in CHAPTERS.items() for start in starts if name.startswith(start)]
    return max(fits)[1] if fits else REST
