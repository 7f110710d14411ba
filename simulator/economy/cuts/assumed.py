"""What a baseline assumes beside its levels, for a cut of it: amounts, stocks, exposure and people."""

from dataclasses import fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import Pairs, PerRegion, Regional
from simulator.economy.cuts.cut import Cut
from simulator.economy.economy import Economy
from simulator.economy.exposure import Exposure
from simulator.economy.levels import share_of

COVERED: Final = 0.9
"""Share of a flow's value that amounts must be known for; below it their sum would mislead, and is left out."""


DIGITS: Final = 12
"""Decimals of a mean; those beyond are of summing."""


def cut_quantity(economy: Economy, cut: Cut, units: tuple[str, ...]) -> Pairs:
    """Amounts of sectors with one unit, summed; NaN where none, or too little, is known."""
    is_known = ~np.isnan(economy.quantity)
    has_unit = np.array([unit != "" for unit in units])[:, None, None]
    covered = cut.pairs(np.where(is_known, economy.levels.trade_flow, 0))
    is_covered = has_unit & (covered > 0) & (covered >= COVERED * cut.pairs(economy.levels.trade_flow))
    return np.where(is_covered, cut.pairs(np.where(is_known, economy.quantity, 0)), np.nan)


def cut_stocks(economy: Economy, cut: Cut, is_goods: NDArray[np.bool_]) -> tuple[Regional, Regional, Regional]:
    """Months, low and high end, weighted by what they cover: a region's use; what knows no stock counts as none."""
    use = economy.levels.expenditure
    low, months, high = (
        np.where(is_goods[:, None], share_of(cut.regional(each * use), cut.regional(use)), 0).round(DIGITS)
        for each in (economy.stock_low, economy.stocks, economy.stock_high)
    )
    return np.minimum(low, months), months, np.maximum(high, months)


def cut_exposure(economy: Economy, cut: Cut, is_critical: NDArray[np.bool_]) -> Exposure:
    """Shares of users that cannot do without, weighted by their output; of inputs that are one now the largest.

    A sector that uses itself, once inputs and users are one, is not exposed to itself.
    """
    arrays = (_exposure(getattr(economy.exposure, item.name), economy, cut) for item in fields(Exposure))
    is_other = ~np.eye(len(cut.sectors.codes), dtype=np.bool_) | _is_one(cut)[:, None]
    is_meant = is_critical[:, None] & is_other
    return Exposure(*(np.where(is_meant[..., None], array, 0) for array in arrays))


def _exposure(share: NDArray[np.float64], economy: Economy, cut: Cut) -> NDArray[np.float64]:
    by_input = np.stack([share[cut.sectors.positions == n].max(axis=0) for n in range(len(cut.sectors.codes))])
    output = economy.levels.output
    by_user = cut.sectors.matrix @ (by_input * output) @ cut.regions.matrix.T
    return share_of(by_user, cut.regional(output)).round(DIGITS)


def _is_one(cut: Cut) -> NDArray[np.bool_]:
    """New sectors that are one old one."""
    return np.asarray(np.equal(cut.sectors.matrix.sum(axis=-1), 1))


def cut_people(people: PerRegion, cut: Cut) -> PerRegion:
    """Millions, summed; NaN where those of one region are not known."""
    is_known = ~np.isnan(people)
    total = cut.regions.matrix @ np.where(is_known, people, 0)
    return np.where(cut.regions.matrix @ ~is_known > 0, np.nan, total)
