"""Indicators of bounds: does a licence or commitment bind, at what premium, and how much is traded under it."""

from typing import Final

import numpy as np

from simulator.results.indicator import SLACK, Computed, Registry, defining
from simulator.results.world import World

BOUND_INDICATORS: Final[Registry] = {}
_bound = defining(BOUND_INDICATORS, "bound")


@_bound("Binding", "1 or 0")
def binding(world: World) -> Computed:
    """Whether a bound changes anything: 1 where its premium or subsidy is not zero.

    1 if |wedge − 1| > 1e-9
    """
    wedge = world.equilibrium.bound_wedge
    return np.where(np.isnan(wedge), np.nan, np.abs(wedge - 1) > SLACK), np.zeros_like(wedge)


@_bound("Premium", "ad valorem %")
def premium(world: World) -> Computed:
    """Scarcity premium over the producer's price, or for a commitment the share of the price that the treasury pays.

    100·(x' − 1), for a commitment 100·(1 − m')
    """
    wedge, is_floor = world.equilibrium.bound_wedge, world.shock.bounds.is_floor
    return 100 * np.where(is_floor, 1 - wedge, wedge - 1), np.zeros_like(wedge)


@_bound("Amount under the bound", "unit of the bound")
def bound_quantity(world: World) -> Computed:
    """Quantity or value that the bound counts, to be held against its limit.

    Σ weight·q̂, or Σ M'
    """
    bounds, flow = world.shock.bounds, world.levels.trade_flow.ravel()
    base = np.where(bounds.is_value[bounds.entry_bound], flow[bounds.entry_flow], 1.0) * bounds.entry_weight
    return world.equilibrium.bound_quantity, bounds.total(base)
