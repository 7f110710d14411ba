"""Payoffs and outcomes of all profiles as a labelled dataset."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from simulator.experiment.batch.task import Array
from simulator.experiment.strategy.profiles.valued import Valued
from simulator.experiment.strategy.profiles.worth import Cells, outcomes_of
from simulator.results.indicators.registry import INDICATORS
from simulator.scenario import Game
from simulator.scenario.games.axes import levels_at


def valued_dataset(game: Game, cells: Cells, valued: Mapping[str, Valued]) -> xr.Dataset:
    """Outcomes and payoffs of all profiles at all horizons.

    Variables `value` and `at_status_quo` of every outcome as each player weighs years, `payoff` of every player and
    `is_solved`; the coordinates named after moves have the level of each profile.
    """
    dims = {
        "value": ("player", "outcome", "profile"),
        "at_status_quo": ("player", "outcome"),
        "payoff": ("player", "profile"),
        "is_solved": ("profile",),
    }
    variables = {
        name: (("horizon", *of_one), np.stack([getattr(item, name) for item in valued.values()]))
        for name, of_one in dims.items()
    }
    outcomes = outcomes_of(game.file)
    units = np.array([INDICATORS[text.partition(":")[0]].unit for text in outcomes], str)
    data = xr.Dataset(variables, coords=_labels(game, cells, tuple(valued)))
    return data.assign_coords(outcome=("outcome", np.array(outcomes, str)), unit=("outcome", units))


def given_dataset(game: Game, horizon: str) -> xr.Dataset:
    """Payoffs of a game whose file says them as a table."""
    cells = np.argwhere(~game.is_excluded)
    given = {levels_at(game.axes, row.at): row.payoff for row in game.file.payoff_table}
    payoff = np.array([[given[tuple(cell)][player] for cell in cells.tolist()] for player in game.players])
    nothing: Array = np.zeros((len(game.players), 0, len(cells)))
    valued = Valued(nothing, nothing[..., 0], payoff, np.ones(len(cells), bool))
    return valued_dataset(game, cells, {horizon: valued})


def _labels(game: Game, cells: Cells, horizons: Sequence[str]) -> dict[str, object]:
    named = {axis.id: ("profile", np.array(axis.names)[cells[:, column]]) for column, axis in enumerate(game.axes)}
    return {"horizon": np.array(horizons, str), "player": np.array(game.players, str), **named}
