"""Equilibria of a game, what is dominated, which conflicts are stable, and where best replies lead."""

from typing import Any

import numpy as np
import pandas as pd

from simulator.errors import GameError
from simulator.game.dominance import STRICT, WEAK, Rule, eliminate
from simulator.game.mixed.equilibria import MixedEquilibria, mixed_equilibria
from simulator.game.normal import Array
from simulator.game.paths import best_reply_path
from simulator.game.pure import pure_equilibria
from simulator.game.quantal import quantal_path, share_of_better
from simulator.game.stability import graph_of, stability
from simulator.results.analysis.strategy.form import StrategicForm

APART = 0.1
"""Difference of payoffs at which the rationality of quantal response is said."""

RATIONALITY = (0.6, 0.75, 0.9, 0.99)
"""How often the better of two actions so far apart is taken, at the rows of quantal response."""

MANY_ACTIONS = 100
"""Actions of one player up to which stability is looked at."""

FEW_ACTIONS, FEW_PROFILES = 60, 1000
"""Actions of all players together, and profiles, up to which quantal response is traced."""


def equilibrium_table(form: StrategicForm) -> tuple[pd.DataFrame, list[str]]:
    """Equilibria in pure actions (kind "pure", or "pure, tied" where some other action is as good), and mixed ones.

    Columns kind, profile, player, payoff. Beside them what could not be said.
    """
    pure = pure_equilibria(form.central, form.tie)
    rows = [
        row
        for profile in pure.profiles()
        for row in form.rows(
            form.text(profile),
            form.central.at(profile)[0],
            kind="pure" if pure.is_strict[(0, *profile)] else "pure, tied",
        )
    ]
    mixed, notes = _mixed(form)
    if pure.is_unknown.any():
        notes.append(f"{int(pure.is_unknown.sum())} profiles may be equilibria, as some payoff is not solved.")
    table = pd.DataFrame([*rows, *mixed], columns=["kind", "profile", "player", "payoff"])
    return table, notes


def _mixed(form: StrategicForm) -> tuple[list[dict[str, object]], list[str]]:
    """Equilibria in which some player mixes, of two players."""
    if len(form.players) != 2:
        return [], []
    try:
        equilibria = mixed_equilibria(form.central)
    except GameError as why:
        return [], [f"Mixed equilibria are not found: {why}"]
    is_mixed = ((equilibria.first > 1e-6).sum(axis=1) > 1) | ((equilibria.second > 1e-6).sum(axis=1) > 1)
    rows = [
        row
        for number in np.flatnonzero(is_mixed)
        for row in form.rows(_mix_text(form, equilibria, int(number)), equilibria.payoff[number], kind="mixed")
    ]
    more = [] if equilibria.is_complete else ["There may be more mixed equilibria than are found: the game is large."]
    return rows, more


def _mix_text(form: StrategicForm, equilibria: MixedEquilibria, number: int) -> str:
    parts = []
    for player, mix in enumerate((equilibria.first[number], equilibria.second[number])):
        taken = [f"{mix[action]:.2f} {form.action_text(player, int(action))}" for action in np.flatnonzero(mix > 1e-6)]
        parts.append(f"{form.players[player]}: {', '.join(taken)}")
    return "; ".join(parts)


def dominance_table(form: StrategicForm) -> pd.DataFrame:
    """Actions that go when dominated ones are taken away round by round.

    Columns kind (strict, weak), round, player, action, by, ties, order_matters.
    """
    rows = []
    rules: dict[str, Rule] = {"strict": STRICT._replace(tie=form.tie), "weak": WEAK._replace(tie=form.tie)}
    for kind, rule in rules.items() if form.is_solved and len(form.players) > 1 else ():
        elimination = eliminate(form.central, rule)
        rows += [
            {
                "kind": kind,
                "round": number,
                "player": form.players[item.player],
                "action": form.action_text(item.player, item.action),
                "by": " or ".join(form.action_text(item.player, action) for action in item.by),
                "ties": item.n_ties,
                "order_matters": elimination.depends_on_order,
            }
            for number, gone in enumerate(elimination.rounds, start=1)
            for item in gone
        ]
    return pd.DataFrame(rows, columns=["kind", "round", "player", "action", "by", "ties", "order_matters"])


def stability_table(form: StrategicForm) -> tuple[pd.DataFrame, list[str]]:
    """Profiles that are stable for every player by some definition of the graph model; columns profile, nash, …."""
    names = ["nash", "general", "symmetric", "sequential"]
    if not form.is_solved or max(form.game.n_actions) > MANY_ACTIONS:
        is_large = form.is_solved
        said = [f"Stability is looked at with up to {MANY_ACTIONS} actions of a player."] if is_large else []
        return pd.DataFrame(columns=["profile", *names]), said
    model, profiles = graph_of(form.central)
    stable = stability(model, form.tie).equilibria()
    table = pd.DataFrame({name: getattr(stable, name) for name in names})
    kept = np.flatnonzero(table.to_numpy().any(axis=1))
    named = table.iloc[kept].assign(profile=[form.text(profiles[state]) for state in kept])
    return named[["profile", *names]], []


def intensity(form: StrategicForm) -> list[Array]:
    """How intense each action is: what it costs all other players together, taken alone, in whole ties."""
    now, by_player = form.actions_at(form.status_quo), []
    payoff = np.where(form.central.is_excluded, np.nan, form.central.payoff[0])
    for player in range(len(form.players)):
        others = np.delete(payoff, player, axis=0).sum(axis=0)
        taken_alone: tuple[Any, ...] = (*now[:player], slice(None), *now[player + 1 :])
        cost = others[taken_alone]
        by_player.append(np.nan_to_num(np.round((cost[now[player]] - cost) / form.tie)))
    return by_player


def path_table(form: StrategicForm) -> pd.DataFrame:
    """Where best replies lead from the status quo, by who answers first, and if all answer at once.

    Columns first, step, profile, mover, player, payoff, outcome, tied.
    """
    columns = ["first", "step", "profile", "mover", "player", "payoff", "outcome", "tied"]
    if not form.is_solved:
        return pd.DataFrame(columns=columns)
    rows = []
    players = range(len(form.players))
    orders = {form.players[first]: [*players[first:], *players[:first]] for first in players}
    for name, turns in {**orders, "all at once": None}.items():
        path = best_reply_path(form.central, form.actions_at(form.status_quo), intensity(form), turns, form.tie)
        said = {"first": name, "outcome": path.outcome.value, "tied": path.is_tied}
        for step, profile in enumerate(path.profiles):
            movers = path.movers[step - 1] if step else ()
            payoff = form.central.flat()[0][:, form.flat(profile)]
            text = ", ".join(form.players[mover] for mover in movers)
            rows += form.rows(form.text(profile), payoff, **said, step=step, mover=text)
    return pd.DataFrame(rows, columns=columns)


def quantal_table(form: StrategicForm) -> tuple[pd.DataFrame, list[str]]:
    """Quantal response: columns better (share of the better of two actions 0.1 apart), player, action, share."""
    columns = ["better", "player", "action", "share"]
    empty = pd.DataFrame(columns=columns)
    if sum(form.game.n_actions) > FEW_ACTIONS or form.game.is_excluded.size > FEW_PROFILES:
        return empty, [f"Quantal response is traced with up to {FEW_ACTIONS} actions and {FEW_PROFILES} profiles."]
    most = np.log(RATIONALITY[-1] / (1 - RATIONALITY[-1])) / APART
    try:
        path = quantal_path(form.central, float(most))
    except GameError as why:
        return empty, [f"Quantal response is not traced: {why}"]
    better = np.array([share_of_better(float(value), APART) for value in path.rationality])
    rows = []
    for wanted in RATIONALITY:
        step = int(np.argmax(better >= wanted - 1e-6))
        rows += [
            {"better": wanted, "player": name, "action": form.action_text(player, action), "share": share}
            for player, name in enumerate(form.players)
            for action, share in enumerate(path.mix[player][step].tolist())
        ]
    return pd.DataFrame(rows, columns=columns), []
