"""Read a baseline folder into an `Economy`: every table checked, every problem named with its place."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulator.axes import Pairs, PerRegion, PerSector, Technology
from simulator.economy.below_zero import read_shares, sensible_shares, without_small_demand
from simulator.economy.check import check_identities
from simulator.economy.economy import Economy
from simulator.economy.elasticities import ElasticityTable
from simulator.economy.exposure import parse_exposure
from simulator.economy.labels import Labels, parse_labels
from simulator.economy.levels import Levels
from simulator.economy.reading.folder import SETTINGS, Content, digest, read_contents, read_tables
from simulator.economy.reading.members import parse_members
from simulator.economy.reading.nests import parse_elasticities
from simulator.economy.reading.settings import read_settings
from simulator.economy.reading.units import MONEY, money_factor
from simulator.economy.stocks import parse_stocks
from simulator.errors import DataError
from simulator.files.problem import Place, Problem, raise_all, shown_path
from simulator.files.rates import RATE, UNSAID, UnitChoice, certain_limit, read_rates
from simulator.files.table import Codes, Entry, Table, entries_of, got, number, plain_array, read_entries


def read_baseline(folder: str | Path) -> Economy:
    """Read a baseline folder and check every identity.

    Final demand that is negative by up to 1 % of spending is set to 0 by scaling the input shares of that sector in
    that region, so that every identity stays exact.

    Parameters
    ----------
    folder
        Folder with `baseline.yaml` and the tables.

    Returns
    -------
    economy
        The baseline; recorded arrays are read-only.

    Raises
    ------
    DataError
        If anything in the folder is wrong; the message lists the problems with file, line and column.
    """
    folder = Path(folder)
    problems: list[Problem] = []
    return economy_of(folder, read_contents(folder, problems), problems)


def economy_of(folder: Path, contents: Mapping[str, Content], problems: list[Problem]) -> Economy:
    """The economy that the files of a folder say.

    Raises
    ------
    DataError
        If anything in them is wrong, or there are problems already.
    """
    tables = read_tables(folder, contents, problems)
    labels = parse_labels(tables, problems)
    members = parse_members(tables["members.csv"], labels.regions, problems)
    settings = read_settings(contents.get(SETTINGS), labels, problems)
    elasticities = parse_elasticities(tables["elasticities.csv"], labels.sectors, problems)
    shares = _input_shares(tables["input_shares.csv"], labels, elasticities, problems)
    levels = _levels(tables, labels, shares, money_factor(settings.money), problems)
    quantities = _quantities(tables["quantities.csv"], labels, problems)
    stocks, stored = parse_stocks(tables["stocks.csv"], labels, problems)
    exposure = parse_exposure(tables["exposure.csv"], labels, problems)
    people = {column: _people(tables["regions.csv"], column, problems) for column in ("households", "population")}
    raise_all(problems, DataError)
    levels = without_small_demand(levels, labels)
    _report_untraded(tables["quantities.csv"], quantities, levels, problems)
    _report_unused(tables["stocks.csv"], stored, levels, problems)
    _report_broken_identities(shown_path(folder), levels, labels, problems)
    raise_all(problems, DataError)
    return Economy(
        name=settings.name,
        title=settings.title,
        year=settings.year,
        money=MONEY,
        notes=settings.notes,
        closure=settings.closure.deficit,
        revenue=settings.closure.revenue,
        regions=tuple(labels.regions.index),
        region_names=labels.region_names,
        sectors=tuple(labels.sectors.index),
        sector_names=labels.sector_column("name"),
        is_goods=labels.is_goods,
        quantity_unit=labels.sector_column("quantity_unit"),
        region_groups={"all": tuple(labels.regions.index), **settings.region_groups},
        sector_groups={**labels.standing_groups, **settings.sector_groups},
        members=members,
        levels=levels,
        elasticities=elasticities,
        quantity=_array(quantities, labels.flow_keys, missing=np.nan),
        stocks=stocks.months,
        stock_low=stocks.low,
        stock_high=stocks.high,
        exposure=exposure,
        **people,
        folder=folder,
        digest=digest(contents),
    )


def _levels(
    tables: Mapping[str, Table], labels: Labels, shares: Technology, money: float, problems: list[Problem]
) -> Levels:
    """Levels in million USD, of which a unit of the flows is `money`."""
    return Levels(
        tariff=_rates(tables["tariffs.csv"], labels.flow_keys, problems),
        trade_flow=money * _flows(tables["flows.csv"], labels.flow_keys, problems),
        input_share=shares,
        is_critical=labels.is_critical,
        profit_share=_profit_share(tables["sectors.csv"], labels.sectors, problems),
    )


def _rates(table: Table, keys: Mapping[str, Codes], problems: list[Problem]) -> Pairs:
    limit = certain_limit(table)
    quick = None if limit is None else plain_array(table, keys, RATE, limit)
    if quick is None or np.einsum("sii->", quick):  # a rate on domestic sales is a problem
        return _array(checked_rates(table, keys, problems), keys)
    return quick


def _flows(table: Table, keys: Mapping[str, Codes], problems: list[Problem]) -> Pairs:
    quick = plain_array(table, keys, "value")
    return _array(read_entries(table, keys, "value", problems), keys) if quick is None else quick


def _input_shares(table: Table, labels: Labels, elasticities: ElasticityTable, problems: list[Problem]) -> Technology:
    keys = {"input": labels.sectors, "sector": labels.sectors, "region": labels.regions}
    quick = plain_array(table, keys, "share")
    if quick is not None:
        return quick
    entries = read_shares(table, keys, problems)
    return _array(sensible_shares(table, entries, labels, elasticities, problems), keys)


def _profit_share(table: Table, sectors: Codes, problems: list[Problem]) -> PerSector:
    """Share of sales that is profit, sector by sector; 0 where the cell is blank."""
    values = np.zeros(len(sectors.index))
    for row in table.rows:
        value = number(table, row, "profit_share", problems) if row.cells["profit_share"] else 0.0
        if value is not None and not 0 <= value < 1:
            shown = f"got {row.cells['profit_share']}"
            problems.append(table.problem(row, "profit_share", shown, "a share of sales from 0 to below 1"))
            value = None
        if row.cells["sector"] in sectors.index:
            values[sectors.index[row.cells["sector"]]] = value or 0.0
    return values


def _people(table: Table, column: str, problems: list[Problem]) -> PerRegion:
    """Millions of households or of people, region by region; NaN where the cell is blank."""
    values = np.full(len(table.rows), np.nan)
    for row_index, row in enumerate(table.rows):
        value = number(table, row, column, problems) if row.cells[column] else np.nan
        if value is not None and not (np.isnan(value) or 0 < value < np.inf):
            problems.append(table.problem(row, column, f"got {row.cells[column]}", "millions, above 0, or blank"))
        values[row_index] = np.nan if value is None else value
    return values


def _array(entries: Sequence[Entry], keys: Mapping[str, Codes], missing: float = 0.0) -> NDArray[np.float64]:
    array = np.full([len(codes.index) for codes in keys.values()], missing)
    for entry in entries:
        array[entry.position] = entry.value
    return array


def checked_rates(
    table: Table, keys: Mapping[str, Codes], problems: list[Problem], choice: UnitChoice = UNSAID
) -> tuple[Entry, ...]:
    """Tariff rates of a table as fractions; a unit that is in doubt, and a rate on domestic sales, are problems."""
    if not all(codes.index for codes in keys.values()):
        return ()  # the codes themselves could not be read, which is a problem of its own
    rates = entries_of(table, keys, read_rates(table, problems, choice), problems)
    for row, (_, exporter, importer), rate in rates:
        if exporter == importer and rate > 0:
            home = f"got {row.cells['rate']} on domestic sales of {row.cells['importer']!r}"
            problems.append(table.problem(row, "rate", home, "tariffs are on imports", "Remove this row"))
    return rates


def _quantities(table: Table, labels: Labels, problems: list[Problem]) -> tuple[Entry, ...]:
    entries = read_entries(table, labels.flow_keys, "quantity", problems)
    units = labels.sector_column("quantity_unit")
    for row, (s, _, _), quantity in entries:
        unit, sector = units[s], row.cells["sector"]
        if not unit:
            unmeasured = f"got {sector!r}, which has no quantity unit"
            advice = "Give it one in sectors.csv, or remove this row"
            problems.append(table.problem(row, "sector", unmeasured, "a sector that is measured", advice))
        elif row.cells["unit"] != unit:
            allowed = f"{unit!r}, in which {sector!r} is measured"
            problems.append(table.problem(row, "unit", got(row.cells["unit"]), allowed))
        if quantity == 0:
            advice = "Leave the row out where nothing is known or traded"
            problems.append(table.problem(row, "quantity", "got 0", "an amount above 0", advice))
    return entries


def _report_untraded(table: Table, quantities: Sequence[Entry], levels: Levels, problems: list[Problem]) -> None:
    for row, position, quantity in quantities:
        if levels.trade_flow[position] == 0:
            advice = "Give the flow a value in flows.csv, or remove this row"
            untraded = f"got {quantity:g} on a flow without value"
            problems.append(table.problem(row, "quantity", untraded, "quantities of flows with value", advice))


def _report_unused(table: Table, stocks: Sequence[Entry], levels: Levels, problems: list[Problem]) -> None:
    for row, position, months in stocks:
        if levels.expenditure[position] == 0:
            unused = f"got {months:g} where {row.cells['region']!r} buys no {row.cells['sector']!r}"
            problems.append(
                table.problem(row, "months", unused, "no stock, as there is no use to cover", "Remove this row")
            )


def _report_broken_identities(folder: str, levels: Levels, labels: Labels, problems: list[Problem]) -> None:
    for result in check_identities(levels, tuple(labels.regions.index), tuple(labels.sectors.index)):
        if not result.ok:
            problems.append(Problem(Place(folder, key=result.name), result.violation, result.remedy))
