"""What regions hold in stock: months of their baseline use of a sector, read from `stocks.csv` and checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.axes import Regional
from simulator.economy.labels import Labels
from simulator.economy.levels import Content, freeze
from simulator.files.plain import Row
from simulator.files.problem import Problem
from simulator.files.table import BLANK, Entry, Table, amount, got, read_entries

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


def parse_stocks(table: Table, labels: Labels, problems: list[Problem]) -> tuple[Stocks, Sequence[Entry]]:
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
            service = f"got {row.cells['sector']!r}, a service, which cannot be stored"
            problems.append(table.problem(row, "sector", service, "a good", "Remove this row"))
    for row in table.rows:
        _report_wrong_texts(table, row, problems)
    return Stocks(*levels), entries


def _report_missed_band(table: Table, row: Row, band: tuple[float, float, float], problems: list[Problem]) -> None:
    low, months, high = band
    if not low <= months <= high:
        outside = f"got {months:g}, outside its band {low:g} to {high:g}"
        problems.append(table.problem(row, UNIT, outside, "low, months and high in ascending order"))


def _report_wrong_texts(table: Table, row: Row, problems: list[Problem]) -> None:
    unit = row.cells["unit"]
    if unit != UNIT:
        allowed = f"{UNIT!r}: every stock is in months of the region's baseline use"
        problems.append(table.problem(row, "unit", got(unit), allowed))
    if not row.cells["source"]:
        problems.append(table.problem(row, "source", BLANK, "the origin of the number, or that it is assumed"))
