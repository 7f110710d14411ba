"""What readers ask of a baseline: totals by region and sector, the largest flows, and elasticities with their bands."""

from typing import NamedTuple

import numpy as np

from simulator.axes import EXPORTER, IMPORTER
from simulator.economy.economy import Economy
from simulator.files.rates import flow_text, spread_text


class TopFlow(NamedTuple):
    """One flow between two regions: border value in the baseline's money, and the tariff rate on it."""

    exporter: str
    importer: str
    sector: str
    value: float
    tariff: float


class RegionTotals(NamedTuple):
    """Totals of one region in the baseline's money; trade at border value, `deficit` is imports − exports."""

    region: str
    name: str
    output: float
    exports: float
    imports: float
    deficit: float
    tariff_revenue: float
    income: float


class SectorTotals(NamedTuple):
    """World totals of one sector in the baseline's money; trade is between regions at border value."""

    sector: str
    name: str
    is_goods: bool
    is_critical: bool
    quantity_unit: str
    output: float
    trade: float
    tariff_revenue: float


class ElasticityRow(NamedTuple):
    """One row of the elasticity table; `band` is that of the long run, and blank where none is given."""

    nest: str
    sector: str
    impact: str
    one_year: str
    three_years: str
    long_run: str
    band: str
    source: str


def top_flows(economy: Economy, n: int = 10) -> list[TopFlow]:
    """Largest flows between regions, largest first; domestic sales are left out."""
    levels = economy.levels
    value = np.where(np.eye(levels.n_regions, dtype=bool), 0, levels.trade_flow)
    order = np.argsort(-value, axis=None, kind="stable")[:n]
    places = zip(*np.unravel_index(order, value.shape), strict=True)
    return [
        TopFlow(
            economy.regions[i],
            economy.regions[j],
            economy.sectors[s],
            float(value[s, i, j]),
            float(levels.tariff[s, i, j]),
        )
        for s, i, j in places
        if value[s, i, j] > 0
    ]


def tariff_text(economy: Economy) -> str:
    """Say from where to where the tariffs of a baseline reach, and the flow of the largest; or that there are none."""
    rates = economy.levels.tariff
    named = (
        (float(rates[s, i, j]), flow_text(economy.regions[i], economy.regions[j], economy.sectors[s]))
        for s, i, j in np.argwhere(rates)
    )
    return f"The tariffs are {spread_text(named)}." if rates.any() else "There are no tariffs."


def region_totals(economy: Economy) -> list[RegionTotals]:
    """Totals of every region, in axis order."""
    levels = economy.levels
    domestic = np.diagonal(levels.trade_flow, axis1=EXPORTER, axis2=IMPORTER).sum(axis=0)
    columns = (
        levels.output.sum(axis=0),
        levels.trade_flow.sum(axis=(0, IMPORTER)) - domestic,
        levels.trade_flow.sum(axis=(0, EXPORTER)) - domestic,
        levels.deficit,
        levels.tariff_revenue,
        levels.income,
    )
    labels = zip(economy.regions, economy.region_names, strict=True)
    amounts = np.stack(columns, axis=1).tolist()
    return [RegionTotals(*label, *row) for label, row in zip(labels, amounts, strict=True)]


def sector_totals(economy: Economy) -> list[SectorTotals]:
    """World totals of every sector, in axis order."""
    levels = economy.levels
    output = levels.output.sum(axis=-1)
    trade = output - np.trace(levels.trade_flow, axis1=EXPORTER, axis2=IMPORTER)
    revenue = (levels.tariff * levels.trade_flow).sum(axis=(EXPORTER, IMPORTER))
    labels = zip(
        economy.sectors,
        economy.sector_names,
        economy.is_goods.tolist(),
        levels.is_critical.tolist(),
        economy.quantity_unit,
        strict=True,
    )
    amounts = np.stack([output, trade, revenue], axis=1).tolist()
    return [SectorTotals(*label, *row) for label, row in zip(labels, amounts, strict=True)]


def elasticity_rows(economy: Economy) -> list[ElasticityRow]:
    """Elasticities at impact, after one and three years and at full adjustment, with band and source, row by row."""
    return [_elasticity_row(economy, nest, sector) for nest, sector in economy.elasticities.sources]


def _elasticity_row(economy: Economy, nest: str, sector: str) -> ElasticityRow:
    table = economy.elasticities
    index = economy.sectors.index(sector) if sector in economy.sectors else 0
    at_years = [table.nests[nest].at(years) for years in (0.0, 1.0, 3.0, np.inf)]
    is_one_number = sector in economy.sectors or all(np.ptp(values) == 0 for values in at_years)
    impact, one, three, long = (f"{values[index]:.3g}" if is_one_number else "by sector" for values in at_years)
    band = table.bands.get((nest, sector))
    text = f"{band.low:g} to {band.high:g}, {band.kind}" if band else ""
    return ElasticityRow(nest, sector, impact, one, three, long, text, table.sources[nest, sector])
