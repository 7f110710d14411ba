"""Logit equilibria: closed forms, limits, invariances, and the equations themselves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from simulator.errors import GameError
from simulator.game.normal import NormalForm
from simulator.game.quantal import quantal_equilibrium, quantal_path, rationality_of, share_of_better
from tests.game.games import chicken, pennies, permuted, prisoners, random_game, rescaled, two


def responses(game, mixes, rationality):
    """Logit responses of all players to the mixes of others."""
    found = []
    for player in range(game.n_players):
        payoff = np.moveaxis(game.payoff[0, player], player, 0)
        for other, mix in reversed(list(enumerate(m for p, m in enumerate(mixes) if p != player))):
            payoff = np.tensordot(payoff, mix, axes=(other + 1, 0))
        weight = np.exp(rationality * (payoff - payoff.max()))
        found.append(weight / weight.sum())
    return found


def test_lambda_is_said_as_a_share():
    assert share_of_better(0, 5) == 0.5
    assert share_of_better(rationality_of(0.9, 0.1), 0.1) == pytest.approx(0.9)
    assert rationality_of(0.75, 0.1) == pytest.approx(np.log(3) / 0.1)
    with pytest.raises(GameError, match="at least half"):
        rationality_of(0.3, 0.1)


def test_symmetric_pennies_are_even_at_any_rationality():
    path = quantal_path(pennies(), 50)
    for mix in path.mix:
        np.testing.assert_allclose(mix, 0.5)
    np.testing.assert_allclose(path.payoff, 0, atol=1e-12)


@pytest.mark.parametrize("rationality", [0.0, 0.3, 1.0, 4.0])
def test_a_dominant_action_has_the_share_of_the_better(rationality):
    # defection is better by 1 where the other defects and by 2 where it cooperates
    mix = quantal_equilibrium(prisoners(), rationality)[0]
    expected = brentq(lambda c: c - 1 / (1 + np.exp(rationality * (2 * c + (1 - c)))), 0, 1)
    assert mix[0] == pytest.approx(expected, abs=1e-9)


def test_asymmetric_pennies_by_their_two_equations():
    # Ochs's game: 9 instead of 1 moves the player whose own payoff changed, unlike Nash
    game = two([[9, 0], [0, 1]], [[0, 1], [1, 0]])
    first, second = quantal_equilibrium(game, 2.0)
    assert first[0] > 0.5
    assert second[0] == pytest.approx(1 / (1 + np.exp(-2 * (first[1] - first[0]))), abs=1e-9)
    assert first[0] == pytest.approx(1 / (1 + np.exp(-2 * (9 * second[0] - second[1]))), abs=1e-9)


def test_no_rationality_is_uniform_and_much_is_nash():
    game = random_game(5, 3, 4)
    for mix in quantal_equilibrium(game, 0):
        np.testing.assert_allclose(mix, 1 / mix.size)
    np.testing.assert_allclose(quantal_equilibrium(prisoners(), 500)[0], [0, 1], atol=1e-12)
    stag = two([[4, 0], [3, 2]], [[4, 3], [0, 2]])  # (hunt, hunt) pays more, (hare, hare) is less risky
    np.testing.assert_allclose(quantal_equilibrium(stag, 500), [[0, 1], [0, 1]], atol=1e-12)
    np.testing.assert_allclose(quantal_equilibrium(chicken(), 500), 0.5, atol=1e-9)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.integers(1, 4), min_size=2, max_size=4), st.floats(0, 30))
def test_every_step_solves_the_equations(seed, sizes, rationality):
    game = random_game(seed, *sizes)
    path = quantal_path(game, rationality)
    assert path.rationality[-1] == pytest.approx(rationality)
    for step in {0, len(path.rationality) // 2, len(path.rationality) - 1}:
        mixes = [mix[step] for mix in path.mix]
        for mix, response in zip(mixes, responses(game, mixes, path.rationality[step]), strict=True):
            np.testing.assert_allclose(mix, response, atol=1e-8)


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 10**6))
def test_units_and_order_of_actions_change_nothing(seed):
    game, draws = random_game(seed, 3, 2, 2), np.random.default_rng(seed)
    orders = [draws.permutation(size) for size in game.n_actions]
    here = quantal_equilibrium(game, 3)
    for mix, same in zip(here, quantal_equilibrium(rescaled(game, [5] * 3, [1, 2, 3]), 0.6), strict=True):
        np.testing.assert_allclose(mix, same, atol=1e-8)
    for mix, moved, order in zip(here, quantal_equilibrium(permuted(game, orders), 3), orders, strict=True):
        np.testing.assert_allclose(mix[order], moved, atol=1e-8)


def test_eight_players():
    game = random_game(0, *[2] * 8)
    mixes = quantal_equilibrium(game, 2)
    for mix, response in zip(mixes, responses(game, mixes, 2), strict=True):
        np.testing.assert_allclose(mix, response, atol=1e-8)


def test_what_has_no_answer_is_refused():
    with pytest.raises(GameError, match="0 or more, and finite"):
        quantal_path(prisoners(), -1)
    with pytest.raises(GameError, match="Exclude whole actions only"):
        quantal_path(NormalForm.of(prisoners().payoff[0], [[False, True], [False, False]]), 1)
    without = quantal_equilibrium(NormalForm.of(prisoners().payoff[0], [[False, False], [True, True]]), 1)
    np.testing.assert_allclose(without[0], [1, 0])
