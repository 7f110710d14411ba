"""Large tables as CSV: rows are set many at a time, as setting cell by cell takes longer than solving."""

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from simulator.files.whole import write_whole

ROWS_AT_ONCE: Final = 4096
DIGITS: Final = "%.10g"
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
"""How a text begins that a spreadsheet would take for a formula, or such a text behind an apostrophe."""


def as_text(value: object) -> object:
    """A cell that a spreadsheet shows as it is: an apostrophe before text that begins as a formula does."""
    is_formula = isinstance(value, str) and _FORMULA.match(value) is not None and not _is_number(value)
    return f"'{value}" if is_formula else value


def from_text(value: object) -> object:
    """The cell that `as_text` was given."""
    return value[1:] if isinstance(value, str) and value.startswith("'") and _FORMULA.match(value) else value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def write_table(path: Path, parts: Iterable[pd.DataFrame]) -> None:
    """Write a table as CSV, whole, from its parts one after the other: ten digits, nothing where a value is missing."""

    def write(unfinished: Path) -> None:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            for number, part in enumerate(parts):
                if number == 0:
                    file.write(",".join(map(_quoted, part.columns)) + "\n")
                file.writelines(_rows(part))

    write_whole(path, write)


def _rows(part: pd.DataFrame) -> Iterator[str]:
    """Text of the rows, many in one piece."""
    columns = [_column(part[name]) for name in part]
    row = ",".join(kind for kind, _ in columns) + "\n"
    cells: list[object] = [None] * part.size
    for column, (_, values) in enumerate(columns):
        cells[column :: len(columns)] = values
    for first in range(0, len(part), ROWS_AT_ONCE):
        n_rows = min(ROWS_AT_ONCE, len(part) - first)
        here = slice(first * len(columns), (first + n_rows) * len(columns))
        yield (row * n_rows) % tuple(cells[here])


def _column(column: pd.Series) -> tuple[str, list[object]]:
    """How the cells of a column are set, and what is set: numbers, or texts, of which most stand in many rows."""
    if pd.api.types.is_float_dtype(column.dtype):
        if not column.hasnans:
            return DIGITS, column.tolist()
        return "%s", ["" if value != value else DIGITS % value for value in column.tolist()]  # noqa: PLR0124  # NaN
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        column = column.dt.strftime("%Y-%m-%d")
    codes, distinct = pd.factorize(column, use_na_sentinel=False)
    texts = np.array(["" if value is None or value != value else _quoted(value) for value in distinct], dtype=object)  # noqa: PLR0124
    return "%s", texts[codes].tolist()


def _quoted(value: object) -> str:
    """One cell as CSV has it, in quotes where it holds a comma, a quote or a new line."""
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow([as_text(value), ""])  # alone, an empty cell would be put in quotes
    return line.getvalue().removesuffix(",\n")
