"""Who gains and who loses under a scenario: regions by own income, sectors by the worth of their output."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from simulator.report.views.cells import INCOMES, OUTPUT
from simulator.report.views.run import View
from simulator.report.wording.words import SPACE, decimals, lowered, money_scale, signed, signed_percent
from simulator.results.analysis.claims import Cell, Claim
from simulator.results.analysis.moves import income_moves, sector_moves

MOST = 3
"""Regions and sectors that are named on each side."""
_VISIBLE = 0.05
"""Smallest change in percent of output that is worth a word."""
_SEEN = 0.005
"""Smallest change in percent of own income that two decimals show."""


def region_words(view: View, scenario: str) -> tuple[Claim, Claim]:
    """Regions that gain and lose most in own income, in dollars; empty where none does visibly."""
    table = income_moves(view, scenario)
    rises, falls = _ends(table[table["percent"].abs() >= _SEEN])
    return _regions(view, scenario, rises), _regions(view, scenario, falls)


def sector_words(view: View, scenario: str, region: str) -> tuple[Claim, Claim]:
    """Sectors of a region whose output rises and falls most, at baseline prices; empty where none does visibly."""
    table = sector_moves(view, scenario, region)
    rises, falls = _ends(table[table["percent"].abs() >= _VISIBLE])
    return _sectors(view, scenario, region, rises), _sectors(view, scenario, region, falls)


def _ends(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The largest rises and the largest falls in money."""
    return table[table["money"] > 0].head(MOST), table[table["money"] < 0].iloc[::-1].head(MOST)


def _regions(view: View, scenario: str, moves: pd.DataFrame) -> Claim:
    """Regions with their changes in percent."""
    cells = [_percent({"scenario": scenario, "region": code}, row, INCOMES) for code, row in moves.iterrows()]
    return Claim("; ".join(f"{view.names.region(str(cell.row['region']))} {cell}" for cell in cells), cells)


def _percent(keys: Mapping[str, object], row: "pd.Series[Any]", table: str) -> Cell:
    value = float(row["percent"])
    return Cell(keys, "percent", value, signed_percent(value), table, sign=1 if row["money"] > 0 else -1)


def _sectors(view: View, scenario: str, region: str, moves: pd.DataFrame) -> Claim:
    """Sectors with their changes, in percent and in money."""
    parts = []
    for code, row in moves.iterrows():
        cell = _percent({"scenario": scenario, "region": region, "sector": code}, row, OUTPUT)
        money = float(row["money"])
        worth = replace(cell, column="money", value=money, text=_money(money, view.unit("output_value")))
        parts.append(Claim(f"{brief(lowered(view.names.sector(str(code))))} {cell} ({worth})", cell, worth))
    return Claim("; ".join(parts), parts)


def _money(value: float, unit: str) -> str:
    factor, shown = money_scale(unit, value)
    return f"{signed(value * factor, decimals(value * factor))} {shown}"


def brief(name: str) -> str:
    """First two of many things that a sector's name lists."""
    things = name.split(", ")
    return name if len(things) < 4 else f"{', '.join(things[:2])}{SPACE}…"
