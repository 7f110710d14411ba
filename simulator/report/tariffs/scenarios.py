"""Average tariffs of scenarios compared: by law on the trade of the baseline, and as collected once trade has moved."""

from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import Figure
from simulator.report.looks.marks import end_text, limits, number_axis
from simulator.report.looks.style import GRID, INK, MUTED, PAPER
from simulator.report.tariffs.answer import average_sentence
from simulator.report.views.rates import AFTER, BEFORE, RatesView
from simulator.report.wording.words import plain

MOST: Final = 3
"""Importers, or scenarios, whose panels stand beside each other."""
MARKS: Final = "Open: by law, on trade of the baseline. Filled: collected, on the trade that results."


def average_tariffs(view: RatesView) -> Chart:
    """Average tariffs of each importer in every scenario, before and after trade has moved."""
    shown = view.importers[:MOST]
    data = pd.concat([view.table("all", code) for code in shown], ignore_index=True)
    panels = [
        Panel(view.name(code), "percent of border value", partial(draw_pairs, data, data["importer"] == code))
        for code in shown
    ]
    return Chart(
        title=average_sentence(view, shown[0]),
        subtitle=f"Average tariff on imported goods, percent of border value; upright mark: {view.year}",
        caption=view.caption(MARKS),
        rows=tuple(view.labels[name] for name in view.scenarios),
        panels=tuple(panels),
        data=data.assign(unit="%"),
    )


def draw_pairs(data: pd.DataFrame, is_meant: "pd.Series[bool]", axes: Axes, width: float) -> None:
    """Draw both rates of each row that is meant, and in words; the scale holds all rows of the data."""
    rows = data[is_meant].reset_index(drop=True)
    texts = [f"{plain(before, 1)} → {plain(after, 1)}" for before, after in _both(rows)]
    reach = data[[BEFORE, AFTER]].max(axis=1).to_numpy(float)
    longest = max((f"{plain(before, 1)} → {plain(after, 1)}" for before, after in _both(data)), key=len)
    number_axis(axes, limits(reach, [longest] * reach.size, width))
    heights = np.arange(len(rows))
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.hlines(heights, rows[BEFORE], rows[AFTER], color=GRID, linewidth=1.5, zorder=1)
    axes.scatter(rows["baseline"], heights, s=40, marker="|", color=MUTED, clip_on=False, zorder=2, gid="baseline")
    axes.scatter(
        rows[BEFORE],
        heights,
        s=24,
        facecolor=PAPER,
        edgecolor=INK,
        linewidth=1.2,
        clip_on=False,
        zorder=3,
        gid="before",
    )
    axes.scatter(rows[AFTER], heights, s=30, color="#0072b2", clip_on=False, zorder=4, gid="after")
    for row, text in enumerate(texts):
        end_text(axes, row, float(rows[[BEFORE, AFTER]].iloc[row].max()), text, offset=0.1)


def _both(rows: pd.DataFrame) -> list[tuple[float, float]]:
    return [(float(before), float(after)) for before, after in rows[[BEFORE, AFTER]].to_numpy()]


AVERAGES: Final = Figure(
    "average_tariffs",
    "Average tariffs of scenarios",
    average_tariffs,
    ("tariffs",),
    applies=lambda view: not view.is_dated,
)
