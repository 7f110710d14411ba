"""Tables as text that fits a terminal of any width, for the command line and for results that show themselves."""

from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Final, Literal

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

GAP: Final = 3
"""Columns between those of a table that has room."""
LONGEST: Final = 24
"""Columns of a word that is not broken."""


def fitted(columns: Mapping[str, Sequence[str]], is_number: Sequence[bool], width: int) -> str:
    """Write a table; where the terminal is too narrow for one, rows below each other with a line a value.

    Parameters
    ----------
    columns
        Cells by the name of their column.
    is_number
        Columns that are aligned on the right.
    width
        Columns of the terminal.
    """
    words = {name: min(_longest(" ".join([name, *texts]).split()), LONGEST) for name, texts in columns.items()}
    if sum(words.values()) + len(words) > width:
        return _records(columns)
    has_room = sum(_longest([name, *texts]) + GAP for name, texts in columns.items()) <= width
    return _table(columns, is_number, {} if has_room else words, width)


def _longest(texts: Sequence[str]) -> int:
    return max(map(len, texts), default=0)


def _records(columns: Mapping[str, Sequence[str]]) -> str:
    rows = zip(*columns.values(), strict=True)
    lines = ([f"{name}: {text}".removeprefix(": ") for name, text in zip(columns, row, strict=True)] for row in rows)
    return "\n\n".join("\n".join(row) for row in lines)


def _table(
    columns: Mapping[str, Sequence[str]], is_number: Sequence[bool], words: Mapping[str, int], width: int
) -> str:
    """Columns beside each other; where room is short, numbers take what their longest word does, and texts the rest."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 0 if words else 1), show_edge=not words)
    for name, aligned_right in zip(columns, is_number, strict=True):
        fixed = words.get(name) if aligned_right else None
        justify: Literal["left", "right"] = "right" if aligned_right else "left"
        is_whole = _longest([name, *columns[name]]) <= words.get(name, 0)
        table.add_column(Text(name), justify=justify, overflow="fold", width=fixed, no_wrap=is_whole)
    for cells in zip(*columns.values(), strict=True):
        table.add_row(*map(Text, cells))
    console = Console(file=StringIO(), width=width, color_system=None)
    with console.capture() as captured:
        console.print(table)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())
