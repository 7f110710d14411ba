"""Break-even: the outcome over one lever, with its crossings marked."""

from typing import Any, Final

from simulator.errors import ResultsError
from simulator.report.charts.base import Chart
from simulator.report.charts.figure import Figure
from simulator.report.charts.sweep_lines import Lines, lines_over
from simulator.report.views.experiments import CrossingView


def breakeven_lines(view: CrossingView, scenario: str | None = None) -> Chart:
    """An outcome over the lever that was searched, with its crossings and the value as shipped marked.

    Parameters
    ----------
    scenario
        Absent: the first one that was searched.

    Raises
    ------
    ResultsError
        An unknown scenario or horizon, or a search over two levers.
    """
    if view.across:
        raise ResultsError(f"breakeven_lines: got a search over {view.across} too — draw its `breakeven_map`.")
    name = view.chosen(scenario)
    known = view.of_scenario(name)["value"].dropna().to_list()
    marks = {f"break-even {number + 1}" if len(known) > 1 else "break-even": at for number, at in enumerate(known)}
    shipped = view.grid.shipped.get((name, view.lever))
    marks |= {} if shipped is None else {"as shipped": shipped}
    return lines_over(view.grid, Lines(view.lever, [name], [view.code], marks))


def shown_of(view: CrossingView) -> dict[str, dict[str, Any]]:
    """A figure for each scenario and horizon that was searched."""
    several = len(view.grid.horizons) > 1
    pairs = view.crossings[["scenario", "horizon"]].drop_duplicates().itertuples(index=False, name=None)
    return {
        f"breakeven-{scenario}{f'-{horizon}' if several else ''}": {"scenario": scenario, "horizon": horizon}
        for scenario, horizon in pairs
    }


BREAKEVEN_LINES: Final = Figure(
    "breakeven_lines",
    "Where one lever turns",
    breakeven_lines,
    ("breakeven",),
    applies=lambda view: not view.across,
    shown=shown_of,
)
