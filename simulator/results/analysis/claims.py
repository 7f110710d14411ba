"""Claims: sentences with the cells of the result tables that they rest on, so that each can be computed again."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Self

FIGURE: Final = "figure"
"""The table behind a figure."""


@dataclass(frozen=True)
class Rank:
    """That a cell is the extreme one of several.

    Attributes
    ----------
    kind
        highest, lowest, or largest, which counts without sign.
    over
        Columns whose values the rows compared differ in; in all other columns of the cell's row they agree.
    by
        Column that ranks, or an expression of columns; empty: the cell's own. Places and sectors of different sizes are
        compared in money, people or quantities.
    among
        Values of some columns beyond which nothing is compared.
    """

    kind: str
    over: tuple[str, ...]
    by: str = ""
    among: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Cell:
    """A number of a table that a sentence rests on.

    Attributes
    ----------
    row
        Value of each column that tells which row; several: the rows that `total` joins.
    column
        Its name, or an expression of columns.
    value
        The number as the sentence took it.
    text
        As the sentence writes it; empty: only its sign or its rank is said.
    table
        Name of the table, that behind the figure if none is given.
    factor
        By which it is written larger: 100 for a share in percent.
    sign
        The direction that words say: 1 up, -1 down, 0 none.
    rank
        That it is an extreme.
    total
        How several rows make one number, as pandas calls it: sum, mean, max, nunique.
    below
        Size that words say it stays under.
    less
        What is told beside, and taken off before it is written.
    """

    row: Mapping[str, object]
    column: str
    value: float
    text: str = ""
    table: str = FIGURE
    factor: float = 1.0
    sign: int = 0
    rank: Rank | None = None
    total: str = ""
    below: float = math.inf
    less: float = 0.0

    def __str__(self) -> str:
        return self.text


class Claim(str):
    """A sentence, clause or title with the cells that it rests on; a page that prints it prints its text.

    Attributes
    ----------
    cells
        Every number that it writes, and every number whose sign or rank it says.
    """

    __slots__ = ("cells",)
    cells: tuple[Cell, ...]

    def __new__(cls, text: str, *parts: "Cell | Claim | Iterable[Cell | Claim]") -> Self:
        """Text with the cells of its parts."""
        claim = super().__new__(cls, text)
        claim.cells = tuple(_cells(parts))
        return claim

    def of(self, table: str) -> "Claim":
        """The same outside its figure, whose table then has a name."""
        return Claim(self, [replace(cell, table=table) if cell.table == FIGURE else cell for cell in self.cells])

    @property
    def as_sentence(self) -> "Claim":
        """The same with a capital and a full stop."""
        return Claim(f"{self.as_title}.", self)

    @property
    def as_title(self) -> "Claim":
        """The same with a capital."""
        return Claim(capitalised(self), self)


def capitalised(text: str) -> str:
    """Begin a sentence, leaving all other letters alone."""
    return text[:1].upper() + text[1:]


def _cells(parts: "Iterable[Cell | Claim | Iterable[Cell | Claim]]") -> Iterable[Cell]:
    for part in parts:
        if isinstance(part, Cell):
            yield part
        elif isinstance(part, Claim):
            yield from part.cells
        else:
            yield from _cells(part)
