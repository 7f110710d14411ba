"""Measures that change nothing: limits that do not bind and promises that are kept anyway."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd

from simulator.results.analysis.claims import Cell, Claim, Rank
from simulator.results.analysis.comparison import Comparison, compared
from simulator.results.run import Results
from simulator.scenario.effects.rationing import RATIONING
from simulator.scenario.measures import MEASURE_TYPES

PROMISES: Final = tuple(kind for kind, model in MEASURE_TYPES.items() if model.targets)
"""Measures that ask for at least so much."""
BOUNDING: Final = (*PROMISES, *(kind for kind, model in MEASURE_TYPES.items() if model.limits_flows))
"""Measures that act by a bound on what is traded."""
BOUNDS: Final = "bounds"
"""The table of bounds: their labels, limits and numbers, one row a bound."""
_COLUMNS: Final = ["scenario", "measure", "bound", "is_promise", "limit", "value", "unit", "flows", "count"]
_DISTANCE: Final = "abs(bound_quantity / limit - 1)"
"""How far a bound is from binding."""


def idle_measures(run: Results | Comparison, horizon: str | None = None) -> pd.DataFrame:
    """One row a measure and scenario of which no bound binds: its nearest limit, and the amount from which it would.

    Measures that the reference has too, with the same limits, are shown for the reference only.
    """
    run = compared(run, horizon)
    bounds = run.bounds(BOUNDING)
    if bounds.empty:
        return pd.DataFrame(columns=_COLUMNS)
    groups = bounds.groupby(["bound_scenario", "measure"], sort=False)
    rationed = rationing_measures(run)
    rows = [
        _row(group)
        for (scenario, measure), group in groups
        if (group["binding"] == 0).all() and (scenario, measure) not in rationed
    ]
    return without_inherited(pd.DataFrame(rows), run.reference)


def idle_reasons(run: Results | Comparison, horizon: str | None = None) -> list[tuple[str, str, Claim]]:
    """The same in words: scenario, measure, and what that would have to be to change anything."""
    rows = idle_measures(run, horizon).to_dict("records")
    return [(str(row["scenario"]), str(row["measure"]), _reason(row)) for row in rows]


def idle_sentences(run: Results | Comparison, horizon: str | None = None) -> list[tuple[str, Claim]]:
    """Reasons with the names of their measures in front, by scenario."""
    reasons = idle_reasons(run, horizon)
    return [(scenario, Claim(f"{measure}: {reason}", reason)) for scenario, measure, reason in reasons]


def without_effect(results: Results) -> list[tuple[str, str]]:
    """Scenarios and their measures that change nothing at all: neither rates, costs or varieties, nor by a bound."""
    bounding = set[tuple[str, str]]()
    if "bound" in results.data.dims:
        labels = (results.data[name].to_numpy().tolist() for name in ("bound_scenario", "measure"))
        bounding = set(zip(*labels, strict=True))
    told = [
        (str(item["name"]), str(name))
        for item in results.provenance.scenarios
        for name in item.get("without_wedges", ())
    ]
    return [pair for pair in told if pair not in bounding]


def rationing_measures(run: Comparison) -> set[tuple[str, str]]:
    """Scenarios and their licences that stop users of what they withhold, whatever premium they earn."""
    stops = run.bounds((RATIONING,))
    binding = stops[stops["binding"] > 0] if len(stops) else stops
    pairs = zip(binding.get("bound_scenario", ()), binding.get("measure", ()), strict=True)
    return {(scenario, measure) for scenario, joined in pairs for measure in str(joined).split("+")}


def _row(bounds: pd.DataFrame) -> dict[str, object]:
    """The bound of a measure that is nearest to binding."""
    distance = (bounds["bound_quantity"] / bounds["limit"] - 1).abs()
    nearest = bounds.iloc[int(distance.argmin())]
    return {
        "scenario": nearest["bound_scenario"],
        "measure": nearest["measure"],
        "bound": nearest["bound"],
        "is_promise": nearest["kind"] in PROMISES,
        "limit": nearest["limit"],
        "value": nearest["bound_quantity"],
        "unit": nearest["unit"],
        "flows": f"{nearest['sectors']} from {nearest['exporters']} to {nearest['importers']}",
        "count": len(bounds),
    }


def without_inherited(rows: pd.DataFrame, reference: str) -> pd.DataFrame:
    """Rows of measures that the reference has too, with the same limits, for the reference only."""
    if rows.empty:
        return rows
    terms = ["measure", "flows", "limit"]
    is_reference = rows["scenario"] == reference
    known = set(rows.loc[is_reference, terms].itertuples(index=False, name=None))
    is_inherited = np.array([key in known for key in rows[terms].itertuples(index=False, name=None)])
    return rows[is_reference | ~is_inherited].reset_index(drop=True)


def _reason(row: Mapping[Hashable, Any]) -> Claim:
    """Say of an idle measure what is traded anyway, and from where on it would bind."""
    limit, value = (
        bound_cell(row, column, row[key]) for column, key in (("limit", "limit"), ("bound_quantity", "value"))
    )
    none = replace(count_cell(row), column="binding > 0", value=0, text="", total="sum")
    what = Claim("its promise is kept anyway" if row["is_promise"] else "its limit does not bind", none)
    if row["count"] > 1:
        count, nearest = count_cell(row), replace(value, text="", rank=Rank("lowest", ("bound",), _DISTANCE))
        text = f"none of its {count} limits binds, of which that on {row['flows']} is the nearest"
        what = Claim(text, none, count, nearest)
    side = "above" if row["is_promise"] else "below"
    text = f"{what}. {value} a year are traded; it would bind {side} that, and is at {limit}."
    return Claim(text, what, value, limit)


def bound_cell(row: Mapping[Hashable, Any], column: str, amount: float) -> Cell:
    """An amount of one bound of a measure, with its unit."""
    keys = {"bound_scenario": row["scenario"], "measure": row["measure"], "bound": row["bound"]}
    return Cell(keys, column, amount, f"{rounded(amount)} {row['unit']}", BOUNDS)


def count_cell(row: Mapping[Hashable, Any]) -> Cell:
    """How many bounds a measure has."""
    keys = {"bound_scenario": row["scenario"], "measure": row["measure"]}
    return Cell(keys, "bound", row["count"], f"{row['count']}", BOUNDS, total="nunique")


def rounded(number: float, digits: int = 4) -> str:
    """An amount with so many significant digits, never as a power of ten."""
    short = float(f"{number:.{digits}g}")
    return f"{number:,.0f}" if abs(number) >= 10**digits / 10 else np.format_float_positional(short, trim="-")
