"""Trees: known games, ties, chance, quantal response of nodes, and tables told stage by stage."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import GameError
from simulator.game.trees.build import Chance, Decision, End, Stage, staged, tree_of
from simulator.game.trees.induction import backward_induction, quantal_play
from simulator.game.trees.outcomes import subgame_perfect_outcomes
from simulator.game.trees.tree import Tree
from tests.game.trees import centipede, entry, lottery


def test_the_centipede_is_taken_at_once():
    for n_moves in (2, 5, 6):
        tree = centipede(n_moves)
        play = backward_induction(tree)
        np.testing.assert_array_equal(play.value[0, 0], [4, 1])
        assert play.outcome(tree)[0].max() == 1
        assert tree.actions_to(int(tree.ends[play.outcome(tree)[0].argmax()])) == (0,)


def test_entry_is_not_deterred():
    tree = entry()
    play = backward_induction(tree)
    np.testing.assert_array_equal(play.value[0, 0], [1, 1])
    assert [tree.actions_to(end) for end, _ in subgame_perfect_outcomes(tree).outcomes[0].ends] == [(1, 1)]
    assert str(tree.date[0]) == "2025-10-09"


def test_an_audience_cost_makes_a_threat_credible():
    # to yield after a threat costs the incumbent 3, so that it fights and the entrant stays out
    tree = tree_of(Decision(0, [End((0, 2)), Decision(1, [End((-1, -1)), End((1, 1 - 3))])]))
    np.testing.assert_array_equal(backward_induction(tree).value[0, 0], [0, 2])


def test_chance_weighs():
    tree = lottery(0.3)
    play = backward_induction(tree)
    np.testing.assert_allclose(play.value[0, 0], [0.3 + 3.5, 0.3 + 3.5])
    np.testing.assert_allclose(sorted(play.outcome(tree)[0]), [0, 0, 0.3, 0.7])
    (outcome,) = subgame_perfect_outcomes(tree).outcomes
    np.testing.assert_allclose(outcome.value, play.value[0, 0])
    assert sum(share for _, share in outcome.ends) == pytest.approx(1)


def test_ties_are_kept():
    # the second mover does not care, and what it does decides what the first should do
    tree = tree_of(Decision(0, [End((1, 5)), Decision(1, [End((0, 2)), End((3, 2.0005))])]))
    play = backward_induction(tree)
    np.testing.assert_allclose(play.behaviour[0], [1, 0, 1, 0.5, 0.5])
    assert play.is_best[0].tolist() == [False, False, True, True, True]
    values = sorted(tuple(map(float, one.value)) for one in subgame_perfect_outcomes(tree).outcomes)
    assert values == [(1, 5), (3, 2.0005)]
    (single,) = subgame_perfect_outcomes(tree, tie=0).outcomes
    assert single.value.tolist() == [3, 2.0005]


def by_strategies(tree, tie):
    """Values of subgame-perfect equilibria by going through all strategies and one-step deviations."""
    movers = [int(node) for node in np.flatnonzero(tree.mover >= 0)]
    found = set()
    for choice in itertools.product(*(tree.children(node) for node in movers)):
        plan, value = dict(zip(movers, map(int, choice), strict=True)), {}
        ends = dict(zip(map(int, tree.ends), tree.payoff[0], strict=True))
        for node in reversed(range(len(tree))):
            children = tree.children(node)
            if node in ends:
                value[node] = ends[node]
            elif node in plan:
                value[node] = value[plan[node]]
            else:
                value[node] = sum(tree.probability[child] * value[int(child)] for child in children)
        best = all(
            value[plan[n]][tree.mover[n]] >= max(value[int(c)][tree.mover[n]] for c in tree.children(n)) - tie
            for n in movers
        )
        if best:
            found.add(tuple(np.round(value[0], 9)))
    return found


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_all_perfect_outcomes_are_found(seed):
    draws = np.random.default_rng(seed)
    payoff = draws.integers(0, 3, (1, 3, 2, 2, 2)).astype(float)
    stages = [Stage(0), Stage(probability=[0.25, 0.75]), Stage(1)] if seed % 2 else [Stage(0), Stage(1), Stage(2)]
    tree = staged(payoff, stages)
    found = subgame_perfect_outcomes(tree)
    assert found.is_complete
    assert {tuple(np.round(one.value, 9)) for one in found.outcomes} == by_strategies(tree, 1e-3)


def test_a_table_told_in_stages():
    draws = np.random.default_rng(3)
    payoff = draws.standard_normal((5, 2, 3, 2, 4))
    tree = staged(payoff, [Stage(0, date="2025-10-09"), Stage(probability=[0.3, 0.7]), Stage(1, date="2025-11-01")])
    play = backward_induction(tree, 0)
    for case in range(5):
        last = payoff[case].transpose(1, 2, 3, 0)
        replies = np.take_along_axis(last, last[..., 1].argmax(axis=2)[..., None, None], axis=2)[:, :, 0]
        expected = np.tensordot(replies, [0.3, 0.7], axes=(1, 0))
        np.testing.assert_allclose(play.value[case, 0], expected[expected[:, 0].argmax()])
    np.testing.assert_allclose(play.outcome(tree).sum(axis=1), 1)
    several = [backward_induction(staged(payoff[[case]], [Stage(0), Stage(1), Stage(0)])) for case in range(5)]
    together = backward_induction(staged(payoff, [Stage(0), Stage(1), Stage(0)]))
    np.testing.assert_allclose(together.value, np.concatenate([one.value for one in several]))


def test_exclusions_take_branches_away():
    payoff = np.arange(8.0).reshape(1, 2, 2, 2)
    excluded = np.array([[False, False], [False, True]])
    tree = staged(payoff, [Stage(0), Stage(1)], excluded)
    assert tree.ends.size == 3
    np.testing.assert_array_equal(backward_induction(tree).value[0, 0], payoff[0, :, 1, 0])
    with pytest.raises(GameError, match="would change others"):
        staged(payoff, [Stage(0), Stage(probability=[0.5, 0.5])], excluded)


def test_quantal_response_of_nodes():
    tree = entry()
    even = quantal_play(tree, 0)
    np.testing.assert_allclose(even.behaviour[0], [1, 0.5, 0.5, 0.5, 0.5])
    some = quantal_play(tree, 1.5)
    yields = 1 / (1 + np.exp(-1.5 * 2))
    value_in = yields * 1 - (1 - yields)
    enters = 1 / (1 + np.exp(-1.5 * value_in))
    np.testing.assert_allclose(some.behaviour[0], [1, 1 - enters, enters, 1 - yields, yields])
    np.testing.assert_allclose(some.outcome(tree)[0], [1 - enters, enters * (1 - yields), enters * yields])
    sharp = quantal_play(centipede(), 200.0)
    np.testing.assert_allclose(sharp.behaviour, backward_induction(centipede()).behaviour, atol=1e-12)
    np.testing.assert_allclose(quantal_play(tree, [0, 200]).behaviour[0], [1, 0.5, 0.5, 0, 1], atol=1e-12)
    with pytest.raises(GameError, match="one for all or for each"):
        quantal_play(tree, -1)


def test_what_is_not_solved_is_not_claimed():
    payoff = np.ones((2, 2, 2, 2))
    payoff[1, 0, 1, 1] = np.nan
    play = backward_induction(staged(payoff, [Stage(0), Stage(1)]))
    assert np.isfinite(play.value[0]).all()
    assert np.isnan(play.value[1, 0, 0])
    with pytest.raises(GameError, match="1 ends are not solved"):
        subgame_perfect_outcomes(staged(payoff, [Stage(0), Stage(1)]), case=1)


@pytest.mark.parametrize(
    ("start", "message"),
    [
        (Chance([0.5, 0.4], [End((1,)), End((2,))]), "sum to 0.9"),
        (Chance([1.5, -0.5], [End((1,)), End((2,))]), "0 or more"),
        (Chance([1.0], [End((1,)), End((2,))]), "1 probabilities for 2 branches"),
        (Decision(0, [End((1,)), Decision(0, [])]), "either ends the game or leads on"),
        (Decision(2, [End((1, 1))]), "Players are 0 to 1"),
        (Decision(0, [End((1, 1)), End((1,))]), "payoffs differ in length"),
        (Decision(0, [Decision(0, [End((1,))], "2025-01-01")], "2025-02-01"), "before the move of 2025-02-01"),
        (Decision(0, [End((1,))], "soon"), "Write days as 2025-11-01"),
        (Decision(0, [End((np.inf,))]), "infinite at some end"),
    ],
)
def test_what_makes_no_tree_is_refused(start, message):
    with pytest.raises(GameError, match=message):
        tree_of(start)


def test_stages_that_do_not_fit_are_refused():
    for stages, message in [([Stage(0)], "for 1 stages"), ([Stage(0), Stage()], "name a player who chooses")]:
        with pytest.raises(GameError, match=message):
            staged(np.zeros((1, 2, 2, 2)), stages)
    with pytest.raises(GameError, match="list the first node"):
        Tree(np.array([0]), np.array([-2]), np.array([np.nan]), np.array(["NaT"], "datetime64[D]"), np.zeros((1, 1, 1)))


def test_a_large_tree_is_played_at_once():
    payoff = np.random.default_rng(0).standard_normal((20, 2, *[2] * 12))
    tree = staged(payoff, [Stage(move % 2) for move in range(12)])
    assert len(tree) == 2**13 - 1
    value = payoff
    for move in reversed(range(12)):
        best = value[:, move % 2].argmax(axis=-1)
        value = np.take_along_axis(value, best[:, None, ..., None], axis=-1)[..., 0]
    np.testing.assert_allclose(backward_induction(tree, 0).value[:, 0], value)
