"""Paths of several draws, followed together wherever an executor runs them; such a process needs nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.economy import Economy
from simulator.experiment.assumed import Assumed
from simulator.experiment.dynamics.periods import Period
from simulator.experiment.dynamics.steps import walk
from simulator.experiment.levers import Values, with_values
from simulator.results import INDICATORS
from simulator.results.indicators.world import World
from simulator.scenario import Scenario
from simulator.solver.iteration import Settings

Array = NDArray[np.float64]

ROUGHLY: Final = Settings(tolerance=1e-8)
"""How exactly draws are solved: far finer than what quantiles of a few draws can tell."""

DRAWN: Final = ("region", "pair")
"""What indicators of a path are drawn of."""


@dataclass(frozen=True, eq=False)
class Paths:
    """All scenarios under some draws along the whole path."""

    economy: Economy
    scenarios: tuple[Scenario, ...]
    grid: tuple[Period, ...]
    values: tuple[Values, ...]
    assumed: Assumed


def solve_paths(task: Paths) -> Mapping[str, Array]:
    """Indicators by scenario, draw and date; NaN where a case was not solved."""
    shape = len(task.scenarios), len(task.values)
    distinct = list({tuple(sorted(values.items())): values for values in task.values}.values())
    varied = [[with_values(scenario, values) for values in distinct] for scenario in task.scenarios]
    cases = [own[distinct.index(values)] for own in varied for values in task.values]
    assumed = Assumed.stack([task.assumed] * len(task.scenarios))
    found: dict[str, list[Array]] = {name: [] for name in drawn_indicators()}
    for moment in walk(task.economy, cases, task.grid, assumed, ROUGHLY):
        world = World(task.economy, moment.shock, moment.world)
        for name, dates in found.items():
            dates.append(INDICATORS[name].compute(world)[0])
    by_case = {name: np.stack(dates, axis=1) for name, dates in found.items()}
    return {name: array.reshape(*shape, *array.shape[1:]) for name, array in by_case.items()}


def drawn_indicators() -> tuple[str, ...]:
    """Names of the indicators of a path that are drawn."""
    return tuple(name for name, item in INDICATORS.items() if item.about in DRAWN)
