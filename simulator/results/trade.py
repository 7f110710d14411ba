"""Indicators of pairs of regions, of sectors in regions, and of single flows."""

from typing import Final

import numpy as np

from simulator.axes import Regional
from simulator.economy.levels import share_of
from simulator.results.indicator import PERCENT, Array, Computed, Registry, defining
from simulator.results.regions import MONEY
from simulator.results.world import World, percent

TRADE_INDICATORS: Final[Registry] = {}
_pair = defining(TRADE_INDICATORS, "pair")
_region_sector = defining(TRADE_INDICATORS, "region_sector")
_flow = defining(TRADE_INDICATORS, "flow")


@_pair("Bilateral exports", MONEY)
def bilateral_exports(world: World) -> Computed:
    """Exports of a region to a partner at border value, all sectors.

    Σ_s M'_sij, region i, partner j
    """
    return world.abroad_new.sum(axis=-3), world.abroad.sum(axis=-3)


@_pair("Effective tariff", "% of border value")
def effective_tariff(world: World) -> Computed:
    """Tariff revenue of a region over the border value of its imports from a partner.

    100·Σ_s t'·M'/Σ_s M', region j, partner i
    """
    new = _average_tariff(world.equilibrium.tariff_new, world.abroad_new)
    return new, _average_tariff(world.levels.tariff, world.abroad)


def _average_tariff(tariff: Array, value: Array) -> Array:
    """Average by importer and exporter in percent; NaN where nothing is traded."""
    paid, traded = (tariff * value).sum(axis=-3), value.sum(axis=-3)
    rate = np.divide(100 * paid, traded, out=np.full(traded.shape, np.nan), where=traded > 0)
    return np.asarray(np.swapaxes(rate, -1, -2))


def _where(applies: Regional, value: Regional) -> Array:
    """Put the region first; NaN where the number does not apply, because the baseline has 0 there."""
    return np.swapaxes(np.where(applies > 0, value, np.nan), -1, -2)


def _percent(applies: Regional, hat: Regional) -> Computed:
    return percent(_where(applies, hat)), _where(applies, np.zeros_like(applies))


@_region_sector("Output volume", PERCENT)
def output_volume(world: World) -> Computed:
    """Change of the quantity that a sector produces.

    100·(Y'/Y/ĉ − 1)
    """
    solved, made = world.equilibrium, world.levels.output
    return _percent(made, share_of(solved.output_new, made) / solved.cost_hat)


@_region_sector("Output value", MONEY)
def output_value(world: World) -> Computed:
    """Gross output at producer prices.

    Y'
    """
    made = world.levels.output
    return _where(made, world.equilibrium.output_new), _where(made, made)


@_region_sector("Producer price", PERCENT)
def producer_price(world: World) -> Computed:
    """Change of a sector's unit cost, which is its price at the factory gate.

    100·(ĉ − 1)
    """
    return _percent(world.levels.output, world.equilibrium.cost_hat)


@_region_sector("Factor earnings", PERCENT)
def factor_earnings(world: World) -> Computed:
    """Change of what a sector's factors earn, for farms their income.

    100·(V'/V − 1)
    """
    earned = world.levels.earnings
    return _percent(earned, share_of(world.equilibrium.earnings_new, earned))


@_region_sector("Price index", PERCENT)
def price_index(world: World) -> Computed:
    """Change of the price at which a region buys a sector's goods, home and imported, tariffs included.

    100·(P̂ − 1)
    """
    return _percent(world.levels.expenditure, world.equilibrium.price_hat)


@_flow("Trade flow", MONEY)
def trade_flow(world: World) -> Computed:
    """Border value of a flow, tariff excluded and premium included; home sales on the diagonal.

    M'_sij
    """
    return world.equilibrium.trade_flow_new, world.levels.trade_flow


@_flow("Trade volume", PERCENT)
def trade_volume(world: World) -> Computed:
    """Change of the quantity shipped.

    100·(q̂_sij − 1)
    """
    return percent(world.equilibrium.volume_hat), np.where(world.levels.trade_flow > 0, 0.0, np.nan)


@_flow("Import tax", "% of border value")
def import_tax(world: World) -> Computed:
    """What the importer's treasury takes on top of the border value: the tariff, less its part in state purchases.

    100·((1+t')·m' − 1)
    """
    solved, is_traded = world.equilibrium, world.levels.trade_flow > 0
    paid = percent((1 + solved.tariff_new) * solved.purchase_factor_new)
    known = is_traded & world.is_solved[:, None, None, None]
    return np.where(known, paid, np.nan), np.where(is_traded, 100 * world.levels.tariff, np.nan)


@_flow("Delivered price", PERCENT)
def delivered_price(world: World) -> Computed:
    """Change of what a buyer pays for a unit that arrives, real costs on the way and import tax included.

    100·(ĉ·x̂·d̂·m̂·(1+t')/(1+t) − 1)
    """
    solved, levels = world.equilibrium, world.levels
    tax = (1 + solved.tariff_new) * solved.purchase_factor_new / (1 + levels.tariff)
    hat = world.border_price_hat * world.shock.iceberg_cost * tax
    is_traded = levels.trade_flow > 0
    return percent(np.where(is_traded, hat, np.nan)), np.where(is_traded, 0.0, np.nan)


@_flow("Quantity", "physical unit of the sector")
def quantity(world: World) -> Computed:
    """Quantity shipped in the sector's unit, where the baseline knows it.

    quantity·q̂_sij
    """
    return world.economy.quantity * world.equilibrium.volume_hat, world.economy.quantity
