"""What of a game file does not fit together: names, defaults, exclusions, the tree and the table."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.errors import nearest
from simulator.files.problem import shown
from simulator.files.yaml import Keys
from simulator.scenario.games.axes import Axis, excluded_of, levels_at
from simulator.scenario.games.schema import GameFile, Stage
from simulator.scenario.games.timing import TIMELINE

MOST_MOVES: Final = 12
"""Moves of a game."""

MOST_PROFILES: Final = 4096
"""Combinations of levels, turns of chance included, that are solved."""


class Wrong(NamedTuple):
    """Something that is wrong at a place of the file, or with the key that stands there."""

    keys: Keys
    text: str
    at_key: bool = False


def wrong_in(file: GameFile, axes: Sequence[Axis]) -> Iterator[Wrong]:
    """Everything by which the parts of a game do not fit each other."""
    yield from _of_moves(file)
    yield from _of_players(file)
    yield from _of_effects(file, axes)
    named = [*_of_profiles(file, axes), *_of_concerns(file), *_of_tree(file), *_of_table(file, axes)]
    yield from named
    if not named and len({axis.id for axis in axes}) == len(axes):
        yield from _of_combinations(file, axes)


def unknown(name: str, kind: str, known: Sequence[str]) -> str:
    """Say that a name is not known, and which is near."""
    parts = (f"got the unknown {kind} {shown(name)} —", nearest(name, known), f"Known: {', '.join(known)}.")
    return " ".join(part for part in parts if part)


def _of_moves(file: GameFile) -> Iterator[Wrong]:
    if len(file.moves) > MOST_MOVES:
        yield Wrong(("moves",), f"got {len(file.moves)} moves — at most {MOST_MOVES}.")
    first: dict[str, int] = {}
    for position, move in enumerate(file.moves):
        if first.setdefault(move.id, position) != position:
            yield Wrong(
                ("moves", position, "id"), f"got {shown(move.id)}, the id of moves[{first[move.id]}] — one of its own."
            )
        if move.player not in file.players:
            yield Wrong(("moves", position, "player"), unknown(move.player, "player", list(file.players)))
        defaults = [name for name, level in move.levels.items() if level.default]
        if len(defaults) != 1:
            got = f"several default levels ({', '.join(defaults)})" if defaults else "no default level"
            yield Wrong(
                ("moves", position, "levels"), f"got {got} — `default: true` at one, the level of the status quo."
            )
        yield from _of_levels(file, position)


def _of_levels(file: GameFile, position: int) -> Iterator[Wrong]:
    for name, level in file.moves[position].levels.items():
        keys = ("moves", position, "levels", name)
        if level.default and not level.is_empty:
            yield Wrong(keys, "got measures at the default level, the status quo as it stands — another level.")
        if level.default and level.gain:
            yield Wrong((*keys, "gain"), "got a gain at the default level, against which gains are — other levels.")
        if not (level.default or level.gain or file.payoff_table) and level.is_empty:
            yield Wrong(keys, "changes nothing — `use`, `add`, `measures` or `drop`, or a `gain` of the level itself.")
        if file.payoff_table and not level.is_empty:
            yield Wrong(keys, "got measures in a game with a table of payoffs — the one or the other.")
        for player in level.gain:
            if player not in file.players:
                yield Wrong((*keys, "gain", player), unknown(player, "player", list(file.players)), at_key=True)


def _of_players(file: GameFile) -> Iterator[Wrong]:
    deciding = {move.player for move in file.moves}
    for name, player in file.players.items():
        if name not in deciding:
            yield Wrong(("players", name), "has no move — one at least, or leave the player out.", at_key=True)
        if file.payoff_table and player.payoff:
            text = "got outcomes in a game with a table of payoffs — one or the other."
            yield Wrong(("players", name, "payoff"), text)
        if not file.payoff_table and player.regions and len(player.regions) > 1 and not player.payoff:
            text = "acts for several regions — `payoff`, such as {welfare_usd:EUU: 1, welfare_usd:JPN: 1}."
            yield Wrong(("players", name), text)


def _of_effects(file: GameFile, axes: Sequence[Axis]) -> Iterator[Wrong]:
    """Levels of two moves that touch one measure, of which only one could be in force."""
    first: dict[str, int] = {}
    stages = [position for position, stage in enumerate(file.tree) if stage.chance is not None]
    keys: list[Keys] = [("moves", position) for position in range(len(file.moves))]
    keys += [("tree", position) for position in stages]
    for number, axis in enumerate(axes):
        touched = {item.id for choice in axis.choices for item in choice.measures}
        touched |= {name for choice in axis.choices for name in choice.dropped}
        for measure in sorted(touched):
            if first.setdefault(measure, number) != number:
                text = f"touches the measure {shown(measure)}, as {axes[first[measure]].id} does — levels of one move."
                yield Wrong(keys[number], text)


def _of_profiles(file: GameFile, axes: Sequence[Axis]) -> Iterator[Wrong]:
    moves = axes[: len(file.moves)]
    for position, combination in enumerate(file.excluded):
        if not combination:
            yield Wrong(("excluded", position), "excludes everything — levels of one move at least.")
        yield from _of_profile(combination, ("excluded", position), moves)
    for name, profile in file.named.items():
        yield from _of_profile(profile, ("named", name), moves)
    for position, row in enumerate(file.payoff_table):
        yield from _of_profile(row.at, ("payoff_table", position, "at"), axes)


def _of_profile(profile: Mapping[str, str], keys: Keys, axes: Sequence[Axis]) -> Iterator[Wrong]:
    known = {axis.id: axis for axis in axes}
    for move, level in profile.items():
        if move not in known:
            yield Wrong((*keys, move), unknown(move, "move", list(known)), at_key=True)
        elif level not in known[move].names:
            yield Wrong((*keys, move), unknown(level, f"level of {move}", known[move].names))


def _of_concerns(file: GameFile) -> Iterator[Wrong]:
    levels = [f"{move.id}.{name}" for move in file.moves for name, level in move.levels.items() if not level.default]
    for player, concerns in file.concerns.items():
        if player not in file.players:
            yield Wrong(("concerns", player), unknown(player, "player", list(file.players)), at_key=True)
        for concern in concerns:
            if concern in levels or (":" in concern and not file.payoff_table):
                continue
            unit = f"got {shown(concern)}, which has no unit — an outcome such as factor_earnings:USA:SOY, or a level."
            text = f"{unit} {nearest(concern, levels)} Levels: {', '.join(levels)}."
            yield Wrong(("concerns", player, concern), " ".join(text.split()), at_key=True)


def _of_tree(file: GameFile) -> Iterator[Wrong]:
    if not file.tree:
        return
    owner = {move.id: move.player for move in file.moves}
    yield from _of_questions(file, owner)
    for position, stage in enumerate(file.tree):
        yield from _of_stage(file, position, stage, owner)
    days = [(position, stage.date) for position, stage in enumerate(file.tree) if stage.date is not None]
    for (_, before), (position, after) in pairwise(days):
        if after < before:
            yield Wrong(
                ("tree", position, "date"), f"got {after}, before {before} — stages in the order of their days."
            )


def _of_questions(file: GameFile, owner: Mapping[str, str]) -> Iterator[Wrong]:
    """Moves that the tree asks twice, or never."""
    asked: dict[str, int] = {}
    for position, name in ((position, name) for position, stage in enumerate(file.tree) for name in stage.move):
        if name not in owner:
            yield Wrong(("tree", position, "move"), unknown(name, "move", list(owner)))
        elif name in asked:
            text = f"asks {shown(name)} a second time, after tree[{asked[name]}] — each move once."
            yield Wrong(("tree", position, "move"), text)
        asked.setdefault(name, position)
    for name in (name for name in owner if name not in asked):
        yield Wrong(("tree",), f"never asks {shown(name)} — each move once.")


def _of_stage(file: GameFile, position: int, stage: Stage, owner: Mapping[str, str]) -> Iterator[Wrong]:
    if stage.by is not None and stage.by not in file.players:
        yield Wrong(("tree", position, "by"), unknown(stage.by, "player", list(file.players)))
        return
    strange = [name for name in stage.move if owner.get(name, stage.by) != stage.by]
    if strange:
        text = f"got {stage.by}, but {shown(strange[0])} is a move of {owner[strange[0]]} — the player who decides it."
        yield Wrong(("tree", position, "by"), text)
    yield from _of_days(file, stage)
    levels = [name for move in file.moves if move.id in stage.move for name in move.levels]
    for level in stage.audience_cost:
        if level not in levels:
            yield Wrong(("tree", position, "audience_cost", level), unknown(level, "level", levels), at_key=True)


def _of_days(file: GameFile, stage: Stage) -> Iterator[Wrong]:
    """Levels that begin before the day on which they are decided."""
    for position, move in enumerate(file.moves):
        for name, level in move.levels.items() if move.id in stage.move else ():
            if stage.date is not None and level.date is not None and level.date < stage.date:
                text = f"got {level.date}, before the tree decides on it on {stage.date} — a day from then on."
                yield Wrong(("moves", position, "levels", name, "date"), text)


def _of_table(file: GameFile, axes: Sequence[Axis]) -> Iterator[Wrong]:
    if file.payoff_table and TIMELINE in file.horizons:
        yield Wrong(("horizons",), "got timeline in a game with a table of payoffs, which has no days — leave it out.")
    for position, row in enumerate(file.payoff_table):
        keys = ("payoff_table", position, "payoff")
        for player in row.payoff:
            if player not in file.players:
                yield Wrong((*keys, player), unknown(player, "player", list(file.players)), at_key=True)
        missing = [player for player in file.players if player not in row.payoff]
        if missing:
            yield Wrong(keys, f"lacks {', '.join(missing)} — a number for every player.")


def _of_combinations(file: GameFile, axes: Sequence[Axis]) -> Iterator[Wrong]:
    """What depends on all combinations, once every name is known."""
    count = math.prod(len(axis.choices) for axis in axes)
    if count > 4 * MOST_PROFILES:
        yield Wrong(("moves",), _too_many(count))
        return
    excluded = excluded_of(axes, file.excluded)
    left = int((~excluded).sum())
    if left > MOST_PROFILES:
        yield Wrong(("moves",), _too_many(left))
    yield from _of_exclusions(file, axes, excluded)
    if file.payoff_table:
        yield from _of_rows(file, axes, excluded)


def _of_exclusions(file: GameFile, axes: Sequence[Axis], excluded: NDArray[np.bool_]) -> Iterator[Wrong]:
    """Exclusions that leave no status quo, nothing of a level, or a name for what cannot be."""
    moves = axes[: len(file.moves)]
    can_be = np.asarray(~excluded.all(axis=tuple(range(len(moves), len(axes)))))
    if not can_be[tuple(axis.default for axis in moves)]:
        yield Wrong(("excluded",), "excludes the status quo, against which everything is held — other combinations.")
    for number, axis in enumerate(moves):
        used = np.moveaxis(can_be, number, 0).reshape(len(axis.choices), -1).any(axis=1)
        for level in np.flatnonzero(~used):
            text = f"leaves no profile with {axis.id}={axis.names[level]} — leave the level out of its move."
            yield Wrong(("excluded",), text)
    for name, profile in file.named.items():
        if not can_be[levels_at(moves, profile)]:
            yield Wrong(("named", name), "is excluded — a profile that can come about.", at_key=True)


def _too_many(count: int) -> str:
    return f"got {count:,} combinations of levels — at most {MOST_PROFILES:,}; leave out levels, or exclude some."


def _of_rows(file: GameFile, axes: Sequence[Axis], excluded: NDArray[np.bool_]) -> Iterator[Wrong]:
    """Combinations that the table lacks, or has twice."""
    first: dict[tuple[int, ...], int] = {}
    for position, row in enumerate(file.payoff_table):
        levels = levels_at(axes, row.at)
        if first.setdefault(levels, position) != position:
            yield Wrong(("payoff_table", position, "at"), f"repeats payoff_table[{first[levels]}] — each profile once.")
    missing = [tuple(map(int, at)) for at in np.argwhere(~excluded) if tuple(map(int, at)) not in first]
    if missing:
        said = ", ".join(f"{axis.id}: {axis.names[level]}" for axis, level in zip(axes, missing[0], strict=True))
        text = f"lacks profiles, {len(missing)} of {excluded.size}, the first {{{said}}} — a row for each."
        yield Wrong(("payoff_table",), text)
