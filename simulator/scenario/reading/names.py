"""Measures with the codes and groups of an economy in place of the names that people use."""

from dataclasses import replace
from functools import partial
from typing import Any, Final

from simulator.economy.economy import Economy
from simulator.economy.names import Kind, meaning_of
from simulator.scenario.format.selection import exceptions_of, renamed
from simulator.scenario.format.table import Table, TableRow
from simulator.scenario.measures import Measure

KINDS: Final[dict[str, Kind]] = {
    "importer": "region",
    "exporter": "region",
    "region": "region",
    "sectors": "sector",
    "sector": "sector",
}
"""What the keys of measures and the columns of their tables name."""


def in_codes(measure: Measure, economy: Economy) -> Measure:
    """The measure with codes and groups for names, each once; names that stand for none are left as they are."""
    values: dict[str, Any] = {key: getattr(measure, key) for key in KINDS if key in type(measure).model_fields}
    changed: dict[str, Any] = {
        key: renamed(names, partial(_label, kind=KINDS[key], economy=economy)) for key, names in values.items()
    }
    if measure.carriers is not None:
        values["through"] = measure.carriers
        changed["through"] = measure.carriers.renamed(partial(_label, kind="region", economy=economy))
    if measure.by_flow is not None:
        key = measure.table_key
        values[key], changed[key] = measure.by_flow, _table(measure.by_flow, economy)
    return measure if changed == values else measure.model_copy(update=changed)


def remarks(measure: Measure, economy: Economy) -> list[str]:
    """Say of each name of a measure that stands for more than it says what that is."""
    chosen = ((KINDS[key], getattr(measure, key, ())) for key in KINDS)
    named = {(kind, name) for kind, names in chosen for name in (*names, *exceptions_of(names))}
    named |= {("region", name) for name in (measure.carriers.regions if measure.carriers else ())}
    if measure.by_flow is not None:
        named |= {(KINDS[key], name) for row in measure.by_flow.rows for key, name in _named_in(row)}
    notes = (meaning_of(name, kind, economy).note for kind, name in sorted(named))
    return [f"{measure.id}: {note}." for note in notes if note]


def _label(name: str, kind: Kind, economy: Economy) -> str:
    return meaning_of(name, kind, economy).label or name


def _table(table: Table, economy: Economy) -> Table:
    return replace(table, rows=tuple(_row(row, economy) for row in table.rows))


def _row(row: TableRow, economy: Economy) -> TableRow:
    named = _named_in(row)
    labels = [_label(name, KINDS[key], economy) for key, name in named]
    if labels == [name for _, name in named]:
        return row
    return replace(row, exporter=labels[0], importer=labels[1], sector=labels[2])


def _named_in(row: TableRow) -> list[tuple[str, str]]:
    return [(key, getattr(row, key)) for key in ("exporter", "importer", "sector")]
