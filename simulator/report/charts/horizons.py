"""Fan: how sure the change of an indicator is as the economy adjusts, from horizon to horizon."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.errors import ResultsError
from simulator.report.charts.bars import bars_data, checked
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import GAINS, Figure
from simulator.report.looks.marks import tick_text
from simulator.report.looks.style import INK, PAPER, region_colour
from simulator.report.views.bands import draws_words
from simulator.report.views.run import View
from simulator.report.wording.words import change_words, horizon_words, listed, lowered, money_scale, quoted
from simulator.results.analysis.bands import COVERED, HIGH, LOW, MIDDLE, has_bands
from simulator.results.analysis.claims import Cell, Claim
from simulator.results.analysis.comparison import chosen
from simulator.results.analysis.trade import telling


def fan(
    view: View, scenario: str | None = None, indicator: str = "own_income", regions: Sequence[str] | None = None
) -> Chart:
    """The change of an indicator under one scenario at every horizon, with the band of its draws.

    Parameters
    ----------
    scenario
        Absent: the first one that cuts trade between the two main regions.
    indicator
        One that is measured by region.
    regions
        Codes, one panel each; absent: the two that matter most.

    Raises
    ------
    ResultsError
        A run without draws, with one horizon or with nothing to compare, or an unknown name.
    """
    horizons = view.horizons
    if not has_bands(view) or len(horizons) < 2:
        raise ResultsError("fan: it takes draws at several horizons — run it with `--draws 200` and more than one.")
    codes = checked(view, "fan", indicator, regions)
    name = telling(view) if scenario is None else chosen(scenario, view.others, "scenario")
    data = pd.concat(
        [bars_data(View.of(view.results, horizon), indicator, codes).assign(horizon=horizon) for horizon in horizons]
    )
    data = data[data["scenario"] == name].drop(columns="colour").reset_index(drop=True)
    factor, unit = money_scale(view.unit(indicator), data["change"].abs().max())
    reach = data[["change", LOW, HIGH]].to_numpy(float) * factor
    height = (float(np.nanmin(reach, initial=0.0)), float(np.nanmax(reach, initial=0.0)))
    panels = [
        Panel(
            view.names.region(code),
            "horizon",
            partial(_draw, of_region, factor, height, region_colour(code, view.regions)),
        )
        for code in codes
        for of_region in (data[data["region"] == code],)
    ]
    note = f"Shaded: {COVERED} of {draws_words(view)}; dashed: median draw; line with dots: central case."
    return Chart(
        title=_finding(view, name, indicator, data),
        subtitle=f"Change in {lowered(view.long_name(indicator))} {view.versus}, "
        f"{'percent' if unit == '%' else unit}, at every horizon",
        caption=f"{note} Baseline: {view.data.attrs.get('baseline', '')}, {view.year}. "
        + " ".join(f"{horizon}: {horizon_words(horizon)}." for horizon in horizons),
        rows=(),
        panels=tuple(panels),
        data=data,
    )


def _finding(view: View, scenario: str, indicator: str, data: pd.DataFrame) -> Claim:
    """Where the change goes with time."""
    parts = []
    for region, of_region in data.dropna(subset=["change"]).groupby("region", sort=False):
        first, last = (_cell(of_region.iloc[row], view.unit(indicator)) for row in (0, -1))
        parts.append(Claim(f"from {first} to {last} in {view.names.inside(str(region))}", first, last))
    what, label = lowered(view.long_name(indicator)), quoted(view.names.label(scenario))
    if not parts:
        return Claim(f"{label} was not solved at any horizon")
    return Claim(f"With time, the change in {what} under {label} goes {listed(parts)}", parts)


def _cell(row: pd.Series, unit: str) -> Cell:
    keys = {"region": row["region"], "horizon": row["horizon"]}
    return Cell(keys, "change", row["change"], change_words(row["change"], unit))


def _draw(data: pd.DataFrame, factor: float, height: tuple[float, float], colour: str, axes: Axes, _: float) -> None:
    places = np.arange(len(data))
    low, middle, high, centre = (data[name].to_numpy(float) * factor for name in (LOW, MIDDLE, HIGH, "change"))
    axes.fill_between(places, low, high, color=colour, alpha=0.25, linewidth=0)
    axes.plot(places, middle, color=colour, linewidth=1.0, linestyle=(0, (3, 2)))
    axes.plot(places, centre, color=colour, linewidth=1.8, marker="o", markersize=6, markeredgecolor=PAPER)
    axes.axhline(0, color=INK, linewidth=0.8)
    pad = 0.06 * ((height[1] - height[0]) or 1.0)
    axes.set_ylim(height[0] - pad, height[1] + pad)
    axes.set_xlim(-0.2, len(data) - 0.8)
    axes.set_xticks(places, data["horizon"])
    axes.yaxis.set_major_locator(MaxNLocator(6))
    axes.yaxis.set_major_formatter(FuncFormatter(tick_text))
    axes.grid(axis="y")
    axes.grid(visible=False, axis="x")


FAN: Final = Figure(
    "fan",
    "Bands by horizon",
    fan,
    ("run",),
    GAINS,
    applies=lambda view: view.compares and has_bands(view) and len(view.horizons) > 1,
)
