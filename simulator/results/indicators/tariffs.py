"""Average tariffs as trackers publish them: by law and as collected, at weights before and after substitution."""

from typing import Final

import numpy as np

from simulator.axes import Pairs
from simulator.results.indicators.indicator import Array, Computed, Registry, defining
from simulator.results.indicators.world import World

TARIFF_INDICATORS: Final[Registry] = {}
_pair = defining(TARIFF_INDICATORS, "pair")
_region = defining(TARIFF_INDICATORS, "region")
_region_sector = defining(TARIFF_INDICATORS, "region_sector")

OF_BORDER_VALUE: Final = "% of border value"

OVER_SECTORS: Final = (-3,)
OVER_PARTNERS: Final = (-2,)
OVER_BOTH: Final = (-3, -2)


@_pair("Tariff on goods by law, after substitution", OF_BORDER_VALUE, "Tariff Rate|Goods|Statutory|After Substitution")
def statutory_tariff_after(world: World) -> Computed:
    """Average rate that the law has on goods that a region imports from a partner, weighted by what it buys then.

    100·Σ_goods t_law·M'/Σ_goods M', region j, partner i
    """
    goods = world.economy.is_goods
    new = average_rate(law(world)[:, goods], world.abroad_new[:, goods], OVER_SECTORS)
    base = average_rate(world.levels.tariff[goods], world.abroad[goods], OVER_SECTORS)
    known = np.where(world.is_solved[:, None, None], np.swapaxes(new, -1, -2), np.nan)
    return known, np.swapaxes(base, -1, -2)


@_region("Average tariff on imported goods", OF_BORDER_VALUE, "Tariff Rate|Average|Goods")
def average_tariff(world: World) -> Computed:
    """Tariff revenue that a region collects over the border value of all goods that it imports.

    100·Σ_goods,i max(0, (1+t')·m' − 1)·M'/Σ_goods,i M'
    """
    return _of_goods(world, world.collected, world.abroad_new)


@_region(
    "Average tariff on imported goods before substitution",
    OF_BORDER_VALUE,
    "Tariff Rate|Average|Goods|Before Substitution",
)
def average_tariff_before(world: World) -> Computed:
    """Average of the rates that a region collects on goods, weighted by what it bought in the baseline.

    100·Σ_goods,i t'·M/Σ_goods,i M
    """
    return _of_goods(world, world.shock.tariff_new, world.abroad)


@_region("Average tariff on goods by law, before substitution", OF_BORDER_VALUE, "Tariff Rate|Average|Goods|Statutory")
def average_statutory_tariff(world: World) -> Computed:
    """Average of the rates that the law has on all goods that a region imports, weighted as in the baseline.

    100·Σ_goods,i t_law·M/Σ_goods,i M
    """
    return _of_goods(world, law(world), world.abroad)


@_region(
    "Average tariff on goods by law, after substitution",
    OF_BORDER_VALUE,
    "Tariff Rate|Average|Goods|Statutory|After Substitution",
)
def average_statutory_tariff_after(world: World) -> Computed:
    """Average of the rates that the law has on all goods that a region imports, weighted by what it buys then.

    100·Σ_goods,i t_law·M'/Σ_goods,i M'
    """
    return _of_goods(world, law(world), world.abroad_new)


@_region_sector("Average tariff on a sector's goods", OF_BORDER_VALUE, "Tariff Rate|Sector")
def sector_tariff(world: World) -> Computed:
    """Tariff revenue that a region collects over the border value of its imports of a sector, from all partners.

    100·Σ_i max(0, (1+t')·m' − 1)·M'/Σ_i M'
    """
    return _of_sectors(world, world.collected, world.abroad_new)


@_region_sector(
    "Average tariff on a sector's goods before substitution", OF_BORDER_VALUE, "Tariff Rate|Sector|Before Substitution"
)
def sector_tariff_before(world: World) -> Computed:
    """Average of the rates that a region collects on a sector, weighted by whom it bought from in the baseline.

    100·Σ_i t'·M/Σ_i M
    """
    return _of_sectors(world, world.shock.tariff_new, world.abroad)


@_region_sector(
    "Tariff on a sector's goods by law, before substitution", OF_BORDER_VALUE, "Tariff Rate|Sector|Statutory"
)
def sector_statutory_tariff(world: World) -> Computed:
    """Average of the rates that the law has on a sector's imports, weighted by whom they came from in the baseline.

    100·Σ_i t_law·M/Σ_i M
    """
    return _of_sectors(world, law(world), world.abroad)


@_region_sector(
    "Tariff on a sector's goods by law, after substitution",
    OF_BORDER_VALUE,
    "Tariff Rate|Sector|Statutory|After Substitution",
)
def sector_statutory_tariff_after(world: World) -> Computed:
    """Average of the rates that the law has on a sector's imports, weighted by whom they come from then.

    100·Σ_i t_law·M'/Σ_i M'
    """
    return _of_sectors(world, law(world), world.abroad_new)


def law(world: World) -> Pairs:
    """Tariffs that the law has, which are those collected where no measure says otherwise."""
    return world.shock.tariff_new if world.statutory is None else world.statutory


def average_rate(rate: Array, value: Array, over: tuple[int, ...]) -> Array:
    """Average of rates in percent over some axes, weighted by border values; NaN where nothing is traded."""
    paid, traded = (rate * value).sum(axis=over), np.broadcast_to(value, np.broadcast_shapes(rate.shape, value.shape))
    total = traded.sum(axis=over)
    return np.asarray(np.divide(100 * paid, total, out=np.full(paid.shape, np.nan), where=total > 0))


def _of_goods(world: World, rate: Array, value: Array) -> Computed:
    """Average over goods and partners, and the same of the baseline."""
    goods = world.economy.is_goods
    new = average_rate(rate[:, goods], value[..., goods, :, :], OVER_BOTH)
    base = average_rate(world.levels.tariff[goods], world.abroad[goods], OVER_BOTH)
    return np.where(world.is_solved[:, None], new, np.nan), base


def _of_sectors(world: World, rate: Array, value: Array) -> Computed:
    """Average over partners, region first, and the same of the baseline."""
    new = np.swapaxes(average_rate(rate, value, OVER_PARTNERS), -1, -2)
    base = np.swapaxes(average_rate(world.levels.tariff, world.abroad, OVER_PARTNERS), -1, -2)
    return np.where(world.is_solved[:, None, None], new, np.nan), base
