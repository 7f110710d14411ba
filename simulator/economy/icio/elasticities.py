"""Elasticities for a baseline of one's own: given, or taken from a shipped baseline sector by sector."""

from collections.abc import Sequence
from pathlib import Path

from simulator.economy.folder import COLUMNS, OPTIONAL_COLUMNS
from simulator.economy.icio.inputs import FileProblems, listed, read_input
from simulator.economy.icio.mapping import CodeMap, Group
from simulator.economy.nests import EVERY_SECTOR, parse_elasticities
from simulator.economy.read import DEFAULT_BASELINE, shipped_folder
from simulator.errors import DataError, nearest
from simulator.files.table import Codes

FILE = "elasticities.csv"
HEADER = (*COLUMNS[FILE][:5], *OPTIONAL_COLUMNS[FILE], "source")


def given_elasticities(path: Path, sectors: Sequence[str]) -> list[tuple[str, ...]]:
    """Rows of an elasticity table of the user, as they stand.

    Raises
    ------
    DataError
        With every problem and its line.
    """
    problems = FileProblems(path)
    table = read_input(path, (COLUMNS[FILE], OPTIONAL_COLUMNS[FILE]), problems)
    parse_elasticities(table, Codes("sector", {code: place for place, code in enumerate(sectors)}), problems)
    problems.raise_any()
    return [tuple(row.cells[column] for column in HEADER) for row in table.rows]


def copied_elasticities(sectors: CodeMap) -> list[tuple[str, ...]]:
    """Rows of the default baseline: those of all sectors, and for each sector that of the one it is like.

    Raises
    ------
    DataError
        A sector is like none of the shipped ones.
    """
    path = shipped_folder(DEFAULT_BASELINE) / FILE
    rows = read_input(path, (COLUMNS[FILE], OPTIONAL_COLUMNS[FILE]), FileProblems(path)).rows
    shipped = list(dict.fromkeys(row.cells["sector"] for row in rows if row.cells["sector"] != EVERY_SECTOR))
    wrong = [_no_model(group, shipped) for group in sectors.groups if model_of(group) not in shipped]
    if wrong:
        raise DataError("\n".join(listed([f"{sectors.path}: {text}" for text in wrong])))
    found = []
    for row in rows:
        cells = {**row.cells, "source": f"{DEFAULT_BASELINE}, {row.cells['sector']}: {row.cells['source']}"}
        of_all = row.cells["sector"] == EVERY_SECTOR
        like = [EVERY_SECTOR] if of_all else [g.code for g in sectors.groups if model_of(g) == row.cells["sector"]]
        found += [tuple({**cells, "sector": code}[column] for column in HEADER) for code in like]
    return found


def model_of(group: Group) -> str:
    """Shipped sector whose elasticities a sector has: the one named in the column `like`, else that of its name."""
    return group.texts["like"] or group.code


def _no_model(group: Group, shipped: Sequence[str]) -> str:
    return (
        f"like: {group.code!r} needs elasticities, but {DEFAULT_BASELINE} has no sector {model_of(group)!r}. "
        f"{nearest(model_of(group), shipped)} Name one in the column `like` ({', '.join(shipped)}), or give a table "
        "with --elasticities."
    )
