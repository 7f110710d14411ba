"""What average tariffs say, in sentences made of the cells of their table."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from simulator.report.views.rates import AFTER, BEFORE, RatesView
from simulator.report.wording.words import SPACE, capitalised, listed, lowered, plain, possessive, quoted
from simulator.results.experiments.tariffs import By

BY: Final[Mapping[By, str]] = {"partner": "goods from ", "sector": ""}
"""What stands before the names of partners and of sectors."""


def rate_words(value: float) -> str:
    """A rate with one decimal, which is what averages of a baseline are good for."""
    return f"{plain(value, 1)}{SPACE}%"


def average_sentence(view: RatesView, importer: str) -> str:
    """The average of an importer: in the baseline, and in the scenario with the highest, by law and collected."""
    who = possessive(view.inside(importer))
    top = highest(view, importer)
    if top is None:
        return capitalised(f"{who} average tariff is not known: nothing was solved")
    under = f" under {quoted(view.labels[str(top['scenario'])])}" if len(view.asked) > 1 else ""
    when = f" {view.when}" if view.is_dated else ""
    return capitalised(
        f"{who} average tariff on goods goes from {rate_words(top['baseline'])} in {view.year} to "
        f"{rate_words(top[BEFORE])} by law{under}{when}; once trade has moved, {rate_words(top[AFTER])} is collected"
    )


def highest(view: RatesView, importer: str) -> "pd.Series[Any] | None":
    """Row of the scenario with the highest average by law of an importer; None where nothing was solved."""
    table = view.table("all", importer).dropna(subset=[BEFORE, AFTER])
    table = table[table["scenario"].isin(view.asked)]
    return None if table.empty else table.iloc[int(table[BEFORE].argmax())]


def answer(view: RatesView) -> list[str]:
    """Say of each importer its average, and the partners and sectors on which it is highest."""
    sentences = [average_sentence(view, code) for code in view.importers]
    sentences += [text for code in view.importers for by in BY for text in _peaks(view, code, by)]
    return [f"{sentence}." for sentence in sentences]


def _peaks(view: RatesView, importer: str, by: By) -> list[str]:
    """The three highest rates by law among those that the scenario with the highest average raises."""
    top = highest(view, importer)
    if top is None:
        return []
    table = view.table(by, importer)
    raised = table[(table["scenario"] == top["scenario"]) & (table[BEFORE] > table["baseline"])].nlargest(3, BEFORE)
    if raised.empty:
        return []
    told = [f"{_named(view, by, str(row[by]))} ({rate_words(row[BEFORE])})" for _, row in raised.iterrows()]
    whose = f"tariffs of {view.inside(importer)} under {quoted(view.labels[str(top['scenario'])])}"
    return [f"By {by}, {whose} are highest by law on {BY[by]}{listed(told)}"]


def _named(view: RatesView, by: By, code: str) -> str:
    return view.inside(code) if by == "partner" else lowered(view.name(code))
