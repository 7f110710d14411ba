"""Tables of rates by flow: CSV files that a tariff or a trade cost names instead of one rate."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from simulator.errors import nearest
from simulator.files.problem import Problem, read_text, shown_path
from simulator.scenario.format.table import LABELS, Table, TableRow, rate_of

LARGEST_TABLE: Final = 20_000_000
"""Bytes of a table."""


def read_table(path: Path, column: str) -> tuple[Table, list[Problem]]:
    """Read a table of columns exporter, importer, sector and `column`, which is "rate" or "hat".

    Rows keep their labels as written, groups and `all` included; a hat of 1.05 becomes the rate 0.05.
    """
    text = read_text(path, LARGEST_TABLE)
    if isinstance(text, Problem):
        return Table(path), [text]
    found = list(_read_lines(text, column))
    rows = tuple(row for row in found if isinstance(row, TableRow))
    wrong = [item for item in found if not isinstance(item, TableRow)]
    if not found:
        wrong = [(1, "got no rows — at least one flow.")]
    return Table(path, rows), [Problem(shown_path(path), line, 0, "", sentence) for line, sentence in wrong]


def _read_lines(text: str, column: str) -> Iterator[TableRow | tuple[int, str]]:
    """Read rows, or the number of a line with what is wrong about it."""
    lines = csv.reader(text.splitlines(), strict=True)
    try:
        header = [cell.strip() for cell in next(lines, [])]
        wrong = _header_problems(header, (*LABELS, column))
        yield from ((1, sentence) for sentence in wrong)
        for cells in lines if not wrong else ():
            if any(cell.strip() for cell in cells):
                yield _row(cells, header, column, lines.line_num)
    except csv.Error:
        yield lines.line_num, "got a line that is not CSV — check its quotes."


def _header_problems(header: list[str], columns: tuple[str, ...]) -> list[str]:
    allowed = f"The columns are {','.join(columns)}."
    unknown = [cell for cell in header if cell not in columns]
    if unknown:
        hints = (f"got the column {cell!r} — {nearest(cell, columns)}" for cell in unknown[:5])
        return [f"{hint.strip()} {allowed}" for hint in hints]
    twice = sorted({cell for cell in header if header.count(cell) > 1})
    missing = [f"the column {cell!r} is missing — {allowed}" for cell in columns if cell not in header]
    return [f"got the column {cell!r} twice — {allowed}" for cell in twice] or missing


def _row(cells: list[str], header: list[str], column: str, line: int) -> TableRow | tuple[int, str]:
    if len(cells) != len(header):
        return line, f"got {len(cells)} cells — {len(header)}, one for each column."
    row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
    for label in LABELS:
        if not row[label]:
            return line, f"the {label} is missing — a code, a group name or `all`."
    try:
        return TableRow(row["exporter"], row["importer"], row["sector"], _rate(row[column], column), line)
    except ValueError as wrong:
        return line, f"{column}: {wrong}"


def _rate(text: str, column: str) -> float:
    """Read a cell: the rate itself, or what a cost factor adds to the price."""
    try:
        value: float | str = int(text) if text.isdecimal() else float(text)
    except ValueError:
        value = text
    return rate_of(value, column)
