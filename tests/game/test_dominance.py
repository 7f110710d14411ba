"""Dominance: strict, weak, by mixtures, and rounds of elimination."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import GameError
from simulator.game.dominance import STRICT, WEAK, Rule, dominated, eliminate
from simulator.game.normal import NormalForm
from simulator.game.pure import pure_equilibria
from tests.game.games import chicken, permuted, prisoners, random_game, two


def test_defection_dominates():
    assert dominated(prisoners()) == ((0, 0, (1,), (1.0,), 0), (1, 0, (1,), (1.0,), 0))
    assert eliminate(prisoners()).left == ((1,), (1,))
    assert dominated(chicken()) == ()


def test_rounds_are_told_in_order():
    # right is worst for the second player; then down for the first; then left for the second
    game = two([[3, 2, 0], [2, 1, 9]], [[1, 2, 0], [2, 1, 0]])
    found = eliminate(game)
    assert [[item[:2] for item in one] for one in found.rounds] == [[(1, 2)], [(0, 1)], [(1, 0)]]
    assert found.left == ((0,), (1,))
    assert not found.depends_on_order


def test_weak_dominance_depends_on_the_order_and_says_so():
    # a textbook case: which of the first player's actions goes first decides what is left to the second
    game = two([[1, 1, 0], [1, 2, 2], [0, 0, 1]], [[1, 1, 0], [1, 2, 2], [0, 0, 1]])
    assert not dominated(game, STRICT) or dominated(game, WEAK)
    tied = two([[0, 0], [0, 1]], [[0, 1], [0, 0]])
    found = dominated(tied, WEAK)
    assert {item[:2] for item in found} == {(0, 0), (1, 0)}
    assert [item.n_ties for item in found] == [1, 1]
    assert eliminate(tied, WEAK).depends_on_order
    assert not eliminate(tied, STRICT).rounds


def test_a_mixture_dominates_what_no_action_does():
    game = two([[3, 0], [0, 3], [1, 1]], [[1, 0], [0, 1], [0, 0]])
    assert dominated(game) == ()
    found = dominated(game, Rule(by_mixtures=True))
    assert [item[:3] for item in found] == [(0, 2, (0, 1))]
    assert found[0].share == pytest.approx((0.5, 0.5))
    weak = two([[2, 0], [0, 2], [1, 1]], [[0, 0]] * 3)
    assert not [item for item in dominated(weak, Rule(is_strict=False, by_mixtures=True)) if item.player == 0]


def test_ties_do_not_dominate():
    game = two([[1, 1], [1.0005, 1.0005]], [[0, 0], [0, 0]])
    assert dominated(game) == dominated(game, WEAK) == ()
    assert [item[:3] for item in dominated(game, Rule(tie=0))] == [(0, 0, (1,))]


def test_an_action_that_is_missing_where_the_other_is_there_dominates_nothing():
    payoff = prisoners().payoff[0]
    assert [item[:2] for item in dominated(NormalForm.of(payoff, [[False, False], [True, False]]))] == [(1, 0)]
    gone = NormalForm.of(payoff, [[False, False], [True, True]])
    assert eliminate(gone).left == ((0,), (1,))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_strict_elimination_keeps_equilibria_in_any_order_of_actions(seed, by_mixtures):
    game, draws = random_game(seed, 4, 3, 2), np.random.default_rng(seed)
    rule = Rule(by_mixtures=by_mixtures, tie=0)
    left = eliminate(game, rule).left
    for profile in pure_equilibria(game, 0).profiles():
        assert all(action in kept for action, kept in zip(profile, left, strict=True))
    orders = [draws.permutation(size) for size in game.n_actions]
    moved = eliminate(permuted(game, orders), rule).left
    assert tuple(tuple(sorted(int(order[a]) for a in kept)) for order, kept in zip(orders, moved, strict=True)) == left


def test_a_batch_is_refused():
    with pytest.raises(GameError, match="one game is asked for"):
        eliminate(NormalForm.batch(np.zeros((2, 2, 2, 2))))
