"""Games by name or file, with all their problems at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeAlias

from simulator.economy.economy import Economy
from simulator.errors import ScenarioError
from simulator.files.problem import Problem, raise_all, shown
from simulator.files.yaml import read_document
from simulator.scenario.changes import overridden
from simulator.scenario.find import find_scenario, library_folder, shipped_path
from simulator.scenario.games.axes import Axis, Choice
from simulator.scenario.games.bind import strange_measures, unfit_measures, unfit_players
from simulator.scenario.games.draft import GameDraft, draft_game, problem_of
from simulator.scenario.games.game import Game, game_of
from simulator.scenario.load import bind
from simulator.scenario.measures import Measure
from simulator.scenario.reading.draft import with_table
from simulator.scenario.reading.override import (
    Override,
    Overrides,
    override_measure,
    override_texts,
    parse_override,
    unknown_targets,
)

GameRequest: TypeAlias = str | Path | Game | Mapping[str, Any]
"""A game file, the name of a shipped game, a game, or a dict of its keys."""

GAMES: Final = "games"
"""Folder of the shipped games in that of the scenarios."""


def load_game(request: GameRequest, economy: Economy | None = None, overrides: Overrides = ()) -> Game:
    """Read one game.

    Parameters
    ----------
    request
        A file, the name of a shipped game, a game, or a dict of its keys.
    economy
        Baseline whose labels, flows and units the measures must fit; without it these are not checked.
    overrides
        Values of measures to replace, such as `{"us-100.rate": 0.5}`, in the status quo and in levels.

    Raises
    ------
    ScenarioError
        With every problem of the game and of the scenarios that it names, each with its place.
    """
    draft = read_game(request)
    game, problems = bound(draft, economy, overrides)
    raise_all(problems)
    assert game is not None
    return game


def read_game(request: GameRequest) -> GameDraft:
    """Read a game with its scenarios, and everything that is wrong with them.

    Raises
    ------
    ScenarioError
        There is no such file, or it is no request.
    """
    if isinstance(request, Game):
        return GameDraft(request.path, request.document, request.file, request.base, request.axes, ())
    if isinstance(request, Mapping):
        return read_game(Game.from_dict(request))
    if not isinstance(request, str | Path):
        raise ScenarioError(f"game: got {shown(request)} — a file, the name of a shipped game, a Game or a dict.")
    path = game_path(str(request))
    return draft_game(path, read_document(path))


def game_path(request: str) -> Path:
    """File of a game by its path or name.

    Raises
    ------
    ScenarioError
        There is none.
    """
    path_or_hint = find_scenario(request, [Path(), library_folder() / GAMES], kind="game")
    shipped = shipped_path(request) if isinstance(path_or_hint, str) else None
    if shipped is not None and shipped.is_file():
        return shipped
    if isinstance(path_or_hint, str):
        raise ScenarioError(f"{request}: {path_or_hint}")
    return path_or_hint


def shipped_games() -> list[str]:
    """Names of the shipped games."""
    return sorted(path.stem for path in (library_folder() / GAMES).glob("*.yaml"))


def bound(draft: GameDraft, economy: Economy | None, overrides: Overrides = ()) -> tuple[Game | None, list[Problem]]:
    """The game of a draft with options applied, and what is wrong with it, by itself and against an economy."""
    parsed = [parse_override(text) for text in override_texts(overrides)]
    options = [item for item in parsed if isinstance(item, Override)]
    problems = [*draft.problems, *(item for item in parsed if isinstance(item, Problem))]
    problems += unknown_targets(options, _ids(draft))
    base = draft.base
    if base is not None:
        base, wrong = overridden(base, options, economy)
        problems += wrong
        problems += bind(base, economy) if economy is not None else []
    axes = []
    for axis in draft.axes:
        changed = [_changed(choice, options, problems) for choice in axis.choices]
        axes.append(replace(axis, choices=tuple(changed)))
    if economy is not None and draft.file is not None and base is not None:
        problems += _unfit(draft, axes, economy)
    if problems or draft.file is None:
        return None, problems
    return Game(**game_of(replace(draft, base=base, axes=tuple(axes)))), []


def _ids(draft: GameDraft) -> Iterable[str]:
    yield from (measure.id for measure in (draft.base.measures if draft.base else ()))
    yield from (measure.id for axis in draft.axes for choice in axis.choices for measure in choice.measures)


def _changed(choice: Choice, options: Iterable[Override], problems: list[Problem]) -> Choice:
    """A level whose measures are changed by options."""
    for option in options:
        for measure in choice.measures:
            if measure.id == option.target:
                choice = _replaced(choice, measure, option, problems)
    return choice


def _replaced(choice: Choice, measure: Measure, option: Override, problems: list[Problem]) -> Choice:
    file, origin, wrong = override_measure(choice.origins[measure.id], option)
    problems += wrong
    if file is None:
        return choice
    changed, lost = with_table(file.measures[0], origin)
    problems += lost
    measures = tuple(changed if item.id == measure.id else item for item in choice.measures)
    return replace(choice, measures=measures, origins={**choice.origins, measure.id: origin})


def _unfit(draft: GameDraft, axes: Sequence[Axis], economy: Economy) -> list[Problem]:
    """What an economy does not know of a game; whose measures they are can be told once it knows everything."""
    assert draft.file is not None
    players = [problem_of(draft.document, item) for item in unfit_players(draft.file, economy)]
    unfit = players + list(unfit_measures(axes, economy))
    if unfit or draft.problems:
        return unfit
    return [problem_of(draft.document, item) for item in strange_measures(draft.file, axes, economy)]
