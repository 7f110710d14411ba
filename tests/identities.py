"""How far an equilibrium is from every equation and accounting identity, worked out anew from prices and flows."""

import numpy as np

from simulator.economy.levels import Levels
from simulator.model.equilibrium import Equilibrium
from simulator.model.shock import Deficits, Shock


def violations(levels: Levels, shock: Shock, new: Equilibrium) -> dict[str, float]:
    """Largest violation of each identity, relative to the level it is about.

    Weights that move slowly are not known here: cases of a path are none of its business.
    """
    checks = (_borders, _prices, _costs, _factors, _supply, _markets, _incomes, _closures, _wedges, _balances, _bounds)
    return {name: gap for check in checks for name, gap in check(levels, shock, new).items()}


def _relative(left: np.ndarray, right: np.ndarray) -> float:
    """Largest distance of two arrays relative to the greater of both, where either is not 0."""
    size = np.maximum(np.abs(left), np.abs(right))
    return float(np.max(np.abs(left - right) / np.where(size > 0, size, 1), initial=0.0))


def _of_world(levels: Levels, left: np.ndarray, right: np.ndarray) -> float:
    """Largest distance of two amounts of money that may both be near 0, over the factor income of the world."""
    return float(np.max(np.abs(left - right)) / levels.world_factor_income)


def _index(share: np.ndarray, price: np.ndarray, sigma: np.ndarray, axis: int) -> np.ndarray:
    """CES price index of shares that sum to 1, by its textbook formula; 1 for a nest without members."""
    r = 1 - sigma
    safe = np.where(r == 0, 1.0, r)
    power = safe * np.log(price)
    near = (np.abs(power) < 0.5).all(axis)  # where a power is near 1, its distance from 1 has more digits
    far = np.log(np.where(near, 1.0, (share * np.exp(power)).sum(axis)))
    log_mean = np.where(near, np.log1p((share * np.expm1(np.where(np.abs(power) < 0.5, power, 0.0))).sum(axis)), far)
    return np.exp(np.where(r.squeeze(axis) == 0, (share * np.log(price)).sum(axis), log_mean / safe.squeeze(axis)))


def _abroad(levels: Levels) -> np.ndarray:
    return ~np.eye(levels.n_regions, dtype=bool)


def _receipts(new: Equilibrium) -> np.ndarray:
    """What producers take, rents of shortages included."""
    return new.trade_flow_new / new.export_charge_new


def _paid(new: Equilibrium) -> np.ndarray:
    """What buyers pay."""
    return new.trade_flow_new * new.quota_charge_new * (1 + new.tariff_new) * new.purchase_factor_new


def _factory_price(new: Equilibrium) -> np.ndarray:
    return new.cost_hat * new.markup_hat


def _wage_index(levels: Levels, new: Equilibrium) -> np.ndarray:
    return new.factor_income_new / levels.factor_income / new.supply_hat


def _borders(levels: Levels, shock: Shock, new: Equilibrium) -> dict[str, float]:
    shipped = np.nan_to_num(new.volume_hat) * levels.trade_flow * _factory_price(new)[..., None]
    return {
        "buyers pay for what they buy": _relative(_paid(new).sum(-2), new.expenditure_new),
        "sales are output and its rents": _relative(_receipts(new).sum(-1), new.output_new * new.markup_hat),
        "receipts are volume times price": _relative(shipped, _receipts(new)),
        "closed flows are 0": float(np.where(shock.is_closed, np.abs(new.trade_flow_new), 0.0).sum()),
    }


def _prices(levels: Levels, shock: Shock, new: Equilibrium) -> dict[str, float]:
    wedge = new.export_charge_new * new.quota_charge_new * new.iceberg_cost_new * new.purchase_factor_new
    cost = _factory_price(new)
    delivered = cost[..., None] * wedge * (1 + new.tariff_new) / (1 + levels.tariff)
    theta, eta = shock.elasticities.origin[..., None, None], shock.elasticities.home[..., None]
    home = np.einsum("sii->si", levels.trade_share)
    abroad = levels.trade_share * _abroad(levels)
    total_abroad = abroad.sum(-2, keepdims=True)
    import_share = abroad / np.where(total_abroad > 0, total_abroad, 1) * shock.variety_share
    weight = np.where(shock.is_closed, 0.0, import_share * delivered**-theta)
    imports = weight.sum(-2)
    is_open = imports > 0
    import_price = np.where(is_open, np.where(is_open, imports, 1) ** (-1 / theta[..., 0]), np.inf)
    foreign_share = (1 - home) * import_price**-eta
    total = home * cost**-eta + foreign_share
    buys = levels.expenditure > 0
    price = np.where(buys, np.where(buys, total, 1.0) ** (-1 / eta), new.price_hat)
    share = foreign_share / np.where(buys, total, 1) / np.where(is_open, imports, 1)
    spending = weight * (share * new.expenditure_new)[..., None, :]
    return {
        "sector prices are indices of delivered prices": _relative(price, new.price_hat),
        "sourcing follows delivered prices": _relative(spending, _paid(new) * _abroad(levels)),
    }


def _cost_shares(levels: Levels, shock: Shock, new: Equilibrium) -> tuple[np.ndarray, np.ndarray]:
    """Inputs (case, input, sector, region) and pay of factors (case, sector, region) for each unit of output."""
    elasticity = shock.elasticities
    is_rationed = (shock.critical_weight != 1).any((1, 2, 3))[:, None]
    chi = np.where(is_rationed, np.minimum(elasticity.critical, 0.9), elasticity.critical)  # as MOST_RATIONED says
    epsilon, psi, chi = (array[..., None] for array in (elasticity.input, elasticity.value_added, chi))
    wage = new.wage_hat / new.supply_hat[:, None] ** elasticity.scale[:, None, None]
    is_critical = levels.is_critical[:, None, None]
    of_cost = 1 - levels.profit_share[:, None]  # a constant markup leaves this share of price to cost
    ordinary = np.where(is_critical, 0.0, levels.input_share) / of_cost
    total = ordinary.sum(0)
    bundle_share = ordinary / np.where(total > 0, total, 1)
    price = np.where(bundle_share[None] != 0, new.price_hat[:, :, None, :], 1.0)
    bundle = np.where(total > 0, _index(bundle_share, price, epsilon[:, None], 1), 1.0)
    factors = 1 - levels.input_share.sum(0) / of_cost
    composite_share = total + factors
    factor_share = factors / composite_share
    both = np.stack([factor_share, 1 - factor_share]), np.stack([wage, bundle], 1)
    composite = _index(*both, psi[:, None], 1)
    outer = composite_share * (composite / new.cost_hat) ** (1 - chi)
    value_added = outer * factor_share * (wage / composite) ** (1 - psi)
    inner = outer * (1 - factor_share) * (bundle / composite) ** (1 - psi)
    inputs = bundle_share * inner[:, None] * (new.price_hat[:, :, None, :] / bundle[:, None]) ** (1 - epsilon[:, None])
    weight = np.zeros((len(shock), *levels.input_share.shape))
    weight[:, levels.is_critical] = shock.critical_weight * (levels.input_share / of_cost)[levels.is_critical]
    critical = weight * (new.price_hat[:, :, None, :] / new.cost_hat[:, None]) ** (1 - chi[:, None])
    return np.where(is_critical, critical, inputs) * of_cost, value_added * of_cost


def _costs(levels: Levels, shock: Shock, new: Equilibrium) -> dict[str, float]:
    inputs, value_added = _cost_shares(levels, shock, new)
    shares = inputs.sum(1) + value_added + levels.profit_share[:, None]
    return {"shares of inputs, factors and profits sum to 1": float(np.abs(shares - 1).max())}


def _factors(levels: Levels, shock: Shock, new: Equilibrium) -> dict[str, float]:
    _, value_added = _cost_shares(levels, shock, new)
    demand = value_added * new.output_new
    kappa = shock.elasticities.factor[:, None, None]
    is_mobile = np.isinf(kappa)
    finite = np.where(is_mobile, 1.0, kappa)
    weight = levels.earnings / np.where(levels.factor_income > 0, levels.factor_income, 1)
    top = new.wage_hat.max(-2, keepdims=True)  # powers of wages relative to it stay finite for any κ
    index = top * (weight * (new.wage_hat / top) ** finite).sum(-2, keepdims=True) ** (1 / finite)
    supply = levels.earnings * (new.wage_hat / index) ** finite * index * new.supply_hat[:, None]
    one_wage = np.where(levels.earnings > 0, new.wage_hat, new.wage_hat.mean(-2, keepdims=True))
    spread = np.where(is_mobile, one_wage.max(-2, keepdims=True) - one_wage.min(-2, keepdims=True), 0.0)
    return {
        "earnings are factor demand": _relative(demand, new.earnings_new),
        "factor demand is factor supply": _relative(demand, np.where(is_mobile, demand, supply)),
        "factor income is earnings": _relative(demand.sum(-2), new.factor_income_new),
        "mobile factors have one price": float(spread.max()),
        "world factor income is the numeraire": _relative(
            new.factor_income_new.sum(-1), np.broadcast_to(levels.world_factor_income, len(shock))
        ),
    }


def _supply(levels: Levels, shock: Shock, new: Equilibrium) -> dict[str, float]:
    """Supply follows real pay after the tax that tariff revenue lowers."""
    before, now = levels.tariff_revenue / levels.factor_income, new.tariff_revenue_new / new.factor_income_new
    relief = np.where(shock.is_income_tax[:, None], (1 - before) / (1 - now), 1.0)
    pay = _wage_index(levels, new) / new.consumer_price_hat * relief
    return {
        "relief of tax is what tariffs bring": _relative(relief, new.relief_hat),
        "factor supply follows real pay": _relative(pay ** shock.elasticities.supply[:, None], new.supply_hat),
    }


def _markets(levels: Levels, shock: Shock, new: Equilibrium) -> dict[str, float]:
    inputs, _ = _cost_shares(levels, shock, new)
    final = new.final_demand_new
    used = np.einsum("cksn,csn->ckn", inputs, new.output_new)
    phi = shock.elasticities.final[:, None, None]
    relative = (new.price_hat / new.consumer_price_hat[:, None]) ** (1 - phi)
    index = _index(levels.final_share, new.price_hat, phi, 1)
    has_income = levels.income > 0
    return {
        "spending is on inputs and final demand": _relative(used + final, new.expenditure_new),
        "final demand is income (Walras)": _relative(final.sum(-2), np.where(has_income, new.income_new, 0.0)),
        "final demand follows prices": _relative(levels.final_share * relative * new.income_new[:, None], final),
        "consumer prices are an index": _relative(np.where(has_income, index, 1.0), new.consumer_price_hat),
    }


def _incomes(levels: Levels, shock: Shock, new: Equilibrium) -> dict[str, float]:
    """What regions have is what producers and treasuries take: nothing is lost and nothing comes from nowhere."""
    profits = (levels.profit_share[:, None] * new.output_new).sum(-2)
    rents = (new.output_new * (new.markup_hat - 1)).sum(-2)
    sources = new.factor_income_new + new.profits_new + new.producer_rents + new.tariff_revenue_new
    sources = sources + new.export_charges + new.quota_rents - new.commitment_cost + new.deficit_new
    of_world = new.factor_income_new + profits + rents
    at_borders = (_paid(new) - _receipts(new)).sum((-3, -2, -1))
    return {
        "no income is negative": float(np.max(-new.income_new) / levels.world_factor_income),
        "income is what its sources bring": _relative(sources, new.income_new),
        "profits are their share of output": _relative(profits, new.profits_new),
        "rents of shortages are markup on output": _of_world(levels, rents, new.producer_rents),
        "the world has what producers and borders bring": _relative(
            of_world.sum(-1) + at_borders, new.income_new.sum(-1)
        ),
    }


def _closures(levels: Levels, shock: Shock, new: Equilibrium) -> dict[str, float]:
    """Deficits are given, a share of own income, or respond to the region's own factor prices."""
    own = new.income_new - new.deficit_new
    spent = levels.income / (levels.income - levels.deficit) * own
    proportional = spent * (own.sum(-1) / spent.sum(-1))[:, None] - own
    log_wage = np.log(_wage_index(levels, new))
    of_world = (levels.factor_income * log_wage).sum(-1, keepdims=True) / levels.factor_income.sum()
    psi = shock.elasticities.deficit[:, None]
    responsive = shock.deficit_new - psi * levels.factor_income * (log_wage - of_world)
    is_closure = shock.closure[:, None]
    deficit = np.where(is_closure == Deficits.PROPORTIONAL, proportional, shock.deficit_new)
    deficit = np.where(is_closure == Deficits.RESPONSIVE, responsive, deficit)
    return {
        "deficits follow their closure": _of_world(levels, deficit, new.deficit_new),
        "deficits sum to what they did": _of_world(levels, new.deficit_new.sum(-1), shock.deficit_new.sum(-1)),
    }


def _wedges(levels: Levels, shock: Shock, new: Equilibrium) -> dict[str, float]:
    """Every wedge is received, or paid, by one region: flow by flow, what buyers pay beyond producers is someone's."""
    border, paid = new.trade_flow_new, _paid(new)
    net = (1 + new.tariff_new) * new.purchase_factor_new - 1
    collected = np.where(new.purchase_factor_new == 1, new.tariff_new, np.maximum(net, 0)) * border
    rents = border * (new.quota_charge_new - 1) * (1 + new.tariff_new) * new.purchase_factor_new
    charges = border - _receipts(new)
    given_up = (border * (1 + new.tariff_new) * (1 - new.purchase_factor_new)).sum((-3, -2))
    on_imports = (paid - border).sum((-3, -2))
    kept = new.tariff_revenue_new - new.commitment_cost + new.quota_rents
    return {
        "tariff revenue is what is collected": _of_world(levels, collected.sum((-3, -2)), new.tariff_revenue_new),
        "duty is collected or waived": _of_world(
            levels,
            (new.tariff_new * border).sum((-3, -2)),
            new.tariff_revenue_new + new.duty_waived,
        ),
        "commitments cost what buyers are spared beyond the duty": _of_world(
            levels, given_up, new.commitment_cost + new.duty_waived
        ),
        "premiums of exporters are theirs": _of_world(levels, charges.sum((-3, -1)), new.export_charges),
        "premiums of importers are theirs": _of_world(levels, rents.sum((-3, -2)), new.quota_rents),
        "what importers pay beyond the border is theirs": _of_world(levels, on_imports, kept),
    }


def _balances(levels: Levels, shock: Shock, new: Equilibrium) -> dict[str, float]:
    """Imports less exports at border value are the deficit: premiums of the importer's side are no part of them."""
    border = new.trade_flow_new
    return {"trade balances": _relative(border.sum((-3, -2)), border.sum((-3, -1)) + new.deficit_new)}


def _bounds(levels: Levels, shock: Shock, new: Equilibrium) -> dict[str, float]:
    bounds = shock.bounds
    if len(bounds) == 0:
        return {}
    flat = (len(shock), -1)
    arrivals = (np.nan_to_num(new.volume_hat) / new.iceberg_cost_new).reshape(flat)
    made = new.output_new / np.where(levels.output > 0, levels.output, 1) / new.cost_hat
    home = np.eye(levels.n_regions) * made[..., None]  # where a bound on a producer has its entry
    entry, of = (bounds.entry_case, bounds.entry_flow), bounds.entry_bound
    counted = np.where(bounds.is_value[of], new.trade_flow_new.reshape(flat)[entry], arrivals[entry])
    counted = np.where(bounds.is_producer[of], home.reshape(flat)[entry], counted) * bounds.entry_weight
    total = np.array([counted[of == bound].sum() for bound in range(len(bounds))])
    slack = np.where(bounds.is_floor, total - bounds.limit, bounds.limit - total) / bounds.limit
    wedge = np.where(bounds.is_floor, -1, 1) * np.log(new.bound_wedge)
    left = np.maximum(bounds.ceiling - wedge, 0)  # beyond the ceiling more than the limit comes in
    return {
        "bounds hold below their ceiling": float(np.minimum(np.maximum(-slack, 0), left).max()),
        "premiums are on the right side of 1": float(np.maximum(-wedge, 0).max()),
        "premiums stay below their ceiling": float(np.maximum(wedge - bounds.ceiling, 0).max()),
        "a charged bound is met exactly": float(np.minimum(np.maximum(slack, 0), wedge).max()),
        "bounds report what they count": _relative(total, new.bound_quantity),
    }
