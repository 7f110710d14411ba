"""Timelines of a batch of cases: one equilibrium a period, each started from the last, with weights that remember."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import EXPORTER, Pairs, PerBound
from simulator.economy import Economy
from simulator.economy.elasticities import Elasticities
from simulator.experiment.assumptions.assumed import Assumed, none_assumed
from simulator.experiment.dynamics.commitments import DAYS_A_YEAR, Deliveries, Due
from simulator.experiment.dynamics.periods import Period
from simulator.experiment.dynamics.stockpile import ROUNDING, Relief, Stockpile
from simulator.model.adjustment import around_one, at_rest, member_prices, pace, slow_weights
from simulator.model.equilibrium import Equilibrium, equilibrium
from simulator.model.shock import Bounds, Shock
from simulator.model.slow import MemberPrices
from simulator.results.assembly.solved import bound_id
from simulator.scenario import Measure, Scenario, over_period
from simulator.scenario.effects.answers import answered
from simulator.scenario.effects.compile import Case, overridden, rationed, unrationed
from simulator.solver.block import State
from simulator.solver.iteration import DEFAULT_SETTINGS, Settings
from simulator.solver.solve import Solution, solve
from simulator.solver.start import ExpansionPoint

Array = NDArray[np.float64]

LEAST_APPROVAL: Final = 1e-3
"""Least share of a licensed flow that goes through on a timeline."""


@dataclass(frozen=True, eq=False)
class SolvedPeriod:
    """One period of a timeline for every case.

    Attributes
    ----------
    period
        Its days.
    cases, shock, solution, equilibrium
        What was solved and how it ended.
    shipments
        Border value of what crosses borders, million USD a year, shape (case, sector, exporter, importer).
    stock
        Months of cover left at the end, shape (case, sector, region).
    is_short
        Where a bound binds, or goods are rationed, and no stock makes up for it, shape (case, sector, region).
    dues, delivered
        What is due of commitments by bound, and delivered in their windows by the end of the period.
    state
        What the next period depends on.
    """

    period: Period
    cases: tuple[Case, ...]
    shock: Shock
    solution: Solution
    equilibrium: Equilibrium
    shipments: Pairs
    stock: Array
    is_short: NDArray[np.bool_]
    dues: Mapping[int, Due]
    delivered: Mapping[int, float]
    state: "TimelineState"


@dataclass(frozen=True, eq=False)
class TimelineState:
    """State variables: what one period leaves to the next.

    Attributes
    ----------
    remembered
        Remembered prices of all members of the nests.
    stockpile, deliveries
        Stocks, and deliveries on commitments.
    solved, wedges
        Unknowns of the last solution, and the log wedge of each bound by case and name.
    """

    remembered: MemberPrices
    stockpile: Stockpile
    deliveries: Deliveries
    solved: State | None = None
    wedges: Mapping[tuple[int, str], float] = field(default_factory=dict)

    @classmethod
    def at_rest(cls, economy: Economy, assumed: Assumed) -> "TimelineState":
        """The baseline, in which nothing has happened."""
        stockpile = Stockpile.full(economy, assumed.positions)
        return cls(at_rest(economy.levels, len(assumed)), stockpile, Deliveries())

    def start(self, cases: Sequence[Case]) -> State | None:
        """The last solution with wedges of bounds that go on; a case that was not solved starts from rest."""
        if self.solved is None:
            return None
        log_wedge = np.array([self.wedges.get(key, 0.0) for key in _wedge_keys(cases)], dtype=float)
        return State(np.nan_to_num(self.solved.unknowns), np.nan_to_num(log_wedge))


def follow(
    economy: Economy,
    scenarios: Sequence[Scenario],
    grid: Sequence[Period],
    assumed: Assumed | None = None,
    settings: Settings = DEFAULT_SETTINGS,
    after: SolvedPeriod | None = None,
) -> Iterator[SolvedPeriod]:
    """Solve period after period, from rest at the baseline or from where another timeline stands.

    Parameters
    ----------
    scenarios
        One for each case; the same one may stand several times.
    assumed
        What each case assumes beside its scenario; absent: what the baseline does.
    after
        Last period of the timeline so far, of the same cases; absent: nothing has happened yet.
    """
    assumed = assumed or none_assumed(economy, len(scenarios))
    law = _LawOfMotion.of(economy, scenarios, assumed, grid[0], settings)
    state = after.state if after else TimelineState.at_rest(economy, assumed)
    compilers = {id(scenario): _compiler(economy, scenario) for scenario in scenarios}
    for period in grid:
        solved = law.step(period, _cases(compilers, scenarios, period), scenarios, state)
        state = solved.state
        yield solved


@dataclass(frozen=True, eq=False)
class _LawOfMotion:
    """How one period follows from the one before: what stays the same along a timeline."""

    economy: Economy
    assumed: Assumed
    short_run: Elasticities
    long_run: Elasticities
    pace: Mapping[str, Array]
    years: float
    rest: ExpansionPoint
    settings: Settings

    @classmethod
    def of(
        cls,
        economy: Economy,
        scenarios: Sequence[Scenario],
        assumed: Assumed,
        period: Period,
        settings: Settings,
    ) -> "_LawOfMotion":
        """Prepare the timelines of some cases in periods as long as the given one."""
        years = round(period.days / DAYS_A_YEAR * 12) / 12
        short_run, long_run = (_elasticities(economy, scenarios, horizon, assumed) for horizon in (0.0, np.inf))
        centre = around_one(economy.elasticities.at(0.0), economy.elasticities.at(np.inf))
        speed = {nest: course.speed for nest, course in economy.elasticities.nests.items()}
        rest = ExpansionPoint.at_rest(economy.levels, centre)
        return cls(
            economy, assumed, around_one(short_run, long_run), long_run, pace(speed, years), years, rest, settings
        )

    def step(
        self, period: Period, cases: tuple[Case, ...], scenarios: Sequence[Scenario], before: TimelineState
    ) -> SolvedPeriod:
        """Solve one period and work out what it leaves to the next."""
        levels = self.economy.levels
        planned = Shock.stack([case.shock for case in cases])
        asked, dues = before.deliveries.asked(planned.bounds, cases, scenarios, period)
        relief = before.stockpile.relief(replace(planned.bounds, limit=asked), self.years)
        cases = self._rationed(cases, planned.bounds, relief)
        shock = self.assumed.applied(Shock.stack([case.shock for case in cases]))
        shock = replace(
            shock,
            elasticities=self.short_run,
            weights=slow_weights(levels, self.short_run, self.long_run, before.remembered, shock),
        )
        solution = solve(levels, shock, self.settings, self.rest, before.start(cases))
        solved = solution.state.unknowns, solution.state.log_wedge
        world = equilibrium(levels, shock, *solved)
        is_planned = np.concatenate([np.arange(len(case.bounds)) < case.n_unrationed for case in cases])
        amount, wedge = world.bound_quantity[is_planned], world.bound_wedge[is_planned]
        stockpile, shipments, is_short = before.stockpile.settled(relief, world, wedge, self._is_rationed(cases))
        deliveries, delivered = before.deliveries.settled(planned.bounds, dues, amount, period)
        remembered = before.remembered.moved_towards(member_prices(levels, shock, *solved), self.pace)
        wedges = dict(zip(_wedge_keys(cases), solution.state.log_wedge.tolist(), strict=True))
        state = TimelineState(remembered, stockpile, deliveries, solution.state, wedges)
        return SolvedPeriod(
            period, cases, shock, solution, world, shipments, stockpile.months, is_short, dues, delivered, state
        )

    def _rationed(self, cases: Sequence[Case], bounds: Bounds, relief: Relief) -> tuple[Case, ...]:
        """Ration critical inputs in each case by what its licences and its stocks leave."""
        critical = self.economy.levels.is_critical
        from_stock = relief.most_by_flow(self.economy.levels.trade_flow.shape)[:, critical]
        none = np.zeros((int(critical.sum()), self.economy.levels.n_regions))  # stocks are in what arrives
        return tuple(
            rationed(
                _eased(case, relief.limit[bounds.case == row], from_stock[row]),
                self.economy,
                0.0,
                self.assumed.position(row),
                cover=none,
            )
            for row, case in enumerate(cases)
        )

    def _is_rationed(self, cases: Sequence[Case]) -> NDArray[np.bool_]:
        """What is handed out by application and does not all arrive, shape (case, sector, region)."""
        levels = self.economy.levels
        is_withheld = np.zeros((len(cases), *levels.output.shape), bool)
        flows = levels.trade_flow[levels.is_critical] > 0
        is_withheld[:, levels.is_critical] = [(case.rations.is_withheld & flows).any(axis=EXPORTER) for case in cases]
        return is_withheld


def _eased(case: Case, limit: PerBound, from_stock: Pairs) -> Case:
    """A case whose bounds and licences let through what comes from stock on top, as a share of baseline flows."""
    bounds, arriving = replace(case.shock.bounds, limit=limit), case.rations.allowed + from_stock
    rations = case.rations.with_allowed(np.where(arriving > 1 - ROUNDING, 1.0, arriving))
    return replace(case, shock=replace(case.shock, bounds=bounds), rations=rations)


def _elasticities(economy: Economy, scenarios: Sequence[Scenario], years: float, assumed: Assumed) -> Elasticities:
    stacked = Elasticities.stack([overridden(economy, years, scenario.parameters) for scenario in scenarios])
    return stacked.scaled(assumed.ratios)


def _cases(
    compilers: Mapping[int, Callable[[Period], Case]], scenarios: Sequence[Scenario], period: Period
) -> tuple[Case, ...]:
    """One case for each scenario of a batch, in which the same one may stand several times."""
    compiled = {key: compiler(period) for key, compiler in compilers.items()}
    return tuple(compiled[id(scenario)] for scenario in scenarios)


def _compiler(economy: Economy, scenario: Scenario) -> Callable[[Period], Case]:
    """Compile a scenario over periods; the work is done once while measures stay as they are."""
    known: dict[tuple[Measure, ...], Case] = {}
    scenario = answered(scenario, economy)

    def compiled(period: Period) -> Case:
        now = _never_closed(over_period(scenario, period.first, period.last))
        if now.measures not in known:
            known[now.measures] = unrationed(now, economy, "", 0.0)
        return replace(known[now.measures], day=period.first)

    return compiled


def _never_closed(scenario: Scenario) -> Scenario:
    """A scenario whose licences let a little of each flow through, so that stocks can stand in for the rest."""
    return replace(scenario, measures=tuple(measure.ajar(LEAST_APPROVAL) for measure in scenario.measures))


def _wedge_keys(cases: Sequence[Case]) -> list[tuple[int, str]]:
    return [(row, bound_id(case, label)) for row, case in enumerate(cases) for label in case.bounds]
