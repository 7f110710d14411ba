"""From a published table to a baseline folder that has been checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from simulator.axes import Pairs
from simulator.economy.economy import Economy
from simulator.economy.icio.balance import balance
from simulator.economy.icio.elasticities import copied_elasticities, given_elasticities
from simulator.economy.icio.mapping import CodeMap, read_regions, read_sectors
from simulator.economy.icio.note import Move
from simulator.economy.icio.table import opened, read_icio, year_of
from simulator.economy.icio.write import BaselineDraft, write_draft
from simulator.economy.reading.folder import COLUMNS
from simulator.economy.reading.new_folder import check_free, new_folder
from simulator.economy.reading.read import checked_rates, read_baseline
from simulator.economy.reading.shipped import DEFAULT_BASELINE
from simulator.errors import DataError
from simulator.files.problem import Problem, raise_all
from simulator.files.rates import UNSAID, UnitChoice
from simulator.files.table import Codes, read_csv

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
    unit
        What is said of the unit of its bare numbers.
    elasticities
        Table of elasticities; without it those of the default baseline.
    """

    regions: Path
    sectors: Path
    year: int | None = None
    tariffs: Path | None = None
    elasticities: Path | None = None
    unit: UnitChoice = UNSAID


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
    check_free(folder)
    draft = _draft(file, folder.name, options)
    with new_folder(folder) as unfinished:
        write_draft(draft, unfinished)
        read_baseline(unfinished)
    return read_baseline(folder), draft.moves


def _draft(file: Path, name: str, options: IcioOptions) -> BaselineDraft:
    problems: list[Problem] = []
    regions, sectors = read_regions(options.regions, problems), read_sectors(options.sectors, problems)
    raise_all(problems, DataError)
    tariff = _tariffs(options, regions, sectors, problems)
    elasticities = (
        given_elasticities(options.elasticities, sectors.codes, problems)
        if options.elasticities
        else copied_elasticities(sectors)
    )
    raise_all(problems, DataError)
    with opened(file, options.year) as (stream, source):
        year = year_of(source, options.year)
        table = read_icio(stream, source, regions, sectors)
    is_critical = np.array([group.texts["critical"] == "1" for group in sectors.groups])
    balanced = balance(table, tariff, is_critical, (regions.codes, sectors.codes))
    return BaselineDraft(
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


def _tariffs(options: IcioOptions, regions: CodeMap, sectors: CodeMap, problems: list[Problem]) -> Pairs:
    rates = np.zeros((len(sectors.codes), len(regions.codes), len(regions.codes)))
    if options.tariffs is None:
        return rates
    table = read_csv(options.tariffs, COLUMNS[TARIFFS], problems)
    region_codes = Codes.of("region", regions.codes)
    keys = {"sector": Codes.of("sector", sectors.codes), "exporter": region_codes, "importer": region_codes}
    for _, position, rate in checked_rates(table, keys, problems, options.unit):
        rates[position] = rate
    return rates


def _origins(options: IcioOptions) -> tuple[str, str]:
    tariffs = f"Tariffs are those of {options.tariffs.name}." if options.tariffs else "There are no tariffs."
    if options.elasticities:
        return tariffs, f"Elasticities are those of {options.elasticities.name}."
    return tariffs, f"Elasticities are copied from `{DEFAULT_BASELINE}`, as the column `source` says row by row."
