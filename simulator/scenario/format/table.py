"""Rates by flow, which a measure takes from a table beside the scenario."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, WithJsonSchema

from simulator.files.problem import shown


@dataclass(frozen=True)
class TableRow:
    """One row of a measure's table: labels as written, the rate, and its line for messages."""

    exporter: str
    importer: str
    sector: str
    rate: float
    line: int


@dataclass(frozen=True)
class Table:
    """Rates by flow from a CSV file beside the scenario; `rows` is empty until the file is read."""

    path: Path
    rows: tuple[TableRow, ...] = ()


def _table(value: object) -> Table:
    if isinstance(value, Table):
        return value
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"got {shown(value)} — the path of a CSV file, relative to the scenario file.")
    return Table(Path(value))


TableFile: TypeAlias = Annotated[Table, BeforeValidator(_table), WithJsonSchema({"type": "string", "minLength": 1})]
