"""The CSV tables of a baseline folder: cells as text with the line they stand on, and the problems found in them."""

import csv
import io
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from simulator.errors import DataError, nearest

MAX_PROBLEMS: Final = 10
"""Problems listed in one message; the rest are counted."""


class Problems:
    """Everything wrong with one folder, gathered so that it is told at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found: list[str] = []

    def add(self, place: str, message: str) -> None:
        """Note a problem; `place` is a file of the folder, with line and column, or empty for the folder itself."""
        self._found.append(f"{self._folder / place}: {message}" if place else message)

    def raise_any(self) -> None:
        """Raise `DataError` with the list, if there is anything on it."""
        if not self._found:
            return
        count = len(self._found)
        lines = [f"- {problem}" for problem in self._found[:MAX_PROBLEMS]]
        if count > MAX_PROBLEMS:
            lines.append(f"and {count - MAX_PROBLEMS} more.")
        title = f"{self._folder}: {count} problem{'s' if count > 1 else ''} in this baseline folder"
        raise DataError("\n".join([f"{title}:", *lines]))


class Row(NamedTuple):
    """One record of a table: the line of its file that it ends on, and its cells by column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """Rows of one file."""

    file: str
    rows: Sequence[Row] = ()

    def place(self, row: Row, column: str) -> str:
        """Where a cell stands, as the start of a message."""
        return f"{self.file}:{row.line}: {column}"


@dataclass(frozen=True)
class Codes:
    """Known codes of one kind ("region" or "sector") and their position on the axis."""

    kind: str
    index: Mapping[str, int]

    def unknown(self, code: str) -> str:
        """Say that a code is not known, what is near it and where the known ones stand."""
        guess = nearest(code, tuple(self.index))
        known = f"Known: {len(self.index)} codes in {self.kind}s.csv."
        return " ".join(part for part in (f"unknown {self.kind} {code!r}.", guess, known) if part)


class Entry(NamedTuple):
    """One number of a table: its row, its position in the array and its value."""

    row: Row
    position: tuple[int, ...]
    value: float


def decode(file: str, content: bytes, problems: Problems) -> str | None:
    """Text of a file in UTF-8, with or without byte order mark."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        problems.add(f"{file}:{line}", f"byte {content[error.start]:#04x} is not UTF-8. Save the file as UTF-8.")
        return None


Columns: TypeAlias = tuple[Sequence[str], Sequence[str]]
"""Columns that a table must have, and those it may have beside them."""


def parse_table(file: str, content: bytes, columns: Columns, problems: Problems) -> Table | None:
    """Split a CSV file into rows, if that can be done; a column that is left out is blank."""
    text = decode(file, content, problems)
    if text is None:
        return None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if not _is_header_right(file, header, columns, problems):
            return None
        absent = dict.fromkeys((name for name in columns[1] if name not in header), "")
        rows = _rows(file, header, reader, problems)
        return Table(file, tuple(Row(row.line, {**absent, **row.cells}) for row in rows))
    except csv.Error as error:
        problems.add(f"{file}:{reader.line_num}", f"not readable as CSV: {error}. Check the quotes in this line.")
        return None


def _rows(file: str, header: Sequence[str], reader: Iterable[list[str]], problems: Problems) -> Iterable[Row]:
    for cells in reader:
        line: int = reader.line_num  # type: ignore[attr-defined]
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) == len(header):
            yield Row(line, dict(zip(header, map(str.strip, cells), strict=True)))
        else:
            problems.add(
                f"{file}:{line}",
                f"got {len(cells)} cells where the header has {len(header)}. Put a cell that holds a comma in quotes.",
            )


def _is_header_right(file: str, header: Sequence[str], known: Columns, problems: Problems) -> bool:
    columns, optional = known
    place, allowed = f"{file}:1", ",".join(columns)
    missing = [name for name in columns if name not in header]
    if missing and len(header) <= 1:
        problems.add(place, f"got the header {','.join(header)!r}. The first line must be {allowed!r}, with commas.")
        return False
    for name in missing:
        problems.add(place, f"{name}: this column is missing. The columns are {allowed!r}.")
    for name, count in Counter(header).items():
        if name not in (*columns, *optional):
            guess = nearest(name, missing)
            problems.add(place, f"{name}: unknown column. {guess or 'Remove it'}; the columns are {allowed!r}.")
        elif count > 1:
            problems.add(place, f"{name}: this column comes {count} times. Keep one.")
    return sorted(header) == sorted({*columns, *(name for name in optional if name in header)})


def number(table: Table, row: Row, column: str, problems: Problems) -> float | None:
    """Read a cell as a number; `inf` is one, NaN is not."""
    text = row.cells[column]
    try:
        value = float(text.replace("_", "?"))
    except ValueError:
        got = f"got {text!r}" if text else "this cell is blank"
        problems.add(table.place(row, column), f"{got}. Write a number such as 1250.5, without separators or unit.")
        return None
    if math.isnan(value):
        problems.add(table.place(row, column), f"got {text!r}. A missing value is a missing row; write a number.")
        return None
    return value


def amount(table: Table, row: Row, column: str, problems: Problems) -> float | None:
    """Read a cell as a finite number that is not negative."""
    value = number(table, row, column, problems)
    if value is not None and not 0 <= value < math.inf:
        problems.add(table.place(row, column), f"got {row.cells[column]}. Allowed: a finite number, 0 or more.")
        return None
    return value


def read_codes(table: Table, kind: str, reserved: Iterable[str], problems: Problems) -> tuple[Codes, tuple[Row, ...]]:
    """Codes of a table of regions or sectors in the order of its rows, with the rows that hold them."""
    lines: dict[str, int] = {}
    rows = []
    for row in table.rows:
        code, place = row.cells[kind], table.place(row, kind)
        if not code:
            problems.add(place, f"this cell is blank. Give the {kind} a code.")
        elif code in reserved:
            problems.add(place, f"got {code!r}, which is reserved for a group. Choose another code.")
        elif code in lines:
            problems.add(
                place, f"{code!r} stands in line {lines[code]} already. Codes are unique: remove or rename one."
            )
        else:
            lines[code] = row.line
            rows.append(row)
    return Codes(kind, {code: position for position, code in enumerate(lines)}), tuple(rows)


def read_entries(table: Table, keys: Mapping[str, Codes], column: str, problems: Problems) -> tuple[Entry, ...]:
    """Numbers of a table with their position; an unknown code, a repeated row and a wrong number are problems."""
    if not all(codes.index for codes in keys.values()):
        return ()  # the codes themselves could not be read, which is a problem of its own
    _report_unknown_codes(table, keys, problems)
    lines: dict[tuple[int, ...], int] = {}
    entries = []
    for row in table.rows:
        value = amount(table, row, column, problems)
        position = tuple(codes.index.get(row.cells[key], -1) for key, codes in keys.items())
        if -1 in position:
            continue
        first = lines.setdefault(position, row.line)
        if first != row.line:
            names = ", ".join(row.cells[key] for key in keys)
            problems.add(f"{table.file}:{row.line}", f"repeats line {first} ({names}). Keep one of them.")
        elif value is not None:
            entries.append(Entry(row, position, value))
    return tuple(entries)


def _report_unknown_codes(table: Table, keys: Mapping[str, Codes], problems: Problems) -> None:
    for column, codes in keys.items():
        count = Counter(row.cells[column] for row in table.rows if row.cells[column] not in codes.index)
        first = {row.cells[column]: row for row in reversed(table.rows) if row.cells[column] in count}
        for code, rows in count.items():
            others = f" It stands in {rows} rows." if rows > 1 else ""
            problems.add(table.place(first[code], column), codes.unknown(code) + others)
