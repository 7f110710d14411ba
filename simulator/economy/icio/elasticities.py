"""Elasticities for a baseline of one's own: given, or taken from a shipped baseline sector by sector."""

from collections.abc import Sequence
from pathlib import Path

from simulator.economy.icio.mapping import CodeMap, MappedGroup
from simulator.economy.reading.folder import COLUMNS
from simulator.economy.reading.nests import EVERY_SECTOR, parse_elasticities
from simulator.economy.reading.shipped import DEFAULT_BASELINE, shipped_folder
from simulator.errors import DataError
from simulator.files.problem import Place, Problem, allowed_names, raise_all, shown_path
from simulator.files.table import Codes, read_csv

FILE = "elasticities.csv"
HEADER = (*COLUMNS[FILE].needed[:5], *COLUMNS[FILE].optional, "source")


def given_elasticities(path: Path, sectors: Sequence[str], problems: list[Problem]) -> list[tuple[str, ...]]:
    """Rows of an elasticity table of the user, as they stand."""
    table = read_csv(path, COLUMNS[FILE], problems)
    parse_elasticities(table, Codes.of("sector", sectors), problems)
    return [tuple(row.cells[column] for column in HEADER) for row in table.rows]


def copied_elasticities(sectors: CodeMap) -> list[tuple[str, ...]]:
    """Rows of the default baseline: those of all sectors, and for each sector that of the one it is like.

    Raises
    ------
    DataError
        A sector is like none of the shipped ones.
    """
    path = shipped_folder(DEFAULT_BASELINE) / FILE
    rows = read_csv(path, COLUMNS[FILE], []).rows
    shipped = list(dict.fromkeys(row.cells["sector"] for row in rows if row.cells["sector"] != EVERY_SECTOR))
    location = Place(shown_path(sectors.path), key="like")
    raise_all([_no_model(location, g, shipped) for g in sectors.groups if model_of(g) not in shipped], DataError)
    copied = []
    for row in rows:
        cells = {**row.cells, "source": f"{DEFAULT_BASELINE}, {row.cells['sector']}: {row.cells['source']}"}
        of_all = row.cells["sector"] == EVERY_SECTOR
        like = [EVERY_SECTOR] if of_all else [g.code for g in sectors.groups if model_of(g) == row.cells["sector"]]
        copied += [tuple({**cells, "sector": code}[column] for column in HEADER) for code in like]
    return copied


def model_of(group: MappedGroup) -> str:
    """Shipped sector whose elasticities a sector has: the one named in the column `like`, else that of its name."""
    return group.texts["like"] or group.code


def _no_model(location: Place, group: MappedGroup, shipped: Sequence[str]) -> Problem:
    got = f"got the sector {model_of(group)!r} for {group.code!r}, whose elasticities {DEFAULT_BASELINE} has not"
    advice = "Name one in the column `like`, or give a table with --elasticities"
    return Problem(location, got, allowed_names(model_of(group), shipped), advice)
