"""Answers in sentences: what a path found, from its numbers."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from simulator.report.charts.base import Chart
from simulator.report.timeline.multiples import percent_series
from simulator.report.timeline.stocks import shortages
from simulator.report.views.timeline import PathView
from simulator.report.wording.words import (
    SPACE,
    capitalised,
    change_words,
    listed,
    lowered,
    quoted,
    signed,
    signed_percent,
)
from simulator.results.analysis.bands import COVERED, HIGH, LOW

DISCOUNT: Final = 0.03
"""Rate a year at which the page shows totals at present value; an assumption, said beside the number."""


def path_summary(view: PathView, charts: Mapping[str, Chart]) -> list[str]:
    """Say what a path found, the most telling sentences first.

    Parameters
    ----------
    charts
        Figures of the path by name, whose titles state findings.
    """
    sides = list(dict.fromkeys(view.pair))
    titles = {
        name: charts[name].title for name in ("tariff_path", "path_fan", "pledge_tracker", "observed") if name in charts
    }
    short = _shortages(view, charts["licence_and_stock"].data) if "licence_and_stock" in charts else []
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
    return [f"{capitalised(sentence)}." for sentence in sentences if sentence]


def _income(view: PathView, code: str) -> str:
    """Own income of a region a year after the scenarios part, with its band where there are draws."""
    day = view.later(12)
    table = percent_series(view, "own_income", code)
    now = table[table["date"] == view.starts[day]].dropna(subset=["value"])
    if now.empty:
        return ""
    parts = [f"{signed_percent(row['value'])}{_band(row)} under {quoted(row['label'])}" for _, row in now.iterrows()]
    covered = f" (brackets: {COVERED} of draws)" if now[LOW].notna().any() else ""
    where = f"in {view.day_words(day)} own income of {view.names.inside(code)}"
    return f"{where} is {listed(parts)}, against {view.year}{covered}"


def _band(row: pd.Series) -> str:
    return f" [{signed(row[LOW])} to {signed(row[HIGH])}]" if pd.notna(row[LOW]) else ""


def _total(view: PathView, code: str) -> str:
    """What scenarios cost against the reference from the day they part, and at present value."""
    first, last = (f"{view.starts[period]:%Y-%m-%d}" for period in (view.parting, -1))
    totals = [view.path.total("welfare_usd", first, last, rate).sel(region=code) for rate in (0.0, DISCOUNT)]
    reference = view.path.reference
    parts = []
    for name in (name for name in view.scenarios if name != reference):
        plain, present = (float(total.sel(scenario=name) - total.sel(scenario=reference)) for total in totals)
        if np.isfinite(plain):
            parts.append(
                f"{change_words(plain, 'million USD')} under {quoted(view.names.label(name))} "
                f"(at present value {change_words(present, 'million USD')})"
            )
    span = f"from {view.day_words(view.parting)} to {view.day_words(-1)}"
    rate = f"{100 * DISCOUNT:g}{SPACE}% a year"
    against = f"Welfare of {view.names.inside(code)}, summed {span} against {quoted(view.names.label(reference))}"
    return f"{against}: {listed(parts)}; discounted by {rate}" if parts else ""


def _shortages(view: PathView, data: pd.DataFrame) -> list[str]:
    """Who runs out of stock when, by scenario; the shortage that all share once."""
    by_scenario: dict[str, list[str]] = {}
    for scenario, code, day in shortages(view, data):
        by_scenario.setdefault(scenario, []).append(f"{view.names.inside(code)} ({day:%B %Y})")
    what = lowered(view.names.sector(str(data["sector"].iloc[0])))
    return [
        f"Under {quoted(view.names.label(name))} {what} run short in {listed(places)}"
        for name, places in by_scenario.items()
    ]


def _unsolved(view: PathView) -> list[str]:
    failed = view.path.unsolved
    return (
        [f"Not solved, and shown without numbers: {'; '.join(text.rstrip('.') for text in failed)}"] if failed else []
    )
