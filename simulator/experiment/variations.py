"""One scenario under many values of its levers, solved in blocks and put back in order."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.economy.elasticities import Elasticities
from simulator.experiment.blocks import BLOCK_SIZE, Array, Solved, Task
from simulator.experiment.executors import solved_blocks
from simulator.experiment.plan import Plan
from simulator.experiment.vary import Values
from simulator.results import INDICATORS
from simulator.scenario import Scenario

ABOUT: Final = ("region", "pair", "bound")
"""What indicators of a variation are kept of."""


@dataclass(frozen=True, eq=False)
class Variations:
    """Indicators of many variations of one scenario at one horizon, the variation as first axis.

    `bounds` names the second axis of indicators of bounds; a variation without a bound has NaN there. Variations that
    were not solved are NaN everywhere.
    """

    arrays: dict[str, Array]
    bounds: tuple[str, ...]
    is_solved: NDArray[np.bool_]


def kept_indicators() -> tuple[str, ...]:
    """Names of the indicators that are kept of every variation."""
    return tuple(name for name, item in INDICATORS.items() if item.about in ABOUT)


def solve_variations(
    plan: Plan,
    scenario: Scenario,
    horizon: str,
    points: Sequence[Values],
    ratios: Elasticities | None = None,
    pool: Executor | None = None,
) -> Variations:
    """Solve a scenario at every point of its levers, and under factors on elasticities where they are given."""
    tasks = [
        Task(
            f"{scenario.name}-{horizon}-{first:06d}",
            plan.economy,
            scenario,
            horizon,
            tuple(points[first : first + BLOCK_SIZE]),
            None if ratios is None else ratios.take(np.arange(first, min(first + BLOCK_SIZE, len(points)))),
            kept_indicators(),
        )
        for first in range(0, len(points), BLOCK_SIZE)
    ]
    found = {solved.name: solved for solved in solved_blocks(tasks, pool)}
    return _joined([found[task.name] for task in tasks])


def _joined(blocks: Sequence[Solved]) -> Variations:
    names = tuple(dict.fromkeys(name for block in blocks for name in block.bounds))
    arrays = {name: np.concatenate([_aligned(block, name, names) for block in blocks]) for name in blocks[0].arrays}
    is_solved = np.array([status == "CONVERGED" for block in blocks for status in block.status])
    return Variations(arrays, names, is_solved)


def _aligned(block: Solved, indicator: str, names: tuple[str, ...]) -> Array:
    array = block.arrays[indicator]
    if INDICATORS[indicator].about != "bound":
        return array
    table = np.full((array.shape[0], len(names)), np.nan)
    table[:, [names.index(name) for name in block.bounds]] = array
    return table


def highest(array: Array) -> Array:
    """Largest number over the bounds of each variation; NaN where there is none."""
    top = np.where(np.isnan(array), -np.inf, array).max(axis=1, initial=-np.inf)
    return np.where(np.isfinite(top), top, np.nan)
