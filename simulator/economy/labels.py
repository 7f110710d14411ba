"""The tables of regions and sectors: codes in axis order, and what is said of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.economy.reading.nests import EVERY_SECTOR
from simulator.economy.reading.units import is_money
from simulator.files.plain import Row
from simulator.files.problem import Problem
from simulator.files.table import BLANK, Codes, Table, got, read_codes, report_other

KINDS: Final = ("goods", "services")
RESERVED_GROUPS: Final = ("all", *KINDS)
"""Groups that every baseline has."""


@dataclass(frozen=True)
class Labels:
    """Codes of both axes, and the rows that describe them in the same order."""

    regions: Codes
    sectors: Codes
    region_rows: Sequence[Row]
    sector_rows: Sequence[Row]

    @property
    def flow_keys(self) -> dict[str, Codes]:
        """Columns that place a flow, in axis order."""
        return {"sector": self.sectors, "exporter": self.regions, "importer": self.regions}

    @property
    def region_names(self) -> tuple[str, ...]:
        """Long names of the regions."""
        return tuple(row.cells["name"] for row in self.region_rows)

    def sector_column(self, column: str) -> tuple[str, ...]:
        """Cells of one column, sector by sector."""
        return tuple(row.cells[column] for row in self.sector_rows)

    @property
    def is_goods(self) -> NDArray[np.bool_]:
        """True for goods, false for services."""
        return np.array([kind == "goods" for kind in self.sector_column("kind")], dtype=np.bool_)

    @property
    def is_critical(self) -> NDArray[np.bool_]:
        """Sectors whose product is a critical input."""
        return np.array([flag == "1" for flag in self.sector_column("critical")], dtype=np.bool_)

    @property
    def standing_groups(self) -> dict[str, tuple[str, ...]]:
        """Groups of sectors that are always there."""
        codes, kinds = tuple(self.sectors.index), self.sector_column("kind")
        by_kind = {kind: tuple(code for code, its in zip(codes, kinds, strict=True) if its == kind) for kind in KINDS}
        return {"all": codes, **by_kind}


def parse_labels(tables: Mapping[str, Table], problems: list[Problem]) -> Labels:
    """Read regions and sectors."""
    regions, region_rows = _axis(tables["regions.csv"], "region", problems)
    sectors, sector_rows = _axis(tables["sectors.csv"], "sector", problems)
    for row in sector_rows:
        for column, allowed in (("kind", KINDS), ("critical", ("0", "1"))):
            report_other(tables["sectors.csv"], row, column, allowed, problems)
        if is_money(row.cells["quantity_unit"]):
            money = f"{got(row.cells['quantity_unit'])}, which is money"
            allowed_unit = "a physical unit such as Mt, or blank; values are in flows.csv"
            problems.append(tables["sectors.csv"].problem(row, "quantity_unit", money, allowed_unit))
    return Labels(regions, sectors, region_rows, sector_rows)


def _axis(table: Table, kind: str, problems: list[Problem]) -> tuple[Codes, list[Row]]:
    codes, rows = read_codes(table, kind, (*RESERVED_GROUPS, EVERY_SECTOR), problems)
    for row in rows:
        if not row.cells["name"]:
            problems.append(table.problem(row, "name", BLANK, f"a name for the {kind}"))
    return codes, rows
