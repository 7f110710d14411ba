"""The numbers that a reader asks first: both sides' income and welfare, prices, trade, farms and rare earths."""

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import numpy as np
import pandas as pd
import xarray as xr

from simulator.economy.reading.units import MONEY
from simulator.results.indicators.registry import INDICATORS
from simulator.results.table import BASELINE

ACTORS: Final = "actors"
"""Attribute of results: their regions by code, those that they are about first."""

MOVED: Final = 0.01
"""Least change of what is shown only where it moves."""

SOYBEANS: Final = "SOY"
RARE_EARTHS: Final = "REE"

OF_SIDES: Final = {
    "own_income": "own income {} %",
    "welfare_per_household": "welfare {} USD/household",
    "real_gdp": "real GDP {} %",
}
"""Indicators of both sides, with their headings."""

OF_FIRST: Final = {
    "pass_through_prices": "duties in prices {} %",
    "tariff_revenue": "tariff revenue {} bn USD",
    "farm_income": "farm income {} %",
}
"""Indicators of the first side."""


Taken: TypeAlias = Callable[[xr.Dataset], xr.DataArray]
"""How a number of the headline is taken from levels, or from a quantile of them."""


def headline_table(data: xr.Dataset, levels: xr.Dataset | None = None) -> pd.DataFrame:
    """One row for each scenario and horizon.

    Own income, welfare a household and real GDP of both sides against the baseline; what duties add to consumer prices
    before substitution, tariff revenue and farm income of the first; trade both ways; soybeans shipped between them
    in their unit; and for rare earths what users of the first side pay as a multiple of the baseline, and its value
    added that cannot be made without them. A column is left out where the baseline knows nothing of it, soybeans and
    rare earths also where no scenario moves them by as much as 1 %.

    Parameters
    ----------
    levels
        What numbers are taken from, such as a quantile over draws; absent: the results themselves.
    """
    shown = data if levels is None else levels
    index = {"scenario": np.repeat(data["scenario"].to_numpy(), data.sizes["horizon"])}
    if data.sizes["horizon"] > 1:
        index["horizon"] = np.tile(data["horizon"].to_numpy(), data.sizes["scenario"])
    numbers = {name: take(shown).transpose("scenario", "horizon") for name, take in _columns(data).items()}
    return pd.DataFrame(index | {name: array.to_numpy().ravel() for name, array in numbers.items()})


def _columns(data: xr.Dataset) -> dict[str, Taken]:
    """Columns of the headline of some results, each with how its numbers are taken."""
    first, second = sides(data)
    columns: dict[str, Taken] = {}
    for name, heading in OF_SIDES.items():
        for side in dict.fromkeys((first, second)):
            columns |= _column(data, name, heading, side)
    for name, heading in OF_FIRST.items():
        columns |= _column(data, name, heading, first)
    columns[f"{first}–{second} trade bn USD"] = lambda levels: _both_ways(levels["bilateral_exports"], first, second)
    return columns | _soybeans(data, first, second) | _rare_earths(data, first)


def _both_ways(trade: xr.DataArray, first: str, second: str) -> xr.DataArray:
    return (trade.sel(region=first, partner=second) + trade.sel(region=second, partner=first)) / 1e3


def sides(data: xr.Dataset) -> tuple[str, str]:
    """The two regions that a headline is about; of results that do not say, the first two."""
    return first_two(str(data.attrs.get(ACTORS, "")).split() or [str(code) for code in data["region"].to_numpy()])


def first_two(actors: Sequence[str]) -> tuple[str, str]:
    """The first two of some regions, of a single one that one twice."""
    first, second = (*actors, *actors)[:2]
    return first, second


def _column(data: xr.Dataset, name: str, heading: str, region: str) -> dict[str, Taken]:
    """An indicator of a region under its heading, money in bn USD; none where the baseline does not know it."""
    if data[name + BASELINE].sel(region=region).isnull():
        return {}
    unit = 1e3 if INDICATORS[name].unit == MONEY else 1.0
    return {heading.format(region): lambda levels: levels[name].sel(region=region) / unit}


def _soybeans(data: xr.Dataset, first: str, second: str) -> dict[str, Taken]:
    """What is shipped in the direction in which more is."""
    if SOYBEANS not in data["sector"]:
        return {}
    pairs = [{"sector": SOYBEANS, "exporter": i, "importer": j} for i, j in ((first, second), (second, first))]
    before = [float(np.nan_to_num(data["quantity" + BASELINE].sel(pair))) for pair in pairs]
    larger = int(np.argmax(before))
    shipped, unit = data["quantity"].sel(pairs[larger]), data["quantity_unit"].sel(sector=SOYBEANS).item()
    if not (np.abs(shipped - before[larger]) > MOVED * before[larger]).any():
        return {}
    exporter, importer = (pairs[larger][side] for side in ("exporter", "importer"))
    return {f"soybeans {exporter} to {importer} {unit}": lambda levels: levels["quantity"].sel(pairs[larger])}


def _rare_earths(data: xr.Dataset, region: str) -> dict[str, Taken]:
    """The buyer's price over the baseline, as licences and duties leave it, and what cannot be made."""
    if RARE_EARTHS not in data["sector"]:
        return {}

    def multiple(levels: xr.Dataset) -> xr.DataArray:
        return 1 + levels["price_index"].sel(sector=RARE_EARTHS, region=region) / 100

    if not (np.abs(multiple(data) - 1) > MOVED).any():
        return {}
    at_risk = _column(data, "value_added_at_risk", "value added at risk {} bn USD", region)
    return {f"rare-earth price {region} ×": multiple, **at_risk}
