"""Lean results: of a large economy, flows from a value on one by one, and the smaller ones of a pair as their sum.

Eighty regions have a hundred thousand flows, most of which together are a twentieth of their trade.
"""

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any, Final

import numpy as np
import xarray as xr

from simulator.economy.reading.units import MONEY, is_money
from simulator.errors import ResultsError
from simulator.results.table import BASELINE, FLOWS_FROM, REST

MOST: Final = 20_000
"""Sectors times pairs of regions up to which all flows are kept one by one."""
COVERED: Final = 0.95
"""Least share of the trade between regions that is kept one by one."""
GOODS: Final = "goods"
"""Kind of the sectors whose flows are added up where no sector is named."""
_TRADE: Final = "trade_flow" + BASELINE
_FLOW: Final = ("sector", "exporter", "importer")
_STEPS: Final = np.multiply.outer(10.0 ** np.arange(-6, 9), (1.0, 2.0, 5.0)).ravel()
"""Values from which flows can be kept, million USD."""


def has_many_flows(data: xr.Dataset) -> bool:
    """Whether a dataset has room for more flows than are kept one by one."""
    return prod(data.sizes.get(dim, 1) for dim in _FLOW) > MOST


def lean(data: xr.Dataset) -> xr.Dataset:
    """Results of a large economy without its small flows; others, and those that are lean, as they are.

    Flows are kept whose value in the baseline or in some case reaches a threshold, and those that a limit or a promise
    is about; amounts in physical units are all kept. Where one is not, its numbers are NaN. What is left out is summed
    by exporter, importer and kind of sector: values, shipments, and the change of their volume at base-year prices.
    """
    if FLOWS_FROM in data.attrs or not has_many_flows(data):
        return data
    flows = {str(name): item for name, item in data.data_vars.items() if set(item.dims) >= set(_FLOW)}
    least = _threshold(data[_TRADE])
    left_out = (data[_TRADE] > 0) & ~_is_kept(data, least)
    single = {name: item.where(~left_out) for name, item in flows.items() if not name.startswith("quantity")}
    money = {name: item for name, item in flows.items() if is_money(str(item.attrs["unit"]))}
    rest = {REST + name: _by_kind(item * left_out).assign_attrs(item.attrs) for name, item in money.items()}
    volume = flows["trade_volume"]
    moved = _by_kind((data[_TRADE] * volume).where(left_out, 0.0)) / rest[REST + _TRADE]
    rest[f"{REST}trade_volume"] = moved.assign_attrs(volume.attrs)
    return data.assign(single | rest).assign_attrs({FLOWS_FROM: least})


def _threshold(trade: xr.DataArray) -> float:
    """Largest round value such that flows from it on are nearly all trade between regions."""
    values = np.sort(trade.where(trade["exporter"] != trade["importer"], 0.0).to_numpy().ravel())[::-1]
    last = int(np.searchsorted(np.cumsum(values), COVERED * values.sum()))
    return float(_STEPS[max(int(np.searchsorted(_STEPS, values[last], side="right")) - 1, 0)])


def _is_kept(data: xr.Dataset, least: float) -> xr.DataArray:
    """Flows that are large enough, or that a limit or a promise of some scenario is about."""
    cases = [dim for dim in data["trade_flow"].dims if dim not in _FLOW]
    largest = xr.concat([data["trade_flow"].max(cases), data[_TRADE]], dim="of").max("of")
    kept = (largest >= least).transpose(*_FLOW)
    bounds = set(zip(*(data[f"{dim}s"].to_numpy().tolist() for dim in _FLOW), strict=True))
    for labels in filter(all, bounds):  # one on a producer names no importer
        kept.loc[dict(zip(_FLOW, (codes.split("+") for codes in labels), strict=True))] = True
    return kept


def _by_kind(flow: xr.DataArray) -> xr.DataArray:
    """Sum over sectors of each kind, goods and services."""
    kinds = flow["sector_kind"]
    names = [str(kind) for kind in np.unique(kinds)]
    parts = [flow.sel(sector=kinds == kind).sum("sector", skipna=False) for kind in names]
    return xr.concat(parts, dim=xr.DataArray(names, dims="rest", name="rest"))


def flow_sum(data: xr.Dataset, name: str, sectors: Sequence[str]) -> xr.DataArray:
    """Flows of some sectors added up; those of all goods with what lean results hold as a sum only.

    NaN where a case was not solved, or where lean results lack a flow of the sectors by itself.
    """
    flows = data[name].sel(sector=list(sectors))
    if REST + name in data and set(sectors) == set(data["sector"].to_numpy()[data["sector_kind"] == GOODS].tolist()):
        return flows.sum("sector") + data[REST + name].sel(rest=GOODS, drop=True)
    return flows.sum("sector", skipna=False)


def check_kept(data: xr.Dataset, name: str, labels: Mapping[str, str]) -> None:
    """Refuse a single flow of which lean results hold a sum only.

    Raises
    ------
    ResultsError
        It is one.
    """
    flow = {dim: labels[dim] for dim in _FLOW if dim in labels}
    if FLOWS_FROM not in data.attrs or len(flow) < len(_FLOW) or name == "quantity" or data[_TRADE].sel(flow).notnull():
        return
    raise ResultsError(
        f"{name}: got the flow of {flow['sector']} from {flow['exporter']} to {flow['importer']}, which these results "
        f"hold in sums only, as it is below {data.attrs[FLOWS_FROM]:,g} {MONEY} a year — solve them again with --full."
    )


def kept_record(data: xr.Dataset, whole: xr.Dataset) -> dict[str, Any]:
    """What lean results keep of all flows, as a manifest says it."""
    return {
        "from": data.attrs[FLOWS_FROM],
        "unit": f"{MONEY} a year",
        "kept": int((data[_TRADE] > 0).sum()),
        "of": int((whole[_TRADE] > 0).sum()),
        "trade_between_regions_pct": round(100 * _covered(data), 2),
    }


def kept_words(data: xr.Dataset) -> str:
    """What lean results keep of all flows, as a sentence; empty where all are kept."""
    if FLOWS_FROM not in data.attrs:
        return ""
    least = f"{data.attrs[FLOWS_FROM]:,g} {MONEY}"
    return f"Flows of {least} a year or more, {100 * _covered(data):.0f} % of the trade between regions."


def _covered(data: xr.Dataset) -> float:
    """Share of the trade between regions that is kept flow by flow."""
    kept, rest = (
        float(item.where(item["exporter"] != item["importer"]).sum()) for item in (data[_TRADE], data[REST + _TRADE])
    )
    return kept / (kept + rest)
