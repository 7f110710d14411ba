"""Explore: a scenario under any values of a few levers at once, from a grid that was solved before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Unpack

import numpy as np
import pandas as pd

from simulator.errors import ScenarioError, nearest
from simulator.experiment.batch.checked import LARGEST_SEED, MOST_SAMPLES, whole
from simulator.experiment.batch.task import Array
from simulator.experiment.batch.work import Work
from simulator.experiment.explorer.grid import Grid
from simulator.experiment.explorer.numbers import GridOutcome
from simulator.experiment.explorer.sliders import Slider, sliders_of
from simulator.experiment.explorer.solve import Study, solve_grids
from simulator.experiment.keywords import Keywords, Levers, lever_texts, records, verb
from simulator.experiment.levers import is_parameter, own_value, with_values
from simulator.experiment.plan import Plan, make_plan, years
from simulator.experiment.provenance import Recorder
from simulator.model.shock import Shock
from simulator.results.experiments.exploration import ExplorationRecord
from simulator.scenario import Scenario, library_folder
from simulator.scenario.effects.actors import actors
from simulator.scenario.effects.bounds import BoundLabel
from simulator.scenario.effects.compile import compile_case
from simulator.scenario.suite import Requests, SuiteEntry

LIBRARY: Final = "explorer"
"""Folder of the shipped scenarios that are explored unless others are named."""

OVER: Final = (
    "us-on-china.rate=0:1.5",
    "cn-on-us.rate=0:1.5",
    "cn-licences.approval_rate=0.1:1",
    "cn-soybeans.quantity=0:40",
)
"""Ranges of their levers."""

CHECKED: Final = 64
"""Points off the grid at each horizon where a page is held against the model, unless another number is asked for."""

SEED: Final = 20251026


@dataclass(frozen=True)
class Start:
    """Values of the sliders to which a button leads, in their order."""

    name: str
    label: str
    title: str
    values: tuple[float, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Exploration(ExplorationRecord):
    """A scenario between the points of a solved grid.

    Attributes
    ----------
    errors, checked
        How exact it is, as in `ExplorationRecord`.
    plan, scenario
        What was asked for, and the scenario that is explored.
    sliders
        Levers with their ranges, a commitment last.
    grids
        The solved grid by horizon.
    bounds
        What the bounds are about whose numbers it knows, by the names that these bear.
    reference
        By horizon, the numbers of the scenario against which changes are shown; empty where there is none, or where an
        elasticity is among the levers, as it would hold for the reference too.
    starts
        The scenario's own values and those of scenarios that differ from it by nothing but its levers.
    """

    plan: Plan
    scenario: Scenario
    sliders: tuple[Slider, ...]
    grids: Mapping[str, Grid]
    bounds: Mapping[str, BoundLabel]
    reference: Mapping[str, Array]
    starts: tuple[Start, ...]

    asked_next = (".at(horizon, values)", *ExplorationRecord.asked_next)

    @property
    def horizons(self) -> tuple[str, ...]:
        """Horizons that were solved."""
        return tuple(self.grids)

    @property
    def outcomes(self) -> tuple[GridOutcome, ...]:
        """Numbers that it knows."""
        return next(iter(self.grids.values())).outcomes

    @property
    def n_points(self) -> int:
        """Number of points of the grid, over all horizons."""
        return sum(grid.n_points for grid in self.grids.values())

    def at(self, horizon: str, values: Mapping[str, float]) -> dict[str, float]:
        """Every number by its name, at values of the levers.

        Parameters
        ----------
        values
            Values by lever, as in the scenario's file; one that is left out stays where its slider begins, and one
            beyond a range is taken for its end.

        Raises
        ------
        ScenarioError
            A horizon that was not solved, a lever that was not explored, or a value that is no number.
        """
        grid = self._grid(horizon)
        levers = {slider.lever: slider.start for slider in self.sliders}
        for lever, value in values.items():
            if lever not in levers:
                hint = nearest(lever, list(levers))
                known = f"Known: {', '.join(levers)}."
                raise ScenarioError(" ".join(filter(None, (f"{lever}: got a lever without a slider —", hint, known))))
            if not np.isfinite(value):
                raise ScenarioError(f"{lever}: got {value} — a number.")
        point = np.array([list((levers | dict(values)).values())], float)
        return {item.name: float(row[0]) for item, row in zip(grid.outcomes, grid.at(point), strict=True)}

    def _grid(self, horizon: str) -> Grid:
        if horizon not in self.grids:
            raise ScenarioError(f"horizon: got {horizon!r} — one of {', '.join(self.horizons)}.")
        return self.grids[horizon]


@verb
def explore(
    scenarios: Requests | None = None,
    over: Levers = (),
    *,
    checked: int = CHECKED,
    seed: int = SEED,
    **keywords: Unpack[Keywords],
) -> Exploration:
    """Solve a scenario over a grid of its levers, and measure how exact numbers between the points are.

    Parameters
    ----------
    scenarios
        The scenario to explore, the first one of several that is not the reference; the others are values of its
        levers to begin from. Absent: the shipped scenarios for this.
    over
        One to five levers with their ranges, such as `{"us-100.rate": (0, 1.5)}` or `us-100.rate=0:1.5`, or with values
        as in `sweep`. Absent: those of the shipped scenarios.
    checked
        Random points off the grid at each horizon that are solved exactly.
    seed
        Seed of these points.
    **keywords
        Those of every verb, see `Keywords`.

    Returns
    -------
    exploration
        The solved grid, which knows every number between its points.

    Raises
    ------
    ScenarioError
        Levers or ranges that cannot be explored, or further scenarios that differ by more than the levers.
    ConvergenceError
        A point of the grid was not solved, or a worker died.
    """
    record = Recorder("explore")
    whole("checked", checked, 1, MOST_SAMPLES)
    whole("seed", seed, 0, LARGEST_SEED)
    options, batch = records("explore", keywords)
    plan = make_plan(library_folder() / LIBRARY if scenarios is None else scenarios, options)
    scenario, others = _roles(plan)
    texts = lever_texts("explore", over, is_range=True) or _ranges(scenario)
    sliders = sliders_of(scenario, texts, plan.economy)
    plan = replace(plan, focus=plan.focus or actors((scenario,), "", plan.economy))  # levers of the reference count
    starts = _starts(plan, scenario, others, sliders)
    with batch.work() as work:
        question = Study.of(plan, scenario, sliders)
        grids = solve_grids(question, work)
        reference = _reference(question, work)
        held = _held(question, grids, _scattered(question, checked, seed), work)
    points = sum(grid.n_points for grid in grids.values())
    made = record.provenance(plan, over=list(texts), seed=seed, checked=checked * len(grids), points=points)
    return Exploration(
        errors=error_table(question.outcomes, held),
        checked=held,
        provenance=made,
        plan=plan,
        scenario=scenario,
        sliders=sliders,
        grids=grids,
        bounds=question.outcome_bounds(),
        reference=reference,
        starts=starts,
    )


def _ranges(scenario: Scenario) -> tuple[str, ...]:
    """Ranges of the shipped scenarios, where a scenario has their levers."""
    ids = [measure.id for measure in scenario.measures]
    if all(text.partition(".")[0] in ids for text in OVER):
        return OVER
    raise ScenarioError(
        f"{scenario.name}: got no lever — name one to five of its values and their ranges, such as "
        f"--over {ids[0] if ids else 'us-100'}.rate=0:1.5; `tariffsim show` lists the values of a scenario."
    )


def _roles(plan: Plan) -> tuple[Scenario, list[tuple[Scenario, SuiteEntry]]]:
    """The scenario that is explored, and those that may be begun from."""
    asked = [entry.name for entry in plan.suite.entries]
    by_name = {scenario.name: scenario for scenario in plan.scenarios}
    entries = {entry.name: entry for entry in plan.entries}
    first = next((name for name in asked if name != plan.reference), plan.reference)
    return by_name[first], [(by_name[name], entries[name]) for name in asked if name != first]


def _starts(
    plan: Plan, scenario: Scenario, others: Sequence[tuple[Scenario, SuiteEntry]], sliders: Sequence[Slider]
) -> tuple[Start, ...]:
    entry = next(item for item in plan.entries if item.name == scenario.name)
    first = Start(scenario.name, entry.label, scenario.title, tuple(slider.start for slider in sliders))
    starts = {other.name: _start(plan, scenario, other, entry, sliders) for other, entry in others}
    odd = next((name for name, start in starts.items() if start is None and name != plan.reference), None)
    if odd is not None:
        raise ScenarioError(
            f"{odd}: got a scenario that differs from {scenario.name} by more than values inside the ranges of "
            f"{', '.join(slider.lever for slider in sliders)} — explore it by itself, or leave it out."
        )
    return (first, *(start for start in starts.values() if start is not None))


def _start(
    plan: Plan, scenario: Scenario, other: Scenario, entry: SuiteEntry, sliders: Sequence[Slider]
) -> Start | None:
    """Where the sliders stand for another scenario; None where it differs by more than levers."""
    known = {slider.lever: own_value(other, slider.lever) for slider in sliders if not is_parameter(slider.lever)}
    values = {slider.lever: known.get(slider.lever, slider.start) for slider in sliders}
    given = {lever: value for lever, value in values.items() if value is not None}
    inside = all(slider.low <= given.get(slider.lever, np.nan) <= slider.high for slider in sliders)
    if not inside or _shock(plan, with_values(scenario, given)) != _shock(plan, with_values(other, given)):
        return None
    return Start(other.name, entry.label, other.title, tuple(given.values()))


def _shock(plan: Plan, scenario: Scenario) -> Shock:
    return compile_case(scenario, plan.economy, plan.horizons[0], years(plan.horizons[0])).shock


def _reference(question: Study, work: Work) -> dict[str, Array]:
    """Numbers of the reference by horizon; NaN where it has no such bound."""
    plan = question.plan
    if not plan.reference or any(is_parameter(slider.lever) for slider in question.sliders):
        return {}
    reference = next(item for item in plan.scenarios if item.name == plan.reference)
    rounds = replace(question, scenario=reference).solve({horizon: [{}] for horizon in plan.horizons}, work)
    return {horizon: question.read(solved)[:, 0] for horizon, solved in rounds.items()}


def _scattered(question: Study, count: int, seed: int) -> dict[str, Array]:
    """Random points of the ranges by horizon, shape (point, lever)."""
    rng = np.random.default_rng(seed)
    low, high = (np.array([getattr(slider, end) for slider in question.sliders]) for end in ("low", "high"))
    return {horizon: rng.uniform(low, high, (count, low.size)) for horizon in question.plan.horizons}


def _held(question: Study, grids: Mapping[str, Grid], points: Mapping[str, Array], work: Work) -> pd.DataFrame:
    """Solve points exactly and hold the numbers between the grid's points against them."""
    levers = [slider.lever for slider in question.sliders]
    values = {name: [dict(zip(levers, row, strict=True)) for row in rows.tolist()] for name, rows in points.items()}
    parts = []
    for horizon, solved in question.solve(values, work).items():
        numbers = zip(question.outcomes, question.read(solved), grids[horizon].at(points[horizon]), strict=True)
        for item, exact, between in numbers:
            about = {"horizon": horizon, "number": item.name, "indicator": item.indicator}
            frame = pd.DataFrame(points[horizon], columns=levers)
            parts.append(frame.assign(**about, exact=exact, interpolated=between))
    return pd.concat(parts, ignore_index=True)


def error_table(outcomes: Sequence[GridOutcome], checked: pd.DataFrame) -> pd.DataFrame:
    """How exact numbers are: a row for each indicator, as `ExplorationRecord.errors` has them."""
    gated = {item.name for item in outcomes if item.gates}
    table = checked.assign(error=(checked["interpolated"] - checked["exact"]).abs())
    switched = table["number"].isin(gated) & ((table["exact"] == 0) != (table["interpolated"] == 0))
    table = table.assign(error=table["error"].mask(switched), switched=switched)
    by_indicator = table.groupby("indicator", sort=False)
    columns = {
        "unit": pd.Series({item.indicator: item.unit for item in outcomes}),
        "mean": by_indicator["error"].mean(),
        "worst": by_indicator["error"].max(),
        "lowest": by_indicator["exact"].min(),
        "highest": by_indicator["exact"].max(),
        "switched": by_indicator["switched"].sum(),
    }
    return pd.DataFrame(columns).rename_axis("indicator").reset_index()
