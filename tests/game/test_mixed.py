"""Mixed equilibria: known games, degenerate ones, best-reply conditions, other programs as witnesses."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import GameError
from simulator.game.mixed.equilibria import mixed_equilibria
from simulator.game.mixed.lemke_howson import lemke_howson
from simulator.game.normal import NormalForm
from simulator.game.pure import pure_equilibria
from tests.game.games import chicken, pennies, permuted, prisoners, random_game, rescaled, sexes, two

SOLVED = 1e-9


def as_set(found, digits=6):
    return {tuple(np.round(np.hstack(row), digits) + 0.0) for row in zip(found.first, found.second, strict=True)}


def pairs(found, digits=6):
    return {tuple(np.round(np.hstack(pair), digits) + 0.0) for pair in found}


def test_known_games():
    assert as_set(mixed_equilibria(pennies())) == {(0.5, 0.5, 0.5, 0.5)}
    assert as_set(mixed_equilibria(prisoners())) == {(0, 1, 0, 1)}
    expected = {(1, 0, 1, 0), (0, 1, 0, 1), (0.666667, 0.333333, 0.333333, 0.666667)}
    found = mixed_equilibria(sexes())
    assert as_set(found) == expected
    assert found.is_complete
    assert not found.is_degenerate
    assert sorted(found.component) == [0, 1, 2]
    # each drives on with a chance of (T − R)/(T − R + S − P) = 1/2
    assert as_set(mixed_equilibria(chicken())) == {(1, 0, 0, 1), (0, 1, 1, 0), (0.5, 0.5, 0.5, 0.5)}


def test_a_coordination_game_has_every_combination():
    found = mixed_equilibria(two(np.eye(4), np.eye(4)))
    assert len(found) == 2**4 - 1
    np.testing.assert_allclose(found.regret, 0, atol=SOLVED)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 5), st.integers(1, 5))
def test_nobody_gains_by_leaving_and_the_number_is_odd(seed, n_first, n_second):
    game = random_game(seed, n_first, n_second)
    found = mixed_equilibria(game)
    assert len(found) % 2 == 1
    for x, y in zip(found.first, found.second, strict=True):
        for mix, value in ((x, game.payoff[0, 0] @ y), (y, x @ game.payoff[0, 1])):
            assert mix.min() >= 0
            assert mix.sum() == pytest.approx(1)
            assert value[mix > SOLVED].min() >= value.max() - SOLVED
    is_pure = (found.first.max(axis=1) == 1) & (found.second.max(axis=1) == 1)
    mixed = zip(found.first[is_pure].argmax(axis=1), found.second[is_pure].argmax(axis=1), strict=True)
    assert sorted(pure_equilibria(game, 0).profiles()) == sorted(mixed)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_units_and_order_of_actions_change_nothing(seed):
    game, draws = random_game(seed, 3, 4), np.random.default_rng(seed)
    orders = [draws.permutation(3), draws.permutation(4)]
    here, there = mixed_equilibria(game), mixed_equilibria(rescaled(game, [7, 0.01], [-3, 100]))
    assert as_set(here) == as_set(there)
    moved = mixed_equilibria(permuted(game, orders))
    back = pairs(zip(moved.first[:, np.argsort(orders[0])], moved.second[:, np.argsort(orders[1])], strict=True))
    assert back == as_set(here)


def test_a_degenerate_game_has_components():
    # the second player is indifferent against the first action: all mixes with y_0 ≥ 1/2 are equilibria
    game = two([[1, 1], [2, 0]], [[1, 1], [0, 1]])
    found = mixed_equilibria(game)
    assert found.is_degenerate
    assert as_set(found) == {(1, 0, 0, 1), (1, 0, 0.5, 0.5)}
    assert found.component.tolist() == [0, 0]
    flat = mixed_equilibria(two(np.zeros((2, 2)), np.zeros((2, 2))))
    assert len(flat) == 4
    assert set(flat.component) == {0}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 4), st.integers(2, 4))
def test_degenerate_games_have_equilibria_all_right(seed, n_first, n_second):
    payoff = np.random.default_rng(seed).integers(0, 3, (2, n_first, n_second)).astype(float)
    found = mixed_equilibria(NormalForm.of(payoff))
    assert len(found) >= 1
    np.testing.assert_allclose(found.regret, 0, atol=1e-7)
    for label in range(n_first + n_second):
        x, y = lemke_howson(payoff[0] + 1, payoff[1] + 1, label)
        assert (payoff[0] @ y).max() - x @ payoff[0] @ y < 1e-7
        assert (x @ payoff[1]).max() - x @ payoff[1] @ y < 1e-7


def test_a_large_game_is_left_to_paths_and_says_so():
    game = random_game(1, 24, 24)
    found = mixed_equilibria(game)
    assert not found.is_complete
    assert len(found) >= 1
    np.testing.assert_allclose(found.regret, 0, atol=1e-8)
    small = random_game(2, 5, 5)
    assert as_set(mixed_equilibria(small, most_systems=0)) <= as_set(mixed_equilibria(small))


def test_whole_actions_may_be_excluded():
    payoff = np.array([sexes().payoff[0, 0], sexes().payoff[0, 1]])
    payoff = np.pad(payoff, ((0, 0), (0, 1), (0, 0)), constant_values=9.0)
    excluded = np.array([[False, False], [False, False], [True, True]])
    found = mixed_equilibria(NormalForm.of(payoff, excluded))
    assert found.first.shape == (3, 3)
    assert (found.first[:, 2] == 0).all()
    with pytest.raises(GameError, match="Exclude whole actions only"):
        mixed_equilibria(NormalForm.of(payoff, [[False, True], [False, False], [True, True]]))
    with pytest.raises(GameError, match="got 3 players"):
        mixed_equilibria(random_game(0, 2, 2, 2))


@pytest.mark.parametrize("seed", range(12))
def test_nashpy_finds_the_same(seed):
    nashpy = pytest.importorskip("nashpy")
    game = random_game(seed, 2 + seed % 3, 2 + seed % 4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        witness = list(nashpy.Game(*game.payoff[0]).support_enumeration())
    assert as_set(mixed_equilibria(game)) == pairs(witness)
