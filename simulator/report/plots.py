"""Figures of any result by name: what `result.plot` asks for."""

from collections.abc import Callable, Mapping
from functools import partial, singledispatch
from inspect import signature
from typing import Any, Final, cast

from matplotlib.figure import Figure

from simulator.drawing import attribute
from simulator.errors import ResultsError
from simulator.experiment.breakeven import Breakeven
from simulator.experiment.decompose import Decomposition
from simulator.experiment.sensitivity import Sensitivity
from simulator.experiment.sweep import Sweep
from simulator.report.charts import of_experiments as experiments
from simulator.report.charts.base import ReportFigure
from simulator.report.charts.catalogue import FAMILIES, figure_names, plot
from simulator.report.timeline import licence_and_stock, path_fan, pledge_tracker, small_multiples, tariff_path
from simulator.report.timeline.catalogue import applying
from simulator.report.views.run import chosen
from simulator.report.views.timeline import PathView
from simulator.results import Results
from simulator.results.timeline import PathResults

OF_A_PATH: Final[Mapping[str, Callable[..., Figure]]] = {
    "tariff_path": tariff_path,
    "path_fan": path_fan,
    "small_multiples": small_multiples,
    "licence_and_stock": licence_and_stock,
    "pledge_tracker": pledge_tracker,
}
"""Kinds of figure of a path."""


@singledispatch
def figures_of(result: object) -> Mapping[str, Callable[..., Figure]]:
    """Figures that have something to say about a result, by name; each takes options of its own."""
    raise TypeError(f"nothing draws a {type(result).__name__}")


@figures_of.register
def _(result: Results) -> Mapping[str, Callable[..., Figure]]:
    return {name: partial(plot, result, name) for name in figure_names(result)}


@figures_of.register
def _(result: PathResults) -> Mapping[str, Callable[..., Figure]]:
    return {name: partial(OF_A_PATH[name], result) for name in applying(PathView(result)) if name in OF_A_PATH}


figures_of.register(Sweep, experiments.sweep_figures)
figures_of.register(Breakeven, experiments.breakeven_figures)
figures_of.register(Sensitivity, experiments.sensitivity_figures)
figures_of.register(Decomposition, experiments.decomposition_figures)


def names_of(result: object) -> list[str]:
    """Names of the figures that have something to say about a result."""
    return list(figures_of(result))


def draw(result: object, name: str | None = None, **options: Any) -> Figure:  # noqa: ANN401  # of each figure
    """Draw a figure of a result; the first one if none is named.

    Raises
    ------
    ResultsError
        An unknown name or option, or nothing to draw.
    """
    figures = dict(figures_of(result))
    if not figures:
        raise ResultsError(f"plot: these {type(result).__name__} have nothing to draw — was any case solved?")
    if isinstance(result, Results):  # kinds of figure too, each with what it is to show
        figures |= {kind: partial(plot, result, kind) for kind in FAMILIES if kind not in figures}
    known = {attribute(figure): figure for figure in figures}
    wanted = attribute(name) if name is not None else next(iter(known))
    make = figures[known[chosen(wanted, list(known), "figure")]]
    if not isinstance(result, Results):  # `plot` checks its own options
        _check_options(name or wanted, make, options)
    return make(**options)


def draw_all(result: object) -> dict[str, ReportFigure]:
    """Draw every figure that has something to say about a result, by name."""
    return {name: cast(ReportFigure, make()) for name, make in figures_of(result).items()}


def _check_options(name: str, make: Callable[..., Figure], options: Mapping[str, Any]) -> None:
    allowed = list(signature(make).parameters)
    for key in options:
        if not allowed:
            raise ResultsError(f"{name}: got option {key!r} — this figure has none.")
        chosen(key, allowed, f"{name}: option")
