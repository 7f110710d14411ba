"""How sure: shares of draws in which each claim about a game holds."""

from dataclasses import replace
from functools import partial
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import SURE, Figure
from simulator.report.looks.marks import BAR, VALUE_SIZE
from simulator.report.looks.style import GAIN, INK
from simulator.report.strategy.view import GameView, profile_words
from simulator.results.analysis.claims import Cell, Claim, Rank

MOST: Final = 24
"""Claims that a chart shows."""
_CLAIMS: Final = ("equilibrium", "no equilibrium", "several equilibria", "deal", "tree")


def certainty(view: GameView) -> Chart:
    """In what share of draws each profile is an equilibrium, a deal, or where the tree ends."""
    data = claims(view)
    return Chart(
        title=sure_words(view).as_title,
        subtitle=f"Share of {int(data['draws'].max())} draws in which each claim holds",
        caption=f"{view.caption} The same draws for all profiles.",
        rows=tuple(_text(row) for _, row in data.iterrows()),
        panels=(Panel("", "% of draws", partial(_draw, data)),),
        data=data,
    )


def claims(view: GameView) -> pd.DataFrame:
    """Claims about profiles, those of each kind by their share."""
    table = view.table("probability")
    if table.empty:
        return table
    table = table[table["claim"].isin(_CLAIMS) & (table["share"] > 0)]
    rank = table["claim"].map(_CLAIMS.index)
    return (
        table.assign(rank=rank)
        .sort_values(["rank", "share"], ascending=[True, False], kind="stable")
        .drop(columns="rank")
        .head(MOST)
        .reset_index(drop=True)
    )


def sure_words(view: GameView) -> Claim:
    """Which claim about equilibria holds most often, as a clause."""
    data = claims(view)
    stable = data[data["claim"] == "equilibrium"]
    if stable.empty:
        return Claim("no profile is an equilibrium in any draw")
    top = stable.iloc[0]
    keys = {"claim": "equilibrium", "profile": top["profile"]}
    share = Cell(keys, "share", top["share"], f"{100 * top['share']:.0f} %", "probability", 100.0)
    draws = Cell(keys, "draws", top["draws"], f"{int(top['draws'])}", "probability")
    most = replace(share, text="", rank=Rank("highest", ("profile",)))
    return Claim(
        f"in {share} of {draws} draws {profile_words(str(top['profile']))} is an equilibrium", share, draws, most
    )


def _text(row: pd.Series) -> str:
    kind = {"tree": "the tree ends here"}.get(row["claim"], row["claim"])
    return f"{profile_words(str(row['profile']))} ({kind})" if row["profile"] else str(kind)


def _draw(data: pd.DataFrame, axes: Axes, width: float) -> None:
    share = 100 * data["share"].to_numpy(float)
    axes.set_xlim(0, 112)
    axes.set_xticks([0, 25, 50, 75, 100])
    axes.barh(range(len(share)), share, BAR, color=GAIN)
    for row, value in enumerate(share):
        axes.text(value + 1, row, f"{value:.0f}", size=VALUE_SIZE, color=INK, va="center")


CERTAINTY: Final = Figure(
    "certainty",
    "How sure",
    certainty,
    ("escalate",),
    SURE,
    applies=lambda view: not claims(view).empty,
)
