"""Which flows of an economy codes and tables name, and how much they are, over (sector, exporter, importer)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import prod

import numpy as np
from numpy.typing import NDArray

from simulator.axes import Pairs
from simulator.economy.economy import Economy
from simulator.economy.reading.units import UNITS
from simulator.scenario.format.selection import exceptions_of
from simulator.scenario.format.table import Table, TableRow
from simulator.scenario.format.values import Amount


@lru_cache(maxsize=256)
def block(
    sectors: tuple[str, ...], exporters: tuple[str, ...], importers: tuple[str, ...], economy: Economy
) -> NDArray[np.bool_]:
    """Flows between sets of regions in a set of sectors, each given by codes and group names, never home sales.

    Raises
    ------
    KeyError
        A code that is neither in the economy nor the name of a group; `bind` reports these with their place.
    """
    is_sector = members(sectors, economy.sectors, economy.sector_groups)
    is_exporter = members(exporters, economy.regions, economy.region_groups)
    is_importer = members(importers, economy.regions, economy.region_groups)
    pairs = np.outer(is_exporter, is_importer)
    np.fill_diagonal(pairs, val=False)
    hit = is_sector[:, None, None] & pairs
    hit.setflags(write=False)
    return hit


def producers(sectors: tuple[str, ...], regions: tuple[str, ...], economy: Economy) -> NDArray[np.bool_]:
    """Sectors of regions that make anything, shape (sector, region)."""
    is_sector = members(sectors, economy.sectors, economy.sector_groups)
    is_region = members(regions, economy.regions, economy.region_groups)
    return np.outer(is_sector, is_region) & (economy.levels.output > 0)


@lru_cache(maxsize=64)
def table_rates(table: Table, economy: Economy) -> Pairs:
    """Rates of a table by flow, NaN where the table has none; a cost factor of 1.05 is the rate 0.05.

    A row that lies within another one is an exception, which goes before it.
    """
    rates = np.full(economy.levels.trade_flow.shape, np.nan)
    for row in widest_first(table.rows, economy):
        rates[row_index(row, economy)] = row.rate
    home = np.arange(len(economy.regions))
    rates[:, home, home] = np.nan
    rates.setflags(write=False)
    return rates


def row_index(row: TableRow, economy: Economy) -> tuple[NDArray[np.intp], ...]:
    """Sectors, exporters and importers of one row of a table, as an open mesh; home sales included."""
    return _mesh(row.sector, row.exporter, row.importer, economy)


@lru_cache(maxsize=4096)
def _mesh(sector: str, exporter: str, importer: str, economy: Economy) -> tuple[NDArray[np.intp], ...]:
    """The same by names, which are asked for again and again while a table is checked and applied."""
    regions = (_positions(name, "region", economy) for name in (exporter, importer))
    return np.ix_(_positions(sector, "sector", economy), *regions)


def _parts(row: TableRow, economy: Economy) -> tuple[NDArray[np.intp], ...]:
    """Positions of the sectors, exporters and importers of a row."""
    return (
        _positions(row.sector, "sector", economy),
        _positions(row.exporter, "region", economy),
        _positions(row.importer, "region", economy),
    )


@lru_cache(maxsize=4096)
def _positions(name: str, kind: str, economy: Economy) -> NDArray[np.intp]:
    """Positions of a code or of the members of a group, which the rows of a table name again and again."""
    if kind == "sector":
        return np.flatnonzero(members((name,), economy.sectors, economy.sector_groups))
    return np.flatnonzero(members((name,), economy.regions, economy.region_groups))


def widest_first(rows: Sequence[TableRow], economy: Economy) -> list[TableRow]:
    """Rows of a table by how many flows they name, so that exceptions come after what they are exceptions from."""
    return sorted(rows, key=lambda row: -prod(part.size for part in _parts(row, economy)))


def clashes(
    rows: Sequence[TableRow], economy: Economy, inside: NDArray[np.bool_] | None = None
) -> Iterator[tuple[TableRow, TableRow]]:
    """Pairs of rows that name a flow both, of which neither lies within the other; the later line first.

    Parameters
    ----------
    inside
        Flows that count; without it all between two regions.
    """
    counts = block(("all",), ("all",), ("all",), economy) if inside is None else inside
    ordered = widest_first(rows, economy)
    owner = np.full(counts.shape, -1)
    for position, row in enumerate(ordered):
        mesh = row_index(row, economy)
        for index in np.unique(owner[mesh][counts[mesh]]):
            if index >= 0 and not _is_within(mesh, row_index(ordered[index], economy)):
                yield (row, ordered[index]) if row.line > ordered[index].line else (ordered[index], row)
        owner[mesh] = position


def _is_within(narrow: Sequence[NDArray[np.intp]], wide: Sequence[NDArray[np.intp]]) -> bool:
    """Whether a mesh names some of the flows of another, and not all."""
    is_smaller = prod(part.size for part in narrow) < prod(part.size for part in wide)
    return is_smaller and all(bool(np.isin(*parts).all()) for parts in zip(narrow, wide, strict=True))


def members(names: Iterable[str], codes: Sequence[str], groups: Mapping[str, Sequence[str]]) -> NDArray[np.bool_]:
    """Whether each code is selected, by itself or through a group; a code goes before a group of its name."""
    selected = np.zeros(len(codes), np.bool_)
    for is_in, some in ((True, names), (False, exceptions_of(names))):
        for code in (code for name in some for code in ((name,) if name in codes else groups[name])):
            selected[codes.index(code)] = is_in
    return selected


def quantity_in(unit: str, economy: Economy) -> NDArray[np.float64]:
    """Baseline quantities of all flows in one unit; NaN where they are not known or measured in another kind."""
    alike = {name for name, known in UNITS.items() if known.kind == UNITS[unit].kind}
    factors = [Amount(1.0, name).in_unit(unit) if name in alike else np.nan for name in economy.quantity_unit]
    return np.asarray(economy.quantity * np.array(factors)[:, None, None])
