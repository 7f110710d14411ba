"""Blocks of scenarios as they stand, at all horizons."""

from dataclasses import dataclass

from simulator.economy import Economy
from simulator.experiment.batch.task import Arrays, Count, content, digest
from simulator.experiment.plan import Plan, compiled
from simulator.model.shock import Shock
from simulator.results.assembly.solved import solved_arrays
from simulator.scenario import Scenario
from simulator.solver.iteration import DEFAULT_SETTINGS, Settings
from simulator.solver.solve import solve


@dataclass(frozen=True, eq=False)
class ScenarioBlock:
    """Some scenarios at some horizons, solved side by side."""

    name: str
    economy: Economy
    scenarios: tuple[Scenario, ...]
    horizons: tuple[str, ...]
    settings: Settings = DEFAULT_SETTINGS

    def __len__(self) -> int:
        return len(self.scenarios) * len(self.horizons)

    def key(self) -> str:
        """Digest of everything that its numbers follow from."""
        return digest(self.economy.digest, *map(content, self.scenarios), self.horizons, self.settings)

    def solve(self, count: Count) -> Arrays:
        """Every indicator of every case, horizons of a scenario together."""
        cases = compiled(self.economy, self.scenarios, self.horizons)
        shock = Shock.stack([case.shock for case in cases])
        solution = solve(self.economy.levels, shock, self.settings)
        count(len(self))
        return solved_arrays(self.economy, cases, shock, solution)


def scenario_blocks(plan: Plan, settings: Settings) -> list[ScenarioBlock]:
    """All scenarios of a plan, as many to a block as are solved side by side at all horizons."""
    at_once = max(1, settings.cases_at_once(plan.economy.levels) // len(plan.horizons))
    return [
        ScenarioBlock(
            f"scenarios-{first:06d}",
            plan.economy,
            plan.scenarios[first : first + at_once],
            plan.horizons,
            settings,
        )
        for first in range(0, len(plan.scenarios), at_once)
    ]
