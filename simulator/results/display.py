"""How results show themselves: a few lines in a terminal, a small table in a notebook, in any colours of its page."""

import shutil
from collections.abc import Callable, Sequence
from html import escape
from typing import ClassVar, Final

import pandas as pd

from simulator.drawing import Plots
from simulator.terminal import fitted, unsigned_zero

ROWS: Final = 30
"""Rows of a table that a notebook shows; a terminal shows half of them."""

MISSING: Final = "–"


class Displayed:
    """A result that shows itself as a line, a table and what can be asked next, and that has figures."""

    asked_next: ClassVar[tuple[str, ...]] = ()

    plot = Plots()
    """Figures: `.plot("name")` draws one, `.plot()` the first; Tab completes their names, `list(.plot)` has all."""

    @property
    def heading(self) -> str:
        """What was asked, in a few words; empty: nothing to say beyond `description`."""
        return ""

    @property
    def description(self) -> str:
        """What it is, in one line."""
        raise NotImplementedError

    def overview(self) -> pd.DataFrame:
        """What a reader asks first, as a small table."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return as_text(f"{type(self).__name__}: {self.description}", self.overview(), self.asked_next)

    def _repr_html_(self) -> str:
        kind = f"{type(self).__name__}: {self.description}"
        return as_html(self.heading, kind, self.overview(), self.asked_next)


def count_of(number: int, noun: str) -> str:
    """A number and what is counted."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


def as_text(title: str, table: pd.DataFrame, more: Sequence[str] = ()) -> str:
    """A line, a table no wider than the terminal, and what can be asked next."""
    shown = table.head(ROWS // 2)
    columns = {str(name): texts.astype(str).tolist() for name, texts in _digits(shown).items()}
    is_number = [pd.api.types.is_numeric_dtype(shown[name]) for name in shown]
    page = fitted(columns, is_number, shutil.get_terminal_size().columns)
    left = [f"… and {len(table) - ROWS // 2} more rows"] if len(table) > ROWS // 2 else []
    lines = page.splitlines()
    return "\n".join([f"<{title}>", *filter(None, lines), *left, *_next(more)])


def as_html(title: str, subtitle: str, table: pd.DataFrame, more: Sequence[str] = ()) -> str:
    """A heading, a table, and what can be asked next; nothing has a colour, so that it suits light and dark pages."""
    head = f"<strong>{escape(title)}</strong><br>" if title else ""
    body = _digits(table.head(ROWS)).to_html(index=False, border=0, justify="right")
    left = [f"… and {len(table) - ROWS} more rows"] if len(table) > ROWS else []
    foot = "<br>".join(f"<small>{escape(line)}</small>" for line in [*left, *_next(more)])
    return f'<div style="overflow-x: auto"><p>{head}{escape(subtitle)}</p>{body}<p>{foot}</p></div>'


def _next(more: Sequence[str]) -> list[str]:
    return [f"Next: {'  '.join(more)}"] if more else []


def _digits(table: pd.DataFrame) -> pd.DataFrame:
    """Numbers as text, each column with as many decimals as its largest number needs."""
    numbers = table.select_dtypes("number")
    return table.assign(**{str(name): numbers[name].map(_format(numbers[name])) for name in numbers})


def _format(column: "pd.Series[float]") -> Callable[[float], str]:
    if pd.api.types.is_integer_dtype(column):
        return "{:,d}".format
    largest = column.abs().max()
    decimals = 0 if largest >= 1000 or largest == 0 else 1 if largest >= 100 else 2 if largest >= 0.1 else 4
    return lambda number: MISSING if pd.isna(number) else unsigned_zero(f"{number:,.{decimals}f}")
