"""A game file on its own: parsed, checked, and its measures found."""

from dataclasses import dataclass, replace
from pathlib import Path

from simulator.files.problem import Problem
from simulator.files.schema import validate
from simulator.files.yaml import Document, Keys
from simulator.scenario.games.axes import Axis, Choice, axes_of
from simulator.scenario.games.checks import Wrong, wrong_in
from simulator.scenario.games.effects import Library, laid_by
from simulator.scenario.games.schema import GameFile, Level
from simulator.scenario.load import member_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.suite import plain_entry


@dataclass(frozen=True)
class GameDraft:
    """A game file and everything that is wrong with it.

    Attributes
    ----------
    path, document
        Where it is, and what stands there.
    file
        Its contents; None where they break the format.
    base
        The status quo as far as it could be read.
    axes
        Moves and turns of chance with their measures; those that are wrong lack some.
    problems
        Everything that is wrong with it by itself.
    """

    path: Path
    document: Document
    file: GameFile | None
    base: Scenario | None
    axes: tuple[Axis, ...]
    problems: tuple[Problem, ...]


def draft_game(path: Path, document: Document, base: Scenario | None = None) -> GameDraft:
    """Check a game that is or could be a file at `path`, and find its scenarios from there.

    Parameters
    ----------
    base
        Its status quo where that is no file.
    """
    file, problems = validate(document, GameFile)
    if file is None:
        return GameDraft(path, document, None, None, (), tuple(problems))
    library = Library(document, path.parent)
    if base is None and file.status_quo is not None:
        base, lost = _status_quo(file.status_quo, library)
        problems += [document.problem(("status_quo",), text) for text in lost]
    axes = _axes(file, base, library)
    problems += [problem_of(document, item) for item in (*library.wrong, *wrong_in(file, axes))]
    return GameDraft(path, document, file, base, axes, (*problems, *library.files.problems))


def problem_of(document: Document, wrong: Wrong) -> Problem:
    """What is wrong, with its place in the file."""
    return document.problem(wrong.keys, wrong.text, at_key=wrong.at_key)


def _status_quo(name: str, library: Library) -> tuple[Scenario | None, list[str]]:
    paths = library.paths(name)
    if isinstance(paths, str):
        return None, [paths]
    return member_of(plain_entry(paths), library.files).scenario, []


def _axes(file: GameFile, base: Scenario | None, library: Library) -> tuple[Axis, ...]:
    """Moves and turns of chance with the measures of their levels."""
    stages = [position for position, stage in enumerate(file.tree) if stage.chance is not None]
    keys: list[Keys] = [("moves", position, "levels") for position in range(len(file.moves))]
    keys += [("tree", position, "chance") for position in stages]
    return tuple(
        replace(axis, choices=tuple(_laid(item, base, library.at(*key, item.name)) for item in axis.choices))
        for key, axis in zip(keys, axes_of(file), strict=True)
    )


def _laid(choice: Choice, base: Scenario | None, library: Library) -> Choice:
    laid = laid_by(choice.effect, base, library)
    start = choice.effect.date if isinstance(choice.effect, Level) else None
    measures = tuple(measure for measure, _ in laid)
    if start is not None:
        measures = tuple(measure.model_copy(update={"start": start}) for measure in measures)
    return replace(choice, measures=measures, origins={measure.id: origin for measure, origin in laid})
