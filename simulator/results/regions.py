"""Indicators of regions: welfare, prices, public receipts and trade."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import INPUT, PerRegion, Regional, by_exporter
from simulator.economy.levels import Levels, share_of
from simulator.model.shock import Shock
from simulator.results.indicator import PERCENT, SLACK, Computed, Registry, defining
from simulator.results.world import Array, World, over_sectors, percent

REGION_INDICATORS: Final[Registry] = {}
_region = defining(REGION_INDICATORS, "region")

MONEY: Final = "million USD"


def _percent(hat: PerRegion) -> Computed:
    return percent(hat), np.zeros(hat.shape[-1])


@_region("Real income", PERCENT)
def real_income(world: World) -> Computed:
    """Change of a region's income in consumer prices.

    100·(Î/P̂F − 1)
    """
    return _percent(world.real_income_hat)


@_region("Welfare", MONEY)
def welfare_usd(world: World) -> Computed:
    """Equivalent variation: what the change is worth at baseline prices; 0 at the baseline.

    I·(Î/P̂F − 1)
    """
    value = world.levels.income * (world.real_income_hat - 1)
    return value, np.zeros_like(world.levels.income)


@_region("Real GDP", PERCENT)
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
    return _percent(np.sqrt(laspeyres * paasche))


@_region("Real factor income", PERCENT)
def real_factor_income(world: World) -> Computed:
    """Change of factor earnings in consumer prices, public receipts left out.

    100·(ΣV'/ΣV/P̂F − 1)
    """
    solved = world.equilibrium
    return _percent(solved.factor_income_new / world.levels.factor_income / solved.consumer_price_hat)


@_region("Consumer prices", PERCENT)
def consumer_prices(world: World) -> Computed:
    """Change of the consumer price index, in units of the numéraire.

    100·(P̂F − 1)
    """
    return _percent(world.equilibrium.consumer_price_hat)


@_region("Terms of trade", PERCENT)
def terms_of_trade(world: World) -> Computed:
    """Change of export prices over import prices at the border, both as Fisher indices, tariffs left out.

    100·(export price index/import price index − 1)
    """
    traded = world.traded
    with np.errstate(invalid="ignore", divide="ignore"):
        laspeyres = traded.at_new_prices / traded.baseline[:, None]
        exports, imports = np.sqrt(laspeyres * traded.new / traded.new_volumes)
        return _percent(exports / imports)


@_region("Tariff revenue", MONEY)
def tariff_revenue(world: World) -> Computed:
    """Tariffs that a region's treasury receives on its imports.

    Σ t'·M'
    """
    return world.equilibrium.tariff_revenue_new, world.levels.tariff_revenue


@_region("Licence premiums received", MONEY)
def licence_premium_receipts(world: World) -> Computed:
    """Scarcity premiums of licences, controls and quotas that a region's side receives; export taxes left out.

    The tax is levied on the producer's price; the premium is on top of both.

    Σ M'/x'·tax factor·(premium factor − 1)
    """
    solved, tax = world.equilibrium, world.shock.export_charge - 1
    taxes = by_exporter(solved.trade_flow_new / solved.export_charge_new * tax) if tax.any() else 0.0
    return solved.export_charges - taxes + solved.quota_rents, np.zeros_like(world.levels.income)


@_region("Cost of purchase commitments", MONEY)
def commitment_cost(world: World) -> Computed:
    """What a region's treasury pays to buy beyond the market: commitments and importer-paid subsidies.

    Σ E'·(1−m')/m'
    """
    return world.equilibrium.commitment_cost, np.zeros_like(world.levels.income)


@_region("Exports", MONEY)
def exports(world: World) -> Computed:
    """Exports of all sectors at border value.

    Σ_{j≠i} M'_ij
    """
    return world.traded.new[0], world.traded.baseline[0]


@_region("Imports", MONEY)
def imports(world: World) -> Computed:
    """Imports of all sectors at border value, before tariff.

    Σ_{i≠j} M'_ij
    """
    return world.traded.new[1], world.traded.baseline[1]


@_region("Trade balance", MONEY)
def trade_balance(world: World) -> Computed:
    """Exports less imports at border value.

    exports − imports
    """
    exports, imports = world.traded.new
    baseline_exports, baseline_imports = world.traded.baseline
    return exports - imports, baseline_exports - baseline_imports


@_region("Output at risk", MONEY)
def output_at_risk(world: World) -> Computed:
    """Upper bound without any substitution: output of users of critical inputs times the share that limits withhold.

    Of several inputs that a user misses, the scarcest counts.

    Σ_s Y_s·max_k [a_ks > 0]·shortfall_k, shortfall_k = Σ_i π_ki·(1 − limit/baseline)
    """
    value = withheld_output(world.levels, world.shock, world.equilibrium.bound_wedge - 1 > SLACK)
    return np.where(world.is_solved[:, None], value, np.nan), np.zeros_like(world.levels.income)


def withheld_output(levels: Levels, shock: Shock, binds: NDArray[np.bool_]) -> np.ndarray:
    """Output at risk by case and region where these bounds bind, whether or not they do in equilibrium."""
    uses = levels.input_share[levels.is_critical] > 0
    missing = shortfall(levels, shock, binds)[:, :, None, :]
    return over_sectors(levels.output * np.max(uses * missing, axis=INPUT, initial=0.0))


def shortfall(levels: Levels, shock: Shock, binds: NDArray[np.bool_]) -> np.ndarray:
    """Share of each region's purchases of each critical input that closures, and those limits that bind, take away.

    Shape (case, critical input, region); the lowest limit counts where several hit one flow. Floors and limits of value
    take nothing away.
    """
    bounds, critical = shock.bounds, levels.is_critical
    on_flows = bounds.on_flows
    allowed = np.repeat(~shock.is_closed[:, critical], len(shock) // len(shock.is_closed), axis=0).astype(np.float64)
    share = np.minimum(bounds.limit / bounds.total(bounds.entry_weight), 1.0)[bounds.entry_bound[on_flows]]
    case, sector, *pair = bounds.flow_place(levels.trade_flow.shape)
    takes = (binds & ~bounds.is_floor & ~bounds.is_value)[bounds.entry_bound[on_flows]] & critical[sector]
    place = case, (np.cumsum(critical) - 1)[sector], *pair
    np.minimum.at(allowed, tuple(index[takes] for index in place), share[takes])
    return np.asarray(np.einsum("kij,ckij->ckj", levels.trade_share[critical], 1 - allowed))
