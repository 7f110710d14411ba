"""Rates by flow, which a measure takes from a table: a CSV file, a pandas frame or an xarray array."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

from pydantic import BeforeValidator, WithJsonSchema

from simulator.files.plain import Row
from simulator.files.problem import Problem, shown
from simulator.files.rates import RATE, RATE_HEADERS, read_rates
from simulator.files.table import Table as CsvTable
from simulator.files.table import parse_number
from simulator.scenario.format.base import raise_at
from simulator.scenario.format.values import cost_hat, share

LABELS: Final = ("exporter", "importer", "sector")
"""Columns that say which flow a row is about."""

HAT: Final = "hat"
COVERAGE: Final = "coverage"
"""Other columns of numbers than rates: factors on the price, and shares of flows that are hit."""

SMALLEST_HAT: Final = 0.5
"""Factors of which none is above this look like rates in the column of factors."""

IN_MEMORY: Final = Path("table in memory")
"""Stands for the file of a table that has none."""


@dataclass(frozen=True)
class TableRow:
    """One row of a measure's table: labels as written, the rate or share, and its line for messages."""

    exporter: str
    importer: str
    sector: str
    rate: float
    line: int = field(compare=False)


@dataclass(frozen=True)
class Table:
    """Rates, or shares, by flow; `rows` is empty until the file is read."""

    path: Path = field(compare=False)
    rows: tuple[TableRow, ...] = ()


def rates_of(table: CsvTable, column: str, problems: list[Problem]) -> list[float | None]:
    """Numbers of a table row by row: rates, shares, or of a column `hat` what each factor adds to a price."""
    if column == RATE:
        return read_rates(table, problems)
    if column == COVERAGE:
        return [_read(share, table, row, column, problems) for row in table.rows]
    hats = [_read(cost_hat, table, row, column, problems) for row in table.rows]
    added = [None if hat is None else hat - 1 for hat in hats]
    known = [rate for rate in added if rate is not None]
    if known and len(known) == len(added) and max(known) <= SMALLEST_HAT - 1:
        problems.append(_rates_for_hats(table, column))
    return added


def _rates_for_hats(table: CsvTable, column: str) -> Problem:
    """Report a column in which every factor is so small that rates may be meant."""
    row = table.rows[0]
    text = row.cells[column]
    got = f"got {text}, and no factor above {SMALLEST_HAT:g}: {text} leaves that share of the price"
    return table.problem(row, column, got, "cost factors: 1.05 is 5 % dearer")


def row_of(row: Row, rate: float, line: int) -> TableRow:
    """A row with its labels as written."""
    exporter, importer, sector = (row.cells[label] for label in LABELS)
    return TableRow(exporter, importer, sector, rate, line)


def _read(
    value: Callable[[object], float], table: CsvTable, row: Row, column: str, problems: list[Problem]
) -> float | None:
    try:
        return value(_number(row.cells[column]))
    except ValueError as wrong:
        problems.append(table.unfit(row, column, wrong))
        return None


def _number(text: str) -> float | str:
    """A cell as a number, or as it is written where it is none."""
    try:
        return parse_number(text)
    except ValueError:
        return text


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
    """Rows of a frame, read as those of a file would be."""
    frame = frame.rename(columns=RATE_HEADERS) if column == RATE else frame
    missing = [name for name in (*LABELS, column) if name not in frame.columns]
    if missing or not len(frame):
        got = f"got a table without {', '.join(map(repr, missing))}" if missing else "got a table without rows"
        raise ValueError(f"{got} — a row a flow, with columns exporter, importer, sector, {column}.")
    return _from_rows(frame[[*LABELS, column]].to_dict("records"), column)


def _from_rows(records: Iterable[Mapping[str, object]], column: str) -> Table:
    cells = (Row(line, {name: str(value) for name, value in record.items()}) for line, record in enumerate(records))
    table, problems = CsvTable(str(IN_MEMORY), rows=tuple(cells)), list[Problem]()
    rates = rates_of(table, column, problems)
    raise_at(((), f"row {item.location.line}: {column}: {item.sentence}") for item in problems)
    pairs = zip(table.rows, rates, strict=True)
    return Table(IN_MEMORY, tuple(row_of(row, rate, row.line + 2) for row, rate in pairs if rate is not None))


_SCHEMA: Final = WithJsonSchema({"type": "string", "minLength": 1})

RateTable: TypeAlias = Annotated[Table, BeforeValidator(partial(_table, "rate")), _SCHEMA]
HatTable: TypeAlias = Annotated[Table, BeforeValidator(partial(_table, HAT)), _SCHEMA]
CoverageTable: TypeAlias = Annotated[Table, BeforeValidator(partial(_table, COVERAGE)), _SCHEMA]
