"""What players do in a tree who look ahead: backward induction, and logit responses of every node on its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from simulator.errors import GameError
from simulator.game.normal import TIE, Array, Flags, checked_tie
from simulator.game.trees.tree import CHANCE, END, ROOT, Tree

Rule: TypeAlias = Callable[[Array], Array]
"""From a mover's values of its actions, (case, action), to how often each is taken."""


@dataclass(frozen=True, eq=False)
class Play:
    """How a tree is played, by case.

    Attributes
    ----------
    behaviour
        How often each node is gone to from the one before, shape (case, node); 1 at the first.
    value
        What players expect at each node, shape (case, node, player).
    reach
        How likely each node is to be reached, shape (case, node).
    is_best
        Whether a node is, within a tie, the best that the mover before it can go to; false after chance.
    """

    behaviour: Array
    value: Array
    reach: Array
    is_best: Flags

    def outcome(self, tree: Tree) -> Array:
        """How likely each end is, shape (case, end)."""
        return np.asarray(self.reach[:, tree.ends])


def backward_induction(tree: Tree, tie: float = TIE) -> Play:
    """Play in which every mover goes to what is best for it, given that all later movers do.

    Actions within a tie of the best are taken equally often here, so that the order of actions does not matter;
    `subgame_perfect_outcomes` has every way to break ties. Values are NaN above ends that are not solved.

    Parameters
    ----------
    tie
        Differences up to this, in the unit of the payoffs, are ties.

    References
    ----------
    Selten (1965); Kuhn (1953).
    """
    checked_tie(tie)

    def rule(value: Array) -> Array:
        is_best = value >= value.max(axis=1, keepdims=True) - tie
        return np.asarray(is_best / np.maximum(is_best.sum(axis=1, keepdims=True), 1))

    return _play(tree, [rule] * tree.n_players, tie)


def quantal_play(tree: Tree, rationality: float | Array, tie: float = TIE) -> Play:
    """Play in which every node responds on its own, better actions more often: agent quantal response.

    σ(a|n) = e^(λ V_p(n, a)) / Σ_b e^(λ V_p(n, b))

    Parameters
    ----------
    rationality
        λ ≥ 0 per unit of payoff, one for all or one for each player.

    Returns
    -------
    play
        Uniform where λ = 0; tends to `backward_induction` without ties as λ → ∞.

    References
    ----------
    McKelvey and Palfrey (1998), Quantal response equilibria for extensive form games.
    """
    each = np.broadcast_to(np.asarray(rationality, np.float64), (tree.n_players,))
    if not ((each >= 0) & np.isfinite(each)).all():
        raise GameError(f"rationality: got {rationality}. λ is 0 or more, and finite; one for all or for each player.")
    return _play(tree, [_logit(float(precision)) for precision in each], checked_tie(tie))


def _logit(rationality: float) -> Rule:
    def rule(value: Array) -> Array:
        weight = np.exp(rationality * (value - value.max(axis=1, keepdims=True)))
        return np.asarray(weight / weight.sum(axis=1, keepdims=True))

    return rule


def _play(tree: Tree, rules: list[Rule], tie: float) -> Play:
    """Values from the ends back to the start, and then how likely nodes are from the start to the ends."""
    shape = (tree.n_cases, len(tree))
    behaviour, value = np.ones(shape), np.zeros((*shape, tree.n_players))
    is_best = np.zeros(shape, np.bool_)
    value[:, tree.ends] = tree.payoff
    for node in reversed(np.flatnonzero(tree.mover != END)):
        children = tree.children(int(node))
        mover = int(tree.mover[node])
        if mover == CHANCE:
            behaviour[:, children] = tree.probability[children]
        else:
            mover_value = value[:, children, mover]
            is_solved = ~np.isnan(mover_value).any(axis=1, keepdims=True)
            behaviour[:, children] = np.where(is_solved, rules[mover](mover_value), np.nan)
            is_best[:, children] = is_solved & (mover_value >= mover_value.max(axis=1, keepdims=True) - tie)
        value[:, node] = _mean(behaviour[:, children], value[:, children])
    return Play(behaviour, value, _reach(tree, behaviour), is_best)


def _mean(weight: Array, value: Array) -> Array:
    """Σ weight·value over children; what is never gone to need not be solved for those who do not choose."""
    terms = np.where(weight[..., None] == 0, 0.0, weight[..., None] * value)
    return np.asarray(terms.sum(axis=1))


def _reach(tree: Tree, behaviour: Array) -> Array:
    reach = np.ones_like(behaviour)
    for node in range(len(tree)):
        if tree.parent[node] != ROOT:
            reach[:, node] = reach[:, tree.parent[node]] * behaviour[:, node]
    return reach
