"""Tables of rates by flow: CSV files that a tariff or a trade cost names instead of one rate."""

from pathlib import Path
from typing import Final

from simulator.files.plain import Row
from simulator.files.problem import Problem
from simulator.files.rates import RATE, RATE_HEADERS
from simulator.files.table import BLANK, Columns, read_csv
from simulator.files.table import Table as CsvTable
from simulator.scenario.format.table import LABELS, Table, TableRow, rates_of, row_of


def read_table(path: Path, column: str) -> tuple[Table, list[Problem]]:
    """Read a table of columns exporter, importer, sector and `column`, which is "rate", "hat" or "coverage".

    Rows keep their labels as written, groups and `all` included; a hat of 1.05 becomes the rate 0.05. What is noted
    beside the numbers, in the columns of `NOTES`, is left alone.
    """
    problems: list[Problem] = []
    table = read_csv(path, _columns(column), problems)
    rates = rates_of(table, column, problems)
    read = [_row(table, row, rate, problems) for row, rate in zip(table.rows, rates, strict=True)]
    return Table(path, tuple(row for row in read if row is not None)), problems


NOTES: Final = frozenset({"mark", "source", "note"})
"""Columns that say how sure a number is and where it is from."""


def _columns(column: str) -> Columns:
    return Columns((*LABELS, column), aliases=RATE_HEADERS if column == RATE else {}, unread=NOTES)


def _row(table: CsvTable, row: Row, rate: float | None, problems: list[Problem]) -> TableRow | None:
    blank = [label for label in LABELS if not row.cells[label]]
    problems += [table.problem(row, label, BLANK, "a code, a group name or `all`") for label in blank]
    return None if blank or rate is None else row_of(row, rate, row.line)
