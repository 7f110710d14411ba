"""Licence gap: what used to be shipped, what is licensed, what users pay for it, and what cannot be made without."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulator.errors import ResultsError
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import LIMITS, Figure
from simulator.report.looks.marks import BAR, end_text, limits, number_axis, whiskers
from simulator.report.looks.style import INK, MUTED
from simulator.report.views.bands import band, bands_note
from simulator.report.views.run import View
from simulator.report.wording.words import (
    UNSOLVED,
    amount,
    listed,
    lowered,
    money_scale,
    multiple_words,
    part_of,
    percent,
    plain,
    quoted,
    signed,
)
from simulator.results.analysis.bands import HIGH, LOW
from simulator.results.analysis.claims import Cell, Claim, Rank
from simulator.results.analysis.idle import rationing_measures
from simulator.results.analysis.licences import AT_RISK, KINDS, licences

_MARK: Final = "Whiskers, from the lowest buyer's to the highest"
_MULTIPLE: Final = "price_multiple"
_FEW: Final = 2
"""Sectors up to which each is named."""
_NARROW: Final = 0.05
"""Share of their average by which buyers' prices differ at least where a range is written."""
_VISIBLE: Final = 0.005
"""Smallest premium in percent that counts."""


def licence_gap(view: View) -> Chart:
    """Licensed quantities, prices, and the value added at risk, one row a measure of a scenario.

    Raises
    ------
    ResultsError
        No scenario has licences or quotas.
    """
    data = licences(view)
    if data.empty:
        raise ResultsError("licence_gap: no scenario of this run limits a quantity — run one with licences.")
    data.insert(1, "label", data["scenario"].map(view.names.label))
    colours = {name: view.names.colour(name) for name in view.scenarios}
    factor, money = money_scale(view.unit(AT_RISK), data[AT_RISK].abs().max())
    return Chart(
        title=_finding(view, data),
        subtitle="What licences and quotas let through, what users pay, and the value added that cannot do without",
        caption=f"{_explained(view)} {view.caption(shows_levels=True, note=bands_note(view, _MARK))}",
        rows=tuple(row_labels(data)),
        panels=(
            Panel("Let through", "percent of baseline quantity", partial(_draw_share, data, colours), 1.1),
            Panel("Price to users", f"times that of {view.year}", partial(_draw_price, data, colours), 1.1),
            Panel("Value added at risk", money, partial(_draw_at_risk, data, factor, view.reference)),
        ),
        data=data,
    )


def row_labels(data: pd.DataFrame) -> list[str]:
    """Label of the scenario, with the measure where a scenario has several."""
    several = data["scenario"].duplicated(keep=False)
    return [
        f"{label}: {measure}" if more else label
        for label, measure, more in zip(data["label"], data["measure"], several, strict=True)
    ]


def _finding(view: View, data: pd.DataFrame) -> Claim:
    """The limit that puts most value added at risk, where none does that under which users pay most."""
    solved = data.dropna(subset=[_MULTIPLE])
    if solved.empty:
        return Claim("No scenario with licences was solved")
    if solved["premium"].max() < _VISIBLE:
        return _idle(view, solved)
    is_risk = solved[AT_RISK].min() < 0
    column, kind, sign = (AT_RISK, "lowest", -1) if is_risk else (_MULTIPLE, "highest", 1)
    top = solved.iloc[int((sign * solved[column]).fillna(-np.inf).argmax())]
    keys, under = {"scenario": top["scenario"], "measure": top["measure"]}, quoted(top["label"])
    share = _share(keys, top)
    price = Cell(keys, _MULTIPLE, top[_MULTIPLE], multiple_words(top[_MULTIPLE], "times"))
    most = Cell(keys, column, top[column], sign=sign, rank=Rank(kind, ("scenario", "measure")))
    let = f"{share} of {goods_words(view, top['sectors'])} is let through, at {price} the price of {view.year}"
    if not is_risk:
        return Claim(f"Users pay most, against {view.year}, under {under}: {let}", most, share, price)
    lost = replace(most, text=amount(-top[AT_RISK], view.unit(AT_RISK)))
    risk = f"Most is at risk under {under}, {lost} of value added in all regions"
    together = [measure for scenario, measure in rationing_measures(view) if scenario == top["scenario"]]
    if len(together) > 1:  # no one of them puts all of it at risk
        return Claim(f"{risk}, by {listed(sorted(together))} together", lost)
    return Claim(f"{risk}: {let}", lost, share, price)


def _idle(view: View, solved: pd.DataFrame) -> Claim:
    """That no limit binds, told of the one that lets through least."""
    part = solved["limit"] / solved["baseline"]
    top = solved.iloc[int(part.argmin())]
    keys = {"scenario": top["scenario"], "measure": top["measure"]}
    share, premium = _share(keys, top), Cell(keys, "premium", top["premium"], below=_VISIBLE)
    goods = goods_words(view, top["sectors"])
    text = f"No limit bites: {quoted(top['label'])} lets through {share} of {goods} and buyers want no more"
    return Claim(text, share, premium)


def _share(keys: Mapping[str, object], top: pd.Series) -> Cell:
    """What a limit lets through of the baseline."""
    share = 100 * top["limit"] / top["baseline"]
    return Cell(keys, "100 * limit / baseline", share, percent(share))


def goods_words(view: View, sectors: str) -> str:
    """Names of '+'-joined sectors inside a sentence where they are few."""
    names = [lowered(view.names.sector(code)) for code in sectors.split("+")]
    return listed(names) if len(names) <= _FEW else "goods of several sectors"


def _explained(view: View) -> str:
    return (
        "Price: what users pay for the goods from all origins, duties included; average of the buyers under the limit "
        f"(lowest to highest). At risk {view.versus}: value added of users who cannot make do without what is "
        "withheld, after stocks and thrift, before anyone adjusts."
    )


def _draw_share(data: pd.DataFrame, colours: dict[str, str], axes: Axes, width: float) -> None:
    share = (100 * data["limit"] / data["baseline"]).to_numpy()
    texts = list(map(part_of, data["limit"], data["baseline"], data["unit"]))
    number_axis(axes, limits(np.maximum(share, 100), texts, width))
    axes.barh(range(len(data)), 100, BAR, facecolor="none", edgecolor=MUTED, linewidth=0.8)
    axes.barh(range(len(data)), share, BAR, color=[colours[name] for name in data["scenario"]])
    for row, text in enumerate(texts):
        end_text(axes, row, 100, text)


def _draw_price(data: pd.DataFrame, colours: dict[str, str], axes: Axes, width: float) -> None:
    price = data[_MULTIPLE].to_numpy()
    texts = list(map(_range_words, price, data[f"{_MULTIPLE}_low"], data[f"{_MULTIPLE}_high"]))
    drawn = band(data, columns=(f"{_MULTIPLE}_{LOW}_lowest", f"{_MULTIPLE}_{HIGH}_highest"))
    high = drawn.reach(data[f"{_MULTIPLE}_high"])
    number_axis(axes, limits(high, texts, width))
    whiskers(axes, drawn)
    axes.axvline(1, color=INK, linewidth=0.8)
    axes.hlines(range(len(data)), data[f"{_MULTIPLE}_low"], data[f"{_MULTIPLE}_high"], color=MUTED, linewidth=3)
    axes.scatter(
        price, range(len(data)), s=34, clip_on=False, color=[colours[name] for name in data["scenario"]], zorder=5
    )
    for row, text in enumerate(texts):
        end_text(axes, row, high[row], text, offset=0.1)


def _range_words(mean: float, low: float, high: float) -> str:
    """Write an average multiple, and its range where buyers differ."""
    text = multiple_words(mean)
    return text if np.isnan(mean) or high - low < _NARROW * mean else f"{text} ({plain(low, 1)} to {plain(high, 1)})"


def _draw_at_risk(data: pd.DataFrame, factor: float, reference: str, axes: Axes, width: float) -> None:
    lost = data[AT_RISK].to_numpy() * factor
    texts = [
        "reference" if name == reference else _risk_words(*row)
        for name, *row in zip(data["scenario"], data[_MULTIPLE].notna(), lost, strict=True)
    ]
    number_axis(axes, limits(lost, texts, width))
    axes.barh(range(len(data)), lost, BAR, facecolor="none", edgecolor=MUTED, hatch="////", linewidth=0.8)
    axes.axvline(0, color=INK, linewidth=0.8)
    for row, text in enumerate(texts):
        end_text(axes, row, lost[row], text)


def _risk_words(is_solved: bool, lost: float) -> str:
    if np.isnan(lost):
        return "" if is_solved else UNSOLVED
    return signed(lost) if lost else "none"


LICENCES: Final = Figure(
    "licence_gap",
    "Licences and what users pay",
    licence_gap,
    ("run",),
    LIMITS,
    applies=lambda view: not view.bounds(KINDS).empty,
)
