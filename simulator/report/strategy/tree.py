"""The tree: who decides when, and how likely each turn is."""

from functools import partial
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import THEMSELVES, Figure
from simulator.report.looks.marks import VALUE_SIZE
from simulator.report.looks.style import GAIN, INK, MUTED
from simulator.report.strategy.view import GameView
from simulator.results.analysis.claims import Cell, Claim

LEAST: Final = 0.03
"""How likely a turn of hesitant players must be to be drawn where it is not the best."""
MOST: Final = 28
"""Ends that are drawn."""
_ROW: Final = 0.3
_WIDTH: Final = 8.5
"""Room in inches in which the turns stand beside each other."""


def tree(view: GameView) -> Chart:
    """Who decides when: turns that look-ahead takes thick, others by how likely players are who may err."""
    data = drawn(view)
    ends = ~data["node"].isin(data["parent"])
    return Chart(
        title=tree_words(view).as_title,
        subtitle="Turns in their order, with the probability that look-ahead and players who may err give them",
        caption=f"{view.caption} Thick: taken by players who look ahead; in brackets: by players who may err. "
        f"Turns less likely than {LEAST:.0%} are left out.",
        rows=(),
        panels=(Panel("", "", partial(_draw, data, view), least=_WIDTH),),
        data=data,
        height=max(1.2, _ROW * int(ends.sum())),
    )


def nodes(view: GameView) -> pd.DataFrame:
    """Every node once, with the payoff of each player that is expected there."""
    table = view.table("tree")
    if table.empty:
        return table
    wide = table.pivot_table(index="node", columns="player", values="value", sort=False, dropna=False)
    return table.drop(columns=["player", "value"]).drop_duplicates("node").merge(wide, on="node")


def drawn(view: GameView) -> pd.DataFrame:
    """Nodes that are likely enough to be drawn, parents before children, each with its depth and likelihood."""
    table = nodes(view)
    odds: dict[int, float] = {}
    depth: dict[int, int] = {}
    for node, parent, share in table[["node", "parent", "quantal"]].itertuples(index=False):
        odds[node] = odds.get(parent, 1.0) * float(share)
        depth[node] = depth.get(parent, -1) + 1
    table = table.assign(likely=table["node"].map(odds), depth=table["node"].map(depth))
    kept = table[(table["reach"] > 0) | (table["likely"] >= LEAST)]
    last = kept[kept["depth"] == kept["depth"].max()]
    ends = set(last.nlargest(MOST, ["reach", "likely"])["node"])
    parent_of: dict[int, int] = dict(table[["node", "parent"]].itertuples(index=False))
    shown = set(ends)
    for node in ends:
        while (node := parent_of[node]) in parent_of:
            shown.add(node)
    return table[table["node"].isin(shown)].reset_index(drop=True)


def tree_words(view: GameView) -> Claim:
    """Where look-ahead leads, as a clause."""
    table = nodes(view)
    ends = table[~table["node"].isin(table["parent"]) & (table["reach"] > 0)]
    top = ends.sort_values("reach", ascending=False, kind="stable").iloc[0]
    steps = []
    node = int(top["node"])
    while node > 0:
        row = table[table["node"] == node].iloc[0]
        who = "" if row["by"] == "chance" else f"{view.name(row['by'])} "
        steps.append(f"{who}{str(row['choice']).partition('=')[2]}")
        node = int(row["parent"])
    others = len(ends) - 1
    text = f"{100 * top['reach']:.0f} %" if others else ""
    share = Cell({"node": int(top["node"])}, "reach", top["reach"], text, "tree", 100.0)
    how, tail = (" most often", f" ({share})") if others else ("", "")
    return Claim(f"looking ahead leads{how} to {', '.join(steps[::-1])}{tail}", share)


def _draw(data: pd.DataFrame, view: GameView, axes: Axes, width: float) -> None:
    height = _heights(data)
    deepest = int(data["depth"].max())
    axes.set_xlim(0, deepest + 0.9)
    axes.set_ylim(max(height.values()) + 0.6, -1.4)
    axes.axis("off")
    _name_turns(data, view, axes)
    for row in data.to_dict("records"):
        if row["parent"] not in height:
            continue
        start, end = (row["depth"] - 1, height[row["parent"]]), (row["depth"], height[row["node"]])
        is_taken = row["reach"] > 0
        axes.plot(
            [start[0], start[0] + 0.12, end[0]], [start[1], end[1], end[1]],
            color=GAIN if is_taken else MUTED, linewidth=2.4 if is_taken else 0.8, solid_joinstyle="round",
        )  # fmt: skip
        text = f"{str(row['choice']).partition('=')[2]}  {100 * row['probability']:.0f} %"
        text += "" if row["by"] == "chance" else f" ({100 * row['quantal']:.0f})"
        axes.text(start[0] + 0.15, end[1] - 0.08, text, size=VALUE_SIZE, color=INK, va="bottom")
        if row["depth"] == deepest:
            worth = "  ".join(view.number(row[player]) for player in view.players[:2])
            axes.text(deepest + 0.04, end[1], worth, size=VALUE_SIZE, color=MUTED, va="center")


def _name_turns(data: pd.DataFrame, view: GameView, axes: Axes) -> None:
    """Who decides, above the turns of each step, and whose payoffs stand at the ends."""
    turns = data[data["depth"] > 0].drop_duplicates("depth")
    for depth, player in zip(turns["depth"], turns["by"], strict=True):
        axes.text(depth - 0.85, -0.75, view.name(player), size=VALUE_SIZE, color=INK, weight="bold", va="bottom")
    worth = ", ".join(view.name(player) for player in view.players[:2])
    axes.text(data["depth"].max() + 0.04, -0.75, worth, size=VALUE_SIZE, color=MUTED, weight="bold", va="bottom")


def _heights(data: pd.DataFrame) -> dict[int, float]:
    """Height of each node: ends in rows, the others in the middle of their children."""
    children: dict[int, list[int]] = {}
    for node, parent in data[["node", "parent"]].itertuples(index=False):
        children.setdefault(parent, []).append(node)
    height: dict[int, float] = {}

    def settle(node: int) -> float:
        below = [settle(child) for child in children.get(node, ())]
        height[node] = sum(below) / len(below) if below else float(sum(1 for known in height if known not in children))
        return height[node]

    settle(int(data["node"].iloc[0]))
    return height


TREE: Final = Figure(
    "tree",
    "Step by step",
    tree,
    ("escalate",),
    THEMSELVES,
    applies=lambda view: not view.table("tree").empty,
)
