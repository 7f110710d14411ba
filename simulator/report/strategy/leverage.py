"""Leverage: what each level taken alone does to its player and to others."""

from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import HOLDS, Figure
from simulator.report.looks.marks import limits, signed_bars
from simulator.report.looks.style import GAIN, LOSS
from simulator.report.strategy.view import GameView
from simulator.report.wording.words import capitalised, possessive

_SIDES: Final = {"own": "Its player", "other": "The other side"}


def leverage(view: GameView) -> Chart:
    """What each level taken alone does to its player and to each other one."""
    data = view.table("leverage")
    changes = data.assign(own=-data["own"], other=-data["other"])
    several = data["target"].nunique() > 2
    return Chart(
        title=capitalised(strongest(view)) or "Nobody can move",
        subtitle=f"{view.measured}, {view.against}, of one level taken alone",
        caption=f"{view.caption} *: not credible, as its player loses by it after the other side's best reply.",
        rows=tuple(_row(row, view, several) for _, row in data.iterrows()),
        panels=tuple(Panel(text, view.unit, partial(_draw, changes[side], view)) for side, text in _SIDES.items()),
        data=data,
    )


def strongest(view: GameView) -> str:
    """The level that hurts another player most, as a clause; empty where there is none."""
    data = view.table("leverage").dropna(subset=["own", "other"])
    if data.empty or data["other"].max() <= view.form.tie:
        return "" if data.empty else "no level taken alone hurts another player"
    top = data.sort_values("other", ascending=False, kind="stable").iloc[0]
    own_cost = top["own"]
    if abs(own_cost) <= view.form.tie:
        costs = "nothing to speak of"
    else:
        costs = f"{view.size(own_cost)}" if own_cost > 0 else f"nothing: it gains {view.size(own_cost)}"
    player, target = view.inside(top["player"]), view.inside(top["target"])
    level = f"{possessive(player)} {top['move']}: {top['level']}"
    return f"{level} hurts {target} most, by {view.size(top['other'])}, and costs {player} {costs}"


def _row(row: pd.Series, view: GameView, several: bool) -> str:
    target = f" → {view.name(row['target'])}" if several else ""
    return f"{view.name(row['player'])} · {row['move']}: {row['level']}{target}{'' if row['credible'] else ' *'}"


def _draw(changes: pd.Series, view: GameView, axes: Axes, width: float) -> None:
    values = changes.to_numpy(float)
    texts = [view.number(value) for value in values]
    colours = np.where(values < 0, LOSS, GAIN)
    signed_bars(axes, values, texts, colours.tolist(), limits(values, texts, width))


LEVERAGE: Final = Figure(
    "leverage",
    "What each side holds",
    leverage,
    ("escalate",),
    HOLDS,
    applies=lambda view: not view.table("leverage").empty,
)
