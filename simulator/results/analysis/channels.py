"""Channels: what a change of welfare is made of, for each region."""

from typing import Final

import pandas as pd
import xarray as xr

from simulator.results.analysis.comparison import Comparison, compared
from simulator.results.run import Results

CHANNELS: Final = (
    "earnings",
    "effort",
    "tariff revenue",
    "licence premiums",
    "shortage rents",
    "purchase pledges",
    "lending",
    "other",
)
"""Parts of a region's welfare: what it earns and the effort that takes, what it receives and pays, and what others lend
it; other is what taxes on exports bring, and profits in so far as they grow unlike earnings."""
_RECEIPTS: Final = {
    "tariff revenue": ("tariff_revenue", 1),
    "licence premiums": ("licence_premium_receipts", 1),
    "shortage rents": ("shortage_rents", 1),
    "purchase pledges": ("commitment_cost", -1),
    "lending": ("trade_balance", -1),
}
"""Indicator of each part that is an amount of money, and its sign; what a treasury waives is in none of them."""


def channels(run: Results | Comparison, horizon: str | None = None) -> xr.DataArray:
    """Change in welfare by channel, in percent of baseline income; the channels of a region add up to all of it.

    Each part of income is deflated by consumer prices, so that `earnings` is what workers and owners can buy, and the
    treasury's receipts are what they can pay for. `effort` is what a smaller supply of factors spares them. Dimensions
    channel, scenario and region; NaN for a region that nothing moves.
    """
    run = compared(run, horizon)
    data, income = run.data, base_income(run)
    prices = 1 + data["consumer_prices"] / 100
    parts = {
        name: sign * (data[indicator] / prices - run.baseline(indicator))
        for name, (indicator, sign) in _RECEIPTS.items()
    }
    earned = income - run.baseline("tariff_revenue") + run.baseline("trade_balance")
    parts["earnings"] = earned * data["real_factor_income"] / 100
    shares = {name: 100 * part / income for name, part in parts.items()}
    shares["other"] = data["real_income"] - sum(shares.values())
    shares["effort"] = data["welfare"] - data["real_income"]
    by_channel = xr.concat([shares[name] for name in CHANNELS], dim=pd.Index(CHANNELS, name="channel"))
    change = by_channel - by_channel.sel(scenario=run.reference, drop=True) if run.reference else by_channel
    return change.transpose("channel", "scenario", "region").reset_coords(drop=True)


def base_income(run: Comparison) -> xr.DataArray:
    """Baseline income of each region: what one percent of welfare is worth, a hundred times."""
    moved = abs(run.data["welfare"])
    worth = 100 * run.data["welfare_usd"] / run.data["welfare"].where(moved > 1e-9)
    return worth.where(moved == moved.max("scenario")).mean("scenario")
