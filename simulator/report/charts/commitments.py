"""Pledge: purchases against the promised floor, the subsidy it takes, and whose sales are displaced."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from simulator.errors import ResultsError
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import LIMITS, Figure
from simulator.report.charts.licences import goods_words, row_labels
from simulator.report.looks.marks import BAR, Range, end_text, heat_map, limits, number_axis, signed_bars, whiskers
from simulator.report.looks.style import INK, PAPER
from simulator.report.views.bands import band, bands_note
from simulator.report.views.run import View
from simulator.report.wording.words import NOISE, amount, part_of, percent, plain, quoted, signed_percent
from simulator.results.analysis.bands import COVERED, HIGH, LOW, has_bands
from simulator.results.analysis.claims import Cell, Claim, Rank
from simulator.results.analysis.commitments import KINDS, commitments, displaced, displaced_bands
from simulator.results.analysis.licences import codes
from simulator.results.assembly.quantiles import QUANTILES

_VISIBLE: Final = 0.005
"""Smallest price cut in percent that counts."""
_ORIGINS: Final = 6
"""Sellers that are shown, those whose sales change most."""


def pledge(view: View) -> Chart:
    """Purchase commitments: how much is bought, what it costs, and who sells less, one row a commitment.

    Raises
    ------
    ResultsError
        No scenario has a commitment.
    """
    data = commitments(view)
    if data.empty:
        raise ResultsError("pledge: no scenario of this run has a purchase commitment — run one that does.")
    data.insert(1, "label", data["scenario"].map(view.names.label))
    shifts = displaced(view)
    largest = shifts.abs().max().fillna(0).nlargest(_ORIGINS).index
    shifts = shifts[[code for code in view.regions if code in largest]]
    drawn = displaced_bands(view, list(shifts.columns))
    low, high = (np.array([[ends[name] for ends in row] for row in drawn]) for name in (LOW, HIGH))
    colours = [view.names.colour(name) for name in data["scenario"]]
    panels = (
        Panel("Purchases", "percent of the promise", partial(_draw_purchases, data, colours), 1.3),
        Panel("Subsidy needed", "percent of the price", partial(_draw_subsidy, data, colours), 0.8),
        Panel(
            "Imports by origin",
            "percent of all imports of these goods",
            partial(_draw_shifts, shifts, (low < 0) & (high > 0)),
            1.3,
        ),
    )
    return Chart(
        title=_finding(view, data, shifts),
        subtitle=f"Purchases against the promise, the price cut that state buying takes, and the change {view.versus}",
        caption=view.caption(
            shows_levels=True,
            note=f"{_circle(view)} {_note(view)}".strip(),
            of_flows=bool(view.bounds(KINDS)["is_value"].any()),
        ),
        rows=tuple(row_labels(data)),
        panels=panels,
        data=pd.concat([data, _shift_columns(view, shifts, drawn)], axis=1),
    )


def _note(view: View) -> str:
    doubts = f" ?: zero lies within the {COVERED}; its change is held against central imports."
    return bands_note(view) + (doubts if has_bands(view) else "")


def _shift_columns(view: View, shifts: pd.DataFrame, drawn: Sequence[Sequence[Mapping[str, float]]]) -> pd.DataFrame:
    """Shifts as columns of the table behind the figure, with their bands in a run with draws."""
    columns = {f"imports_change_pct_{code}": shifts[code] for code in shifts}
    if has_bands(view):
        columns |= {
            f"imports_change_pct_{code}_{name}": pd.Series([row[position][name] for row in drawn])
            for position, code in enumerate(shifts)
            for name in QUANTILES
        }
    return pd.DataFrame(columns)


def _circle(view: View) -> str:
    before = f"under {view.names.label(view.reference)}" if view.reference else f"in the {view.year} baseline"
    return f"Hollow circle: purchases {before}."


def _finding(view: View, data: pd.DataFrame, shifts: pd.DataFrame) -> Claim:
    """The promise that costs most to keep, and who loses by it."""
    solved = data.dropna(subset=["subsidy_pct"])
    if solved.empty:
        return Claim("No scenario with a purchase commitment was solved")
    top = solved.iloc[int(solved["subsidy_pct"].argmax())]
    keys = {"scenario": top["scenario"], "measure": top["measure"]}
    cut = Cell(keys, "subsidy_pct", top["subsidy_pct"], rank=Rank("highest", ("scenario", "measure")))
    if top["subsidy_pct"] < _VISIBLE:
        return Claim("No promise binds: as much is bought without state buying", replace(cut, below=_VISIBLE))
    cut = replace(cut, text=percent(top["subsidy_pct"]))
    sold = Cell(keys, "floor", top["floor"], amount(top["floor"], top["unit"]))
    losses = shifts[data.index == top.name].iloc[0].drop(codes(pd.Series([top["exporters"]])), errors="ignore")
    loser, least = str(losses.idxmin()), float(losses.min())
    lost = Cell(keys, f"imports_change_pct_{loser}", least, signed_percent(least), sign=-1)
    tail = f"; {view.names.inside(loser)} loses most ({lost} of these imports)" if least < -NOISE else ""
    text = f"{quoted(top['label'])} needs a price cut of {cut} to sell {sold} of {goods_words(view, top['sectors'])}"
    return Claim(f"{text}{tail}", cut, sold, [lost] if tail else [])


def _draw_purchases(data: pd.DataFrame, colours: list[str], axes: Axes, width: float) -> None:
    bought, before = (100 * data[column] / data["floor"] for column in ("value", "reference"))
    texts = list(map(part_of, data["value"], data["floor"], data["unit"]))
    low, high = band(data, 100, (f"value_{LOW}", f"value_{HIGH}"))
    drawn = Range(low / data["floor"].to_numpy(), high / data["floor"].to_numpy())
    ends = np.fmax(drawn.reach(bought), before.to_numpy())
    number_axis(axes, limits(np.fmax(ends, 100), texts, width))
    axes.barh(range(len(data)), bought.fillna(0), BAR, color=colours)
    whiskers(axes, drawn)
    axes.scatter(before, range(len(data)), s=30, facecolor=PAPER, edgecolor=INK, linewidth=1.2, clip_on=False, zorder=3)
    axes.axvline(100, color=INK, linewidth=1, linestyle=(0, (3, 2)))
    for row, text in enumerate(texts):
        end_text(axes, row, max(np.nan_to_num(ends[row]), 100), text, offset=0.1)


def _draw_subsidy(data: pd.DataFrame, colours: list[str], axes: Axes, width: float) -> None:
    values = data["subsidy_pct"].to_list()
    texts = [plain(value) for value in values]
    drawn = band(data, columns=(f"subsidy_pct_{LOW}", f"subsidy_pct_{HIGH}"))
    signed_bars(axes, values, texts, colours, limits(drawn.reach(values), texts, width, drawn), drawn)


def _draw_shifts(shifts: pd.DataFrame, is_open: NDArray[np.bool_], axes: Axes, width: float) -> None:
    values = shifts.to_numpy(float)
    heat_map(axes, values, list(shifts.columns), np.isfinite(values).any(axis=1), is_open)


COMMITMENTS: Final = Figure(
    "pledge",
    "Purchase pledges",
    pledge,
    ("run",),
    LIMITS,
    applies=lambda view: not view.bounds(KINDS).empty,
)
