"""Stocks on a path: they stand in for what licences withhold until they are empty, and are filled up again afterwards.

While a stock lasts, its owner's bounded imports are not short: the bound is relaxed by what is withdrawn, up to the
baseline quantity. The equilibrium is one of use; what crosses the border is use less withdrawals plus restocking.
Withdrawals are valued like imports of the day.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import EXPORTER, Pairs, PerBound
from simulator.economy import Economy
from simulator.model.equilibrium import Equilibrium
from simulator.model.shock import Bounds
from simulator.scenario.effects.rationing import Position, critical_stocks

Array = NDArray[np.float64]

RESTOCKING_YEARS: Final = 0.5
"""Years in which an empty stock is filled up again where nothing holds its owner back: an assumption."""

ROUNDING: Final = 1e-9
"""Wedges and shares closer to none than this are none."""


@dataclass(frozen=True, eq=False)
class Relief:
    """What stocks can add to the bounds of a period.

    Attributes
    ----------
    limit
        Limit of each bound with what stocks add.
    flow_index
        Case, sector, exporter and importer of each bounded flow, one entry each; so for the next three.
    allowed
        Share of the baseline quantity that the bound allows by itself; infinite where it withholds nothing.
    most
        Largest share of the baseline quantity that comes from stock; where several bounds hit one flow, it stands with
        the tightest and is 0 with the others.
    months
        Months of its owner's use that the whole baseline flow is in the period.
    bound
        Bound of the entry.
    cover
        Share of what is withheld that stocks can make up for, shape (case, sector, region).
    years
        Length of the period.
    """

    limit: PerBound
    flow_index: tuple[NDArray[np.intp], ...]
    allowed: Array
    most: Array
    months: Array
    bound: NDArray[np.intp]
    cover: Array
    years: float

    def total(self, amount: Array) -> Array:
        """Sum an amount by entry to the owners of stocks, shape (case, sector, region)."""
        total = np.zeros_like(self.cover)
        np.add.at(total, owner_of(self.flow_index), amount)
        return total

    def most_by_flow(self, shape: tuple[int, ...]) -> Array:
        """Largest share of each baseline flow that comes from stock, shape (case, sector, exporter, importer)."""
        most = np.zeros((len(self.cover), *shape))
        np.add.at(most, self.flow_index, self.most)
        return most

    def is_short(self, bound_wedge: PerBound, is_rationed: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Owners whom a bound leaves short that their stock does not make up for, as it binds or goods are rationed."""
        is_binding = np.abs(np.log(bound_wedge)) > ROUNDING
        is_capped = is_binding[self.bound] & np.isfinite(self.allowed)
        return (is_rationed | (self.total(is_capped.astype(float)) > 0)) & (self.cover < 1 - ROUNDING)


@dataclass(frozen=True, eq=False)
class Stockpile:
    """Months of cover of every region and sector at the start of a period, by case.

    Attributes
    ----------
    economy
        The baseline with its full stocks.
    months
        Months of baseline use in stock, shape (case, sector, region).
    most
        Months when full, in that shape.
    """

    economy: Economy
    months: Array
    most: Array

    @classmethod
    def full(cls, economy: Economy, positions: Position) -> "Stockpile":
        """Stocks as the baseline has them; those of critical inputs at their position in the band in each case."""
        most = np.repeat(economy.stocks[None], len(positions.stocks), axis=0)
        for row, case in enumerate(most):
            position = Position(*(array[row] for array in positions))
            case[economy.levels.is_critical] = critical_stocks(economy, position)
        return cls(economy, most, most)

    @property
    def _use(self) -> Array:
        """Baseline use of each sector, million USD a year, shape (sector, region)."""
        return np.asarray(self.economy.levels.trade_flow.sum(axis=EXPORTER))

    def relief(self, bounds: Bounds, years: float) -> Relief:
        """Find how far stocks can make up for what the bounds of a period withhold, in proportion to it."""
        flow = self.economy.levels.trade_flow
        flow_index = bounds.flow_index(flow.shape)
        places, bound = flow_index[1:], bounds.entry_bound[bounds.on_flows]
        base = bounds.total(bounds.entry_weight)
        share = np.divide(bounds.limit, base, out=np.ones_like(base), where=base > 0)
        allowed = np.where(bounds.is_floor | bounds.is_value, np.inf, share)[bound]
        months = flow[places] / self._use[places[0], places[2]] * 12 * years
        withheld = np.where(_is_tightest(flow_index, allowed), np.clip(1 - allowed, 0, None), 0.0)
        needed = np.zeros_like(self.months)
        np.add.at(needed, owner_of(flow_index), withheld * months)
        cover = np.divide(self.months, needed, out=np.ones_like(needed), where=needed > 0).clip(max=1)
        most = withheld * cover[owner_of(flow_index)]
        relief = Relief(bounds.limit, flow_index, allowed, most, months, bound, cover, years)
        added = np.zeros(bounds.entry_flow.size)
        added[bounds.on_flows] = np.where(np.isfinite(allowed), relief.most_by_flow(flow.shape)[flow_index], 0.0)
        return replace(relief, limit=bounds.limit + bounds.total(added * bounds.entry_weight))

    def settled(
        self, relief: Relief, world: Equilibrium, bound_wedge: PerBound, is_rationed: NDArray[np.bool_]
    ) -> tuple["Stockpile", Pairs, NDArray[np.bool_]]:
        """Take withdrawals off and fill up.

        Parameters
        ----------
        bound_wedge
            Wedges of the bounds for which relief was found.
        is_rationed
            What is handed out by application and does not all arrive, shape (case, sector, region).

        Returns
        -------
        stockpile
            Stocks at the end of the period.
        shipments
            Million USD a year, shape (case, sector, exporter, importer).
        is_short
            Where a bound binds, or goods are rationed, and no stock makes up for it, shape (case, sector, region).
        """
        volume = world.volume_hat[relief.flow_index]
        used = np.nan_to_num(np.clip(volume - relief.allowed, 0, relief.most))
        withdrawn = relief.total(used * relief.months)
        is_short = relief.is_short(bound_wedge, is_rationed)
        is_free = (withdrawn == 0) & ~is_short & np.isfinite(world.expenditure_new)
        full = self.most
        filled = np.where(is_free, np.minimum(full - self.months, full * relief.years / RESTOCKING_YEARS), 0.0)
        months = np.clip(self.months - withdrawn + filled, 0, full)
        shipments = world.trade_flow_new + self._restocking(filled / relief.years, world)
        part = np.divide(used, volume, out=np.zeros_like(used), where=used > 0)
        np.add.at(shipments, relief.flow_index, -part * np.nan_to_num(world.trade_flow_new[relief.flow_index]))
        return Stockpile(self.economy, months, full), shipments, is_short

    def _restocking(self, months_a_year: Array, world: Equilibrium) -> Pairs:
        """What is bought to fill up, from every source as it supplies use."""
        supply = world.trade_flow_new
        total = supply.sum(axis=EXPORTER, keepdims=True)
        share = np.divide(supply, total, out=np.zeros_like(supply), where=total > 0)
        return np.asarray(share * (months_a_year * self._use / 12)[:, :, None])


def _is_tightest(flow_index: tuple[NDArray[np.intp], ...], allowed: Array) -> NDArray[np.bool_]:
    """Tell which bound allows least of each flow; of equal ones the first."""
    order = np.lexsort((allowed, *flow_index))
    is_new = np.ones(order.size, bool)
    if order.size:
        is_new[1:] = np.any([part[order][1:] != part[order][:-1] for part in flow_index], axis=0)
    is_tightest = np.zeros(order.size, bool)
    is_tightest[order] = is_new
    return is_tightest


def owner_of(flow_index: tuple[NDArray[np.intp], ...]) -> tuple[NDArray[np.intp], ...]:
    """Case, sector and importer of flows: whose stock stands in for them."""
    case, sector, _, importer = flow_index
    return case, sector, importer
