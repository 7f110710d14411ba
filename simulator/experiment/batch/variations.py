"""Blocks of variations: one scenario under many values and assumptions, solved side by side near where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.economy import Economy
from simulator.experiment.assumptions.assumed import Assumed
from simulator.experiment.batch.task import Array, Arrays, Count, content, digest
from simulator.experiment.levers import Values, same_measures, with_values
from simulator.experiment.plan import years
from simulator.model.equilibrium import equilibrium
from simulator.model.shock import Bounds, Shock
from simulator.results import INDICATORS
from simulator.results.assembly.solved import bound_id, statutory
from simulator.results.indicators.flow_sums import FLOW_SUMS, FlowSum
from simulator.results.indicators.world import World
from simulator.results.outcome import Outcome
from simulator.scenario import Scenario
from simulator.scenario.effects.compile import Case, compile_case, rationed, unrationed
from simulator.scenario.effects.rationing import RATIONING
from simulator.solver.iteration import DEFAULT_SETTINGS, Settings
from simulator.solver.solve import expansion_point, solve
from simulator.solver.start import ExpansionPoint


@dataclass(frozen=True, eq=False)
class VariationBlock:
    """A scenario at one horizon under several variations.

    Attributes
    ----------
    name
        Name of the block, unique in its batch.
    economy, scenario, horizon
        What is varied.
    values
        Replaced values of each variation.
    assumed
        What each variation assumes beside its values; None where it is what the baseline assumes.
    indicators
        Names of the indicators that are wanted.
    flow_sums
        Sums of flows that are wanted.
    outcomes
        Single numbers that are wanted, such as `welfare:USA`.
    from_rest
        Start at rest and not at the scenario's own solution, which takes as long to linearise as a hundred draws.
    """

    name: str
    economy: Economy
    scenario: Scenario
    horizon: str
    values: tuple[Values, ...]
    assumed: Assumed | None = None
    indicators: tuple[str, ...] = ()
    flow_sums: tuple[FlowSum, ...] = ()
    outcomes: tuple[str, ...] = ()
    from_rest: bool = False
    settings: Settings = DEFAULT_SETTINGS

    def __len__(self) -> int:
        return len(self.values)

    def key(self) -> str:
        """Digest of everything that its numbers follow from."""
        asked = self.horizon, [sorted(values.items()) for values in self.values], self.indicators, self.flow_sums
        assumed = self.assumed.digest() if self.assumed else ""
        numbers = self.outcomes, self.from_rest
        return digest(self.economy.digest, content(self.scenario), asked, numbers, assumed, self.settings)

    def solve(self, count: Count) -> Arrays:
        """Indicators with the variation as first axis; those of bounds have the bounds as second.

        Sums of flows are stacked under `flow_sums`. Beside them `is_solved` and `residual` of each variation, the
        identifiers of the bounds, and which of them measures set.
        """
        cases = _cases(self)
        shock = Shock.stack([case.shock for case in cases])
        if self.assumed is not None:
            shock = self.assumed.applied(shock)
        solution = solve(self.economy.levels, shock, self.settings, near=_centre(self))
        count(len(self))
        world = equilibrium(self.economy.levels, shock, solution.state.unknowns, solution.state.log_wedge)
        known = World(self.economy, shock, world, statutory(cases, shock))
        labels = {bound_id(case, label): label for case in cases for label in case.bounds}
        arrays: dict[str, NDArray[Any]] = {}
        for name in self.indicators:
            value, _ = INDICATORS[name].compute(known)
            is_of_bounds = INDICATORS[name].about == "bound"
            arrays[name] = _by_bound(value, cases, shock.bounds, list(labels)) if is_of_bounds else value
        if self.flow_sums:
            arrays[FLOW_SUMS] = np.stack([item.of(known) for item in self.flow_sums], axis=1)
        arrays |= {text: Outcome.read(text).of(known) for text in self.outcomes}
        return arrays | {
            "is_solved": solution.is_converged,
            "residual": solution.residual,
            "bound": np.array(list(labels), str),
            "is_planned": np.array([label.kind != RATIONING for label in labels.values()], bool),
        }


def _centre(block: VariationBlock) -> ExpansionPoint:
    """The scenario as it stands, near which its variations lie, or rest under its elasticities."""
    case = compile_case(block.scenario, block.economy, block.horizon, years(block.horizon))
    if block.from_rest:
        return ExpansionPoint.at_rest(block.economy.levels, case.shock.elasticities, int(case.shock.closure[0]))
    return expansion_point(block.economy.levels, case.shock, block.settings)


def _cases(block: VariationBlock) -> list[Case]:
    """One case for each variation; variations with the same values share the work."""
    compiled: dict[tuple[tuple[str, float], ...], Case] = {}
    horizon = years(block.horizon)
    shared = same_measures(block.scenario, {lever for values in block.values for lever in values})
    keys = [tuple(sorted(values.items())) for values in block.values]
    for key, values in zip(keys, block.values, strict=True):
        if key not in compiled:
            scenario = with_values(block.scenario, values)
            compiled[key] = unrationed(scenario, block.economy, block.horizon, horizon, shared)
    positions = [block.assumed.position(row) if block.assumed else None for row in range(len(keys))]
    return [
        rationed(compiled[key], block.economy, horizon, position) for key, position in zip(keys, positions, strict=True)
    ]


def _by_bound(row: Array, cases: Sequence[Case], bounds: Bounds, names: list[str]) -> Array:
    """Put the row of all bounds of a block into (variation, bound); NaN where a variation does not have a bound."""
    table = np.full((len(cases), len(names)), np.nan)
    if not names:
        return table
    column = [names.index(bound_id(case, label)) for case in cases for label in case.bounds]
    table[bounds.case, column] = row
    return table
