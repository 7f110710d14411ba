"""Indicators of bounds: does a licence or commitment bind, at what premium, and how much is traded under it."""

from typing import Final

import numpy as np

from simulator.results.indicators.indicator import SLACK, Computed, Registry, defining
from simulator.results.indicators.world import World

BOUND_INDICATORS: Final[Registry] = {}
_bound = defining(BOUND_INDICATORS, "bound")


@_bound("Binding", "1 or 0", "Bound|Binding")
def binding(world: World) -> Computed:
    """Whether a bound changes anything: 1 where its premium or subsidy is not zero.

    So it is too where more than a tariff-rate quota comes in, at the rate beyond it.

    1 if |wedge − 1| > 1e-9
    """
    wedge = world.equilibrium.bound_wedge
    return np.where(np.isnan(wedge), np.nan, np.abs(wedge - 1) > SLACK), np.zeros_like(wedge)


@_bound("Premium", "ad valorem %", "Bound|Premium")
def premium(world: World) -> Computed:
    """Scarcity premium over the producer's price, or for a commitment the share of the price that the treasury pays.

    For a bound on a producer it is the markup on unit cost.

    100·(x' − 1), for a commitment 100·(1 − m')
    """
    wedge, is_floor = world.equilibrium.bound_wedge, world.shock.bounds.is_floor
    return 100 * np.where(is_floor, 1 - wedge, wedge - 1), np.zeros_like(wedge)


@_bound("Price multiple", "times the baseline", "Bound|Price Multiple")
def price_multiple(world: World) -> Computed:
    """What users pay for what is bounded, over the baseline; the highest one where a bound counts several flows.

    Under a licence or quota it is the buyer's price of the sector from all origins, for a commitment and a bound on a
    producer the price at the factory gate; all in units of the numéraire.

    P̂ of the buyer, or ĉ·markup of the producer
    """
    bounds, solved = world.shock.bounds, world.equilibrium
    sector, exporter, importer = np.unravel_index(bounds.entry_flow, world.levels.trade_flow.shape)
    made = world.producer_price_hat[bounds.entry_case, sector, exporter]
    bought = solved.price_hat[bounds.entry_case, sector, importer]
    is_made = (bounds.is_producer | bounds.is_floor)[bounds.entry_bound]
    highest = np.full(len(bounds), -np.inf)
    with np.errstate(invalid="ignore"):  # NaN of a case that was not solved stays
        np.maximum.at(highest, bounds.entry_bound, np.where(is_made, made, bought))
    return highest, np.ones(len(bounds))


@_bound("Amount under the bound", "unit of the bound", "Bound|Amount")
def bound_quantity(world: World) -> Computed:
    """Quantity that arrives, value, or output, as the bound counts it, to be held against its limit.

    Σ weight·q̂/d̂, Σ M', or Ŷ
    """
    bounds, flow = world.shock.bounds, world.levels.trade_flow.ravel()
    base = np.where(bounds.is_value[bounds.entry_bound], flow[bounds.entry_flow], 1.0) * bounds.entry_weight
    return world.equilibrium.bound_quantity, bounds.total(base)
