"""Answers in sentences: what a path found, from its numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd

from simulator.report.charts.base import Chart
from simulator.report.timeline.multiples import percent_series
from simulator.report.timeline.stocks import shortages
from simulator.report.views.timeline import PathView
from simulator.report.wording.words import (
    SPACE,
    change_words,
    listed,
    lowered,
    quoted,
    signed,
    signed_percent,
)
from simulator.results.analysis.bands import COVERED, HIGH, LOW
from simulator.results.analysis.claims import Cell, Claim

INCOMES: Final = "incomes"
"""Own income by scenario, region and date in percent against the baseline, with its band."""
TOTALS: Final = "totals"
"""Welfare against the reference, summed from the day the scenarios part, plain and at present value."""
STOCKED: Final = "licence_and_stock"
"""The figure that says who runs short."""
DISCOUNT: Final = 0.03
"""Rate a year at which the page shows totals at present value; an assumption, said beside the number."""


def path_summary(view: PathView, charts: Mapping[str, Chart]) -> list[Claim]:
    """Say what a path found, the most telling sentences first.

    Parameters
    ----------
    charts
        Figures of the path by name, whose titles state findings.
    """
    sides = list(dict.fromkeys(view.pair))
    titles = {
        name: charts[name].title.of(name)
        for name in ("tariff_path", "path_fan", "pledge_tracker", "observed")
        if name in charts
    }
    short = _shortages(view, charts[STOCKED].data) if STOCKED in charts else []
    sentences = [
        *_unsolved(view),
        *[_income(view, code) for code in sides],
        *[titles[name] for name in ("tariff_path",) if name in titles],
        *short[:1],
        *[titles[name] for name in ("pledge_tracker", "path_fan") if name in titles],
        *[_total(view, code) for code in sides if view.path.reference and len(view.scenarios) > 1],
        *short[1:],
        *[titles[name] for name in ("observed",) if name in titles],
    ]
    return [sentence.as_sentence for sentence in sentences if sentence]


def _income(view: PathView, code: str) -> Claim:
    """Own income of a region a year after the scenarios part, with its band where there are draws."""
    day = view.later(12)
    table = percent_series(view, "own_income", code)
    now = table[table["date"] == view.starts[day]].dropna(subset=["value"])
    parts = [_at_day(row) for _, row in now.iterrows()]
    covered = f" (brackets: {COVERED} of draws)" if now[LOW].notna().any() else ""
    where = f"in {view.day_words(day)} own income of {view.names.inside(code)}"
    return Claim(f"{where} is {listed(parts)}, against {view.year}{covered}" if parts else "", parts)


def _at_day(row: "pd.Series[Any]") -> Claim:
    """Own income of a region under a scenario on a day."""
    keys = {name: row[name] for name in ("scenario", "region", "date")}
    cell = Cell(keys, "value", row["value"], signed_percent(row["value"]), INCOMES)
    ends = [replace(cell, column=end, value=row[end], text=signed(row[end])) for end in (LOW, HIGH)]
    ends = ends if pd.notna(row[LOW]) else []
    band = f" [{' to '.join(map(str, ends))}]" if ends else ""
    return Claim(f"{cell}{band} under {quoted(row['label'])}", cell, ends)


def _total(view: PathView, code: str) -> Claim:
    """What scenarios cost against the reference from the day they part, and at present value."""
    first, last = (f"{view.starts[period]:%Y-%m-%d}" for period in (view.parting, -1))
    totals = [view.path.total("welfare_usd", first, last, rate).sel(region=code) for rate in (0.0, DISCOUNT)]
    reference = view.path.reference
    parts = []
    for name in (name for name in view.scenarios if name != reference):
        plain, present = (float(total.sel(scenario=name) - total.sel(scenario=reference)) for total in totals)
        if np.isfinite(plain):
            parts.append(_sum(view, {"scenario": name, "region": code}, plain, present))
    span = f"from {view.day_words(view.parting)} to {view.day_words(-1)}"
    rate = f"{100 * DISCOUNT:g}{SPACE}% a year"
    against = f"welfare of {view.names.inside(code)}, summed {span} against {quoted(view.names.label(reference))}"
    return Claim(f"{against}: {listed(parts)}; discounted by {rate}" if parts else "", parts)


def _sum(view: PathView, keys: Mapping[str, str], plain: float, present: float) -> Claim:
    """What one scenario costs a region altogether, and at present value."""
    cells = [
        Cell(keys, column, value, change_words(value, "million USD"), TOTALS)
        for column, value in (("plain", plain), ("present", present))
    ]
    under = quoted(view.names.label(keys["scenario"]))
    return Claim(f"{cells[0]} under {under} (at present value {cells[1]})", cells)


def _shortages(view: PathView, data: pd.DataFrame) -> list[Claim]:
    """Who runs out of stock when, by scenario; the shortage that all share once."""
    by_scenario: dict[str, list[Claim]] = {}
    for scenario, code, day in shortages(view, data):
        by_scenario.setdefault(scenario, []).append(_short(view, scenario, code, day))
    what = lowered(view.names.sector(str(data["sector"].iloc[0])))
    return [
        Claim(f"under {quoted(view.names.label(name))} {what} run short in {listed(places)}", places)
        for name, places in by_scenario.items()
    ]


def _short(view: PathView, scenario: str, code: str, day: pd.Timestamp) -> Claim:
    """Where stocks no longer make up for what is withheld, and from which month on."""
    months = (day.year - view.starts[0].year) * 12 + day.month - view.starts[0].month
    keys = {"scenario": scenario, "region": code, "date": view.starts[0]}
    cell = Cell(keys, "months_until_shortage", months, table=STOCKED)
    return Claim(f"{view.names.inside(code)} ({day:%B %Y})", cell)


def _unsolved(view: PathView) -> list[Claim]:
    failed: Sequence[str] = view.path.unsolved
    text = f"not solved, and shown without numbers: {'; '.join(text.rstrip('.') for text in failed)}"
    return [Claim(text)] if failed else []
