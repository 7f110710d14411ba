"""Purchase commitments: what is bought, what it costs, and whose sales are displaced."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr

from simulator.results.analysis.bands import flow_bands, quantile_columns, value_bands
from simulator.results.analysis.comparison import Comparison, compared
from simulator.results.assembly.quantiles import QUANTILES
from simulator.results.indicators.flow_sums import Counted
from simulator.results.run import Results
from simulator.scenario.measures import MEASURE_TYPES

KINDS: Final = tuple(kind for kind, model in MEASURE_TYPES.items() if model.targets)
"""Types of measures that promise amounts."""


def commitments(run: Results | Comparison, horizon: str | None = None) -> pd.DataFrame:
    """One row a commitment and scenario: what is bought, before and after, the floor, and the subsidy that it takes.

    Empty where no scenario has one.
    """
    run = compared(run, horizon)
    return pd.DataFrame([_row(run, bound) for _, bound in run.bounds(KINDS).iterrows()])


def displaced(run: Results | Comparison, horizon: str | None = None) -> pd.DataFrame:
    """Change of what is bought by origin, percent of imports before; a row a commitment, a column a region."""
    run = compared(run, horizon)
    return pd.DataFrame([_shift(run, bound) for _, bound in run.bounds(KINDS).iterrows()]).reset_index(drop=True)


def displaced_bands(run: Comparison, origins: Sequence[str]) -> list[list[dict[str, float]]]:
    """Quantiles of `displaced` by commitment and origin; NaN where no draws are kept of it."""
    return [_drawn_shift(run, bound, origins) for _, bound in run.bounds(KINDS).iterrows()]


def _row(run: Comparison, bound: pd.Series) -> dict[str, object]:
    return {
        "scenario": bound["bound_scenario"],
        "measure": bound["measure"],
        "exporters": bound["exporters"],
        "importers": bound["importers"],
        "sectors": bound["sectors"],
        "unit": bound["unit"],
        "baseline": bound["bound_quantity_baseline"],
        "reference": float(_purchases(run, bound, run.from_reference(_counted(bound))).sum(skipna=False)),
        "floor": bound["limit"],
        "value": bound["bound_quantity"],
        "subsidy_pct": bound["premium"],
        **quantile_columns(value_bands(run, "bound_quantity"), {"bound": bound["bound"]}, "value_"),
        **quantile_columns(value_bands(run, "premium"), {"bound": bound["bound"]}, "subsidy_pct_"),
    }


def _counted(bound: pd.Series) -> Counted:
    """Indicator in which a commitment is counted."""
    return "trade_flow" if bound["is_value"] else "quantity"


def _purchases(run: Comparison, bound: pd.Series, flows: xr.DataArray) -> xr.DataArray:
    """Amounts that the promised importers buy in the promised sectors, by the promised exporters."""
    chosen = flows.sel(importer=bound["importers"].split("+"), sector=bound["sectors"].split("+"))
    return chosen.sel(exporter=bound["exporters"].split("+")).sum(("importer", "sector"))


def _shift(run: Comparison, bound: pd.Series) -> pd.Series:
    """Change of the importers' purchases by origin, percent of all they import in these sectors before."""
    name = _counted(bound)
    importers, sectors = bound["importers"].split("+"), bound["sectors"].split("+")
    abroad = [code for code in run.regions if code not in importers]
    flows = {"importer": importers, "sector": sectors, "exporter": abroad}
    change = run.change(name).sel(scenario=bound["bound_scenario"]).sel(flows).sum(("importer", "sector"))
    is_solved = run.is_solved(bound["bound_scenario"])
    return (100 * change / _total(run, bound)).to_series() if is_solved else pd.Series(np.nan, abroad)


def _total(run: Comparison, bound: pd.Series) -> float:
    """All that the importers buy abroad in these sectors before."""
    importers, sectors = bound["importers"].split("+"), bound["sectors"].split("+")
    abroad = [code for code in run.regions if code not in importers]
    flows = {"importer": importers, "sector": sectors, "exporter": abroad}
    return float(run.from_reference(_counted(bound)).sel(flows).sum())


def _drawn_shift(run: Comparison, bound: pd.Series, origins: Sequence[str]) -> list[dict[str, float]]:
    """Quantiles of the shift to each origin; NaN without draws of it, and for a promise by several importers."""
    importers, sectors = bound["importers"].split("+"), bound["sectors"].split("+")
    bands = flow_bands(run, _counted(bound), sectors)
    if bands is None or len(importers) > 1 or not run.is_solved(bound["bound_scenario"]):
        return [dict.fromkeys(QUANTILES, np.nan) for _ in origins]
    total = _total(run, bound)
    flow = {"scenario": bound["bound_scenario"], "importer": importers[0]}
    return [quantile_columns(100 * bands.sel(flow) / total, {"exporter": code}) for code in origins]
