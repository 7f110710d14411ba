"""From a published table to a baseline folder that has been checked."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from simulator.axes import Pairs
from simulator.economy.economy import Economy
from simulator.economy.folder import COLUMNS
from simulator.economy.icio.balance import balance
from simulator.economy.icio.elasticities import copied_elasticities, given_elasticities
from simulator.economy.icio.inputs import FileProblems, read_input
from simulator.economy.icio.mapping import CodeMap, read_regions, read_sectors
from simulator.economy.icio.note import Move
from simulator.economy.icio.table import opened, read_icio, year_of
from simulator.economy.icio.write import Draft, write_draft
from simulator.economy.read import DEFAULT_BASELINE, checked_rates, read_baseline
from simulator.errors import DataError
from simulator.files.table import Codes

TARIFFS: Final = "tariffs.csv"


@dataclass(frozen=True)
class IcioOptions:
    """What goes into a baseline beside the table.

    Attributes
    ----------
    regions, sectors
        Mapping tables: `country,region[,name]` and `industry,sector,kind[,name,critical,quantity_unit,like]`.
    year
        Year of the table, where the name of the file does not say it or an archive holds several.
    tariffs
        Table `exporter,importer,sector,rate`; without it there are none.
    elasticities
        Table of elasticities; without it those of the default baseline.
    """

    regions: Path
    sectors: Path
    year: int | None = None
    tariffs: Path | None = None
    elasticities: Path | None = None


def baseline_from_icio(file: str | Path, folder: str | Path, options: IcioOptions) -> tuple[Economy, Sequence[Move]]:
    """Read an inter-country input–output table, aggregate and balance it, and write a baseline folder.

    Parameters
    ----------
    file
        CSV file of one year in the OECD's layout, or the zip archive of several.
    folder
        Folder to write; it must not be there yet, or be empty.

    Returns
    -------
    economy
        The baseline, read back and checked.
    moves
        What balancing did to the numbers, as SOURCES.md has it.

    Raises
    ------
    DataError
        With the place of what is wrong; the folder is not written.
    """
    file, folder = Path(file), Path(folder)
    _check_free(folder)
    draft = _draft(file, folder.name, options)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as place:
        unfinished = Path(place) / folder.name
        unfinished.mkdir()
        write_draft(draft, unfinished)
        read_baseline(unfinished)
        unfinished.replace(folder)
    return read_baseline(folder), draft.moves


def _check_free(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DataError(f"{folder}: is there already. Choose another folder with --out, or remove it first.")


def _draft(file: Path, name: str, options: IcioOptions) -> Draft:
    regions, sectors = read_regions(options.regions), read_sectors(options.sectors)
    tariff = _tariffs(options.tariffs, regions, sectors)
    elasticities = (
        given_elasticities(options.elasticities, sectors.codes)
        if options.elasticities
        else copied_elasticities(sectors)
    )
    with opened(file, options.year) as (stream, source):
        year = year_of(source, options.year)
        table = read_icio(stream, source, regions, sectors)
    is_critical = np.array([group.texts["critical"] == "1" for group in sectors.groups])
    balanced = balance(table, tariff, is_critical, (regions.codes, sectors.codes))
    return Draft(
        name=name,
        title=f"Inter-country input-output table, {year}",
        year=year,
        source=source,
        regions=regions,
        sectors=sectors,
        levels=balanced.levels,
        elasticities=elasticities,
        moves=balanced.moves,
        origins=_origins(options),
    )


def _tariffs(path: Path | None, regions: CodeMap, sectors: CodeMap) -> Pairs:
    rates = np.zeros((len(sectors.codes), len(regions.codes), len(regions.codes)))
    if path is None:
        return rates
    problems = FileProblems(path)
    table = read_input(path, (COLUMNS[TARIFFS], ()), problems)
    places = [
        Codes(kind, {code: place for place, code in enumerate(codes)})
        for kind, codes in (("sector", sectors.codes), ("region", regions.codes))
    ]
    keys = {"sector": places[0], "exporter": places[1], "importer": places[1]}
    for _, position, rate in checked_rates(table, keys, problems):
        rates[position] = rate
    problems.raise_any()
    return rates


def _origins(options: IcioOptions) -> tuple[str, str]:
    tariffs = f"Tariffs are those of {options.tariffs.name}." if options.tariffs else "There are no tariffs."
    if options.elasticities:
        return tariffs, f"Elasticities are those of {options.elasticities.name}."
    return tariffs, f"Elasticities are copied from `{DEFAULT_BASELINE}`, as the column `source` says row by row."
