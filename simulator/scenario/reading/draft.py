"""One scenario file on its own: parsed, checked against the schema, its tables read, its parents not yet."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from simulator.errors import nearest
from simulator.files.problem import Problem, shown
from simulator.files.yaml import Document, read_document
from simulator.scenario.measures import Measure
from simulator.scenario.measures.tariff import Tariff
from simulator.scenario.measures.trade_cost import TradeCost
from simulator.scenario.reading.bind import Origin
from simulator.scenario.reading.schema import ScenarioFile
from simulator.scenario.reading.table import read_table
from simulator.scenario.reading.validate import raw_measures, valid_measures, validate


@dataclass(frozen=True)
class Draft:
    """A scenario file and everything that is wrong with it.

    `file` is None where there is any problem; `measures` holds, by their position, those that are valid on their own.
    """

    path: Path
    document: Document
    file: ScenarioFile | None
    measures: Mapping[int, Measure]
    problems: tuple[Problem, ...]

    @property
    def name(self) -> str:
        """Stem of the file."""
        return self.path.stem

    @property
    def extends(self) -> str | None:
        """Parent as written, known even where the rest of the file is wrong."""
        parent = self.document.data.get("extends") if isinstance(self.document.data, dict) else None
        return parent if isinstance(parent, str) and parent else None

    def origins(self) -> dict[int, Origin]:
        """Where each measure is written, by its position."""
        raw = raw_measures(self.document)
        return {place: Origin(self.document, ("measures", place), values) for place, values in raw.items()}


def read_draft(path: Path) -> Draft:
    """Read one scenario file."""
    document = read_document(path)
    file, problems = validate(document, ScenarioFile)
    measures = dict(enumerate(file.measures)) if file else valid_measures(document)
    problems += _repeated_ids(document)
    for place, measure in measures.items():
        origin = Origin(document, ("measures", place))
        measures[place], wrong = with_table(measure, path.parent, origin)
        problems += wrong
    return Draft(path, document, None if problems else file, measures, tuple(problems))


def with_table(measure: Measure, folder: Path, origin: Origin) -> tuple[Measure, list[Problem]]:
    """Read the table that a measure names, relative to the folder of its scenario."""
    if not isinstance(measure, Tariff | TradeCost) or measure.table is None:
        return measure, []
    path = folder / measure.table.path
    if not os.path.exists(path):
        beside = path.parent.glob("*.csv") if os.path.isdir(path.parent) else ()
        hint = nearest(path.name, [file.name for file in beside])
        advice = hint or "The path is relative to the scenario file."
        return measure, [
            origin.problem(("table",), f"got {shown(str(measure.table.path))}, but there is no such file — {advice}")
        ]
    table, problems = read_table(path, "rate" if isinstance(measure, Tariff) else "hat")
    return measure.model_copy(update={"table": table}), problems


def _repeated_ids(document: Document) -> list[Problem]:
    first: dict[object, int] = {}
    problems = []
    for place, raw in raw_measures(document).items():
        name = raw.get("id")
        if isinstance(name, str) and first.setdefault(name, place) != place:
            text = f"got {shown(name)}, the id of measures[{first[name]}] — each measure has an id of its own."
            problems.append(document.problem(("measures", place, "id"), text))
    return problems
