"""Indicators of regions: what consumers pay, by which yardstick, and what exports buy abroad."""

from typing import Final

import numpy as np

from simulator.results.indicators.indicator import (
    PERCENT,
    Computed,
    Registry,
    change_of_regions,
    defining,
    new_to_regions,
)
from simulator.results.indicators.pass_through import before_substitution, substituted
from simulator.results.indicators.world import World

PRICE_INDICATORS: Final[Registry] = {}
_region = defining(PRICE_INDICATORS, "region")


@_region("Cost of living", PERCENT, "Price|Consumer|Over Pay|Change")
def cost_of_living(world: World) -> Computed:
    """Change of consumer prices over the region's own pay for a unit of factors.

    100·(P̂F/Ŵ − 1)
    """
    return change_of_regions(world.equilibrium.consumer_price_hat / world.wage_index_hat)


@_region("Duties in consumer prices", PERCENT, "Price|Consumer|Duties Passed On|Change")
def pass_through_prices(world: World) -> Computed:
    """What changed duties add to consumer prices when all are passed on, before anyone adjusts.

    Wages, foreign costs and all shares stay; duties on inputs go into the costs of home goods, and on. Premiums and
    real costs of trade do not count.

    100·Σ_s f_s·(P_s − 1), P_s = π_home·c_s + Σ_i π_i·(1+t')/(1+t), c_s = 1 + Σ_k a_ks·(P_k − 1)
    """
    return new_to_regions(world, 100 * before_substitution(world.levels, world.shock))


@_region(
    "Duties in consumer prices after substitution", PERCENT, "Price|Consumer|Duties Passed On|After Substitution|Change"
)
def pass_through_prices_substituted(world: World) -> Computed:
    """What changed duties add to consumer prices when all are passed on and buyers and users substitute.

    Wages and foreign costs stay; every nest answers from its baseline weights with the elasticities of the case.

    100·(P̂F − 1) of the price equations with ŵ = 1 and ĉ = 1 abroad
    """
    return new_to_regions(world, 100 * substituted(world.levels, world.shock))


@_region("Consumer prices", PERCENT, "Price|Consumer|Change")
def consumer_prices(world: World) -> Computed:
    """For experts: change of the consumer price index in units of the numéraire, world factor income.

    It moves with the real exchange rate and is no inflation; `pass_through_prices` and `cost_of_living` are what people
    ask for.

    100·(P̂F − 1)
    """
    return change_of_regions(world.equilibrium.consumer_price_hat)


@_region("Terms of trade", PERCENT, "Terms of Trade|Change")
def terms_of_trade(world: World) -> Computed:
    """Change of export prices over import prices at the border, both as Fisher indices.

    Tariffs and premiums that the importer's side keeps are left out.

    100·(export price index/import price index − 1)
    """
    traded = world.traded
    with np.errstate(invalid="ignore", divide="ignore"):
        laspeyres = traded.at_new_prices / traded.baseline[:, None]
        exports, imports = np.sqrt(laspeyres * traded.new / traded.new_volumes)
        return change_of_regions(exports / imports)
