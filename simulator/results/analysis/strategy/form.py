"""Payoffs of a game over its moves and turns of chance, with their names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulator.game.moves import MovesOfPlayers, by_player
from simulator.game.normal import NormalForm
from simulator.scenario.games.axes import Axis, Levels, Structure, axes_of, excluded_of, profile_text
from simulator.scenario.games.schema import GameFile

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class StrategicForm(Structure):
    """Payoffs of a game at one horizon.

    Attributes
    ----------
    file
        What its file says.
    payoff
        Shape (case, player, levels of axis 0, …), axes in the order of `axes`; more is better. NaN where a profile is
        excluded or not solved.
    change
        Outcomes against the status quo as each player weighs years, each of shape (player, levels of axis 0, …), of
        the first case.
    """

    file: GameFile
    payoff: Array
    change: Mapping[str, Array]

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """Moves, and behind them the turns of chance."""
        return axes_of(self.file)

    @property
    def tie(self) -> float:
        """Differences of payoffs up to this are none."""
        return self.file.tie

    @cached_property
    def is_excluded(self) -> NDArray[np.bool_]:
        """Profiles of moves that cannot come about."""
        return excluded_of(self.moves, self.file.excluded)

    def expected(self, values: Array) -> Array:
        """Mean over the turns of chance, which are the last axes; those that never come need no number."""
        for axis in reversed(self.axes[len(self.moves) :]):
            weight = np.array([choice.probability for choice in axis.choices])
            values = np.where(weight == 0, 0.0, weight * values).sum(axis=-1)
        return np.asarray(values)

    @cached_property
    def by_moves(self) -> MovesOfPlayers:
        """The game of players, each of whom chooses a level in every move of its own, before chance falls."""
        owner = [self.players.index(axis.player) for axis in self.moves]
        return by_player(self.expected(self.payoff), owner, self.is_excluded)

    @property
    def game(self) -> NormalForm:
        """Payoffs by action of every player, all cases."""
        return self.by_moves.game

    @property
    def central(self) -> NormalForm:
        """Payoffs of the first case."""
        return self.game.case(0)

    @cached_property
    def is_solved(self) -> bool:
        """Whether every profile of the first case is."""
        return not self.central.is_unsolved.any()

    def levels_of(self, profile: Sequence[int]) -> Levels:
        """Levels of the moves from actions of players, be they excluded or not."""
        chosen = [iter(self.by_moves.levels[player][action].tolist()) for player, action in enumerate(profile)]
        return tuple(next(chosen[player]) for player in self.by_moves.owner)

    def actions_at(self, levels: Levels) -> Levels:
        """Actions of players from levels of the moves."""
        return self.by_moves.profile_of(levels)

    def text(self, profile: Sequence[int]) -> str:
        """A profile of actions by its name, or else by the levels that are not those of the status quo."""
        return self.text_of(self.levels_of(profile))

    def text_of(self, levels: Levels) -> str:
        """The same of levels of the moves."""
        names = [name for name, named_levels in self.named.items() if named_levels == levels]
        return names[0] if names else profile_text(self.moves, levels)

    def action_text(self, player: int, action: int) -> str:
        """An action of one player by the levels that are not those of the status quo."""
        moves = [axis for axis in self.moves if axis.player == self.players[player]]
        return profile_text(moves, tuple(int(level) for level in self.by_moves.levels[player][action]))

    def flat(self, profile: Sequence[int]) -> int:
        """Number of a profile among all."""
        return int(np.ravel_multi_index(tuple(profile), self.game.n_actions))

    def unflat(self, number: int) -> Levels:
        """Profile of a number."""
        return tuple(int(action) for action in np.unravel_index(number, self.game.n_actions))

    def rows(self, profile: str, payoff: Array, **more: object) -> list[dict[str, object]]:
        """One row for each player at a profile: profile, player, payoff, and what is said of all."""
        return [
            {**more, "profile": profile, "player": player, "payoff": float(value)}
            for player, value in zip(self.players, payoff, strict=True)
        ]
