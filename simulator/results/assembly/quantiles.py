"""Quantiles of indicators over draws, beside the central results."""

from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from simulator.results.indicators.flow_sums import FLOW_DIM, FLOW_SUMS, FlowSum
from simulator.results.indicators.indicator import About
from simulator.results.indicators.registry import INDICATORS
from simulator.results.table import COLUMNS, has_horizons, labelled_rows

QUANTILES: Final = {"p05": 0.05, "p50": 0.5, "p95": 0.95}
"""Names of the quantiles that are kept, and the share of draws below each."""

REFERENCE_CHANGE: Final = "_reference_change"
"""Suffix of the variables that hold quantiles of changes against the reference, draw by draw."""

DRAWN: Final[tuple[About, ...]] = ("region", "pair", "region_sector", "bound")
"""What indicators are drawn of; of flows, only the sums that charts show are."""


def drawn_indicators() -> tuple[str, ...]:
    """Names of the indicators that are drawn."""
    return tuple(name for name, item in INDICATORS.items() if item.about in DRAWN)


def quantiles(draws: NDArray[np.float64]) -> NDArray[np.float64]:
    """Quantiles over the first axis, put last; draws that were not solved are left out, and NaN where all are."""
    flat = draws.reshape(draws.shape[0], -1)
    known = np.isfinite(flat)
    solved = flat[known.any(axis=1)]
    values = np.full((len(QUANTILES), flat.shape[1]), np.nan)
    whole = known[known.any(axis=1)].all(axis=0) & known.any(axis=0)
    partly = known.any(axis=0) & ~whole
    shares = list(QUANTILES.values())
    if whole.any():
        values[:, whole] = np.quantile(solved[:, whole], shares, axis=0)
    if partly.any():
        values[:, partly] = np.nanquantile(solved[:, partly], shares, axis=0)
    return np.moveaxis(values.reshape(len(QUANTILES), *draws.shape[1:]), 0, -1)


def summary_table(data: xr.Dataset, summary: xr.Dataset) -> pd.DataFrame:
    """One row for each number with the quantiles of its value, change and change against the reference."""
    parts = [_rows(data, summary, name) for name in drawn_indicators() if name in summary]
    parts += [_quantity_rows(data, summary, code) for code in data["sector"].to_numpy().tolist()]
    table = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    keys = [name for name in COLUMNS[: COLUMNS.index("baseline") + 1] if name != "horizon" or has_horizons(data)]
    numbers = [f"{what}_{name}" for what in ("value", "change", "reference_change") for name in QUANTILES]
    return table.reindex(columns=[*keys, *numbers])


def _quantity_rows(data: xr.Dataset, summary: xr.Dataset, sector: str) -> pd.DataFrame:
    """Rows of the quantities of a sector, which are drawn as a sum of flows; none where they are not."""
    name = FlowSum("quantity", (sector,)).name
    if FLOW_SUMS not in summary or name not in summary[FLOW_DIM]:
        return pd.DataFrame()
    of_sector = summary[[FLOW_SUMS, FLOW_SUMS + REFERENCE_CHANGE]].sel({FLOW_DIM: name}, drop=True)
    drawn = of_sector.rename({FLOW_SUMS: "quantity", FLOW_SUMS + REFERENCE_CHANGE: "quantity" + REFERENCE_CHANGE})
    return _rows(data.sel(sector=[sector]), drawn.expand_dims(sector=[sector]), "quantity")


def _rows(data: xr.Dataset, summary: xr.Dataset, indicator: str) -> pd.DataFrame:
    values = {f"value_{name}": summary[indicator].sel(quantile=name, drop=True) for name in QUANTILES}
    against = summary[indicator + REFERENCE_CHANGE]
    changes = {f"reference_change_{name}": against.sel(quantile=name, drop=True) for name in QUANTILES}
    frame = labelled_rows(data, indicator, values | changes)
    return frame.assign(**{f"change_{name}": frame[f"value_{name}"] - frame["baseline"] for name in QUANTILES})
