"""Datasets over a grid of levers as files hold them: a scenario that no lever changes stands there once."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray

FIXED: Final = "fixed"
"""Dimension of the scenarios that are the same at every point, and suffix of what is said of them."""
_ORDER: Final = "order"


def thinned(data: xr.Dataset, levers: Sequence[str]) -> xr.Dataset:
    """The dataset with scenarios that are the same at every point under names of their own, at one point."""
    is_fixed = np.array([_is_fixed(data.isel(scenario=[row]), levers) for row in range(data.sizes["scenario"])])
    if not is_fixed.any() or is_fixed.all():
        return data
    data = data.assign_coords({_ORDER: ("scenario", np.arange(data.sizes["scenario"]))})
    once = data.isel(scenario=is_fixed).isel(dict.fromkeys(levers, 0), drop=True)
    along = {name: f"{name}_{FIXED}" for name, item in once.variables.items() if "scenario" in item.dims}
    return data.isel(scenario=~is_fixed).merge(once.rename({**along, "scenario": FIXED}))


def whole(data: xr.Dataset) -> xr.Dataset:
    """The dataset again as it was before it was thinned."""
    if FIXED not in data.dims:
        return data
    of_fixed = [str(name) for name, item in data.variables.items() if FIXED in item.dims]
    varied = data.drop_vars(of_fixed)
    once = data[[name for name in of_fixed if name != FIXED]]
    once = once.rename({name: name.removesuffix(f"_{FIXED}") for name in map(str, once.variables) if name != FIXED})
    once = once.rename({FIXED: "scenario"})
    spread = {name: once[name].broadcast_like(varied[name].isel(scenario=0, drop=True)) for name in once.data_vars}
    parts = [varied, once.assign(spread)]
    variables = {name: _joined([part[name] for part in parts], varied[name].dims) for name in varied.data_vars}
    order = np.argsort(np.concatenate([part[_ORDER].to_numpy() for part in parts]))
    return xr.Dataset(variables, attrs=data.attrs).isel(scenario=order).drop_vars(_ORDER)


def _joined(parts: Sequence[xr.DataArray], dims: Sequence[object]) -> xr.DataArray:
    return xr.concat([part.transpose(*map(str, dims)) for part in parts], "scenario")


def _is_fixed(scenario: xr.Dataset, levers: Sequence[str]) -> bool:
    return all(_is_constant(item, levers) for item in scenario.data_vars.values())


def _is_constant(array: xr.DataArray, levers: Sequence[str]) -> bool:
    values: NDArray[np.float64] = array.transpose(*levers, ...).to_numpy()
    first = values[(0,) * len(levers)]
    return bool(np.array_equal(values, np.broadcast_to(first, values.shape), equal_nan=values.dtype.kind == "f"))
