"""Timelines as tasks of a batch: at central values, and under some draws."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.economy import Economy
from simulator.experiment.assumptions.assumed import Assumed
from simulator.experiment.batch.task import Array, Arrays, Count, content, digest
from simulator.experiment.dynamics.periods import Period
from simulator.experiment.dynamics.record import Record
from simulator.experiment.dynamics.steps import follow
from simulator.experiment.levers import Values, with_values
from simulator.results import INDICATORS
from simulator.results.assembly.solved import statutory
from simulator.results.indicators.world import World
from simulator.scenario import Scenario
from simulator.solver.iteration import Settings

ROUGHLY: Final = Settings(tolerance=1e-8)
"""How exactly draws are solved: far finer than what quantiles of a few draws can tell."""

DRAWN: Final = ("region", "pair")
"""What indicators of a timeline are drawn of."""


@dataclass(frozen=True, eq=False)
class CentralTimeline:
    """All scenarios along the whole timeline, at central values."""

    economy: Economy
    scenarios: tuple[Scenario, ...]
    grid: tuple[Period, ...]
    name: str = "central"

    def __len__(self) -> int:
        return len(self.scenarios) * len(self.grid)

    def key(self) -> str:
        """Digest of everything that its numbers follow from."""
        return digest(self.economy.digest, *map(content, self.scenarios), self.grid)

    def solve(self, count: Count) -> Arrays:
        """Every indicator of every scenario in every period, stocks, shipments and commitments."""
        record = Record(self.economy)
        for period in follow(self.economy, self.scenarios, self.grid):
            record.enter(period)
            count(len(self.scenarios))
        return record.arrays()


@dataclass(frozen=True, eq=False)
class DrawnTimelines:
    """All scenarios along the whole timeline, under some draws."""

    name: str
    economy: Economy
    scenarios: tuple[Scenario, ...]
    grid: tuple[Period, ...]
    values: tuple[Values, ...]
    assumed: Assumed

    def __len__(self) -> int:
        return len(self.scenarios) * len(self.values) * len(self.grid)

    def key(self) -> str:
        """Digest of everything that its numbers follow from."""
        values = [sorted(values.items()) for values in self.values]
        asked = self.grid, values, self.assumed.digest(), drawn_indicators(), ROUGHLY
        return digest(self.economy.digest, *map(content, self.scenarios), *asked)

    def solve(self, count: Count) -> Mapping[str, Array]:
        """Indicators by draw, scenario and date; NaN where a case was not solved."""
        distinct = list({tuple(sorted(values.items())): values for values in self.values}.values())
        varied = [[with_values(scenario, values) for values in distinct] for scenario in self.scenarios]
        cases = [of_scenario[distinct.index(values)] for of_scenario in varied for values in self.values]
        assumed = Assumed.stack([self.assumed] * len(self.scenarios))
        by_date: dict[str, list[Array]] = {name: [] for name in drawn_indicators()}
        for period in follow(self.economy, cases, self.grid, assumed, ROUGHLY):
            world = World(self.economy, period.shock, period.equilibrium, statutory(period.cases, period.shock))
            for name, dates in by_date.items():
                dates.append(INDICATORS[name].compute(world)[0])
            count(len(cases))
        return {name: self._by_draw(np.stack(dates, axis=1)) for name, dates in by_date.items()}

    def _by_draw(self, array: Array) -> Array:
        """Part the axis of cases into draws and scenarios."""
        return array.reshape(len(self.scenarios), len(self.values), *array.shape[1:]).swapaxes(0, 1)


def drawn_indicators() -> tuple[str, ...]:
    """Names of the indicators of a timeline that are drawn."""
    return tuple(name for name, item in INDICATORS.items() if item.about in DRAWN)
