"""Where a scenario leaves a region: own income in percent, and what that is worth to a household."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import xarray as xr

from simulator.report.views.run import View
from simulator.report.wording.words import SPACE, money_scale, signed
from simulator.results.analysis.own_sides import is_about_pair, moved, sides_shown

UNAFFECTED: Final = "not affected"
LEAST: Final = 0.0005
"""Change of own income, in percent, below which nothing happens to a region."""
_LEAST_MONEY: Final = 0.01
"""Change a household, in USD, below which nothing happens to it."""
PER: Final = (("welfare_per_household", "a household"), ("welfare_per_head", "a head"))
"""Indicators of welfare in USD, the first that is known of a region goes, and of whom each is."""
_FINE: Final = 0.01


@dataclass(frozen=True)
class Standing:
    """Changes of one region under one scenario.

    Attributes
    ----------
    income
        Of own income, percent.
    money
        Of welfare, million USD.
    each
        Of welfare, USD a household or, where households are not known, a head; NaN where neither is.
    whose
        Which of the two it is.
    """

    income: float
    money: float
    each: float
    whose: str

    @property
    def is_unaffected(self) -> bool:
        """Whether nothing happens to it."""
        return abs(self.income) < LEAST and not abs(self.each) >= _LEAST_MONEY

    @property
    def is_mixed(self) -> bool:
        """Whether own income and welfare go opposite ways, as they may where less work is done."""
        return self.income * (self.money if np.isnan(self.each) else self.each) < 0


def standing(view: View, scenario: str, region: str, *, from_baseline: bool = False) -> Standing:
    """Changes of a region under a scenario, against the reference unless the baseline is asked for."""

    def change(indicator: str) -> float:
        level = view.data[indicator].sel(scenario=scenario, region=region)
        before: xr.DataArray = view.baseline(indicator) if from_baseline else view.from_reference(indicator)
        return float(level - before.sel(region=region))

    each = {whose: change(name) for name, whose in PER if view.has(name)}
    known = {whose: value for whose, value in each.items() if np.isfinite(value)} or {"": np.nan}
    whose, value = next(iter(known.items()))
    return Standing(change("own_income"), change("welfare_usd"), value, whose)


def fine_words(value: float) -> str:
    """Write a change in percent or USD with its sign; a small one keeps a digit and is no false zero."""
    if abs(value) >= _FINE or value == 0 or not np.isfinite(value):
        return signed(value)
    return signed(value, 3) if abs(value) >= LEAST else "0"


def worth(view: View, cell: Standing) -> str:
    """What a change is worth, in USD a household, else in money altogether."""
    if np.isnan(cell.each):
        factor, unit = money_scale(view.unit("welfare_usd"), cell.money)
        return f"{fine_words(cell.money * factor)}{SPACE}{unit}"
    return f"{fine_words(cell.each)}{SPACE}USD {cell.whose}"


def first_table(view: View, *, from_baseline: bool = False) -> dict[str, Any]:
    """The table of the first screen: actors and those abroad who move most, or scenarios with each actor's numbers."""
    actors = list(dict.fromkeys(view.pair))
    solved = [name for name in view.others if view.is_solved(name)]
    if len(solved) == 1:
        return _of_regions(view, solved[0], actors, from_baseline=from_baseline)
    if not is_about_pair(view):
        return _of_sides(view, from_baseline=from_baseline)
    return _of_scenarios(view, actors, from_baseline=from_baseline)


_ABROAD: Final = 4
"""Regions abroad in the table of one scenario."""


def _of_regions(view: View, scenario: str, actors: list[str], *, from_baseline: bool) -> dict[str, Any]:
    """One row a region: the actors, and those abroad whose welfare moves most in dollars."""
    moved = abs(view.change("welfare_usd").sel(scenario=scenario)).reset_coords(drop=True).to_series().drop(actors)
    abroad = [str(code) for code in moved.sort_values(ascending=False, kind="stable").dropna().index[:_ABROAD]]
    cells = {code: standing(view, scenario, code, from_baseline=from_baseline) for code in (*actors, *abroad)}
    whose = next((cell.whose for cell in cells.values() if cell.whose), "a household")
    factor, unit = money_scale(view.unit("welfare_usd"), max(abs(cell.money) for cell in cells.values()))
    rows = [
        {"name": "", "label": view.names.region(code), "cells": [*_pair(cell), fine_words(cell.money * factor)]}
        for code, cell in cells.items()
    ]
    return {"columns": ["region", "own income, %", f"USD {whose}", f"welfare, {unit}"], "rows": rows}


def _each(cell: Standing) -> str:
    return "–" if np.isnan(cell.each) else fine_words(cell.each)


_SCENARIOS: Final = 8
"""Scenarios in the table; of more, those that move the actors most."""


def _of_scenarios(view: View, actors: list[str], *, from_baseline: bool) -> dict[str, Any]:
    """One row a scenario, in its order, with own income and USD a household of each actor."""
    names = view.scenarios if from_baseline else _largest(view)
    table = {name: [standing(view, name, code, from_baseline=from_baseline) for code in actors] for name in names}
    solved = [cell for name, cells in table.items() if view.is_solved(name) for cell in cells]
    whose = next((cell.whose for cell in solved if cell.whose), "a household")
    columns = [f"{view.names.region(code)}, {unit}" for code in actors for unit in ("%", f"USD {whose}")]
    rows = [
        {
            "name": name,
            "label": view.names.label(name),
            "is_reference": name == view.reference,
            "cells": [text for cell in cells for text in _pair(cell)],
        }
        for name, cells in table.items()
    ]
    return {"columns": ["own income", *columns], "rows": rows}


def _of_sides(view: View, *, from_baseline: bool) -> dict[str, Any]:
    """One row a scenario and region that it is about, with own income and USD a household."""
    names = view.scenarios if from_baseline else _largest(view)
    cells = {
        (name, code): standing(view, name, code, from_baseline=from_baseline)
        for name in names
        for code in sides_shown(view, name)
    }
    whose = next(
        (cell.whose for (name, _), cell in cells.items() if cell.whose and view.is_solved(name)), "a household"
    )
    rows = [
        {
            "name": name,
            "label": view.names.label(name),
            "is_reference": name == view.reference,
            "cells": [view.names.region(code), *_pair(cell)],
        }
        for (name, code), cell in cells.items()
    ]
    return {"columns": ["scenario", "for", "own income, %", f"USD {whose}"], "rows": rows}


def _pair(cell: Standing) -> list[str]:
    return [UNAFFECTED, "0"] if cell.is_unaffected else [fine_words(cell.income), _each(cell)]


def _largest(view: View) -> list[str]:
    """Scenarios that move the welfare of those whom they are about most in dollars, in the order of the run."""
    sizes = moved(view, view.others)
    solved = sorted(filter(view.is_solved, view.others), key=lambda name: -sizes[name])
    unsolved = [name for name in view.others if not view.is_solved(name)]
    kept = [*solved, *unsolved][:_SCENARIOS]
    return [name for name in view.others if name in kept]
