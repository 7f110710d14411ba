"""Pure equilibria: known games, ties, exclusions, gaps, and what must not change them."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import GameError
from simulator.game.normal import NormalForm
from simulator.game.pure import best_replies, deviation_gain, pure_equilibria
from tests.game.games import chicken, pennies, permuted, prisoners, random_game, rescaled, sexes, two


def by_loops(game, tie, case=0):
    """Equilibria by their definition."""
    payoff, found = game.payoff[case], []
    for profile in itertools.product(*map(range, game.n_actions)):
        if game.is_excluded[profile]:
            continue
        stays = True
        for player, size in enumerate(game.n_actions):
            for action in range(size):
                other = (*profile[:player], action, *profile[player + 1 :])
                stays &= game.is_excluded[other] or payoff[player][other] <= payoff[player][profile] + tie
        if stays:
            found.append(profile)
    return found


def test_known_games():
    assert pure_equilibria(prisoners()).profiles() == [(1, 1)]
    assert pure_equilibria(pennies()).profiles() == []
    assert pure_equilibria(sexes()).profiles() == [(0, 0), (1, 1)]
    assert pure_equilibria(chicken()).profiles() == [(0, 1), (1, 0)]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.integers(1, 4), min_size=1, max_size=4), st.sampled_from([0.0, 0.4]))
def test_all_are_found(seed, sizes, tie):
    draws = np.random.default_rng(seed)
    excluded = draws.random(sizes) < 0.2
    excluded.flat[0] = False
    game = NormalForm.batch(np.round(draws.standard_normal((3, len(sizes), *sizes)), 1), excluded)
    found = pure_equilibria(game, tie)
    for case in range(3):
        assert found.profiles(case) == by_loops(game, tie + 1e-9, case)
    np.testing.assert_array_equal(best_replies(game, tie).all(axis=1), found.is_equilibrium)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.1, 10), st.floats(-5, 5))
def test_units_and_order_of_actions_change_nothing(seed, factor, shift):
    game, draws = random_game(seed, 3, 2, 4), np.random.default_rng(seed)
    orders = [draws.permutation(size) for size in game.n_actions]
    here = pure_equilibria(game, 0.1)
    there = pure_equilibria(rescaled(game, [factor] * 3, [shift, -shift, 0]), 0.1 * factor)
    moved = pure_equilibria(permuted(game, orders), 0.1)
    np.testing.assert_array_equal(here.is_strict, there.is_strict)
    np.testing.assert_array_equal(here.is_equilibrium[0][np.ix_(*orders)], moved.is_equilibrium[0])


def test_ties_are_called_so():
    game = two([[1, 0], [1.0005, 0]], [[1, 0], [1, 0]])
    found = pure_equilibria(game)
    assert found.profiles() == [(0, 0), (1, 0)]
    assert found.is_tied[0].tolist() == [[True, False], [True, False]]
    assert pure_equilibria(game, tie=0).profiles() == [(1, 0)]
    assert pure_equilibria(game, tie=0).is_strict[0, 1, 0]
    with pytest.raises(GameError, match="0 or more"):
        pure_equilibria(game, tie=-1)


def test_nobody_deviates_into_an_excluded_profile():
    game = NormalForm.of(prisoners().payoff[0], [[False, True], [True, False]])
    assert pure_equilibria(game).profiles() == [(0, 0), (1, 1)]
    assert np.isnan(deviation_gain(game)[0, :, 0, 1]).all()


def test_nothing_is_claimed_that_depends_on_an_unsolved_profile():
    payoff = np.concatenate([prisoners().payoff] * 2)
    payoff[1, 0, 0, 1] = np.nan
    found = pure_equilibria(NormalForm.batch(payoff))
    assert found.profiles(0) == [(1, 1)]
    assert found.profiles(1) == []
    # (0, 0) is left whatever the unsolved payoff is; (0, 1) is the unsolved profile; (1, 1) could be left for it
    assert np.argwhere(found.is_unknown[1]).tolist() == [[0, 1], [1, 1]]
    np.testing.assert_array_equal(found.share(), [[0, 0], [0, 1]])


def test_a_case_does_not_feel_its_neighbours():
    games = [random_game(seed, 3, 3) for seed in range(4)]
    games[2] = rescaled(games[2], [1e9, 1e9], [0, 0])
    together = pure_equilibria(NormalForm.batch(np.concatenate([game.payoff for game in games])))
    for case, game in enumerate(games):
        np.testing.assert_array_equal(together.is_strict[case], pure_equilibria(game).is_strict[0])


def test_eight_players_and_4096_profiles():
    common = random_game(3, *[2] * 8)
    assert pure_equilibria(common, 0.0).profiles() == by_loops(common, 0)
    game = random_game(4, *[2] * 12)
    assert game.payoff.size == 12 * 4096
    assert pure_equilibria(game, 0.0).is_equilibrium.shape == (1, *[2] * 12)
