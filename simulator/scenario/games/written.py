"""A game as a file: its keys, with the names of other files as they are found from its folder."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.errors import ScenarioError
from simulator.files.whole import write_text
from simulator.files.yaml_text import yaml_text
from simulator.scenario.authoring.written import name_from, table_beside
from simulator.scenario.games.axes import Choice
from simulator.scenario.games.effects import Library, split_name

if TYPE_CHECKING:
    from simulator.scenario.games.game import Game


def write_game(game: "Game", path: Path | None) -> str:
    """Text of a game file, written to a path if one is given, with its tables beside it."""
    _check_read(game)
    data = _File(game, path).keys()
    text = yaml_text(data)
    if path is not None:
        write_text(path, text)
    return text


def _check_read(game: "Game") -> None:
    """Refuse what a game file cannot say."""
    if game.base is not None and not game.base.is_read:
        raise ScenarioError(
            f"{game.base.name}: is no file — write it with `to_yaml`, and give its path as the game's status quo."
        )
    origins = (item for axis in game.axes for choice in axis.choices for item in choice.origins.items())
    changed = [name for name, origin in origins if origin.overrides]
    if changed:
        raise ScenarioError(
            f"{game.name}: options changed {', '.join(dict.fromkeys(changed))}, of which its file says nothing — read "
            "it without them, and give them to `escalate`."
        )


class _File:
    """A game on its way into a file."""

    def __init__(self, game: "Game", path: Path | None) -> None:
        self._game, self._path = game, path
        self._library = Library(game.document, game.path.parent)
        self._folder = path.parent if path else Path()

    def keys(self) -> dict[str, Any]:
        """Everything that the file says."""
        axes = {axis.id: {choice.name: choice for choice in axis.choices} for axis in self._game.axes}
        chances = iter([axes[axis.id] for axis in self._game.chances])
        data = {**self._game.document.data}
        if "status_quo" in data:
            data["status_quo"] = self._named(data["status_quo"])
        data["moves"] = [{**move, "levels": self._effects(move["levels"], axes[move["id"]])} for move in data["moves"]]
        if "tree" in data:
            data["tree"] = [
                {**stage, "chance": self._effects(stage["chance"], next(chances))} if "chance" in stage else stage
                for stage in data["tree"]
            ]
        return data

    def _effects(self, given: Mapping[str, Any], choices: Mapping[str, Choice]) -> dict[str, Any]:
        """Levels of a move, or turns of chance, of which some are numbers."""
        return {
            name: self._effect(said, choices[name]) if isinstance(said, Mapping) else said
            for name, said in given.items()
        }

    def _effect(self, said: Mapping[str, Any], choice: Choice) -> dict[str, Any]:
        named = {
            key: [self._named(name, is_measure=True) for name in getattr(choice.effect, key)] for key in ("use", "add")
        }
        keys = {**said, **{key: names[0] if len(names) == 1 else names for key, names in named.items() if key in said}}
        if "measures" in said:
            keys["measures"] = [self._measure(item, choice) for item in said["measures"]]
        return keys

    def _measure(self, said: Mapping[str, Any], choice: Choice) -> dict[str, Any]:
        """A measure that is written out, whose table goes beside the file."""
        measure = next(item for item in choice.measures if item.id == said["id"])
        if measure.by_flow is None:
            return dict(said)
        return {**said, measure.table_key: table_beside(self._game.name, measure, measure.by_flow, self._path)}

    def _named(self, name: str, *, is_measure: bool = False) -> str:
        """A scenario, or a measure of one, as it is found from the folder of the file."""
        scenario, measure = split_name(name) if is_measure else (name, "")
        paths = self._library.paths(scenario)
        assert not isinstance(paths, str)  # a game is made of scenarios that are there
        parts = scenario.split("+") if len(paths) > 1 else [scenario]
        written = parts if len(parts) == len(paths) else [path.stem for path in paths]
        names = [name_from(self._folder, path, part.strip()) for path, part in zip(paths, written, strict=True)]
        return "+".join(names) + (f"/{measure}" if measure else "")
