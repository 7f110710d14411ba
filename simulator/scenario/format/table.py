"""Rates by flow, which a measure takes from a table: a CSV file, a pandas frame or an xarray array."""

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

from pydantic import BeforeValidator, WithJsonSchema

from simulator.files.problem import shown
from simulator.scenario.format.base import raise_at
from simulator.scenario.format.values import cost_hat, tax_rate

LABELS: Final = ("exporter", "importer", "sector")
"""Columns that say which flow a row is about."""

IN_MEMORY: Final = Path("table in memory")
"""Stands for the file of a table that has none."""


@dataclass(frozen=True)
class TableRow:
    """One row of a measure's table: labels as written, the rate, and its line for messages."""

    exporter: str
    importer: str
    sector: str
    rate: float
    line: int = field(compare=False)


@dataclass(frozen=True)
class Table:
    """Rates by flow; `rows` is empty until the file is read."""

    path: Path = field(compare=False)
    rows: tuple[TableRow, ...] = ()


def rate_of(value: object, column: str) -> float:
    """Rate that a cell gives: the rate itself, or in a column `hat` what a cost factor adds to the price."""
    return tax_rate(value) if column == "rate" else cost_hat(value) - 1


def _table(column: str, value: Any) -> Table:  # noqa: ANN401  # whatever is given for a table
    if isinstance(value, Table):
        return value
    if hasattr(value, "to_dataframe"):
        return _from_frame(_flows(value.to_dataframe(name=column).reset_index()), column)
    if hasattr(value, "columns"):
        return _from_frame(value, column)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"got {shown(value)} — the path of a CSV file, relative to the scenario file.")
    return Table(Path(value))


def _flows(frame: Any) -> Any:  # noqa: ANN401  # a pandas frame, which is not imported for files
    """Rows of an array over all flows that are between two regions and have a rate."""
    return frame[(frame.get("exporter") != frame.get("importer")) & frame.iloc[:, -1].notna()]


def _from_frame(frame: Any, column: str) -> Table:  # noqa: ANN401  # a pandas frame
    missing = [name for name in (*LABELS, column) if name not in frame.columns]
    if missing or not len(frame):
        got = f"got a table without {', '.join(map(repr, missing))}" if missing else "got a table without rows"
        raise ValueError(f"{got} — a row a flow, with columns exporter, importer, sector, {column}.")
    rows, wrong = [], []
    for line, record in enumerate(frame.to_dict("records"), 2):
        try:
            exporter, importer, sector = (str(record[name]) for name in LABELS)
            rows.append(TableRow(exporter, importer, sector, rate_of(record[column], column), line))
        except ValueError as error:
            wrong.append(((), f"row {line - 2}: {column}: {error}"))
    raise_at(wrong)
    return Table(IN_MEMORY, tuple(rows))


_SCHEMA: Final = WithJsonSchema({"type": "string", "minLength": 1})

RateTable: TypeAlias = Annotated[Table, BeforeValidator(partial(_table, "rate")), _SCHEMA]
HatTable: TypeAlias = Annotated[Table, BeforeValidator(partial(_table, "hat")), _SCHEMA]
