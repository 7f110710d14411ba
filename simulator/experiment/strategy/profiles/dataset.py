"""Payoffs and outcomes of all profiles as a labelled dataset."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from simulator.experiment.batch.task import Array
from simulator.experiment.strategy.profiles.solved import Profiles, Solved
from simulator.experiment.strategy.profiles.worth import Cells, payoffs
from simulator.results.indicators.registry import INDICATORS
from simulator.scenario import Game
from simulator.scenario.games.axes import levels_at


def solved_dataset(game: Game, profiles: Profiles, solved: Mapping[str, Solved]) -> xr.Dataset:
    """Outcomes and payoffs of all profiles at all horizons.

    Variables `value` and `at_status_quo` of every outcome, `payoff` of every player and `is_solved`; the coordinates
    named after moves have the level of each profile.
    """
    outcomes = tuple(next(iter(solved.values())).value)
    levels = np.stack([[of_horizon.value[text] for text in outcomes] for of_horizon in solved.values()])
    now, value = levels[..., 0], levels[..., profiles.which]
    change = dict(zip(outcomes, np.moveaxis(value - now[..., None], 1, 0), strict=True))
    payoff = payoffs(game.file, game.axes, change, profiles.cells)
    is_solved = np.stack([of_horizon.is_solved[profiles.which] for of_horizon in solved.values()])
    variables = {
        "value": (("horizon", "outcome", "profile"), value),
        "at_status_quo": (("horizon", "outcome"), now),
        "payoff": (("horizon", "player", "profile"), payoff),
        "is_solved": (("horizon", "profile"), is_solved),
    }
    units = np.array([INDICATORS[text.partition(":")[0]].unit for text in outcomes], str)
    data = xr.Dataset(variables, coords=_labels(game, profiles.cells, tuple(solved)))
    return data.assign_coords(outcome=("outcome", np.array(outcomes, str)), unit=("outcome", units))


def given_dataset(game: Game, horizon: str) -> xr.Dataset:
    """Payoffs of a game whose file says them as a table."""
    cells = np.argwhere(~game.is_excluded)
    given = {levels_at(game.axes, row.at): row.payoff for row in game.file.payoff_table}
    payoff = np.array([[given[tuple(cell)][player] for cell in cells.tolist()] for player in game.players])
    nothing: Array = np.zeros((1, 0, len(cells)))
    variables = {
        "value": (("horizon", "outcome", "profile"), nothing),
        "at_status_quo": (("horizon", "outcome"), nothing[..., 0]),
        "payoff": (("horizon", "player", "profile"), payoff[None]),
        "is_solved": (("horizon", "profile"), np.ones((1, len(cells)), bool)),
    }
    data = xr.Dataset(variables, coords=_labels(game, cells, (horizon,)))
    return data.assign_coords(outcome=("outcome", np.array([], str)), unit=("outcome", np.array([], str)))


def _labels(game: Game, cells: Cells, horizons: Sequence[str]) -> dict[str, object]:
    named = {axis.id: ("profile", np.array(axis.names)[cells[:, column]]) for column, axis in enumerate(game.axes)}
    return {"horizon": np.array(horizons, str), "player": np.array(game.players, str), **named}
