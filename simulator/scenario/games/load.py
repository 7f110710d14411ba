"""Games by name or file, with all their problems at once."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeAlias

from simulator.economy.economy import Economy
from simulator.errors import ScenarioError
from simulator.files.problem import Problem, raise_all, shown
from simulator.files.yaml import read_document
from simulator.scenario.changes import overridden
from simulator.scenario.games.axes import Axis, Choice
from simulator.scenario.games.bind import strange_measures, unfit_measures, unfit_players
from simulator.scenario.games.draft import GameDraft, draft_game, problem_of
from simulator.scenario.games.effects import GAMES
from simulator.scenario.games.game import Game, game_of
from simulator.scenario.library.find import find_scenario, library_folder, shipped_path
from simulator.scenario.load import bind, scenario_in_codes
from simulator.scenario.measures import Measure
from simulator.scenario.reading.bare_rates import rate_remarks
from simulator.scenario.reading.draft import with_table
from simulator.scenario.reading.mirrored import answer_problems, scenario_answer_problems
from simulator.scenario.reading.names import in_codes, remarks
from simulator.scenario.reading.override import (
    Override,
    Overrides,
    override_measure,
    override_texts,
    parse_override,
    unknown_targets,
)
from simulator.scenario.scenario import Scenario

GameRequest: TypeAlias = str | Path | Game | Mapping[str, Any]
"""A game file, the name of a shipped game, a game, or a dict of its keys."""

_LOG: Final = logging.getLogger(__name__)


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


def is_game(request: str | Path) -> bool:
    """Whether a file says who moves, as a game does and a scenario does not."""
    path = Path(request)
    if not path.is_file() or path.suffix not in (".yaml", ".yml", ".json"):
        return False
    data = read_document(path).data
    return isinstance(data, dict) and "moves" in data


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
    problems += _answer_problems(base, axes)
    if problems or draft.file is None:
        return None, problems
    if economy is None or base is None:
        return Game(**game_of(replace(draft, base=base, axes=tuple(axes)))), []
    base, coded = scenario_in_codes(base, economy), [_coded(axis, economy) for axis in axes]
    problems += [problem_of(draft.document, item) for item in strange_measures(draft.file, coded, economy)]
    game = Game(**game_of(replace(draft, base=base, axes=tuple(coded))))
    said = tuple(dict.fromkeys(text for axis in axes for choice in axis.choices for text in _remarks(choice, economy)))
    for text in said:
        _LOG.warning("%s: %s", game.name, text)
    return replace(game, assumptions=(*game.assumptions, *said)), problems


def _answer_problems(base: Scenario | None, axes: Sequence[Axis]) -> list[Problem]:
    """Answers in levels that have nothing to answer, at no profile."""
    laid = [(item, choice.origins[item.id]) for axis in axes for choice in axis.choices for item in choice.measures]
    known = {item.id: list(base.versions(item)) for item in base.measures} if base else {}
    for measure, _ in laid:
        known.setdefault(measure.id, []).append(measure)
    problems = scenario_answer_problems(base) if base else []
    return problems + answer_problems(laid, known)


def _coded(axis: Axis, economy: Economy) -> Axis:
    """A move with codes for the names that people use."""
    choices = (
        replace(choice, measures=tuple(in_codes(item, economy) for item in choice.measures)) for choice in axis.choices
    )
    return replace(axis, choices=tuple(choices))


def _remarks(choice: Choice, economy: Economy) -> Iterator[str]:
    """What names take in beyond what they say, and how much bare rates are."""
    for measure in choice.measures:
        yield from remarks(measure, economy)
        yield from rate_remarks(measure, choice.origins[measure.id].raw)


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
    """What an economy does not know of a game."""
    assert draft.file is not None
    players = [problem_of(draft.document, item) for item in unfit_players(draft.file, economy)]
    return players + list(unfit_measures(axes, economy))
