"""Maps: an outcome over the values of two levers, and where it crosses a target."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from simulator.errors import ResultsError
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.breakeven import shown_of
from simulator.report.charts.figure import Figure
from simulator.report.looks.marks import VALUE_SIZE, tick_text
from simulator.report.looks.style import DIVERGING, GAIN, INK, LOSS, PAPER
from simulator.report.views.experiments import CrossingView, GridView
from simulator.report.wording.question import AskedQuestion
from simulator.report.wording.words import listed, setting
from simulator.results.analysis.claims import Cell, Claim, Rank, capitalised
from simulator.results.analysis.comparison import chosen

_HEIGHT: Final = 4.4
_LIGHT: Final = 0.35
"""Opacity of the two sides of a break-even line."""


@dataclass(frozen=True, eq=False)
class Surface:
    """An outcome over two levers: across and up, and values with a row for each value of the second."""

    across: NDArray[np.float64]
    up: NDArray[np.float64]
    values: NDArray[np.float64]

    @classmethod
    def of(cls, table: pd.DataFrame, levers: tuple[str, str], factor: float) -> "Surface":
        """Put the changes of a table on a grid."""
        grid = table.pivot_table(index=levers[1], columns=levers[0], values="change", dropna=False)
        return cls(grid.columns.to_numpy(float), grid.index.to_numpy(float), grid.to_numpy(float) * factor)


def sweep_map(
    view: GridView, scenario: str | None = None, region: str | None = None, at: Mapping[str, float] | None = None
) -> Chart:
    """An outcome over two levers as shades and lines of equal height, the one at zero thick.

    Parameters
    ----------
    scenario
        Absent: the first one beside the reference.
    region
        Its code, of a pair of regions as `CHN:USA`; absent: the first one that the sweep is of.
    at
        Values of the levers beyond the first two, by lever; absent: those nearest to the scenario's own.

    Raises
    ------
    ResultsError
        An unknown name or value, or fewer than two levers.
    """
    if len(view.levers) < 2:
        raise ResultsError("sweep_map: got one lever with several values — a map needs two; draw its `sweep_lines`.")
    name = view.compared[0] if scenario is None else chosen(scenario, view.compared, "scenario")
    code = view.places[0] if region is None else chosen(region, view.places, "region")
    further = view.nearest(name) if at is None else view.checked(at)
    table, question = view.changes([name], [code], further), _with(view.question(name, code), further)
    factor, unit = question.scale(float(table["change"].abs().max()))
    levers = (view.levers[0], view.levers[1])
    surface = Surface.of(table, levers, factor)
    return Chart(
        title=_range_words(table, levers, question),
        subtitle=f"{question.subtitle}, {unit}; up: {levers[1]}",
        caption=question.caption(f"Lines: equal outcome; thick: zero.{_unsolved(table)}"),
        rows=(),
        panels=(Panel("", levers[0], partial(_draw_map, surface, levers[1], _as_shipped(view, name, further))),),
        data=table.rename(columns={"place": "region"}).assign(unit=question.indicator.unit),
        height=_HEIGHT,
    )


def _with(question: AskedQuestion, further: Mapping[str, float]) -> AskedQuestion:
    """Say beside the scenario which values further levers have."""
    words = ", ".join(f"{lever} {value:g}" for lever, value in further.items())
    return replace(question, scenario=f"{question.scenario}, {words}") if words else question


def _as_shipped(view: GridView, scenario: str, further: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """By its label, where the scenario's own file puts it, if that is on the map."""
    across, up, *others = (view.shipped.get((scenario, lever)) for lever in view.levers)
    is_here = across is not None and up is not None and others == list(further.values())
    return {view.labels[scenario]: (float(across or 0), float(up or 0))} if is_here else {}


def _shown(view: GridView) -> dict[str, dict[str, Any]]:
    """A map of the first two levers for each scenario, place and value of the others."""
    several = len(view.horizons) > 1
    return {
        "-".join(
            filter(
                None,
                [
                    view.indicator,
                    scenario,
                    code.replace(":", "-"),
                    *(f"{value:g}" for value in at.values()),
                    horizon * several,
                ],
            )
        ): {"scenario": scenario, "region": code, "at": at, "horizon": horizon}
        for horizon in view.horizons
        for scenario, code in itertools.product(view.compared, view.places)
        for at in view.slices(scenario)
    }


def breakeven_map(view: CrossingView, scenario: str | None = None) -> Chart:
    """On which side of its target an outcome is over two levers, and the line where it crosses it.

    Parameters
    ----------
    scenario
        Absent: the first one that was searched.

    Raises
    ------
    ResultsError
        An unknown scenario or horizon, or a search over one lever.
    """
    if not view.across:
        raise ResultsError("breakeven_map: got a search over one lever — draw its `breakeven_lines`.")
    name = view.chosen(scenario)
    levers, target = (view.lever, view.across), view.target
    table, question = view.grid.changes([name], [view.code], {}), view.grid.question(name, view.code)
    surface = Surface.of(table, levers, 1.0)
    rows = view.of_scenario(name).groupby(view.across)["value"]
    crossings = {float(str(up)): values.dropna().to_list() for up, values in rows}
    dots = "Dots: break-even. " if any(crossings.values()) else ""
    note = f"Blue: above; orange and hatched: below. {dots}Line: read off between points.{_unsolved(table)}"
    return Chart(
        title=_crossing_words(surface, levers, question, target, crossings),
        subtitle=f"{question.subtitle}: above or below {question.words(target)}; up: {levers[1]}",
        caption=question.caption(note),
        rows=(),
        panels=(Panel("", levers[0], partial(_draw_sides, surface, levers[1], target, crossings)),),
        data=table.rename(columns={"place": "region"}).assign(
            unit=question.indicator.unit, target=target, is_above=table["change"] >= target
        ),
        height=_HEIGHT,
    )


def _unsolved(table: pd.DataFrame) -> str:
    count = int(table["change"].isna().sum())
    return f" Blank: not solved ({count} of {len(table)} points)." if count else ""


def _range_words(table: pd.DataFrame, levers: tuple[str, str], question: AskedQuestion) -> Claim:
    known = table.dropna(subset=["change"])
    if known.empty:
        return Claim("No point of the sweep was solved")
    rows = [known.iloc[known["change"].argmin()], known.iloc[known["change"].argmax()]]
    low, high = (_end(row, kind, levers, question) for row, kind in zip(rows, ("lowest", "highest"), strict=True))
    if low.text == high.text:
        return Claim(f"{question.subject} is {low} whatever {' and '.join(levers)} are", low, high).as_title
    at = [Cell(low.row, lever, rows[0][lever], f"{rows[0][lever]:g}") for lever in levers]
    at += [Cell(high.row, lever, rows[1][lever], f"{rows[1][lever]:g}") for lever in levers]
    words = [f"{lever} {cell}" for lever, cell in zip((*levers, *levers), at, strict=True)]
    text = f"{question.subject} lies between {low} at {', '.join(words[:2])} and {high} at {', '.join(words[2:])}"
    return Claim(text, low, high, at).as_title


def _end(row: pd.Series, kind: str, levers: tuple[str, str], question: AskedQuestion) -> Cell:
    """The lowest or the highest outcome of a map."""
    keys = {lever: row[lever] for lever in levers}
    return Cell(keys, "change", row["change"], question.words(float(row["change"])), rank=Rank(kind, levers))


def _crossing_words(
    surface: Surface,
    levers: tuple[str, str],
    question: AskedQuestion,
    target: float,
    crossings: Mapping[float, Sequence[float]],
) -> Claim:
    known = surface.values[np.isfinite(surface.values)]
    goal, what = question.words(target) if target else "zero", capitalised(question.subject)
    if not known.size:
        return Claim("No point of the sweep was solved")
    if (known >= target).all() or (known < target).all():
        side, end = ("at or above", "min") if known[0] >= target else ("below", "max")
        edge = Cell({}, "change", known.min() if end == "min" else known.max(), total=end)
        return Claim(f"{what} stays {side} {goal} everywhere", edge)
    crossed = [up for up, places in crossings.items() if places]
    if not crossed:
        return Claim(f"{what} crosses {goal} along {levers[1]} only")
    ends = dict.fromkeys((crossed[0], crossed[-1]))
    at = [_at(levers, up, crossings[up]) for up in ends]
    return Claim(f"{what} crosses {goal} at {levers[0]} {', and at '.join(at)}", at)


def _at(levers: tuple[str, str], up: float, places: Sequence[float]) -> Claim:
    """Where along the first lever an outcome crosses its target at a value of the second."""
    cells = [Cell({levers[1]: up, "value": value}, "value", value, setting(value), "crossings") for value in places]
    where = Cell({levers[1]: up, "value": places[0]}, levers[1], up, f"{up:g}", "crossings")
    return Claim(f"{listed([str(cell) for cell in cells])} where {levers[1]} is {where}", cells, where)


def _draw_map(surface: Surface, lever: str, marks: Mapping[str, tuple[float, float]], axes: Axes, _: float) -> None:
    largest = float(np.nanmax(np.abs(surface.values), initial=0.0)) or 1.0
    values = np.ma.masked_invalid(surface.values)
    norm = TwoSlopeNorm(0.0, -largest, largest)
    axes.pcolormesh(surface.across, surface.up, values, shading="nearest", cmap=DIVERGING, norm=norm)
    if np.unique(values.compressed()).size > 1:
        levels = [level for level in MaxNLocator(7).tick_values(values.min(), values.max()) if level]
        lines = axes.contour(
            surface.across, surface.up, values, levels=levels, colors=INK, linewidths=0.7, linestyles="-"
        )
        axes.clabel(lines, fmt=tick_text, fontsize=VALUE_SIZE, colors=INK)
    _cross(axes, surface, 0.0)
    _finish(axes, lever)
    _mark(axes, surface, marks)


def _draw_sides(
    surface: Surface, lever: str, target: float, crossings: Mapping[float, Sequence[float]], axes: Axes, _: float
) -> None:
    gap = np.ma.masked_invalid(surface.values - target)
    reach = float(np.abs(gap).max()) + 1.0 if gap.count() else 1.0
    levels, colours = [-reach, 0.0, reach], [LOSS, GAIN]
    axes.contourf(surface.across, surface.up, gap, levels, colors=colours, hatches=["////", ""], alpha=_LIGHT)
    _cross(axes, surface, target)
    _finish(axes, lever)
    for up, places in crossings.items():
        for value in places:
            _dot(axes, (value, up))


def _cross(axes: Axes, surface: Surface, target: float) -> None:
    """Draw the line where the outcome crosses the target, if it does."""
    values = np.ma.masked_invalid(surface.values)
    if values.count() and values.min() < target < values.max():
        axes.contour(surface.across, surface.up, values, levels=[target], colors=INK, linewidths=2.2, linestyles="-")


def _finish(axes: Axes, lever: str) -> None:
    axes.grid(visible=False)
    axes.set_ylabel(lever)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(tick_text))


def _dot(axes: Axes, point: tuple[float, float]) -> None:
    axes.scatter(*point, s=46, color=INK, edgecolor=PAPER, linewidth=1.2, clip_on=False, zorder=5)


def _mark(axes: Axes, surface: Surface, marks: Mapping[str, tuple[float, float]]) -> None:
    middle = (surface.across[0] + surface.across[-1]) / 2
    for name, point in marks.items():
        is_left = point[0] <= middle
        _dot(axes, point)
        axes.annotate(
            name,
            point,
            (7 if is_left else -7, 0),
            textcoords="offset points",
            ha="left" if is_left else "right",
            va="center",
            size=VALUE_SIZE,
            zorder=6,
            path_effects=[withStroke(linewidth=2.5, foreground=PAPER)],
        )


SWEEP_MAP: Final = Figure(
    "sweep_map",
    "Two levers",
    sweep_map,
    ("sweep",),
    applies=lambda view: len(view.levers) > 1,
    shown=_shown,
)
BREAKEVEN_MAP: Final = Figure(
    "breakeven_map",
    "Where it turns",
    breakeven_map,
    ("breakeven",),
    applies=lambda view: bool(view.across),
    shown=shown_of,
)
