"""What players must care about for a profile to be an equilibrium or preferred, and the map over two concerns."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
import xarray as xr

from simulator.game.concerns.map import ConcernMap, GameAxis, concern_map
from simulator.game.concerns.revealed import Concerns, Rows, equilibrium_rows, preference_rows, weight_range
from simulator.game.normal import Array, Profile
from simulator.results.analysis.strategy.form import StrategicForm


class Concern(NamedTuple):
    """A concern of which only the range is known.

    Attributes
    ----------
    player, name
        Whose it is; an outcome, or a level as `move.level`.
    low, high
        Range of its weight.
    """

    player: int
    name: str
    low: float
    high: float

    @property
    def sign(self) -> float:
        """−1 where the weight is never above 0, so that its size is looked for."""
        return -1.0 if self.high <= 0 else 1.0

    @property
    def start(self) -> float:
        """Weight from which more of it is looked for: 0, but where the range has 0 inside."""
        return self.low if self.low < 0 < self.high else 0.0


def concerns_of(form: StrategicForm) -> tuple[Concern, ...]:
    """Concerns of all players in the order of the file."""
    return tuple(
        Concern(form.players.index(player), name, *ends)
        for player, given in form.file.concerns.items()
        for name, ends in given.items()
    )


def concern_changes(form: StrategicForm, player: int) -> dict[str, Array]:
    """By concern of a player, what a weight of 1 adds at each profile of actions; turned where weights are negative."""
    of_player = [item for item in concerns_of(form) if item.player == player]
    return {item.name: item.sign * added(form, item) for item in of_player}


def added(form: StrategicForm, concern: Concern) -> Array:
    """What a weight of 1 adds at each profile of actions."""
    if concern.name in form.change:
        values = form.expected(form.change[concern.name][concern.player])
    else:
        move, _, level = concern.name.partition(".")
        axis_number = next(number for number, axis in enumerate(form.moves) if axis.id == move)
        shape = [1] * len(form.moves)
        shape[axis_number] = -1
        flags = np.array([name == level for name in form.moves[axis_number].names], np.float64).reshape(shape)
        values = np.broadcast_to(flags, tuple(len(axis.choices) for axis in form.moves))
    return _by_actions(form, np.asarray(values))


def _by_actions(form: StrategicForm, values: Array) -> Array:
    """Values over levels of the moves as values over actions of players."""
    order = [number for player in form.players for number, axis in enumerate(form.moves) if axis.player == player]
    return values.transpose(order).reshape(form.game.n_actions)


def concern_table(form: StrategicForm) -> pd.DataFrame:
    """Least and largest weight of every concern, others free, under which each named profile is an equilibrium.

    Columns profile, condition ("equilibrium", or that another is less liked), player, concern, least, largest,
    shortfall (how far the nearest weights fall short where there are none).
    """
    rows = [row for player in range(len(form.players)) for row in _of_player(form, player)]
    columns = ["profile", "condition", "player", "concern", "least", "largest", "shortfall"]
    return pd.DataFrame(rows, columns=columns)


def _of_player(form: StrategicForm, player: int) -> Iterator[dict[str, object]]:
    of_player = [item for item in concerns_of(form) if item.player == player]
    if not of_player or not form.named:
        return
    base = form.central.payoff[0, player] + sum(item.start * added(form, item) for item in of_player)
    base = np.where(form.central.is_excluded, np.nan, base)
    known = Concerns.of(player, np.stack([base, *(item.sign * added(form, item) for item in of_player)]))
    asked = {name: form.actions_at(levels) for name, levels in form.named.items()}
    now = form.actions_at(form.status_quo)
    for name, profile in asked.items():
        if np.isnan(known.at(profile)).any():
            continue
        for condition, rows in _conditions(known, profile, {"status quo": now, **asked}):
            yield from _ranges(form, of_player, rows, {"profile": name, "condition": condition})


def _conditions(known: Concerns, profile: Profile, others: dict[str, Profile]) -> Iterator[tuple[str, Rows]]:
    yield "equilibrium", equilibrium_rows(known, profile)
    for name, other in others.items():
        if other != profile and not np.isnan(known.at(other)).any():
            yield f"preferred to {name}", preference_rows(known, [(profile, other)])


def _ranges(
    form: StrategicForm, of_player: list[Concern], rows: Rows, said: dict[str, object]
) -> Iterator[dict[str, object]]:
    weights = weight_range(rows)
    for number, item in enumerate(of_player, start=1):
        ends = sorted(
            [item.start + item.sign * weights.least[number], item.start + item.sign * weights.largest[number]]
        )
        yield {
            **said,
            "player": form.players[item.player],
            "concern": item.name,
            "least": float(ends[0]) + 0.0,
            "largest": float(ends[1]) + 0.0,
            "shortfall": weights.shortfall,
        }


def map_over(form: StrategicForm, first: Concern, second: Concern, points: int) -> xr.Dataset:
    """Equilibria over a grid of the weights of two concerns.

    Variables over both weights: `n_equilibria`, `which` (number in `profiles`, texts of the sets of equilibria), `tied`
    and `unknown`.
    """
    axes = [
        GameAxis(item.player, np.nan_to_num(added(form, item)), np.linspace(item.low, item.high, points))
        for item in (first, second)
    ]
    solved: ConcernMap = concern_map(form.central, axes[0], axes[1], form.tie)
    names = [f"{form.players[item.player]} {item.name}" for item in (first, second)]
    sets = [" | ".join(form.text(profile) for profile in profiles) or "none" for profiles in solved.sets]
    dims = ("first", "second")
    return xr.Dataset(
        {
            "which": (dims, solved.which),
            "n_equilibria": (dims, solved.n_equilibria),
            "tied": (dims, solved.is_tied),
            "unknown": (dims, solved.is_unknown),
            "profiles": ("set", np.array(sets, str)),
            "share": ("set", solved.share()),
        },
        coords={"first": ("first", np.asarray(axes[0].weights)), "second": ("second", np.asarray(axes[1].weights))},
        attrs={"first": names[0], "second": names[1]},
    )
