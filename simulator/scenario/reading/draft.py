"""One scenario file on its own: parsed, checked against the schema, its tables read, its relatives found."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from simulator.errors import nearest
from simulator.files.problem import Problem, shown
from simulator.files.schema import validate
from simulator.files.yaml import Document, read_document
from simulator.scenario.library.find import find_branch, find_scenario, library_folder
from simulator.scenario.measures import Measure, TaggedMeasure
from simulator.scenario.reading.bind import Origin
from simulator.scenario.reading.schema import ScenarioFile
from simulator.scenario.reading.table import read_table

_TAGGED: Final[TypeAdapter[Measure]] = TypeAdapter(TaggedMeasure)


@dataclass(frozen=True)
class Draft:
    """A scenario file and everything that is wrong with it.

    Attributes
    ----------
    path, document
        Where it is, and what stands there.
    file
        Its contents; None where they break the format.
    measures
        By their position, the measures that are valid on their own.
    parent, branches
        Files that it extends, and that it names as its futures, as far as they are found.
    problems
        Everything that is wrong with it by itself.
    is_in_memory
        Whether there is no such file.
    """

    path: Path
    document: Document
    file: ScenarioFile | None
    measures: Mapping[int, Measure]
    parent: Path | None
    branches: tuple[Path, ...]
    problems: tuple[Problem, ...]
    is_in_memory: bool = False

    @property
    def name(self) -> str:
        """Stem of the file."""
        return self.path.stem

    def origin(self, *keys: str | int) -> Origin:
        """Where a value of the file is written."""
        return Origin(self.document, keys, folder=self.path.parent)

    @cached_property
    def origins(self) -> dict[int, Origin]:
        """Where each measure is written, by its position."""
        raw = _raw_measures(self.document)
        return {position: replace(self.origin("measures", position), raw=values) for position, values in raw.items()}


def read_draft(path: Path) -> Draft:
    """Read one scenario file."""
    return draft_of(path, read_document(path))


def draft_of(path: Path, document: Document) -> Draft:
    """Check a scenario that is or could be a file at `path`, and find its relatives from there."""
    file, problems = validate(document, ScenarioFile)
    measures = dict(enumerate(file.measures)) if file else _valid_measures(document)
    problems += _repeated_ids(document)
    for position, measure in measures.items():
        measures[position], wrong = with_table(measure, Origin(document, ("measures", position), folder=path.parent))
        problems += wrong
    parent, lost = _parent(path, document)
    branches, missing = _branches(path, document, file)
    return Draft(path, document, None if problems else file, measures, parent, branches, (*problems, *lost, *missing))


def _parent(path: Path, document: Document) -> tuple[Path | None, list[Problem]]:
    """Find what a file extends, also where the rest of it is wrong."""
    name = document.data.get("extends") if isinstance(document.data, dict) else None
    if not isinstance(name, str) or not name:
        return None, []
    parent = find_scenario(name, [path.parent, library_folder()])
    return (parent, []) if isinstance(parent, Path) else (None, [document.problem(("extends",), parent)])


def _branches(path: Path, document: Document, file: ScenarioFile | None) -> tuple[tuple[Path, ...], list[Problem]]:
    """Find the branches that a file names, and say which are not there, or there already."""
    branches: list[Path] = []
    problems = []
    for position, name in enumerate(file.branches if file else ()):
        path_or_hint = find_branch(name, path)
        if path_or_hint == path or path_or_hint in branches:
            path_or_hint = f"got {name!r} a second time, or the file itself — each branch once."
        if isinstance(path_or_hint, str):
            problems.append(document.problem(("branches", position), path_or_hint))
        else:
            branches.append(path_or_hint)
    return tuple(branches), problems


def with_table(measure: Measure, origin: Origin) -> tuple[Measure, list[Problem]]:
    """Read the table that a measure names, relative to the folder of its scenario."""
    if measure.by_flow is None or measure.by_flow.rows:
        return measure, []
    named = measure.by_flow.path
    path = origin.folder / named
    if not os.path.exists(path):
        beside = path.parent.glob("*.csv") if os.path.isdir(path.parent) else ()
        hint = nearest(path.name, [file.name for file in beside])
        advice = hint or "The path is relative to the scenario file."
        text = f"got {shown(str(named))}, but there is no such file — {advice}"
        return measure, [origin.problem((measure.table_key,), text)]
    table, problems = read_table(path, measure.table_column)
    return measure.model_copy(update={measure.table_key: table}), problems


def _repeated_ids(document: Document) -> list[Problem]:
    first: dict[object, int] = {}
    problems = []
    for position, raw in _raw_measures(document).items():
        name = raw.get("id")
        if isinstance(name, str) and first.setdefault(name, position) != position:
            text = f"got {shown(name)}, the id of measures[{first[name]}] — each measure has an id of its own."
            problems.append(document.problem(("measures", position, "id"), text))
    return problems


def _valid_measures(document: Document) -> dict[int, Measure]:
    """Measures of a document that are valid on their own, by their position."""
    measures: dict[int, Measure] = {}
    for position, raw in _raw_measures(document).items():
        try:
            measures[position] = _TAGGED.validate_python(raw)
        except ValidationError:
            continue  # the file as a whole reports what is wrong
    return measures


def _raw_measures(document: Document) -> dict[int, dict[str, Any]]:
    """Mappings under `measures` as they are written, by their position."""
    listed = document.data.get("measures") if isinstance(document.data, dict) else None
    entries = enumerate(listed) if isinstance(listed, list) else ()
    return {position: raw for position, raw in entries if isinstance(raw, dict)}
