"""Stability of a conflict in the graph model: which moves from a state others would sanction, and deter so."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from simulator.errors import GameError
from simulator.game.normal import TIE, Array, Flags, Index, NormalForm, checked_tie


class GraphModel(NamedTuple):
    """States of a conflict and the moves of players between them.

    Attributes
    ----------
    payoff
        Shape (player, state); only differences against the tie count.
    moves
        For each player whether it can move alone from one state to another, sparse, shape (state, state).
    """

    payoff: Array
    moves: tuple[csr_array, ...]


class Stability(NamedTuple):
    """Which states are stable for which player, shape (player, state) each.

    Attributes
    ----------
    nash
        R: the player has no improvement.
    general
        GMR: others can answer every improvement so that the player is no better off than before.
    symmetric
        SMR: and the player cannot escape that answer by another move of its own.
    sequential
        SEQ: others can do so by moves that improve their own position.
    """

    nash: Flags
    general: Flags
    symmetric: Flags
    sequential: Flags

    def equilibria(self) -> "Stability":
        """States that are stable for every player, shape (state,) each."""
        return Stability(*(np.asarray(flags.all(axis=0)) for flags in self))


def graph_of(game: NormalForm, is_allowed: Sequence[ArrayLike] | None = None) -> tuple[GraphModel, Index]:
    """Graph of a matrix game: a player moves between profiles that differ in its own action only.

    Parameters
    ----------
    is_allowed
        For each player whether it can go from one action to another, shape (action, action); all if not given. A
        threat carried out that cannot be undone is a move of one direction.

    Returns
    -------
    model, profiles
        The model and the profiles that are its states, shape (state, player).

    Raises
    ------
    GameError
        If the game has several cases or unsolved profiles, or what is allowed does not fit it.
    """
    payoff = game.only()
    profiles = np.argwhere(~game.is_excluded)
    number = np.full(game.n_actions, -1)
    number[tuple(profiles.T)] = np.arange(len(profiles))
    allowed = [np.ones((size, size), np.bool_) for size in game.n_actions] if is_allowed is None else is_allowed
    tables = [np.array(table, np.bool_) for table in allowed]
    if [table.shape for table in tables] != [(size, size) for size in game.n_actions]:
        raise GameError(f"is_allowed: give a square of flags for each player; they have {game.n_actions} actions.")
    moves = tuple(_moves_of(player, table, profiles, number) for player, table in enumerate(tables))
    return GraphModel(payoff[:, ~game.is_excluded], moves), profiles


def graph_model(payoff: ArrayLike, moves: Sequence[Sequence[tuple[int, int]]]) -> GraphModel:
    """Graph of states that are listed, with the moves of each player as pairs (from, to).

    Raises
    ------
    GameError
        If payoffs are not one finite number for each player and state, or a move names no state.
    """
    values = np.array(payoff, np.float64)
    if values.ndim != 2 or len(moves) != len(values) or not np.isfinite(values).all():
        raise GameError("payoff: give a finite number for each player and state, and a list of moves for each player.")
    size = values.shape[1]
    if any(not (0 <= a < size and 0 <= b < size) or a == b for pairs in moves for a, b in pairs):
        raise GameError(f"moves: a move leads from one of the states 0 to {size - 1} to another.")
    return GraphModel(values, tuple(_matrix(np.array(pairs, np.intp).reshape(-1, 2), size) for pairs in moves))


def stability(model: GraphModel, tie: float = TIE) -> Stability:
    """Stability of every state for every player, by four definitions.

    An improvement raises the payoff by more than a tie; a sanction leaves the player with no more than it had, within a
    tie. Others answer by any sequence of moves in which nobody moves twice in a row (Fang, Hipel and Kilgour).

    Returns
    -------
    stability
        Nash implies the three others, and each of them implies GMR; SMR and SEQ do not imply each other.

    References
    ----------
    Fang, Hipel and Kilgour (1993), Interactive Decision Making: The Graph Model for Conflict Resolution.
    """
    checked_tie(tie)
    players = range(len(model.payoff))
    better = tuple(_improvements(model.moves[p], model.payoff[p], tie) for p in players)
    rows = [_of_player(model, better, player, tie) for player in players]
    return Stability(*(np.array(flags) for flags in zip(*rows, strict=True)))


def _of_player(model: GraphModel, better: tuple[csr_array, ...], player: int, tie: float) -> tuple[Flags, ...]:
    payoff = model.payoff[player]
    others = [p for p in range(len(model.payoff)) if p != player]
    answers, credible = [model.moves[p] for p in others], [better[p] for p in others]
    escape = np.maximum(payoff, _extreme(model.moves[player], payoff, np.maximum, -np.inf))
    sanctions = np.full(payoff.size, np.inf), _worst(answers, payoff), _worst(answers, escape), _worst(credible, payoff)
    return tuple(_extreme(better[player], worst, np.maximum, -np.inf) <= payoff + tie for worst in sanctions)


def _improvements(moves: csr_array, payoff: Array, tie: float) -> csr_array:
    start, end = moves.nonzero()
    kept = payoff[end] > payoff[start] + tie
    return _matrix(np.stack([start[kept], end[kept]], axis=1), payoff.size)


def _worst(moves: Sequence[csr_array], value: Array) -> Array:
    """Least value of the states that others can bring about from each, by moves in which nobody moves twice in a row.

    m_k(s) = min over movers j ≠ k and their moves s → s' of min(value(s'), m_j(s')), k who moved last; ∞ without moves
    """
    none = np.full(value.size, np.inf)
    after = [none] * len(moves)
    while True:
        through = [
            _extreme(move, np.minimum(value, worst), np.minimum, np.inf)
            for move, worst in zip(moves, after, strict=True)
        ]
        then = [
            np.minimum.reduce([none, *(one for other, one in enumerate(through) if other != last)])
            for last in range(len(moves))
        ]
        if all(np.array_equal(old, new) for old, new in zip(after, then, strict=True)):
            return np.asarray(np.minimum.reduce([none, *through]))
        after = then


def _extreme(graph: csr_array, value: Array, pick: np.ufunc, empty: float) -> Array:
    """Least or greatest value over the states that each state leads to; `empty` where it leads nowhere."""
    extreme = np.full(value.size, empty)
    has_any = np.flatnonzero(np.diff(graph.indptr))
    if has_any.size:
        extreme[has_any] = pick.reduceat(value[graph.indices], graph.indptr[has_any])
    return extreme


def _moves_of(player: int, allowed: Flags, profiles: Index, number: Index) -> csr_array:
    """Moves of a player from every profile to those that differ in its own action."""
    pairs = []
    for start, end in np.argwhere(allowed & ~np.eye(len(allowed), dtype=np.bool_)):
        from_states = np.flatnonzero(profiles[:, player] == start)
        after = profiles[from_states].copy()
        after[:, player] = end
        to_states = number[tuple(after.T)]
        pairs.append(np.stack([from_states, to_states], axis=1)[to_states >= 0])
    return _matrix(np.concatenate(pairs) if pairs else np.empty((0, 2), np.intp), len(profiles))


def _matrix(pairs: Index, size: int) -> csr_array:
    return csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
