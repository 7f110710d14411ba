"""From moves to players: a player who has several moves chooses a level of each, which together are one action."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from simulator.errors import GameError
from simulator.game.normal import Array, Index, NormalForm, Profile


@dataclass(frozen=True, eq=False)
class MovesOfPlayers:
    """A game whose actions are choices of one level in each move of a player, and the way back to levels.

    Attributes
    ----------
    game
        Payoffs by action.
    owner
        Who owns each move.
    levels
        For each player the levels that its actions stand for, shape (action, own moves in their order).
    """

    game: NormalForm
    owner: Profile
    levels: tuple[Index, ...]

    def levels_of(self, profile: Profile) -> Profile:
        """Level of every move, in the order of the moves."""
        actions = self.game.checked(profile)
        chosen = [iter(self.levels[player][action]) for player, action in enumerate(actions)]
        return tuple(int(next(chosen[player])) for player in self.owner)

    def profile_of(self, levels: Profile) -> Profile:
        """Action of every player that has these levels of all moves."""
        levels_of_players = [
            [level for level, owner in zip(levels, self.owner, strict=True) if owner == p] for p in self._players
        ]
        matches = [
            np.flatnonzero((table == row).all(axis=1))
            for table, row in zip(self.levels, levels_of_players, strict=True)
        ]
        if any(actions.size == 0 for actions in matches):
            raise GameError(f"levels: got {levels}. Some move has no such level.")
        return self.game.checked(tuple(int(actions[0]) for actions in matches))

    @property
    def _players(self) -> range:
        return range(self.game.n_players)


def by_player(payoff: ArrayLike, owner: Sequence[int], is_excluded: ArrayLike | None = None) -> MovesOfPlayers:
    """Game of players from payoffs by level of every move.

    Parameters
    ----------
    payoff
        Shape (case, player, levels of move 0, levels of move 1, …).
    owner
        Player who owns each move; every player owns at least one.
    is_excluded
        Combinations of levels that cannot come about, shape (levels of move 0, …).

    Raises
    ------
    GameError
        If moves and axes do not match, or a player owns no move.
    """
    numbers = np.array(payoff, np.float64)
    _check_owners(numbers, owner)
    n_players = numbers.shape[1]
    moves_of_players = [[move for move, player in enumerate(owner) if player == p] for p in range(n_players)]
    order = [move for moves in moves_of_players for move in moves]
    sizes = [[numbers.shape[2 + move] for move in moves] for moves in moves_of_players]
    actions = tuple(int(np.prod(size)) for size in sizes)
    merged = numbers.transpose(0, 1, *(2 + move for move in order)).reshape(*numbers.shape[:2], *actions)
    excluded = None if is_excluded is None else np.array(is_excluded, np.bool_).transpose(order).reshape(actions)
    levels = tuple(np.array(list(itertools.product(*map(range, size))), np.intp) for size in sizes)
    return MovesOfPlayers(NormalForm.batch(merged, excluded), tuple(owner), levels)


def _check_owners(payoff: Array, owner: Sequence[int]) -> None:
    if payoff.ndim != len(owner) + 2:
        raise GameError(
            f"payoff: got shape {payoff.shape} for {len(owner)} moves. Axes are (case, player, levels of move 0, …)."
        )
    missing = sorted(set(range(payoff.shape[1])) ^ set(owner))
    if missing:
        raise GameError(
            f"owner: got {list(owner)} for {payoff.shape[1]} players; see {missing}. Every player owns at least one "
            "move, and every move has an owner among the players."
        )
