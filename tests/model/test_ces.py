"""Limits and identities of the CES nest in changes."""

import numpy as np
import pytest

from simulator.model.ces import NEAR_COBB_DOUGLAS, log_index, pair_log_index, plain, power
from tests.worlds import SEED

EXACT = 1e-14  # a few roundings
CONTINUOUS = 1e-8  # an elasticity moved by 1e-9 moves an index of log prices below 3 by no more
SIGMAS = (0.05, 0.5, 0.96, 1 - 1e-9, 1.0, 1 + 1e-9, 1.04, 2.0, 7.0)


@pytest.fixture(autouse=True)
def _strict():
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        yield


@pytest.fixture
def share():
    return np.random.default_rng(SEED).dirichlet(np.ones(5))


@pytest.fixture
def log_price():
    return np.random.default_rng(SEED).normal(size=5)


def index(share, log_price, sigma):
    r = np.array(1 - sigma)
    return log_index((share * power(log_price, r)).sum(-1), r)


@pytest.mark.parametrize("sigma", SIGMAS)
def test_limit_no_change_is_exactly_zero(share, sigma):
    halves = np.array([0.25, 0.5, 0.125, 0.125, 0.0])
    assert index(halves, np.zeros(5), sigma) == 0
    assert index(share, np.zeros(5), sigma) == pytest.approx(0, abs=EXACT / NEAR_COBB_DOUGLAS)


@pytest.mark.parametrize("sigma", [0.05, 0.5, 2.0, 7.0])
def test_limit_is_the_textbook_index(share, log_price, sigma):
    textbook = (share * np.exp(log_price) ** (1 - sigma)).sum() ** (1 / (1 - sigma))
    assert np.exp(index(share, log_price, sigma)) == pytest.approx(textbook, rel=EXACT)


def test_limit_elasticity_one_is_the_geometric_mean(share, log_price):
    assert index(share, log_price, 1.0) == share @ log_price


@pytest.mark.parametrize("side", [-1, 1])
@pytest.mark.parametrize("distance", [1e-15, 1e-12, 1e-9])
def test_limit_elasticity_one_is_approached_from_both_sides(share, log_price, side, distance):
    near = index(share, log_price, 1 + side * distance)
    assert near == pytest.approx(index(share, log_price, 1.0), abs=10 * distance + EXACT)


@pytest.mark.parametrize("side", [-1, 1])
def test_limit_both_forms_agree_where_they_meet(share, log_price, side):
    inside, outside = (index(share, log_price, 1 + side * NEAR_COBB_DOUGLAS * (1 + gap)) for gap in (-1e-9, 1e-9))
    assert inside == pytest.approx(outside, abs=CONTINUOUS)


@pytest.mark.parametrize("sigma", SIGMAS)
def test_identity_index_is_homogeneous_and_between_its_members(share, log_price, sigma):
    moved = index(share, log_price + 0.7, sigma)
    assert moved == pytest.approx(index(share, log_price, sigma) + 0.7, abs=1e-13)
    assert log_price.min() < index(share, log_price, sigma) < log_price.max()


def test_identity_index_falls_with_the_elasticity(share, log_price):
    values = [float(index(share, log_price, sigma)) for sigma in SIGMAS]
    assert np.all(np.diff(values) < 0)


def test_symmetry_elasticities_of_a_batch_do_not_mix(share, log_price):
    together = log_index((share * power(log_price, 1 - np.array(SIGMAS)[:, None])).sum(-1), 1 - np.array(SIGMAS))
    alone = np.array([index(share, log_price, sigma) for sigma in SIGMAS])
    np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize("sigma", SIGMAS)
def test_identity_a_pair_is_a_nest_of_two(sigma):
    pair = pair_log_index((np.array(0.3), np.array(0.4)), (np.array(0.7), np.array(-0.9)), np.array(1 - sigma))
    assert pair == pytest.approx(index(np.array([0.3, 0.7]), np.array([0.4, -0.9]), sigma), abs=EXACT)


@pytest.mark.parametrize("sigma", SIGMAS)
def test_identity_shares_change_by_the_ratio_of_plain_powers(share, log_price, sigma):
    r = np.array(1 - sigma)
    member = power(log_price, r)
    mean = (share * member).sum(-1)
    hat = plain(member, r) / plain(mean, r)
    np.testing.assert_allclose(hat, np.exp(r * (log_price - log_index(mean, r))), rtol=1e-12)
    assert (share * hat).sum() == pytest.approx(1, abs=EXACT)
