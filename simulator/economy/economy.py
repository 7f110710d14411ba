"""The baseline economy with its labels: what a baseline folder holds once it is read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.axes import Pairs, PerRegion, Regional
from simulator.economy.elasticities import ElasticityTable
from simulator.economy.exposure import Exposure
from simulator.economy.levels import Levels, freeze
from simulator.errors import DataError, nearest


@dataclass(frozen=True, eq=False)
class Economy:
    """Baseline levels, elasticities and labels of one world economy.

    Attributes
    ----------
    name, title, year, money, notes
        What the baseline is; `money` is the unit of every value, "million USD" whatever its tables are in.
    closure
        Default treatment of trade deficits: "fixed" in units of the numéraire, "zero", "proportional" or "responsive".
    revenue
        Default use of tariff revenue: a "lump_sum", or a lower "income_tax".
    regions, sectors
        Codes in the order of the array axes, with their long names beside them.
    is_goods
        True for goods, false for services, shape (sector,).
    quantity_unit
        Physical unit of each sector, "" where it has none.
    region_groups, sector_groups
        Named lists of codes; `all`, and `goods` and `services` for sectors, are always there.
    members
        Region of each country by its ISO code, `*` that of all others; empty where the folder does not say.
    levels
        Flows, tariffs and input shares as arrays.
    elasticities
        Adjustment of every nest.
    quantity
        Physical amounts by flow in `quantity_unit` a year; NaN where the folder gives none.
    stocks
        Months of a region's baseline use of a sector that it holds in stock, shape (sector, region); 0 where the
        folder gives none.
    stock_low, stock_high
        Band that those months lie in.
    exposure
        What users cannot make without critical inputs.
    households, population
        Millions in each region, shape (region,); NaN where the folder gives none.
    folder, digest
        Where it was read from and the SHA-256 of its tables.
    """

    name: str
    title: str
    year: int
    money: str
    notes: str
    closure: str
    revenue: str
    regions: tuple[str, ...]
    region_names: tuple[str, ...]
    sectors: tuple[str, ...]
    sector_names: tuple[str, ...]
    is_goods: NDArray[np.bool_]
    quantity_unit: tuple[str, ...]
    region_groups: Mapping[str, tuple[str, ...]]
    sector_groups: Mapping[str, tuple[str, ...]]
    members: Mapping[str, str]
    levels: Levels
    elasticities: ElasticityTable
    quantity: Pairs
    stocks: Regional
    stock_low: Regional
    stock_high: Regional
    exposure: Exposure
    households: PerRegion
    population: PerRegion
    folder: Path
    digest: str

    def __post_init__(self) -> None:
        freeze(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Economy) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @cached_property
    def _identity(self) -> tuple[object, ...]:
        groups = (str(named) for named in (self.region_groups, self.sector_groups, self.members))
        return self.digest, self.levels, self.regions, self.sectors, *groups

    def region_index(self, code: str) -> int:
        """Position of a region on the exporter, importer and region axes; `DataError` if there is none."""
        return _position(code, self.regions, "region")

    def sector_index(self, code: str) -> int:
        """Position of a sector on its axis; `DataError` if there is none."""
        return _position(code, self.sectors, "sector")


def _position(code: str, codes: tuple[str, ...], kind: str) -> int:
    if code not in codes:
        guess = nearest(code, codes)
        raise DataError(f"unknown {kind} {code!r}. {guess + ' ' if guess else ''}Known: {', '.join(codes)}.")
    return codes.index(code)
