"""Texts for Gambit, and Gambit itself as a witness where it is installed."""

import io

import numpy as np
import pytest

from simulator.errors import GameError
from simulator.game.gambit import efg_text, nfg_text
from simulator.game.mixed.equilibria import mixed_equilibria
from simulator.game.normal import NormalForm
from simulator.game.quantal import quantal_equilibrium
from simulator.game.trees.build import Stage, staged
from simulator.game.trees.induction import backward_induction, quantal_play
from tests.game.games import prisoners, random_game
from tests.game.trees import entry, lottery


def read(text, kind):
    gambit = pytest.importorskip("pygambit", minversion="17.0.0b1")
    return gambit, getattr(gambit, f"read_{kind}")(io.StringIO(text))


def mixes_of(game, profile):
    return [[float(profile[player][name]) for name in game.get_strategies(player)] for player in game.players]


def as_set(rows):
    return {tuple(np.round(np.hstack(row), 6) + 0.0) for row in rows}


def test_the_text_of_a_matrix():
    text = nfg_text(prisoners(), 'A "test"', ["USA", "CHN"], [["calm", "hard"]] * 2)
    assert text.splitlines() == [
        'NFG 1 R "A \\"test\\"" { "USA" "CHN" }',
        '{ { "calm" "hard" } { "calm" "hard" } }',
        '""',
        "",
        "3.0 3.0",
        "5.0 0.0",
        "0.0 5.0",
        "1.0 1.0",
    ]


def test_the_text_of_a_tree():
    lines = efg_text(lottery(0.3), players=["E", "I"]).splitlines()
    assert lines[0] == 'EFG 2 R "" { "E" "I" }'
    assert lines[3:] == [
        'c "" 1 "" { "1" 0.3 "2" 0.7 } 0',
        'p "" 1 1 "" { "1" "2" } 0',
        't "" 2 "" { 0.0, 2.0 }',
        'p "" 2 1 "" { "1" "2" } 0',
        't "" 3 "" { -1.0, -1.0 }',
        't "" 4 "" { 1.0, 1.0 }',
        't "" 1 "" { 5.0, 5.0 }',
    ]


def test_what_gambit_cannot_say_is_refused():
    with pytest.raises(GameError, match="payoff at every profile"):
        nfg_text(NormalForm.of(prisoners().payoff[0], [[False, True], [False, False]]))
    with pytest.raises(GameError, match="got 1 names for 2"):
        nfg_text(prisoners(), players=["USA"])
    with pytest.raises(GameError, match="Players have"):
        nfg_text(prisoners(), actions=[["a"], ["b"]])
    with pytest.raises(GameError, match="got 1 names for 5"):
        efg_text(entry(), actions=["in"])


@pytest.mark.parametrize("seed", range(12))
def test_gambit_finds_the_same_mixed_equilibria(seed):
    payoff = np.random.default_rng(seed).integers(0, 4, (2, 3, 3))  # many of them degenerate
    ours = NormalForm.of(payoff)
    gambit, game = read(nfg_text(ours), "nfg")
    witness = gambit.nash.enummixed_solve(game, rational=True).equilibria
    found = mixed_equilibria(ours)
    assert as_set(zip(found.first, found.second, strict=True)) == as_set(mixes_of(game, one) for one in witness)


@pytest.mark.parametrize("sizes", [(3, 4), (2, 3, 2)])
def test_gambit_reads_every_payoff_and_traces_the_same_branch(sizes):
    ours = random_game(1, *sizes)
    gambit, game = read(nfg_text(ours), "nfg")
    np.testing.assert_allclose(np.array(game.to_arrays(), float), ours.payoff[0], rtol=1e-12)
    for point in gambit.qre.logit_solve_lambda(game, lam=[0.7, 4.0]):
        mixes = quantal_equilibrium(ours, float(point.lam))
        for mix, witness in zip(mixes, mixes_of(game, point.profile), strict=True):
            np.testing.assert_allclose(mix, witness, atol=1e-6)


@pytest.mark.parametrize(("seed", "sizes"), [(15, (4, 4, 4)), (61, (3, 4)), (66, (4, 2, 4)), (141, (4, 4))])
def test_a_branch_is_not_left_where_another_comes_near(seed, sizes):
    ours = random_game(seed, *sizes)
    gambit, game = read(nfg_text(ours), "nfg")
    (point,) = gambit.qre.logit_solve_lambda(game, lam=[8.0])
    mixes = quantal_equilibrium(ours, float(point.lam))
    for mix, witness in zip(mixes, mixes_of(game, point.profile), strict=True):
        np.testing.assert_allclose(mix, witness, atol=1e-6)


def test_gambit_plays_trees_the_same_way():
    payoff = np.random.default_rng(2).standard_normal((1, 2, 2, 3, 2))
    tree = staged(payoff, [Stage(0), Stage(probability=[1 / 3, 1 / 7, 11 / 21]), Stage(1)])
    gambit, game = read(efg_text(tree), "efg")
    found = gambit.nash.enumpure_agent_solve(game).equilibria
    values = [[float(one.payoffs[player]) for player in game.players] for one in found]
    assert np.isclose(values, backward_induction(tree).value[0, 0]).all(axis=1).any()
    (point,) = gambit.qre.logit_solve_lambda(game, lam=[1.5])
    expected = quantal_play(tree, float(point.lam)).value[0, 0]
    np.testing.assert_allclose([point.profile.payoffs[player] for player in game.players], expected, atol=1e-6)
