"""The game as a tree: who decides when, what looking ahead leads to, and how likely every turn is."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.game.normal import Array
from simulator.game.quantal import rationality_of
from simulator.game.trees.build import Stage, staged
from simulator.game.trees.induction import Play, backward_induction, quantal_play
from simulator.game.trees.tree import CHANCE, ROOT, Tree
from simulator.results.analysis.strategy.form import StrategicForm
from simulator.scenario.games.axes import Levels

BETTER = 0.9
"""How often the better of two choices 0.1 apart is taken in the quantal play of trees."""

APART = 0.1

CHANCE_NAME = "chance"
"""Who decides where nobody does."""

COLUMNS = ("node", "parent", "date", "by", "choice", "best", "probability", "quantal", "reach", "player", "value")


def asked(form: StrategicForm) -> list[tuple[int, Stage]]:
    """Axes in the order in which the tree asks for them, with the stage of each."""
    number_of = {axis.id: number for number, axis in enumerate(form.axes)}
    chances = iter(range(len(form.moves), len(form.axes)))
    stages = []
    for stage in form.file.tree:
        day = stage.date.isoformat() if stage.date else None
        if stage.chance is not None:
            turns = [turn.probability for turn in stage.chance.values()]
            stages.append((next(chances), Stage(CHANCE, turns, day)))
        else:
            stages += [(number_of[move], Stage(form.players.index(str(stage.by)), None, day)) for move in stage.move]
    return stages


def payoff_with_audience(form: StrategicForm) -> Array:
    """Payoffs less what players lose who do not carry out what they threatened with."""
    payoff = np.array(form.payoff)
    for stage in form.file.tree:
        for level, cost in stage.audience_cost.items():
            for number, axis in enumerate(form.axes):
                if axis.id in stage.move and level in axis.names:
                    shape = [1] * len(form.axes)
                    shape[number] = -1
                    loss = np.array([0.0 if name == level else cost for name in axis.names]).reshape(shape)
                    payoff[:, form.players.index(axis.player)] -= loss
    return payoff


def tree_of(form: StrategicForm) -> Tree | None:
    """The tree of all cases; None where all decide at once."""
    if not form.file.tree:
        return None
    order = [number for number, _ in asked(form)]
    moved = payoff_with_audience(form).transpose(0, 1, *(2 + number for number in order))
    return staged(moved, [stage for _, stage in asked(form)], _excluded(form))


def _excluded(form: StrategicForm) -> NDArray[np.bool_]:
    """Paths through the tree that cannot come about, in the order in which it asks."""
    chances = [1] * (len(form.axes) - len(form.moves))
    excluded = form.is_excluded.reshape(*form.is_excluded.shape, *chances)
    return np.broadcast_to(excluded, form.payoff.shape[2:]).transpose([number for number, _ in asked(form)])


def tree_payoff(form: StrategicForm) -> Array | None:
    """What players expect of the tree in the first case; None without a tree, or where it is not known."""
    tree = tree_of(form)
    if tree is None:
        return None
    value = backward_induction(tree, form.tie).value[0, 0]
    return None if np.isnan(value).any() else np.asarray(value)


def ends_of(form: StrategicForm) -> list[Levels]:
    """Levels of the moves at each end of the tree."""
    back = np.argsort([number for number, _ in asked(form)])
    return [tuple(int(level) for level in row[back][: len(form.moves)]) for row in np.argwhere(~_excluded(form))]


def tree_table(form: StrategicForm) -> pd.DataFrame:
    """Every node with the choice that leads to it, one row for each player.

    Columns node, parent, date, by, choice, best, probability (of the choice, if all look ahead), quantal (if better
    choices are only taken more often), reach (of the node), player, value (expected there).
    """
    tree = tree_of(form)
    if tree is None:
        return pd.DataFrame(columns=list(COLUMNS))
    play = backward_induction(tree, form.tie)
    logit = quantal_play(tree, rationality_of(BETTER, APART), form.tie)
    frame = _nodes(form, tree, play).assign(quantal=logit.behaviour[0])
    parts = [frame.assign(player=player, value=play.value[0, :, number]) for number, player in enumerate(form.players)]
    table = pd.concat(parts).sort_values(["node", "player"], kind="stable", ignore_index=True)
    return table.reindex(columns=list(COLUMNS))


def action_names(form: StrategicForm) -> list[str]:
    """The choice that leads to each node, the first empty."""
    stages = asked(form)
    return ["", *(form.axes[stages[depth][0]].names[level] for depth, level in _steps(form))]


def _nodes(form: StrategicForm, tree: Tree, play: Play) -> pd.DataFrame:
    stages = asked(form)
    choices, movers, days = [""], [""], [""]
    for depth, level in _steps(form):
        number, stage = stages[depth]
        axis = form.axes[number]
        choices.append(f"{axis.id}={axis.names[level]}")
        movers.append(axis.player or CHANCE_NAME)
        days.append(stage.date or "")
    return pd.DataFrame(
        {
            "node": np.arange(len(tree)),
            "parent": np.where(tree.parent == ROOT, -1, tree.parent),
            "date": days,
            "by": movers,
            "choice": choices,
            "best": play.is_best[0],
            "probability": play.behaviour[0],
            "reach": play.reach[0],
        }
    )


def _steps(form: StrategicForm) -> Iterator[tuple[int, int]]:
    """Stage and level of the choice that leads to each node behind the first; exclusions leave some out."""
    excluded = _excluded(form)
    for depth in range(excluded.ndim):
        offered = np.asarray(~excluded.all(axis=tuple(range(depth + 1, excluded.ndim))))
        yield from ((depth, int(row[-1])) for row in np.argwhere(offered))
