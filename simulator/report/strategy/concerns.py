"""Concerns: weights under which named profiles are equilibria, and the map over two of them."""

from functools import partial
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.ticker import FuncFormatter

from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import CARES, Figure
from simulator.report.looks.marks import VALUE_SIZE, tick_text
from simulator.report.looks.style import GAIN, INK, MUTED, PALETTE
from simulator.report.strategy.view import GameView, profile_words
from simulator.report.wording.words import MINUS, listed
from simulator.results.analysis.claims import Cell, Claim
from simulator.results.analysis.strategy.concerns import concerns_of

MOST: Final = 7
"""Sets of equilibria with a colour of their own on a map; the others share one."""
_HEIGHT: Final = 4.4
_EQUILIBRIUM: Final = "equilibrium"


def concern_map(view: GameView, first: str = "", second: str = "", points: int = 41) -> Chart:
    """Which profiles are equilibria over the weights of two concerns.

    Parameters
    ----------
    first, second
        Concerns as the game names them; absent: the first two.
    points
        Weights along each axis.

    Raises
    ------
    ResultsError
        The game has no such concern, or fewer than two.
    """
    data = view.result.map(first, second, horizon=view.horizon, points=points)
    names = [view.concern_of(data.attrs[axis]) for axis in ("first", "second")]
    table = data[["which", "n_equilibria", "tied"]].to_dataframe().reset_index()
    table = table.assign(equilibria=np.append(data["profiles"].to_numpy(), "")[table["which"]])
    return Chart(
        title=map_words(data).as_title,
        subtitle=f"Equilibria by the weight of {names[0]} (across) and {names[1]} (up)",
        caption=f"{view.caption} A weight is points of payoff for a unit of the concern; numbers: shares of the map.",
        rows=(),
        panels=(Panel("", names[0], partial(_draw_map, data, names[1])),),
        data=table,
        height=_HEIGHT,
    )


def map_words(data: xr.Dataset) -> Claim:
    """How much of a map each outcome takes, as a clause."""
    share, names = data["share"].to_numpy(), data["profiles"].to_numpy()
    top = int(np.argmax(share))
    if len(share) == 1:
        one = Cell({}, "which", 1, total="nunique")
        return Claim(f"whatever the two weights, the equilibria are the same: {_set_words(str(names[top]))}", one)
    count = Cell({}, "which[which >= 0].nunique()", len(share), f"{len(share)}")
    covered = Cell({}, f"which == {top}", share[top], f"{100 * share[top]:.0f} %", factor=100.0, total="mean")
    common = f"the most common, on {covered} of the map: {_set_words(str(names[top]))}"
    return Claim(f"{count} outcomes, by what the players care about; {common}", count, covered)


def _set_words(text: str) -> str:
    """A set of equilibria in words, many of them by their number."""
    profiles = text.split(" | ")
    if profiles == ["none"]:
        return "no equilibrium in pure actions"
    more = f" and {len(profiles) - 2} more" if len(profiles) > 2 else ""
    return "; ".join(profile_words(profile) for profile in profiles[:2]) + more


def _draw_map(data: xr.Dataset, up_name: str, axes: Axes, width: float) -> None:
    share = data["share"].to_numpy()
    order = np.argsort(-share, kind="stable")
    rank = np.minimum(np.argsort(order), MOST)
    which = data["which"].to_numpy()
    shades = np.ma.masked_where(which < 0, rank[np.maximum(which, 0)]).T
    colours = ListedColormap([*PALETTE[:MOST], MUTED])
    across, up = data["first"].to_numpy(), data["second"].to_numpy()
    axes.pcolormesh(
        across, up, shades, cmap=colours, vmin=-0.5, vmax=MOST + 0.5, shading="nearest", alpha=0.55, rasterized=True
    )
    axes.set_ylabel(up_name)
    axes.grid(visible=False)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(tick_text))
    for number in order[:MOST]:
        rows, columns = np.nonzero(which == number)
        if rows.size < 0.04 * which.size:
            continue
        near = int(np.argmin((rows - rows.mean()) ** 2 + (columns - columns.mean()) ** 2))
        text = f"{_set_words(str(data['profiles'].to_numpy()[number]))}\n{100 * share[number]:.0f} %"
        middle = (across[rows[near]], up[columns[near]])
        axes.annotate(text, middle, ha="center", va="center", size=VALUE_SIZE, color=INK, wrap=True)


def revealed(view: GameView) -> Chart:
    """Weights of each concern under which each named profile is an equilibrium."""
    data = intervals(view)
    return Chart(
        title=care_words(view).as_title,
        subtitle="Least and largest weight of each concern under which nobody of its player leaves a named profile",
        caption=f"{view.caption} An arrow: any larger weight, too. Concerns and their ranges are assumptions.",
        rows=tuple(
            f"{row['profile']} · {view.name(row['player'])} · {view.concern(row['concern'])}"
            for _, row in data.iterrows()
        ),
        panels=(Panel("", "weight", partial(_draw_intervals, data, view.form.tie)),),
        data=data,
    )


def intervals(view: GameView) -> pd.DataFrame:
    """Rows of the table of concerns about equilibria."""
    table = view.table("concerns")
    return table[table["condition"] == _EQUILIBRIUM].reset_index(drop=True) if len(table) else table


def care_words(view: GameView) -> Claim:
    """What players must care about for the first named profile that needs it to be an equilibrium, as a clause."""
    data = intervals(view)
    for profile, rows in data.groupby("profile", sort=False):
        never = rows[rows["shortfall"] > view.form.tie]
        needs = rows[(rows["least"] > 0) | (rows["largest"] < 0)]
        if len(never):
            row = never.iloc[0]
            gain = _cell(row, "shortfall", view.size(row["shortfall"]))
            keeps = f"no weights of its concerns make {view.inside(row['player'])} keep to {profile}"
            return Claim(f"{keeps}: by leaving it gains {gain} or more", gain)
        if len(needs):
            row = needs.iloc[0]
            column = "least" if row["least"] > 0 else "largest"
            bound = _cell(row, column, f"{row[column]:.3g}".replace("-", MINUS))
            end = "at least" if column == "least" else "at most"
            weight = f"the weight of {view.concern(row['concern'])} is {end} {bound}"
            return Claim(f"{view.inside(row['player'])} keeps to {profile} if {weight}", bound)
    return Claim(f"nobody needs a further concern to keep to {listed(data['profile'].drop_duplicates().tolist())}")


def _cell(row: pd.Series, column: str, text: str) -> Cell:
    keys = {name: row[name] for name in ("profile", "player", "concern", "condition")}
    return Cell(keys, column, row[column], text, "concerns")


def _draw_intervals(data: pd.DataFrame, tie: float, axes: Axes, width: float) -> None:
    ends = data[["least", "largest"]].to_numpy(float)
    finite = ends[np.isfinite(ends)]
    low, high = min(finite.min(initial=0.0), 0.0), max(finite.max(initial=0.0), 0.0)
    span = (high - low) or 1.0
    axes.set_xlim(low - 0.25 * span, high + 0.25 * span)
    axes.xaxis.set_major_formatter(FuncFormatter(tick_text))
    axes.axvline(0, color=INK, linewidth=0.8)
    for row, (least, largest) in enumerate(ends):
        if np.isnan(least):
            text = "a tie" if data["shortfall"].iloc[row] <= tie else "no weights"
            axes.text(0.02 * span, row, text, size=VALUE_SIZE, color=MUTED, style="italic", va="center")
            continue
        left, right = max(least, low - 0.2 * span), min(largest, high + 0.2 * span)
        axes.plot([left, right], [row, row], color=GAIN, linewidth=5, solid_capstyle="butt")
        if np.isinf(largest):
            axes.plot(right, row, marker=">", color=GAIN)
        if np.isinf(least):
            axes.plot(left, row, marker="<", color=GAIN)


MAP: Final = Figure(
    "concern_map",
    "What it would take",
    concern_map,
    ("escalate",),
    CARES,
    applies=lambda view: len(concerns_of(view.form)) > 1,
)

REVEALED: Final = Figure(
    "revealed_concerns",
    "What each must care about",
    revealed,
    ("escalate",),
    CARES,
    applies=lambda view: not intervals(view).empty,
)
