"""Blocks of profiles: many scenarios at one horizon, of which only some outcomes are kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.economy import Economy
from simulator.experiment.batch.task import Arrays, Count, contents, digest
from simulator.experiment.plan import years
from simulator.model.equilibrium import equilibrium
from simulator.model.shock import Shock
from simulator.results.assembly.solved import statutory
from simulator.results.indicators.world import World
from simulator.results.outcome import Outcome
from simulator.scenario import Measure, Scenario
from simulator.scenario.effects.compile import rationed, unrationed
from simulator.solver.iteration import DEFAULT_SETTINGS, Settings
from simulator.solver.solve import solve
from simulator.solver.start import ExpansionPoint


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
        return digest(self.economy.digest, contents(self.scenarios), self.horizon, self.outcomes, self.settings)

    def solve(self, count: Count) -> Arrays:
        """Every outcome of every scenario; NaN where it was not solved."""
        length, shared = years(self.horizon), same_first([item.measures for item in self.scenarios])
        open_cases = [unrationed(item, self.economy, self.horizon, length, shared) for item in self.scenarios]
        cases = [rationed(case, self.economy, length) for case in open_cases]
        shock = Shock.stack([case.shock for case in cases])
        rest = ExpansionPoint.at_rest(self.economy.levels, self.economy.elasticities.at(length))
        solution = solve(self.economy.levels, shock, self.settings, near=rest)
        count(len(self))
        state = solution.state
        new = equilibrium(self.economy.levels, shock, state.unknowns, state.log_wedge)
        known = World(self.economy, shock, new, statutory(cases, shock))
        numbers = {text: Outcome.read(text).of(known) for text in self.outcomes}
        return numbers | {"is_solved": solution.is_converged}


def same_first(measures: Sequence[Sequence[Measure]]) -> int:
    """How many measures all of several lists begin with, in their order."""
    count = 0
    for together in zip(*measures, strict=False):
        if any(item is not together[0] for item in together):
            break
        count += 1
    return count
