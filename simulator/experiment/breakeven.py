"""Break-even: at what value of a lever an outcome crosses a target."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.errors import ScenarioError
from simulator.experiment.blocks import Array
from simulator.experiment.executors import executor
from simulator.experiment.outcome import Outcome
from simulator.experiment.plan import DEFAULT_OPTIONS, Options, Plan, make_plan
from simulator.experiment.variations import solve_variations
from simulator.experiment.vary import Values, check_levers, is_parameter
from simulator.scenario import Scenario
from simulator.scenario.suite import Request

SCAN: Final = 17
"""Points at which the range of the lever is looked at first, and each bracket after."""

NONE: Final = "none in range"
"""Direction of a scenario that never crosses."""

PRECISION: Final = 1e-6
"""Width of the last bracket, as a share of the range."""


@dataclass(frozen=True)
class Search:
    """What to look for: where `outcome` crosses `target` as `lever` runs from `low` to `high`.

    With `against_reference` the outcome is its change against the reference scenario.
    """

    lever: str
    low: float
    high: float
    outcome: str
    target: float = 0.0
    against_reference: bool = True


def breakeven(
    scenarios: Request | Sequence[Request],
    search: Search,
    *,
    options: Options = DEFAULT_OPTIONS,
    jobs: int | None = 1,
) -> pd.DataFrame:
    """Find every crossing in the range by batched bracketing.

    Returns
    -------
    crossings
        Columns scenario, horizon, lever, outcome, target, value, direction (rising or falling); a scenario without a
        crossing has one row with value NaN and direction "none in range".

    Raises
    ------
    ScenarioError
        An unknown lever or outcome, or an empty range.
    """
    plan = make_plan(scenarios, options)
    outcome = Outcome.parse(search.outcome, plan.economy)
    check_levers([search.lever], plan.scenarios)
    if not search.low < search.high:
        raise ScenarioError(f"{search.lever}: got the range {search.low:g} to {search.high:g} — low below high.")
    if search.against_reference and not plan.reference:
        raise ScenarioError(
            "breakeven: there is no reference — name one with --reference, or compare with the baseline."
        )
    chosen = [s for s in plan.scenarios if s.name != plan.reference or not search.against_reference]
    measure = search.lever.partition(".")[0]
    chosen = [s for s in chosen if is_parameter(search.lever) or any(item.id == measure for item in s.measures)]
    rows = []
    with executor(jobs) as pool:
        for scenario in chosen:
            for horizon in plan.horizons:
                gap = _Gap(plan, search, outcome, (scenario, horizon), pool)
                rows += _rows(scenario.name, horizon, search, crossings(gap, search.low, search.high))
    return pd.DataFrame(rows)


def crossings(gap: Callable[[Array], Array], low: float, high: float) -> list[tuple[float, str]]:
    """Where a function of many points at once crosses zero, and whether it rises or falls there.

    A crossing between two scanned points that is undone before the next is missed.
    """
    found = []
    values = np.linspace(low, high, SCAN)
    gaps = gap(values)
    for place in np.flatnonzero(_changes_sign(gaps)):
        direction = "rising" if gaps[place] < gaps[place + 1] else "falling"
        found.append((_refined(gap, values[place], values[place + 1], PRECISION * (high - low)), direction))
    return found


def _refined(gap: Callable[[Array], Array], low: float, high: float, width: float) -> float:
    """Narrow a bracket of one crossing down to a width."""
    while high - low > width:
        values = np.linspace(low, high, SCAN)
        changes = np.flatnonzero(_changes_sign(gap(values)))
        if changes.size == 0:
            return float("nan")
        low, high = float(values[changes[0]]), float(values[changes[0] + 1])
    return (low + high) / 2


def _changes_sign(gaps: Array) -> NDArray[np.bool_]:
    """Between which neighbours the sign changes; zero counts as positive, what was not solved as no change."""
    is_below = gaps < 0
    known = np.isfinite(gaps)
    return np.asarray((is_below[1:] != is_below[:-1]) & known[1:] & known[:-1])


@dataclass(frozen=True, eq=False)
class _Gap:
    """Outcome less target, as a function of values of the lever."""

    plan: Plan
    search: Search
    outcome: Outcome
    case: tuple[Scenario, str]
    pool: Executor | None

    def __call__(self, values: Array) -> Array:
        points: list[Values] = [{self.search.lever: float(value)} for value in values]
        return self._outcome(self.case[0], points) - self._level(points) - self.search.target

    def _outcome(self, scenario: Scenario, points: Sequence[Values]) -> Array:
        solved = solve_variations(self.plan, scenario, self.case[1], points, pool=self.pool)
        return self.outcome.of(solved, self.plan.economy)

    def _level(self, points: Sequence[Values]) -> Array | float:
        """What the outcome is compared with; an elasticity holds for the reference too, a measure's value does not."""
        if not self.search.against_reference:
            return 0.0
        reference = next(scenario for scenario in self.plan.scenarios if scenario.name == self.plan.reference)
        return self._outcome(reference, points if is_parameter(self.search.lever) else [{}])


def _rows(scenario: str, horizon: str, search: Search, found: Sequence[tuple[float, str]]) -> list[dict[str, object]]:
    key = {
        "scenario": scenario,
        "horizon": horizon,
        "lever": search.lever,
        "outcome": search.outcome,
        "target": search.target,
    }
    return [{**key, "value": value, "direction": direction} for value, direction in found or [(np.nan, NONE)]]
