"""The page of the tariff tracker: averages, charts, and tables by partner and by sector."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from simulator.report.page.chapters import Picture, figures
from simulator.report.page.page import provenance_lines, rendered
from simulator.report.tariffs.answer import answer
from simulator.report.views.rates import RatesView
from simulator.report.wording.words import listed, plain
from simulator.results.analysis.claims import capitalised
from simulator.results.experiments.tariffs import By, changes_of
from simulator.results.indicators.tracker import RATES

FIRST: Final = 5
"""Sentences of the answer; the others are further findings."""
TITLES: Final[Mapping[By, str]] = {"partner": "By partner", "sector": "By sector"}


def render_rates(view: RatesView, pictures: Mapping[str, Picture]) -> str:
    """Page of average tariffs, with its figures by name."""
    sentences = answer(view)
    return rendered(
        "rates.html.j2",
        title=f"Average tariffs of {listed([view.inside(code) for code in view.importers])}",
        question="What tariffs are due and collected on average, before and after buyers turn elsewhere?",
        standfirst=_standfirst(view),
        summary=sentences[:FIRST],
        findings=sentences[FIRST:],
        figures=figures(pictures),
        dated=["date"] if view.is_dated else [],
        headings=headings(view),
        averages=average_rows(view),
        tables=[table for code in view.importers for table in _tables(view, code)],
        solver=f"{capitalised(view.result.description)}.",
        provenance=[(key.replace("_", " "), text) for key, text in provenance_lines(view.result.provenance.record())],
    )


def headings(view: RatesView) -> list[str]:
    """Headings of the columns of rates."""
    return [view.year, "law, before", "law, after", "collected, before", "collected, after"]


def _standfirst(view: RatesView) -> str:
    who = listed([view.inside(code) for code in view.importers])
    made = view.result.provenance
    shown = f"from {view.starts[0]:%B %Y} to {view.starts[-1]:%B %Y}" if view.is_dated else view.when
    return f"Tariffs of {who}, {shown}. Baseline {made.baseline.get('name', '')}, {view.year}."


def average_rows(view: RatesView) -> list[dict[str, Any]]:
    """Averages over all partners and goods, one row an importer and scenario; by date where the law's rate moves."""
    table = view.result.average
    table = changes_of(table) if view.is_dated else table[table["horizon"] == view.last]
    return [_row(view, row, view.name(str(row["importer"]))) for _, row in table.iterrows()]


def _tables(view: RatesView, importer: str) -> list[dict[str, Any]]:
    """Tables of one importer by partner and by sector at the moment that is shown."""
    who = view.name(importer)
    return [
        {
            "title": f"{who}: {title[:1].lower()}{title[1:]}, {view.when}",
            "rows": [_row(view, row, view.name(str(row[by]))) for _, row in view.table(by, importer).iterrows()],
        }
        for by, title in TITLES.items()
    ]


def _row(view: RatesView, row: "pd.Series[Any]", label: str) -> dict[str, Any]:
    scenario = str(row["scenario"])
    when = [f"{pd.Timestamp(row['date']):%b %Y}"] if "date" in row else []
    return {
        "name": scenario,
        "label": label,
        "cells": [view.labels[scenario], *when, *(plain(float(row[name]), 1) for name in RATES)],
    }
