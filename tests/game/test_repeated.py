"""Repeated play: closed forms of critical discount factors and minimax values."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import GameError
from simulator.game.normal import NormalForm
from simulator.game.repeated import FOREVER, Hold, critical_discount, minimax, mixed_minimax, sustainability
from tests.game.games import pennies, permuted, prisoners, random_game, rescaled, sexes


@settings(max_examples=50, deadline=None)
@given(st.floats(0.1, 5), st.floats(0.1, 5), st.floats(0.1, 5))
def test_the_prisoners_need_t_less_r_over_t_less_p(first, second, third):
    p, r, t = first, first + second, first + second + third
    found = sustainability(prisoners(t, r, p, 0), (0, 0), prisoners(t, r, p, 0).at((1, 1)))
    np.testing.assert_allclose(found.critical, [[(t - r) / (t - p)] * 2])
    assert (found.hold == Hold.PATIENCE).all()


def test_what_is_an_equilibrium_needs_no_patience():
    found = sustainability(prisoners(), (1, 1), prisoners().at((1, 1)))
    assert found.critical.tolist() == [[0, 0]]
    assert (found.hold == Hold.ITSELF).all()


def test_no_patience_holds_what_is_no_better_than_the_punishment():
    found = critical_discount([3, 3, 3], [5, 5, 3.0005], [3.0005, 4, 4])
    assert np.isnan(found.critical).tolist() == [True, True, False]
    assert found.hold.tolist() == [Hold.NO_LOSS, Hold.NO_LOSS, Hold.ITSELF]
    assert found.is_held.tolist() == [False, False, True]
    assert "no patience" in Hold.NO_LOSS.value


@pytest.mark.parametrize("periods", [1, 2, 5, 40, FOREVER])
def test_a_punishment_of_some_periods(periods):
    gain, loss = 1.0, 1.5
    delta = float(critical_discount(3.0, 3 + gain, 3 - loss, periods).critical)
    total = delta / (1 - delta) if periods == FOREVER else sum(delta**k for k in range(1, periods + 1))
    assert loss * total == pytest.approx(gain)
    assert delta >= gain / (gain + loss) - 1e-12


def test_a_punishment_that_is_too_short_holds_nothing():
    found = critical_discount(3.0, 6.0, 2.0, periods=2)
    assert np.isnan(found.critical)
    assert found.hold.item() is Hold.TOO_SHORT
    assert critical_discount(3.0, 6.0, 2.0, periods=3).critical == 1
    with pytest.raises(GameError, match="1 period or more"):
        critical_discount(3.0, 6.0, 2.0, periods=0)


def test_what_is_not_solved_is_not_claimed():
    payoff = np.concatenate([prisoners().payoff] * 2)
    payoff[1, 0, 1, 0] = np.nan
    found = sustainability(NormalForm.batch(payoff), (0, 0), [1, 1])
    np.testing.assert_allclose(found.critical, [[0.5, 0.5], [np.nan, 0.5]])
    assert found.hold[1, 0] is Hold.UNKNOWN
    assert critical_discount(3.0, 5.0, np.nan).hold.item() is Hold.UNKNOWN


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_units_and_order_of_actions_change_nothing(seed):
    game, draws = random_game(seed, 3, 3), np.random.default_rng(seed)
    orders = [draws.permutation(3), draws.permutation(3)]
    punishment = game.at((0, 0))[0] - 1
    here = sustainability(game, (1, 2), punishment, 4).critical
    there = sustainability(rescaled(game, [3, 3], [1, 1]), (1, 2), 3 * punishment + 1, 4, tie=3e-3).critical
    moved = permuted(game, orders)
    place = tuple(int(np.flatnonzero(order == action)[0]) for order, action in zip(orders, (1, 2), strict=True))
    np.testing.assert_allclose(here, there)
    np.testing.assert_allclose(here, sustainability(moved, place, punishment, 4).critical)


def test_minimax_values():
    assert minimax(pennies(), 0).tolist() == [1]
    assert mixed_minimax(pennies(), 0) == pytest.approx(0)
    assert minimax(sexes(), 1).tolist() == [1]
    assert mixed_minimax(sexes(), 1) == pytest.approx(2 / 3)
    assert minimax(prisoners(), 0).tolist() == [1]
    payoff = prisoners().payoff[0]
    assert minimax(NormalForm.of(payoff, [[False, False], [False, True]]), 0).tolist() == [0]
    with pytest.raises(GameError, match="Exclude whole actions only"):
        mixed_minimax(NormalForm.of(payoff, [[False, False], [False, True]]), 0)


def test_mixing_and_concert_never_help_the_player():
    for seed in range(10):
        game = random_game(seed, 3, 2, 2)
        for player in range(3):
            assert mixed_minimax(game, player) <= minimax(game, player)[0] + 1e-9
    rows = random_game(3, 4, 5)
    zero_sum = NormalForm.of([rows.payoff[0, 0], -rows.payoff[0, 0]])
    assert mixed_minimax(zero_sum, 0) == pytest.approx(-mixed_minimax(zero_sum, 1))
