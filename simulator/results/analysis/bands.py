"""Bands: quantiles over draws beside central numbers, where a run has draws."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from simulator.results.analysis.comparison import Comparison
from simulator.results.assembly.lean import flow_sum
from simulator.results.assembly.quantiles import QUANTILES, REFERENCE_CHANGE
from simulator.results.indicators.flow_sums import FLOW_DIM, FLOW_SUMS, Counted, FlowSum
from simulator.results.table import BASELINE

LOW, MIDDLE, HIGH = QUANTILES
COVERED: Final = f"{100 * (QUANTILES[HIGH] - QUANTILES[LOW]):.0f} %"
"""Share of draws that a band holds."""


def has_bands(run: Comparison) -> bool:
    """Whether the run has draws."""
    return run.draws is not None


def value_bands(run: Comparison, indicator: str) -> xr.DataArray | None:
    """Quantiles of an indicator's level; None without draws, or where none are kept of it."""
    return None if run.draws is None or indicator not in run.draws else run.draws[indicator]


def change_bands(run: Comparison, indicator: str) -> xr.DataArray | None:
    """Quantiles of the change that `Comparison.change` is the central number of, taken draw by draw."""
    if run.reference:
        return value_bands(run, indicator + REFERENCE_CHANGE)
    bands = value_bands(run, indicator)
    return None if bands is None else bands - run.baseline(indicator)


def flow_bands(run: Comparison, counted: Counted, sectors: Sequence[str]) -> xr.DataArray | None:
    """Quantiles of the change of flows added up over sectors; None where no draws are kept of this sum.

    They have dimensions scenario, exporter and importer; the central number is `Comparison.change` of the sum.
    """
    name = FlowSum(counted, tuple(sectors)).name
    if run.draws is None or FLOW_SUMS not in run.draws or name not in run.draws[FLOW_DIM]:
        return None
    if run.reference:
        return run.draws[FLOW_SUMS + REFERENCE_CHANGE].sel({FLOW_DIM: name}, drop=True)
    if counted == "quantity":
        base = run.baseline("quantity").sel(sector=list(sectors)).sum("sector", min_count=1)
    else:
        base = flow_sum(run.data, f"trade_flow{BASELINE}", sectors)
    return run.draws[FLOW_SUMS].sel({FLOW_DIM: name}, drop=True) - base


def quantile_columns(bands: xr.DataArray | None, labels: Mapping[str, str], prefix: str = "") -> dict[str, float]:
    """Columns with the quantiles of one number for the table behind a figure; none without draws."""
    if bands is None:
        return {}
    values = bands.sel(labels).transpose("quantile", ...).to_numpy().tolist()
    return {prefix + name: value for name, value in zip(QUANTILES, values, strict=True)}


def quantile_table(bands: xr.DataArray | None, dims: tuple[str, ...]) -> dict[str, NDArray[np.float64]]:
    """Columns with the quantiles of many numbers, in the order of `dims`; none without draws."""
    if bands is None:
        return {}
    return {name: bands.sel(quantile=name).transpose(*dims).to_numpy().ravel() for name in QUANTILES}
