"""What regions hold in stock: months of their baseline use of a sector, read from `stocks.csv` and checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.axes import Regional
from simulator.economy.labels import Labels
from simulator.economy.levels import Content, freeze
from simulator.files.table import Entry, Problems, Row, Table, amount, read_entries

UNIT: Final = "months"
"""Unit of every stock: how many months of the region's baseline use it covers."""


@dataclass(frozen=True, eq=False)
class Stocks(Content):
    """Months of cover and the band they lie in, each of shape (sector, region); 0 where none is given."""

    months: Regional
    low: Regional
    high: Regional

    def __post_init__(self) -> None:
        freeze(self)


def parse_stocks(table: Table, labels: Labels, problems: Problems) -> tuple[Stocks, Sequence[Entry]]:
    """Stocks, and the entries they are from; a wrong unit, a band that misses its months and a service are problems."""
    keys = {"sector": labels.sectors, "region": labels.regions}
    entries = read_entries(table, keys, UNIT, problems)
    levels = np.zeros((3, len(labels.sectors.index), len(labels.regions.index)))
    for row, (sector, region), months in entries:
        low, high = (amount(table, row, column, problems) for column in ("low", "high"))
        if low is not None and high is not None:
            levels[:, sector, region] = months, low, high
            _report_missed_band(table, row, (low, months, high), problems)
        if not labels.is_goods[sector]:
            place, code = table.place(row, "sector"), row.cells["sector"]
            problems.add(place, f"{code!r} is a service, which cannot be stored. Remove this row.")
    for row in table.rows:
        _report_wrong_texts(table, row, problems)
    return Stocks(*levels), entries


def _report_missed_band(table: Table, row: Row, band: tuple[float, float, float], problems: Problems) -> None:
    low, months, high = band
    if not low <= months <= high:
        got = f"got {months:g}, outside its band {low:g} to {high:g}"
        problems.add(table.place(row, UNIT), f"{got}. Write low, months and high in ascending order.")


def _report_wrong_texts(table: Table, row: Row, problems: Problems) -> None:
    unit = row.cells["unit"]
    if unit != UNIT:
        got = f"got {unit!r}" if unit else "this cell is blank"
        advice = f"Give every stock as months of the region's baseline use, and write {UNIT!r}."
        problems.add(table.place(row, "unit"), f"{got}. {advice}")
    if not row.cells["source"]:
        advice = "Say where the number is from, or that it is an assumption."
        problems.add(table.place(row, "source"), f"this cell is blank. {advice}")
