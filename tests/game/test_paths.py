"""Paths of best replies and how they end."""

import numpy as np
import pytest

from simulator.errors import GameError
from simulator.game.normal import NormalForm
from simulator.game.paths import PathOutcome, best_reply_path
from tests.game.games import chicken, pennies, permuted, prisoners, sexes, two

MILD_TO_HARD = [[0, 1], [0, 1]]


def test_the_prisoners_escalate_and_stay():
    path = best_reply_path(prisoners(), (0, 0), MILD_TO_HARD, turns=(0, 1))
    assert path.profiles == ((0, 0), (1, 0), (1, 1))
    assert path.movers == ((0,), (1,))
    assert path.outcome is PathOutcome.ESCALATES
    assert best_reply_path(prisoners(), (0, 0), MILD_TO_HARD).movers == ((0, 1),)
    assert best_reply_path(prisoners(), (1, 1), MILD_TO_HARD).outcome == "stays"
    unwound = best_reply_path(prisoners(), (0, 0), [[1, 0], [1, 0]], turns=(1, 0))
    assert unwound.outcome == "unwinds"


def test_pennies_cycle():
    path = best_reply_path(pennies(), (0, 0), MILD_TO_HARD, turns=(0, 1))
    assert path.outcome is PathOutcome.CYCLES
    assert path.profiles[0] == path.profiles[-1]
    assert len(path.profiles) == 5


def test_simultaneous_chickens_cycle_and_alternate_ones_rest():
    assert best_reply_path(chicken(), (0, 0), MILD_TO_HARD).outcome == "cycles"
    assert best_reply_path(chicken(), (0, 0), MILD_TO_HARD, turns=(0, 1)).profiles[-1] == (1, 0)
    assert best_reply_path(chicken(), (0, 0), MILD_TO_HARD, turns=(1, 0)).profiles[-1] == (0, 1)


def test_one_up_and_one_down_is_a_shift():
    assert best_reply_path(sexes(), (0, 1), MILD_TO_HARD, turns=(1, 0)).outcome == "unwinds"
    game = two([[0, 0], [1, 1]], [[1, 0], [1, 0]])
    assert best_reply_path(game, (0, 1), MILD_TO_HARD).outcome == "shifts"


def test_ties_keep_a_player_where_it_is_and_the_mildest_of_equals_is_taken():
    game = two([[1, 0], [1.0005, 0]], [[1, 0], [1, 0]])
    assert best_reply_path(game, (0, 0), MILD_TO_HARD).outcome == "stays"
    equal = two([[0, 0], [1, 1], [1, 1]], [[0, 0]] * 3)
    path = best_reply_path(equal, (0, 0), [[0, 2, 1], [0, 0]])
    assert path.profiles[-1] == (2, 0)
    assert path.is_tied


def test_order_of_actions_changes_nothing():
    orders = [np.array([1, 0]), np.array([0, 1])]
    path = best_reply_path(permuted(prisoners(), orders), (1, 0), [[1, 0], [0, 1]], turns=(0, 1))
    assert path.profiles == ((1, 0), (0, 0), (0, 1))
    assert path.outcome == "escalates"


def test_replies_at_once_into_an_excluded_profile_are_blocked():
    game = NormalForm.of(prisoners().payoff[0], [[False, False], [False, True]])
    assert best_reply_path(game, (0, 0), MILD_TO_HARD).outcome is PathOutcome.BLOCKED
    assert best_reply_path(game, (0, 0), MILD_TO_HARD, turns=(0, 1)).profiles[-1] == (1, 0)


def test_what_does_not_fit_is_refused():
    with pytest.raises(GameError, match="intensity: got rows of"):
        best_reply_path(prisoners(), (0, 0), [[0, 1]])
    with pytest.raises(GameError, match="Name every player"):
        best_reply_path(prisoners(), (0, 0), MILD_TO_HARD, turns=(0,))
