"""Outcomes on a grid of levers, as charts of sweeps read them."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from simulator.errors import ResultsError
from simulator.report.views.run import chosen
from simulator.report.wording.question import Question


def grid_table(
    data: xr.Dataset, levers: Sequence[str], indicator: str, regions: Sequence[str], horizon: str | None
) -> pd.DataFrame:
    """One row a scenario, region and point of the levers: its value, and its change against the reference.

    Without a reference among the scenarios, and for a bound, which has no counterpart there, the change is the value.

    Raises
    ------
    ResultsError
        An unknown name, or a dimension that is neither chosen nor shown.
    """
    chosen(indicator, [str(name) for name in data.data_vars], "indicator")
    value = data[indicator]
    for lever in levers:
        chosen(lever, [str(name) for name in value.dims], "lever")
    value = value.sel(horizon=_horizon(data, horizon))
    if "region" in value.dims:
        codes = [str(code) for code in data["region"].values]
        value = value.sel(region=[chosen(code, codes, "region") for code in regions])
    dims = [name for name in ("scenario", "region") if name in value.dims]
    for name in value.dims:
        if name not in (*dims, *levers):
            raise ResultsError(
                f"{indicator}: it varies over {name} too — choose one with `data.sel({{{str(name)!r}: …}})`."
            )
    reference = _reference(data)
    is_change = reference and "region" in dims
    change = value - value.sel(scenario=reference, drop=True) if is_change else value
    shown = [name for name in value["scenario"].values if name != reference]
    pair = xr.Dataset({"value": value, "change": change}).sel(scenario=shown).reset_coords(drop=True)
    table = pair.to_dataframe(dim_order=[*dims, *levers]).reset_index()
    return table.assign(indicator=indicator) if "region" in dims else table.assign(region="", indicator=indicator)


def _horizon(data: xr.Dataset, horizon: str | None) -> str:
    known = [str(name) for name in data["horizon"].values]
    return known[0] if horizon is None else chosen(horizon, known, "horizon")


def _reference(data: xr.Dataset) -> str:
    """Scenario against which changes are shown; empty where there is none beside others."""
    name = str(data.attrs.get("reference", ""))
    return name if name in data["scenario"].values and data.sizes["scenario"] > 1 else ""


def question_of(data: xr.Dataset, indicator: str, region: str, horizon: str | None, scenario: str = "") -> Question:
    """Words for an outcome on the grid; names of regions and labels of scenarios are used where `data` has them."""
    names = _texts(data, "region_name", "region")
    reference = _reference(data) if "region" in data[indicator].dims else ""
    return Question(
        outcome=":".join(filter(None, [indicator, region])),
        scenario=label(data, scenario),
        reference=label(data, reference),
        horizon=_horizon(data, horizon),
        baseline=", ".join(str(data.attrs[key]) for key in ("baseline", "year") if key in data.attrs),
        names=names,
    )


def label(data: xr.Dataset, scenario: str) -> str:
    """What charts call a scenario: its label, or its name where `data` has none."""
    return " ".join((_texts(data, "label", "scenario").get(scenario) or scenario).split())


def _texts(data: xr.Dataset, name: str, along: str) -> dict[str, str]:
    if name not in data.coords:
        return {}
    return dict(zip(map(str, data[along].values), map(str, data[name].values), strict=True))


def crossings(places: NDArray[np.float64], values: NDArray[np.float64], target: float) -> list[float]:
    """Where a line through points crosses a value; a stretch with an unknown end crosses nothing."""
    gap = values - target
    left, right = gap[:-1], gap[1:]
    at = np.flatnonzero((left < 0) != (right < 0))
    at = at[np.isfinite(left[at]) & np.isfinite(right[at])]
    shares = left[at] / (left[at] - right[at])
    return [float(place) for place in places[at] + shares * (places[at + 1] - places[at])]
