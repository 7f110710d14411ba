"""Schedules with a column for each country, sector or code, as tables with a row for each of their cells."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple, TypeAlias

from simulator.files.plain import Row
from simulator.files.rates import RATE
from simulator.files.table import Table
from simulator.scenario.authoring.headers import has_rates

MOST: Final = 0.5
"""Share of the columns of values that have to be names which are known, for the others to be taken for names too."""

Goods: TypeAlias = Literal["sector", "code"]
"""What is not a region: a sector, or a code of product lines."""

KEYS: Final = ("exporter", "importer", "sector", "code", "weight")
"""Columns that are no values, whatever the rest is."""


@dataclass(frozen=True)
class Axes:
    """What the names of columns may be: regions, or else goods."""

    is_region: Callable[[str], bool]
    is_good: Callable[[str], bool]
    goods: Goods


class Layout(NamedTuple):
    """How a wide table is read: columns with values, what these and the rows are, and the column of row names."""

    values: Sequence[str]
    of_columns: str
    of_rows: str
    label: str


def layout_of(header: Sequence[str], axes: Axes, given: Collection[str]) -> Layout | None:
    """Layout of a table whose columns are mostly names of one kind, beside one with the names of its rows; else None.

    Parameters
    ----------
    header
        Names of the columns.
    axes
        What they may be.
    given
        Sides, exporter or importer, that options name for the whole file.
    """
    if has_rates(header):
        return None
    keys = [name for name in header if name in KEYS]
    side = "importer" if "exporter" in (*given, *keys) else "exporter"
    rows = next((name for name in keys if name in ("exporter", "importer")), side)
    for is_named, of_columns, of_rows in ((axes.is_region, side, axes.goods), (axes.is_good, axes.goods, rows)):
        others = [name for name in header if name not in KEYS]
        label = of_rows if of_rows in keys else next((name for name in others if not is_named(name)), "")
        values = [name for name in others if name != label]
        named = sum(map(is_named, values))
        if label and named > 1 and named >= MOST * len(values):
            return Layout(values, of_columns, of_rows, label)
    return None


def stacked(table: Table, layout: Layout) -> Table:
    """The table with a row for each of its values."""
    header = tuple(name for name in table.header if name in KEYS and name != layout.label)
    names = (*header, layout.of_rows, layout.of_columns, RATE)
    rows = (row for whole in table.rows for row in _rows(whole, header, layout))
    return replace(table, header=names, rows=tuple(rows))


def _rows(row: Row, kept: Sequence[str], layout: Layout) -> list[Row]:
    about = {name: row.cells[name] for name in kept} | {layout.of_rows: row.cells[layout.label]}
    return [
        Row(
            row.line,
            {**about, layout.of_columns: name, RATE: row.cells[name]},
            {RATE: name, layout.of_rows: layout.label},
        )
        for name in layout.values
    ]
