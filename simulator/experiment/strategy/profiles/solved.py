"""All profiles of a game, and the equilibria behind them: profiles that change the same are solved once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from simulator.experiment.batch.store import BlockStore
from simulator.experiment.batch.task import Array
from simulator.experiment.batch.work import Work
from simulator.experiment.plan import Plan
from simulator.experiment.strategy.profiles.block import ProfileBlock
from simulator.experiment.strategy.profiles.worth import Cells
from simulator.scenario import Game, Scenario, on_date
from simulator.scenario.games.axes import Axis, Levels
from simulator.scenario.games.timing import TIMELINE
from simulator.solver.iteration import DEFAULT_SETTINGS

NOTHING: Final = -1
"""Level that stands for those that change nothing of the status quo."""


@dataclass(frozen=True, eq=False)
class Profiles:
    """Profiles that can come about, and the scenarios behind them.

    Attributes
    ----------
    cells
        Level of each axis, shape (profile, axis).
    which
        Number of the scenario behind each profile.
    levels
        Levels of each scenario, `NOTHING` where one changes nothing; the first scenario is the status quo.
    """

    cells: Cells
    which: NDArray[np.intp]
    levels: tuple[Levels, ...]

    @classmethod
    def of(cls, game: Game) -> Self:
        """Profiles of a game that are not excluded, in the order of its axes."""
        cells = np.argwhere(~game.is_excluded)
        alike = [_alike(axis) for axis in game.axes]
        number: dict[Levels, int] = {(NOTHING,) * len(game.axes): 0}
        behind = [tuple(alike[column][level] for column, level in enumerate(cell)) for cell in cells.tolist()]
        which = np.array([number.setdefault(levels, len(number)) for levels in behind], np.intp)
        return cls(cells, which, tuple(number))


def scenarios_at(game: Game, levels: Sequence[Levels], on: date | None) -> tuple[Scenario, ...]:
    """The scenarios behind levels, as they are in force on a day if one is given."""
    scenarios = [game.scenario(at_axes) for at_axes in levels]
    return tuple(scenarios if on is None else [on_date(scenario, on) for scenario in scenarios])


def _alike(axis: Axis) -> Levels:
    """For each level of an axis the first that changes the same, `NOTHING` if it changes nothing."""
    effects = [(choice.measures, choice.dropped) for choice in axis.choices]
    return tuple(NOTHING if not any(effect) else effects.index(effect) for effect in effects)


@dataclass(frozen=True, eq=False)
class Solved:
    """Outcomes of the scenarios behind profiles, at one horizon.

    Attributes
    ----------
    value
        By outcome, shape (scenario,); NaN where one is not solved.
    is_solved
        Shape (scenario,).
    """

    value: Mapping[str, Array]
    is_solved: NDArray[np.bool_]


def solve_profiles(
    plan: Plan, scenarios: Sequence[Scenario], outcomes: tuple[str, ...], work: Work
) -> dict[str, Solved]:
    """Outcomes of all scenarios by length of adjustment."""
    horizons = [name for name in plan.horizons if name != TIMELINE]
    if not horizons:
        return {}
    prefix = work.next_round()
    blocks = {horizon: _blocks(plan, scenarios, outcomes, f"{prefix}-{horizon}") for horizon in horizons}
    work.finish([block for of_horizon in blocks.values() for block in of_horizon])
    return {horizon: _read(of_horizon, outcomes, work.store) for horizon, of_horizon in blocks.items()}


def _blocks(plan: Plan, scenarios: Sequence[Scenario], outcomes: tuple[str, ...], prefix: str) -> list[ProfileBlock]:
    horizon = prefix.partition("-")[2]
    return [
        ProfileBlock(f"{prefix}-{part.start:06d}", plan.economy, tuple(scenarios[part]), horizon, outcomes)
        for part in DEFAULT_SETTINGS.parts(len(scenarios), plan.economy.levels)
    ]


def _read(blocks: Sequence[ProfileBlock], outcomes: tuple[str, ...], store: BlockStore) -> Solved:
    names = [block.name for block in blocks]
    value = {text: store.read(names, text) for text in outcomes}
    return Solved(value, store.read(names, "is_solved") > 0)
