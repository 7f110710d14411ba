"""One scenario under many values of its levers, solved in blocks and read back in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.economy import Economy
from simulator.experiment.assumptions.assumed import Assumed
from simulator.experiment.batch.store import BlockStore
from simulator.experiment.batch.task import Array
from simulator.experiment.batch.variations import VariationBlock
from simulator.experiment.batch.work import Work
from simulator.experiment.levers import Values
from simulator.experiment.plan import Plan
from simulator.results import INDICATORS
from simulator.results.outcome import Outcome
from simulator.scenario import Scenario
from simulator.solver.iteration import DEFAULT_SETTINGS

ABOUT: Final = ("region", "pair", "bound")
"""What indicators of a sweep are kept of."""


@dataclass(frozen=True, eq=False)
class Points:
    """What to solve of one scenario at one horizon: values of its levers, and what is assumed beside them or None."""

    scenario: Scenario
    horizon: str
    values: Sequence[Values]
    assumed: Assumed | None = None

    def tasks(self, plan: Plan, indicators: tuple[str, ...], prefix: str) -> list[VariationBlock]:
        """Blocks of the points in their order."""
        parts = DEFAULT_SETTINGS.parts(len(self.values), plan.economy.levels)
        return [self._task(plan, indicators, prefix, part) for part in parts]

    def _task(self, plan: Plan, indicators: tuple[str, ...], prefix: str, part: slice) -> VariationBlock:
        return VariationBlock(
            name=f"{prefix}-{self.scenario.name}-{self.horizon}-{part.start:06d}",
            economy=plan.economy,
            scenario=self.scenario,
            horizon=self.horizon,
            values=tuple(self.values[part]),
            assumed=None if self.assumed is None else self.assumed.take(np.arange(part.start, part.stop)),
            indicators=indicators,
        )


@dataclass(frozen=True, eq=False)
class Variations:
    """Solved points of one scenario at one horizon, in a store; what is read has the variation as first axis."""

    store: BlockStore
    blocks: tuple[str, ...]

    @property
    def is_solved(self) -> NDArray[np.bool_]:
        """Which points are solved; all others are NaN everywhere."""
        return self.store.read(self.blocks, "is_solved") > 0

    def read(self, indicator: str) -> Array:
        """One indicator; of bounds the highest of those that measures set, and 0 where none is in force."""
        if INDICATORS[indicator].about != "bound":
            return self.store.read(self.blocks, indicator)
        highest_premiums = np.concatenate([highest(self.store.of_planned(name, indicator)) for name in self.blocks])
        return np.where(self.is_solved, np.nan_to_num(highest_premiums), np.nan)

    def number(self, outcome: Outcome, economy: Economy) -> Array:
        """One number in every variation; NaN where it was not solved."""
        return outcome.pick(self.read(outcome.indicator), economy)


def kept_indicators() -> tuple[str, ...]:
    """Names of the indicators that a sweep keeps of every point."""
    return tuple(name for name, item in INDICATORS.items() if item.about in ABOUT)


def solve_points(plan: Plan, wanted: Sequence[Points], indicators: tuple[str, ...], work: Work) -> list[Variations]:
    """Solve points of several scenarios and horizons side by side."""
    prefix = work.next_round()
    tasks = [points.tasks(plan, indicators, prefix) for points in wanted]
    work.finish([task for of_points in tasks for task in of_points])
    return [Variations(work.store, tuple(task.name for task in of_points)) for of_points in tasks]


def highest(array: Array) -> Array:
    """Largest number over the bounds of each variation; NaN where there is none."""
    top = np.where(np.isnan(array), -np.inf, array).max(axis=1, initial=-np.inf)
    return np.where(np.isfinite(top), top, np.nan)
