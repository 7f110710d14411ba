"""The record of a matrix game: what it refuses, and how moves make actions."""

import numpy as np
import pytest

from simulator.errors import GameError
from simulator.game.moves import by_player
from simulator.game.normal import NormalForm
from tests.game.games import prisoners, random_game


def test_a_game_is_a_frozen_copy():
    payoff = np.zeros((2, 2, 3))
    game = NormalForm.of(payoff)
    payoff[:] = 1
    assert (game.payoff == 0).all()
    with pytest.raises(ValueError, match="read-only"):
        game.payoff[:] = 1
    assert (game.n_cases, game.n_players, game.n_actions) == (1, 2, (2, 3))


@pytest.mark.parametrize(
    ("payoff", "excluded", "message"),
    [
        (np.zeros((3, 2, 2)), None, "one axis of actions for each player"),
        (np.zeros((2, 2, 0)), None, "Every player needs an action"),
        (np.full((2, 2, 2), np.inf), None, "infinite for player 0 at profile"),
        (np.zeros((2, 2, 2)), np.ones((2, 2)), "every profile is excluded"),
        (np.zeros((2, 2, 2)), np.ones((2, 3)), "a flag for each profile"),
        ([[[1, 2], [3]], [[1, 2], [3, 4]]], None, "rows differ in length"),
    ],
)
def test_payoffs_that_make_no_game_are_refused(payoff, excluded, message):
    with pytest.raises(GameError, match=message):
        NormalForm.of(payoff, excluded)


def test_profiles_are_checked():
    game = NormalForm.of(prisoners().payoff[0], [[False, True], [False, False]])
    for profile, message in [((0,), "one action for each"), ((0, 2), "counted from 0"), ((0, 1), "is excluded")]:
        with pytest.raises(GameError, match=message):
            game.at(profile)
    assert game.at((1, 0)).tolist() == [[5, 0]]
    with pytest.raises(GameError, match="cases 0 to 0"):
        game.case(1)


def test_one_game_is_asked_for_where_one_is_needed():
    unsolved = prisoners().payoff.copy()
    unsolved[0, 0, 1, 1] = np.nan
    with pytest.raises(GameError, match=r"1 of 4 profiles not solved, the first \(1, 1\)"):
        NormalForm.batch(unsolved).only()
    with pytest.raises(GameError, match="2 cases where one game"):
        NormalForm.batch(np.zeros((2, 2, 2, 2))).only()


def test_moves_become_actions_and_back():
    draws = np.random.default_rng(1)
    payoff = draws.standard_normal((4, 2, 2, 3, 2, 3))
    excluded = draws.random((2, 3, 2, 3)) < 0.1
    found = by_player(payoff, [1, 0, 1, 0], excluded)
    assert found.game.n_actions == (9, 4)
    for profile in np.ndindex(9, 4):
        if found.game.is_excluded[profile]:
            continue
        levels = found.levels_of(profile)
        assert not excluded[levels]
        assert found.profile_of(levels) == profile
        np.testing.assert_array_equal(found.game.at(profile), payoff[(slice(None), slice(None), *levels)])
    assert found.game.is_excluded.sum() == excluded.sum()


def test_moves_without_owners_are_refused():
    with pytest.raises(GameError, match="for 1 moves"):
        by_player(np.zeros((1, 2, 2, 2)), [0])
    with pytest.raises(GameError, match="owns at least one"):
        by_player(np.zeros((1, 2, 2, 2)), [0, 0])
    with pytest.raises(GameError, match="no such level"):
        by_player(np.zeros((1, 2, 2, 2)), [0, 1]).profile_of((0, 2))


def test_order_of_moves_changes_nothing():
    payoff = random_game(0, 2, 3, 2).payoff[:, :2]
    straight, turned = by_player(payoff, [0, 1, 0]), by_player(payoff.transpose(0, 1, 3, 4, 2), [1, 0, 0])
    for levels in np.ndindex(2, 3, 2):
        np.testing.assert_array_equal(
            straight.game.at(straight.profile_of(levels)),
            turned.game.at(turned.profile_of((levels[1], levels[2], levels[0]))),
        )
