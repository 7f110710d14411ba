"""Bands: quantiles over draws beside central numbers, where a run has draws."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from simulator.report.looks.marks import Band
from simulator.report.views.run import View
from simulator.results.indicators.flow_sums import FLOW_DIM, FLOW_SUMS, Counted, FlowSum
from simulator.results.quantiles import QUANTILES, REFERENCE_CHANGE

LOW, MIDDLE, HIGH = QUANTILES
COVERED: Final = f"{100 * (QUANTILES[HIGH] - QUANTILES[LOW]):.0f} %"
"""Share of draws that a band holds."""


def has_bands(view: View) -> bool:
    """Whether the run has draws."""
    return view.draws is not None


def value_bands(view: View, indicator: str) -> xr.DataArray | None:
    """Quantiles of an indicator's level; None without draws, or where none are kept of it."""
    return None if view.draws is None or indicator not in view.draws else view.draws[indicator]


def change_bands(view: View, indicator: str) -> xr.DataArray | None:
    """Quantiles of the change that `View.change` is the central number of, taken draw by draw."""
    if view.reference:
        return value_bands(view, indicator + REFERENCE_CHANGE)
    bands = value_bands(view, indicator)
    return None if bands is None else bands - view.baseline(indicator)


def flow_bands(view: View, counted: Counted, sectors: Sequence[str]) -> xr.DataArray | None:
    """Quantiles of the change of flows added up over sectors; None where no draws are kept of this sum.

    They have dimensions scenario, exporter and importer; the central number is `View.change` of the sum.
    """
    name = FlowSum(counted, tuple(sectors)).name
    if view.draws is None or FLOW_SUMS not in view.draws or name not in view.draws[FLOW_DIM]:
        return None
    if view.reference:
        return view.draws[FLOW_SUMS + REFERENCE_CHANGE].sel({FLOW_DIM: name}, drop=True)
    known = "quantity" if counted == "quantity" else "trade_flow"
    base = view.baseline(known).sel(sector=list(sectors)).sum("sector", min_count=1)
    return view.draws[FLOW_SUMS].sel({FLOW_DIM: name}, drop=True) - base


def quantile_columns(bands: xr.DataArray | None, place: Mapping[str, str], prefix: str = "") -> dict[str, float]:
    """Columns with the quantiles of one number for the table behind a figure; none without draws."""
    if bands is None:
        return {}
    values = bands.sel(place).transpose("quantile", ...).to_numpy().tolist()
    return {prefix + name: value for name, value in zip(QUANTILES, values, strict=True)}


def quantile_table(bands: xr.DataArray | None, dims: tuple[str, ...]) -> dict[str, NDArray[np.float64]]:
    """Columns with the quantiles of many numbers, in the order of `dims`; none without draws."""
    if bands is None:
        return {}
    return {name: bands.sel(quantile=name).transpose(*dims).to_numpy().ravel() for name in QUANTILES}


def band(data: pd.DataFrame, factor: float = 1.0, columns: tuple[str, str] = (LOW, HIGH)) -> Band:
    """Ends of the bands in the table behind a figure; NaN where there are none."""
    low, high = data.reindex(columns=list(columns)).to_numpy(np.float64).T * factor
    return Band(low, high)


def is_open(data: pd.DataFrame) -> NDArray[np.bool_]:
    """Numbers whose band holds zero, so that draws differ in their sign."""
    low, high = band(data)
    return np.asarray((low < 0) & (high > 0))


def bands_note(view: View, mark: str = "Whiskers") -> str:
    """Small print on what shows the draws; empty without draws."""
    return f"{mark}: {COVERED} of {draws_words(view)}; all else: central case." if has_bands(view) else ""


def draws_words(view: View) -> str:
    """How many draws there are, and of what."""
    uncertain = view.results.provenance.asked.get("uncertain", ())
    are_elasticities = bool(uncertain) and all(item.get("is_elasticity") for item in uncertain)
    count = view.results.provenance.asked.get("draws")
    words = f"{count:,} draws" if count else "the draws"
    return f"{words} of {'elasticities' if are_elasticities else 'what is uncertain'}"
