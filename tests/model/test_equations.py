"""Identities and limits of each equation, at prices that are no equilibrium."""

import numpy as np
import pytest

from simulator.model import equations
from simulator.model.border import Border
from simulator.model.equations import Exponents
from simulator.model.nests import Nests
from tests.shocks import elasticities_of, random_levels, shock_of

TIGHT = 1e-12  # sums of a few dozen terms
EVERY_SECTOR = np.arange(4)
SLOPE = 1e-7  # error of a central difference over 1e-5


@pytest.fixture(scope="module")
def border(levels, elasticities):
    shock = shock_of(
        levels,
        elasticities,
        tariff={(2, 1, 0): 1.45, (0, 0, 1): 0.0},
        export_charge={(1, 2, 0): 1.2, (1, 2, 1): 0.9},
        iceberg_cost={(0, 2, 1): 1.3},
        purchase_factor={(2, 2, 0): 0.8},
        closed=[(3, 1, 2)],
    )
    return Border.before_bounds(levels, shock)


@pytest.fixture(scope="module")
def weights(border, nests, exponents):
    return border.weights(nests.import_share, exponents.theta[..., None])


@pytest.fixture
def source(nests, exponents, weights, log_wage):
    return equations.sourcing(nests, exponents, weights.demand, log_wage)


@pytest.fixture
def expenditure(nests):
    return nests.expenditure * np.random.default_rng(7).uniform(0.5, 2, (1, 4, 3))


def test_limit_no_change_leaves_costs_and_prices_at_zero(nests, exponents):
    zero = np.zeros((1, 4, 3))
    costs = equations.unit_costs(nests, exponents, zero, zero)
    np.testing.assert_allclose(np.stack([costs.bundle, costs.composite, costs.unit]), 0, atol=TIGHT)
    for hat in (costs.factor_hat, costs.input_pull, costs.input_scale, costs.critical_hat):
        np.testing.assert_allclose(hat, 1, rtol=TIGHT)
    source = equations.sourcing(nests, exponents, nests.import_share, zero)
    np.testing.assert_allclose(source.log_price, 0, atol=TIGHT)
    np.testing.assert_allclose(source.home_share, nests.home_share, rtol=TIGHT)


def test_identity_cost_shares_sum_to_one(nests, exponents, log_wage, log_price, expenditure):
    costs = equations.unit_costs(nests, exponents, log_wage, log_price)
    inputs = equations.input_demand(nests, costs, expenditure)
    factors = equations.factor_demand(nests, costs, expenditure)
    np.testing.assert_allclose(inputs.sum(-2) + factors.sum(-2), expenditure.sum(-2), rtol=TIGHT)


def test_identity_unit_cost_is_homogeneous(nests, exponents, log_wage, log_price):
    costs = equations.unit_costs(nests, exponents, log_wage, log_price)
    moved = equations.unit_costs(nests, exponents, log_wage + 0.4, log_price + 0.4)
    np.testing.assert_allclose(moved.unit, costs.unit + 0.4, atol=TIGHT)


def test_identity_factor_demand_is_the_slope_of_cost(nests, exponents, log_wage, log_price):
    """Shephard's lemma: the cost share of factors is the elasticity of unit cost to the factor price."""
    step = 1e-5
    up, down = (equations.unit_costs(nests, exponents, log_wage + side * step, log_price).unit for side in (1, -1))
    costs = equations.unit_costs(nests, exponents, log_wage, log_price)
    demand = equations.factor_demand(nests, costs, nests.output[None])
    np.testing.assert_allclose((up - down) / (2 * step), demand / nests.output, rtol=SLOPE)


@pytest.mark.parametrize("k", range(4))
def test_identity_input_demand_is_the_slope_of_cost(nests, exponents, log_wage, log_price, k):
    step = 1e-5 * (np.arange(4) == k)[:, None]
    up, down = (equations.unit_costs(nests, exponents, log_wage, log_price + side * step).unit for side in (1, -1))
    costs = equations.unit_costs(nests, exponents, log_wage, log_price)
    demand = equations.input_demand(nests, costs, nests.output[None])
    slope = ((up - down) / 2e-5 * nests.output).sum(-2)
    np.testing.assert_allclose(demand[:, k], slope, rtol=SLOPE)


def test_identity_final_shares_sum_to_one_and_are_the_slope_of_their_index(nests, exponents, log_price):
    share = equations.consumption(nests, exponents, log_price).share
    np.testing.assert_allclose(share.sum(-2), 1, rtol=TIGHT)
    step = 1e-5 * (np.arange(4) == 2)[:, None]
    up, down = (equations.consumption(nests, exponents, log_price + side * step).log_price for side in (1, -1))
    np.testing.assert_allclose((up - down) / 2e-5, share[:, 2], rtol=SLOPE)


def test_identity_spending_exhausts_expenditure(weights, source, expenditure):
    spent = equations.spending(weights.demand, source, expenditure)
    np.testing.assert_allclose(spent.sum(-2), expenditure, rtol=TIGHT)
    assert spent[0, 3, 1, 2] == 0


def test_identity_what_buyers_pay_reaches_producers_and_treasuries(weights, source, expenditure):
    """Buyers' spending is producers' sales plus what both sides' treasuries and licence holders take in."""
    sales = equations.sales(weights.producer, source, expenditure)
    receipts = equations.wedge_receipts(weights, source, expenditure, EVERY_SECTOR)
    assert sales.sum() + receipts.sum() == pytest.approx(expenditure.sum(), rel=TIGHT)


def test_identity_sales_and_receipts_are_sums_over_flows(border, weights, source, expenditure):
    spent = equations.spending(weights.demand, source, expenditure)
    value = spent / ((1 + border.tariff_new) * border.purchase_factor)
    np.testing.assert_allclose(
        equations.sales(weights.producer, source, expenditure), (value / border.charge).sum(-1), rtol=TIGHT
    )
    revenue = (value * border.tariff_new).sum((-3, -2))
    subsidy = (value * (1 + border.tariff_new) * (1 - border.purchase_factor)).sum((-3, -2))
    charges = (value / border.charge * (border.charge - 1)).sum((-3, -1))
    expected = revenue - subsidy + charges
    for charged in (EVERY_SECTOR, np.array([1])):
        receipts = equations.wedge_receipts(weights, source, expenditure, charged)
        np.testing.assert_allclose(receipts, expected, rtol=TIGHT)


def test_limit_equal_home_and_origin_elasticities_are_one_level(levels, nests, border, log_wage):
    """With η = θ the two-level sourcing is [Σ_i π·p̂^−θ]^(−1/θ) over home and all origins."""
    exponents = Exponents.of(elasticities_of(4, origin=[4, 2.5, 6, 1.5]))
    weights = border.weights(nests.import_share, exponents.theta[..., None])
    source = equations.sourcing(nests, exponents, weights.demand, log_wage)
    theta = exponents.theta[..., None]
    delivered = (np.exp(log_wage)[..., None] * border.wedge_hat) ** -theta
    total = (levels.trade_share * np.where(border.is_closed, 0, delivered)).sum(-2)
    np.testing.assert_allclose(np.exp(source.log_price), total ** (-1 / theta[..., 0]), rtol=TIGHT)


def test_limit_imports_all_closed_leave_home_goods(nests, exponents, log_wage):
    source = equations.sourcing(nests, exponents, np.zeros((1, 4, 3, 3)), log_wage)
    np.testing.assert_array_equal(source.home_share, 1)
    np.testing.assert_array_equal(source.scale, 0)
    autarky = nests.home_share ** (-1 / exponents.eta) * np.exp(log_wage)
    np.testing.assert_allclose(np.exp(source.log_price), autarky, rtol=TIGHT)


@pytest.mark.parametrize("kappa", [1.0, 2.5, 400.0])
def test_identity_factor_supply_adds_up_to_factor_income(nests, log_wage, kappa):
    exponents = Exponents.of(elasticities_of(4, factor=kappa))
    index = equations.wage_index(nests, exponents, log_wage)
    supply = nests.earnings * np.exp(equations.log_factor_supply(exponents, log_wage, index))
    np.testing.assert_allclose(supply.sum(-2), nests.factor_income * np.exp(index), rtol=TIGHT)


def test_limit_fixed_factors_earn_what_they_are_paid(nests, log_wage):
    exponents = Exponents.of(elasticities_of(4, factor=1.0))
    index = equations.wage_index(nests, exponents, log_wage)
    np.testing.assert_allclose(equations.log_factor_supply(exponents, log_wage, index), log_wage, atol=TIGHT)


def test_limit_mobile_factors_earn_one_wage(nests):
    exponents = Exponents.of(elasticities_of(4, factor=np.inf))
    wage = np.array([0.3, -0.2, 0.1])
    np.testing.assert_allclose(
        equations.wage_index(nests, exponents, np.broadcast_to(wage, (1, 4, 3))), wage[None], rtol=TIGHT
    )


def test_symmetry_users_with_equal_input_elasticities_need_no_column_each(nests, log_wage, log_price, expenditure):
    """The short form for one ε of all users gives what the long form gives."""
    short = Exponents.of(elasticities_of(4, input=0.2, value_added=0.5))
    long = short._replace(inputs=np.broadcast_to(short.inputs, (1, 4, 1)))
    assert short.inputs.shape == (1, 1, 1)
    for exponents in (short, long):
        costs = equations.unit_costs(nests, exponents, log_wage, log_price)
        demand = equations.input_demand(nests, costs, expenditure)
        if exponents is short:
            expected = costs, demand
    for name, column in zip(costs._fields, costs, strict=True):
        np.testing.assert_allclose(*np.broadcast_arrays(column, getattr(expected[0], name)), atol=TIGHT, err_msg=name)
    np.testing.assert_allclose(demand, expected[1], rtol=TIGHT)


def test_limit_world_without_inputs_costs_its_wage(log_wage, log_price):
    levels = random_levels(2, 3, input_cost=0.0, has_critical=False)
    nests = Nests.of(levels)
    assert not nests.has_inputs.any()
    exponents = Exponents.of(elasticities_of(2, input=0.3, value_added=0.4))
    costs = equations.unit_costs(nests, exponents, log_wage[:, :2], log_price[:, :2])
    np.testing.assert_allclose(costs.unit, log_wage[:, :2], atol=TIGHT)
    demand = equations.input_demand(nests, costs, nests.output[None])
    np.testing.assert_array_equal(demand, 0)
