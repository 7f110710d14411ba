"""Tables of rates by flow: CSV files that a tariff or a trade cost names instead of one rate."""

from pathlib import Path

from simulator.files.problem import Problem
from simulator.files.table import BLANK, Columns, Row, parse_number, read_csv
from simulator.files.table import Table as CsvTable
from simulator.scenario.format.table import LABELS, Table, TableRow, rate_of


def read_table(path: Path, column: str) -> tuple[Table, list[Problem]]:
    """Read a table of columns exporter, importer, sector and `column`, which is "rate" or "hat".

    Rows keep their labels as written, groups and `all` included; a hat of 1.05 becomes the rate 0.05.
    """
    problems: list[Problem] = []
    table = read_csv(path, Columns((*LABELS, column)), problems)
    read = [_row(table, row, column, problems) for row in table.rows]
    return Table(path, tuple(row for row in read if row is not None)), problems


def _row(table: CsvTable, row: Row, column: str, problems: list[Problem]) -> TableRow | None:
    exporter, importer, sector = (row.cells[label] for label in LABELS)
    blank = [label for label in LABELS if not row.cells[label]]
    problems += [table.problem(row, label, BLANK, "a code, a group name or `all`") for label in blank]
    try:
        rate = rate_of(_value(row.cells[column]), column)
    except ValueError as wrong:
        problems.append(table.unfit(row, column, wrong))
        return None
    return None if blank else TableRow(exporter, importer, sector, rate, row.line)


def _value(text: str) -> float | str:
    """A cell as a number, or as it is written, such as a percentage."""
    try:
        return parse_number(text)
    except ValueError:
        return text
