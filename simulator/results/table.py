"""Long tables of results, as they are written to CSV files."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr

from simulator.economy.reading.units import MONEY
from simulator.results.indicators.registry import INDICATORS

BASELINE: Final = "_baseline"
"""Suffix of the variables that hold baseline levels."""

DATE: Final = "date"
"""Attribute with the day whose measures are applied; empty: all enabled ones."""

COLUMNS: Final = (
    "scenario",
    "date",
    "horizon",
    "indicator",
    "region",
    "partner",
    "sector",
    "unit",
    "baseline",
    "value",
    "change",
    "change_pct",
    "reference_change",
)
"""Columns of the indicator table; `horizon` only where a run has more than one."""

FLOWS_FROM: Final = "flows_from"
"""Attribute of lean results: value a year from which single flows are kept, million USD. Absent: all are."""

REST: Final = "rest_"
"""Prefix of the variables of lean results that hold what the flows that are not kept add up to."""

IN_FLOW_TABLE: Final = ("trade_flow", "trade_volume", "import_tax", "delivered_price", "quota_premium")
"""Indicators of flows that are kept out of the table of all others for their length."""


def reference_change(data: xr.Dataset, indicator: str) -> xr.DataArray:
    """Value less that of the reference scenario; NaN without a reference.

    A bound is held against the one that the same measure sets on the same flows there; NaN if it sets none.
    """
    value = data[indicator]
    if not data.attrs["reference"]:
        return xr.full_like(value, np.nan)
    if "bound" in value.dims:
        return value - _of_reference(data, value)
    return value - value.sel(scenario=data.attrs["reference"], drop=True)


def _of_reference(data: xr.Dataset, value: xr.DataArray) -> xr.DataArray:
    """For every bound, the number of its counterpart in the reference."""
    labels = [data[name].to_numpy().tolist() for name in ("bound_scenario", "bound", "kind", "unit")]
    keys = [(bound.removeprefix(owner), *rest) for owner, bound, *rest in zip(*labels, strict=True)]
    row_of = {key: row for row, key in enumerate(keys) if labels[0][row] == data.attrs["reference"]}
    row = np.array([row_of.get(key, -1) for key in keys], dtype=int)
    numbers = value.transpose("bound", ...).to_numpy()[row]
    return xr.zeros_like(value) + np.where(row[:, None] >= 0, numbers, np.nan)


def indicator_table(data: xr.Dataset, indicators: Sequence[str]) -> pd.DataFrame:
    """One row for each number of the given indicators."""
    parts = [_rows(data, name) for name in indicators]
    table = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return table.reindex(columns=[name for name in COLUMNS if name != "horizon" or has_horizons(data)])


def flow_table(data: xr.Dataset) -> pd.DataFrame:
    """One row for each flow that the baseline has, home sales included, by scenario and horizon or date.

    Of lean results the small flows of a pair stand in one row for goods and one for services.
    """
    parts = [_flow_rows(data, "")]
    if FLOWS_FROM in data.attrs:
        rest = _flow_rows(data, REST)
        parts.append(rest.assign(sector=rest["rest"] + f" below {data.attrs[FLOWS_FROM]:,g} {MONEY}"))
    names = ["scenario", "date", "horizon", "exporter", "importer", "sector", "baseline", "value", "volume_change_pct"]
    table = pd.concat(parts, ignore_index=True) if parts[1:] else parts[0]
    return table.reindex(columns=[name for name in names if name != "horizon" or has_horizons(data)])


def _flow_rows(data: xr.Dataset, prefix: str) -> pd.DataFrame:
    frame = _long(
        {
            "baseline": data[f"{prefix}trade_flow{BASELINE}"],
            "value": data[f"{prefix}trade_flow"],
            "volume_change_pct": data[f"{prefix}trade_volume"],
        }
    )
    return _dated(frame[frame["baseline"] > 0], data)


def has_horizons(data: xr.Dataset) -> bool:
    """Tell whether horizons have to be told apart: a run has several. A path has dates instead."""
    return data.sizes.get("horizon", 1) > 1


def _dated(frame: pd.DataFrame, data: xr.Dataset) -> pd.DataFrame:
    """Rows of a path have their date; those of a run get its day."""
    return frame if DATE in frame else frame.assign(date=data.attrs.get(DATE, ""))


def _rows(data: xr.Dataset, indicator: str) -> pd.DataFrame:
    if INDICATORS[indicator].about == "flow":  # most sectors have no quantities; long, they would fill the memory
        data = data.isel(sector=data[indicator + BASELINE].notnull().any(("exporter", "importer")).to_numpy())
    variables = {"value": data[indicator], "reference_change": reference_change(data, indicator)}
    frame = labelled_rows(data, indicator, variables)
    change = frame["value"] - frame["baseline"]
    change_pct = 100 * change / frame["baseline"].where(frame["baseline"] != 0)
    return frame.assign(change=change, change_pct=change_pct)


def labelled_rows(data: xr.Dataset, indicator: str, variables: dict[str, xr.DataArray]) -> pd.DataFrame:
    """Put variables shaped like an indicator into long form, with its baseline, labels and unit."""
    frame = _long({**variables, "baseline": data[indicator + BASELINE]})
    frame = frame[frame["baseline"].notna()].rename(columns={"exporter": "region", "importer": "partner"})
    definition = INDICATORS[indicator]
    frame = _dated(frame, data).assign(indicator=indicator, unit=definition.unit)
    if definition.about == "bound":
        frame = _with_bound_labels(frame, data, indicator)
    elif indicator == "quantity":
        frame["unit"] = data["quantity_unit"].to_series().loc[frame["sector"]].to_numpy()
    return frame[frame["region"] != frame["partner"]] if definition.about == "pair" else frame


def _with_bound_labels(frame: pd.DataFrame, data: xr.Dataset, indicator: str) -> pd.DataFrame:
    """Say of each bound's row which scenario and flows it is about, and the unit of what it counts."""
    columns = {"bound_scenario": "scenario", "exporters": "region", "importers": "partner", "sectors": "sector"}
    if indicator == "bound_quantity":
        columns["unit"] = "unit"
    labels = data[list(columns)].reset_coords().to_dataframe()
    named = labels.rename(columns=columns).loc[frame["bound"], list(columns.values())]
    return frame.drop(columns="bound").assign(**{str(name): named[name].to_numpy() for name in named})


def _long(variables: dict[str, xr.DataArray]) -> pd.DataFrame:
    """Broadcast variables against each other and put them into long form, labels first."""
    arrays = xr.broadcast(*variables.values())
    dims = max(variables.values(), key=lambda array: array.ndim).dims
    labels = [arrays[0][dim].to_numpy() for dim in dims]
    index = np.indices([len(label) for label in labels]).reshape(len(labels), -1)
    frame = {str(dim): label[position] for dim, label, position in zip(dims, labels, index, strict=True)}
    values = {name: array.transpose(*dims).to_numpy().ravel() for name, array in zip(variables, arrays, strict=True)}
    return pd.DataFrame(frame | values)
