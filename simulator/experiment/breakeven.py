"""Break-even: at what value of a lever an outcome crosses a target, and how that depends on a second lever."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Final, TypeAlias, Unpack

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from simulator.errors import ScenarioError
from simulator.experiment.batch.checked import finite
from simulator.experiment.batch.points import Points, solve_points
from simulator.experiment.batch.task import Array
from simulator.experiment.batch.work import Batch, Work
from simulator.experiment.keywords import Keywords, Levers, lever_texts, records, verb
from simulator.experiment.levers import Axis, check_levers, levers_of, own_values
from simulator.experiment.plan import Options, Plan, make_plan
from simulator.experiment.provenance import Recorder
from simulator.files.problem import shown
from simulator.results.experiments.breakeven import Breakeven
from simulator.results.outcome import Outcome, incomes
from simulator.scenario import Scenario
from simulator.scenario.suite import Requests

SCAN: Final = 17
"""Points at which the range of the lever is looked at first, and each bracket after."""

NONE: Final = "none in range"
"""Direction of a scenario that never crosses."""

PRECISION: Final = 1e-6
"""Width of the last bracket, as a share of the range."""

Point: TypeAlias = tuple[tuple[str, float], ...]
"""Levers and their values."""

Gap: TypeAlias = Callable[[NDArray[np.intp], Array], Array]
"""Outcome less target at many points at once: to which search each belongs, and its value of the lever."""


@dataclass(frozen=True)
class Search:
    """What to look for: where `outcome` crosses `target` as `lever` runs from `low` to `high`.

    Attributes
    ----------
    outcome
        Such as `real_income:USA`, which it is unless named; with `against_reference` its change against the reference.
    across
        A second lever and its values, such as `cn-licences.approval_rate=0.1:1:0.1`; the search is made for each.
    """

    lever: str
    low: float
    high: float
    outcome: str | None = None
    target: float = 0.0
    against_reference: bool = True
    across: str = ""


@verb
def breakeven(  # noqa: PLR0913  # the verb takes what the command line takes
    scenarios: Requests,
    lever: str | Search,
    low: float | None = None,
    high: float | None = None,
    *,
    outcome: str | None = None,
    target: float = 0.0,
    against_reference: bool = True,
    across: Levers = "",
    **keywords: Unpack[Keywords],
) -> Breakeven:
    """Find every crossing in the range by batched bracketing.

    A measure's lever leaves the reference as it is; an elasticity holds for it too.

    Parameters
    ----------
    scenarios
        Names, files, scenarios, dicts of a scenario's keys, or a list of these.
    lever
        What to vary, such as `us-100.rate`; or a `Search`, which says everything up to `across`.
    low, high
        Ends of its range.
    outcome
        What is to cross the target, such as `real_income:USA`, which it is unless named.
    target
        Value to be crossed.
    against_reference
        Whether the outcome is its change against the reference, where there is one to be compared with.
    across
        A second lever and its values, such as `{"cn-licences.approval_rate": [0.1, 0.5, 1]}`; the search is made for
        each.
    **keywords
        Those of every verb, see `Keywords`.

    Returns
    -------
    breakeven
        Every crossing, and the outcome over the range.

    Raises
    ------
    ScenarioError
        An unknown lever or outcome, an empty range, or values that a lever cannot take.
    ConvergenceError
        A worker died.
    """
    if isinstance(lever, Search):
        return _found(scenarios, lever, *records("breakeven", keywords))
    if not (isinstance(lever, str) and isinstance(low, float | int) and isinstance(high, float | int)):
        got = f"got the range {shown(low)} to {shown(high)} for {shown(lever)}"
        raise ScenarioError(f'breakeven: {got} — breakeven("tariff-100", "us-100.rate", low=0, high=2).')
    other = "".join(lever_texts("breakeven", across))
    search = Search(lever, low, high, outcome, target, against_reference, other)
    return _found(scenarios, search, *records("breakeven", keywords))


def _found(scenarios: Requests, search: Search, options: Options, batch: Batch) -> Breakeven:
    record = Recorder("breakeven")
    for name in ("low", "high", "target"):
        finite(name, getattr(search, name))
    plan = make_plan(scenarios, options)
    outcome = Outcome.parse(search.outcome or incomes(plan.actors)[0], plan.economy)
    across = Axis.parse(search.across) if search.across else None
    _check(search, across, plan)
    with batch.work() as work:
        field = _Field(plan, search, across, outcome, work)
        values = np.linspace(search.low, search.high, SCAN)
        level, reference = (part.reshape(-1, SCAN) for part in field.levels(*_everywhere(len(field.searches), values)))
        crossed = crossings(field.gap, values, level - reference - search.target)
    asked = {**asdict(search), "outcome": str(outcome), "points": field.points, "unsolved": field.unsolved}
    shipped = own_values(plan.scenarios, [axis.lever for axis in (across,) if axis] + [search.lever])
    table = pd.DataFrame([row for number, of_search in enumerate(crossed) for row in field.rows(number, of_search)])
    return Breakeven(table, field.scan(values, level, reference), record.provenance(plan, own_values=shipped, **asked))


def _check(search: Search, across: Axis | None, plan: Plan) -> None:
    if not search.low < search.high:
        raise ScenarioError(f"{search.lever}: got the range {search.low:g} to {search.high:g} — low below high.")
    if search.against_reference and not plan.reference:
        raise ScenarioError(
            "breakeven: there is no reference — name one with --reference, or compare with the baseline."
        )
    levers: dict[str, Sequence[float]] = {search.lever: (search.low, search.high)}
    if across is not None:
        if across.lever == search.lever or len(across.values) < 2:
            raise ScenarioError(
                f"{across.lever}: a map needs another lever than {search.lever}, with two or more values."
            )
        levers[across.lever] = across.values
    check_levers(levers, plan.scenarios, plan.economy, held=plan.reference if search.against_reference else "")


def crossings(gap: Gap, values: Array, gaps: Array) -> list[list[tuple[float, str]]]:
    """Where functions cross zero, and whether they rise or fall there; all are narrowed down side by side.

    A crossing between two scanned points that is undone before the next is missed.

    Parameters
    ----------
    values, gaps
        Points at which all functions were looked at, and what they are there, one row a function.
    """
    rows, places = np.nonzero(_changes_sign(gaps))
    directions = np.where(gaps[rows, places] < gaps[rows, places + 1], "rising", "falling")
    low, high = values[places], values[places + 1]
    while rows.size and (high - low).max() > PRECISION * np.ptp(values):
        inside = np.linspace(low, high, SCAN, axis=-1)
        changes = _changes_sign(gap(np.repeat(rows, SCAN), inside.ravel()).reshape(inside.shape))
        first = changes.argmax(axis=-1)[:, None]
        is_lost = ~changes.any(axis=-1)  # a point in between was not solved
        low, high = (
            np.where(is_lost, np.nan, np.take_along_axis(inside, first + step, axis=-1)[:, 0]) for step in (0, 1)
        )
        rows, directions = rows[~is_lost], directions[~is_lost]
        low, high = low[~is_lost], high[~is_lost]
    middle = ((low + high) / 2).tolist()
    pairs = list(zip(rows.tolist(), middle, directions.tolist(), strict=True))
    return [[(value, way) for row, value, way in pairs if row == search] for search in range(len(gaps))]


def _changes_sign(gaps: Array) -> NDArray[np.bool_]:
    """Between which neighbours the sign changes; zero counts as positive, what was not solved as no change."""
    is_below, known = gaps < 0, np.isfinite(gaps)
    return np.asarray((is_below[..., 1:] != is_below[..., :-1]) & known[..., 1:] & known[..., :-1])


def _everywhere(count: int, values: Array) -> tuple[NDArray[np.intp], Array]:
    """Every value in each of some searches."""
    return np.repeat(np.arange(count), values.size), np.tile(values, count)


class _Field:
    """The outcome of every scenario and horizon over the lever, and over the second one if there is one.

    A search is one scenario at one horizon and one value of the second lever. No point is solved twice.
    """

    def __init__(self, plan: Plan, search: Search, across: Axis | None, outcome: Outcome, work: Work) -> None:
        self._plan, self._search, self._outcome, self._work = plan, search, outcome, work
        self._across = across or Axis("", (0.0,))
        self._reference = plan.reference if search.against_reference else ""
        self._cases = {item.name: item for item in plan.scenarios}
        self._known: dict[tuple[str, str, Point], float] = {}
        names = [name for name, item in self._cases.items() if name != self._reference and self._has_lever(item)]
        self.searches = list(itertools.product(names, plan.horizons, self._across.values))

    def _has_lever(self, scenario: Scenario) -> bool:
        return bool(levers_of(scenario, [self._search.lever]))

    @property
    def points(self) -> int:
        """Number of equilibria so far."""
        return len(self._known)

    @property
    def unsolved(self) -> int:
        """Number of those that were not solved."""
        return int(np.isnan(list(self._known.values())).sum())

    def gap(self, searches: NDArray[np.intp], values: Array) -> Array:
        """Outcome, or its change against the reference, less the target."""
        level, reference = self.levels(searches, values)
        return level - reference - self._search.target

    def levels(self, searches: NDArray[np.intp], values: Array) -> tuple[Array, Array]:
        """Outcome at many points, and that of the reference there; 0 without one."""
        asked = [(*self.searches[row], float(value)) for row, value in zip(searches, values, strict=True)]
        keys = [(name, horizon, self._point(name, second, value)) for name, horizon, second, value in asked]
        reference = self._reference
        if reference:
            keys += [(reference, horizon, self._point(reference, *rest)) for _, horizon, *rest in asked]
        self._solve([key for key in dict.fromkeys(keys) if key not in self._known])
        numbers = np.array([self._known[key] for key in keys])
        return numbers[: len(asked)], numbers[len(asked) :] if reference else np.zeros(len(asked))

    def _point(self, scenario: str, second: float, value: float) -> Point:
        """Values of the levers that a scenario has; measures of the reference stay as they are."""
        values = {self._across.lever: second, self._search.lever: value}
        levers = levers_of(
            self._cases[scenario], [name for name in values if name], is_fixed=scenario == self._reference
        )
        return tuple((lever, values[lever]) for lever in levers)

    def _solve(self, keys: list[tuple[str, str, Point]]) -> None:
        groups: dict[tuple[str, str], list[Point]] = {}
        for name, horizon, point in keys:
            groups.setdefault((name, horizon), []).append(point)
        wanted = [
            Points(self._cases[name], horizon, list(map(dict, points))) for (name, horizon), points in groups.items()
        ]
        variations = solve_points(self._plan, wanted, (self._outcome.indicator,), self._work)
        for ((name, horizon), points), solved in zip(groups.items(), variations, strict=True):
            numbers = solved.number(self._outcome, self._plan.economy).tolist()
            self._known |= {(name, horizon, point): number for point, number in zip(points, numbers, strict=True)}

    def rows(self, row: int, crossed: Sequence[tuple[float, str]]) -> list[dict[str, object]]:
        """Rows of the table for the crossings of one search."""
        name, horizon, second = self.searches[row]
        key: dict[str, object] = {"scenario": name, "horizon": horizon}
        if self._across.lever:
            key[self._across.lever] = second
        search = self._search
        key |= {"lever": search.lever, "outcome": str(self._outcome), "target": search.target}
        return [{**key, "value": value, "direction": way} for value, way in crossed or [(np.nan, NONE)]]

    def scan(self, values: Array, level: Array, reference: Array) -> xr.DataArray:
        """Label the outcome at the points that were looked at first, the reference's beside each scenario's."""
        names = list(dict.fromkeys(name for name, _, _ in self.searches))
        shape = (len(names), len(self._plan.horizons), len(self._across.values), values.size)
        parts = {name: row for name, row in zip(names, level.reshape(shape), strict=True)}
        if self._reference:
            parts = {self._reference: reference.reshape(shape)[0], **parts}
        data = xr.DataArray(
            np.stack(list(parts.values())),
            dims=("scenario", "horizon", self._across.lever or "across", self._search.lever),
            coords={"scenario": list(parts), "horizon": list(self._plan.horizons), self._search.lever: values},
            name=self._outcome.indicator,
            attrs={"reference": self._reference},
        )
        if not self._across.lever:
            return data.isel(across=0)
        return data.assign_coords({self._across.lever: list(self._across.values)})
