"""Tables as programs write them, split at a stroke: no quotes, no blank lines, as many cells in every line."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import repeat
from types import MappingProxyType
from typing import Final, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

_END: Final = "\n"
"""Stands at the end of every line, and in no cell."""


class Row(NamedTuple):
    """One record of a table: the line of its file that it begins on, and its cells by column.

    `written` has the columns of the file that cells come from where these are others.
    """

    line: int
    cells: Mapping[str, str]
    written: Mapping[str, str] = MappingProxyType({})


class PlainRows(Sequence[Row]):
    """Rows of a plain file, kept by column until one of them is asked for.

    Attributes
    ----------
    columns
        Cells of all rows by column, as they are written; the first row stands on the second line.
    absent
        Cells of columns that the file leaves out, the same in every row.
    """

    def __init__(self, columns: Mapping[str, Sequence[str]], absent: Mapping[str, str]) -> None:
        self.columns = columns
        self.absent = absent

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        return self._rows[index]

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    @cached_property
    def _rows(self) -> tuple[Row, ...]:
        lines = zip(*(map(str.strip, cells) for cells in self.columns.values()), strict=True)
        return tuple(
            Row(line, {**self.absent, **dict(zip(self.columns, cells, strict=True))})
            for line, cells in enumerate(lines, start=2)
        )

    def array(self, keys: Mapping[str, Mapping[str, int]], column: str) -> NDArray[np.float64] | None:
        """Numbers by the positions of their codes, 0 where there is no row.

        None where a code is unknown, a cell no number, or a row there twice; a number may be infinite or NaN.
        """
        positions, values = self._positions(keys), self._numbers(column)
        if positions is None or values is None:
            return None
        shape = [len(codes) for codes in keys.values()]
        array = np.zeros(shape)
        array.reshape(-1)[positions] = values
        return array

    def _positions(self, keys: Mapping[str, Mapping[str, int]]) -> NDArray[np.intp] | None:
        """Positions of the rows in the array laid flat, each once."""
        flat = np.zeros(len(self), np.intp)
        for column, codes in keys.items():
            along = np.fromiter(map(codes.get, self.columns[column], repeat(-1)), np.intp, len(self))
            if along.min(initial=0) < 0:
                return None
            flat = flat * len(codes) + along
        return flat if np.bincount(flat).max(initial=0) <= 1 else None

    def _numbers(self, column: str) -> NDArray[np.float64] | None:
        cells = self.columns[column]
        if "_" in "".join(cells):  # which Python takes for a separator of thousands
            return None
        try:
            return np.fromiter(map(float, cells), np.float64, len(self))
        except ValueError:
            return None


def plain_columns(text: str, width: int) -> list[list[str]] | None:
    """Cells by column of all lines but the first; None where quotes, blanks or lines of another length need care."""
    lines = text.replace("\r\n", _END)
    body = lines.partition(_END)[2].removesuffix(_END)
    cells = body.replace(_END, f",{_END},").split(",")
    ends = cells[width :: width + 1]
    columns = [cells[column :: width + 1] for column in range(width)]
    is_even = len(cells) == width * (len(ends) + 1) + len(ends) and ends.count(_END) == len(ends) == body.count(_END)
    is_plain = is_even and '"' not in text and "\r" not in lines and max(map(len, cells)) < csv.field_size_limit()
    return columns if is_plain and all(map(str.strip, columns[0])) else None
