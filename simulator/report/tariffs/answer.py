"""What average tariffs say, in sentences made of the cells of their table."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from simulator.report.views.rates import AFTER, BEFORE, RatesView
from simulator.report.wording.words import SPACE, listed, lowered, plain, possessive, quoted
from simulator.results.analysis.claims import FIGURE, Cell, Claim, Rank
from simulator.results.experiments.tariffs import By

BY: Final[Mapping[By, str]] = {"partner": "goods from ", "sector": ""}
"""What stands before the names of partners and of sectors."""


def rate_words(value: float) -> str:
    """A rate with one decimal, which is what averages of a baseline are good for."""
    return f"{plain(value, 1)}{SPACE}%"


def average_sentence(view: RatesView, importer: str) -> Claim:
    """The average of an importer: in the baseline, and in the scenario with the highest, by law and collected."""
    who = possessive(view.inside(importer))
    top = highest(view, importer)
    if top is None:
        return Claim(f"{who} average tariff is not known: nothing was solved").as_title
    under = f" under {quoted(view.labels[str(top['scenario'])])}" if len(view.asked) > 1 else ""
    when = f" {view.when}" if view.is_dated else ""
    keys = {"importer": importer, "scenario": top["scenario"]}
    base, law, collected = (rate_cell(keys, top, column) for column in ("baseline", BEFORE, AFTER))
    most = replace(law, text="", rank=Rank("highest", ("scenario",), among={"scenario": tuple(view.asked)}))
    return Claim(
        f"{who} average tariff on goods goes from {base} in {view.year} to {law} by law{under}{when}; once trade has "
        f"moved, {collected} is collected",
        base,
        law,
        collected,
        most,
    ).as_title


def rate_cell(keys: Mapping[str, object], row: "pd.Series[Any]", column: str, table: str = FIGURE) -> Cell:
    """A rate of a table, written with one decimal."""
    return Cell(keys, column, row[column], rate_words(row[column]), table)


def highest(view: RatesView, importer: str) -> "pd.Series[Any] | None":
    """Row of the scenario with the highest average by law of an importer; None where nothing was solved."""
    table = view.table("all", importer).dropna(subset=[BEFORE, AFTER])
    table = table[table["scenario"].isin(view.asked)]
    return None if table.empty else table.iloc[int(table[BEFORE].argmax())]


def answer(view: RatesView) -> list[Claim]:
    """Say of each importer its average, and the partners and sectors on which it is highest."""
    sentences = [average_sentence(view, code) for code in view.importers]
    sentences += [text for code in view.importers for by in BY for text in _peaks(view, code, by)]
    return [sentence.as_sentence for sentence in sentences]


def _peaks(view: RatesView, importer: str, by: By) -> list[Claim]:
    """The three highest rates by law among those that the scenario with the highest average raises."""
    top = highest(view, importer)
    if top is None:
        return []
    table = view.table(by, importer)
    raised = table[(table["scenario"] == top["scenario"]) & (table[BEFORE] > table["baseline"])].nlargest(3, BEFORE)
    if raised.empty:
        return []
    told = []
    for _, row in raised.iterrows():
        cell = rate_cell({name: row[name] for name in ("importer", "scenario", by)}, row, BEFORE, by)
        told.append(Claim(f"{_named(view, by, str(row[by]))} ({cell})", cell))
    raised_by = f"tariffs of {view.inside(importer)} that {quoted(view.labels[str(top['scenario'])])} raises"
    return [Claim(f"By {by}, {raised_by} are highest by law on {BY[by]}{listed(told)}", told)]


def _named(view: RatesView, by: By, code: str) -> str:
    return view.inside(code) if by == "partner" else lowered(view.name(code))
