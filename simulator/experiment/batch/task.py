"""Blocks of cases: many variations of one scenario solved side by side, wherever an executor runs them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.economy import Economy
from simulator.experiment.assumed import Assumed
from simulator.experiment.levers import Values, same_measures, with_values
from simulator.experiment.plan import years
from simulator.model.equilibrium import equilibrium
from simulator.model.shock import Bounds, Shock
from simulator.results import INDICATORS
from simulator.results.assemble import bound_id
from simulator.results.indicators.flow_sums import FLOW_SUMS, FlowSum
from simulator.results.indicators.world import World
from simulator.scenario import Scenario
from simulator.scenario.effects.bounds import BoundLabel
from simulator.scenario.effects.compile import Case, compile_case, rationed, unrationed
from simulator.solver.iteration import DEFAULT_SETTINGS, Settings
from simulator.solver.solve import expansion_point, solve
from simulator.solver.start import ExpansionPoint

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Task:
    """One block to solve: a scenario at a horizon under several variations. It can be sent to another process.

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
    """

    name: str
    economy: Economy
    scenario: Scenario
    horizon: str
    values: tuple[Values, ...]
    assumed: Assumed | None = None
    indicators: tuple[str, ...] = ()
    flow_sums: tuple[FlowSum, ...] = ()
    settings: Settings = DEFAULT_SETTINGS

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True, eq=False)
class Solved:
    """A block when it is solved.

    Attributes
    ----------
    name
        Name of its task.
    arrays
        Indicators with the variation as first axis; those of bounds have the bounds as second. Sums of flows, where
        they are wanted, are stacked under `flow_sums`.
    bounds
        Identifiers of the bounds, and the labels of each.
    status, residual, iterations
        How each variation ended.
    """

    name: str
    arrays: Mapping[str, Array]
    bounds: Mapping[str, BoundLabel]
    status: tuple[str, ...]
    residual: Array
    iterations: NDArray[np.intp]


def solve_task(task: Task) -> Solved:
    """Solve all variations of a block."""
    cases = _cases(task)
    shock = Shock.stack([case.shock for case in cases])
    if task.assumed is not None:
        shock = task.assumed.applied(shock)
    solution = solve(task.economy.levels, shock, task.settings, near=_centre(task))
    world = equilibrium(task.economy.levels, shock, solution.state.unknowns, solution.state.log_wedge)
    known = World(task.economy, shock, world)
    computed = {name: INDICATORS[name].compute(known)[0] for name in task.indicators}
    labels = {bound_id(case, label): label for case in cases for label in case.bounds}
    arrays = {
        name: _by_bound(value, cases, shock.bounds, list(labels)) if INDICATORS[name].about == "bound" else value
        for name, value in computed.items()
    }
    if task.flow_sums:
        arrays[FLOW_SUMS] = np.stack([item.of(known) for item in task.flow_sums], axis=1)
    status = tuple(status.name for status in solution.status)
    return Solved(task.name, arrays, labels, status, solution.residual, solution.iterations)


def _centre(task: Task) -> ExpansionPoint:
    """The scenario as it stands, near which its variations lie."""
    case = compile_case(task.scenario, task.economy, task.horizon, years(task.horizon))
    return expansion_point(task.economy.levels, case.shock, task.settings)


def _cases(task: Task) -> list[Case]:
    """One case for each variation; variations with the same values share the work."""
    compiled: dict[tuple[tuple[str, float], ...], Case] = {}
    horizon = years(task.horizon)
    shared = same_measures(task.scenario, {lever for values in task.values for lever in values})
    keys = [tuple(sorted(values.items())) for values in task.values]
    for key, values in zip(keys, task.values, strict=True):
        if key not in compiled:
            scenario = with_values(task.scenario, values)
            compiled[key] = unrationed(scenario, task.economy, task.horizon, horizon, shared)
    positions = [task.assumed.position(place) if task.assumed else None for place in range(len(keys))]
    return [
        rationed(compiled[key], task.economy, horizon, position) for key, position in zip(keys, positions, strict=True)
    ]


def _by_bound(row: Array, cases: Sequence[Case], bounds: Bounds, names: list[str]) -> Array:
    """Put the row of all bounds of a block into (variation, bound); NaN where a variation does not have a bound."""
    table = np.full((len(cases), len(names)), np.nan)
    if not names:
        return table
    column = [names.index(bound_id(case, label)) for case in cases for label in case.bounds]
    table[bounds.case, column] = row
    return table
