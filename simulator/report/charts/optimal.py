"""Optimal tariffs: a player's payoff along one rate on all, and the best rates beside those in force."""

from collections.abc import Hashable, Mapping
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import Figure
from simulator.report.looks.marks import VALUE_SIZE, limits, number_axis, tick_text
from simulator.report.looks.style import GRID, INK, MUTED, PAPER, region_colour
from simulator.report.views.optimal import TariffsView
from simulator.report.wording.words import SPACE, listed, plain
from simulator.results.analysis.claims import Cell, Claim, Rank, capitalised

NOW: Final = "now"
BEST: Final = "best"
FLAT: Final = 0.01
"""Loss of payoff within which a tariff is as good as the best."""


def payoff_curve(view: TariffsView) -> Chart:
    """What a player gets along one tariff on all goods that its tariffs hit, with the range in which that is flat."""
    data = pd.concat([_curve(view, player) for player in view.players], ignore_index=True)
    panels = [
        Panel(view.name(player), "tariff on all, percent", partial(_draw_curve, view, data, player))
        for player in view.players
    ]
    return Chart(
        title=_finding(view),
        subtitle=capitalised(f"{listed(view.wanted)}, along one tariff on all goods that are hit"),
        caption=view.caption(f"Band: payoff within {FLAT:g}{view.points} of the best. {_marks_note(view)}"),
        rows=(),
        panels=tuple(panels),
        data=data,
        columns=2 if len(panels) > 1 else 1,
    )


def _curve(view: TariffsView, player: str) -> pd.DataFrame:
    """Points of the curve, and where the player is now and at its best."""
    told = view.summary.loc[player]
    line = view.curve(player).assign(mark="")
    ends = [(view.mean(player, "now"), told["now"], NOW), (view.mean(player, "rate"), told["optimum"], BEST)]
    marks = pd.DataFrame(ends, columns=["rate", "payoff", "mark"]).assign(player=player)
    both = pd.concat([line, marks], ignore_index=True)[["player", "rate", "payoff", "mark"]]
    return both.assign(rate=100 * both["rate"], unit="%")


def _finding(view: TariffsView) -> Claim:
    """The best rates; of one player also how flat that is."""
    mean = "" if view.is_uniform else " on average"
    best = []
    for player in view.players:
        rate = view.mean(player, "rate")
        cell = Cell({"player": player, "mark": BEST}, "rate", 100 * rate, _rate(rate))
        best.append(Claim(f"{view.in_sentence(player)} does best with {cell}{mean}", cell))
    if len(best) > 1:
        return Claim(f"Against each other's best tariffs, {listed(best)}", best)
    player, (low, high) = view.players[0], view.flat(view.players[0])
    ends = [
        Cell({"player": player}, column, value, text, "summary", 100.0)
        for column, value, text in (("flat_low", low, plain(100 * low, 0)), ("flat_high", high, _rate(high)))
    ]
    return Claim(f"{capitalised(best[0])}: {ends[0]} to {ends[1]} cost less than {FLAT:g}{view.points}", best, ends)


def _rate(rate: float) -> str:
    return f"{plain(100 * rate, 0)}{SPACE}%"


def _marks_note(view: TariffsView) -> str:
    if view.is_uniform:
        return "Dots: the best tariff, and the mean of those in force."
    return "Dots: the mean of the best tariffs, which differ, and of those in force."


def _draw_curve(view: TariffsView, data: pd.DataFrame, player: str, axes: Axes, _: float) -> None:
    rows, (low, high) = data[data["player"] == player], view.flat(player)
    line, marks = rows[rows["mark"] == ""], rows[rows["mark"] != ""]
    colour = region_colour(player, view.players)
    axes.axvspan(100 * low, 100 * high, color=GRID, linewidth=0, zorder=0)
    axes.plot(line["rate"], line["payoff"], color=colour, linewidth=1.8)
    axes.scatter(marks["rate"], marks["payoff"], s=34, color=colour, edgecolor=PAPER, zorder=4)
    for mark in marks.to_dict("records"):
        axes.annotate(
            mark["mark"],
            (mark["rate"], mark["payoff"]),
            (0, 6),
            textcoords="offset points",
            ha="center",
            size=VALUE_SIZE,
            color=INK,
        )
    _scale(axes, rows)


def _scale(axes: Axes, rows: pd.DataFrame) -> None:
    low, high = rows["payoff"].min(), rows["payoff"].max()
    axes.set_ylim(low - 0.05 * (high - low), high + 0.15 * (high - low))
    axes.set_xlim(rows["rate"].min(), rows["rate"].max())
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(tick_text))
    axes.grid(axis="y")
    axes.grid(visible=False, axis="x")


def best_rates(view: TariffsView) -> Chart:
    """The best tariff on each partner or sector, beside the mean of those in force."""
    levers, rows = view.levers, view.rows
    codes = list(dict.fromkeys(levers.sort_values("rate", ascending=False)[rows]))
    data = levers[["player", "partner", "sector", "now", "rate"]]
    data = data.assign(now=100 * data["now"], rate=100 * data["rate"], unit="%")
    panels = [
        Panel(f"Tariffs of {view.in_sentence(player)}", "percent", partial(_draw_rates, view, data, codes, player))
        for player in view.players
    ]
    return Chart(
        title=_spans(view),
        subtitle=f"Best tariffs by {view.result.by} (filled) and the mean in force (open)",
        caption=view.caption(""),
        rows=tuple(view.name(code) for code in codes),
        panels=tuple(panels),
        data=data,
    )


def _spans(view: TariffsView) -> Claim:
    """Between which rates the best tariffs of each player lie."""
    parts = [_span(view, player) for player in view.players]
    return Claim(listed(parts), parts).as_title


def _span(view: TariffsView, player: str) -> Claim:
    rows = view.levers[view.levers["player"] == player].sort_values("rate")
    ends = []
    for row, kind in zip(rows.iloc[[0, -1]].to_dict("records"), ("lowest", "highest"), strict=True):
        keys = {"player": player, "partner": row["partner"], "sector": row["sector"]}
        rank = Rank(kind, ("partner", "sector"))
        cell = Cell(keys, "rate", row["rate"], _rate(row["rate"]), "levers", 100.0, rank=rank)
        ends.append(Claim(f"{cell} on {_what(view, row)}", cell))
    return Claim(f"the best tariffs of {view.in_sentence(player)} run from {ends[0]} to {ends[1]}", ends)


def _what(view: TariffsView, lever: Mapping[Hashable, str]) -> str:
    if view.result.by == "cell":
        return f"{view.name(lever['sector'])} from {view.in_sentence(lever['partner'])}"
    return f"goods from {view.in_sentence(lever['partner'])}" if view.rows == "partner" else view.name(lever["sector"])


def _draw_rates(view: TariffsView, data: pd.DataFrame, codes: list[str], player: str, axes: Axes, width: float) -> None:
    rows = data[data["player"] == player]
    row = np.array([codes.index(code) for code in rows[view.rows]])
    reach = data[["now", "rate"]].to_numpy().ravel()
    number_axis(axes, limits(reach, [""] * reach.size, width))
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.hlines(row, rows["now"], rows["rate"], color=GRID, linewidth=1.5, zorder=1)
    axes.scatter(rows["now"], row, s=22, facecolor=PAPER, edgecolor=MUTED, clip_on=False, zorder=3)
    axes.scatter(rows["rate"], row, s=32, color=region_colour(player, view.players), clip_on=False, zorder=4)


PAYOFF_CURVE: Final = Figure("payoff_curve", "One tariff on all", payoff_curve, ("optimal",))

BEST_RATES: Final = Figure(
    "best_rates", "Best tariffs", best_rates, ("optimal",), applies=lambda view: not view.is_uniform
)
