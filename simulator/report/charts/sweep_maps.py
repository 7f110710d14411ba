"""Maps: an outcome over the values of two levers, and where it crosses a target."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from simulator.errors import ResultsError
from simulator.report.charts.base import Chart, Panel, ReportFigure
from simulator.report.charts.sweep_data import crossings, grid_table, question_of
from simulator.report.looks.marks import VALUE_SIZE, tick_text
from simulator.report.looks.style import DIVERGING, GAIN, INK, LOSS, PAPER
from simulator.report.wording.question import Question
from simulator.report.wording.words import capitalised, listed

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

    def crossings(self, target: float) -> dict[float, list[float]]:
        """Where each row crosses a value, read off between points."""
        rows = zip(self.up.tolist(), self.values, strict=True)
        return {up: crossings(self.across, row, target) for up, row in rows}


def sweep_map(
    data: xr.Dataset,
    levers: tuple[str, str],
    indicator: str = "real_income",
    region: str = "USA",
    horizon: str | None = None,
    *,
    marks: Mapping[str, tuple[float, float]] | None = None,
) -> ReportFigure:
    """Draw an outcome over two levers as shades and lines of equal height, the one at zero thick.

    Parameters
    ----------
    data
        As for `sweep_lines`, with one scenario beside the reference.
    levers
        The one that goes across and the one that goes up.
    region
        Of whom; a bound has none.
    marks
        Points that are to be marked, by label.

    Raises
    ------
    ResultsError
        An unknown name, a dimension or scenario too many, or fewer than two values of a lever.
    """
    table, question = _table(data, levers, indicator, region, horizon)
    factor, unit = question.scale(float(table["change"].abs().max()))
    surface = Surface.of(table, levers, factor)
    return _chart(
        (_range_words(table, levers, question), f"{question.subtitle}, {unit}"),
        question.caption(f"Lines: equal outcome; thick: zero.{_unsolved(table)}"),
        levers,
        table.assign(unit=question.indicator.unit),
        Panel("", levers[0], partial(_draw_map, surface, levers[1], marks or {})),
    )


def breakeven_map(  # noqa: PLR0913  # the figure takes what the search takes
    data: xr.Dataset,
    levers: tuple[str, str],
    indicator: str = "real_income",
    region: str = "USA",
    target: float = 0.0,
    *,
    horizon: str | None = None,
    found: Mapping[float, Sequence[float]] | None = None,
) -> ReportFigure:
    """Draw on which side of a target an outcome is over two levers, and the line where it crosses it.

    Parameters
    ----------
    target
        In the unit of the indicator; with a reference, of its change.
    data, levers, region, horizon
        As for `sweep_map`.
    found
        Crossings of the first lever by value of the second, as a search found them; absent: read off between points.

    Raises
    ------
    ResultsError
        As for `sweep_map`.
    """
    table, question = _table(data, levers, indicator, region, horizon)
    surface = Surface.of(table, levers, 1.0)
    found = surface.crossings(target) if found is None else found
    dots = "Dots: break-even. " if any(found.values()) else ""
    return _chart(
        (
            _crossing_words(surface, levers, question, target, found),
            f"{question.subtitle}: above or below {question.words(target)}",
        ),
        question.caption(
            f"Blue: above; orange and hatched: below. {dots}Line: read off between points.{_unsolved(table)}"
        ),
        levers,
        table.assign(unit=question.indicator.unit, target=target, is_above=(table["change"] >= target)),
        Panel("", levers[0], partial(_draw_sides, surface, levers[1], target, found)),
    )


def _chart(
    words: tuple[str, str], caption: str, levers: tuple[str, str], table: pd.DataFrame, panel: Panel
) -> ReportFigure:
    subtitle = f"{words[1]}; up: {levers[1]}"
    return Chart(words[0], subtitle, caption, (), (panel,), table, _HEIGHT).figure()


def _table(
    data: xr.Dataset, levers: tuple[str, str], indicator: str, region: str, horizon: str | None
) -> tuple[pd.DataFrame, Question]:
    table = grid_table(data, levers, indicator, [region], horizon)
    names = list(dict.fromkeys(table["scenario"]))
    if len(names) != 1:
        raise ResultsError(
            f"maps: got {len(names)} scenarios ({', '.join(names[:5])}) — sweep one, beside its reference."
        )
    for lever in levers:
        if table[lever].nunique() < 2:
            raise ResultsError(f"{lever}: got one value — a map needs two or more.")
    return table, question_of(data, indicator, str(table["region"].iloc[0]), horizon, names[0])


def _unsolved(table: pd.DataFrame) -> str:
    count = int(table["change"].isna().sum())
    return f" Blank: not solved ({count} of {len(table)} points)." if count else ""


def _range_words(table: pd.DataFrame, levers: tuple[str, str], question: Question) -> str:
    known = table.dropna(subset=["change"])
    if known.empty:
        return "No point of the sweep was solved"
    rows = [known.iloc[known["change"].argmin()], known.iloc[known["change"].argmax()]]
    low, high = (question.words(float(row["change"])) for row in rows)
    if low == high:
        return capitalised(f"{question.subject} is {low} whatever {' and '.join(levers)} are")
    at_low, at_high = (", ".join(f"{lever} {row[lever]:g}" for lever in levers) for row in rows)
    return capitalised(f"{question.subject} lies between {low} at {at_low} and {high} at {at_high}")


def _crossing_words(
    surface: Surface,
    levers: tuple[str, str],
    question: Question,
    target: float,
    found: Mapping[float, Sequence[float]],
) -> str:
    known = surface.values[np.isfinite(surface.values)]
    goal, what = question.words(target) if target else "zero", capitalised(question.subject)
    if not known.size:
        return "No point of the sweep was solved"
    if (known >= target).all() or (known < target).all():
        return f"{what} stays {'at or above' if known[0] >= target else 'below'} {goal} everywhere"
    crossed = [up for up, places in found.items() if places]
    if not crossed:
        return f"{what} crosses {goal} along {levers[1]} only"
    ends = dict.fromkeys((crossed[0], crossed[-1]))
    at = [f"{listed([f'{place:.3g}' for place in found[up]])} where {levers[1]} is {up:g}" for up in ends]
    return f"{what} crosses {goal} at {levers[0]} {', and at '.join(at)}"


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
    surface: Surface, lever: str, target: float, found: Mapping[float, Sequence[float]], axes: Axes, _: float
) -> None:
    gap = np.ma.masked_invalid(surface.values - target)
    reach = float(np.abs(gap).max()) + 1.0 if gap.count() else 1.0
    levels, colours = [-reach, 0.0, reach], [LOSS, GAIN]
    axes.contourf(surface.across, surface.up, gap, levels, colors=colours, hatches=["////", ""], alpha=_LIGHT)
    _cross(axes, surface, target)
    _finish(axes, lever)
    for up, places in found.items():
        for place in places:
            _dot(axes, (place, up))


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


def _dot(axes: Axes, place: tuple[float, float]) -> None:
    axes.scatter(*place, s=46, color=INK, edgecolor=PAPER, linewidth=1.2, clip_on=False, zorder=5)


def _mark(axes: Axes, surface: Surface, marks: Mapping[str, tuple[float, float]]) -> None:
    middle = (surface.across[0] + surface.across[-1]) / 2
    for name, place in marks.items():
        is_left = place[0] <= middle
        _dot(axes, place)
        axes.annotate(
            name,
            place,
            (7 if is_left else -7, 0),
            textcoords="offset points",
            ha="left" if is_left else "right",
            va="center",
            size=VALUE_SIZE,
            zorder=6,
            path_effects=[withStroke(linewidth=2.5, foreground=PAPER)],
        )
