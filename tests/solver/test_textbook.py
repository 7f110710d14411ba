"""Limits: two models of the literature, written down and solved here without the simulator."""

import numpy as np
import pytest
from scipy.optimize import root

from tests.shocks import elasticities_of, random_levels, shock_of, solved

SOLVED = 1e-9  # both solutions are exact to about 1e-10
ROUNDING = 1e-14  # of the inner loop over prices


def clearing_wages(excess, factor_income):
    """Wages at which excess demand is 0 in every region but one, with world factor income as before."""

    def residuals(log_wage):
        wage = np.exp(log_wage)
        return np.append(excess(wage)[1:] / factor_income[1:], wage @ factor_income / factor_income.sum() - 1)

    solution = root(residuals, np.zeros(factor_income.size), tol=1e-13)
    assert np.abs(solution.fun).max() < 1e-11
    return np.exp(solution.x)


def armington(levels, theta, tariff, iceberg, deficit):
    """One sector, labour only: wages and trade shares, from Σ_j π'_ij X'_j/(1+t'_ij) = ŵ_i Y_i."""
    output = levels.trade_flow[0].sum(axis=1)
    share = levels.trade_share[0]

    def shares(wage):
        weight = share * (wage[:, None] * iceberg * (1 + tariff) / (1 + levels.tariff[0])) ** -theta
        return weight / weight.sum(axis=0)

    def excess(wage):
        new = shares(wage)
        spending = (wage * output + deficit) / (1 - (new * tariff / (1 + tariff)).sum(axis=0))
        return (new * spending / (1 + tariff)).sum(axis=1) - wage * output

    wage = clearing_wages(excess, output)
    return wage, shares(wage)


@pytest.mark.parametrize("theta", [0.5, 1.0, 4.0, 8.3])
@pytest.mark.parametrize("is_balanced", [False, True])
def test_limit_one_sector_without_inputs_is_the_textbook_formula(theta, is_balanced):
    levels = random_levels(1, 5, input_cost=0.0, has_critical=False)
    rng = np.random.default_rng(11)
    foreign = 1 - np.eye(5)
    tariff, iceberg = rng.uniform(0, 1.5, (5, 5)) * foreign, 1 + rng.uniform(-0.3, 0.6, (5, 5)) * foreign
    deficit = levels.deficit * (not is_balanced)
    flows = [(0, i, j) for i in range(5) for j in range(5) if i != j]
    shock = shock_of(
        levels,
        elasticities_of(1, origin=theta),
        tariff={flow: tariff[flow[1:]] for flow in flows},
        iceberg_cost={flow: iceberg[flow[1:]] for flow in flows},
        deficit=deficit,
    )
    new = solved(levels, shock)
    wage, share = armington(levels, theta, tariff, iceberg, deficit)
    np.testing.assert_allclose(new.wage_hat[0, 0], wage, rtol=SOLVED)
    paid = new.trade_flow_new[0, 0] * (1 + tariff)
    np.testing.assert_allclose(paid / new.expenditure_new[0, 0], share, rtol=10 * SOLVED)


def prices(levels, theta, wage, cost_wedge):
    """Costs and sector prices of Caliendo and Parro at given wages: ĉ = ŵ^γ Π P̂^γk, P̂ = [Σ π (ĉ ω̂)^−θ]^(−1/θ)."""
    price = np.ones(levels.output.shape)
    while True:
        inputs = np.einsum("ksn,kn->sn", levels.input_share, np.log(price))
        cost = wage**levels.value_added_share * np.exp(inputs)
        weight = levels.trade_share * (cost[:, :, None] * cost_wedge) ** -theta[:, None, None]
        new = weight.sum(axis=1) ** (-1 / theta[:, None])
        if np.abs(new / price - 1).max() < ROUNDING * 10:
            return cost, new, weight / weight.sum(axis=1, keepdims=True)
        price = new


def caliendo_parro(levels, theta, tariff, iceberg):
    """Several sectors with inputs, labour mobile between them: wages, prices and expenditure."""
    n_sectors, n_regions = levels.output.shape
    wedge = iceberg * (1 + tariff) / (1 + levels.tariff)

    def expenditure(wage, share):
        """X'_kn = Σ_s γ_ksn Y'_sn + α_kn (ŵ_n w_n L_n + R'_n + D_n), linear in X'."""
        size = n_sectors * n_regions
        matrix = np.zeros((n_sectors, n_regions, n_sectors, n_regions))
        for s in range(n_sectors):
            for j in range(n_regions):
                sold = share[s, :, j] / (1 + tariff[s, :, j])
                matrix[:, :, s, j] = levels.input_share[:, s, :] * sold
                matrix[:, j, s, j] += levels.final_share[:, j] * (share[s, :, j] - sold).sum()
        constant = levels.final_share * (wage * levels.factor_income + levels.deficit)
        return np.linalg.solve(np.eye(size) - matrix.reshape(size, size), constant.ravel()).reshape(n_sectors, -1)

    def excess(wage):
        _, _, share = prices(levels, theta, wage, wedge)
        sold = (share * expenditure(wage, share)[:, None] / (1 + tariff)).sum(axis=2)
        return (levels.value_added_share * sold).sum(axis=0) - wage * levels.factor_income

    wage = clearing_wages(excess, levels.factor_income)
    cost, price, share = prices(levels, theta, wage, wedge)
    return wage, cost, price, expenditure(wage, share)


@pytest.mark.parametrize("has_critical", [False, True])
@pytest.mark.parametrize("seed", [5, 6])
def test_limit_unit_elasticities_and_mobile_factors_are_caliendo_parro(seed, has_critical):
    levels = random_levels(3, 4, seed=seed, has_critical=has_critical)
    theta = np.array([3.5, 1.2, 7.0])
    rng = np.random.default_rng(seed)
    shape, foreign = levels.trade_flow.shape, 1 - np.eye(4)
    tariff, iceberg = rng.uniform(0, 1.2, shape) * foreign, 1 + rng.uniform(-0.2, 0.5, shape) * foreign
    flows = [tuple(flow) for flow in np.argwhere(np.broadcast_to(foreign, shape))]
    shock = shock_of(
        levels,
        elasticities_of(3, origin=theta),
        tariff={flow: tariff[flow] for flow in flows},
        iceberg_cost={flow: iceberg[flow] for flow in flows},
    )
    new = solved(levels, shock)
    wage, cost, price, expenditure = caliendo_parro(levels, theta, tariff, iceberg)
    np.testing.assert_allclose(new.wage_hat[0], np.broadcast_to(wage, (3, 4)), rtol=SOLVED)
    np.testing.assert_allclose(new.cost_hat[0], cost, rtol=SOLVED)
    np.testing.assert_allclose(new.price_hat[0], price, rtol=SOLVED)
    np.testing.assert_allclose(new.expenditure_new[0], expenditure, rtol=SOLVED)
    assert np.abs(wage - 1).max() > 0.02
