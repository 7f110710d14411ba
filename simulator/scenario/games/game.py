"""A game: its axes of choice over a status quo, from a file or made in memory."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from simulator.errors import ScenarioError
from simulator.files.problem import raise_all, shown
from simulator.files.schema import in_memory
from simulator.files.yaml import Document
from simulator.scenario.format.plain import plain
from simulator.scenario.games.axes import Axis, Levels, Structure, excluded_of, scenario_at
from simulator.scenario.games.draft import GameDraft, draft_game
from simulator.scenario.games.schema import GameFile
from simulator.scenario.games.together import joined
from simulator.scenario.games.written import write_game
from simulator.scenario.reading.assemble import digest_of
from simulator.scenario.scenario import Scenario


class GameKeys(TypedDict, total=False):
    """Keys by which a game is made: those of its file, and its name."""

    name: str
    title: str
    summary: str
    status_quo: str | Path | Scenario
    baseline: str
    horizons: str | float | Sequence[str | float]
    timeline: Mapping[str, Any]
    players: Mapping[str, Mapping[str, Any]]
    moves: Sequence[Mapping[str, Any]]
    excluded: Sequence[Mapping[str, str]]
    named: Mapping[str, Mapping[str, str]]
    concerns: Mapping[str, Mapping[str, tuple[float, float]]]
    tree: Sequence[Mapping[str, Any]]
    payoff_table: Sequence[Mapping[str, Any]]
    tie: float
    assumptions: Sequence[str]


@dataclass(frozen=True, init=False)
class Game(Structure):
    """Who can do what, from which status quo, and what each cares about.

    Made in memory, it takes the keys of a game file: `Game(title="…", status_quo="truce-2025-10", players={…},
    moves=[…])`. Names and paths are found from the working folder; `status_quo` may be a scenario, too.

    Attributes
    ----------
    name, title, summary, assumptions
        Stem of the file; one line; a few sentences; what is assumed without a source.
    file
        Everything that its file says.
    base
        The status quo; None where payoffs are given as a table.
    axes
        The moves in the order of the file, and behind them the turns of chance in the order of the tree.
    digest
        SHA-256 of everything that went in.
    path, document
        File that it was read from, or could be; and what stands there, for messages.
    """

    name: str
    title: str
    summary: str
    assumptions: tuple[str, ...]
    file: GameFile = field(repr=False)
    base: Scenario | None = field(repr=False)
    axes: tuple[Axis, ...] = field(repr=False)
    digest: str = field(compare=False)
    path: Path = field(compare=False)
    document: Document = field(compare=False, repr=False)

    def __init__(self, **keys: Any) -> None:  # noqa: ANN401  # those of GameKeys, or every field
        """Make a game in memory; with every field, as `dataclasses.replace` gives them, the record as it is.

        Raises
        ------
        ScenarioError
            With everything that is wrong, by key.
        """
        self.__dict__.update(keys if "document" in keys else _made(keys, Path.cwd()))

    @classmethod
    def from_dict(cls, keys: Mapping[str, Any]) -> "Game":
        """Make a game from the keys of a game file, as JSON or YAML hold them, and its `name`.

        Raises
        ------
        ScenarioError
            With everything that is wrong, by key.
        """
        if not isinstance(keys, Mapping):
            raise ScenarioError(f"Game.from_dict: got {shown(keys)} — a dict such as {{'title': 'Who blinks first?'}}.")
        return cls(**_made(keys, Path.cwd()))

    def replace(self, **keys: Any) -> "Game":  # noqa: ANN401  # those of GameKeys
        """Copy it with some of its keys changed; unless a name is given, `-changed` is added to its own."""
        keys_now = {**self.document.data, "name": f"{self.name}-changed"}
        if keys.keys() & {"horizon", "horizons"}:
            keys_now = {key: value for key, value in keys_now.items() if key not in ("horizon", "horizons")}
        if self.base is not None and not self.base.is_read:
            keys_now["status_quo"] = self.base
        return Game(**_made({**keys_now, **keys}, self.path.parent))

    def together(self, name: str, players: Sequence[str]) -> "Game":
        """The same game with several players as one, who wants what they want together.

        Raises
        ------
        ScenarioError
            An unknown player, or payoffs that do not add up.
        """
        return self.replace(**joined(self.document.data, name, players), name=self.name)

    def to_yaml(self, path: str | Path | None = None) -> str:
        """Text of a game file that reads back as this game.

        Parameters
        ----------
        path
            File to which it is written, tables of rates beside it; absent: it is only returned, as for the working
            folder.

        Raises
        ------
        ScenarioError
            Its status quo is no file, options changed it, or it has a table and no path is given.
        OutputError
            The file cannot be written.
        """
        return write_game(self, None if path is None else Path(path))

    @property
    def chances(self) -> tuple[Axis, ...]:
        """Axes on which chance decides."""
        return tuple(axis for axis in self.axes if not axis.player)

    @property
    def shape(self) -> Levels:
        """Number of levels of each axis."""
        return tuple(len(axis.choices) for axis in self.axes)

    @property
    def is_excluded(self) -> NDArray[np.bool_]:
        """Which combinations cannot come about, in the shape of all axes."""
        return excluded_of(self.axes, self.file.excluded)

    def scenario(self, levels: Levels) -> Scenario:
        """The status quo with what the levels of all axes change of it.

        Raises
        ------
        ScenarioError
            The payoffs of the game are a table, and nothing stands behind them.
        """
        if self.base is None:
            raise ScenarioError(f"{self.name}: its payoffs are a table — there is no scenario behind them.")
        return scenario_at(self.base, self.axes, levels)


def game_of(draft: GameDraft) -> dict[str, Any]:
    """Fields of the game that a draft makes, which has no problems."""
    file = draft.file
    assert file is not None
    laid = [(axis.id, choice.name, choice.measures, choice.dropped) for axis in draft.axes for choice in axis.choices]
    digest = digest_of((draft.document.digest, draft.base.digest if draft.base else "", laid))
    return {
        "name": draft.path.stem,
        "title": file.title,
        "summary": file.summary,
        "assumptions": file.assumptions,
        "file": file,
        "base": draft.base,
        "axes": draft.axes,
        "digest": digest,
        "path": draft.path,
        "document": draft.document,
    }


def _made(keys: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Fields of a game that is made in memory, as if its file lay in a folder."""
    data = {str(key): value for key, value in keys.items()}
    given = data.get("status_quo")
    base = given if isinstance(given, Scenario) else None
    if base is not None:
        data["status_quo"] = base.name
    name = data.pop("name", None) or _name_of(data.get("title"))
    data = plain(data)
    document = replace(in_memory(f"Game {name!r}", data), digest=digest_of(data))
    draft = draft_game(folder / f"{name}.yaml", document, base)
    raise_all(draft.problems)
    return game_of(draft)


def _name_of(title: object) -> str:
    words = re.findall(r"[a-z0-9]+", title.lower()) if isinstance(title, str) else ()
    return "-".join(words)[:40].strip("-") or "game"
