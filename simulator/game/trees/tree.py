"""The record of a tree: who moves where, what leads to what, and what everybody gets at the ends."""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.errors import GameError
from simulator.game.normal import Array, Flags, Index, read_only

Dates: TypeAlias = NDArray[np.datetime64]

CHANCE: Final = -1
"""Mover of a node at which chance decides."""

END: Final = -2
"""Mover of a node at which the game is over."""

ROOT: Final = -1
"""Parent of the first node."""

SUMS_TO_ONE: Final = 1e-9
"""How far chances at a node may be from 1."""


@dataclass(frozen=True, eq=False)
class Tree:
    """A game of perfect information, its nodes listed parents before children; the first is where it begins.

    Attributes
    ----------
    parent
        Node before each, `ROOT` for the first; shape (node,).
    mover
        Player who moves at each node, `CHANCE` or `END`.
    probability
        Chance of being reached from the node before, where chance moves there; else NaN.
    date
        Day of each move, in order along every path; not-a-time where none is given.
    payoff
        What players get at the ends in their order, shape (case, end, player); NaN where not solved.

    Raises
    ------
    GameError
        If nodes, chances, dates or payoffs do not make a tree.
    """

    parent: Index
    mover: Index
    probability: Array
    date: Dates
    payoff: Array

    def __post_init__(self) -> None:
        _check_nodes(self)
        _check_chances(self)
        _check_dates(self)
        for name in ("parent", "mover", "probability", "date", "payoff"):
            object.__setattr__(self, name, read_only(getattr(self, name)))
        order = np.argsort(self.parent, kind="stable")
        cuts = np.searchsorted(self.parent[order], np.arange(len(self)))
        ends = np.searchsorted(self.parent[order], np.arange(len(self)), side="right")
        children = tuple(order[first:last] for first, last in zip(cuts, ends, strict=True))
        object.__setattr__(self, "_children", children)

    def __len__(self) -> int:
        return int(self.parent.size)

    @property
    def n_cases(self) -> int:
        """Number of games that share the tree."""
        return int(self.payoff.shape[0])

    @property
    def n_players(self) -> int:
        """Number of players."""
        return int(self.payoff.shape[2])

    @property
    def ends(self) -> Index:
        """Nodes at which the game is over, in the order of `payoff`."""
        return np.flatnonzero(self.mover == END)

    def children(self, node: int) -> Index:
        """Nodes that a node leads to, in the order of its actions."""
        children: tuple[Index, ...] = self.__dict__["_children"]
        return children[node]

    def actions_to(self, node: int) -> tuple[int, ...]:
        """Number of the action, or of the turn of chance, at each node on the way to a node."""
        taken: list[int] = []
        while self.parent[node] != ROOT:
            siblings = self.children(int(self.parent[node]))
            taken.append(int(np.flatnonzero(siblings == node)[0]))
            node = int(self.parent[node])
        return tuple(reversed(taken))


def _check_nodes(tree: Tree) -> None:
    size, is_end = tree.parent.size, tree.mover == END
    if size == 0 or {tree.mover.shape, tree.probability.shape, tree.date.shape} != {(size,)}:
        raise GameError(
            "tree: parent, mover, probability and date have different lengths. Give one of each for a node."
        )
    if tree.parent[0] != ROOT or (tree.parent[1:] >= np.arange(1, size)).any() or (tree.parent[1:] < 0).any():
        raise GameError(f"parent: list the first node with parent {ROOT}, and every other after its parent.")
    has_children = np.isin(np.arange(size), tree.parent)
    if (has_children == is_end).any():
        node = int(np.flatnonzero(has_children == is_end)[0])
        raise GameError(f"node {node}: a node either ends the game or leads on, and never both or neither.")
    if tree.payoff.ndim != 3 or tree.payoff.shape[1] != is_end.sum() or 0 in tree.payoff.shape:
        raise GameError(f"payoff: got shape {tree.payoff.shape} for {is_end.sum()} ends. Axes are (case, end, player).")
    if np.isinf(tree.payoff).any():
        raise GameError("payoff: infinite at some end. Payoffs are finite; write NaN where an end is not solved.")
    if not ((tree.mover >= END) & (tree.mover < tree.payoff.shape[2])).all():
        raise GameError(f"mover: got {tree.mover.max()}. Players are 0 to {tree.payoff.shape[2] - 1}.")


def _check_chances(tree: Tree) -> None:
    by_chance = np.zeros(tree.parent.size, np.bool_)
    by_chance[1:] = tree.mover[tree.parent[1:]] == CHANCE
    given = np.where(by_chance, tree.probability, 0.0)
    if not (given >= 0).all():
        raise GameError(
            "probability: negative or missing after a node of chance. Give every turn a chance of 0 or more."
        )
    total = np.bincount(tree.parent[by_chance], weights=given[by_chance], minlength=tree.parent.size)
    wrong: Flags = (tree.mover == CHANCE) & (np.abs(total - 1) > SUMS_TO_ONE)
    if wrong.any():
        node = int(np.flatnonzero(wrong)[0])
        raise GameError(f"probability: chances at node {node} sum to {total[node]:.6g}. They sum to 1.")


def _check_dates(tree: Tree) -> None:
    latest = tree.date.copy()
    for node in range(1, tree.parent.size):
        before = latest[tree.parent[node]]
        if np.isnat(latest[node]):
            latest[node] = before
        elif latest[node] < before:
            raise GameError(f"date: node {node} moves on {latest[node]}, before the move of {before} that leads to it.")
