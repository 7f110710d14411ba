"""Indicators of pairs of regions, of sectors in regions, and of single flows."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import Regional
from simulator.economy.levels import share_of
from simulator.economy.reading.units import MONEY
from simulator.results.indicators.indicator import PERCENT, Array, Computed, Registry, defining
from simulator.results.indicators.tariffs import OF_BORDER_VALUE, OVER_SECTORS, average_rate, law
from simulator.results.indicators.world import World, percent

TRADE_INDICATORS: Final[Registry] = {}
_pair = defining(TRADE_INDICATORS, "pair")
_region_sector = defining(TRADE_INDICATORS, "region_sector")
_flow = defining(TRADE_INDICATORS, "flow")


@_pair("Bilateral exports", MONEY, "Trade|Exports")
def bilateral_exports(world: World) -> Computed:
    """Exports of a region to a partner at border value, all sectors.

    Σ_s M'_sij, region i, partner j
    """
    return world.abroad_new.sum(axis=-3), world.abroad.sum(axis=-3)


@_pair("Effective tariff on goods", OF_BORDER_VALUE, "Tariff Rate|Goods")
def effective_tariff(world: World) -> Computed:
    """Tariff revenue that a region collects over the border value of the goods that it imports from a partner.

    100·Σ_goods max(0, (1+t')·m' − 1)·M'/Σ_goods M', region j, partner i
    """
    return _tariff_of(world, world.economy.is_goods)


@_pair("Effective tariff, services included", OF_BORDER_VALUE, "Tariff Rate")
def effective_tariff_all(world: World) -> Computed:
    """Tariff revenue that a region collects over the border value of all its imports from a partner.

    100·Σ_s max(0, (1+t')·m' − 1)·M'/Σ_s M', region j, partner i
    """
    return _tariff_of(world, np.ones_like(world.economy.is_goods))


@_pair("Effective tariff on goods before substitution", OF_BORDER_VALUE, "Tariff Rate|Goods|Before Substitution")
def effective_tariff_before(world: World) -> Computed:
    """Average rate on the goods that a region imports from a partner, weighted by what it bought in the baseline.

    100·Σ_goods t'·M/Σ_goods M, region j, partner i
    """
    return _before_substitution(world, world.shock.tariff_new)


@_pair("Tariff on goods by law, before substitution", OF_BORDER_VALUE, "Tariff Rate|Goods|Statutory")
def statutory_tariff(world: World) -> Computed:
    """Average rate that the law has on goods that a region imports from a partner, weighted as in the baseline.

    100·Σ_goods t_law·M/Σ_goods M, region j, partner i; above `effective_tariff_before` by what is not collected
    """
    return _before_substitution(world, law(world))


def _before_substitution(world: World, tariff: Array) -> Computed:
    """Average tariff on goods at the weights of the baseline, and the same of the baseline."""
    goods = world.economy.is_goods
    new = _average_tariff(tariff[:, goods], world.abroad[goods])
    return (
        np.where(world.is_solved[:, None, None], new, np.nan),
        _average_tariff(world.levels.tariff[goods], world.abroad[goods]),
    )


def _tariff_of(world: World, chosen: NDArray[np.bool_]) -> Computed:
    """Revenue of some sectors over their border value, and the same of the baseline."""
    new = _average_tariff(world.collected[:, chosen], world.abroad_new[:, chosen])
    return new, _average_tariff(world.levels.tariff[chosen], world.abroad[chosen])


def _average_tariff(rate: Array, value: Array) -> Array:
    """Average by importer and exporter in percent; NaN where nothing is traded."""
    return np.asarray(np.swapaxes(average_rate(rate, value, OVER_SECTORS), -1, -2))


def _where(applies: Regional, value: Regional) -> Array:
    """Put the region first; NaN where the number does not apply, because the baseline has 0 there."""
    return np.swapaxes(np.where(applies > 0, value, np.nan), -1, -2)


def _percent(applies: Regional, hat: Regional) -> Computed:
    return percent(_where(applies, hat)), _where(applies, np.zeros_like(applies))


@_region_sector("Output volume", PERCENT, "Output|Volume|Change")
def output_volume(world: World) -> Computed:
    """Change of the quantity that a sector produces.

    100·(Y'/Y/ĉ − 1)
    """
    solved, made = world.equilibrium, world.levels.output
    return _percent(made, share_of(solved.output_new, made) / solved.cost_hat)


@_region_sector("Output value", MONEY, "Output|Value")
def output_value(world: World) -> Computed:
    """What a sector takes for all that it makes: output at producer prices, rents of shortages included.

    Y'·markup
    """
    made, solved = world.levels.output, world.equilibrium
    return _where(made, solved.output_new * solved.markup_hat), _where(made, made)


@_region_sector("Producer price", PERCENT, "Price|Producer|Change")
def producer_price(world: World) -> Computed:
    """Change of a sector's price at the factory gate: its unit cost, times the markup of a shortage where there is one.

    100·(ĉ·markup − 1)
    """
    return _percent(world.levels.output, world.producer_price_hat)


@_region_sector("Factor earnings", PERCENT, "Factor Earnings|Change")
def factor_earnings(world: World) -> Computed:
    """Change of what a sector's factors earn, for farms their income.

    100·(V'/V − 1)
    """
    earned = world.levels.earnings
    return _percent(earned, share_of(world.equilibrium.earnings_new, earned))


@_region_sector("Price index", PERCENT, "Price|Buyer|Change")
def price_index(world: World) -> Computed:
    """Change of the price at which a region buys a sector's goods, home and imported, tariffs included.

    100·(P̂ − 1)
    """
    return _percent(world.levels.expenditure, world.equilibrium.price_hat)


@_flow("Trade flow", MONEY, "Trade|Exports")
def trade_flow(world: World) -> Computed:
    """Border value of a flow; home sales on the diagonal.

    Tariff and premiums of the importer's side are left out of it, those of the exporter's side are in it.

    M'_sij
    """
    return world.equilibrium.trade_flow_new, world.levels.trade_flow


@_flow("Trade volume", PERCENT, "Trade|Volume|Change")
def trade_volume(world: World) -> Computed:
    """Change of the quantity shipped.

    100·(q̂_sij − 1)
    """
    return percent(world.equilibrium.volume_hat), np.where(world.levels.trade_flow > 0, 0.0, np.nan)


@_flow("Import tax", OF_BORDER_VALUE, "Trade|Import Tax")
def import_tax(world: World) -> Computed:
    """What the importer's treasury takes on top of the border value: the tariff, less its part in state purchases.

    100·((1+t')·m' − 1)
    """
    solved, is_traded = world.equilibrium, world.levels.trade_flow > 0
    paid = percent((1 + solved.tariff_new) * solved.purchase_factor_new)
    known = is_traded & world.is_solved[:, None, None, None]
    return np.where(known, paid, np.nan), np.where(is_traded, 100 * world.levels.tariff, np.nan)


@_flow("Delivered price", PERCENT, "Price|Delivered|Change")
def delivered_price(world: World) -> Computed:
    """Change of what a buyer pays for a unit that arrives: premiums, whoever has them, real costs and tax included.

    100·(ĉ·markup·x̂·q̂·d̂·m̂·(1+t')/(1+t) − 1), q premium of the importer's side
    """
    solved, levels = world.equilibrium, world.levels
    tax = (1 + solved.tariff_new) * solved.purchase_factor_new / (1 + levels.tariff)
    hat = world.border_price_hat * solved.quota_charge_new * solved.iceberg_cost_new * tax
    is_traded = levels.trade_flow > 0
    return percent(np.where(is_traded, hat, np.nan)), np.where(is_traded, 0.0, np.nan)


@_flow("Quota premium", PERCENT, "Price|Quota Premium")
def quota_premium(world: World) -> Computed:
    """Premium that the importer's side keeps, over the price with tariff; no part of the border value.

    100·(q̂ − 1)
    """
    is_traded = world.levels.trade_flow > 0
    known = is_traded & world.is_solved[:, None, None, None]
    return percent(np.where(known, world.equilibrium.quota_charge_new, np.nan)), np.where(is_traded, 0.0, np.nan)


@_flow("Quantity", "physical unit of the sector", "Trade|Quantity")
def quantity(world: World) -> Computed:
    """Quantity shipped in the sector's unit, where the baseline knows it.

    quantity·q̂_sij
    """
    return world.economy.quantity * world.equilibrium.volume_hat, world.economy.quantity
