"""How far an equilibrium is from every equation and accounting identity, worked out anew from prices and flows."""

import numpy as np

from simulator.economy.levels import Levels
from simulator.model.equilibrium import Equilibrium
from simulator.model.shock import Shock


def violations(levels: Levels, shock: Shock, new: Equilibrium) -> dict[str, float]:
    """Largest violation of each identity, relative to the level it is about."""
    checks = (_borders, _prices, _costs, _factors, _markets, _incomes, _balances, _bounds)
    return {name: gap for check in checks for name, gap in check(levels, shock, new).items()}


def _relative(left: np.ndarray, right: np.ndarray) -> float:
    """Largest distance of two arrays relative to the greater of both, where either is not 0."""
    size = np.maximum(np.abs(left), np.abs(right))
    return float(np.max(np.abs(left - right) / np.where(size > 0, size, 1)))


def _index(share: np.ndarray, price: np.ndarray, sigma: np.ndarray, axis: int) -> np.ndarray:
    """CES price index of shares that sum to 1, by its textbook formula; 1 for a nest without members."""
    r = 1 - sigma
    safe = np.where(r == 0, 1.0, r)
    power = safe * np.log(price)
    near = (np.abs(power) < 0.5).all(axis)  # where a power is near 1, its distance from 1 has more digits
    far = np.log(np.where(near, 1.0, (share * np.exp(power)).sum(axis)))
    log_mean = np.where(near, np.log1p((share * np.expm1(np.where(np.abs(power) < 0.5, power, 0.0))).sum(axis)), far)
    return np.exp(np.where(r.squeeze(axis) == 0, (share * np.log(price)).sum(axis), log_mean / safe.squeeze(axis)))


def _receipts(new: Equilibrium) -> np.ndarray:
    return new.trade_flow_new / new.charge_new


def _borders(levels: Levels, shock: Shock, new: Equilibrium) -> dict[str, float]:
    paid = new.trade_flow_new * (1 + new.tariff_new) * new.purchase_factor_new
    shipped = np.nan_to_num(new.volume_hat) * levels.trade_flow * new.cost_hat[..., None]
    return {
        "buyers pay for what they buy": _relative(paid.sum(-2), new.expenditure_new),
        "output is what sales bring": _relative(_receipts(new).sum(-1), new.output_new),
        "receipts are volume times cost": _relative(shipped, _receipts(new)),
        "closed flows are 0": float(np.where(shock.is_closed, np.abs(new.trade_flow_new), 0.0).sum()),
    }


def _prices(levels: Levels, shock: Shock, new: Equilibrium) -> dict[str, float]:
    wedge = new.charge_new * shock.iceberg_cost * new.purchase_factor_new
    delivered = new.cost_hat[..., None] * wedge * (1 + new.tariff_new) / (1 + levels.tariff)
    theta, eta = shock.elasticities.origin[..., None, None], shock.elasticities.home[..., None]
    home = np.einsum("sii->si", levels.trade_share)
    abroad = levels.trade_share * ~np.eye(levels.n_regions, dtype=bool)
    total_abroad = abroad.sum(-2, keepdims=True)
    import_share = abroad / np.where(total_abroad > 0, total_abroad, 1)
    weight = np.where(shock.is_closed, 0.0, import_share * delivered**-theta)
    imports = weight.sum(-2)
    is_open = imports > 0
    import_price = np.where(is_open, np.where(is_open, imports, 1) ** (-1 / theta[..., 0]), np.inf)
    foreign_share = (1 - home) * import_price**-eta
    total = home * new.cost_hat**-eta + foreign_share
    buys = levels.expenditure > 0
    price = np.where(buys, np.where(buys, total, 1.0) ** (-1 / eta), new.price_hat)
    share = foreign_share / np.where(buys, total, 1) / np.where(is_open, imports, 1)
    spending = weight * (share * new.expenditure_new)[..., None, :]
    paid = new.trade_flow_new * (1 + new.tariff_new) * new.purchase_factor_new
    foreign = paid * ~np.eye(levels.n_regions, dtype=bool)
    return {
        "sector prices are indices of delivered prices": _relative(price, new.price_hat),
        "sourcing follows delivered prices": _relative(spending, foreign),
    }


def _cost_shares(levels: Levels, shock: Shock, new: Equilibrium) -> tuple[np.ndarray, np.ndarray]:
    """Counterfactual cost shares a' (case, input, sector, region) and v' (case, sector, region) of baseline nests."""
    elasticity = shock.elasticities
    epsilon, psi, chi = (array[..., None] for array in (elasticity.input, elasticity.value_added, elasticity.critical))
    is_critical = levels.is_critical[:, None, None]
    ordinary = np.where(is_critical, 0.0, levels.input_share)
    total = ordinary.sum(0)
    bundle_share = ordinary / np.where(total > 0, total, 1)
    price = np.where(bundle_share[None] > 0, new.price_hat[:, :, None, :], 1.0)
    bundle = np.where(total > 0, _index(bundle_share, price, epsilon[:, None], 1), 1.0)
    composite_share = total + levels.value_added_share
    factor_share = levels.value_added_share / composite_share
    both = np.stack([factor_share, 1 - factor_share]), np.stack([new.wage_hat, bundle], 1)
    composite = _index(*both, psi[:, None], 1)
    unit = new.cost_hat
    outer = composite_share * (composite / unit) ** (1 - chi)
    value_added = outer * factor_share * (new.wage_hat / composite) ** (1 - psi)
    inner = outer * (1 - factor_share) * (bundle / composite) ** (1 - psi)
    inputs = bundle_share * inner[:, None] * (new.price_hat[:, :, None, :] / bundle[:, None]) ** (1 - epsilon[:, None])
    critical = levels.input_share * (new.price_hat[:, :, None, :] / unit[:, None]) ** (1 - chi[:, None])
    return np.where(is_critical, critical, inputs), value_added


def _costs(levels: Levels, shock: Shock, new: Equilibrium) -> dict[str, float]:
    inputs, value_added = _cost_shares(levels, shock, new)
    return {"cost shares sum to 1": float(np.abs(inputs.sum(1) + value_added - 1).max())}


def _factors(levels: Levels, shock: Shock, new: Equilibrium) -> dict[str, float]:
    _, value_added = _cost_shares(levels, shock, new)
    demand = value_added * new.output_new
    kappa = shock.elasticities.factor[:, None, None]
    is_mobile = np.isinf(kappa)
    finite = np.where(is_mobile, 1.0, kappa)
    weight = levels.earnings / np.where(levels.factor_income > 0, levels.factor_income, 1)
    top = new.wage_hat.max(-2, keepdims=True)  # powers of wages relative to it stay finite for any κ
    index = top * (weight * (new.wage_hat / top) ** finite).sum(-2, keepdims=True) ** (1 / finite)
    supply = levels.earnings * (new.wage_hat / index) ** finite * index
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
    border, receipts = new.trade_flow_new, _receipts(new)
    revenue = (border * new.tariff_new).sum((-3, -2))
    duty_paid = border * (1 + new.tariff_new)
    subsidy = (duty_paid * (1 - new.purchase_factor_new)).sum((-3, -2))
    premium = (border - receipts).sum((-3, -2, -1))
    sources = new.factor_income_new + revenue + new.export_charges + new.quota_rents - subsidy + shock.deficit_new
    return {
        "no income is negative": float(np.max(-new.income_new) / levels.world_factor_income),
        "income is what its sources bring": _relative(sources, new.income_new),
        "tariff revenue is rate times flow": _relative(revenue, new.tariff_revenue_new),
        "commitments cost what buyers do not pay": _relative(subsidy, new.commitment_cost),
        "every premium is received once": float(
            np.max(np.abs(premium - (new.export_charges + new.quota_rents).sum(-1))) / levels.world_factor_income
        ),
    }


def _balances(levels: Levels, shock: Shock, new: Equilibrium) -> dict[str, float]:
    """Imports less exports are the deficit, the premiums received on imports, less those left to importers."""
    border = new.trade_flow_new
    imports, exports = border.sum((-3, -2)), border.sum((-3, -1))
    on_exports = (border - _receipts(new)).sum((-3, -1)) - new.export_charges
    balance = exports + shock.deficit_new + new.quota_rents - on_exports
    return {"trade balances": _relative(imports, balance)}


def _bounds(levels: Levels, shock: Shock, new: Equilibrium) -> dict[str, float]:
    bounds = shock.bounds
    if len(bounds) == 0:
        return {}
    flat = (len(shock), -1)
    volume, value = np.nan_to_num(new.volume_hat).reshape(flat), new.trade_flow_new.reshape(flat)
    entry = bounds.entry_case, bounds.entry_flow
    counted = np.where(bounds.is_value[bounds.entry_bound], value[entry], volume[entry]) * bounds.entry_weight
    total = np.array([counted[bounds.entry_bound == bound].sum() for bound in range(len(bounds))])
    slack = np.where(bounds.is_floor, total - bounds.limit, bounds.limit - total) / bounds.limit
    wedge = np.where(bounds.is_floor, -1, 1) * np.log(new.bound_wedge)
    return {
        "bounds hold": float(np.maximum(-slack, 0).max()),
        "premiums are on the right side of 1": float(np.maximum(-wedge, 0).max()),
        "a charged bound is met exactly": float(np.minimum(np.abs(slack), wedge).max()),
        "bounds report what they count": _relative(total, new.bound_quantity),
    }
