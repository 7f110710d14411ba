"""Levels of a cut: sums of flows and inputs, and tariffs that collect what they did."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.axes import EXPORTER, IMPORTER, Pairs, PerRegion
from simulator.economy.cuts.cut import Cut
from simulator.economy.levels import Levels, share_of


def cut_levels(levels: Levels, cut: Cut, is_critical: NDArray[np.bool_]) -> Levels:
    """Put regions and sectors together.

    Border flows between groups are sums, and their tariff is revenue over border value. Sales inside a group become
    own sales at what buyers pay: duties on them are no longer collected at a border, and are part of the price. So
    spending, inputs, final demand, income, deficits and GDP of a group are the sums of its regions; its output and
    value added are larger by those duties, and its tariff revenue smaller. Profit shares are means weighted by output.
    """
    inside = cut.is_inside
    flow = cut.pairs(np.where(inside, levels.purchases, levels.trade_flow))
    revenue = cut.pairs(np.where(inside, 0, levels.tariff * levels.trade_flow))
    inputs = cut.technology(levels.input_share * levels.output)
    profit = cut.sectors.matrix @ (levels.profit_share * levels.output.sum(axis=-1))
    return Levels(
        trade_flow=flow,
        tariff=share_of(revenue, flow),
        input_share=share_of(inputs, flow.sum(axis=IMPORTER)),
        is_critical=is_critical,
        profit_share=share_of(profit, flow.sum(axis=(EXPORTER, IMPORTER))),
    )


@dataclass(frozen=True)
class Inside:
    """What was trade and is own sales of a group now, by new region: border value, and the duties on it."""

    trade: PerRegion
    duties: PerRegion


def inside_of(levels: Levels, cut: Cut) -> Inside:
    """Trade between regions that go into one."""
    trade = np.where(cut.is_inside & ~np.eye(levels.n_regions, dtype=np.bool_), levels.trade_flow, 0)
    return Inside(_own(cut.pairs(trade)), _own(cut.pairs(levels.tariff * trade)))


def _own(pairs: Pairs) -> PerRegion:
    return np.asarray(np.diagonal(pairs.sum(axis=0)))
