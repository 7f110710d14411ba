"""Cells of the tables of a run, for sentences that no figure stands behind."""

from collections.abc import Sequence
from typing import Any, Final

from simulator.report.views.run import View
from simulator.results.analysis.claims import Cell

INDICATORS: Final = "indicators"
"""The table of all indicators, with the horizon of each row."""
TRADE: Final = "trade"
"""Change of trade both ways between two regions in percent, one row a scenario and pair."""
OUTPUT: Final = "output"
"""Change of output at baseline prices by scenario, region and sector, in percent and in dollars."""
SAME: Final = "same"
"""How far each scenario moves both sides' own income the same way, percent, 0 where it does not."""
INCOMES: Final = "incomes"
"""Change of own income by scenario and region, in percent and in dollars."""
OPEN: Final = "open"
"""Whether the draws leave open who gains, one row a scenario and region, and the share of draws that say otherwise."""
ODDS: Final = "odds"
"""Share of draws in which one scenario beats another, by region."""
DRAWS: Final = "draws"
"""Draws with and without a solution, one row a scenario."""
BANDS: Final = "bands"
"""Quantiles of the change of own income, one row a scenario and region."""
SIDES: Final = "sides"
"""Welfare of those whom each scenario is about, one row a scenario and region."""
MOVED: Final = "moved"
"""Size of what happens to the welfare of those whom each scenario is about, losses as gains, one row a scenario."""
ABROAD: Final = "abroad"
"""The same of those whom its measures do not name."""
TAXES: Final = "taxes"
"""Trade of each importer times the change of its tariff in points, over all scenarios, one row an importer."""
INCIDENCE: Final = "incidence"
"""Who pays changed tariffs, one row a scenario."""
OF_WELFARE: Final = "of welfare"
"""Change of welfare by scenario, region and channel, percent of income."""
TURNS: Final = "turns"
"""Whether own income gains at one end of the horizons and loses at the other, one row a scenario and region."""
CASES: Final = "cases"
"""How solving ended, one row a scenario and horizon."""


def changed(view: View, *, from_baseline: bool = False) -> str:
    """Column with what `View.change` shows, or with the change against the baseline."""
    return "reference_change" if view.reference and not from_baseline else "change"


def region_cell(
    view: View,
    indicator: str,
    scenario: str,
    region: str,
    text: str = "",
    *,
    from_baseline: bool = False,
    **more: Any,  # noqa: ANN401  # what a cell is told of
) -> Cell:
    """The change of an indicator of a region under a scenario, against the reference unless the baseline is meant."""
    level = view.data[indicator].sel(scenario=scenario, region=region)
    before = view.baseline(indicator) if from_baseline else view.from_reference(indicator)
    row = {"horizon": view.horizon, "indicator": indicator, "scenario": scenario, "region": region}
    column = changed(view, from_baseline=from_baseline)
    return Cell(row, column, float(level - before.sel(region=region)), text, INDICATORS, **more)


def span_cells(view: View, indicator: str, scenarios: Sequence[str], region: str) -> list[Cell]:
    """The lowest and the highest change of an indicator of a region under some scenarios."""
    change = view.change(indicator).sel(scenario=list(scenarios), region=region)
    row = {"horizon": view.horizon, "indicator": indicator, "scenario": tuple(scenarios), "region": region}
    ends = {"min": float(change.min()), "max": float(change.max())}
    return [Cell(row, changed(view), value, table=INDICATORS, total=end) for end, value in ends.items()]


def count_cell(view: View, scenarios: Sequence[str], text: str = "", **more: Any) -> Cell:  # noqa: ANN401
    """How many scenarios there are of some kind."""
    row = {"scenario": tuple(scenarios)}
    return Cell(row, "scenario", len(scenarios), text or f"{len(scenarios)}", CASES, total="nunique", **more)
