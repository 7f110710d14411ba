"""Findings: what titles say, made from the numbers."""

from collections.abc import Mapping, Sequence

import xarray as xr

from simulator.report.views.run import View
from simulator.report.wording.words import (
    SPACE,
    decimals,
    listed,
    lowered,
    money_scale,
    percent,
    quoted,
    signed,
)
from simulator.results.analysis.movers import Movers

_VISIBLE = 0.005
"""Smallest change that two decimals show."""


def change_words(value: float, unit: str) -> str:
    """Write a change with its sign and unit, percentage points as percent."""
    factor, shown = money_scale(unit, value)
    return f"{signed(value * factor)}{SPACE}{shown}"


def largest_changes(view: View, indicator: str, regions: Sequence[str]) -> str:
    """Say under which scenario each region's indicator changes most, or what the only scenario does.

    Parameters
    ----------
    indicator
        One by scenario and region.
    """
    change = view.change(indicator).sel(scenario=view.others)
    solved = [name for name in view.others if view.is_solved(name)]
    name, unit = view.long_name(indicator), view.unit(indicator)
    if not solved:
        return f"{name}: no scenario was solved"
    sizes = abs(change.sel(scenario=solved))
    at = {region: solved[int(sizes.sel(region=region).argmax("scenario"))] for region in regions}
    largest = {region: float(change.sel(scenario=at[region], region=region)) for region in regions}
    if max(abs(value) for value in largest.values()) < _VISIBLE:
        return f"No scenario changes {lowered(name)} visibly"
    if len(solved) == 1 and indicator == "own_income":
        return costs(view, solved[0], largest)
    return _extremes(view, name, unit, at, largest)


def _extremes(view: View, name: str, unit: str, at: Mapping[str, str], largest: Mapping[str, float]) -> str:
    what = f"Largest {direction(list(largest.values()))} in {lowered(name)}"
    under = {region: quoted(view.names.label(at[region])) for region in largest}
    worded = {region: f"{change_words(largest[region], unit)} in {view.names.inside(region)}" for region in largest}
    if len(set(at.values())) == 1:
        return f"{what}: {listed(list(worded.values()))} under {next(iter(under.values()))}"
    return f"{what}: {listed([f'{worded[region]} ({under[region]})' for region in largest])}"


def direction(values: Sequence[float]) -> str:
    """Noun for changes that all go one way, or for mixed ones."""
    if all(value > 0 for value in values):
        return "rise"
    return "fall" if all(value < 0 for value in values) else "change"


def costs(view: View, scenario: str, change: Mapping[str, float]) -> str:
    """Say what a scenario costs or gains some regions in own income."""
    parts: list[str] = []
    verb = ""
    for region, value in change.items():
        its = "costs" if value < 0 else "gains"
        size = percent(round(abs(value), decimals(value)))
        what = f"{size} of own income" if not parts else size
        parts.append(f"{its + ' ' if its != verb else ''}{view.names.inside(region)} {what}")
        verb = its
    return f"{quoted(view.names.label(scenario))} {listed(parts)}"


def others_note(shown: Movers, unit: str) -> str:
    """Which regions stand by themselves and what is shown of the others; empty where all do."""
    if not shown.others:
        return ""
    how = "mean, weighted by output" if unit == "%" else "sum"
    return f"By themselves: the {len(shown.shown)} regions that move most in dollars; others: {how}."


def by_region(change: xr.DataArray, regions: Sequence[str]) -> dict[str, float]:
    """Numbers of some regions by code."""
    return {region: float(change.sel(region=region)) for region in regions}
