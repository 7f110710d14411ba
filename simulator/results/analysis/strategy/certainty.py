"""How sure the answers are: shares of draws in which each holds."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from simulator.game.bargaining.solutions import kalai_smorodinsky, nash_bargaining
from simulator.game.bargaining.zone import zone
from simulator.game.leverage import leverage, sign_shares
from simulator.game.normal import Array
from simulator.game.pure import PureEquilibria, pure_equilibria
from simulator.game.trees.induction import backward_induction
from simulator.results.analysis.strategy.form import StrategicForm
from simulator.results.analysis.strategy.trees import ends_of, tree_of
from simulator.scenario.games.axes import Levels

COLUMNS = ("claim", "profile", "player", "share", "draws")


def probability_table(form: StrategicForm) -> pd.DataFrame:
    """Shares of draws, the cases of a form.

    Columns claim, profile, player (of whom it is claimed, or empty: of all), share, draws (in which it is known).
    Claims: "equilibrium", "no equilibrium", "several equilibria", "deal" (all accept it rather than the status quo, and
    somebody gains), "gains", "loses" and "ties" (the player against the status quo, of named profiles and of single
    levels), "tree" (where the tree ends).
    """
    pure = pure_equilibria(form.game, form.tie)
    rows = [*_equilibria(form, pure), *_deals(form), *_changes(form), *_levels(form), *_tree(form)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(claim: str, profile: str, player: str, holds: Array) -> dict[str, object]:
    """A claim with the share of draws in which it holds, NaN where it is not known."""
    known = holds[~np.isnan(holds)]
    share = float(known.mean()) if known.size else float("nan")
    return {"claim": claim, "profile": profile, "player": player, "share": share, "draws": int(known.size)}


def _equilibria(form: StrategicForm, pure: PureEquilibria) -> Iterator[dict[str, object]]:
    flat = pure.is_equilibrium.reshape(form.game.n_cases, -1)
    unknown = pure.is_unknown.reshape(form.game.n_cases, -1)
    for number in np.flatnonzero(flat.any(axis=0)):
        holds = np.where(unknown[:, number], np.nan, flat[:, number].astype(np.float64))
        yield _row("equilibrium", form.text(form.unflat(int(number))), "", holds)
    count = np.where(unknown.any(axis=1), np.nan, flat.sum(axis=1))
    for claim, holds in {"no equilibrium": count == 0, "several equilibria": count > 1}.items():
        yield _row(claim, "", "", np.where(np.isnan(count), np.nan, holds))


def answer_profiles(form: StrategicForm) -> list[int]:
    """Numbers of the profiles of actions that answers name in some case, the most frequent first.

    They are the status quo and named profiles; equilibria; what bargaining over deals rather than the status quo picks;
    and where the tree ends.
    """
    payoff, now = form.game.flat(), form.actions_at(form.status_quo)
    point = form.game.at(now)
    count = pure_equilibria(form.game, form.tie).is_equilibrium.reshape(form.game.n_cases, -1).sum(axis=0)
    for solution in nash_bargaining(payoff, point, tie=form.tie), kalai_smorodinsky(payoff, point, form.tie):
        count = count + np.bincount(solution.profile[solution.profile >= 0], minlength=count.size)
    for levels, reach in tree_ends(form).items():
        count[form.flat(form.actions_at(levels))] += np.count_nonzero(np.nan_to_num(reach))
    fixed = [form.flat(now), *(form.flat(form.actions_at(levels)) for levels in form.named.values())]
    often = [int(number) for number in np.argsort(-count, kind="stable") if count[number]]
    return list(dict.fromkeys([*fixed, *often]))


def _deals(form: StrategicForm) -> Iterator[dict[str, object]]:
    agreement = zone(form.game.flat(), form.game.at(form.actions_at(form.status_quo)), form.tie)
    known = np.asarray(~np.isnan(agreement.surplus).any(axis=1))
    for number in answer_profiles(form):
        holds = np.where(known[:, number], agreement.is_gain[:, number], np.nan)
        yield _row("deal", form.text(form.unflat(number)), "", holds)


def _changes(form: StrategicForm) -> Iterator[dict[str, object]]:
    """Who gains and who loses from each named profile."""
    before = form.game.at(form.actions_at(form.status_quo))
    for name, levels in form.named.items():
        change = form.game.at(form.actions_at(levels)) - before
        for row, player in enumerate(form.players):
            yield from _signs(name, player, change[:, row], form.tie)


def _levels(form: StrategicForm) -> Iterator[dict[str, object]]:
    """Who gains and who loses from each level taken alone."""
    now = form.actions_at(form.status_quo)
    for player in range(len(form.players)):
        target = (player + 1) % len(form.players)
        effects = leverage(form.game, player, target, now, form.tie) if len(form.players) > 1 else None
        for number, axis in enumerate(form.moves):
            if axis.player != form.players[player] or effects is None:
                continue
            for level in (level for level in range(len(axis.choices)) if level != axis.default):
                levels = (*form.status_quo[:number], level, *form.status_quo[number + 1 :])
                if not form.is_excluded[levels]:
                    action = form.actions_at(levels)[player]
                    text = f"{axis.id}={axis.names[level]}"
                    yield from _signs(text, form.players[player], -effects.own_cost[:, action], form.tie)
                    yield from _signs(text, form.players[target], -effects.harm[:, action], form.tie)


def _signs(profile: str, player: str, change: Array, tie: float) -> Iterator[dict[str, object]]:
    shares, known = sign_shares(change, tie), int((~np.isnan(change)).sum())
    for claim, share in {"gains": shares.gain, "loses": shares.loss, "ties": shares.tie}.items():
        yield {"claim": claim, "profile": profile, "player": player, "share": float(share), "draws": known}


def _tree(form: StrategicForm) -> Iterator[dict[str, object]]:
    for levels, reach in tree_ends(form).items():
        yield _row("tree", form.text_of(levels), "", reach)


def tree_ends(form: StrategicForm) -> dict[Levels, Array]:
    """By levels of the moves at which the tree ends in some case, how likely that is in each; empty without a tree."""
    tree = tree_of(form)
    if tree is None:
        return {}
    reach = backward_induction(tree, form.tie).outcome(tree)
    ends: dict[Levels, Array] = {}
    for column, levels in enumerate(ends_of(form)):
        ends[levels] = ends.get(levels, np.zeros(len(reach))) + reach[:, column]
    return {levels: likelihood for levels, likelihood in ends.items() if np.nan_to_num(likelihood).max() > 0}
