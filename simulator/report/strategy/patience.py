"""Whether agreements hold: how patient each player must be, by what follows when one leaves."""

import math
from collections.abc import Sequence
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import LASTS, Figure
from simulator.report.looks.marks import VALUE_SIZE, tick_text
from simulator.report.looks.style import GAIN, INK, LOSS, MUTED
from simulator.report.strategy.view import GameView, profile_words
from simulator.report.wording.words import listed, plain
from simulator.results.analysis.claims import Cell, Claim


def patience(view: GameView) -> Chart:
    """How much the next period must count for each player to keep to each named profile, under lasting punishment."""
    data = answers(view)
    return Chart(
        title=hold_words(view).as_title,
        subtitle="Least weight of the next period against this one under which a player keeps to the agreement",
        caption=f"{view.caption} Punishment lasts for ever. 0: it keeps to it however impatient it is; 1: never.",
        rows=tuple(f"{row['profile']} · {view.name(row['player'])}, else {row['else']}" for _, row in data.iterrows()),
        panels=(Panel("", "weight of the next period", partial(_draw, data)),),
        data=data,
    )


def lasting(view: GameView) -> pd.DataFrame:
    """Rows of named profiles whose punishment lasts for ever."""
    table = view.table("sustainability")
    if table.empty:
        return table
    is_asked = table["profile"].isin(list(view.form.named)) & np.isinf(table["periods"].to_numpy(float))
    return pd.DataFrame(table[is_asked]).reset_index(drop=True)


def answers(view: GameView) -> pd.DataFrame:
    """The same with one row for all punishments that ask for the same patience, and which these are (else)."""
    data = lasting(view)
    keys = ["profile", "player", "critical"]
    alike = data.assign(critical=data["critical"].round(4)).groupby(keys, sort=False, dropna=False)
    count = data["punishment"].nunique()
    joined = alike.agg(named=("punishment", list), discount=("discount", "first")).reset_index()
    joined["else"] = [_else(names, count) for names in joined.pop("named")]
    order = {name: number for number, name in enumerate(data["profile"].drop_duplicates())}
    return joined.sort_values("profile", key=lambda names: names.map(order), kind="stable", ignore_index=True)


def _else(punishments: Sequence[str], count: int) -> str:
    """What follows when a player leaves, in words."""
    if len(punishments) == count:
        return "whatever follows"
    words = [profile_words(name.removeprefix("Nash: ")) for name in punishments]
    return listed(words) if len(words) < 3 else f"{words[0]} and {len(words) - 1} others"


def hold_words(view: GameView) -> Claim:
    """Whether the first named profile holds, as a clause."""
    data = lasting(view)
    if data.empty:
        return Claim("no agreement has a name of which to say whether it would hold")
    profile = data["profile"].iloc[0]
    rows = data[data["profile"] == profile]
    worst = rows.groupby("player", sort=False)["critical"].min()
    if worst.isna().any():
        who = view.inside(str(worst.index[worst.isna()][0]))
        return Claim(f"{profile} does not hold: no punishment keeps {who} to it")
    if (worst <= 0).all():
        return Claim(f"{profile} holds without any patience: nobody gains by leaving it")
    player = str(worst.idxmax())
    several = rows.loc[rows["player"] == player, "critical"].round(4).nunique(dropna=False) > 1
    keys = {"profile": profile, "player": player, "periods": math.inf}
    value = float(worst[player])
    cell = Cell(keys, "critical", value, plain(value, 2), "sustainability", total="min")
    least = f"at least {cell} of this one for {view.inside(player)}"
    return Claim(
        f"{profile} holds if the next period counts {least}{', under the harshest punishment' * several}", cell
    )


def _draw(data: pd.DataFrame, axes: Axes, width: float) -> None:
    axes.set_xlim(-0.02, 1.15)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axes.xaxis.set_major_formatter(FuncFormatter(tick_text))
    for row, (critical, discount) in enumerate(data[["critical", "discount"]].to_numpy(float)):
        if np.isnan(critical):
            axes.text(1.02, row, "never", size=VALUE_SIZE, color=MUTED, style="italic", va="center")
        else:
            axes.plot([0, critical], [row, row], color=LOSS, linewidth=1)
            axes.scatter(critical, row, s=36, color=LOSS, zorder=3)
            axes.text(critical + 0.02, row, plain(critical, 2), size=VALUE_SIZE, color=INK, va="center")
        if np.isfinite(discount):
            axes.scatter(discount, row, s=60, marker="|", color=GAIN, zorder=4)


PATIENCE: Final = Figure(
    "patience",
    "Will it hold",
    patience,
    ("escalate",),
    LASTS,
    applies=lambda view: not lasting(view).empty,
)
