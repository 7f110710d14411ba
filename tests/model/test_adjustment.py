"""Slow adjustment: one member at a time, each nest by itself, with prices that are given."""

from dataclasses import fields, replace

import numpy as np
import pytest

from simulator.economy.elasticities import NESTS, SINGLE_NESTS, Elasticities
from simulator.model import equations
from simulator.model.adjustment import around_one, at_rest, pace, slow_weights
from simulator.model.equations import Exponents
from simulator.model.nests import Nests
from simulator.model.slow import SlowWeights
from tests.shocks import elasticities_of

EXACT = 1e-12
SHORT = {
    "origin": [1.5, 0.9, 2, 0.5],
    "home": [1, 0.9, 2, 0.4],
    "input": 0.2,
    "value_added": 0.5,
    "critical": 0.05,
    "final": 0.9,
}
LONG = {
    "origin": [4, 2.5, 6, 1.5],
    "home": [3, 2.5, 5, 0.7],
    "input": 1.0,
    "value_added": 1.2,
    "critical": [0.6, 1, 0.3, 0.7],
    "final": 1.1,
}


@pytest.fixture(scope="module")
def short_run():
    return elasticities_of(4, **SHORT, factor=1.0, supply=0.2, deficit=1.5)


@pytest.fixture(scope="module")
def long_run():
    return elasticities_of(4, **LONG, factor=5.0, supply=0.7, deficit=0.4)


@pytest.fixture(scope="module")
def prices(levels):
    """Log prices of all members, all different."""
    rng = np.random.default_rng(5)
    rest = at_rest(levels, 1)
    return type(rest)(*(rng.normal(0, 0.4, getattr(rest, item.name).shape) for item in fields(rest)))


def consistent(levels, short_run, long_run, log_wage, log_price):
    """Nests whose members have remembered, fully, the prices that these wages and sector prices make."""
    nests, full = Nests.of(levels), Exponents.of(long_run)
    costs = equations.unit_costs(nests, full, log_wage, log_price)
    used = np.broadcast_to(log_price[:, :, None, :], (1, *levels.input_share.shape))
    remembered = replace(
        at_rest(levels, 1),
        input=used,
        value_added=log_wage,
        bundle=costs.bundle,
        composite=costs.composite,
        critical=used[:, nests.critical_input],
        final=log_price,
        factor=log_wage,
    )
    return nests.moved(slow_weights(levels, short_run, long_run, remembered)), costs


def test_limit_nothing_remembered_leaves_all_weights_at_one(levels, short_run, long_run):
    weights = slow_weights(levels, short_run, long_run, at_rest(levels, 2))
    for name in SlowWeights.__dataclass_fields__:
        np.testing.assert_allclose(getattr(weights, name), 1, rtol=EXACT, err_msg=name)


def test_limit_equal_elasticities_never_move(levels, long_run, prices):
    weights = slow_weights(levels, long_run, long_run, prices)
    for name in SlowWeights.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(weights, name), 1, err_msg=name)


def test_limit_at_remembered_prices_a_nest_is_the_long_run_one(levels, short_run, long_run):
    """Costs, consumer prices, input and factor demand at short-run elasticities equal those at long-run ones."""
    rng = np.random.default_rng(3)
    log_wage, log_price = rng.normal(0, 0.3, (2, 1, 4, 3))
    moved, long_costs = consistent(levels, short_run, long_run, log_wage, log_price)
    nests, short, full = Nests.of(levels), Exponents.of(short_run), Exponents.of(long_run)
    costs = equations.unit_costs(moved, short, log_wage, log_price)
    for name in ("bundle", "composite", "unit"):
        np.testing.assert_allclose(getattr(costs, name), getattr(long_costs, name), atol=EXACT, err_msg=name)
    now, then = equations.consumption(moved, short, log_price), equations.consumption(nests, full, log_price)
    np.testing.assert_allclose(now.log_price, then.log_price, atol=EXACT)
    np.testing.assert_allclose(now.share, then.share, rtol=1e-11)
    output = nests.output[None] * 1.1
    for function in (equations.input_demand, equations.factor_demand):
        now, then = function(moved, costs, output), function(nests, long_costs, output)
        np.testing.assert_allclose(now, then, rtol=1e-11, err_msg=function.__name__)
    wage = equations.wage_index(moved, short, log_wage)
    np.testing.assert_allclose(wage, equations.wage_index(nests, full, log_wage), atol=EXACT)
    now = moved.factor_supply * np.exp(equations.log_factor_supply(short, log_wage, wage))
    then = nests.factor_supply * np.exp(equations.log_factor_supply(full, log_wage, wage))
    np.testing.assert_allclose(now, then, rtol=1e-11)


def test_limit_at_remembered_pay_supply_and_deficits_are_the_long_run_ones(levels, short_run, long_run):
    pay, wage = np.random.default_rng(3).normal(0, 0.3, (2, 1, 3))
    nests, short, full = Nests.of(levels), Exponents.of(short_run), Exponents.of(long_run)
    remembered = replace(at_rest(levels, 1), supply=pay, appreciation=equations.relative_wage(nests, wage))
    moved = nests.moved(slow_weights(levels, short_run, long_run, remembered))
    now, then = (equations.log_regional_supply(at, by, pay) for at, by in ((moved, short), (nests, full)))
    np.testing.assert_allclose(now, then, rtol=1e-11)
    now, then = (equations.deficit_response(at, by, wage) for at, by in ((moved, short), (nests, full)))
    np.testing.assert_allclose(now, then, rtol=1e-11)
    assert abs(now.sum()) < EXACT * levels.world_factor_income


@pytest.mark.parametrize("years", [0.0, 1.0, 2.5, 10.0])
def test_theory_after_a_lasting_change_the_elasticity_is_that_of_the_horizon(levels, short_run, long_run, years):
    """Relative demand of two import origins: θ_S + (θ_L − θ_S)(1 − (1−λ)^h) after h years of monthly steps."""
    speed = {nest: np.full(4, 0.17) for nest in ("origin", "home", "input", "value_added", "critical")}
    monthly = pace(speed | dict.fromkeys(SINGLE_NESTS, np.array([0.2])), 1 / 12)
    current = replace(at_rest(levels, 1), origin=np.broadcast_to([[[0.3], [0.0], [-0.1]]], (1, 4, 3, 3)).copy())
    remembered = at_rest(levels, 1)
    for _ in range(round(12 * years)):
        remembered = remembered.moved_towards(current, monthly)
    weights = slow_weights(levels, short_run, long_run, remembered)
    theta = short_run.origin[0] + (long_run.origin - short_run.origin)[0] * (1 - 0.83**years)
    log_ratio = np.log(weights.origin[0, :, 0, 1] / weights.origin[0, :, 2, 1]) - short_run.origin[0] * 0.4
    np.testing.assert_allclose(-log_ratio / 0.4, theta, rtol=1e-11)


def test_contract_prices_of_closed_flows_are_not_remembered(levels):
    rest = at_rest(levels, 1)
    origin = np.ones_like(rest.origin)
    origin[0, 0, 1, 2] = np.inf
    speed = dict.fromkeys(NESTS, np.array([0.5]))
    moved = rest.moved_towards(replace(rest, origin=origin), pace(speed, 1.0))
    assert moved.origin[0, 0, 1, 2] == 0
    assert moved.origin[0, 0, 0, 2] == 0.5


@pytest.mark.parametrize(
    ("short", "long", "expected"),
    [(0.98, 1.2, 0.95), (1.02, 1.2, 1.05), (1.0, 1.2, 0.95), (1.0, 1.0, 1.0), (0.9, 1.2, 0.9)],
)
def test_contract_short_run_elasticities_keep_away_from_one(short, long, expected):
    others = {"origin": 1.0, "home": 1.0, "input": 1.0, "critical": 1.0, "final": 1.0, "factor": 1.0}
    found = around_one(elasticities_of(2, **others, value_added=short), elasticities_of(2, **others, value_added=long))
    assert isinstance(found, Elasticities)
    np.testing.assert_array_equal(found.value_added, expected)
    np.testing.assert_array_equal(found.origin, 1)
