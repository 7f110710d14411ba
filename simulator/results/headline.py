"""The numbers that a reader asks first: both sides' income and prices, their trade, and what the bounds cost."""

from typing import Final

import numpy as np
import pandas as pd
import xarray as xr

SIDES: Final = ("USA", "CHN")
"""The two sides of the dispute; in a baseline without them, its first two regions."""

SOYBEANS: Final = "SOY"
RARE_EARTHS: Final = "REE"


def headline_table(data: xr.Dataset) -> pd.DataFrame:
    """One row for each scenario and horizon.

    Real income and consumer prices in % against the baseline, trade both ways and tariff revenue in bn USD, soybeans
    shipped from the first side to the second in their unit, and the highest premium that a licence on rare earths
    commands anywhere. A column is left out where the baseline knows nothing of it.
    """
    first, second = sides(data)
    columns = {
        "real_income": [("real income {0} %", {"region": first}), ("real income {1} %", {"region": second})],
        "consumer_prices": [("prices {0} %", {"region": first}), ("prices {1} %", {"region": second})],
    }
    table = {
        heading.format(first, second): data[name].sel(place)
        for name, headings in columns.items()
        for heading, place in headings
    }
    trade = data["bilateral_exports"]
    both = trade.sel(region=first, partner=second) + trade.sel(region=second, partner=first)
    table[f"{first}–{second} trade bn USD"] = both / 1e3
    table[f"tariff revenue {first} bn USD"] = data["tariff_revenue"].sel(region=first) / 1e3
    table |= _soybeans(data, first, second) | _rare_earths(data)
    index = {"scenario": np.repeat(data["scenario"].to_numpy(), data.sizes["horizon"])}
    if data.sizes["horizon"] > 1:
        index["horizon"] = np.tile(data["horizon"].to_numpy(), data.sizes["scenario"])
    return pd.DataFrame(
        index | {name: array.transpose("scenario", "horizon").to_numpy().ravel() for name, array in table.items()}
    )


def sides(data: xr.Dataset) -> tuple[str, str]:
    """The two regions that a headline is about."""
    regions = [str(code) for code in data["region"].to_numpy()]
    first, second = SIDES if set(SIDES) <= set(regions) else (regions * 2)[:2]
    return first, second


def _soybeans(data: xr.Dataset, exporter: str, importer: str) -> dict[str, xr.DataArray]:
    if SOYBEANS not in data["sector"]:
        return {}
    shipped = data["quantity"].sel(sector=SOYBEANS, exporter=exporter, importer=importer)
    unit = str(data["quantity_unit"].sel(sector=SOYBEANS).item())
    return {f"soybeans {exporter} to {importer} {unit}": shipped} if np.isfinite(shipped).any() else {}


def _rare_earths(data: xr.Dataset) -> dict[str, xr.DataArray]:
    """Highest premium on rare earths; 0 in a solved scenario that does not restrict them."""
    if RARE_EARTHS not in data["sector"]:
        return {}
    is_cap = (data["kind"] != "purchase_commitment") & (data["sectors"] == RARE_EARTHS)
    solved = data["status"] == "CONVERGED"
    caps = data["premium"].transpose("bound", "horizon").to_numpy()[is_cap.to_numpy()]
    owners = data["bound_scenario"].to_numpy()[is_cap.to_numpy()]
    highest = xr.zeros_like(data["residual"]).where(solved).transpose("scenario", "horizon")
    for place, scenario in enumerate(data["scenario"].to_numpy()):
        if (owners == scenario).any():
            highest[place] = np.fmax.reduce(caps[owners == scenario])
    return {"highest rare-earth premium %": highest}
