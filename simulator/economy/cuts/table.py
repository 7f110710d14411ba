"""Tables that say where each region or sector of a baseline goes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from simulator.economy.labels import RESERVED_GROUPS
from simulator.economy.names import Kind
from simulator.economy.names.aliases import EVERY_OTHER
from simulator.errors import nearest
from simulator.files.problem import Place, Problem
from simulator.files.table import BLANK, Columns, Table, read_csv


class Assigned(NamedTuple):
    """One code with the group that it goes into, the group's long name or nothing, and where that is written."""

    code: str
    group: str
    name: str
    at: Place


COLUMNS: Final = {"region": Columns(("region", "group"), ("name",)), "sector": Columns(("sector", "group"), ("name",))}


def read_assigned(path: Path, kind: Kind, codes: Sequence[str], problems: list[Problem]) -> list[Assigned]:
    """Rows of a table in the order of its lines; `*` is every code without a row of its own."""
    table = read_csv(path, COLUMNS[kind], problems)
    rows = [_assigned(table, row.line, (row.cells[kind], row.cells["group"], row.cells["name"])) for row in table.rows]
    for row in rows:
        problems += _problems(row, kind, codes, rows)
    listed = {row.code for row in rows}
    others = next((row for row in rows if row.code == EVERY_OTHER), None)
    spread = [others._replace(code=code) for code in codes if code not in listed] if others else []
    return [*(row for row in rows if row.code != EVERY_OTHER), *spread]


def _assigned(table: Table, line: int, cells: tuple[str, str, str]) -> Assigned:
    return Assigned(*cells, Place(table.file, line))


def _problems(row: Assigned, kind: Kind, codes: Sequence[str], rows: Sequence[Assigned]) -> list[Problem]:
    at, group = Place(row.at.file, row.at.line, key=kind), Place(row.at.file, row.at.line, key="group")
    first = next(each for each in rows if each.code == row.code)
    wrong = []
    if row.code not in (*codes, EVERY_OTHER):
        wrong.append(
            Problem(at, f"got the unknown {kind} {row.code!r}", nearest(row.code, codes) or f"a {kind}'s code")
        )
    elif first is not row:
        wrong.append(Problem(at, f"got {row.code!r}, which line {first.at.line} has already", "each code once"))
    if not row.group:
        wrong.append(Problem(group, BLANK, f"the code of the new {kind}"))
    elif row.group in (*RESERVED_GROUPS, EVERY_OTHER):
        wrong.append(Problem(group, f"got {row.group!r}, which is reserved", "another code"))
    return wrong
