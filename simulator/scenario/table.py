"""Tables of rates by flow: CSV files that a tariff or a trade cost names instead of one rate."""

import csv
from pathlib import Path
from typing import Final

from simulator.errors import nearest
from simulator.scenario.problems import Problem, read_text, shown_path
from simulator.scenario.schema import Table, TableRow
from simulator.scenario.values import cost_hat, tax_rate

LARGEST_TABLE: Final = 20_000_000
"""Bytes of a table."""

_LABELS: Final = ("exporter", "importer", "sector")


def read_table(path: Path, column: str) -> tuple[Table, list[Problem]]:
    """Read a table of columns exporter, importer, sector and `column`, which is "rate" or "hat".

    Rows keep their labels as written, groups and `all` included; a hat of 1.05 becomes the rate 0.05.
    """
    text = read_text(path, LARGEST_TABLE)
    if isinstance(text, Problem):
        return Table(path), [text]
    lines = csv.reader(text.splitlines())
    name, columns = shown_path(path), (*_LABELS, column)
    header = [cell.strip() for cell in next(lines, [])]
    problems = [Problem(name, 1, 0, "", text) for text in _header_problems(header, columns)]
    if problems:
        return Table(path), problems
    rows: list[TableRow] = []
    for cells in lines:
        try:
            rows += _rows(cells, header, column, lines.line_num)
        except ValueError as wrong:
            problems.append(Problem(name, lines.line_num, 0, "", str(wrong)))
    if not rows and not problems:
        problems.append(Problem(name, 1, 0, "", "got no rows — at least one flow."))
    return Table(path, tuple(rows)), problems


def _header_problems(header: list[str], columns: tuple[str, ...]) -> list[str]:
    allowed = f"the columns are {','.join(columns)}."
    unknown = [cell for cell in header if cell not in columns]
    problems = [
        " ".join(part for part in (f"got the column {cell!r} —", nearest(cell, columns), allowed) if part)
        for cell in unknown[:5]
    ]
    twice = sorted({cell for cell in header if header.count(cell) > 1} - set(unknown))
    problems += [f"got the column {cell!r} twice — {allowed}" for cell in twice]
    return problems or [f"the column {cell!r} is missing — {allowed}" for cell in columns if cell not in header]


def _rows(cells: list[str], header: list[str], column: str, line: int) -> list[TableRow]:
    """Read one line; an empty one is no row."""
    if not any(cell.strip() for cell in cells):
        return []
    if len(cells) != len(header):
        raise ValueError(f"got {len(cells)} cells — {len(header)}, one for each column.")
    row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
    if empty := [label for label in _LABELS if not row[label]]:
        raise ValueError(f"the {empty[0]} is missing — a code, a group name or `all`.")
    return [TableRow(row["exporter"], row["importer"], row["sector"], _rate(row[column], column), line)]


def _rate(text: str, column: str) -> float:
    try:
        value: float | str = float(text)
    except ValueError:
        value = text
    try:
        return tax_rate(value) if column == "rate" else cost_hat(value) - 1
    except ValueError as wrong:
        raise ValueError(f"{column}: {wrong}") from None
