"""Figures of a path by name, and which of them have something to say about a run."""

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from simulator.errors import ResultsError
from simulator.report.charts.base import Chart, ReportFigure
from simulator.report.timeline.commitments import pledge_tracker_chart
from simulator.report.timeline.fan import path_fan_chart
from simulator.report.timeline.multiples import small_multiples_chart
from simulator.report.timeline.observed import observed_chart
from simulator.report.timeline.stocks import licence_and_stock_chart, licence_bounds
from simulator.report.timeline.tariffs import tariff_path_chart
from simulator.report.views.run import chosen
from simulator.report.views.timeline import PathView
from simulator.results.timeline import PathResults

PATH_FIGURES: Final[Mapping[str, Callable[[PathView], Chart]]] = {
    "tariff_path": tariff_path_chart,
    "path_fan": path_fan_chart,
    "small_multiples": small_multiples_chart,
    "licence_and_stock": licence_and_stock_chart,
    "pledge_tracker": pledge_tracker_chart,
}
"""Kinds of figure that are made from a path alone, in the order in which they tell its story."""

OBSERVED: Final = "observed"


def path_figures(path: PathResults, observations: Mapping[str, pd.DataFrame] | None = None) -> dict[str, ReportFigure]:
    """Draw the figures that have something to say about a path, by name, in the order of its report.

    Parameters
    ----------
    observations
        By outcome, as `observed` takes them.
    """
    return {name: chart.figure() for name, chart in path_charts(PathView(path), observations).items()}


def plot_path(path: PathResults, name: str) -> ReportFigure:
    """Draw one figure of a path by its name.

    Raises
    ------
    ResultsError
        An unknown name, or a figure that does not apply to the path.
    """
    view = PathView(path)
    chart = PATH_FIGURES[chosen(name, list(PATH_FIGURES), "figure")]
    if name not in applying(view):
        raise ResultsError(f"{name}: does not apply to this path — these do: {', '.join(applying(view)) or 'none'}.")
    return chart(view).figure()


def applying(view: PathView) -> list[str]:
    """Names of the figures that have a subject in a path."""
    if not (view.data["status"] == "CONVERGED").any():
        return []
    has = {
        "tariff_path": view.names.pair[0] != view.names.pair[1],
        "licence_and_stock": not licence_bounds(view).empty,
        "pledge_tracker": view.data.sizes.get("commitment", 0) > 0,
    }
    return [name for name in PATH_FIGURES if has.get(name, True)]


def path_charts(view: PathView, observations: Mapping[str, pd.DataFrame] | None = None) -> dict[str, Chart]:
    """Plans of the figures that have something to say about a path, by name."""
    charts = {name: PATH_FIGURES[name](view) for name in applying(view)}
    return charts | ({OBSERVED: observed_chart(view, observations)} if observations and charts else {})
