"""What commands print: tables that fit the terminal, JSON, and remarks on stderr."""

import math
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

import click

FILE_WIDTH: Final = 200
"""Columns of what goes to a file or another program."""
GAP: Final = 3
"""Columns between those of a table that has room."""
LONGEST: Final = 24
"""Columns of a word that is not broken."""

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from simulator.results import Results


def say(message: str) -> None:
    """Tell the user something beside the output."""
    click.echo(message, err=True)


def print_next(*commands: str) -> None:
    """Say which commands come next, one a line, so that they can be copied."""
    say("Next:\n" + "\n".join(f"  {command}" for command in commands))


def show_headline(results: "Results", as_json: bool) -> None:
    """Print the headline numbers of all scenarios."""
    print_frame(results.headline(), as_json)


def print_frame(frame: "pd.DataFrame", as_json: bool) -> None:
    """Print a table of results as text or JSON."""
    if as_json:
        click.echo(frame.reset_index(drop=True).to_json(orient="records", indent=2))
    else:
        print_rows([{str(key): value for key, value in row.items()} for row in frame.to_dict("records")])


def in_digits(frame: "pd.DataFrame", digits: int = 4) -> "pd.DataFrame":
    """Write the numbers of a table with as many significant digits, where small differences matter."""
    numbers = frame.select_dtypes("number")
    return frame.assign(**{str(name): numbers[name].map(f"{{:.{digits}g}}".format) for name in numbers})


def print_rows(rows: Sequence[dict[str, Any]]) -> None:
    """Print rows as a table, or where the terminal is too narrow for one, below each other with a line a value."""
    from rich.console import Console

    if not rows:
        return
    console = Console(width=None if sys.stdout.isatty() else FILE_WIDTH, soft_wrap=False, highlight=False)
    columns = {name.replace("_", " "): [cell(row[name]) for row in rows] for name in rows[0]}
    words = {name: min(_longest(" ".join([name, *texts]).split()), LONGEST) for name, texts in columns.items()}
    if sum(words.values()) + len(words) > console.width:
        records = [
            "\n".join(f"{name}: {text}".removeprefix(": ") for name, text in zip(columns, texts, strict=True))
            for texts in zip(*columns.values(), strict=True)
        ]
        console.print("\n\n".join(records))
        return
    is_number = [isinstance(value, int | float) for value in rows[0].values()]
    has_room = sum(_longest([name, *texts]) + GAP for name, texts in columns.items()) <= console.width
    console.print(_table(columns, is_number, {} if has_room else words))


def _longest(texts: Sequence[str]) -> int:
    return max(map(len, texts), default=0)


def _table(columns: Mapping[str, Sequence[str]], is_number: Sequence[bool], words: Mapping[str, int]) -> "Table":
    """Columns beside each other; where room is short, numbers take what their longest word does, and texts the rest."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 0 if words else 1), show_edge=not words)
    for name, aligned_right in zip(columns, is_number, strict=True):
        width = words.get(name) if aligned_right else None
        justify: Literal["left", "right"] = "right" if aligned_right else "left"
        is_whole = _longest([name, *columns[name]]) <= words.get(name, 0)
        table.add_column(name, justify=justify, overflow="fold", width=width, no_wrap=is_whole)
    for cells in zip(*columns.values(), strict=True):
        table.add_row(*cells)
    return table


def cell(value: object) -> str:
    """One value of a table as text."""
    if isinstance(value, float):
        return "not solved" if math.isnan(value) else f"{value:,.2f}" if abs(value) < 1e4 else f"{value:,.0f}"
    return str(value)
