"""Every subgame-perfect outcome of a tree, however ties are broken."""

from itertools import product
from typing import Final, NamedTuple

import numpy as np

from simulator.errors import GameError
from simulator.game.normal import TIE, Array, checked_tie
from simulator.game.trees.tree import CHANCE, END, Tree

MOST_KEPT: Final = 2_000
"""Outcomes kept at a node; more are told to be incomplete."""


class PerfectOutcome(NamedTuple):
    """An outcome of a subgame-perfect equilibrium in pure actions.

    Attributes
    ----------
    value
        What each player expects.
    ends
        Nodes at which the game can end, and how likely each is; one of them, for certain, without chance.
    """

    value: Array
    ends: tuple[tuple[int, float], ...]


class PerfectOutcomes(NamedTuple):
    """Outcomes in no particular order, and whether these are all."""

    outcomes: tuple[PerfectOutcome, ...]
    is_complete: bool


def subgame_perfect_outcomes(tree: Tree, case: int = 0, tie: float = TIE) -> PerfectOutcomes:
    """Outcomes of all subgame-perfect equilibria in pure actions of one case.

    At a player's node an outcome v of one branch can be played if every other branch has some outcome that is no
    better for the player, u_p(v) ≥ max over branches of min over outcomes of u_p − tie; at a node of chance any
    combination of outcomes of the branches can.

    Raises
    ------
    GameError
        If some end is not solved, or there is no such case.
    """
    checked_tie(tie)
    if not 0 <= case < tree.n_cases:
        raise GameError(f"case: got {case}. The tree has cases 0 to {tree.n_cases - 1}.")
    if np.isnan(tree.payoff[case]).any():
        raise GameError(f"payoff: {np.isnan(tree.payoff[case]).any(axis=1).sum()} ends are not solved.")
    outcomes: dict[int, list[PerfectOutcome]] = {
        int(node): [PerfectOutcome(tree.payoff[case, row], ((int(node), 1.0),))] for row, node in enumerate(tree.ends)
    }
    is_complete = True
    for node in reversed(np.flatnonzero(tree.mover != END)):
        children = tree.children(int(node))
        branches = [outcomes.pop(int(child)) for child in children]
        mover, chance = int(tree.mover[node]), tree.probability[children]
        kept = _by_chance(branches, chance) if mover == CHANCE else _by_player(branches, mover, tie)
        is_complete &= len(kept) <= MOST_KEPT
        outcomes[int(node)] = kept[:MOST_KEPT]
    return PerfectOutcomes(tuple(outcomes[0]), is_complete)


def _by_player(branches: list[list[PerfectOutcome]], mover: int, tie: float) -> list[PerfectOutcome]:
    worst = max(min(outcome.value[mover] for outcome in branch) for branch in branches)
    return [outcome for branch in branches for outcome in branch if outcome.value[mover] >= worst - tie]


def _by_chance(branches: list[list[PerfectOutcome]], probability: Array) -> list[PerfectOutcome]:
    """Combinations of outcomes of the branches, one more than can be kept at most."""
    likely = [(branch, float(share)) for branch, share in zip(branches, probability, strict=True) if share > 0]
    shares = [share for _, share in likely]
    combined: list[PerfectOutcome] = []
    for choice in product(*(branch for branch, _ in likely)):
        value = sum((share * one.value for one, share in zip(choice, shares, strict=True)), np.zeros(()))
        ends = tuple(
            (end, share * likelihood) for one, share in zip(choice, shares, strict=True) for end, likelihood in one.ends
        )
        combined.append(PerfectOutcome(np.asarray(value), ends))
        if len(combined) > MOST_KEPT:
            break
    return combined
