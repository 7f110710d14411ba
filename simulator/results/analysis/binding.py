"""Measures whose limits bind: what they hold trade to, and what that is worth."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from simulator.results.analysis.claims import Claim, Rank
from simulator.results.analysis.comparison import Comparison, compared
from simulator.results.analysis.idle import (
    BOUNDING,
    PROMISES,
    bound_cell,
    count_cell,
    rationing_measures,
    rounded,
    without_inherited,
)
from simulator.results.run import Results


def binding_measures(run: Results | Comparison, horizon: str | None = None) -> pd.DataFrame:
    """One row a measure and scenario of which a bound binds, or whose licences stop users: the bound that binds most.

    Measures that the reference has too, with the same limits, are shown for the reference only.
    """
    run = compared(run, horizon)
    bounds = run.bounds(BOUNDING)
    rationed = rationing_measures(run)
    groups = bounds.groupby(["bound_scenario", "measure"], sort=False) if len(bounds) else ()
    rows = [_row(group, key in rationed) for key, group in groups if key in rationed or (group["binding"] > 0).any()]
    return without_inherited(pd.DataFrame(rows), run.reference)


def binding_reasons(run: Results | Comparison, horizon: str | None = None) -> list[tuple[str, str, Claim]]:
    """The same in words: scenario, measure, and what it does."""
    rows = binding_measures(run, horizon).to_dict("records")
    return [(str(row["scenario"]), str(row["measure"]), _reason(row)) for row in rows]


def _row(bounds: pd.DataFrame, stops_users: bool) -> dict[str, object]:
    most = bounds.iloc[int(bounds["premium"].to_numpy().argmax())]
    return {
        "scenario": most["bound_scenario"],
        "measure": most["measure"],
        "bound": most["bound"],
        "is_promise": most["kind"] in PROMISES,
        "stops_users": stops_users,
        "limit": most["limit"],
        "premium": most["premium"],
        "unit": most["unit"],
        "flows": f"{most['sectors']} from {most['exporters']} to {most['importers']}",
        "binding": int((bounds["binding"] > 0).sum()),
        "count": len(bounds),
    }


def _reason(row: Mapping[Hashable, Any]) -> Claim:
    """Say of a measure that binds what it holds trade to."""
    count = count_cell(row)
    binding = replace(count, column="binding > 0", value=row["binding"], text=f"{row['binding']}", total="sum")
    if not row["binding"]:
        return Claim(f"users of {row['flows']} stop for what it withholds.", replace(binding, text=""))
    limit = bound_cell(row, "limit", row["limit"])
    most = Rank("highest", ("bound",))
    premium = replace(limit, column="premium", value=row["premium"], text=f"{rounded(row['premium'], 3)} %", rank=most)
    held = "raised" if row["is_promise"] else "held"
    worth = "a subsidy" if row["is_promise"] else "a premium"
    stopped = "; users stop for what is missing" if row["stops_users"] else ""
    text = f"{row['flows']} is {held} to {limit} a year, at {worth} of {premium}{stopped}."
    if row["count"] == 1:
        return Claim(text, limit, premium)
    bind = "all" if row["binding"] == row["count"] else f"{binding} of"
    said = [count, replace(binding, text="" if bind == "all" else binding.text)]
    return Claim(f"{bind} its {count} limits, most {text}", limit, premium, said)
