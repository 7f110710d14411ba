"""CSV tables: cells as text with the line they stand on, and how numbers and codes are read from them."""

import csv
import io
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.errors import nearest
from simulator.files.plain import PlainRows, Row, plain_columns
from simulator.files.problem import Place, Problem, allowed_names, shown, shown_path
from simulator.files.text import decoded, read_bytes

LARGEST_TABLE: Final = 200_000_000
"""Bytes of a table."""
SEPARATORS: Final = {";": "semicolons", "\t": "tabs", "|": "bars"}
"""What other programs put between cells instead of commas."""


@dataclass(frozen=True)
class Columns:
    """Columns that a table must have, those it may have, other names of them, and what to do about further ones.

    With `takes_all` any further column is welcome; those in `unread` are left alone.
    """

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    takes_all: bool = False
    aliases: Mapping[str, str] = field(default_factory=dict)
    unread: frozenset[str] = frozenset()

    def __str__(self) -> str:
        also = f"; also {', '.join(self.optional)}" if self.optional else ""
        return f"The columns are {', '.join(self.needed)}{also}."


ColumnChoice: TypeAlias = Columns | Callable[[Sequence[str]], Columns]
"""Columns of a table, or what they are given its header in small letters."""


@dataclass(frozen=True)
class Table:
    """Rows of one file; the header is empty where it could not be read.

    `written` has the names that the file gives to columns which it calls otherwise, `unread` those that are left alone.
    """

    file: str
    header: tuple[str, ...] = ()
    rows: Sequence[Row] = ()
    written: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    header_line: int = 1

    def at_header(self, column: str) -> Place:
        """Place of a column's name."""
        return Place(self.file, self.header_line, key=column)

    def problem(self, row: Row, column: str, got: str, allowed: str, remedy: str = "") -> Problem:
        """Make a problem of a cell, or of a whole row if `column` is empty."""
        return Problem(Place(self.file, row.line, key=row.written.get(column, column)), got, allowed, remedy)

    def unfit(self, row: Row, column: str, wrong: ValueError) -> Problem:
        """Make a problem of a cell from the sentence with which a check of its value refuses it."""
        return Problem.said(Place(self.file, row.line, key=column), str(wrong))


@dataclass(frozen=True)
class Codes:
    """Known codes of one kind ("region" or "sector") and their position on the axis."""

    kind: str
    index: Mapping[str, int]

    @classmethod
    def of(cls, kind: str, codes: Iterable[str]) -> "Codes":
        """Codes in the order of the axis."""
        return cls(kind, {code: position for position, code in enumerate(codes)})

    def unknown(self, location: Place, code: str, remedy: str = "") -> Problem:
        """Make a problem of a code that is not known: what is near it and where the known ones stand."""
        known = f"Known: {len(self.index)} codes in {self.kind}s.csv."
        return Problem(location, got(code, self.kind), f"{nearest(code, tuple(self.index))} {known}".strip(), remedy)


class Entry(NamedTuple):
    """One number of a table: its row, its position in the array and its value."""

    row: Row
    position: tuple[int, ...]
    value: float


BLANK: Final = "got a blank cell"


def got(text: str, kind: str = "") -> str:
    """Say what a cell holds, as one of a kind if that is named."""
    return " ".join(part for part in ("got", kind and f"the unknown {kind}", shown(text)) if part) if text else BLANK


def read_csv(path: Path, columns: ColumnChoice, problems: list[Problem]) -> Table:
    """Read a CSV file of at least one row and at most `LARGEST_TABLE` bytes; what is wrong with it becomes problems."""
    content = read_bytes(path, LARGEST_TABLE, problems)
    if content is None:
        return Table(shown_path(path))
    earlier = len(problems)
    table = parse_csv(shown_path(path), content, columns, problems)
    if len(problems) == earlier:  # rows that could not be read are reported as such
        report_no_rows(table, problems)
    return table


def parse_csv(file: str, content: bytes, choice: ColumnChoice, problems: list[Problem]) -> Table:
    """Split a CSV file into rows; an optional column that is left out is blank."""
    text = decoded(file, content, problems)
    if text is None:
        return Table(file)
    if not text.strip():
        columns = _chosen(choice, ())
        allowed = f"a header with the columns {', '.join(columns.needed)}, then a line for each row"
        problems.append(Problem(Place(file), "is empty", allowed))
        return Table(file)
    records = _records(file, text, problems)
    line, cells = next(records, (0, []))
    written = [cell.lower() for cell in _without_blank_end(cells)]
    columns = _chosen(choice, written)
    header = tuple(columns.aliases.get(name, name) for name in written)
    wrong = list(_header_problems(Place(file, line), header, columns)) if header else []
    problems += wrong
    if wrong or not header:
        return Table(file)
    renamed = {name: text for name, text in zip(header, written, strict=True) if name != text}
    unread = tuple(name for name in header if name in columns.unread)
    table = Table(file, header, written=renamed, unread=unread, header_line=line)
    plain = plain_columns(text, len(header)) if line == 1 else None
    if plain is not None:
        return replace(table, rows=PlainRows(dict(zip(header, plain, strict=True)), _absent(header, columns)))
    return replace(table, rows=tuple(_rows(table, columns, records, problems)))


def _chosen(choice: ColumnChoice, header: Sequence[str]) -> Columns:
    return choice if isinstance(choice, Columns) else choice(header)


def _records(file: str, text: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Cells of every record that is not blank, with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield line, stripped
            line = reader.line_num + 1
    except csv.Error:
        problems.append(Problem(Place(file, line), "got a line that is not CSV", "check its quotes"))


def _rows(
    table: Table, columns: Columns, records: Iterable[tuple[int, list[str]]], problems: list[Problem]
) -> Iterator[Row]:
    absent = _absent(table.header, columns)
    for line, cells in records:
        row = Row(line, absent | dict(zip(table.header, cells, strict=False)))
        if len(cells) >= len(table.header) and not any(cells[len(table.header) :]):
            yield row
        else:
            allowed = f"{len(table.header)}, one for each column"
            remedy = "Put a cell that holds a comma in quotes"
            problems.append(table.problem(row, "", f"got {len(cells)} cells", allowed, remedy))


def _absent(header: Sequence[str], columns: Columns) -> dict[str, str]:
    """Cells of the optional columns that are left out."""
    return dict.fromkeys((name for name in columns.optional if name not in header), "")


def _without_blank_end(cells: Sequence[str]) -> Sequence[str]:
    """Names of columns without those at the end that a spreadsheet leaves blank."""
    count = max((position for position, cell in enumerate(cells, 1) if cell), default=0)
    return cells[:count]


def _header_problems(location: Place, header: Sequence[str], columns: Columns) -> Iterator[Problem]:
    missing = [name for name in columns.needed if name not in header]
    between = next((name for sign, name in SEPARATORS.items() if sign in header[0]), "") if header and missing else ""
    if between:
        save = "save it with commas, and points in decimals"
        yield Problem(location, f"got {between} between the cells", save, str(columns))
        return
    for name in missing:
        yield Problem(Place(location.file, location.line, key=name), "is missing", str(columns))
    for name, count in Counter(header).items():
        if name in columns.unread:
            continue
        if not columns.takes_all and name not in (*columns.needed, *columns.optional):
            advice = columns.elsewhere.get(name)
            hint = f"{advice}." if advice and not advice.endswith("?") else advice or nearest(name, missing)
            yield Problem(location, f"got the column {shown(name)}", f"{hint} {columns}".strip())
        elif count > 1:
            yield Problem(location, f"got the column {shown(name)} {count} times", "once")


def report_no_rows(table: Table, problems: list[Problem]) -> None:
    """Report a table that has a header and nothing below it."""
    if table.header and not table.rows:
        problems.append(Problem(Place(table.file), "got no rows", "at least one below the header"))


def parse_number(text: str) -> float:
    """Number of a cell, in the one notation that tables have: 1250.5, 1e6, inf or nan.

    Raises
    ------
    ValueError
        It is written in another way.
    """
    value = float(text.replace("_", "?"))
    return int(value) if text.isdecimal() and value < 1e9 else value  # so that messages show it as it is written


def number(table: Table, row: Row, column: str, problems: list[Problem]) -> float | None:
    """Read a cell as a number; `inf` is one, NaN is not."""
    text = row.cells[column]
    try:
        value = float(parse_number(text))
    except ValueError:
        problems.append(table.problem(row, column, got(text), "a number such as 1250.5, without separators or unit"))
        return None
    if math.isnan(value):
        problems.append(table.problem(row, column, got(text), "a number; a missing value is a missing row"))
        return None
    return value


def amount(table: Table, row: Row, column: str, problems: list[Problem]) -> float | None:
    """Read a cell as a finite number that is not negative."""
    value = number(table, row, column, problems)
    if value is not None and not 0 <= value < math.inf:
        problems.append(table.problem(row, column, f"got {row.cells[column]}", "a finite number, 0 or more"))
        return None
    return value


def report_other(table: Table, row: Row, column: str, allowed: Sequence[str], problems: list[Problem]) -> None:
    """Report a cell that is none of the words allowed."""
    text = row.cells[column]
    if text not in allowed:
        problems.append(table.problem(row, column, got(text), allowed_names(text, allowed)))


def read_codes(table: Table, kind: str, reserved: Iterable[str], problems: list[Problem]) -> tuple[Codes, list[Row]]:
    """Codes of a table of regions or sectors in the order of its rows, with the rows that hold them."""
    rows: dict[str, Row] = {}
    for row in table.rows:
        code = row.cells[kind]
        if not code:
            problems.append(table.problem(row, kind, BLANK, f"a code for the {kind}"))
        elif code in reserved:
            problems.append(table.problem(row, kind, f"got {code!r}, which is reserved for a group", "another code"))
        elif code in rows:
            repeats = f"got {code!r}, which line {rows[code].line} has already"
            problems.append(table.problem(row, kind, repeats, "each code once", "Remove or rename one"))
        else:
            rows[code] = row
    return Codes.of(kind, rows), list(rows.values())


def read_entries(table: Table, keys: Mapping[str, Codes], column: str, problems: list[Problem]) -> tuple[Entry, ...]:
    """Numbers of a table with their position; an unknown code, a repeated row and a wrong number are problems."""
    if not all(codes.index for codes in keys.values()):
        return ()  # the codes themselves could not be read, which is a problem of its own
    return entries_of(table, keys, [amount(table, row, column, problems) for row in table.rows], problems)


def plain_array(
    table: Table, keys: Mapping[str, Codes], column: str, largest: float = sys.float_info.max
) -> NDArray[np.float64] | None:
    """Numbers of a plain table by position, 0 where it has no row; None where anything is odd and wants its rows read.

    Odd are codes that are not known, cells that are no number from 0 to `largest`, and a second row for one position.
    """
    if not isinstance(table.rows, PlainRows):
        return None
    array = table.rows.array({key: codes.index for key, codes in keys.items()}, column)
    return array if array is not None and (array >= 0).all() and (array <= largest).all() else None


def entries_of(
    table: Table, keys: Mapping[str, Codes], values: Iterable[float | None], problems: list[Problem]
) -> tuple[Entry, ...]:
    """Values of the rows of a table with their position; an unknown code and a repeated row are problems."""
    _report_unknown_codes(table, keys, problems)
    lines: dict[tuple[int, ...], int] = {}
    entries = []
    for row, value in zip(table.rows, values, strict=True):
        position = tuple(codes.index.get(row.cells[key], -1) for key, codes in keys.items())
        if -1 in position:
            continue
        first = lines.setdefault(position, row.line)
        if first != row.line:
            problems.append(repeated(table, row, first, [row.cells[key] for key in keys]))
        elif value is not None:
            entries.append(Entry(row, position, value))
    return tuple(entries)


def repeated(table: Table, row: Row, first: int, key: Iterable[str]) -> Problem:
    """Make a problem of a row whose key an earlier line has."""
    return table.problem(row, "", f"repeats line {first} ({', '.join(key)})", "each once", "Keep one of them")


def _report_unknown_codes(table: Table, keys: Mapping[str, Codes], problems: list[Problem]) -> None:
    for column, codes in keys.items():
        count = Counter(row.cells[column] for row in table.rows if row.cells[column] not in codes.index)
        first = {row.cells[column]: row for row in reversed(table.rows) if row.cells[column] in count}
        for code, rows in count.items():
            others = f"It stands in {rows} rows" if rows > 1 else ""
            problems.append(codes.unknown(Place(table.file, first[code].line, key=column), code, others))
