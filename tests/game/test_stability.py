"""Stability in the graph model: published conflicts, implications, and the definitions by loops."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import GameError
from simulator.game.normal import NormalForm
from simulator.game.pure import pure_equilibria
from simulator.game.stability import graph_model, graph_of, stability
from tests.game.games import chicken, prisoners, random_game


def stable_states(game, **options):
    """Profiles stable for all, by definition."""
    model, profiles = graph_of(game, **options)
    found = stability(model).equilibria()
    return {name: [tuple(map(int, row)) for row in profiles[flags]] for name, flags in found._asdict().items()}


def by_loops(payoff, moves, player, state, tie):
    """Stability of one state for one player by the definitions, with sequences of others' moves by search."""
    own = payoff[player]

    def reach(who, state, improving):
        return [
            end
            for start, end in moves[who]
            if start == state and (not improving or payoff[who][end] > payoff[who][state] + tie)
        ]

    def answers(start, improving):
        others = [who for who in range(len(payoff)) if who != player]
        seen, waiting = set(), [(start, None)]
        while waiting:
            place, last = waiting.pop()
            for who in others:
                for end in reach(who, place, improving) if who != last else []:
                    if (end, who) not in seen:
                        seen.add((end, who))
                        waiting.append((end, who))
        return {end for end, _ in seen}

    def bad(end):
        return own[end] <= own[state] + tie

    better = reach(player, state, True)
    return (
        not better,
        all(any(bad(s) for s in answers(move, False)) for move in better),
        all(any(bad(s) and all(map(bad, reach(player, s, False))) for s in answers(move, False)) for move in better),
        all(any(bad(s) for s in answers(move, True)) for move in better),
    )


def test_the_prisoners_may_stay_at_cooperation():
    # Fang, Hipel and Kilgour (1993): cooperation is GMR, SMR and SEQ stable, defection is a Nash equilibrium too
    both = [(0, 0), (1, 1)]
    assert stable_states(prisoners()) == {"nash": [(1, 1)], "general": both, "symmetric": both, "sequential": both}


def test_chickens_are_deterred_by_threats_that_hurt_both():
    # Fang, Hipel and Kilgour (1993): to swerve together is GMR and SMR but not SEQ stable
    pure = [(0, 1), (1, 0)]
    swerve = [(0, 0), *pure]
    assert stable_states(chicken()) == {"nash": pure, "general": swerve, "symmetric": swerve, "sequential": pure}


ELMIRA = {
    # states 1 to 9; preferences from most to least preferred (Hipel, Kilgour, Fang and Peng 1993)
    "ministry": ([7, 3, 4, 8, 5, 1, 2, 6, 9], [(1, 2), (3, 4), (5, 6), (7, 8)]),
    "uniroyal": (
        [1, 4, 8, 5, 9, 3, 7, 2, 6],
        [(1, 3), (2, 4), (5, 7), (6, 8), *((state, 9) for state in range(1, 9))],
    ),
    "local": (
        [7, 3, 5, 1, 8, 6, 4, 2, 9],
        [(a, b) for one in [(1, 5), (2, 6), (3, 7), (4, 8)] for a, b in (one, one[::-1])],
    ),
}


def elmira():
    payoff = [[-order.index(state) for state in range(1, 10)] for order, _ in ELMIRA.values()]
    return graph_model(payoff, [[(a - 1, b - 1) for a, b in pairs] for _, pairs in ELMIRA.values()])


def test_elmira_ends_in_states_5_8_or_9():
    found = stability(elmira()).equilibria()
    for flags in found:
        assert {5, 8, 9} <= set(np.flatnonzero(flags) + 1)
    assert (np.flatnonzero(found.nash) + 1).tolist() == (np.flatnonzero(found.sequential) + 1).tolist() == [5, 8, 9]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 4), st.integers(2, 7), st.floats(0.1, 0.7))
def test_definitions_by_search_agree(seed, n_players, n_states, density):
    draws = np.random.default_rng(seed)
    payoff = draws.integers(0, 4, (n_players, n_states)).astype(float)
    moves = [
        [(a, b) for a in range(n_states) for b in range(n_states) if a != b and draws.random() < density]
        for _ in range(n_players)
    ]
    found = stability(graph_model(payoff, moves), 0.001)
    for player in range(n_players):
        for state in range(n_states):
            expected = by_loops(payoff, moves, player, state, 0.001)
            assert tuple(bool(flags[player, state]) for flags in found) == expected


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.integers(2, 3), min_size=2, max_size=4))
def test_definitions_imply_each_other(seed, sizes):
    game = random_game(seed, *sizes)
    model, profiles = graph_of(game)
    found = stability(model, 0)
    assert (found.nash <= found.symmetric).all()
    assert (found.nash <= found.sequential).all()
    assert (found.symmetric <= found.general).all()
    assert (found.sequential <= found.general).all()
    nash = [tuple(map(int, row)) for row in profiles[found.equilibria().nash]]
    assert nash == pure_equilibria(game, 0).profiles()


def test_what_cannot_be_undone_sanctions_differently():
    forward = np.array([[False, True], [False, False]])
    assert (0, 0) in stable_states(prisoners(), is_allowed=[forward, forward])["sequential"]
    back = stable_states(prisoners(), is_allowed=[forward.T, forward.T])
    assert back["nash"] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    excluded = NormalForm.of(prisoners().payoff[0], [[False, False], [False, True]])
    assert stable_states(excluded)["nash"] == [(0, 1), (1, 0)]


def test_4096_states():
    model, _ = graph_of(random_game(0, 8, 8, 8, 8))
    found = stability(model)
    assert found.general.shape == (4, 4096)
    assert (found.nash <= found.sequential).all()


def test_what_does_not_fit_is_refused():
    with pytest.raises(GameError, match="a finite number for each player and state"):
        graph_model([[0, 1]], [])
    with pytest.raises(GameError, match="one of the states 0 to 1"):
        graph_model([[0, 1]], [[(0, 2)]])
    with pytest.raises(GameError, match="a square of flags"):
        graph_of(prisoners(), [np.ones((2, 2))])
