"""Deals: what two players get at every profile, which of them both accept, and which would be struck."""

from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import DEAL, Figure
from simulator.report.looks.marks import VALUE_SIZE, tick_text
from simulator.report.looks.style import GAIN, INK, LOSS, MUTED
from simulator.report.strategy.view import STATUS_QUO, GameView, profile_words
from simulator.results.analysis.claims import Cell, Claim
from simulator.results.analysis.comparison import chosen

_HEIGHT: Final = 4.4
_WIDTH: Final = 5.5
"""Room in inches in which names of points stand apart."""


def deals(view: GameView, threat_point: str = STATUS_QUO, players: tuple[str, str] | None = None) -> Chart:
    """What two players get at every profile, which ones all accept, and what would be struck.

    Parameters
    ----------
    threat_point
        What comes of it without a deal, as the table of deals names it.
    players
        Two of them, across and up; absent: the first two.

    Raises
    ------
    ResultsError
        An unknown threat point or player.
    """
    known = view.table("deals")["threat_point"].drop_duplicates().tolist() or [STATUS_QUO]
    point = chosen(threat_point, known, "threat_point")
    pair = [chosen(name, list(view.players), "players") for name in players or view.players[:2]]
    names = [view.name(player) for player in pair]
    data = placed(view, point)
    return Chart(
        title=zone_words(view, point).as_title,
        subtitle=f"{view.measured}, {view.against}: {names[0]} across, {names[1]} up",
        caption=f"{view.caption} Blue: all accept it rather than {profile_words(point)}; grey: somebody refuses.",
        rows=(),
        panels=(Panel("", f"{names[0]}, {view.unit}", partial(_draw, data, (pair[0], pair[1]), view), least=_WIDTH),),
        data=data,
        height=_HEIGHT,
    )


def placed(view: GameView, point: str) -> pd.DataFrame:
    """Every profile: payoff of each player, and whether all accept it and which solution it is."""
    form = view.form
    flat = form.central.flat()[0].T
    known = ~np.isnan(flat).any(axis=1)
    names = [form.text(form.unflat(int(number))) for number in np.flatnonzero(known)]
    table = pd.DataFrame(flat[known], columns=list(form.players))
    table.insert(0, "profile", names)
    zone = accepted(view, point).drop_duplicates("profile").set_index("profile")
    for flag in ("pareto", "nash", "kalai_smorodinsky"):
        table[flag] = table["profile"].isin(zone.index[zone[flag].astype(bool)])
    return table.assign(accepted=table["profile"].isin(zone.index))


def accepted(view: GameView, point: str) -> pd.DataFrame:
    """Profiles that all accept rather than a threat point, in the tidy shape of the table of deals."""
    table = view.table("deals")
    return table[(table["threat_point"] == point) & (table["profile"] != point)]


def zone_words(view: GameView, point: str = STATUS_QUO) -> Claim:
    """Which deals there are against a threat point, and which would be struck, as a clause."""
    table = accepted(view, point)
    count = table["profile"].nunique()
    than = f"rather than {'the ' if point == STATUS_QUO else ''}{profile_words(point)}"
    if not count:
        return Claim(f"there is nothing that all accept {than}")
    every = tuple(table["profile"].unique())
    number = Cell({"threat_point": point, "profile": every}, "profile", count, str(count), "deals", total="nunique")
    struck = table[table["nash"].astype(bool)]
    if struck.empty:
        return Claim(f"all accept {number} of the profiles {than}, and none leaves all of them better off", number)
    profile = str(struck["profile"].iloc[0])
    gains = struck[struck["profile"] == profile]
    keys = {"threat_point": point, "profile": profile}
    payoffs = [
        Cell(keys | {"player": player}, "payoff", gain, view.number(gain), "deals")
        for player, gain in zip(gains["player"], gains["payoff"], strict=True)
    ]
    shares = ", ".join(f"{view.name(str(cell.row['player']))} {cell}" for cell in payoffs)
    what = "one profile" if count == 1 else f"{number} profiles"
    text = f"all accept {what} {than}; bargaining leads to {profile_words(profile)} ({shares})"
    return Claim(text, payoffs, [number] * (count > 1))


def _draw(data: pd.DataFrame, pair: tuple[str, str], view: GameView, axes: Axes, width: float) -> None:
    across, up = (data[name].to_numpy(float) for name in pair)
    is_accepted = data["accepted"].to_numpy(bool)
    axes.axvline(0, color=INK, linewidth=0.6)
    axes.axhline(0, color=INK, linewidth=0.6)
    axes.scatter(across[~is_accepted], up[~is_accepted], s=16, color=MUTED, alpha=0.5, linewidth=0)
    axes.scatter(across[is_accepted], up[is_accepted], s=26, color=GAIN, linewidth=0, zorder=3)
    axes.margins(0.12, 0.1)
    axes.set_ylabel(f"{view.name(pair[1])}, {view.unit}")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(tick_text))
    _name(data, pair, axes)


def _name(data: pd.DataFrame, pair: tuple[str, str], axes: Axes) -> None:
    """Write names at the status quo, named profiles and the bargaining solution."""
    solution = data["nash"].to_numpy(bool)
    axes.scatter(
        data.loc[solution, pair[0]], data.loc[solution, pair[1]], s=90, facecolor="none", edgecolor=LOSS, zorder=4
    )
    is_named = solution | ~data["profile"].str.contains("=", regex=False).to_numpy()
    middle = data[pair[0]].mean()
    for _, row in data[is_named].iterrows():
        side = -1 if row[pair[0]] > middle else 1
        axes.annotate(
            profile_words(str(row["profile"])),
            (row[pair[0]], row[pair[1]]),
            xytext=(side * 6, 5),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            size=VALUE_SIZE,
            color=INK,
        )


DEALS: Final = Figure(
    "deals",
    "The deal",
    deals,
    ("escalate",),
    DEAL,
    applies=lambda view: len(view.players) > 1,
)
