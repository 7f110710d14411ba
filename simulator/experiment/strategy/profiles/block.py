"""Blocks of profiles: many scenarios at one horizon, of which only some outcomes are kept."""

from dataclasses import dataclass

from simulator.economy import Economy
from simulator.experiment.batch.task import Arrays, Count, content, digest
from simulator.experiment.plan import compiled
from simulator.model.equilibrium import equilibrium
from simulator.model.shock import Shock
from simulator.results.indicators.world import World
from simulator.results.outcome import Outcome
from simulator.scenario import Scenario
from simulator.solver.iteration import DEFAULT_SETTINGS, Settings
from simulator.solver.solve import solve


@dataclass(frozen=True, eq=False)
class ProfileBlock:
    """Some scenarios at one horizon, solved side by side."""

    name: str
    economy: Economy
    scenarios: tuple[Scenario, ...]
    horizon: str
    outcomes: tuple[str, ...]
    settings: Settings = DEFAULT_SETTINGS

    def __len__(self) -> int:
        return len(self.scenarios)

    def key(self) -> str:
        """Digest of everything that its numbers follow from."""
        scenarios = map(content, self.scenarios)
        return digest(self.economy.digest, *scenarios, self.horizon, self.outcomes, self.settings)

    def solve(self, count: Count) -> Arrays:
        """Every outcome of every scenario; NaN where it was not solved."""
        cases = compiled(self.economy, self.scenarios, (self.horizon,))
        shock = Shock.stack([case.shock for case in cases])
        solution = solve(self.economy.levels, shock, self.settings)
        count(len(self))
        state = solution.state
        known = World(self.economy, shock, equilibrium(self.economy.levels, shock, state.unknowns, state.log_wedge))
        numbers = {text: Outcome.read(text).of(known) for text in self.outcomes}
        return numbers | {"is_solved": solution.is_converged}
