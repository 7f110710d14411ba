"""Theory: what one-sector trade does to welfare, from home shares alone, and which tariff is best."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from simulator.economy.levels import Levels
from tests.shocks import elasticities_of, random_levels, shock_of, solved

SOLVED = 1e-9  # equations hold to 1e-10
OPTIMUM = 1e-4  # a maximum is flat: its place is known to the root of what its height is known to


def armington(flow):
    """One sector of labour alone, with the given flows, without tariffs."""
    return Levels(flow[None], np.zeros((1, *flow.shape)), np.zeros((1, 1, flow.shape[0])), np.zeros(1, bool))


def symmetric_flows(sizes, openness=0.2):
    """Balanced flows in proportion to the sizes of both sides, `openness` of what free trade would be."""
    sizes = np.asarray(sizes, float)
    flow = openness * np.outer(sizes, sizes) / sizes.sum()
    return flow + np.diag(sizes - flow.sum(1))


def home_share_hat(levels, new):
    home = np.einsum("cii->ci", new.trade_flow_new[:, 0])
    return home / new.expenditure_new[:, 0] / levels.trade_share[0].diagonal()


def real_income_hat(levels, new):
    return new.income_new / levels.income / new.consumer_price_hat


@pytest.mark.parametrize("theta", [0.8, 4.0])
def test_limit_welfare_under_tariffs_is_the_home_share_and_what_income_is_above_wages(theta):
    """Ŵ = π̂_nn^(−1/θ) · (I'/ŵ)/I: tariff revenue adds to income what wages do not say."""
    levels = random_levels(1, 4, input_cost=0.0, has_critical=False)
    rng = np.random.default_rng(5)
    tariff = {(0, i, j): rng.uniform(0, 2) for i in range(4) for j in range(4) if i != j}
    new = solved(levels, shock_of(levels, elasticities_of(1, origin=theta), tariff=tariff))
    above_wages = new.income_new / levels.income / new.wage_hat[:, 0]
    expected = home_share_hat(levels, new) ** (-1 / theta) * above_wages
    np.testing.assert_allclose(real_income_hat(levels, new), expected, rtol=SOLVED)
    assert np.abs(above_wages - 1).max() > 0.01, "the correction matters"


@pytest.mark.parametrize("theta", [1.5, 4.0])
def test_limit_gains_from_trade_are_known_from_the_home_share(theta):
    """Autarky costs 1 − π_nn^(1/θ) of real income."""
    levels = armington(symmetric_flows([1.0, 3.0, 7.0]))
    closed = [(0, i, j) for i in range(3) for j in range(3) if i != j]
    new = solved(levels, shock_of(levels, elasticities_of(1, origin=theta), closed=closed))
    home_share = levels.trade_share[0].diagonal()
    np.testing.assert_allclose(real_income_hat(levels, new)[0], home_share ** (1 / theta), rtol=SOLVED)


def test_limit_welfare_with_inputs_is_the_home_share_to_the_power_of_one_over_value_added():
    """With inputs of the sector itself, Ŵ = π̂_nn^(−1/(θ·v)) for iceberg costs, Cobb-Douglas, without tariffs."""
    theta, value_added = 4.0, 0.6
    flow = symmetric_flows([1.0, 3.0, 7.0])
    levels = Levels(flow[None], np.zeros((1, 3, 3)), np.full((1, 1, 3), 1 - value_added), np.zeros(1, bool))
    new = solved(
        levels, shock_of(levels, elasticities_of(1, origin=theta), iceberg_cost={(0, 0, 1): 1.4, (0, 2, 0): 0.8})
    )
    expected = home_share_hat(levels, new) ** (-1 / (theta * value_added))
    np.testing.assert_allclose(real_income_hat(levels, new), expected, rtol=SOLVED)
    assert np.ptp(expected) > 1e-3


def gain(levels, theta, rate, importer=0):
    """Real income of a region that puts one tariff on all its imports."""
    others = [i for i in range(levels.n_regions) if i != importer]
    tariff = {(0, i, importer): rate for i in others}
    new = solved(levels, shock_of(levels, elasticities_of(1, origin=theta), tariff=tariff))
    return float(real_income_hat(levels, new)[0, importer]), new


def best_tariff(levels, theta):
    found = minimize_scalar(
        lambda rate: -gain(levels, theta, rate)[0], bounds=(0.0, 6 / theta), method="bounded", options={"xatol": 1e-7}
    )
    return float(found.x)


@pytest.mark.parametrize("theta", [2.0, 4.0, 8.0])
def test_limit_optimal_tariff_of_a_small_country_is_one_over_theta(theta):
    """It sells a variety of its own at foreign elasticity 1 + θ, so that its best tariff is 1/θ (Gros 1987)."""
    levels = armington(symmetric_flows([1e-4, 1.0, 2.0]))
    assert best_tariff(levels, theta) == pytest.approx(1 / theta, rel=2e-3)


@pytest.mark.parametrize("size", [0.1, 1.0, 5.0])
def test_limit_optimal_tariff_of_a_large_country_grows_with_the_foreign_home_share(size):
    """Two countries: t = 1/(θ·π_ff), π_ff the share of foreign spending on foreign goods at the optimum (Gros 1987)."""
    theta = 3.0
    levels = armington(symmetric_flows([size, 1.0], openness=0.6))
    rate = best_tariff(levels, theta)
    _, new = gain(levels, theta, rate)
    foreign_share = new.trade_flow_new[0, 0, 1, 1] / new.expenditure_new[0, 0, 1]
    assert rate == pytest.approx(1 / (theta * foreign_share), rel=OPTIMUM * 10)
    assert rate > 1 / theta


@pytest.mark.parametrize("sizes", [(1e-3, 1.0), (1.0, 1.0), (5.0, 1.0)])
def test_limit_a_small_tariff_pays_and_retaliation_leaves_both_worse_off(sizes):
    levels = armington(symmetric_flows(sizes, openness=0.6))
    theta = 4.0
    assert gain(levels, theta, 0.02)[0] > 1
    alone, new = gain(levels, theta, 1 / theta)
    assert alone > 1 > real_income_hat(levels, new)[0, 1]
    war = {(0, 0, 1): 1 / theta, (0, 1, 0): 1 / theta}
    both = real_income_hat(levels, solved(levels, shock_of(levels, elasticities_of(1, origin=theta), tariff=war)))[0]
    assert both[0] < alone
    assert (both * np.asarray(sizes) / sum(sizes)).sum() < 1


def test_limit_prohibitive_tariffs_hurt_whoever_sets_them():
    levels = armington(symmetric_flows([1.0, 2.0], openness=0.6))
    gains = [gain(levels, 4.0, rate)[0] for rate in (0.1, 1.0, 10.0, 100.0)]
    assert gains[0] > 1 > gains[2] > gains[3]
    assert np.all(np.diff(gains[1:]) < 0)
