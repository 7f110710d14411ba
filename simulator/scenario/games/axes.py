"""Axes of choice: the moves of players and the turns of chance, and the scenario behind each combination of levels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.scenario.games.schema import Effect, GameFile, Level, Move, Turn
from simulator.scenario.measures import Measure
from simulator.scenario.reading.assemble import digest_of
from simulator.scenario.reading.bind import Origin
from simulator.scenario.scenario import Scenario

CHANCE: Final = "chance"
"""Name of the axis of chance; further ones have a number."""

Levels: TypeAlias = tuple[int, ...]
"""Position of the level of each axis."""


@dataclass(frozen=True)
class Choice:
    """One level of a move, or one turn of chance, with what it changes of the status quo.

    Attributes
    ----------
    name
        As the file calls it.
    effect
        What the file says of it.
    measures
        Measures that it puts in force; one with the id of a measure of the status quo takes the place of that.
    dropped
        Ids of measures of the status quo that fall away.
    gain
        What it is worth to players by itself.
    probability
        How likely it is, of chance.
    origins
        Where each of its measures is written, by id.
    """

    name: str
    effect: Effect
    measures: tuple[Measure, ...] = ()
    dropped: tuple[str, ...] = ()
    gain: Mapping[str, float] = field(default_factory=dict)
    probability: float = 1.0
    origins: Mapping[str, Origin] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class Axis:
    """A move of a player, or of chance where `player` is empty; `default` is the position of the status quo."""

    id: str
    player: str
    choices: tuple[Choice, ...]
    default: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the levels."""
        return tuple(choice.name for choice in self.choices)

    def index(self, name: str) -> int:
        """Position of a level that there is."""
        return self.names.index(name)


def levels_at(axes: Sequence[Axis], profile: Mapping[str, str]) -> Levels:
    """Levels of all axes; those that are not named are at their default."""
    return tuple(axis.index(profile[axis.id]) if axis.id in profile else axis.default for axis in axes)


def axes_of(file: GameFile) -> tuple[Axis, ...]:
    """Moves in the order of a file and behind them the turns of chance in the order of its tree, without measures."""
    moves = [
        Axis(move.id, move.player, tuple(_level(name, level) for name, level in move.levels.items()), _default(move))
        for move in file.moves
    ]
    turns = [stage.chance for stage in file.tree if stage.chance is not None]
    chances = [
        Axis(CHANCE if number == 1 else f"{CHANCE}-{number}", "", tuple(_turn(*item) for item in chance.items()))
        for number, chance in enumerate(turns, start=1)
    ]
    return (*moves, *chances)


def _default(move: Move) -> int:
    return next((position for position, level in enumerate(move.levels.values()) if level.default), 0)


def _level(name: str, level: Level) -> Choice:
    return Choice(name, level, dropped=level.drop, gain=dict(level.gain))


def _turn(name: str, turn: Turn) -> Choice:
    return Choice(name, turn, dropped=turn.drop, probability=turn.probability)


def excluded_of(axes: Sequence[Axis], excluded: Sequence[Mapping[str, str]]) -> NDArray[np.bool_]:
    """Combinations of levels that are excluded, in the shape of the axes."""
    flags = np.zeros(tuple(len(axis.choices) for axis in axes), np.bool_)
    for combination in excluded:
        flags[tuple(axis.index(combination[axis.id]) if axis.id in combination else slice(None) for axis in axes)] = 1
    return flags


class Structure:
    """Who decides what in a game, by what its file says and its axes."""

    if TYPE_CHECKING:  # each game has them as a field or a property

        @property
        def file(self) -> GameFile:
            """What its file says."""

        @property
        def axes(self) -> tuple[Axis, ...]:
            """Moves, and behind them the turns of chance."""

    @property
    def players(self) -> tuple[str, ...]:
        """Who decides, in the order of the file."""
        return tuple(self.file.players)

    @property
    def moves(self) -> tuple[Axis, ...]:
        """Axes on which players decide."""
        return tuple(axis for axis in self.axes if axis.player)

    @property
    def status_quo(self) -> Levels:
        """The default level of each move, in their order."""
        return tuple(axis.default for axis in self.moves)

    @property
    def named(self) -> dict[str, Levels]:
        """Levels of the moves in each profile that has a name."""
        return {name: levels_at(self.moves, profile) for name, profile in self.file.named.items()}


def profile_text(axes: Sequence[Axis], levels: Levels) -> str:
    """A profile in words: the levels that are not those of the status quo."""
    at = [(axis, level) for axis, level in zip(axes, levels, strict=True) if level >= 0]
    moved = [f"{axis.id}={axis.names[level]}" for axis, level in at if level != axis.default or not axis.player]
    return " ".join(moved) or "status quo"


def scenario_at(base: Scenario, axes: Sequence[Axis], levels: Levels) -> Scenario:
    """The status quo with the measures of the levels of all axes in their order, and without those that they drop.

    An axis whose level is below 0 changes nothing.
    """
    chosen = [axis.choices[level] for axis, level in zip(axes, levels, strict=True) if level >= 0]
    dropped = {name for choice in chosen for name in choice.dropped}
    laid = {measure.id: measure for choice in chosen for measure in choice.measures}
    if not laid and not dropped:
        return base
    kept = [measure for measure in base.measures if measure.id not in dropped]
    base_ids = {measure.id for measure in base.measures}
    measures = [*(laid.get(item.id, item) for item in kept), *_new(laid.values(), base_ids)]
    older = {item.id: base.versions(item) for item in kept if item.id in laid}
    name = profile_text(axes, levels)
    return replace(
        base,
        name=f"{base.name}: {name}",
        measures=tuple(measures),
        replaced={**base.replaced, **older},
        origins={**base.origins, **{key: origin for choice in chosen for key, origin in choice.origins.items()}},
        digest=digest_of((base.digest, name)),
    )


def _new(laid: Iterable[Measure], base_ids: set[str]) -> list[Measure]:
    return [measure for measure in laid if measure.id not in base_ids]
