"""Tables as text that fits a terminal of any width, for the command line and for results that show themselves."""

import math
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from itertools import takewhile
from textwrap import wrap
from typing import Final, Literal, NamedTuple

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

GAP: Final = 3
"""Columns between those of a table that has room."""
LONGEST: Final = 28
"""Columns of a word that is not broken."""
INDENT: Final = "  "
"""Before what belongs to the line above."""


class Banded(NamedTuple):
    """A number with the ends of its band, which are NaN where there is none."""

    value: float
    low: float
    high: float


def is_number(value: object) -> bool:
    """Whether a value is aligned as numbers are."""
    return isinstance(value, int | float | Banded) and not isinstance(value, bool)


def cell(value: object) -> str:
    """One value of a table as text; a number that rounds to zero has no sign."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Banded):
        band = "" if math.isnan(value.low) else f"\n{cell(value.low)}…{cell(value.high)}"
        return f"{cell(value.value)}{band}"
    if not isinstance(value, float):
        return "" if value is None else str(value)
    if math.isnan(value):
        return "not solved"
    return f"{value:,.0f}" if abs(value) >= 1e4 else unsigned_zero(f"{value:,.2f}")


def unsigned_zero(text: str) -> str:
    """A number as text, without the sign of what has been rounded to zero."""
    return text if text.strip("-0.,") else text.removeprefix("-")


def fitted(columns: Mapping[str, Sequence[str]], is_number: Sequence[bool], width: int) -> str:
    """Write a table; numbers for which there is no room stand in tables below, texts each on a line of its own.

    Parameters
    ----------
    columns
        Cells by the name of their column; a cell may have several lines.
    is_number
        Columns that are aligned on the right.
    width
        Columns of the terminal.
    """
    words = {name: _broken(name, texts) for name, texts in columns.items()}
    if _total(words) <= width:
        return _table(columns, is_number, words, width)
    pieces = list(_pieces(words, list(_names(is_number, columns)), width)) if _is_split(is_number) else []
    if not pieces:
        return records(columns, width)
    numbers = dict(zip(columns, is_number, strict=True))
    return "\n\n".join(
        _table({name: columns[name] for name in piece}, [numbers[name] for name in piece], words, width)
        for piece in pieces
    )


def records(columns: Mapping[str, Sequence[str]], width: int) -> str:
    """Rows below each other: the first cell as a heading, then a line a cell that says something, broken at words."""
    names = list(columns)
    return "\n\n".join("\n".join(_record(names, row, width)) for row in zip(*columns.values(), strict=True))


def wrapped(text: str, width: int, indent: str = INDENT) -> str:
    """A line broken at words, what follows indented; words that are longer than the terminal stay whole."""
    return "\n".join(wrap(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False))


def _record(names: Sequence[str], row: Sequence[str], width: int) -> Iterator[str]:
    yield wrapped(row[0], width)
    for name, text in zip(names[1:], row[1:], strict=True):
        if text.strip():
            yield wrapped(f"{INDENT}{name}: {' '.join(text.split())}", width, 2 * INDENT)


def _broken(name: str, texts: Sequence[str]) -> int:
    """Columns that a column needs where lines break at every word."""
    return min(_longest(" ".join([name, *texts]).split()), LONGEST)


def _total(words: Mapping[str, int]) -> int:
    return sum(words.values()) + len(words)


def _longest(texts: Sequence[str]) -> int:
    return max((len(line) for text in texts for line in text.splitlines()), default=0)


def _names(is_number: Sequence[bool], columns: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Columns in front of the numbers, which say of what a row is."""
    return (name for name, _ in takewhile(lambda item: not item[1], zip(columns, is_number, strict=True)))


def _is_split(is_number: Sequence[bool]) -> bool:
    """Whether all that follows the names of rows is numbers, which can stand in several tables."""
    return all(list(is_number)[list(is_number).index(True) :]) if any(is_number) else False


def _pieces(words: Mapping[str, int], names: Sequence[str], width: int) -> Iterator[list[str]]:
    """Columns of each table, all with the names of the rows; none where these leave no room."""
    first, piece = {name: words[name] for name in names}, list(names)
    if any(_total({**first, name: size}) > width for name, size in words.items()):
        return
    for name in list(words)[len(names) :]:
        if _total({key: words[key] for key in [*piece, name]}) > width:
            yield piece
            piece = list(names)
        piece.append(name)
    yield piece


def _table(
    columns: Mapping[str, Sequence[str]], is_number: Sequence[bool], words: Mapping[str, int], width: int
) -> str:
    """Columns beside each other; where room is short, numbers take what their longest word does, and texts the rest."""
    has_room = sum(_longest([name, *texts]) + GAP for name, texts in columns.items()) <= width
    broken = {} if has_room else words
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1 if has_room else 0), show_edge=has_room)
    for name, aligned_right in zip(columns, is_number, strict=True):
        fixed = broken.get(name) if aligned_right else None
        justify: Literal["left", "right"] = "right" if aligned_right else "left"
        is_whole = _longest([name, *columns[name]]) <= broken.get(name, 0)
        table.add_column(Text(name), justify=justify, overflow="fold", width=fixed, no_wrap=is_whole)
    for cells in zip(*columns.values(), strict=True):
        table.add_row(*map(Text, cells))
    console = Console(file=StringIO(), width=width, color_system=None)
    with console.capture() as captured:
        console.print(table)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()).strip("\n")
