"""Findings: what titles say, made from the numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import xarray as xr

from simulator.report.views.run import View
from simulator.report.wording.words import NOISE, change_words, listed, lowered, percent, quoted
from simulator.results.analysis.claims import Cell, Claim, Rank
from simulator.results.analysis.movers import Movers

_VISIBLE = 0.005
"""Smallest change that two decimals show."""


def largest_changes(view: View, indicator: str, regions: Sequence[str]) -> Claim:
    """Say under which scenario each region's indicator changes most, or what the only scenario does.

    Parameters
    ----------
    indicator
        One by scenario and region, whose changes are in the table behind the figure.
    """
    change = view.change(indicator).sel(scenario=view.others)
    solved = [name for name in view.others if view.is_solved(name)]
    name = view.long_name(indicator)
    if not solved:
        return Claim(f"{name}: no scenario was solved")
    at = {region: _largest(change.sel(scenario=solved, region=region)) for region in regions}
    if max(abs(cell.value) for cell in at.values()) < _VISIBLE:
        small = [replace(cell, below=_VISIBLE) for cell in at.values()]
        return Claim(f"No scenario changes {lowered(name)} visibly", small)
    if len(solved) == 1 and indicator == "own_income":
        return costs(view, solved[0], {region: cell.value for region, cell in at.items()})
    return _extremes(view, indicator, at)


def _largest(change: xr.DataArray) -> Cell:
    """Largest change of a region, and under which scenario it is."""
    cell = change[int(abs(change).argmax("scenario"))]
    row = {"scenario": str(cell["scenario"].item()), "region": str(cell["region"].item())}
    return Cell(row, "change", float(cell), rank=Rank("largest", ("scenario",)))


def _extremes(view: View, indicator: str, at: Mapping[str, Cell]) -> Claim:
    at = {region: cell for region, cell in at.items() if abs(cell.value) > NOISE}
    noun, sign = direction([cell.value for cell in at.values()])
    what = f"Largest {noun} in {lowered(view.long_name(indicator))}"
    cells = [replace(cell, text=change_words(cell.value, view.unit(indicator)), sign=sign) for cell in at.values()]
    worded = [f"{cell} in {view.names.inside(region)}" for region, cell in zip(at, cells, strict=True)]
    under = [quoted(view.names.label(str(cell.row["scenario"]))) for cell in cells]
    if len(set(under)) == 1:
        return Claim(f"{what}: {listed(worded)} under {under[0]}", cells)
    return Claim(f"{what}: {listed([f'{text} ({label})' for text, label in zip(worded, under, strict=True)])}", cells)


def direction(values: Sequence[float]) -> tuple[str, int]:
    """Noun for changes that all go one way, or for mixed ones, and which way."""
    if all(value > 0 for value in values):
        return "rise", 1
    return ("fall", -1) if all(value < 0 for value in values) else ("change", 0)


def costs(view: View, scenario: str, change: Mapping[str, float]) -> Claim:
    """Say what a scenario costs or gains some regions in own income."""
    parts: list[Claim] = []
    verb = ""
    for region, value in change.items():
        if abs(value) <= NOISE:
            continue
        its = "costs" if value < 0 else "gains"
        text, sign = percent(abs(value)), -1 if value < 0 else 1
        cell = Cell({"scenario": scenario, "region": region}, "change", value, text, sign=sign)
        size = f"{cell} of own income" if not parts else str(cell)
        parts.append(Claim(f"{its + ' ' if its != verb else ''}{view.names.inside(region)} {size}", cell))
        verb = its
    return Claim(f"{quoted(view.names.label(scenario))} {listed(parts)}", parts)


def others_note(shown: Movers, unit: str) -> str:
    """Which regions stand by themselves and what is shown of the others; empty where all do."""
    if not shown.others:
        return ""
    how = "mean, weighted by output" if unit == "%" else "sum"
    return f"By themselves: the {len(shown.shown)} regions that move most in dollars; others: {how}."
