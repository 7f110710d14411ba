"""Incidence: who pays a change of import taxes, buyers or sellers, and who has the money."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from simulator.errors import ResultsError
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import PAYS, Figure
from simulator.report.looks.marks import BAR, end_text, limits, number_axis
from simulator.report.looks.style import GAIN, INK, LOSS, MUTED, PALETTE
from simulator.report.views.run import View
from simulator.report.wording.words import UNSOLVED, common_places, money_scale, percent, quoted, signed
from simulator.results import analysis
from simulator.results.analysis.bands import has_bands
from simulator.results.analysis.claims import Cell, Claim, Rank
from simulator.results.analysis.incidence import SOURCES, USES, changes_tariffs, main_payer

Array = NDArray[np.float64]

_LOOKS: Final[Mapping[str, tuple[str, str]]] = {
    "buyers": (GAIN, ""),
    "sellers": (LOSS, "\\\\\\\\"),
    "treasury": (PALETTE[2], ""),
    "licences": (PALETTE[4], "...."),
    "nobody": ("none", "////"),
}
"""Colour and hatch of each part: told apart in grey too."""
WHOLE: Final = 100
"""All of a burden, percent."""
_NEARLY: Final = 0.005
"""Share of a burden that rounds to nothing."""
_NO_BANDS: Final = "Central case; draws are not kept of single flows."
_NOTE: Final = (
    "Flows whose tariff changes; scenarios that change none are left out. Both sides add up to the same. Nobody: real "
    "costs at the border, and what is lost with trade that ends, along a straight demand curve."
)
_LEAST: Final = 2.9
"""Room in inches for a heading and the legend beside it."""


def incidence(view: View, importer: str | None = None, sectors: Sequence[str] | None = None) -> Chart:
    """Who pays the change of an importer's tariffs, and who receives it, one row a scenario.

    Parameters
    ----------
    importer
        Absent: of the two main regions the one whose tariffs change more trade.
    sectors
        Absent: all.

    Raises
    ------
    ResultsError
        An unknown code, nothing to compare, or no scenario that changes a tariff of the importer.
    """
    importer = importer or main_payer(view)
    data = analysis.incidence(view, importer, sectors)
    if data.empty:
        raise ResultsError(
            f"incidence: no scenario changes a tariff of {importer} {view.versus} — choose another importer."
        )
    data.insert(1, "label", data["scenario"].map(view.names.label))
    factor, unit = money_scale(view.unit("trade_flow"), data[[*SOURCES, *USES]].abs().to_numpy().max(initial=0.0))
    name = view.names.inside(importer)
    return Chart(
        title=_finding(view, data, name).as_title,
        subtitle=f"What changed import taxes of {name} take, and who has it, {view.versus}, {unit} a year",
        caption=view.caption(
            shows_levels=True,
            note=f"{_NOTE} {_NO_BANDS}" if has_bands(view) else _NOTE,
            of_flows=True,
        ),
        rows=tuple(data["label"]),
        panels=tuple(
            Panel(heading, unit, partial(_draw, data, parts, factor), least=_LEAST)
            for heading, parts in (("Who pays", SOURCES), ("Who gets it", USES))
        ),
        data=data,
    )


def _finding(view: View, data: pd.DataFrame, name: str) -> Claim:
    """Say who pays the largest burden, or has the largest relief."""
    solved = data[data["flows"] > 0]
    if solved.empty:
        return Claim(f"no scenario that changes tariffs of {name} was solved")
    paid = solved["buyers"] + solved["sellers"]
    row = int(paid.abs().argmax())
    top = solved.iloc[row]
    keys, share, sign = {"scenario": top["scenario"]}, float(top["buyers_share"]), 1 if paid.iloc[row] > 0 else -1
    rank = Rank("largest", ("scenario",), among={"scenario": tuple(solved["scenario"])})
    whole = Cell(keys, "buyers + sellers", paid.iloc[row], sign=sign, rank=rank)
    verb, what = ("pay", f"changed tariffs of {name}") if sign > 0 else ("have", f"the relief from tariffs of {name}")
    under = f"({quoted(top['label'])})"
    if round(share) > WHOLE:
        more = Cell(keys, "100 - buyers_share", WHOLE - share, sign=-1)
        return Claim(
            f"buyers {verb} {whole_words(share)} of {what}, as sellers' prices move with them {under}", whole, more
        )
    if round(share) == WHOLE or round(share) <= 0:
        side, other = ("buyers", "sellers") if share > 50 else ("sellers", "buyers")
        part = Cell(keys, f"{other} / (buyers + sellers)", float(top[other]) / paid.iloc[row], below=_NEARLY)
        nearly = [part] if 0 < share < 100 else []
        return Claim(f"{side} {verb} {whole_words(share)} {'' if sign > 0 else 'the '}{what} {under}", whole, nearly)
    ours = Cell(keys, "buyers_share", share, percent(round(share)))
    theirs = Cell(keys, "100 - buyers_share", 100 - share, percent(100 - round(share)))
    return Claim(f"buyers {verb} {ours} of {what}, sellers {theirs} {under}", whole, ours, theirs)


def whole_words(share: float) -> str:
    """How much one side pays, or has, where the buyers' share in percent leaves the other nothing worth a number."""
    if round(share) > WHOLE:
        return "more than all"
    return "nearly all" if 0 < share < WHOLE else "all"


def _draw(data: pd.DataFrame, parts: Sequence[str], factor: float, axes: Axes, width: float) -> None:
    values = data[list(parts)].to_numpy() * factor
    low, high = np.minimum(values, 0).sum(axis=1), np.maximum(values, 0).sum(axis=1)
    texts = _texts(data, parts, factor)
    ends = np.where(np.nan_to_num(low + high) < 0, low, high)
    number_axis(axes, limits(ends, texts, width, [low, high]))
    falls, rises = np.zeros(len(data)), np.zeros(len(data))
    rows = np.arange(len(data))
    for column, name in enumerate(parts):
        lengths = np.nan_to_num(values[:, column])
        start = np.where(lengths < 0, falls, rises)
        colour, hatch = _LOOKS[name]
        look: dict[str, Any] = {
            "facecolor": colour,
            "edgecolor": INK if hatch else colour,
            "hatch": hatch,
            "linewidth": 0.6,
        }
        axes.barh(rows, lengths, BAR, left=start, label=name, **look)
        falls, rises = falls + np.minimum(lengths, 0), rises + np.maximum(lengths, 0)
    axes.axvline(0, color=INK, linewidth=0.8)
    for row, text in enumerate(texts):
        end_text(axes, row, ends[row], text)
    axes.legend(
        loc="lower right",
        bbox_to_anchor=(1.0, 0.995),
        ncols=len(parts),
        frameon=False,
        fontsize=8,
        borderaxespad=0,
        handlelength=1.4,
        columnspacing=1.0,
        handletextpad=0.4,
        labelcolor=MUTED,
    )


def _texts(data: pd.DataFrame, parts: Sequence[str], factor: float) -> list[str]:
    """Parts of each row in the order of the legend."""
    shown = data[[*SOURCES, *USES]].to_numpy() * factor
    places = common_places(shown.ravel())
    texts = []
    for flows, *values in data[["flows", *parts]].itertuples(index=False, name=None):
        written = [signed(value * factor, places) for value in values]
        texts.append(" / ".join(written) if flows > 0 else UNSOLVED)
    return texts


INCIDENCE: Final = Figure("incidence", "Who pays a tariff", incidence, ("run",), PAYS, applies=changes_tariffs)
