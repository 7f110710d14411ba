"""Who gains and who loses under a scenario: regions by own income, sectors by the worth of their output."""

import pandas as pd

from simulator.report.views.run import View
from simulator.report.wording.words import SPACE, decimals, lowered, money_scale, signed, signed_percent
from simulator.results.analysis.moves import change_of, sector_moves

MOST = 3
"""Regions and sectors that are named on each side."""
_VISIBLE = 0.05
"""Smallest change in percent of output that is worth a word."""


def region_words(view: View, scenario: str) -> tuple[str, str]:
    """Regions that gain most and lose most in own income; empty where none does."""
    change = change_of(view, "own_income", scenario)
    gains, losses = change[change > 0].head(MOST), change[change < 0].iloc[::-1].head(MOST)
    first, second = (_named(view, part) for part in (gains, losses))
    return first, second


def _named(view: View, change: pd.Series) -> str:
    """Regions with their changes, those left out that two decimals show as zero."""
    parts = [(view.names.region(str(code)), float(value)) for code, value in change.items()]
    return "; ".join(f"{name} {signed_percent(value)}" for name, value in parts if signed(value).strip("0."))


def sector_words(view: View, scenario: str, region: str) -> tuple[str, str]:
    """Sectors of a region whose output rises and falls most, at baseline prices; empty where none does."""
    table = sector_moves(view, scenario, region)
    table = table[table["percent"].abs() >= _VISIBLE]
    rises, falls = table[table["money"] > 0].head(MOST), table[table["money"] < 0].iloc[::-1].head(MOST)
    unit = view.unit("output_value")
    first, second = (
        "; ".join(_sector(view, str(code), row, unit) for code, row in part.iterrows()) for part in (rises, falls)
    )
    return first, second


def _sector(view: View, code: str, row: pd.Series, unit: str) -> str:
    """Write a sector's change, in percent and in money."""
    factor, shown = money_scale(unit, float(row["money"]))
    money = signed(float(row["money"]) * factor, decimals(float(row["money"]) * factor))
    return f"{brief(lowered(view.names.sector(code)))} {signed_percent(float(row['percent']))} ({money} {shown})"


def brief(name: str) -> str:
    """First two of many things that a sector's name lists."""
    things = name.split(", ")
    return name if len(things) < 4 else f"{', '.join(things[:2])}{SPACE}…"
