"""What cannot be made without a critical input: shares of users' output, read from `exposure.csv` and checked."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.axes import Technology
from simulator.economy.labels import Labels
from simulator.economy.levels import Content, freeze
from simulator.economy.reading.nests import EVERY_SECTOR
from simulator.files.plain import Row
from simulator.files.problem import Place, Problem
from simulator.files.table import BLANK, Table, number, repeated

NUMBERS: Final = ("share", "share_low", "share_high", "relief", "relief_low", "relief_high")
"""Columns with numbers, each a share from 0 to 1."""

EVERY_REGION: Final = EVERY_SECTOR
"""Stands for every region that has no row of its own."""


@dataclass(frozen=True, eq=False)
class Exposure(Content):
    """How users depend on critical inputs, each of shape (input, user, region); 0 where nothing is said.

    Attributes
    ----------
    share, share_low, share_high
        s: share of the user's output that cannot be made without the input, and its band.
    relief, relief_low, relief_high
        r: share of the input that recycling and thrift replace within the horizon, and its band.
    """

    share: Technology
    share_low: Technology
    share_high: Technology
    relief: Technology
    relief_low: Technology
    relief_high: Technology

    def __post_init__(self) -> None:
        freeze(self)


def parse_exposure(table: Table, labels: Labels, problems: list[Problem]) -> Exposure:
    """Read the exposure of users; the row of a region goes before that of all regions (`*`)."""
    sectors, regions = labels.sectors.index, labels.regions.index
    arrays = np.zeros((len(NUMBERS), len(sectors), len(sectors), len(regions)))
    lines: dict[tuple[str, ...], int] = {}
    for row in sorted(table.rows, key=lambda row: row.cells["region"] != EVERY_REGION):
        values = [_share(table, row, column, problems) for column in NUMBERS]
        key = tuple(row.cells[column] for column in ("input", "user", "region"))
        is_known = _is_key_known(table, row, labels, problems)
        first = lines.setdefault(key, row.line)
        if first != row.line:
            problems.append(repeated(table, row, first, key))
        elif is_known and None not in values:
            _report_missed_bands(table, row, values, problems)  # type: ignore[arg-type]  # none is None
            region = slice(None) if key[2] == EVERY_REGION else regions[key[2]]
            arrays[:, sectors[key[0]], sectors[key[1]], region] = (
                np.array(values)[:, None] if key[2] == EVERY_REGION else values
            )
    return Exposure(*arrays)


def _share(table: Table, row: Row, column: str, problems: list[Problem]) -> float | None:
    value = number(table, row, column, problems)
    if value is None or 0 <= value <= 1:
        return value
    problems.append(table.problem(row, column, f"got {row.cells[column]}", "a share from 0 to 1"))
    return None


def _is_key_known(table: Table, row: Row, labels: Labels, problems: list[Problem]) -> bool:
    """Check the codes of a row, that its input is critical, and that it says where it is from."""
    is_right = True
    for column, codes in (("input", labels.sectors), ("user", labels.sectors), ("region", labels.regions)):
        code = row.cells[column]
        if code not in codes.index and not (column == "region" and code == EVERY_REGION):
            problems.append(codes.unknown(Place(table.file, row.line, key=column), code))
            is_right = False
    code = row.cells["input"]
    if code in labels.sectors.index and not labels.is_critical[labels.sectors.index[code]]:
        advice = "Write 1 under critical in sectors.csv, or remove this row"
        problems.append(table.problem(row, "input", f"got {code!r}, which is not critical", "a critical input", advice))
        is_right = False
    if not row.cells["source"]:
        problems.append(table.problem(row, "source", BLANK, "the origin of the numbers, or that they are assumed"))
    return is_right


def _report_missed_bands(table: Table, row: Row, values: list[float], problems: list[Problem]) -> None:
    for name, (middle, low, high) in (("share", values[:3]), ("relief", values[3:])):
        if not low <= middle <= high:
            got = f"got {middle:g}, outside its band {low:g} to {high:g}"
            problems.append(table.problem(row, name, got, f"{name}_low, {name} and {name}_high in ascending order"))
