"""Suites of scenarios solved at every horizon, as batches, and quantities measured in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from quantities import QUANTITIES, Array

from simulator.economy import Economy
from simulator.economy.elasticities import Elasticities
from simulator.errors import ConvergenceError
from simulator.experiment.plan import Options, Plan, make_plan
from simulator.model.equilibrium import equilibrium
from simulator.model.shock import Shock
from simulator.results.indicators.world import World
from simulator.scenario import Scenario, library_folder
from simulator.scenario.measures.export_licensing import ExportLicensing
from simulator.solver.solve import solve
from simulator.solver.start import ExpansionPoint

HORIZONS: Final = ("short", "medium", "long")


def solved(economy: Economy, shock: Shock, centre: Elasticities | None = None) -> World:
    """Solve a batch; a case that fails raises, as a page with holes would pass for one without."""
    solution = solve(economy.levels, shock, near=ExpansionPoint.at_rest(economy.levels, centre) if centre else None)
    if not solution.is_converged.all():
        failed = np.flatnonzero(~solution.is_converged)
        reason = solution.status[failed[0]].value
        raise ConvergenceError(
            f"{failed.size} of {len(shock)} cases were not solved, the first for this reason: {reason}"
        )
    state = solution.state
    return World(economy, shock, equilibrium(economy.levels, shock, state.unknowns, state.log_wedge))


def unchanged(scenario: Scenario) -> Scenario:
    """The scenario as its file has it."""
    return scenario


def sold_licences(scenario: Scenario) -> Scenario:
    """The scenario with licences sold to the highest bidder."""
    measures = (
        item.model_copy(update={"allocation": "market"}) if isinstance(item, ExportLicensing) else item
        for item in scenario.measures
    )
    return replace(scenario, measures=tuple(measures))


@dataclass(frozen=True)
class Setting:
    """How the model is set: values that replace those of every scenario, and what else is done to them."""

    name: str = "default"
    overrides: tuple[str, ...] = ()
    change: Callable[[Scenario], Scenario] = unchanged


DEFAULT: Final = Setting()


@dataclass(frozen=True, eq=False)
class Experiments:
    """One suite at several horizons; cases go through the horizons of a scenario before the next one."""

    plan: Plan

    @classmethod
    def of(cls, suite: str, setting: Setting = DEFAULT, horizons: Sequence[str] = HORIZONS) -> "Experiments":
        """Read a folder of the scenario library; its suite names the baseline."""
        plan = make_plan(library_folder() / suite, Options(horizon=horizons, overrides=setting.overrides))
        return cls(replace(plan, scenarios=tuple(setting.change(scenario) for scenario in plan.scenarios)))

    @cached_property
    def world(self) -> World:
        """The solved batch."""
        return solved(self.plan.economy, Shock.stack([case.shock for case in self.plan.cases()]))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the scenarios."""
        return tuple(scenario.name for scenario in self.plan.scenarios)

    def at(self, years: str, *names: str) -> "Experiments":
        """The scenarios of these names at a horizon of so many years."""
        chosen = tuple(scenario for scenario in self.plan.scenarios if scenario.name in names)
        return Experiments(replace(self.plan, scenarios=chosen, horizons=(years,)))

    def measure(self, quantity: str, where: str, scenario: str, against: str = "") -> Array:
        """Measure a quantity at every horizon against another scenario, or against the baseline."""
        every = self._measured(quantity, where)
        found = every[self.names.index(scenario)]
        how = QUANTITIES[quantity].how
        if how == "level":
            return np.asarray(found)
        if how == "difference":
            return np.asarray(found - every[self.names.index(against)] if against else found)
        return np.asarray(100 * (found / (every[self.names.index(against)] if against else 1) - 1))

    def _measured(self, quantity: str, where: str) -> Array:
        return QUANTITIES[quantity].measure(self.world, where).reshape(len(self.names), len(self.plan.horizons))
