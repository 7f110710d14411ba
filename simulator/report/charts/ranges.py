"""Ranges: what the draws say of every scenario, as a dot with its band, one panel a region."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulator.errors import ResultsError
from simulator.report.charts.bars import bars_data, change_unit, checked
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import GAINS, Figure
from simulator.report.looks.marks import end_text, limits, number_axis, whiskers
from simulator.report.looks.style import INK, PAPER
from simulator.report.views.bands import band, draws_words, is_open
from simulator.report.views.run import View
from simulator.report.wording.words import common_places, listed, lowered, money_scale, quoted, signed
from simulator.results.analysis.bands import COVERED, HIGH, LOW, MIDDLE, has_bands
from simulator.results.analysis.claims import Cell, Claim

_OPEN = f"({LOW} < 0) & ({HIGH} > 0)"
"""That zero lies within a band."""
_OPEN = f"({LOW} < 0) & ({HIGH} > 0)"
"""That zero lies within a band."""
_NAMED = 4
"""Scenarios that a title names, before it counts them."""


def dot_range(view: View, indicator: str = "own_income", regions: Sequence[str] | None = None) -> Chart:
    """The change of an indicator under every scenario as a dot with the band of its draws.

    Parameters
    ----------
    indicator
        One that is measured by region.
    regions
        Codes, one panel each; absent: the two that matter most.

    Raises
    ------
    ResultsError
        A run without draws or with nothing to compare, or an unknown indicator, region or horizon.
    """
    if not has_bands(view):
        raise ResultsError("dot_range: this run had no draws — run it with `--draws 200`.")
    codes = checked(view, "dot_range", indicator, regions)
    data = bars_data(view, indicator, codes)
    factor, unit = money_scale(view.unit(indicator), data[["change", LOW, HIGH]].abs().to_numpy().max(initial=0))
    panels = [
        Panel(view.names.region(code), change_unit(view, unit), partial(_draw, data, code, factor)) for code in codes
    ]
    return Chart(
        title=_finding(view, indicator, data),
        subtitle=f"Change in {lowered(view.long_name(indicator))} {view.versus}, {change_unit(view, unit)}",
        caption=view.caption(
            shows_levels=unit != "%",
            note=f"Dot: central case. Line and words: {COVERED} of {draws_words(view)}; white mark: median draw.",
        ),
        rows=tuple(view.names.label(name) for name in view.others),
        panels=tuple(panels),
        data=data.drop(columns="colour"),
    )


def _finding(view: View, indicator: str, data: pd.DataFrame) -> Claim:
    """Say for each region under which scenarios the draws leave the direction open."""
    name = lowered(view.long_name(indicator))
    unsure = data[is_open(data)]
    parts = []
    for region, of_region in unsure.groupby("region", sort=False):
        labels = [quoted(label) for label in of_region["label"]]
        is_many = len(labels) > _NAMED
        count = Cell({"region": region}, _OPEN, len(labels), str(len(labels)) if is_many else "", total="sum")
        every = Cell({"region": region}, "scenario", len(view.others), f"{len(view.others)}", total="nunique")
        named = Cell({"region": region, "scenario": tuple(of_region["scenario"])}, _OPEN, len(labels), total="sum")
        where = f"{count} of {every} scenarios" if is_many else listed(labels)
        parts.append(Claim(f"for {view.names.inside(str(region))} under {where}", count, named, [every] * is_many))
    if not parts:
        none = Cell({}, _OPEN, 0.0, total="sum")
        return Claim(f"Draws agree on the direction of {name} under every scenario", none)
    return Claim(f"Draws leave open whether {name} rises or falls {listed(parts)}", parts)


def _draw(data: pd.DataFrame, region: str, factor: float, axes: Axes, width: float) -> None:
    ends = band(data, factor)
    places = common_places([*ends.low, *ends.high])
    texts = [_range(low, high, places) for low, high in zip(*ends, strict=True)]
    changes = data["change"].to_numpy() * factor
    reach = ends.reach(changes)
    number_axis(axes, limits(reach, texts, width, ends))
    of_region = np.flatnonzero(data["region"] == region)
    rows = np.arange(of_region.size)
    axes.axvline(0, color=INK, linewidth=0.8)
    whiskers(axes, band(data.iloc[of_region], factor))
    axes.scatter(changes[of_region], rows, s=40, color=data["colour"].iloc[of_region], clip_on=False, zorder=5)
    middle = data[MIDDLE].iloc[of_region] * factor
    axes.scatter(middle, rows, s=26, marker="|", color=PAPER, linewidth=1.2, clip_on=False, zorder=6)
    for row, position in enumerate(of_region):
        end_text(axes, row, reach[position], texts[position], offset=0.1)


def _range(low: float, high: float, places: int) -> str:
    return signed(low) if np.isnan(low) else f"{signed(low, places)} to {signed(high, places)}"


RANGES: Final = Figure(
    "dot_range",
    "Bands of each outcome",
    dot_range,
    ("run",),
    GAINS,
    applies=lambda view: view.compares and has_bands(view),
)
