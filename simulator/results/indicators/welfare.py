"""Indicators of regions: what they can buy, what they make, and what it is worth to them."""

from typing import Final

import numpy as np

from simulator.axes import PerRegion, Regional
from simulator.economy.levels import share_of
from simulator.economy.reading.units import MONEY
from simulator.results.indicators.indicator import PERCENT, Computed, Registry, change_of_regions, defining
from simulator.results.indicators.world import Array, World, over_sectors

WELFARE_INDICATORS: Final[Registry] = {}
_region = defining(WELFARE_INDICATORS, "region")

USD: Final = "USD"


@_region("Real income", PERCENT, "Real Income|Change")
def real_income(world: World) -> Computed:
    """Change of a region's income in consumer prices.

    It is all that is spent, what others lend included.

    100·(Î/P̂F − 1)
    """
    return change_of_regions(world.real_income_hat)


@_region("Own income", PERCENT, "Real Income|Own|Change")
def own_income(world: World) -> Computed:
    """Change of a region's own income in consumer prices, without what others lend.

    It is earnings, profits, tariffs, premiums and rents, less what treasuries pay for purchases and subsidies.

    100·((I'−D')/(I−D)/P̂F − 1)
    """
    levels, solved = world.levels, world.equilibrium
    income_hat = (solved.income_new - solved.deficit_new) / (levels.income - levels.deficit)
    return change_of_regions(income_hat / solved.consumer_price_hat)


@_region("Welfare", PERCENT, "Welfare|Change")
def welfare(world: World) -> Computed:
    """Equivalent variation in percent of baseline income: real income less the effort of a changed supply of factors.

    The worth of effort is the pay at which each unit is just supplied, at the baseline its real pay; taxes on pay that
    the baseline does not name are left out of it.

    100·(Î/P̂F − 1 − ΣV/I·log e·(e·ω−1)/log(e·ω)), with e = ω^ξ the last term is ΣV/I·ξ/(1+ξ)·(ω^(1+ξ) − 1)
    """
    income = world.levels.income
    return 100 * world.welfare_usd / income, np.zeros_like(income)


@_region("Welfare", MONEY, "Welfare|Equivalent Variation")
def welfare_usd(world: World) -> Computed:
    """Equivalent variation: what the change is worth at baseline prices, less effort; 0 at the baseline.

    I·(Î/P̂F − 1) − ΣV·log e·(e·ω−1)/log(e·ω)
    """
    return world.welfare_usd, np.zeros_like(world.levels.income)


@_region("Welfare a household", USD, "Welfare|Equivalent Variation|Per Household")
def welfare_per_household(world: World) -> Computed:
    """Equivalent variation for each household; empty where the baseline does not count households.

    welfare_usd/households
    """
    return _for_each(world.welfare_usd, world.economy.households)


@_region("Welfare a head", USD, "Welfare|Equivalent Variation|Per Capita")
def welfare_per_head(world: World) -> Computed:
    """Equivalent variation for each inhabitant; empty where the baseline does not count people.

    welfare_usd/population
    """
    return _for_each(world.welfare_usd, world.economy.population)


def _for_each(million_usd: PerRegion, millions: PerRegion) -> Computed:
    return million_usd / millions, np.where(np.isnan(millions), np.nan, 0.0)


@_region("Real GDP", PERCENT, "GDP|Real|Change")
def real_gdp(world: World) -> Computed:
    """Change of the Fisher quantity index of final demand plus exports less imports at border prices.

    100·(√(Laspeyres·Paasche) − 1)
    """
    levels, solved, traded = world.levels, world.equilibrium, world.traded
    quantity = share_of(solved.final_demand_new, levels.final_demand) / solved.price_hat

    def gdp(final: Regional, trade: Array) -> PerRegion:
        exports, imports = trade
        return np.asarray(over_sectors(final) + exports - imports)

    laspeyres = gdp(levels.final_demand * quantity, traded.new_volumes) / gdp(levels.final_demand, traded.baseline)
    paasche = gdp(solved.final_demand_new, traded.new) / gdp(
        levels.final_demand * solved.price_hat, traded.at_new_prices
    )
    return change_of_regions(np.sqrt(laspeyres * paasche))


@_region("Employment", PERCENT, "Employment|Change")
def factor_supply(world: World) -> Computed:
    """Change of the factors that a region supplies: employment, in the long run capital too.

    100·(e − 1), e = (Ŵ/P̂F)^ξ
    """
    return change_of_regions(world.equilibrium.supply_hat)


@_region("Real factor income", PERCENT, "Factor Income|Real|Change")
def real_factor_income(world: World) -> Computed:
    """Change of factor earnings in consumer prices, profits and public receipts left out.

    100·(ΣV'/ΣV/P̂F − 1)
    """
    solved = world.equilibrium
    return change_of_regions(solved.factor_income_new / world.levels.factor_income / solved.consumer_price_hat)


@_region("Farm income", PERCENT, "Factor Income|Real|Farms|Change")
def farm_income(world: World) -> Computed:
    """Change of what farms earn in consumer prices; empty where the baseline has no sector group `farms`.

    Pay of factors, and what a lost harvest adds to the price of the rest, which farms keep.

    100·(Σ_farms (V' + Y'·(markup − 1))/Σ_farms V/P̂F − 1)
    """
    farms = world.economy.sector_groups.get(FARMS, ())
    chosen = np.isin(world.economy.sectors, farms)
    earned, solved = over_sectors(world.levels.earnings[chosen]), world.equilibrium
    has_farms = earned > 0
    rents = solved.output_new * (solved.markup_hat - 1)
    hat = share_of(over_sectors((solved.earnings_new + rents)[:, chosen]), earned) / solved.consumer_price_hat
    return np.where(has_farms, 100 * (hat - 1), np.nan), np.where(has_farms, 0.0, np.nan)


FARMS: Final = "farms"
"""Sector group of those who till the soil, food industry left out."""
