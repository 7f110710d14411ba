"""What each future costs each actor by when: the first table of the page of a timeline."""

from typing import Any, Final

import numpy as np

from simulator.report.timeline.multiples import main_regions
from simulator.report.views.timeline import PathView
from simulator.report.wording.words import SPACE, UNSOLVED, signed

INCOME: Final = "own_income"
HOUSEHOLD: Final = "welfare_per_household"
LATER: Final = (3, 12)
"""Months after the scenarios part at which the table looks, beside the end."""


def shown_dates(view: PathView) -> list[int]:
    """Periods of tables: the last common one, three and twelve months on, and the end."""
    before = max(view.common - 1, 0)
    return sorted({before, *map(view.later, LATER), len(view.starts) - 1})


def cost_table(view: PathView) -> dict[str, Any]:
    """Own income and welfare a household by actor, future and date, against the baseline."""
    dates = shown_dates(view)
    return {
        "columns": ["actor", "future", *(f"{view.starts[period]:%B %Y}" for period in dates)],
        "rows": [
            {
                "name": scenario,
                "label": view.names.region(code),
                "cells": [view.names.label(scenario), *(cost_words(view, scenario, code, period) for period in dates)],
            }
            for code in main_regions(view)
            for scenario in view.scenarios
        ],
    }


def cost_words(view: PathView, scenario: str, region: str, period: int) -> str:
    """Change in percent and in USD a household, of a region whose households are not counted only the first."""
    cell = {"scenario": scenario, "region": region}
    income, household = (float(view.data[name].isel(date=period).sel(cell)) for name in (INCOME, HOUSEHOLD))
    if not np.isfinite(income):
        return UNSOLVED
    share = f"{signed(income, 2)}{SPACE}%"
    return share if not np.isfinite(household) else f"{share}, {signed(household, 0)}{SPACE}USD"
