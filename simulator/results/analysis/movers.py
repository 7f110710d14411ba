"""Movers: the regions that a chart shows one by one where there are many, and the others together."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import xarray as xr

from simulator.results.analysis.comparison import Comparison

MOST: Final = 15
"""Regions up to which each has a row or a column of its own."""


class Movers(NamedTuple):
    """Regions by themselves and others, both in the order of the baseline."""

    shown: list[str]
    others: list[str]

    @property
    def label(self) -> str:
        """What the others are called together."""
        return f"{len(self.others)} others"

    @property
    def codes(self) -> list[str]:
        """Those by themselves, and one name for all others."""
        return [*self.shown, *([self.label] if self.others else [])]


def movers(run: Comparison, moved: xr.DataArray, always: Sequence[str] = ()) -> Movers:
    """Regions that move most, all of them where they are few.

    Parameters
    ----------
    moved
        What each region moves, in money.
    always
        Regions that are shown however little they move; absent: the two that matter most.
    """
    if len(run.regions) <= MOST:
        return Movers(run.regions, [])
    first = list(dict.fromkeys(always or run.pair))
    sizes = abs(moved).fillna(0.0).sel(region=run.regions).reset_coords(drop=True).to_series().drop(first)
    shown = {*first, *sizes.sort_values(ascending=False, kind="stable").index[: MOST - 1 - len(first)]}
    return Movers([code for code in run.regions if code in shown], [code for code in run.regions if code not in shown])


def in_money(run: Comparison, change: xr.DataArray, unit: str) -> xr.DataArray:
    """Size of changes of regional indicators in money, those in percent of a region's output."""
    return abs(change) * (size(run) / 100 if unit == "%" else 1.0)


def size(run: Comparison) -> xr.DataArray:
    """Output of each region in the baseline."""
    return run.baseline("output_value").sum("sector")


def joined(run: Comparison, change: xr.DataArray, others: Sequence[str], unit: str) -> xr.DataArray:
    """Change of several regions together: the sum of money, else the mean, weighted by output."""
    values = change.sel(region=list(others))
    if unit != "%":
        return values.sum("region", skipna=False)
    return values.weighted(size(run).sel(region=list(others)).fillna(0.0)).mean("region")
