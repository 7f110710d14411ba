"""What players get at equilibria, at named profiles and along best replies."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import THEMSELVES, Figure
from simulator.report.looks.marks import limits, signed_bars
from simulator.report.strategy.view import GameView, profile_words
from simulator.report.wording.words import listed
from simulator.results.analysis.claims import Cell, Claim

MOST: Final = 12
"""Equilibria that a chart shows."""


def equilibria(view: GameView) -> Chart:
    """What players get at each equilibrium in pure actions and at each named profile."""
    data = shown(view)
    wide, kinds = view.payoffs(data), data.drop_duplicates("profile").set_index("profile")["kind"]
    rest = len(pure(view)) - MOST
    more = f" {rest} further equilibria are in the tables." if rest > 0 else ""
    return Chart(
        title=left_alone(view).as_title,
        subtitle=f"{view.measured}, {view.against}",
        caption=f"{view.caption}{more}",
        rows=tuple(profile_words(str(name)) + " (no equilibrium)" * (kinds[name] == "named") for name in wide.index),
        panels=tuple(
            Panel(view.name(player), view.unit, partial(_draw, wide[player], view)) for player in view.players
        ),
        data=data,
    )


def pure(view: GameView) -> list[str]:
    """Equilibria in pure actions."""
    table = view.table("equilibria")
    is_pure = table["kind"].astype(str).str.startswith("pure")
    return [str(profile) for profile in table.loc[is_pure, "profile"].drop_duplicates()]


def shown(view: GameView) -> pd.DataFrame:
    """Payoffs at the first equilibria and at named profiles: profile, kind, player, payoff."""
    named = list(view.form.named)
    stable = pure(view)
    wanted = dict.fromkeys([*stable[:MOST], *named], "named") | dict.fromkeys(stable[:MOST], "equilibrium")
    payoff = pd.concat([view.table("equilibria"), _at_named(view)])
    payoff = payoff[payoff["profile"].isin(wanted)].drop_duplicates(["profile", "player"])
    order = {profile: number for number, profile in enumerate(wanted)}
    table = payoff.assign(kind=payoff["profile"].map(wanted), order=payoff["profile"].map(order))
    return table.sort_values("order", kind="stable")[["profile", "kind", "player", "payoff"]].reset_index(drop=True)


def _at_named(view: GameView) -> pd.DataFrame:
    form = view.form
    at = {name: form.central.at(form.actions_at(levels))[0] for name, levels in form.named.items()}
    rows = [row for name, payoff in at.items() for row in form.rows(name, payoff)]
    return pd.DataFrame(rows, columns=["profile", "player", "payoff"])


def left_alone(view: GameView) -> Claim:
    """Equilibria, as a clause."""
    stable = pure(view)
    if not stable:
        return Claim("no profile is an equilibrium in pure actions: some player always gains by moving on")
    words = [profile_words(profile) for profile in stable[:3]]
    if len(stable) == 1:
        return Claim(f"one profile is an equilibrium: {words[0]}", _count(view, stable, ""))
    others = len(stable) - len(words)
    tail = f", and {others} more" if others else ""
    joined = "; ".join(words) if others or len(words) > 2 else listed(words)
    count = _count(view, stable, str(len(stable)))
    return Claim(f"{count} profiles are equilibria: {joined}{tail}", count, [_rest(count, others)] * bool(others))


def _count(view: GameView, stable: Sequence[str], text: str) -> Cell:
    """How many equilibria there are in pure actions."""
    kinds = tuple(kind for kind in view.table("equilibria")["kind"].unique() if str(kind).startswith("pure"))
    return Cell({"kind": kinds}, "profile", len(stable), text, "equilibria", total="nunique")


def _rest(count: Cell, others: int) -> Cell:
    """How many equilibria are not named."""
    return replace(count, text=str(others), less=count.value - others)


_ENDS: Final = {
    "stays": "nothing moves",
    "unwinds": "it unwinds to {}",
    "escalates": "it escalates to {}",
    "shifts": "it shifts to {}",
    "cycles": "replies go round in a circle",
    "blocked": "replies meet in what cannot come about",
}
"""Where best replies lead from the status quo."""


def path_words(view: GameView) -> Claim:
    """Where best replies lead from the status quo, by who moves first, as a clause; empty where it is not known."""
    ends: dict[str, list[str]] = {}
    for name, steps in view.table("path").groupby("first", sort=False):
        first, last = str(name), steps.iloc[-1]
        who = f"if {view.inside(first)} moves first" if first in view.players else first
        ends.setdefault(_ENDS[last["outcome"]].format(profile_words(str(last["profile"]))), []).append(who)
    if len(ends) == 1:
        return Claim(f"from the status quo, whoever moves first, {next(iter(ends))}")
    clauses = [f"{' or '.join(who)}, {end}" for end, who in ends.items()]
    return Claim(f"from the status quo, {'; '.join(clauses)}" if clauses else "")


def _draw(payoff: pd.Series, view: GameView, axes: Axes, width: float) -> None:
    values = payoff.to_numpy(float)
    texts = [view.number(value) for value in values]
    colours = [view.colour(str(payoff.name))] * len(values)
    signed_bars(axes, values, texts, colours, limits(values, texts, width))


EQUILIBRIA: Final = Figure(
    "equilibria",
    "Left to themselves",
    equilibria,
    ("escalate",),
    THEMSELVES,
    applies=lambda view: not shown(view).empty,
)
