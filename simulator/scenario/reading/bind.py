"""Scenarios against an economy: labels it knows, flows it has, units its sectors are counted in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

from simulator.economy.economy import Economy
from simulator.economy.names import meaning_of
from simulator.errors import MOST_FOUND
from simulator.files.problem import Place, Problem, shown, shown_path
from simulator.files.schema import keys_in
from simulator.files.yaml import Document, Keys
from simulator.scenario.effects.flows import block, clashes, row_index
from simulator.scenario.format.selection import EXCEPT, OF, Selected
from simulator.scenario.format.table import Table
from simulator.scenario.measures import Measure
from simulator.scenario.reading.names import KINDS, in_codes
from simulator.scenario.reading.selected import selection_problems

LABELS: Final[tuple[str, ...]] = ("importer", "exporter", "region", "sectors")
"""Keys of measures that name regions and sectors."""


@dataclass(frozen=True)
class Origin:
    """Where a measure or an elasticity was written, for messages.

    `keys` leads to it inside the document, `raw` is what stands there, `overrides` are the options that changed some of
    its fields, and `folder` is where its tables are looked for.
    """

    document: Document
    keys: Keys
    raw: Mapping[str, Any] = field(default_factory=dict)
    overrides: Mapping[str, Document] = field(default_factory=dict)
    folder: Path = Path()

    def problem(self, keys: Keys, text: str) -> Problem:
        """Make a problem of the value at `keys` inside the measure, or of the measure as a whole."""
        changed = self.overrides if not keys else {key: self.overrides[key] for key in self.overrides if key == keys[0]}
        if changed:
            return list(changed.values())[-1].problem((), text)
        return self.document.problem(keys_in(self.document.data, (*self.keys, *keys)), text)


def measure_problems(measure: Measure, origin: Origin, economy: Economy) -> list[Problem]:
    """Say what an economy does not know of a measure, or which part of it hits nothing."""
    named: dict[str, Any] = {name: getattr(measure, name) for name in LABELS if name in type(measure).model_fields}
    named["through"] = dict(measure.carriers or ())
    table = measure.by_flow or Table(Path())
    problems = label_problems(named, origin, economy) + _table_label_problems(table, economy)
    if problems:
        return problems
    measure = in_codes(measure, economy)
    if wrong := selection_problems(measure, economy):
        return [origin.problem(keys, text) for keys, text in wrong]
    problems = _table_row_problems(measure.by_flow or table, measure, economy)
    if problems or (measure.by_flow is not None and not table.rows):
        return problems  # a table that could not be read has been reported
    return [origin.problem(keys, text) for keys, text in measure.problems(economy)]


def label_problems(named: Mapping[str, Any], origin: Origin, economy: Economy) -> list[Problem]:
    """Say which codes of a measure, given as a name or a list of names, are unknown."""
    problems = []
    for key in LABELS:
        unknown = ((keys, _unknown_label(name, key, economy)) for keys, name in _names_in(named.get(key)))
        problems += [origin.problem((key, *keys), text) for keys, text in unknown if text]
    carriers = named["through"] if isinstance(named.get("through"), Mapping) else {}
    places = ((name, _unknown_label(name, "region", economy)) for name in carriers)
    return problems + [origin.problem(("through", name), text) for name, text in places if text]


def _names_in(given: object) -> Iterator[tuple[Keys, object]]:
    """Names of a selection with their keys inside it: those selected from, and exceptions."""
    if isinstance(given, Selected):
        given = {OF: tuple(given), EXCEPT: given.exceptions}
    if isinstance(given, Mapping):
        yield from (((part, *keys), name) for part in (OF, EXCEPT) for keys, name in _names_in(given.get(part)))
    else:
        names = given if isinstance(given, list | tuple) else [given]
        yield from (((position,), name) for position, name in enumerate(names[:MOST_FOUND]))


def parameter_problems(parameters: Iterable[str], origin: Origin, economy: Economy) -> list[Problem]:
    """Say which dotted elasticities name a sector that the economy lacks."""
    problems = []
    for parameter in parameters:
        nest, _, sector = parameter.partition(".")
        if sector and sector not in economy.sectors:
            meaning = meaning_of(sector, "sector", economy)
            hint = f"Did you mean {meaning.label!r}?" if meaning.label in economy.sectors else meaning.hint
            known = f"Known: {', '.join(economy.sectors)}."
            text = " ".join(part for part in (f"got the unknown sector {shown(sector)} —", hint, known) if part)
            problems.append(origin.problem((nest, sector), text))
    return problems


def _unknown_label(name: object, key: str, economy: Economy) -> str:
    """Say that a name stands for nothing the economy has, or nothing if it does; no text is the schema's to report."""
    kind = KINDS[key]
    meaning = meaning_of(name, kind, economy) if isinstance(name, str) else None
    if meaning is None or meaning.label:
        return ""
    codes, groups = (
        (economy.sectors, economy.sector_groups) if kind == "sector" else (economy.regions, economy.region_groups)
    )
    known = f"Known: {len(codes)} codes and {len(groups)} groups, listed by `tariffsim baseline show`."
    return " ".join(part for part in (f"got the unknown {kind} {shown(name)} —", meaning.hint, known) if part)


def _table_label_problems(table: Table, economy: Economy) -> list[Problem]:
    """Report unknown labels of a table, each at the first line that has it."""
    lines: dict[tuple[str, str], int] = {}
    for row in table.rows:
        for key in ("exporter", "importer", "sector"):
            lines.setdefault((key, getattr(row, key)), row.line)
    texts = ((key, _unknown_label(name, key, economy), line) for (key, name), line in lines.items())
    wrong = islice((item for item in texts if item[1]), MOST_FOUND)
    return [Problem.said(Place(shown_path(table.path), line), f"{key}: {text}") for key, text, line in wrong]


def _table_row_problems(table: Table, measure: Measure, economy: Economy) -> list[Problem]:
    """Report rows without any flow of the measure, and rows that give flows of another row, neither being within it."""
    inside = block(measure.sectors, measure.exporter, measure.importer, economy)
    outside = islice((row for row in table.rows if not inside[row_index(row, economy)].any()), MOST_FOUND)
    file = shown_path(table.path)
    problems = [Problem.said(Place(file, row.line), _OUTSIDE) for row in outside]
    for row, other in islice(clashes(table.rows, economy, inside), MOST_FOUND):
        repeats = f"repeats a flow of line {other.line} — each flow once, or an exception within a wider row."
        problems.append(Problem.said(Place(file, row.line), repeats))
    return problems


_OUTSIDE: Final = "hits no flow of the measure — a row within its importer, exporter and sectors, between two regions."
