"""Mapping tables: which region a country belongs to, and which sector an industry."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from simulator.economy.icio.inputs import FileProblems, listed, read_input
from simulator.economy.labels import KINDS, RESERVED_GROUPS
from simulator.errors import DataError, nearest
from simulator.files.table import Row, Table

EVERY_OTHER: Final = "*"
"""Row of a mapping table for every code that has no row of its own."""
SPLITS: Final = ("CHN", "CN1", "CN2", "MEX", "MX1", "MX2")
"""Countries that editions split differently, so that a mapping may name more of them than a file has."""
REGION_COLUMNS: Final = (("country", "region"), ("name",))
SECTOR_COLUMNS: Final = (("industry", "sector", "kind"), ("name", "critical", "quantity_unit", "like"))


@dataclass(frozen=True)
class Group:
    """A region or sector that codes are mapped to, with the first text given for each column."""

    code: str
    texts: Mapping[str, str]

    @property
    def name(self) -> str:
        """Long name; the code where none is given."""
        return self.texts.get("name") or self.code


@dataclass(frozen=True)
class CodeMap:
    """A mapping table: where each code goes, and the regions or sectors in the order in which they first come."""

    path: Path
    column: str
    target: Mapping[str, str]
    groups: Sequence[Group]

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the regions or sectors."""
        return tuple(group.code for group in self.groups)

    def place(self, code: str) -> int:
        """Position of the region or sector that a code belongs to."""
        return self.codes.index(self.target.get(code) or self.target[EVERY_OTHER])

    def check_known(self, found: Iterable[str], where: str) -> None:
        """Check that every code of a file is mapped.

        Raises
        ------
        DataError
            Codes without a row.
        """
        unmapped = [] if EVERY_OTHER in self.target else sorted({code for code in found if code not in self.target})
        advice = f"Add one, or one for all others with {EVERY_OTHER!r}."
        _raise_any([f"{self.path}: {code!r} of {where} has no row. {advice}" for code in unmapped])

    def check_used(self, found: Iterable[str], where: str) -> None:
        """Check that no row is about a code that a file lacks.

        Raises
        ------
        DataError
            Such rows.
        """
        present = sorted(set(found))
        absent = [code for code in self.target if code not in (*present, *SPLITS, EVERY_OTHER)]
        _raise_any([f"{self.path}: {self._absent(code, present, where)}" for code in absent])

    def _absent(self, code: str, present: Sequence[str], where: str) -> str:
        guess = nearest(code, present)
        return f"{where} has no {self.column} {code!r}. {guess or 'Remove its row.'}"


def _raise_any(problems: Sequence[str]) -> None:
    if problems:
        raise DataError("\n".join(listed(problems)))


def read_regions(path: Path) -> CodeMap:
    """Read `country,region[,name]`.

    Raises
    ------
    DataError
        With every problem and its line.
    """
    problems = FileProblems(path)
    table = read_input(path, REGION_COLUMNS, problems)
    return _mapping(table, ("country", "region"), problems)


def read_sectors(path: Path) -> CodeMap:
    """Read `industry,sector,kind[,name,critical,quantity_unit,like]`.

    Raises
    ------
    DataError
        With every problem and its line; also where a sector is called neither goods nor services.
    """
    problems = FileProblems(path)
    table = read_input(path, SECTOR_COLUMNS, problems)
    for row in table.rows:
        for column, allowed in (("kind", KINDS), ("critical", ("0", "1"))):
            if row.cells[column] not in (*allowed, ""):
                problems.add(table.place(row, column), f"got {row.cells[column]!r}. Allowed: {' or '.join(allowed)}.")
    found = _mapping(table, ("industry", "sector"), problems)
    for group in found.groups:
        if not group.texts["kind"]:
            problems.add(table.file, f"{group.code!r} has no kind. Write goods or services in one of its rows.")
    problems.raise_any()
    return found


def _mapping(table: Table, columns: tuple[str, str], problems: FileProblems) -> CodeMap:
    code, group = columns
    target: dict[str, str] = {}
    rows: dict[str, list[Row]] = {}
    for row in table.rows:
        if row.cells[code] in target:
            problems.add(table.place(row, code), f"{row.cells[code]!r} comes a second time. Keep one row.")
        for column in columns:
            _report_wrong_code(table, row, column, problems)
        target[row.cells[code]] = row.cells[group]
        rows.setdefault(row.cells[group], []).append(row)
    problems.raise_any()
    return CodeMap(problems.path, code, target, [Group(name, _texts(own)) for name, own in rows.items()])


def _report_wrong_code(table: Table, row: Row, column: str, problems: FileProblems) -> None:
    text = row.cells[column]
    if not text:
        problems.add(table.place(row, column), f"this cell is blank. Give a {column}.")
    elif column in ("region", "sector") and text in (*RESERVED_GROUPS, EVERY_OTHER):
        problems.add(table.place(row, column), f"got {text!r}, which is reserved. Choose another code.")


def _texts(rows: Sequence[Row]) -> dict[str, str]:
    """First text that is given in each column."""
    return {column: next((row.cells[column] for row in rows if row.cells[column]), "") for column in rows[0].cells}
