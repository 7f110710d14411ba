"""What each level taken alone costs its player and others, and whether it is credible."""

import pandas as pd

from simulator.game.leverage import leverage
from simulator.results.analysis.strategy.form import StrategicForm

COLUMNS = (
    "player", "move", "level", "own", "other", "price_per_pain", "credible", "target", "reply", "after_reply",
)  # fmt: skip


def leverage_table(form: StrategicForm) -> pd.DataFrame:
    """Leverage of every level on every other player, all else at the status quo.

    Columns player, move, level, own (what it costs the player; below 0: it gains), other (what it costs the target),
    price_per_pain, credible, target, reply (the target's best), after_reply (change of the player's payoff then).
    """
    rows = [
        row
        for player in range(len(form.players))
        for target in range(len(form.players))
        if target != player
        for row in _of_pair(form, player, target)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _of_pair(form: StrategicForm, player: int, target: int) -> list[dict[str, object]]:
    now = form.actions_at(form.status_quo)
    effects = leverage(form.central, player, target, now, form.tie)
    rows = []
    for number, axis in enumerate(form.moves):
        if axis.player != form.players[player]:
            continue
        for level in (level for level in range(len(axis.choices)) if level != axis.default):
            levels = (*form.status_quo[:number], level, *form.status_quo[number + 1 :])
            if form.is_excluded[levels]:
                continue
            action = form.actions_at(levels)[player]
            reply = int(effects.reply[0, action])
            rows.append(
                {
                    "player": axis.player,
                    "move": axis.id,
                    "level": axis.names[level],
                    "own": float(effects.own_cost[0, action]) + 0.0,
                    "other": float(effects.harm[0, action]) + 0.0,
                    "price_per_pain": float(effects.price_per_pain[0, action]),
                    "credible": bool(effects.is_credible[0, action]),
                    "target": form.players[target],
                    "reply": form.action_text(target, reply) if reply >= 0 else "",
                    "after_reply": float(effects.after_reply[0, action]),
                }
            )
    return rows
