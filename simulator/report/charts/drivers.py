"""Drivers: which assumption moves an outcome (tornado), and which measure contributes what to it (waterfall)."""

from dataclasses import replace
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulator.economy.names.short import short_name
from simulator.errors import ResultsError
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import Figure
from simulator.report.looks.marks import BAR, end_text, limits, number_axis
from simulator.report.looks.style import GAIN, INK, LOSS, MUTED
from simulator.report.views.experiments import DriversView, PartsView
from simulator.report.wording.question import AskedQuestion
from simulator.report.wording.words import MINUS, common_places, quoted, signed
from simulator.results.analysis.claims import Cell, Claim, Rank, capitalised
from simulator.results.analysis.comparison import chosen

INTERACTION: Final = "interaction"
"""Row of a decomposition that belongs to no measure alone."""
TOTAL: Final = "all together"

MOST: Final = 15
"""Assumptions that a figure shows."""
NESTS: Final = {
    "origin": "Trade elasticity",
    "home": "Home–import elasticity",
    "input": "Elasticity among inputs",
    "value_added": "Elasticity inputs–factors",
    "critical": "Elasticity of critical inputs",
    "final": "Elasticity of demand",
    "factor": "Mobility of factors",
    "supply": "Response of factor supply",
    "scale": "Returns to scale",
    "deficit": "Response of deficits",
    "closure": "Deficits that respond",
    "exposure": "Output that stops without",
    "relief": "Recycling and thrift of",
    "stocks": "Stocks of",
}
"""Elasticities in words, by their nest."""


def tornado(view: DriversView) -> Chart:
    """How far an outcome moves as each assumption goes through its band, the widest on top.

    Raises
    ------
    ResultsError
        A table without rows or columns to draw.
    """
    frame, question = view.table.assign(centre=view.centre), view.question
    checked(frame, ("number", "low_value", "high_value", "low", "high"), "tornado")
    width = (frame["high"] - frame["low"]).abs()
    ranked = frame.loc[width.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)
    data = ranked.head(MOST)
    factor, unit = question.scale(data[["low", "high"]].abs().to_numpy().max(initial=0))
    rest = len(frame) - len(data)
    others = f" {rest} more move it less." if rest else ""
    return Chart(
        title=_most_telling(data, question),
        subtitle=f"{question.subtitle}, {unit}, as one assumption at a time goes through its band",
        caption=question.caption(
            f"Hatched: towards the low end, filled: towards the high end; at their ends its value.{others}"
        ),
        rows=tuple(assumption(name, question) for name in data["number"]),
        panels=(Panel("", unit, partial(_draw_tornado, data, factor)),),
        data=data,
    )


def assumption(name: str, question: AskedQuestion) -> str:
    """Write an assumption in words: `origin.SOY` as "Trade elasticity, Soybeans", a measure's value as it is named."""
    nest, _, sector = name.partition(".")
    if nest not in NESTS:
        return name
    return ", ".join(filter(None, [NESTS[nest], short_name(question.names.get(sector, sector))]))


def checked(frame: pd.DataFrame, columns: tuple[str, ...], figure: str) -> None:
    """Look whether a table has rows and columns to draw.

    Raises
    ------
    ResultsError
        It has not.
    """
    missing = [name for name in columns if name not in frame]
    if missing:
        raise ResultsError(f"{figure}: got a table without {', '.join(missing)} — it has {', '.join(columns)}.")
    if frame.empty:
        raise ResultsError(f"{figure}: got a table without rows — nothing to draw.")


def _most_telling(data: pd.DataFrame, question: AskedQuestion) -> Claim:
    top = data.iloc[0]
    if top["low"] == top["high"]:
        return Claim(f"No assumption moves {question.what}", Cell({}, "high - low", 0.0, total="max"))
    ends = [(_cell(top, end, question.words(top[end])), _cell(top, at, f"{top[at]:.3g}")) for end, at in _ENDS]
    told = " and ".join(f"{end} at {at}" for end, at in ends)
    most = Cell({"number": top["number"]}, "high - low", top["high"] - top["low"], rank=Rank("largest", ("number",)))
    name = quoted(assumption(top["number"], question))
    return Claim(f"{name} matters most: {question.subject} is {told}", *ends, most)


_ENDS: Final = (("low", "low_value"), ("high", "high_value"))
"""Columns of an outcome, and of the value of an assumption at which it is that."""


def _cell(row: pd.Series, column: str, text: str) -> Cell:
    return Cell({"number": row["number"]}, column, row[column], text.replace("-", MINUS))


def _draw_tornado(data: pd.DataFrame, factor: float, axes: Axes, width: float) -> None:
    centre = float(data["centre"].iloc[0]) * factor
    ends = data[["low", "high"]].to_numpy(float) * factor
    texts = data[["low_value", "high_value"]].map(lambda value: f"{value:.3g}").to_numpy()
    is_same_side = (ends[:, 0] < centre) == (ends[:, 1] < centre)
    for row in np.flatnonzero(is_same_side):  # one text at the farther end, so that two do not lie on each other
        far = int(np.argmax(np.abs(ends[row] - centre)))
        texts[row, far], texts[row, 1 - far] = " / ".join(texts[row]), ""
    span = limits((ends - centre).ravel(), texts.ravel(), width)
    number_axis(axes, span.shifted(centre))
    rows = np.arange(len(data))
    axes.barh(rows, ends[:, 1] - centre, BAR, left=centre, color=GAIN)
    axes.barh(rows, ends[:, 0] - centre, BAR, left=centre, facecolor="none", edgecolor=INK, hatch="////", linewidth=0.8)
    axes.axvline(centre, color=INK, linewidth=0.8)
    for (row, column), end in np.ndenumerate(ends):
        end_text(axes, row, end, str(texts[row, column]), start=centre)


def waterfall(view: PartsView, outcome: str | None = None) -> Chart:
    """What each measure adds to an outcome, one after the other, down to what they do together.

    Parameters
    ----------
    outcome
        One that was decomposed, such as `real_income:USA`; absent: the first one.

    Raises
    ------
    ResultsError
        An unknown outcome, or a table without rows or columns to draw.
    """
    name = next(iter(view.questions)) if outcome is None else chosen(outcome, list(view.questions), "outcome")
    frame, question = view.table[view.table["outcome"] == name], view.questions[name]
    checked(frame, ("measure", "contribution"), "waterfall")
    is_shared = frame["measure"] == INTERACTION
    order = frame[~is_shared]["contribution"].abs().sort_values(ascending=False, kind="stable").index
    data = pd.concat([frame.loc[order], frame[is_shared]])[["measure", "contribution"]].reset_index(drop=True)
    total = float(data["contribution"].sum())
    data["end"] = data["contribution"].cumsum()
    data["start"] = data["end"] - data["contribution"]
    data.loc[len(data)] = {"measure": TOTAL, "contribution": total, "start": 0.0, "end": total}
    factor, unit = question.scale(data[["start", "end"]].abs().to_numpy().max())
    error = float(frame["standard_error"].max()) * factor if "standard_error" in frame else 0.0
    averaged = _SAMPLED.format(error=error, unit=unit) if error else _AVERAGED
    return Chart(
        title=_largest_share(data, question),
        subtitle=f"{question.subtitle}, {unit}: what each measure contributes",
        caption=question.caption(_SHARED if is_shared.any() else averaged),
        rows=tuple(data["measure"].astype(str)),
        panels=(Panel("", unit, partial(_draw_waterfall, data, factor)),),
        data=data,
    )


_AVERAGED: Final = "Contributions are averaged over all orders in which measures can come into force; they add up."
_SAMPLED: Final = (
    "Contributions are averaged over balanced random orders of the measures; they add up. Standard errors are at most "
    "{error:.2g} {unit}."
)
_SHARED: Final = "Hollow: what measures do only together."


def _largest_share(data: pd.DataFrame, question: AskedQuestion) -> Claim:
    measures = data[~data["measure"].isin([INTERACTION, TOTAL])]
    together = _part(data.iloc[-1], question)
    if measures.empty:
        return Claim(capitalised(f"{question.what}: {together} from interactions alone"), together)
    top = _part(measures.iloc[0], question)
    ranked = replace(top, text="", rank=Rank("largest", ("measure",), among={"measure": tuple(measures["measure"])}))
    most = Claim(f"{quoted(str(top.row['measure']))} moves {question.what} most: {top}", top, ranked)
    return most if len(measures) == len(data) - 1 == 1 else Claim(f"{most}, all together {together}", most, together)


def _part(row: pd.Series, question: AskedQuestion) -> Cell:
    """What a measure contributes."""
    return Cell({"measure": row["measure"]}, "contribution", row["contribution"], question.words(row["contribution"]))


def _draw_waterfall(data: pd.DataFrame, factor: float, axes: Axes, width: float) -> None:
    start, end = (data[name].to_numpy() * factor for name in ("start", "end"))
    change = data["contribution"].to_numpy() * factor
    texts = [signed(value, common_places(change)) for value in change]
    reach = np.where(change < 0, np.minimum(end, 0), np.maximum(end, 0))
    number_axis(axes, limits(reach, texts, width, [start, end]))
    for row, name in enumerate(data["measure"]):
        axes.barh(row, change[row], BAR, left=start[row], **_look(name, change[row]))
        end_text(axes, row, end[row], texts[row], start=start[row])
    for row in range(len(data) - 1):
        axes.vlines(end[row], row + BAR / 2, row + 1 - BAR / 2, color=MUTED, linewidth=0.8)
    axes.axvline(0, color=INK, linewidth=0.8)


def _look(name: str, change: float) -> dict[str, Any]:
    if name == INTERACTION:
        return {"facecolor": "none", "edgecolor": MUTED, "linewidth": 1.0}
    return {"color": INK if name == TOTAL else LOSS if change < 0 else GAIN}


TORNADO: Final = Figure("tornado", "What drives it", tornado, ("sensitivity",))
WATERFALL: Final = Figure(
    "waterfall",
    "What each measure contributes",
    waterfall,
    ("decompose",),
    shown=lambda view: {f"waterfall-{name.replace(':', '-')}": {"outcome": name} for name in view.questions},
)
