"""What published results are about, measured in a solved world: by name, for a region or a pair."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from simulator.results import INDICATORS
from simulator.results.indicators.world import World, without_home

Array = NDArray[np.float64]
Measured = Callable[[World, str], Array]


@dataclass(frozen=True)
class Quantity:
    """One quantity.

    `how` says how it is held against a reference: `ratio` as percent change, `level` as it stands, `difference` less
    the reference. `measure` gives one number for each case, relative to the baseline for a `ratio`.
    """

    name: str
    definition: str
    how: Literal["ratio", "level", "difference"]
    measure: Measured


QUANTITIES: Final[dict[str, Quantity]] = {}
WORLD, REST = "world", "rest of the world"


def quantity(how: Literal["ratio", "level", "difference"]) -> Callable[[Measured], Measured]:
    """Enter a function under its name; its docstring is the definition."""

    def enter(function: Measured) -> Measured:
        definition = " ".join((function.__doc__ or "").split())
        QUANTITIES[function.__name__] = Quantity(function.__name__, definition, how, function)
        return function

    return enter


def regional(world: World, where: str, values: Array) -> Array:
    """Pick a region of (case, region), or average over all or over the rest by baseline income."""
    names = np.array(world.economy.regions)
    if where == WORLD:
        chosen = np.ones(names.size, dtype=bool)
    elif where == REST:
        chosen = ~np.isin(names, ("USA", "CHN", "EUU"))
    else:
        chosen = np.arange(names.size) == world.economy.region_index(where)
    weight = world.levels.income * chosen
    return np.asarray((values * weight).sum(axis=-1) / weight.sum())


def goods(world: World) -> Array:
    """Flows of goods between regions in the baseline."""
    return np.asarray(world.abroad * world.economy.is_goods[:, None, None])


def volume(world: World, flows: Array) -> Array:
    """Volume of flows at baseline prices, relative to the baseline."""
    return np.asarray((flows * np.nan_to_num(world.volume_hat)).sum(axis=(-3, -2, -1)) / flows.sum())


def leg(world: World, flows: Array, exporter: str, importer: str) -> Array:
    """Keep the flows of one direction of one pair."""
    i, j = world.economy.region_index(exporter), world.economy.region_index(importer)
    kept = np.zeros_like(flows)
    kept[..., i, j] = flows[..., i, j]
    return kept


def into(world: World, flows: Array, importer: str) -> Array:
    """Keep what one region buys."""
    return np.asarray(flows[..., world.economy.region_index(importer)])


def hat(indicator: str) -> Measured:
    """Make a quantity out of an indicator that is a percent change of regions."""

    def measured(world: World, where: str) -> Array:
        return regional(world, where, 1 + INDICATORS[indicator].compute(world)[0] / 100)

    measured.__doc__ = f"Indicator `{indicator}`."
    return measured


AS_INDICATORS: Final = (
    "real_income",
    "own_income",
    "welfare",
    "real_gdp",
    "factor_supply",
    "cost_of_living",
    "pass_through_prices",
    "pass_through_prices_substituted",
    "consumer_prices",
)
"""Indicators of regions that are measured as they are."""

for _name in AS_INDICATORS:
    QUANTITIES[_name] = Quantity(_name, f"The indicator `{_name}`.", "ratio", hat(_name))


@quantity("ratio")
def real_earnings(world: World, where: str) -> Array:
    """Factor earnings, which are value added, in consumer prices: the indicator `real_factor_income`."""
    return hat("real_factor_income")(world, where)


@quantity("ratio")
def real_pay(world: World, where: str) -> Array:
    """Pay of a unit of factors in consumer prices: `cost_of_living` upside down."""
    return regional(world, where, 1 / (1 + INDICATORS["cost_of_living"].compute(world)[0] / 100))


@quantity("ratio")
def prices_to_world(world: World, where: str) -> Array:
    """Consumer prices relative to those of the world on average, by baseline income."""
    prices = world.equilibrium.consumer_price_hat
    return np.asarray(regional(world, where, prices) / regional(world, WORLD, prices))


@quantity("ratio")
def export_volume(world: World, where: str) -> Array:
    """Exports of goods and services at baseline prices."""
    i = world.economy.region_index(where)
    flows = np.zeros_like(world.abroad)
    flows[:, i, :] = world.abroad[:, i, :]
    return volume(world, flows)


@quantity("ratio")
def import_volume(world: World, where: str) -> Array:
    """Imports of goods and services at baseline prices."""
    j = world.economy.region_index(where)
    flows = np.zeros_like(world.abroad)
    flows[:, :, j] = world.abroad[:, :, j]
    return volume(world, flows)


@quantity("ratio")
def goods_trade_volume(world: World, where: str) -> Array:
    """Trade in goods at baseline prices, both ways between a pair, or of the world."""
    flows = goods(world)
    if where == WORLD:
        return volume(world, flows)
    one, other = where.split("-")
    return volume(world, leg(world, flows, one, other) + leg(world, flows, other, one))


@quantity("ratio")
def goods_exports_to_usa(world: World, where: str) -> Array:
    """Value of goods sold to the United States, at the border."""
    new = world.abroad_new * world.economy.is_goods[:, None, None]
    sold = leg(world, new, where, "USA").sum(axis=(-3, -2, -1))
    return np.asarray(sold / leg(world, goods(world), where, "USA").sum())


@quantity("level")
def china_share(world: World, where: str) -> Array:
    """China's share of the value of goods imports, at the border, percent."""
    bought = into(world, world.abroad_new * world.economy.is_goods[:, None, None], where).sum(axis=-2)
    return np.asarray(100 * bought[:, world.economy.region_index("CHN")] / bought.sum(axis=-1))


@quantity("level")
def average_tariff_before(world: World, where: str) -> Array:
    """Average tariff on goods imports at the trade of the baseline, percent."""
    return np.asarray(INDICATORS["average_tariff_before"].compute(world)[0][:, world.economy.region_index(where)])


@quantity("level")
def average_tariff_after(world: World, where: str) -> Array:
    """Average tariff on goods imports at the trade that results, percent."""
    return np.asarray(INDICATORS["average_tariff"].compute(world)[0][:, world.economy.region_index(where)])


@quantity("level")
def added_tariff_on_china(world: World, where: str) -> Array:
    """Points added to the average tariff on goods from China at the trade of the baseline."""
    flows = leg(world, goods(world), "CHN", where)
    return np.asarray(
        100 * ((world.shock.tariff_new - world.levels.tariff) * flows).sum(axis=(-3, -2, -1)) / flows.sum()
    )


@quantity("difference")
def welfare_usd(world: World, where: str) -> Array:
    """Equivalent variation, billion USD of the base year."""
    value = INDICATORS["welfare_usd"].compute(world)[0]
    return np.asarray(value[:, world.economy.region_index(where)] / 1e3)


@quantity("difference")
def own_income_usd(world: World, where: str) -> Array:
    """Change of own income in consumer prices of the base year, billion USD."""
    own = world.levels.income - world.levels.deficit
    value = own * INDICATORS["own_income"].compute(world)[0] / 100
    return np.asarray(value[:, world.economy.region_index(where)] / 1e3)


@quantity("difference")
def duty_burden(world: World, where: str) -> Array:
    """Loss of buyers: `pass_through_prices_substituted` times final demand of the base year, billion USD, negative."""
    added = INDICATORS["pass_through_prices_substituted"].compute(world)[0] / 100
    value = -added * world.levels.final_demand.sum(axis=-2)
    return np.asarray(value[:, world.economy.region_index(where)] / 1e3)


@quantity("ratio")
def imports_to_income(world: World, where: str) -> Array:
    """Imports at the border over factor earnings."""
    j = world.economy.region_index(where)
    new, base = (flows[..., j].sum(axis=(-2, -1)) for flows in (world.abroad_new, world.abroad))
    earned = world.equilibrium.factor_income_new[:, j] / world.levels.factor_income[j]
    return np.asarray(new / base / earned)


@quantity("ratio")
def manufacturing_output(world: World, where: str) -> Array:
    """Volume of manufacturing output at baseline prices."""
    made = [world.economy.sector_index(code) for code in world.economy.sector_groups["manufactures"]]
    region = world.economy.region_index(where)
    weight = world.levels.output[made, region]
    new = world.equilibrium.output_new[:, made, region] / world.equilibrium.cost_hat[:, made, region]
    return np.asarray(new.sum(axis=-1) / weight.sum())


@quantity("ratio")
def soybean_exports_to_china(world: World, where: str) -> Array:
    """Quantity of soybeans sold to China."""
    return _soybeans(world, where)[:, world.economy.region_index("CHN")]


@quantity("ratio")
def soybean_exports(world: World, where: str) -> Array:
    """Quantity of soybeans sold abroad, at baseline prices."""
    i, soy = world.economy.region_index(where), world.economy.sector_index("SOY")
    weight = world.abroad[soy, i]
    return np.asarray((_soybeans(world, where) * weight).sum(axis=-1) / weight.sum())


def _soybeans(world: World, where: str) -> Array:
    i, soy = world.economy.region_index(where), world.economy.sector_index("SOY")
    return np.asarray(without_home(world.volume_hat)[:, soy, i])


@quantity("ratio")
def soybean_output(world: World, where: str) -> Array:
    """Quantity of soybeans produced."""
    i, soy = world.economy.region_index(where), world.economy.sector_index("SOY")
    solved = world.equilibrium
    return np.asarray(solved.output_new[:, soy, i] / world.levels.output[soy, i] / solved.cost_hat[:, soy, i])


@quantity("ratio")
def soybean_price(world: World, where: str) -> Array:
    """Price of soybeans at the farm gate relative to consumer prices of the world."""
    i, soy = world.economy.region_index(where), world.economy.sector_index("SOY")
    return np.asarray(
        world.equilibrium.cost_hat[:, soy, i] / regional(world, WORLD, world.equilibrium.consumer_price_hat)
    )


@quantity("level")
def pass_through(world: World, where: str) -> Array:
    """Pass-through of tariffs on goods from China to the price that includes them, against the same goods from others.

    1 plus the fall of China's prices at the border, relative to those of other exporters, per unit of tariff; in logs.
    """
    flows = into(world, goods(world), where)
    china = world.economy.region_index("CHN")
    border = np.log(into(world, world.border_price_hat, where))
    others = np.where(np.arange(flows.shape[-1]) == china, 0, flows)
    rival = (border * others).sum(axis=-1) / np.where(others.sum(axis=-1) > 0, others.sum(axis=-1), 1)
    weight = flows[:, china]
    tariff = np.log1p(world.shock.tariff_new) - np.log1p(world.levels.tariff)
    rise = (into(world, tariff, where)[..., china] * weight).sum(axis=-1)
    fall = ((border[..., china] - rival) * weight).sum(axis=-1)
    return np.asarray(1 + np.divide(fall, rise, out=np.full_like(fall, np.nan), where=rise > 0))


@quantity("level")
def value_added_at_risk(world: World, where: str) -> Array:
    """Value added of users times what they cannot make without what is withheld, percent of all value added."""
    value = INDICATORS["value_added_at_risk"].compute(world)[0]
    region = world.economy.region_index(where)
    return np.asarray(100 * value[:, region] / world.levels.factor_income[region])
