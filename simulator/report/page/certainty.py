"""How sure: what the draws say of both sides in numbers, for the report."""

from dataclasses import replace
from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr

from simulator.report.views.bands import draws_words
from simulator.report.views.cells import DRAWS, ODDS, OPEN
from simulator.report.views.run import View
from simulator.report.wording.words import SPACE, UNSOLVED, listed, percent, quoted, signed
from simulator.results.analysis.bands import COVERED, HIGH, LOW, change_bands
from simulator.results.analysis.claims import Cell, Claim, capitalised
from simulator.results.assembly.quantiles import QUANTILES

BEATS: Final = "beats"
"""Variable with the share of draws in which own income is higher in a scenario than in another."""

_DOUBT: Final = 0.05
"""Share of draws that go the other way from which on a direction is called open."""
_MADE: Final = {"method": "", "seed": "seed"}
"""How draws were made: keys of the provenance, and the word before each."""


def certainty(view: View) -> dict[str, Any] | None:
    """Content of the section on draws; None for a run without.

    `rows` hold each scenario's change with its band and how often it leaves a side better or worse off than the
    reference; `duels` for each side how often the scenario of a row beats that of a column.
    """
    if view.draws is None or BEATS not in view.draws:
        return None
    solved = view.draws["solved_draws"].to_series()
    odds = {region: _odds(view.draws[BEATS].sel(region=region), solved) for region in dict.fromkeys(view.pair)}
    cells = [_cells(view, region, of_region) for region, of_region in odds.items()]
    return {
        "intro": _intro(view, solved),
        "findings": [_open(view, region, of_region) for region, of_region in odds.items() if view.reference],
        "regions": [view.names.region(region) for region in odds],
        "columns": list(cells[0].columns),
        "rows": [
            {
                "name": name,
                "label": view.names.label(name),
                "cells": [cell for table in cells for cell in table.loc[name]],
                "solved": int(solved[name]),
            }
            for name in view.others
        ],
        "duels": [
            {"region": view.names.region(region), "rows": _duels(view, of_region)} for region, of_region in odds.items()
        ],
    }


def _odds(beats: xr.DataArray, solved: pd.Series) -> pd.DataFrame:
    """Share of draws in which the scenario of a row beats that of a column; NaN where one of them has none."""
    odds = beats.transpose("scenario", "against").to_pandas()
    names = solved.index[solved > 0]
    return pd.DataFrame(odds.loc[names, names]).reindex(index=solved.index, columns=solved.index)


def _intro(view: View, solved: pd.Series) -> Claim:
    asked = view.results.provenance.record()
    total = asked.get("draws") or int(solved.max())
    missing = [_missing(view, str(name), total - count) for name, count in solved.items() if count < total]
    left_out = f"Draws without solution are left out: {listed(missing)}." if missing else "All draws were solved."
    made = ", ".join(f"{word} {asked[key]}".strip() for key, word in _MADE.items() if asked.get(key) is not None)
    text = (
        f"{capitalised(draws_words(view))}{f' ({made})' if made else ''}, the same for every scenario, so that "
        f"differences are paired. {left_out} {COVERED} of the draws lie between {LOW} and {HIGH}; the central case "
        f"need not lie in their middle. Changes in own income {view.versus}, percent of {view.year} level, and in how "
        "many percent of draws a scenario leaves a side better or worse off; in the rest nothing changes for it."
    )
    return Claim(text, missing)


def _missing(view: View, scenario: str, count: int) -> Claim:
    """Of how many draws a scenario has no solution."""
    cell = Cell({"scenario": scenario}, "missing", count, f"{count}", DRAWS)
    return Claim(f"{quoted(view.names.label(scenario))} ({cell})", cell)


def _cells(view: View, region: str, odds: pd.DataFrame) -> pd.DataFrame:
    """Change in a region's own income under every scenario but the reference, in words."""
    bands = change_bands(view, "own_income")
    table = {"central": view.change("own_income").sel(region=region).to_series()}
    if bands is not None:
        table |= {name: bands.sel(region=region, quantile=name).to_series() for name in QUANTILES}
    words = {name: values.map(signed) for name, values in table.items()}
    if view.reference:
        words["better"] = odds[view.reference].map(_percent)
        words["worse"] = odds.T[view.reference].map(_percent)
    return pd.DataFrame(words)


def _percent(share: float) -> str:
    """Write a share; one that is not whole is never written as 0 or 100."""
    if np.isnan(share):
        return UNSOLVED
    rounded = round(100 * share)
    if rounded in {0, 100} and share not in {0.0, 1.0}:
        return "<1" if rounded == 0 else ">99"
    return f"{rounded}"


def open_scenarios(view: View, region: str) -> list[str]:
    """Scenarios whose direction against the reference the draws leave open for a region."""
    if view.draws is None or BEATS not in view.draws:
        return []
    odds = _odds(view.draws[BEATS].sel(region=region), view.draws["solved_draws"].to_series())
    return _unsure(view, odds)


def _unsure(view: View, odds: pd.DataFrame) -> list[str]:
    better, worse = odds[view.reference], odds.T[view.reference]
    return [name for name in view.others if min(better[name], worse[name]) > _DOUBT]


def _open(view: View, region: str, odds: pd.DataFrame) -> Claim:
    """Name the scenarios whose direction against the reference the draws leave open."""
    better, worse = odds[view.reference], odds.T[view.reference]
    names = _unsure(view, odds)
    where = f"for {view.names.inside(region)}"
    if names:
        unsure = [_split(view, region, name, better[name], worse[name]) for name in names]
        return Claim(f"{where} the draws leave the direction open under {listed(unsure)}", unsure).as_sentence
    doubt = pd.concat([better, worse], axis=1).min(axis=1).reindex(view.others).max()
    most = Cell({"region": region}, "doubt", doubt, table=OPEN, factor=100, total="max", below=_DOUBT)
    text = f"{where} every scenario goes one way in all but {percent(100 * _DOUBT)} of draws or fewer"
    return Claim(text, most).as_sentence


def _split(view: View, region: str, scenario: str, better: float, worse: float) -> Claim:
    """In how many draws a scenario is better for a region than the reference, and in how many worse."""
    keys = {"region": region, "scenario": scenario, "against": view.reference}
    more = Cell(keys, "better", better, _share(better), ODDS, factor=100)
    less = replace(more, column="worse", value=worse, text=_share(worse))
    return Claim(f"{quoted(view.names.label(scenario))} (better in {more}, worse in {less})", more, less)


def _share(share: float) -> str:
    """A share of draws inside a sentence."""
    words = _percent(share).replace("<", "less than ").replace(">", "more than ")
    return f"{words}{SPACE}%"


def _duels(view: View, odds: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "label": view.names.label(name),
            "cells": ["–" if name == other else _percent(odds[other][name]) for other in view.scenarios],
        }
        for name in view.scenarios
    ]
