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
from simulator.report.wording.words import NOISE, possessive
from simulator.results.analysis.claims import Cell, Claim, Rank

_SIDES: Final = {"own": "Its player", "other": "The other side"}


def leverage(view: GameView) -> Chart:
    """What each level taken alone does to its player and to each other one."""
    data = view.table("leverage")
    changes = data.assign(own=-data["own"], other=-data["other"])
    several = data["target"].nunique() > 2
    return Chart(
        title=strongest(view).as_title,
        subtitle=f"{view.measured}, {view.against}, of one level taken alone",
        caption=f"{view.caption} *: not credible, as its player loses by it after the other side's best reply.",
        rows=tuple(_row(row, view, several) for _, row in data.iterrows()),
        panels=tuple(Panel(text, view.unit, partial(_draw, changes[side], view)) for side, text in _SIDES.items()),
        data=data,
    )


def strongest(view: GameView) -> Claim:
    """The level that hurts another player most, as a clause."""
    data = view.table("leverage").dropna(subset=["own", "other"])
    if data.empty:
        return Claim("nobody can move")
    if data["other"].max() <= view.form.tie:
        none = Cell({}, "other", data["other"].max(), table="leverage", total="max", below=view.form.tie + NOISE)
        return Claim("no level taken alone hurts another player", [none] if none.value > 0 else [])
    top = data.sort_values("other", ascending=False, kind="stable").iloc[0]
    keys = {name: top[name] for name in ("player", "move", "level", "target")}
    cost = Cell(keys, "own", top["own"], view.size(top["own"]), "leverage", sign=1 if top["own"] > 0 else -1)
    costs = str(cost) if cost.value > 0 else f"nothing: it gains {cost}"
    if abs(cost.value) <= view.form.tie:
        costs = "nothing to speak of"
        cost = Cell(keys, "own", cost.value, table="leverage", below=view.form.tie + NOISE)
    rank = Rank("highest", ("player", "move", "level", "target"))
    hurt = Cell(keys, "other", top["other"], view.size(top["other"]), "leverage", rank=rank)
    player, target = view.inside(top["player"]), view.inside(top["target"])
    level = f"{possessive(player)} {top['move']}: {top['level']}"
    return Claim(f"{level} hurts {target} most, by {hurt}, and costs {player} {costs}", hurt, cost)


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
