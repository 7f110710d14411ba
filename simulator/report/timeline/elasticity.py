"""Elasticity by horizon: how trade answers a lasting tariff in the years after it, in theory, model and literature."""

from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from simulator.economy.elasticities import Adjustment
from simulator.errors import ResultsError
from simulator.report.charts.base import Chart, Panel, ReportFigure
from simulator.report.looks.labels import ON_LINES, name_ends
from simulator.report.looks.marks import VALUE_SIZE, tick_text
from simulator.report.looks.style import GAIN, INK, LOSS, MUTED, PAPER
from simulator.report.wording.words import SPACE, plain
from simulator.results.analysis.claims import Cell, Claim

_HEIGHT: Final = 3.2
_ROOM: Final = 1.45
_YEARS: Final = 12.0
_FINE: Final = 121


def elasticity_by_horizon(
    adjustment: Adjustment, simulated: pd.DataFrame | None = None, published: pd.DataFrame | None = None
) -> ReportFigure:
    """Draw the trade elasticity by years after a lasting tariff.

    Parameters
    ----------
    adjustment
        What the curve is of: of one sector.
    simulated
        The model's own path: columns years and value, positive.
    published
        Estimates: columns years, value, source, and low and high where there is a range; positive, too.

    Raises
    ------
    ResultsError
        A speed outside 0 to 1, a long run that is not positive, or a missing column.
    """
    ends = (adjustment.short_run, adjustment.long_run, adjustment.speed)
    short, long, speed = (float(values[0]) for values in ends)
    if not 0 < speed <= 1 or long <= 0:
        raise ResultsError(
            f"elasticity_by_horizon: got the speed {speed:g} and the long run {long:g} — "
            "a speed in (0, 1] and a positive long run."
        )
    model = _checked(simulated, ("years", "value"), "simulated")
    seen = _checked(published, ("years", "value", "source"), "published")
    span = max([_YEARS, *model["years"], *seen["years"]])
    years = np.linspace(0.0, span, _FINE)
    curve = pd.DataFrame({"years": years, "value": course(adjustment, years)})
    data = pd.concat([curve.assign(kind="curve"), model.assign(kind="model"), seen.assign(kind="published")])
    sources = "; ".join(dict.fromkeys(seen["source"])) if len(seen) else ""
    return Chart(
        title=_finding(adjustment),
        subtitle="Trade elasticity: percent that import values fall for a tariff higher by one percent of the price; "
        "right: share of the long run",
        caption=(f"Dots: {sources}. " if sources else "") + f"Curve: from {plain(short)} at once to {plain(long)}, "
        f"{100 * speed:.3g} % of the rest of the way a year.",
        rows=(),
        panels=(Panel("", "years after the change", partial(_draw, adjustment, curve, model, seen)),),
        data=data.reset_index(drop=True),
        height=_HEIGHT,
        columns=1,
    ).figure()


def course(adjustment: Adjustment, years: NDArray[np.float64]) -> NDArray[np.float64]:
    """Elasticity of the only sector of an adjustment after some years."""
    return np.array([float(adjustment.at(float(each))[0]) for each in years], dtype=np.float64)


def _checked(table: pd.DataFrame | None, columns: tuple[str, ...], name: str) -> pd.DataFrame:
    if table is None:
        return pd.DataFrame(columns=list(columns))
    missing = [column for column in columns if column not in table]
    if missing:
        raise ResultsError(f"elasticity_by_horizon: {name} lacks the column {missing[0]!r} — it takes {columns}.")
    return table


def _finding(adjustment: Adjustment) -> Claim:
    one, ten = course(adjustment, np.array([1.0, 10.0]))
    long_run = 100 * one / adjustment.long_run[0]
    first, last = (
        Cell({"years": years}, "value", value, plain(value), "curve") for years, value in ((1, one), (10, ten))
    )
    share = Cell({"years": 1}, "share", long_run, f"{long_run:.0f}{SPACE}% of the long run", "curve")
    text = f"The trade elasticity is {first} one year after a tariff, {share}, and {last} after ten"
    return Claim(text, first, share, last)


def _draw(
    adjustment: Adjustment, curve: pd.DataFrame, model: pd.DataFrame, seen: pd.DataFrame, axes: Axes, width: float
) -> None:
    span = float(curve["years"].max())
    reach = pd.concat(
        [item.get(name, pd.Series(dtype=float)) for item in (curve, model, seen) for name in ("value", "high")]
    )
    top = 1.08 * float(reach.max())
    axes.set_xlim(0, span * (1 + _ROOM / (width - _ROOM)))
    axes.set_ylim(0, top)
    axes.set_xticks(np.arange(0, span + 0.5, 2 if span > 8 else 1))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(tick_text))
    axes.grid(axis="y")
    axes.plot(curve["years"], curve["value"], color=GAIN, linewidth=2.0, gid="curve")
    axes.plot(model["years"], model["value"], color=LOSS, linewidth=1.6, linestyle=(0, (5, 1.6)), gid="model")
    _dots(axes, adjustment, seen)
    ends = {"Adjustment curve": (float(curve["value"].iloc[-1]), GAIN)}
    if len(model):
        ends["Simulated path"] = (float(model["value"].iloc[-1]), LOSS)
    name_ends(axes, ends, span)
    _shares(axes, float(adjustment.long_run[0]), top, width)


def _dots(axes: Axes, adjustment: Adjustment, seen: pd.DataFrame) -> None:
    if {"low", "high"} <= set(seen):
        axes.vlines(seen["years"], seen["low"], seen["high"], color=INK, linewidth=1.2, gid="range")
    axes.scatter(
        seen["years"], seen["value"], s=42, facecolor=INK, edgecolor=PAPER, zorder=5, clip_on=False, gid="published"
    )
    curve = course(adjustment, seen["years"].to_numpy(float))
    for years, value, below in zip(seen["years"], seen["value"], curve, strict=True):
        axes.annotate(
            f"estimate {plain(value).rstrip('0').rstrip('.')}",
            (years, value),
            (7, 9 if value > 1.02 * below else -9),
            textcoords="offset points",
            size=VALUE_SIZE,
            color=INK,
            va="center",
            bbox=ON_LINES,
            gid="published",
        )


def _shares(axes: Axes, long: float, top: float, width: float) -> None:
    """Write shares of the long run at the right edge, on the heights that they have on the left scale."""
    for share in range(25, int(100 * top / long) + 1, 25):
        axes.annotate(
            f"{share} %",
            (1, share / 100 * long),
            xycoords=("axes fraction", "data"),
            ha="right",
            va="center",
            size=VALUE_SIZE,
            color=MUTED,
            bbox=ON_LINES,
            gid="share",
        )
    axes.axhline(long, xmax=1 - _ROOM / width, color=MUTED, linewidth=0.8, linestyle=(0, (1, 2)))
