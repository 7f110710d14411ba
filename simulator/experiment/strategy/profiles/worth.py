"""What profiles are worth to players: weighted outcomes against the status quo, and gains of levels themselves."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from simulator.economy import Economy
from simulator.errors import ScenarioError
from simulator.experiment.batch.task import Array
from simulator.files.problem import Problem
from simulator.files.yaml import Document, Keys
from simulator.results.outcome import Outcome
from simulator.scenario.games.axes import Axis
from simulator.scenario.games.schema import Breakpoints, GameFile

Cells: TypeAlias = np.ndarray[tuple[int, int], np.dtype[np.intp]]
"""Level of each axis, shape (profile, axis)."""


def outcomes_of(file: GameFile) -> tuple[str, ...]:
    """Outcomes that payoffs and concerns are made of, each once; none where payoffs are given as a table."""
    if file.payoff_table:
        return ()
    wanted = [text for name in file.players for text in file.weights(name)]
    asked = [text for given in file.concerns.values() for text in given if text not in file.level_ids]
    return tuple(dict.fromkeys([*wanted, *asked]))


def outcome_problems(file: GameFile, document: Document, economy: Economy) -> Iterator[Problem]:
    """Outcomes that an economy or this version does not know, each at its place."""
    for keys, text in _named(file):
        try:
            Outcome.of_every_case(text, economy)
        except ScenarioError as wrong:
            yield document.problem(keys, _sentence(text, str(wrong)), at_key=True)


def _named(file: GameFile) -> Iterator[tuple[Keys, str]]:
    for name, player in file.players.items():
        yield from ((("players", name, "payoff", text), text) for text in player.payoff)
    for name, given in file.concerns.items():
        yield from ((("concerns", name, text), text) for text in given if text not in file.level_ids)


def _sentence(text: str, said: str) -> str:
    """What is wrong with an outcome, without its own text before it and with what is allowed behind a dash."""
    sentence = said.removeprefix(f"{text}: ")
    if " — " in sentence:
        return sentence
    got, stop, allowed = sentence.partition(". ")
    return f"{got} — {allowed or 'one that `tariffsim indicators` lists.'}" if stop or not allowed else sentence


def payoffs(file: GameFile, axes: Sequence[Axis], change: Mapping[str, Array], cells: Cells) -> Array:
    """Payoffs of players at profiles, shape (…, player, profile).

    u_p(a) = Σ_k w_pk [y_k(a) − y_k(a⁰)] + Σ_m g_pm(a_m)

    Parameters
    ----------
    change
        By outcome y_k(a) − y_k(a⁰), shape (…, profile).
    cells
        Level of each axis, shape (profile, axis).
    """
    of_players = [
        _gains(axes, name, cells) + sum(_worth(change[text], weight) for text, weight in file.weights(name).items())
        for name in file.players
    ]
    return np.stack(of_players, axis=-2)


def _gains(axes: Sequence[Axis], player: str, cells: Cells) -> Array:
    """What the levels of profiles are worth to a player by themselves."""
    total = np.zeros(len(cells))
    for column, axis in enumerate(axes):
        total += np.array([choice.gain.get(player, 0.0) for choice in axis.choices])[cells[:, column]]
    return total


def _worth(change: Array, weight: float | Breakpoints) -> Array:
    """A weight times a change; of breakpoints the worth between them, and beyond them along the outer slopes."""
    if not isinstance(weight, tuple):
        return weight * change
    at, worth = (np.array(column) for column in zip(*weight, strict=True))
    slope = np.diff(worth) / np.diff(at)
    inside = np.interp(change, at, worth)
    below, above = np.minimum(change - at[0], 0.0), np.maximum(change - at[-1], 0.0)
    here = float(np.interp(0.0, at, worth) + slope[0] * min(-at[0], 0.0) + slope[-1] * max(-at[-1], 0.0))
    return np.asarray(inside + slope[0] * below + slope[-1] * above - here)
