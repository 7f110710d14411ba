"""The equations of the model in changes, one function each, in the order in which the solver evaluates them.

Prices are log changes, so that nests are exact through elasticity 1. Border equation and sourcing share `Weights`, the
part of a flow's share that stays fixed while costs move. Symbols: i exporter, j importer, n region, s using sector,
k input; a hat is a ratio to the baseline and a prime a counterfactual level.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.axes import REGION, SECTOR, Pairs, PerRegion, Regional
from simulator.economy.elasticities import Elasticities
from simulator.model.border import Weights
from simulator.model.ces import log_index, plain, power
from simulator.model.nests import Nests

Array = NDArray[np.float64]


class Exponents(NamedTuple):
    """Elasticities as the exponents that the nests use, shaped to broadcast against (case, sector, region)."""

    theta: Array
    eta: Array
    inputs: Array
    value_added: Array
    critical: Array
    final: Array
    kappa: Array
    supply: Array
    scale: Array
    deficit: Array

    @classmethod
    def of(cls, elasticities: Elasticities) -> "Exponents":
        """θ and η as they are, r = 1 − σ for the other nests; one column where users have the same ε, or the same χ."""
        return cls(
            elasticities.origin[..., None],
            elasticities.home[..., None],
            1 - _of_users(elasticities.input),
            1 - elasticities.value_added[..., None],
            1 - _of_users(elasticities.critical),
            1 - elasticities.final[..., None, None],
            elasticities.factor[..., None, None],
            elasticities.supply[..., None, None],
            elasticities.scale[..., None, None],
            elasticities.deficit[..., None, None],
        )


class Costs(NamedTuple):
    """Outcome of the production nests: log prices, and by what factor each share of unit cost changes.

    Attributes
    ----------
    bundle, composite, unit
        Price of the bundle of ordinary inputs and of the composite with value added, and unit cost.
    factor_hat
        Change of the share of factors.
    input_pull, input_scale
        The share of an ordinary input changes by pull of the input · scale of its user; the pull has shape
        (case, input, user, region), with one column where ε is the same for every user.
    critical_hat
        Change of the share of each critical input, shape (case, critical input, user, region).
    """

    bundle: Regional
    composite: Regional
    unit: Regional
    factor_hat: Regional
    input_pull: Array
    input_scale: Regional
    critical_hat: Array


class Consumption(NamedTuple):
    """Outcome of the final nest: log consumer price index, and the share of each sector in final demand."""

    log_price: PerRegion
    share: Regional


class Sourcing(NamedTuple):
    """Outcome of the sourcing nests.

    A flow's share of spending is weight · pull of its exporter · scale of its importer; `home_share` and
    `foreign_share` are those of home goods and of all imports.
    """

    log_price: Regional
    pull: Regional
    scale: Regional
    home_share: Regional
    foreign_share: Regional


def unit_costs(nests: Nests, exponents: Exponents, log_wage: Regional, log_price: Regional) -> Costs:
    """Inputs: unit cost and its shares from factor prices and input prices.

    P̂I_sn = CES_ε{P̂_kn},  b̂_sn = CES_ψ{ŵ_sn, P̂I_sn},  ĉ_sn = CES_χ{b̂_sn, P̂_kn for critical k}

    Shares change by (P̂_k/P̂I)^(1−ε)·(P̂I/b̂)^(1−ψ)·(b̂/ĉ)^(1−χ) for an ordinary input, by (P̂_k/ĉ)^(1−χ) for a critical
    one and by (ŵ/b̂)^(1−ψ)·(b̂/ĉ)^(1−χ) for factors.

    Parameters
    ----------
    log_wage
        Factor price ŵ of each sector.
    log_price
        Sector price P̂ at which inputs are bought.

    Returns
    -------
    costs
        Prices are 0 where nothing changed, and homogeneous of degree 1 in wages and prices together.
    """
    r = exponents.inputs
    price = power(log_price[:, :, None, :], r[:, None])
    ordinary = np.where(nests.has_inputs, _over_inputs(nests, price), power(np.zeros_like(r), r))
    bundle = log_index(ordinary, r)
    r = exponents.value_added
    wage, bought = power(log_wage, r), power(bundle, r)
    mixed = nests.factor_share * wage + nests.bundle_share * bought
    composite = log_index(mixed, r)
    unit, composite_hat, critical_hat = _with_critical(nests, exponents, composite, log_price)
    inner = composite_hat / plain(mixed, r)
    return Costs(
        bundle,
        composite,
        unit,
        factor_hat=plain(wage, r) * inner,
        input_pull=plain(price, exponents.inputs[:, None]),
        input_scale=plain(bought, r) * inner / plain(ordinary, exponents.inputs),
        critical_hat=critical_hat,
    )


def sourcing(nests: Nests, exponents: Exponents, demand: Pairs, log_cost: Regional) -> Sourcing:
    """Border and sourcing: sector prices and spending shares from exporters' costs.

    P̂M_sj = [Σ_{i≠j} share_sij·p̂_sij^−θ]^(−1/θ),  P̂_sj = [h·ĉ_sj^−η + (1−h)·P̂M_sj^−η]^(−1/η)

    with p̂_sij = ĉ_si·ω̂_sij and demand weight share·ω̂^−θ. A nest whose imports are all closed buys at home only.

    Parameters
    ----------
    demand
        Weights share·ω̂^−θ; 0 for a closed flow and on the diagonal.
    log_cost
        Log unit cost ĉ of exporters.
    """
    theta, eta = exponents.theta, exponents.eta
    pull = np.exp(-theta * log_cost)
    imports = _over_exporters(demand, pull)
    is_same = (theta == eta).all()
    home = nests.home_share * (pull if is_same else np.exp(-eta * log_cost))
    foreign = nests.foreign_share * (imports if is_same else imports ** (eta / theta))
    total = home + foreign
    spent = (nests.expenditure > 0) & (total > 0)
    total = np.where(spent, total, 1.0)
    scale = np.divide(foreign, imports * total, out=np.zeros_like(total), where=spent & (imports > 0))
    return Sourcing(-np.log(total) / eta, pull, scale, home / total, imports * scale)


def wage_index(nests: Nests, exponents: Exponents, log_wage: Regional) -> PerRegion:
    """Factors: log change of a region's factor income, Φ^(1/κ) with Φ = Σ_s (V/ΣV)·ŵ^κ.

    For mobile factors, κ = ∞, all sectors pay one wage and the index is that wage.
    """
    kappa = exponents.kappa
    is_mobile = np.isinf(kappa)
    finite = np.where(is_mobile, 1.0, kappa)
    top = log_wage.max(axis=SECTOR, keepdims=True)
    total = (nests.earnings_share * np.exp(finite * (log_wage - top))).sum(axis=SECTOR)
    index = top[:, 0] + np.log(total) / finite[:, 0]
    if not is_mobile.any():
        return np.asarray(index)
    return np.asarray(np.where(is_mobile[:, 0], (nests.earnings_share * log_wage).sum(axis=SECTOR), index))


def log_real_pay(wage_index: PerRegion, consumer_price: PerRegion) -> PerRegion:
    """Factors: log change of what a region's factors can buy, ω̂_n = Ŵ_n/P̂F_n."""
    return np.asarray(wage_index - consumer_price)


def log_regional_supply(nests: Nests, exponents: Exponents, log_pay: PerRegion) -> PerRegion:
    """Factors: log change of the factors that a region supplies, e_n = ω̂_n^ξ; 0 for given factors.

    Labour that works more or less, and in the long run capital too: Chetty, Guren, Manoli and Weber (2011).

    Parameters
    ----------
    log_pay
        Real pay, with the change of the tax on it where tariff revenue lowers one.
    """
    return np.asarray(np.log(nests.supply) + exponents.supply[:, 0] * log_pay)


def log_relief(nests: Nests, revenue: PerRegion, factor_income: PerRegion) -> PerRegion:
    """Log change of pay after tax where tariff revenue lowers a tax on it: (1 − R/ΣV)/(1 − R'/ΣV').

    Ignatenko, Lashkaripour, Macedoni and Simonovska (2025).
    """
    return np.asarray(np.log(1 - nests.tax_share) - np.log(1 - revenue / factor_income))


def deficit_response(nests: Nests, exponents: Exponents, wage_index: PerRegion) -> PerRegion:
    """Income: fall of a deficit with the region's own factor prices, ψ·ΣV_n·(log Ŵ_n − log Ŵ_w); adds up to 0.

    log Ŵ_w is the mean over regions by their factor income.
    """
    lasting = np.log(nests.appreciation)
    response = exponents.deficit[:, 0] * relative_wage(nests, wage_index)
    return np.asarray(nests.factor_income * (response + lasting - _mean(nests, lasting)))


def relative_wage(nests: Nests, wage_index: PerRegion) -> PerRegion:
    """Log change of a region's factor prices against those of the world, log Ŵ_n − Σ V_n log Ŵ_n/ΣV."""
    return np.asarray(wage_index - _mean(nests, wage_index))


def _mean(nests: Nests, regional: PerRegion) -> Array:
    """Mean of a number over regions, weighted by their factor income, shape (case, 1)."""
    weighted = (nests.factor_income * regional).sum(axis=REGION, keepdims=True)
    return np.asarray(weighted / nests.factor_income.sum())


def proportional_income(nests: Nests, own_income: PerRegion) -> PerRegion:
    """Income: I'_n = λ·(I_n/(I_n − D_n))·own income, with the one λ at which the world spends what it earns."""
    spent = nests.spending_ratio * own_income
    return np.asarray(spent * (own_income.sum(axis=REGION) / spent.sum(axis=REGION))[:, None])


def spending(demand: Pairs, source: Sourcing, expenditure_new: Regional) -> Pairs:
    """Sales, flow by flow: E'_sij = π'_sij·X'_sj at the purchaser's price, home goods on the diagonal."""
    flows = demand * source.pull[..., None] * (source.scale * expenditure_new)[..., None, :]
    region = np.arange(flows.shape[-1])
    flows[..., region, region] = source.home_share * expenditure_new
    return np.asarray(flows)


def sales(producer: Pairs, source: Sourcing, expenditure_new: Regional) -> Regional:
    """Sales: producer receipts Y'_si = Σ_j M'_sij/x'_sij, home sales included.

    Parameters
    ----------
    producer
        Weights times the part of spending that reaches the producer, 1/((1+t')·m'·x').
    """
    abroad = source.pull * _over_importers(producer, source.scale * expenditure_new)
    return np.asarray(abroad + source.home_share * expenditure_new)


def wedge_receipts(
    weights: Weights, source: Sourcing, expenditure_new: Regional, charged: NDArray[np.intp]
) -> PerRegion:
    """Income beside factors: tariff revenue, premiums and export charges, less purchase subsidies, of each region.

    It is what buyers spend on imports and producers abroad do not receive, but for what goes to the exporter's side.

    Parameters
    ----------
    charged
        Sectors in which the exporter's side receives anything.
    """
    spending = source.scale * expenditure_new
    imports = source.foreign_share * expenditure_new
    receipts = imports - _over_exporters(weights.producer, source.pull) * spending
    to_exporter, pull, spending = weights.exporter[:, charged], source.pull[:, charged], spending[:, charged]
    received, paid = _over_importers(to_exporter, spending) * pull, _over_exporters(to_exporter, pull) * spending
    receipts[:, charged] += received - paid
    return np.asarray(receipts.sum(axis=SECTOR))


def consumption(nests: Nests, exponents: Exponents, log_price: Regional) -> Consumption:
    """Final demand: index P̂F_n = CES_φ{P̂_sn}, and shares f'_sn = f_sn·(P̂_sn/P̂F_n)^(1−φ)."""
    r = exponents.final
    price = power(log_price, r)
    total = (nests.final_share * price).sum(axis=SECTOR, keepdims=True)
    share = nests.final_share * plain(price, r) / plain(total, r)
    return Consumption(log_index(total, r)[:, 0], share)


def input_demand(nests: Nests, costs: Costs, output_new: Regional) -> Regional:
    """Goods: spending on inputs, Σ_s a'_ksn·Y'_sn."""
    demand = _over_users(nests, costs.input_pull, costs.input_scale * output_new)
    if nests.critical_input.size > 0:
        share = nests.critical_use * costs.critical_hat
        demand[:, nests.critical_input] += np.einsum("cksn,csn->ckn", share, output_new)
    return demand


def tax_revenue(treasury: Pairs, source: Sourcing, expenditure_new: Regional) -> PerRegion:
    """Income: tariff revenue R'_n = Σ_si max(0, (1+t')·m' − 1)·M'_sin that a region collects.

    Parameters
    ----------
    treasury
        Weights times the part of spending that the importer's treasury collects.
    """
    return np.asarray((_over_exporters(treasury, source.pull) * source.scale * expenditure_new).sum(axis=SECTOR))


def factor_demand(nests: Nests, costs: Costs, output_new: Regional) -> Regional:
    """Factors clear, demand side: v'_sn·Y'_sn."""
    return np.asarray(nests.factor_cost * costs.factor_hat * output_new)


def profits(nests: Nests, output_new: Regional) -> PerRegion:
    """Income: profits Σ_s ϖ_s·Y'_sn of each region, a constant markup over unit cost with fixed entry.

    Ossa (2014).
    """
    return np.asarray(((1 - nests.cost_share) * output_new).sum(axis=SECTOR))


def log_factor_supply(exponents: Exponents, log_wage: Regional, log_wage_index: PerRegion) -> Regional:
    """Factors: log change of sector earnings supplied, V̂_sn = (ŵ_sn/Ŵ_n)^κ·Ŵ_n; not defined for mobile factors."""
    index = log_wage_index[:, None]
    return np.asarray(exponents.kappa * (log_wage - index) + index)


def _of_users(elasticity: Array) -> Array:
    """Elasticity by using sector, shape (case, user, region); one column where it is the same for every user."""
    is_same = (elasticity == elasticity[:, :1]).all()
    return elasticity[:, :1, None] if is_same else elasticity[..., None]


def _with_critical(
    nests: Nests, exponents: Exponents, composite: Regional, log_price: Regional
) -> tuple[Regional, Regional, Array]:
    """Log unit cost, and the changes of the shares of the composite and of each critical input in it."""
    r = exponents.critical
    of_composite = power(composite, r)
    of_critical = power(log_price[:, nests.critical_input, None, :], r[:, None])
    total = nests.composite_share * of_composite + np.einsum("cksn,cksn->csn", nests.critical_share, of_critical)
    whole = plain(total, r)
    return log_index(total, r), plain(of_composite, r) / whole, plain(of_critical, r[:, None]) / whole[:, None]


def _over_exporters(flows: Pairs, seller: Regional) -> Regional:
    """Σ_i flows_sij·seller_si; each case is a product of its own, so that its digits depend on no other."""
    return np.asarray((seller[..., None, :] @ flows)[..., 0, :])


def _over_importers(flows: Pairs, buyer: Regional) -> Regional:
    """Σ_j flows_sij·buyer_sj."""
    return np.asarray((flows @ buyer[..., None])[..., 0])


def _over_inputs(nests: Nests, member: Array) -> Regional:
    """Σ_k share_ksn·member, for members that differ by user or (one column) do not."""
    if member.shape[SECTOR] == 1:
        return _by_region(member[:, :, 0], nests.shares_by_region)
    return np.asarray(np.einsum("cksn,cksn->csn", nests.ordinary_share, member))


def _over_users(nests: Nests, relative: Array, users: Regional) -> Regional:
    """Σ_s use_ksn·relative·users_sn, for relative prices that differ by user or (one column) do not."""
    if relative.shape[SECTOR] == 1:
        return np.asarray(relative[:, :, 0] * _by_region(users, nests.uses_by_region))
    return np.asarray(np.einsum("cksn,cksn,csn->ckn", nests.ordinary_use, relative, users))


def _by_region(regional: Regional, matrices: Array) -> Regional:
    """Carry the sectors of each region through its matrix, shape (case, region, sector before, sector after)."""
    rows = np.ascontiguousarray(np.swapaxes(regional, SECTOR, REGION))
    return np.ascontiguousarray(np.swapaxes((rows[..., None, :] @ matrices)[..., 0, :], SECTOR, REGION))
