"""Bands beside the headline of a run with draws."""

import numpy as np
import pandas as pd
import xarray as xr

from simulator.results.analysis.bands import HIGH, LOW
from simulator.results.assembly.quantiles import drawn_indicators
from simulator.results.indicators.flow_sums import FLOW_DIM, FLOW_SUMS, FlowSum
from simulator.results.indicators.headline import SOYBEANS, headline_table
from simulator.results.run import Results


def headline_bands(results: Results) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """Low and high ends of the band of each number of the headline; None without draws.

    NaN where no draws are kept, as of trade both ways: quantiles of two flows do not add up.
    """
    if results.summary is None:
        return None
    low, high = (headline_table(results.data, _levels(results.data, results.summary, end)) for end in (LOW, HIGH))
    return low, high


def _levels(data: xr.Dataset, summary: xr.Dataset, quantile: str) -> xr.Dataset:
    """One quantile of all levels."""
    drawn = summary.sel(quantile=quantile, drop=True)
    levels = {name: drawn[name] for name in drawn_indicators() if name in drawn}
    unknown = {name: xr.full_like(data[name], np.nan) for name in ("bilateral_exports", "quantity")}
    return xr.Dataset({**levels, **unknown, "quantity": _soybeans(unknown["quantity"], drawn)})


def _soybeans(quantity: xr.DataArray, drawn: xr.Dataset) -> xr.DataArray:
    """Quantities, which are drawn of soybeans only."""
    name = FlowSum("quantity", (SOYBEANS,)).name
    if SOYBEANS not in quantity["sector"] or FLOW_SUMS not in drawn or name not in drawn[FLOW_DIM]:
        return quantity
    shipped = drawn[FLOW_SUMS].sel({FLOW_DIM: name}, drop=True)
    return shipped.where(quantity["sector"] == SOYBEANS)
