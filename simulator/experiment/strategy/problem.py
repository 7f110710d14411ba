"""What tariffs are set for: a scenario at a horizon, the tariffs of its players, and what each of them wants."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.economy import Economy
from simulator.experiment.batch.task import Arrays, Count, content, digest
from simulator.experiment.plan import years
from simulator.experiment.strategy.payoff import Payoff
from simulator.experiment.strategy.tariffs import Tariffs
from simulator.model.equilibrium import equilibrium
from simulator.model.shock import Shock
from simulator.results.indicators.world import World
from simulator.scenario import Scenario
from simulator.scenario.effects.compile import compile_case
from simulator.solver.adjoint import adjoint_slopes
from simulator.solver.block import State
from simulator.solver.iteration import Settings
from simulator.solver.solve import expansion_point, solve

Array = NDArray[np.float64]

SETTINGS: Final = Settings(tolerance=1e-11)
"""Slopes are differences of equilibria, so that these have to be solved somewhat better than others."""

NUDGE: Final = 5e-4
"""Rate by which a tariff is moved to measure a slope: rounding and curvature cost some 1e-6 points each."""


@dataclass(frozen=True, eq=False)
class Problem:
    """A scenario at a horizon in which players set tariffs.

    Attributes
    ----------
    economy, scenario, horizon
        What holds but for those tariffs.
    tariffs
        Those of all players.
    payoffs
        What each player wants, by its code.
    """

    economy: Economy
    scenario: Scenario
    horizon: str
    tariffs: Tariffs
    payoffs: Mapping[str, Payoff]

    @cached_property
    def shock(self) -> Shock:
        """The scenario as it stands."""
        return compile_case(self.scenario, self.economy, self.horizon, years(self.horizon)).shock

    @property
    def players(self) -> tuple[str, ...]:
        """Who sets tariffs."""
        return tuple(self.payoffs)

    @cached_property
    def digest(self) -> str:
        """Digest of everything that its numbers follow from."""
        wanted = [(player, payoff.weights) for player, payoff in self.payoffs.items()]
        return digest(self.economy.digest, content(self.scenario), self.horizon, self.tariffs, wanted, SETTINGS)

    def levied(self, rates: Array) -> Shock:
        """Cases of the scenario with tariffs of shape (case, tariff)."""
        return self.tariffs.levied(self.shock, rates)

    def payoffs_at(self, shock: Shock, state: State) -> Array:
        """What cases at states are worth to each player, shape (case, player)."""
        solved = equilibrium(self.economy.levels, shock, state.unknowns, state.log_wedge)
        world = World(self.economy, shock, solved)
        return np.stack([payoff.of(world) for payoff in self.payoffs.values()], axis=1)


@dataclass(frozen=True, eq=False)
class PayoffBlock:
    """Payoffs of all players under several sets of tariffs, solved side by side near one of them.

    Attributes
    ----------
    name
        Name of the block, unique in its batch.
    rates
        Shape (case, tariff); NaN where the scenario's own stay.
    anchor
        Rates at which the cases are linearised, shape (1, tariff).
    """

    name: str
    problem: Problem
    rates: Array
    anchor: Array

    def __len__(self) -> int:
        return len(self.rates)

    def key(self) -> str:
        """Digest of everything that its numbers follow from."""
        return digest(self.problem.digest, self.rates.tobytes(), self.anchor.tobytes())

    def solve(self, count: Count) -> Arrays:
        """Payoffs of shape (case, player), NaN where a case was not solved."""
        levels, shock = self.problem.economy.levels, self.problem.levied(self.rates)
        near = expansion_point(levels, self.problem.levied(self.anchor), SETTINGS)
        solution = solve(levels, shock, SETTINGS, near=near)
        count(len(self))
        return {"payoff": self.problem.payoffs_at(shock, solution.state)}


@dataclass(frozen=True, eq=False)
class SlopeBlock:
    """Payoffs of all players under one set of tariffs, and their slopes in some of these by the adjoint.

    Attributes
    ----------
    rates, anchor
        As in `PayoffBlock`, with one case.
    varied
        Tariffs in which slopes are wanted.
    """

    name: str
    problem: Problem
    rates: Array
    anchor: Array
    varied: NDArray[np.intp]

    def __len__(self) -> int:
        return 1

    def key(self) -> str:
        """Digest of everything that its numbers follow from."""
        return digest(self.problem.digest, self.rates.tobytes(), self.anchor.tobytes(), self.varied.tobytes())

    def solve(self, count: Count) -> Arrays:
        """Payoffs of shape (1, player) and their slopes of shape (1, player, tariff); NaN where it was not solved."""
        problem, levels = self.problem, self.problem.economy.levels
        shock, moves = problem.levied(self.rates), np.eye(len(problem.tariffs))[self.varied] * NUDGE
        near = expansion_point(levels, problem.levied(self.anchor), SETTINGS)
        solution = solve(levels, shock, SETTINGS, near=near)
        count(1)
        payoff = problem.payoffs_at(shock, solution.state)
        if not solution.is_converged.all():
            return {"payoff": payoff, "slopes": np.full((1, payoff.size, self.varied.size), np.nan)}
        lever = problem.levied(self.rates - moves), problem.levied(self.rates + moves), 2 * NUDGE
        slopes = adjoint_slopes(levels, (shock, solution.state), lever, problem.payoffs_at)
        return {"payoff": payoff, "slopes": slopes[None]}
