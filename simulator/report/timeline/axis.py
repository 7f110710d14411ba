"""Axes by date, and the lines on them: a common past, then a line with its band for each scenario."""

from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from simulator.report.looks.labels import name_ends
from simulator.report.looks.marks import tick_text
from simulator.report.looks.style import GRID, INK, MUTED
from simulator.report.views.timeline import TRUNK, PathView
from simulator.results.analysis.bands import HIGH, LOW

_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120)
"""Months between ticks, of which the smallest is taken that leaves room."""
_TICK_ROOM: Final = 0.42
_ROUND: Final = [1, 2, 2.5, 5, 10]
_PAD: Final = 0.06


class Dated(Protocol):
    """What has periods: the first day of each, and the day after its last."""

    @property
    def starts(self) -> pd.DatetimeIndex:
        """First day of each period."""

    @property
    def ends(self) -> pd.DatetimeIndex:
        """Day after the last one of each period."""


class Place(NamedTuple):
    """When each number of a series is: in the middle of its period, or as a step over it."""

    at: NDArray[np.float64]
    edges: NDArray[np.float64]


def places(view: PathView) -> Place:
    """Middle and edges of the periods."""
    edges = numbers([*view.starts, view.ends[-1]])
    return Place((edges[1:] + edges[:-1]) / 2, edges)


def numbers(days: Sequence[pd.Timestamp]) -> NDArray[np.float64]:
    """Days on the horizontal axis, counted from 1970 on."""
    since = np.array(days, dtype="datetime64[s]") - np.datetime64("1970-01-01", "s")
    return np.asarray(since / np.timedelta64(1, "D"), dtype=np.float64)


def date_axis(axes: Axes, view: Dated, width: float, room: float, *, is_labelled: bool = True) -> None:
    """Scale the horizontal axis to the path, with ticks on the first days of months.

    Parameters
    ----------
    room
        Inches kept free on the right for the names of lines.
    is_labelled
        Whether dates are written; not over panels that share them.
    """
    first, last = numbers([view.starts[0], view.ends[-1]])
    plot = max(width - room, 0.4 * width)
    axes.set_xlim(first, last + (last - first) * room / plot)
    months = pd.date_range(view.starts[0].replace(day=1), view.ends[-1], freq="MS")
    step = next((step for step in _STEPS if len(months) / step * _TICK_ROOM <= plot), _STEPS[-1])
    ticks = [day for day in months if (day.year * 12 + day.month - 1) % step == 0]
    axes.set_xticks(numbers(ticks), tick_words(ticks) if is_labelled else [""] * len(ticks))
    axes.grid(visible=True, axis="both")


def tick_words(days: Sequence[pd.Timestamp]) -> list[str]:
    """Months, with the year under the first one and wherever it changes."""
    years = [None, *(day.year for day in days[:-1])]
    return [
        f"{day:%b}\n{day.year}" if day.year != before else f"{day:%b}" for day, before in zip(days, years, strict=True)
    ]


def value_axis(axes: Axes, values: Sequence[float] | NDArray[np.float64], *, above: float = 0.0) -> None:
    """Scale the vertical axis to hold values and zero.

    Parameters
    ----------
    above
        Share of the height that is kept free on top.
    """
    known = np.asarray(values, dtype=float)
    known = known[np.isfinite(known)]
    low, high = min(known.min(initial=0.0), 0.0), max(known.max(initial=0.0), 0.0)
    pad = _PAD * ((high - low) or 1.0)
    axes.set_ylim(low - (pad if low < 0 else 0.0), high + pad + above / (1 - above) * (high - low + pad))
    axes.set_yticks(
        [tick for tick in MaxNLocator(5, steps=_ROUND).tick_values(low, high) if low - pad <= tick <= high + pad]
    )
    axes.yaxis.set_major_formatter(FuncFormatter(tick_text))


def lines(axes: Axes, view: PathView, table: pd.DataFrame, factor: float = 1.0, *, is_step: bool = False) -> None:
    """Draw the common past once, then each scenario from there on, with its band where the table has one.

    Parameters
    ----------
    table
        Columns scenario, date, value and the ends of bands, all periods of every scenario.
    is_step
        Hold a value over its period, for what is set by decree.
    """
    when = places(view)
    if axes.get_ylim()[0] < 0:
        axes.hlines(0, when.edges[0], when.edges[-1], color=INK, linewidth=0.8)
    for row, (scenario, of_scenario) in enumerate(table.groupby("scenario", sort=False)):
        value, low, high = (of_scenario[name].to_numpy(float) * factor for name in ("value", LOW, HIGH))
        if row == 0 and view.common:
            past = slice(0, view.common)
            _band(axes, when.at[past], low[past], high[past], TRUNK)
            _line(axes, when, value, past, is_step).set(color=TRUNK, linewidth=2.0, gid="past")
        future = slice(max(view.common - 1, 0), None)
        colour = view.names.colour(str(scenario))
        _band(axes, when.at[future], low[future], high[future], colour)
        line = _line(axes, when, value, future if not is_step else slice(view.common, None), is_step)
        line.set(color=colour, linestyle=view.dashes(str(scenario)), linewidth=1.8, gid=str(scenario))


def _line(axes: Axes, when: Place, value: NDArray[np.float64], part: slice, is_step: bool) -> Line2D:
    if not is_step:
        return axes.plot(when.at[part], value[part])[0]
    first = part.start or 0
    last = len(value) if part.stop is None else part.stop
    start = max(first - 1, 0) if first else 0
    edges = np.concatenate([[when.edges[first]] if start < first else [], when.edges[first : last + 1]])
    held = np.concatenate([[value[start]] if start < first else [], value[first:last], value[last - 1 : last]])
    return axes.plot(edges, held, drawstyle="steps-post")[0]


def _band(
    axes: Axes, at: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64], colour: str
) -> None:
    if np.isfinite(low).any():
        axes.fill_between(at, low, high, color=colour, alpha=0.16, linewidth=0)


def branch_line(axes: Axes, view: PathView) -> None:
    """Mark the day from which scenarios go their own ways."""
    if view.branch_at is not None:
        at = float(numbers([view.branch_at])[0])
        axes.axvline(at, color=MUTED, linewidth=1.0, linestyle=(0, (2, 2)), gid="branch")


def base_line(axes: Axes, view: PathView, value: float) -> None:
    """Dash the level before anything happens."""
    span = numbers([view.starts[0], view.ends[-1]])
    axes.plot(span, [value, value], color=MUTED, linewidth=1, linestyle=(0, (3, 2)), gid="baseline")


def end_names(axes: Axes, view: PathView, table: pd.DataFrame, factor: float = 1.0) -> None:
    """Write the name of each scenario at the right end of its line."""
    ends = {
        view.names.label(str(name)): (float(of_scenario["value"].iloc[-1]) * factor, view.names.colour(str(name)))
        for name, of_scenario in table.groupby("scenario", sort=False)
    }
    name_ends(axes, ends, float(numbers([view.ends[-1]])[0]))


def shade(axes: Axes, first: float, last: float) -> None:
    """Shade a stretch of time."""
    axes.axvspan(first, last, color=GRID, alpha=0.4, linewidth=0, zorder=0, gid="suspended")
