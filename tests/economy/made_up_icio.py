"""A small table in the OECD's layout: three countries, one of them split in two, and four industries."""

import csv
from pathlib import Path

import numpy as np

MAKERS = ("AUS", "USA", "CN1", "CN2")
BUYERS = ("AUS", "USA", "CHN")
INDUSTRIES = ("A01_02", "B05", "C10T12", "G")
CATEGORIES = ("HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR")
REGION_OF = {"AUS": "OZ", "USA": "US", "CHN": "CN", "CN1": "CN", "CN2": "CN"}
SECTOR_OF = {"A01_02": "RAW", "B05": "RAW", "C10T12": "FOD", "G": "SRV"}
REGIONS = "country,region,name\nAUS,OZ,Australia\nUSA,US,United States\nCHN,CN,China\nCN1,CN,\nCN2,CN,\n"
SECTORS = (
    "industry,sector,kind,name,like\nA01_02,RAW,goods,Raw materials,AGR\nB05,RAW,,,\n"
    "C10T12,FOD,goods,Food,\nG,SRV,services,Services,\n"
)
TAX_RATE = 0.02
"""Taxes less subsidies over what an industry buys, and over final demand."""


class Table:
    """Cells by row and column; what follows from them is worked out when it is written."""

    def __init__(self, seed: int = 20190101) -> None:
        rng = np.random.default_rng(seed)
        self.nodes = [f"{country}_{industry}" for country in MAKERS for industry in INDUSTRIES]
        self.final = [f"{country}_{category}" for country in BUYERS for category in CATEGORIES]
        self.cells = {(row, col): float(rng.integers(1, 9)) for row in self.nodes for col in self.nodes}
        self.cells |= {(row, col): float(rng.integers(10, 40)) for row in self.nodes for col in self.final}

    def sales(self, row: str) -> float:
        return sum(value for (own, _), value in self.cells.items() if own == row)

    def bought(self, col: str) -> float:
        return sum(value for (_, own), value in self.cells.items() if own == col)

    def write(self, path: Path, output: dict[str, float] | None = None) -> Path:
        """Write the file; `output` states other outputs than what is sold."""
        columns = [*self.nodes, *self.final]
        stated = {node: self.sales(node) for node in self.nodes} | (output or {})
        taxes = {col: TAX_RATE * self.bought(col) for col in columns}
        added = {node: stated[node] - self.bought(node) - taxes[node] for node in self.nodes}
        rows = [["V1", *columns, "OUT"]]
        rows += [[node, *(self.cells[node, col] for col in columns), stated[node]] for node in self.nodes]
        rows += [["TLS", *taxes.values(), sum(taxes.values())]]
        rows += [["VA", *(added.get(col, 0) for col in columns), sum(added.values())]]
        rows += [["OUT", *(stated.get(col, self.bought(col)) for col in columns), 0]]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return path

    def flow(self, exporter: str, importer: str, sector: str, kinds: tuple[str, ...] = ()) -> float:
        """Sum over the cells of one flow; with `kinds` only those of these columns' codes."""
        total = 0.0
        for (row, col), value in self.cells.items():
            seller, industry = row.split("_", 1)
            buyer, kind = col.split("_", 1)
            is_wanted = not kinds or kind in kinds
            if (REGION_OF[seller], REGION_OF[buyer], SECTOR_OF[industry]) == (exporter, importer, sector) and is_wanted:
                total += value
        return total

    def used(self, region: str, sector: str, code: str) -> float:
        """What the industries of a sector buy of an input, from everywhere."""
        kinds = tuple(industry for industry, own in SECTOR_OF.items() if own == sector)
        return sum(self.flow(exporter, region, code, kinds) for exporter in ("OZ", "US", "CN"))
