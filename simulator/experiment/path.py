"""The path of a batch of cases: one equilibrium a period, each started from the last and with weights that remember."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import Pairs, PerBound
from simulator.economy import Economy
from simulator.economy.elasticities import Elasticities
from simulator.experiment.periods import Period
from simulator.experiment.pledges import Due, Pledges
from simulator.experiment.stockpile import Stockpile
from simulator.model.adjustment import around_one, at_rest, member_prices, pace, slow_weights
from simulator.model.equilibrium import Equilibrium, equilibrium
from simulator.model.shock import Shock
from simulator.results.assemble import bound_id
from simulator.scenario import Measure, Scenario, over_period
from simulator.scenario.compile import Case, compile_case, overridden
from simulator.solver.anchor import Anchor
from simulator.solver.block import State
from simulator.solver.iteration import DEFAULT_SETTINGS, Settings
from simulator.solver.solve import Solution, solve

Array = NDArray[np.float64]

YEAR_DAYS: Final = 365.25


@dataclass(frozen=True, eq=False)
class Moment:
    """One period of a path for every case.

    Attributes
    ----------
    period
        Its days.
    cases, shock, solution, world
        What was solved and how it ended.
    shipments
        Border value of what crosses borders, million USD a year, shape (case, sector, exporter, importer).
    stock
        Months of cover left at the end, shape (case, sector, region).
    is_short
        Where a bound binds that no stock makes up for, shape (case, sector, region).
    dues, delivered
        What is due of commitments by bound, and delivered in their windows by the end of the period.
    """

    period: Period
    cases: tuple[Case, ...]
    shock: Shock
    solution: Solution
    world: Equilibrium
    shipments: Pairs
    stock: Array
    is_short: NDArray[np.bool_]
    dues: Mapping[int, Due]
    delivered: Mapping[int, float]


def walk(
    economy: Economy,
    scenarios: Sequence[Scenario],
    grid: Sequence[Period],
    ratios: Elasticities | None = None,
    settings: Settings = DEFAULT_SETTINGS,
) -> Iterator[Moment]:
    """Solve period after period, from a world at rest at the baseline.

    Parameters
    ----------
    scenarios
        One for each case; the same one may stand several times.
    ratios
        Factors on the elasticities of each case; absent: none.
    """
    levels, n_cases = economy.levels, len(scenarios)
    years = round((grid[0].days / YEAR_DAYS) * 12) / 12
    short_run, long_run = (_elasticities(economy, scenarios, horizon, ratios) for horizon in (0.0, np.inf))
    short_run = around_one(short_run, long_run)
    centre = around_one(economy.elasticities.at(0.0), economy.elasticities.at(np.inf))
    near = Anchor.at_rest(levels, centre)
    moves = pace({nest: course.speed for nest, course in economy.elasticities.nests.items()}, years)
    remembered, stockpile, pledges = at_rest(levels, n_cases), Stockpile(economy, n_cases), Pledges()
    compiled, last = _compiler(economy), _Last()
    for period in grid:
        cases = [compiled(scenario, period) for scenario in scenarios]
        shock = Shock.stack([case.shock for case in cases])
        asked, dues = pledges.asked(shock.bounds, cases, scenarios, period)
        promised = replace(shock.bounds, limit=asked)
        relief = stockpile.relief(promised, years)
        shock = replace(
            shock,
            elasticities=short_run,
            weights=slow_weights(levels, short_run, long_run, remembered),
            bounds=replace(promised, limit=relief.limit),
        )
        solution = solve(levels, shock, settings, near, last.start(shock, cases))
        unknowns, log_wedge = solution.state.unknowns, solution.state.log_wedge
        world = equilibrium(levels, shock, unknowns, log_wedge)
        remembered = remembered.moved_towards(member_prices(levels, shock, unknowns, log_wedge), moves)
        shipments, is_short = stockpile.settle(relief, world)
        delivered = pledges.settle(shock.bounds, dues, world.bound_quantity, period)
        last = _Last(solution.state, tuple(_wedge_keys(cases)))
        yield Moment(
            period, tuple(cases), shock, solution, world, shipments, stockpile.months, is_short, dues, delivered
        )


def _elasticities(
    economy: Economy, scenarios: Sequence[Scenario], years: float, ratios: Elasticities | None
) -> Elasticities:
    own = Elasticities.stack([overridden(economy, years, scenario.parameters) for scenario in scenarios])
    return own.scaled(ratios) if ratios else own


def _compiler(economy: Economy) -> Callable[[Scenario, Period], Case]:
    """Compile scenarios over periods; the work is done once while measures stay as they are."""
    known: dict[tuple[str, tuple[Measure, ...]], Case] = {}
    averaged: dict[tuple[str, Period], Scenario] = {}

    def compiled(scenario: Scenario, period: Period) -> Case:
        now = averaged.get((scenario.name, period))
        if now is None:
            now = averaged[scenario.name, period] = over_period(scenario, period.first, period.last)
        key = scenario.name, now.measures
        if key not in known:
            known[key] = compile_case(now, economy, period.first.isoformat(), 0.0)
        return replace(known[key], horizon=period.first.isoformat())

    return compiled


def _wedge_keys(cases: Sequence[Case]) -> list[tuple[int, str]]:
    return [(place, bound_id(case, label)) for place, case in enumerate(cases) for label in case.bounds]


@dataclass(frozen=True, eq=False)
class _Last:
    """Where the period before ended, as the start of the next; nothing before the first."""

    state: State | None = None
    keys: tuple[tuple[int, str], ...] = ()

    def start(self, shock: Shock, cases: Sequence[Case]) -> State | None:
        """Start from the last state with wedges of bounds that go on; a case that was not solved starts from rest."""
        if self.state is None:
            return None
        wedge = dict(zip(self.keys, np.nan_to_num(self.state.log_wedge).tolist(), strict=True))
        log_wedge: PerBound = np.array([wedge.get(key, 0.0) for key in _wedge_keys(cases)], dtype=float)
        return State(np.nan_to_num(self.state.unknowns), log_wedge)
