"""Figures of any result by name: what `plot` draws."""

from collections.abc import Mapping, Sequence
from functools import singledispatch
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from simulator.drawing import attribute
from simulator.errors import ResultsError
from simulator.files.docstrings import docstring
from simulator.report.catalogue import drawings, figures_of, kinds_text
from simulator.report.charts.base import Chart
from simulator.report.charts.figure import FigureDrawing
from simulator.report.looks.restyle import restyle
from simulator.report.strategy.view import GameView
from simulator.report.views.experiments import CrossingView, DriversView, GridView, PartsView
from simulator.report.views.optimal import TariffsView
from simulator.report.views.rates import RatesView
from simulator.report.views.run import View
from simulator.report.views.timeline import PathView
from simulator.results import INDICATORS, Result, Results
from simulator.results.analysis.comparison import chosen
from simulator.results.experiments.breakeven import Breakeven
from simulator.results.experiments.decomposition import Decomposition
from simulator.results.experiments.escalation import Escalation
from simulator.results.experiments.exploration import ExplorationRecord
from simulator.results.experiments.optimal import Optimal
from simulator.results.experiments.sensitivity import Sensitivity
from simulator.results.experiments.sweep import Sweep
from simulator.results.experiments.tariffs import Tariffs
from simulator.results.labelled import LabelledResults
from simulator.results.timeline import PathResults


@singledispatch
def view_of(result: object) -> Any:  # noqa: ANN401  # of each kind of result
    """Results as their charts read them."""
    raise TypeError(f"nothing draws a {type(result).__name__}")


view_of.register(Results, View.of)
view_of.register(PathResults, PathView.of)
view_of.register(Sweep, GridView.of)
view_of.register(Breakeven, CrossingView.of)
view_of.register(Sensitivity, DriversView.of)
view_of.register(Decomposition, PartsView.of)
view_of.register(Optimal, TariffsView)
view_of.register(Tariffs, RatesView)
view_of.register(Escalation, GameView.of)


@view_of.register
def _(result: ExplorationRecord) -> Any:  # noqa: ANN401
    raise ResultsError(
        "explore: has no charts but the page explorer.html — a folder does not hold the solved grid behind it; "
        "run `tariffsim explore` again."
    )


def view_at(result: Result, options: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Part of a result that options say; None is as if not given.

    Raises
    ------
    ResultsError
        An unknown option or value.
    """
    view = view_of(result)
    given = {key: value for key, value in options.items() if value is not None}
    for key in given:
        chosen(key, list(view.options), f"{view.verb}: option")
    return view.at(**given)


def figure_names(result: Result, **options: Any) -> list[str]:  # noqa: ANN401  # of each kind of result
    """Names of the figures that a report on a result shows; `plot` draws each of them.

    Parameters
    ----------
    result
        What a verb returned.
    **options
        Which part of the result is shown, such as `horizon="long"` of a run; absent: the first one.
    """
    if isinstance(result, ExplorationRecord):
        return []
    view = view_at(result, options)
    with result.explaining_gaps():
        return list(drawings(view))


def plot(
    result: Result,
    name: str | None = None,
    *,
    style: str = "light",
    ax: Axes | Sequence[Axes] | None = None,
    figsize: tuple[float, float] | None = None,
    **options: Any,  # noqa: ANN401  # of each figure
) -> Figure:
    """Draw a figure of a result.

    Parameters
    ----------
    result
        Of any verb.
    name
        One of `figure_names`, an indicator of regions for its bars, or a kind of figure; absent: the first one.
    style
        light, dark for a dark page, or print for greys with hatches.
    ax
        Axes to draw on, one for each panel of the figure; absent: a page of its own with title and caption.
    figsize
        Width and height of the page in inches; absent: as large as it has to be.
    options
        Those of the figure. Of a run, a sweep and a break-even also `horizon`, absent the first one; of a timeline
        `observations`. None is as if not given.

    Returns
    -------
    figure
        As matplotlib has it; on a page of its own with its numbers in `data` and a description in `alt`.

    Raises
    ------
    ResultsError
        An unknown name or option, a figure that does not apply, or nothing to draw.
    """
    chart = plan(result, name, options)
    if ax is None:
        return restyle(chart.figure(figsize), style)
    if figsize is not None or style != "light":
        raise ResultsError("ax: got axes and a style or size — a figure that is there keeps its own.")
    return chart.draw_on([ax] if isinstance(ax, Axes) else list(ax))


plot.__doc__ = f"{docstring(plot)}\n\nNotes\n-----\nKinds of figure and their options:\n\n{kinds_text()}\n"


def figure_data(result: Result, name: str | None = None, **options: Any) -> pd.DataFrame:  # noqa: ANN401
    """Numbers that `plot` draws under the same name and options, one row a mark."""
    return plan(result, name, options).data


def plan(result: Result, name: str | None, options: dict[str, Any]) -> Chart:
    """Chart behind a name and options.

    Raises
    ------
    ResultsError
        As for `plot`.
    """
    view = view_of(result)
    if isinstance(result, LabelledResults):
        _check_known(result, [name, *options.values()])
    with result.explaining_gaps():
        shown = drawings(view.at(**{key: options[key] for key in view.options if options.get(key) is not None}))
        if name is None and not shown:
            raise ResultsError(f"plot: these {type(result).__name__} have nothing to draw — was any case solved?")
        drawing = next(iter(shown.values())) if name is None else _named(name, shown, view.verb)
        return drawing.chart(view, options)


def _check_known(result: LabelledResults, asked: Sequence[object]) -> None:
    """Refuse an indicator that results of an older version lack, whichever option asks for it.

    Raises
    ------
    ResultsError
        They lack it.
    """
    for given in asked:
        for text in [given] if isinstance(given, str) else given if isinstance(given, list | tuple) else []:
            indicator = str(text).partition(":")[0]
            if indicator in INDICATORS and indicator not in result.data:
                raise result.lacking(indicator)


def _named(name: str, shown: dict[str, FigureDrawing], verb: str) -> FigureDrawing:
    """Figure by its name, or by its name as an attribute: one of a report, else of a kind.

    Raises
    ------
    ResultsError
        An unknown name.
    """
    known = dict(shown)
    for figure in figures_of(verb):
        known |= {each: figure.named(each) for each in (figure.name, *figure.also) if each not in known}
    spelt = {attribute(each): each for each in known}
    if attribute(name) not in spelt:
        chosen(name, list(known), "figure")
    return known[spelt[attribute(name)]]
