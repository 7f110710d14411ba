"""Several runs side by side."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import xarray as xr

from simulator.errors import ResultsError, nearest
from simulator.results.labelled import check_labelled
from simulator.results.provenance import Provenance
from simulator.results.result import Result
from simulator.results.run import Results
from simulator.results.table import DATE


def compare(runs: Sequence[Result], names: Sequence[str] | None = None, reference: str | None = None) -> Results:
    """Put the scenarios of several runs into one set of results.

    A scenario that several runs have is kept once if its numbers are the same, else each is named `run:scenario`.

    Parameters
    ----------
    runs
        Results on one baseline and at the same horizons.
    names
        Name of each run for scenarios that differ; a repeated one is numbered. Absent: run, run2, …
    reference
        Scenario against which changes are shown; absent: that of the first run.

    Raises
    ------
    ResultsError
        Different baselines or horizons, an unknown reference, or results of other verbs.
    """
    if not runs:
        raise ResultsError("compare: got no results — give at least one results folder.")
    solved = [run for run in runs if isinstance(run, Results)]
    if len(solved) < len(runs):
        verb = next(run.verb for run in runs if not isinstance(run, Results))
        raise ResultsError(
            f"compare: got results of `{verb}` — only the scenarios of runs are put together; hold two of them against "
            "each other with `first.compare(second)`."
        )
    check_labelled(solved)
    names = _distinct_names(names or ["run"] * len(runs))
    parts: list[xr.Dataset] = []
    for run, name in zip(solved, names, strict=True):
        parts.append(_distinct(run.data, parts, name))
    data = joined([part for part in parts if part.sizes["scenario"]])
    known = [str(name) for name in data["scenario"].to_numpy()]
    reference = solved[0].reference if reference is None else reference
    if reference and reference not in known:
        raise ResultsError(f"reference: got {reference!r}. {nearest(reference, known)} Known: {', '.join(known)}.")
    days = {str(run.data.attrs.get(DATE, "")) for run in solved}
    day = days.pop() if len(days) == 1 else ""
    return Results(
        data.assign_attrs({"reference": reference, DATE: day}),
        _provenance(solved, reference),
    )


def _distinct_names(names: Sequence[str]) -> list[str]:
    return [
        name + (str(names[: position + 1].count(name)) if name in names[:position] else "")
        for position, name in enumerate(names)
    ]


def _distinct(data: xr.Dataset, earlier: Sequence[xr.Dataset], run: str) -> xr.Dataset:
    """Leave out scenarios that an earlier run has with the same numbers, and rename those with other numbers."""
    new_names = {}
    for scenario in data["scenario"].to_numpy().tolist():
        twins = [part for part in earlier if scenario in part["scenario"]]
        if not any(_same(part, data, scenario) for part in twins):
            new_names[scenario] = f"{run}:{scenario}" if twins else scenario
    kept = data.sel(scenario=list(new_names), bound=np.isin(data["bound_scenario"], list(new_names)))
    labels = [f"{label} ({run})" if new_names[name] != name else label for name, label in _labelled(kept)]
    owners = [new_names[name] for name in kept["bound_scenario"].to_numpy().tolist()]
    bounds = [
        owner + identifier[len(before) :]
        for owner, before, identifier in zip(owners, kept["bound_scenario"].values, kept["bound"].values, strict=True)
    ]
    return kept.assign_coords(
        scenario=np.array(list(new_names.values()), dtype=str),
        label=("scenario", np.array(labels, dtype=str)),
        bound=np.array(bounds, dtype=str),
        bound_scenario=("bound", np.array(owners, dtype=str)),
    )


def _labelled(data: xr.Dataset) -> list[tuple[str, str]]:
    return list(zip(data["scenario"].to_numpy().tolist(), data["label"].to_numpy().tolist(), strict=True))


def _same(first: xr.Dataset, second: xr.Dataset, scenario: str) -> bool:
    numbers = ["real_income", "trade_flow", "consumer_prices"]
    return all(bool(first[name].sel(scenario=scenario).equals(second[name].sel(scenario=scenario))) for name in numbers)


def joined(parts: Sequence[xr.Dataset]) -> xr.Dataset:
    """Put the scenarios of several datasets and their bounds one after the other.

    Variables go along the axis of scenarios or bounds that they have; others are the first one's.
    """
    if len(parts) == 1:
        return parts[0]
    scenarios = _along("scenario", [part.drop_dims("bound") for part in parts])
    return scenarios.merge(_along("bound", [part.drop_dims("scenario") for part in parts]), compat="override")


def _along(dimension: str, parts: Sequence[xr.Dataset]) -> xr.Dataset:
    return xr.concat(
        parts, dim=dimension, data_vars="minimal", coords="minimal", compat="override", combine_attrs="override"
    )


def _provenance(runs: Sequence[Results], reference: str) -> Provenance:
    """That of the first run, with the scenarios of all."""
    scenarios = {item["digest"]: item for run in runs for item in run.provenance.scenarios}
    return replace(runs[0].provenance, reference=reference, scenarios=tuple(scenarios.values()))
