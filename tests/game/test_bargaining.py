"""Bargaining: triangles by hand, rules by loops, lotteries by closed forms, and invariances."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import GameError
from simulator.game.bargaining.lotteries import egalitarian_lottery, kalai_smorodinsky_lottery, nash_lottery
from simulator.game.bargaining.solutions import egalitarian, kalai_smorodinsky, nash_bargaining
from simulator.game.bargaining.zone import is_pareto, refusal, side_payment, zone
from simulator.game.normal import NormalForm
from tests.game.games import prisoners

# profiles: threat point, corner of each player, two compromises, one that is dominated, one that the second refuses
PAYOFF = np.array([[0, 4, 0, 2, 3, 1, 5], [0, 0, 2, 1, 0.6, 1, -1]])
THREAT = np.zeros(2)


def test_the_zone_by_hand():
    found = zone(PAYOFF, THREAT)
    assert found.is_deal.tolist() == [True] * 6 + [False]
    assert found.is_gain.tolist() == [False] + [True] * 5 + [False]
    assert is_pareto(PAYOFF).tolist() == [False, True, True, True, True, False, True]


def test_solutions_by_hand():
    assert nash_bargaining(PAYOFF, THREAT).profile == 3  # products 2, 1.8 and 1
    assert nash_bargaining(PAYOFF, THREAT, weight=[2, 1]).profile == 4  # 4, 5.4
    assert kalai_smorodinsky(PAYOFF, THREAT).profile == 3  # (1/2, 1/2)
    assert egalitarian(PAYOFF, THREAT).profile == 3  # (2, 1) over (1, 1), whose least gains tie
    assert egalitarian(PAYOFF, THREAT).is_picked.tolist() == [False, False, False, True, False, False, False]


def test_lotteries_on_a_triangle():
    # the frontier is u/4 + v/2 = 1 with corners (4, 0) and (0, 2); its middle is (2, 1)
    corners = np.array([[0, 4, 0], [0, 0, 2.0]])
    np.testing.assert_allclose(nash_lottery(corners, THREAT).gain, [2, 1], atol=1e-6)
    np.testing.assert_allclose(nash_lottery(corners, THREAT, weight=[3, 1]).gain, [3, 0.5], atol=1e-5)
    np.testing.assert_allclose(kalai_smorodinsky_lottery(corners, THREAT).gain, [2, 1], atol=1e-9)
    np.testing.assert_allclose(egalitarian_lottery(corners, THREAT).gain, [4 / 3, 4 / 3], atol=1e-9)
    # profiles that somebody refuses still help in a lottery
    beyond = np.array([[6, -2.0], [-1, 3.0]])
    np.testing.assert_allclose(nash_lottery(beyond, THREAT).gain, [2, 1], atol=1e-6)
    assert nash_lottery(-corners - 1, THREAT) is None
    assert kalai_smorodinsky_lottery(-corners - 1, THREAT) is None
    assert egalitarian_lottery(-corners - 1, THREAT) is None


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 4), st.integers(3, 40))
def test_nash_lotteries_are_optimal(seed, n_players, n_profiles):
    draws = np.random.default_rng(seed)
    payoff, threat = draws.standard_normal((n_players, n_profiles)), np.full(n_players, -0.5)
    found = nash_lottery(payoff, threat)
    if found is None:
        assert egalitarian_lottery(payoff, threat) is None or egalitarian_lottery(payoff, threat).gain.min() <= 1e-3
        return
    assert found.share.sum() == pytest.approx(1)
    # first-order condition of a concave programme: no profile improves the sum of logarithms
    assert ((1 / found.gain) @ (payoff - threat[:, None])).max() <= n_players * (1 + 1e-5)
    scaled = nash_lottery(payoff * 7 + 3, threat * 7 + 3)
    np.testing.assert_allclose(scaled.gain, 7 * found.gain, rtol=1e-4)


def by_loops(payoff, threat, tie=1e-3):
    """Picks of the three rules by going through all profiles."""
    surplus = payoff - threat[:, None]
    deals = [a for a in range(payoff.shape[1]) if (surplus[:, a] >= -tie).all()]
    if not deals:
        return -1, -1, -1
    ideal = np.array([max(surplus[p, a] for a in deals) for p in range(len(payoff))])
    return (
        max(deals, key=lambda a: np.prod(surplus[:, a])),
        max(deals, key=lambda a: sorted(surplus[:, a] / ideal)),
        max(deals, key=lambda a: sorted(surplus[:, a])),
    )


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 5))
def test_rules_by_loops_and_in_batches(seed, n_players):
    draws = np.random.default_rng(seed)
    payoff = draws.standard_normal((6, n_players, 30))
    threat = np.full((6, n_players), -1.2)
    payoff[:, :, 0] = 0.0  # some profile with gains for all
    rules = nash_bargaining, kalai_smorodinsky, egalitarian
    together = [rule(payoff, threat, tie=0.0).profile for rule in rules]
    for case in range(6):
        assert tuple(int(one[case]) for one in together) == by_loops(payoff[case], threat[case], 0.0)
    efficient = is_pareto(payoff, 0.0)
    for case in range(6):
        beaten = [
            any(
                (payoff[case, :, b] >= payoff[case, :, a]).all() and (payoff[case, :, b] > payoff[case, :, a]).any()
                for b in range(30)
            )
            for a in range(30)
        ]
        assert efficient[case].tolist() == [not one for one in beaten]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.floats(0.1, 9), min_size=3, max_size=3))
def test_units_and_order_of_profiles_change_nothing(seed, factor):
    draws = np.random.default_rng(seed)
    payoff, threat, order = draws.standard_normal((3, 20)), np.full(3, -1.0), draws.permutation(20)
    unit = np.array(factor)
    for rule in (nash_bargaining, kalai_smorodinsky):
        here = rule(payoff, threat, tie=0.0)
        there = rule(payoff * unit[:, None] + 1, threat * unit + 1, tie=1e-12)
        np.testing.assert_array_equal(here.is_picked, there.is_picked)
        np.testing.assert_array_equal(here.is_picked[order], rule(payoff[:, order], threat, tie=0.0).is_picked)


def test_who_refuses_and_what_would_pay():
    payoff, threat = np.array([[0, 3.0, -1], [0, -0.5, 1.0]]), np.zeros(2)
    found = refusal(payoff, threat)
    assert found.is_empty
    assert found.profile == 1
    assert found.shortfall.tolist() == [0, 0.5]
    paid = side_payment(payoff, threat)
    np.testing.assert_allclose(paid.amount, [0, 0.5, 1.0])
    np.testing.assert_allclose(paid.transfer, [[0, -0.5, 1.0], [0, 0.5, -1.0]])
    np.testing.assert_allclose(side_payment([[0, 0.3], [0, -0.5]], threat).amount, [0, np.inf])
    game = prisoners()
    assert not refusal(game.flat(), game.at((1, 1))).is_empty.any()


def test_where_nothing_can_be_had_nothing_is_picked():
    gone = np.where([[False, True, True, True, True, True, True]], np.nan, PAYOFF)
    found = nash_bargaining(np.stack([PAYOFF, gone, np.full_like(PAYOFF, np.nan), PAYOFF - 9]), THREAT)
    assert found.profile.tolist() == [3, 0, -1, -1]
    assert refusal(np.full((2, 3), np.nan), THREAT).profile == -1
    assert not is_pareto(np.full((2, 3), np.nan)).any()
    excluded = NormalForm.of(prisoners().payoff[0], [[True, False], [False, False]])
    assert zone(excluded.flat(), excluded.at((1, 1))).is_deal.tolist() == [[False, False, False, True]]


def test_ties_do_not_make_a_profile_inefficient():
    assert is_pareto([[1, 1.0005], [1, 1]]).tolist() == [True, True]
    assert is_pareto([[1, 1.0005], [1, 1]], tie=0).tolist() == [False, True]
    assert zone([[-0.0005], [1]], THREAT).is_deal.tolist() == [True]


def test_what_does_not_fit_is_refused():
    with pytest.raises(GameError, match="threat point is"):
        zone(PAYOFF, [0, 0, 0])
    with pytest.raises(GameError, match="a number above 0"):
        nash_bargaining(PAYOFF, THREAT, weight=[1, 0])
    with pytest.raises(GameError, match="a number above 0"):
        nash_lottery(PAYOFF, THREAT, weight=[1, -1])
    with pytest.raises(GameError, match="found for one case"):
        nash_lottery(PAYOFF[None], THREAT)
    with pytest.raises(GameError, match="no profile can be had"):
        egalitarian_lottery(np.full((2, 2), np.nan), THREAT)


def test_4096_profiles_of_200_draws():
    draws = np.random.default_rng(0).standard_normal((200, 2, 4096))
    assert is_pareto(draws).any(axis=1).all()
    assert (nash_bargaining(draws, np.zeros((200, 2))).profile >= 0).all()
