"""Where a scenario leaves a region: own income in percent, and what that is worth to a household."""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from simulator.report.views.cells import MOVED, count_cell, region_cell
from simulator.report.views.run import View
from simulator.report.wording.words import NOISE, SPACE, change_words, money_scale, signed
from simulator.results.analysis.claims import Cell, Claim, Rank
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
    """Changes of one region under one scenario, as its table writes them.

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

    income: Cell
    money: Cell
    each: Cell
    whose: str

    @property
    def is_unaffected(self) -> bool:
        """Whether nothing happens to it."""
        return abs(self.income.value) < LEAST and not abs(self.each.value) >= _LEAST_MONEY

    @property
    def unaffected(self) -> Claim:
        """That nothing happens to it."""
        each = [] if np.isnan(self.each.value) else [replace(self.each, text="", below=_LEAST_MONEY)]
        return Claim(UNAFFECTED, replace(self.income, text="", below=LEAST), each)

    @property
    def is_mixed(self) -> bool:
        """Whether own income and welfare go opposite ways, as they may where less work is done."""
        return self.income.value * (self.money if np.isnan(self.each.value) else self.each).value < 0


def standing(view: View, scenario: str, region: str, *, from_baseline: bool = False) -> Standing:
    """Changes of a region under a scenario, against the reference unless the baseline is asked for."""

    def change(indicator: str) -> Cell:
        cell = region_cell(view, indicator, scenario, region, from_baseline=from_baseline)
        return replace(cell, text=fine_words(cell.value))

    money = change("welfare_usd")
    each = {whose: change(name) for name, whose in PER if view.has(name)}
    known = {whose: cell for whose, cell in each.items() if np.isfinite(cell.value)}
    whose, cell = next(iter((known or {"": replace(money, value=np.nan, text="–")}).items()))
    return Standing(change("own_income"), money, cell, whose)


def fine_words(value: float) -> str:
    """Write a change in percent or USD with its sign; a small one keeps a digit and is no false zero."""
    if abs(value) >= _FINE or value == 0 or not np.isfinite(value):
        return signed(value)
    return signed(value, 3) if abs(value) >= LEAST else "0"


def told(cell: Cell) -> Cell:
    """The same inside a sentence, which calls nothing zero that is not."""
    return replace(cell, text=f"less than {LEAST:g}") if NOISE < abs(cell.value) < LEAST else cell


def worth(view: View, cell: Standing) -> Claim:
    """What a change is worth, in USD a household, else in money altogether."""
    if not np.isnan(cell.each.value):
        each = told(cell.each)
        return Claim(f"{each}{SPACE}USD {cell.whose}", each)
    money = replace(cell.money, text=change_words(cell.money.value, view.unit("welfare_usd")))
    return Claim(str(money), money)


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
    sizes = abs(view.change("welfare_usd").sel(scenario=scenario)).reset_coords(drop=True).to_series().drop(actors)
    abroad = [str(code) for code in sizes.sort_values(ascending=False, kind="stable").dropna().index[:_ABROAD]]
    cells = {code: standing(view, scenario, code, from_baseline=from_baseline) for code in (*actors, *abroad)}
    whose = next((cell.whose for cell in cells.values() if cell.whose), "a household")
    factor, unit = money_scale(view.unit("welfare_usd"), max(abs(cell.money.value) for cell in cells.values()))
    rows = [
        {
            "name": "",
            "label": view.names.region(code),
            "cells": [*_pair(cell, whose), fine_words(cell.money.value * factor)],
        }
        for code, cell in cells.items()
    ]
    return {"columns": ["region", "own income, %", f"USD {whose}", f"welfare, {unit}"], "rows": rows}


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
            "cells": [text for cell in cells for text in _pair(cell, whose)],
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
            "cells": [view.names.region(code), *_pair(cell, whose)],
        }
        for (name, code), cell in cells.items()
    ]
    return {"columns": ["scenario", "for", "own income, %", f"USD {whose}"], "rows": rows}


def _pair(cell: Standing, whose: str) -> list[str]:
    """Own income and USD of those whom the column counts; what counts others says so."""
    if cell.is_unaffected:
        return [UNAFFECTED, "0"]
    return [str(cell.income), f"{cell.each}{f' {cell.whose}' if cell.whose not in ('', whose) else ''}"]


def shown_note(view: View) -> Claim:
    """Which scenarios the table shows where it does not show all; empty where it does."""
    shown = _largest(view)
    left = [name for name in view.others if name not in shown and view.is_solved(name)]
    if len(shown) == len(view.others):
        return Claim("")
    sizes = moved(view, shown)
    least = min(filter(view.is_solved, shown), key=sizes.__getitem__)
    rank = Rank("highest", ("scenario",), among={"scenario": (least, *left)})
    last = Cell({"scenario": least}, "size", sizes[least], table=MOVED, rank=rank)
    some, every = count_cell(view, shown), count_cell(view, view.others)
    text = f"the {some} of {every} scenarios that move them most in dollars; all are under Numbers"
    return Claim(text, some, every, last).as_sentence


def _largest(view: View) -> list[str]:
    """Scenarios that move the welfare of those whom they are about most in dollars, in the order of the run."""
    sizes = moved(view, view.others)
    solved = sorted(filter(view.is_solved, view.others), key=lambda name: -sizes[name])
    unsolved = [name for name in view.others if not view.is_solved(name)]
    kept = [*solved, *unsolved][:_SCENARIOS]
    return [name for name in view.others if name in kept]
