"""Cells of the tables of a run, for sentences that no figure stands behind."""

from collections.abc import Sequence
from typing import Any, Final

from simulator.report.views.run import View
from simulator.results.analysis.claims import Cell

INDICATORS: Final = "indicators"
"""The table of all indicators, at the horizon that is shown."""
TRADE: Final = "trade"
"""Change of trade both ways between the two main regions in percent, one row a scenario."""
OUTPUT: Final = "output"
"""Change of output at baseline prices by scenario, region and sector, in percent and in dollars."""
OPEN: Final = "open"
"""Whether the draws leave open who gains, one row a scenario and region."""


def changed(view: View) -> str:
    """Column with what `View.change` shows."""
    return "reference_change" if view.reference else "change"


def region_cell(view: View, indicator: str, scenario: str, region: str, text: str = "", **more: Any) -> Cell:  # noqa: ANN401
    """The change of an indicator of a region under a scenario."""
    value = float(view.change(indicator).sel(scenario=scenario, region=region))
    row = {"indicator": indicator, "scenario": scenario, "region": region}
    return Cell(row, changed(view), value, text, INDICATORS, **more)


def span_cells(view: View, indicator: str, scenarios: Sequence[str], region: str) -> list[Cell]:
    """The lowest and the highest change of an indicator of a region under some scenarios."""
    change = view.change(indicator).sel(scenario=list(scenarios), region=region)
    row = {"indicator": indicator, "scenario": tuple(scenarios), "region": region}
    ends = {"min": float(change.min()), "max": float(change.max())}
    return [Cell(row, changed(view), value, table=INDICATORS, total=end) for end, value in ends.items()]
