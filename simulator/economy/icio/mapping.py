"""Mapping tables: which region a country belongs to, and which sector an industry."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from simulator.economy.labels import KINDS, RESERVED_GROUPS
from simulator.errors import DataError, nearest
from simulator.files.plain import Row
from simulator.files.problem import Place, Problem, raise_all, shown_path
from simulator.files.table import BLANK, Columns, Table, read_csv, report_other

EVERY_OTHER: Final = "*"
"""Row of a mapping table for every code that has no row of its own."""
SPLITS: Final = {"CHN": re.compile(r"CN\d"), "MEX": re.compile(r"MX\d")}
"""Countries that editions split in production, and the codes of their parts; their final demand is not split."""
REGION_COLUMNS: Final = Columns(("country", "region"), ("name",))
SECTOR_COLUMNS: Final = Columns(("industry", "sector", "kind"), ("name", "critical", "quantity_unit", "like"))


@dataclass(frozen=True)
class MappedGroup:
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
    groups: Sequence[MappedGroup]

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the regions or sectors."""
        return tuple(group.code for group in self.groups)

    def position(self, code: str) -> int:
        """Position of the region or sector that a code belongs to."""
        return self.codes.index(self._named(code) or self.target[EVERY_OTHER])

    def _named(self, code: str) -> str:
        """Where a code goes by its own row, or by that of the country it is a part of or of all of its parts."""
        if code in self.target:
            return self.target[code]
        if self.column == "country" and code in SPLITS:
            targets = {target for part, target in self.target.items() if SPLITS[code].fullmatch(part)}
            return targets.pop() if len(targets) == 1 else ""
        return self.target.get(_whole_of(code), "") if self.column == "country" else ""

    def check_families(self, file_codes: Iterable[str], where: str) -> None:
        """Check that no country is torn apart because only some of its parts have a row.

        Raises
        ------
        DataError
            Such countries.
        """
        present = set(file_codes)
        torn = []
        for whole, parts in SPLITS.items():
            family = sorted(code for code in present if code == whole or parts.fullmatch(code))
            unnamed = [code for code in family if not self._named(code)]
            if unnamed and len(unnamed) < len(family) and EVERY_OTHER in self.target:
                torn.append((whole, unnamed))
        location = Place(shown_path(self.path), key=self.column)
        raise_all([Problem(location, *_torn(whole, codes, where)) for whole, codes in torn], DataError)

    def check_known(self, file_codes: Iterable[str], where: str) -> None:
        """Check that every code of a file is mapped.

        Raises
        ------
        DataError
            Codes without a row.
        """
        unmapped = [] if EVERY_OTHER in self.target else sorted({code for code in file_codes if not self._named(code)})
        location = Place(shown_path(self.path), key=self.column)
        allowed = f"a row for every code, or one for all others with {EVERY_OTHER!r}"
        raise_all([Problem(location, f"got no row for {code!r} of {where}", allowed) for code in unmapped], DataError)

    def check_used(self, file_codes: Iterable[str], where: str) -> None:
        """Check that no row is about a code that a file lacks.

        Raises
        ------
        DataError
            Such rows.
        """
        present = sorted(set(file_codes))
        absent = [code for code in self.target if code not in (*present, *SPLITS, EVERY_OTHER) and not _whole_of(code)]
        raise_all([self._absent(code, present, where) for code in absent], DataError)

    def _absent(self, code: str, present: Sequence[str], where: str) -> Problem:
        location = Place(shown_path(self.path), key=self.column)
        return Problem(location, f"got {code!r}, which {where} has not", nearest(code, present) or "remove its row")


def _whole_of(code: str) -> str:
    """Country that a code is a part of; empty where it is none."""
    return next((whole for whole, parts in SPLITS.items() if parts.fullmatch(code)), "")


def _torn(whole: str, unnamed: Sequence[str], where: str) -> tuple[str, str]:
    codes = ", ".join(unnamed)
    return (
        f"got rows for parts of {whole} but not for {codes}, which {where} has too",
        f"a row for {whole}, or for each",
    )


def read_regions(path: Path, problems: list[Problem]) -> CodeMap:
    """Read `country,region[,name]`."""
    return _mapping(path, read_csv(path, REGION_COLUMNS, problems), ("country", "region"), problems)


def read_sectors(path: Path, problems: list[Problem]) -> CodeMap:
    """Read `industry,sector,kind[,name,critical,quantity_unit,like]`; each sector is goods or services."""
    table = read_csv(path, SECTOR_COLUMNS, problems)
    for row in table.rows:
        for column, allowed in (("kind", KINDS), ("critical", ("0", "1"))):
            if row.cells[column]:
                report_other(table, row, column, allowed, problems)
    mapping = _mapping(path, table, ("industry", "sector"), problems)
    for group in mapping.groups:
        if not group.texts["kind"]:
            location = Place(table.file, key="kind")
            problems.append(Problem(location, f"got none for {group.code!r}", "goods or services in one of its rows"))
    return mapping


def _mapping(path: Path, table: Table, columns: tuple[str, str], problems: list[Problem]) -> CodeMap:
    code, group = columns
    target: dict[str, str] = {}
    rows: dict[str, list[Row]] = {}
    for row in table.rows:
        if row.cells[code] in target:
            problems.append(table.problem(row, code, f"got {row.cells[code]!r} a second time", "one row for each code"))
        for column in columns:
            _report_wrong_code(table, row, column, problems)
        target[row.cells[code]] = row.cells[group]
        rows.setdefault(row.cells[group], []).append(row)
    return CodeMap(path, code, target, [MappedGroup(name, _texts(of_group)) for name, of_group in rows.items()])


def _report_wrong_code(table: Table, row: Row, column: str, problems: list[Problem]) -> None:
    text = row.cells[column]
    if not text:
        problems.append(table.problem(row, column, BLANK, f"a code for the {column}"))
    elif column in ("region", "sector") and text in (*RESERVED_GROUPS, EVERY_OTHER):
        problems.append(table.problem(row, column, f"got {text!r}, which is reserved", "another code"))


def _texts(rows: Sequence[Row]) -> dict[str, str]:
    """First text that is given in each column."""
    return {column: next((row.cells[column] for row in rows if row.cells[column]), "") for column in rows[0].cells}
