"""Solving the grid of an exploration: all points of a scenario's levers at every horizon."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

import numpy as np

from simulator.errors import ConvergenceError, ScenarioError
from simulator.experiment.batch.points import Points, Variations, solve_points
from simulator.experiment.batch.task import Array
from simulator.experiment.batch.work import Work
from simulator.experiment.explorer.grid import Grid, gridded
from simulator.experiment.explorer.numbers import GridOutcome, indicators_of, of_bounds, outcomes_of, read
from simulator.experiment.explorer.sliders import BEYOND, Slider
from simulator.experiment.levers import Values, with_values
from simulator.experiment.plan import Plan, years
from simulator.results import withheld_output
from simulator.results.assembly.solved import bound_id
from simulator.scenario import Scenario
from simulator.scenario.effects.bounds import BoundLabel
from simulator.scenario.effects.compile import Case, compile_case

NOTHING: Final = 1e-6
"""A commitment of this share of the highest one binds nowhere, and its bound counts what is bought without it."""


@dataclass(frozen=True, eq=False)
class SolvedPoints:
    """Points that were solved together at one horizon."""

    points: Sequence[Values]
    variations: Variations


@dataclass(frozen=True, eq=False)
class Study:
    """A scenario whose levers are varied, and the numbers that are wanted of it."""

    plan: Plan
    scenario: Scenario
    sliders: tuple[Slider, ...]
    outcomes: tuple[GridOutcome, ...] = ()

    @classmethod
    def of(cls, plan: Plan, scenario: Scenario, sliders: tuple[Slider, ...]) -> "Study":
        """Ask for whatever a page shows of the scenario."""
        asked = cls(plan, scenario, sliders)
        return replace(asked, outcomes=outcomes_of(plan.economy, plan.actors, asked.outcome_bounds()))

    @property
    def commitment(self) -> Slider | None:
        """The lever that is a commitment."""
        return self.sliders[-1] if self.sliders[-1].is_commitment else None

    @property
    def plain(self) -> tuple[Slider, ...]:
        """All other levers."""
        return tuple(slider for slider in self.sliders if not slider.is_commitment)

    def bounds(self, values: Values) -> dict[str, BoundLabel]:
        """Bounds under values of the levers, by name without the scenario's."""
        case = self.case(values)
        return {bound_id(case, label).partition("/")[2]: label for label in case.bounds}

    def outcome_bounds(self) -> dict[str, BoundLabel]:
        """Bounds where every lever is at its highest, which the numbers are of."""
        return self.bounds({item.lever: item.high for item in self.sliders})

    def case(self, values: Values) -> Case:
        """The scenario under values of the levers, at the first horizon."""
        horizon = self.plan.horizons[0]
        return compile_case(with_values(self.scenario, values), self.plan.economy, horizon, years(horizon))

    def solve(self, points: Mapping[str, Sequence[Values]], work: Work) -> dict[str, SolvedPoints]:
        """Solve points by horizon.

        Raises
        ------
        ConvergenceError
            A point was not solved.
        """
        wanted = [Points(self.scenario, horizon, of_horizon) for horizon, of_horizon in points.items()]
        solved_points = solve_points(self.plan, wanted, indicators_of(self.outcomes), work)
        rounds = {
            horizon: SolvedPoints(points[horizon], of_horizon)
            for horizon, of_horizon in zip(points, solved_points, strict=True)
        }
        for horizon, solved in rounds.items():
            _check_solved(self.scenario, horizon, solved)
        return rounds

    def read(self, solved: SolvedPoints) -> Array:
        """Numbers of solved points, shape (number, point)."""
        return read(self.outcomes, solved.variations, self.plan.economy)


def _check_solved(scenario: Scenario, horizon: str, solved: SolvedPoints) -> None:
    failed = [values for values, fine in zip(solved.points, solved.variations.is_solved, strict=True) if not fine]
    if failed:
        where = ", ".join(f"{lever}={value:.4g}" for lever, value in failed[0].items())
        raise ConvergenceError(
            f"{scenario.name}: {len(failed)} of {len(solved.points)} points at the {horizon} horizon were not solved, "
            f"the first at {where} — narrow the ranges."
        )


def solve_grids(question: Study, work: Work) -> dict[str, Grid]:
    """Solve the grid at every horizon.

    Where a commitment is among the levers, what the market buys by itself is found first and the grid begins there, as
    a commitment changes nothing up to that amount.

    Raises
    ------
    ConvergenceError
        A point was not solved.
    ScenarioError
        A number is not there at some point, as the premium of a flow that is closed.
    """
    levers = [slider.lever for slider in question.plain]
    points = [dict(zip(levers, at, strict=True)) for at in product(*(item.nodes.values for item in question.plain))]
    if question.commitment is None:
        rounds = question.solve(dict.fromkeys(question.plan.horizons, points), work)
        return {horizon: _grid(question, [solved]) for horizon, solved in rounds.items()}
    lever, high = question.commitment.lever, question.commitment.high
    nothing = [point | {lever: NOTHING * high} for point in points]
    first = question.solve(dict.fromkeys(question.plan.horizons, nothing), work)
    beyond = {
        horizon: [
            point | {lever: bought + node * max(high - bought, 0)}
            for point, bought in zip(points, _bought(question, solved).tolist(), strict=True)
            for node in BEYOND.values[1:]
        ]
        for horizon, solved in first.items()
    }
    second = question.solve(beyond, work)
    return {horizon: _grid(question, [first[horizon], second[horizon]]) for horizon in first}


def _per_unit(question: Study, commitment: Slider) -> float:
    """What one unit of a commitment's lever is in the unit of its bound."""
    return question.bounds({commitment.lever: commitment.high})[commitment.measure].limit / commitment.high


def _bought(question: Study, solved: SolvedPoints) -> Array:
    """What the market buys without a commitment, in the unit of its lever."""
    commitment = question.sliders[-1]
    bought = of_bounds(solved.variations, "bound_quantity", [commitment.measure])
    return np.asarray(bought[0] / _per_unit(question, commitment))


def _grid(question: Study, rounds: Sequence[SolvedPoints]) -> Grid:
    """Put solved points on the grid, in the form in which splines run through them."""
    shape = [len(slider.nodes.values) for slider in question.plain]
    numbers = gridded([question.read(solved) for solved in rounds], shape)
    slack_side = _slack_side_premiums(question, rounds, shape) | _potential_shortfalls(question, rounds, shape)
    pairs = zip(question.outcomes, numbers, strict=True)
    kept = np.array([item.kept(row, slack_side.get(item.name)) for item, row in pairs])
    missing = [item.name for item, row in zip(question.outcomes, kept, strict=True) if not np.isfinite(row).all()]
    if missing:
        raise ScenarioError(
            f"{question.scenario.name}: {missing[0]} is no number at some points of the grid, as where a flow is "
            "closed — keep the ranges away from values that close a flow."
        )
    if question.commitment is None:
        return Grid(question.sliders, question.outcomes, kept[..., 0].astype(np.float32))
    free = np.log(_bought(question, rounds[0])).reshape(shape).astype(np.float32)
    return Grid(
        question.sliders, question.outcomes, kept.astype(np.float32), free, _per_unit(question, question.commitment)
    )


def _slack_side_premiums(question: Study, rounds: Sequence[SolvedPoints], shape: Sequence[int]) -> dict[str, Array]:
    """By bound, a number below 0 where its limit is slack, so that a smooth surface crosses 0 where it begins to bind.

    It is s·log(amount / limit), with s the elasticity of premiums to limits where they bind: then the surface goes
    through the kink almost straight.
    """
    outcomes = [item for item in question.outcomes if item.form == "premium"]
    names = [item.labels[0] for item in outcomes]
    if not names:
        return {}
    limits = np.log(gridded([_limits(question, solved, names) for solved in rounds], shape))
    grids = {
        indicator: gridded([of_bounds(solved.variations, indicator, names) for solved in rounds], shape)
        for indicator in ("premium", "bound_quantity")
    }
    slope = _slope(np.log1p(grids["premium"] / 100), limits)
    below = slope * np.minimum(np.log(grids["bound_quantity"]) - limits, 0)
    return dict(zip((item.name for item in outcomes), below, strict=True))


def _limits(question: Study, solved: SolvedPoints, names: Sequence[str]) -> Array:
    """Limits of bounds at every point, shape (bound, point)."""

    def limits(values: Values) -> list[float]:
        bounds = question.bounds(values)
        return [bounds[name].limit if name in bounds else math.nan for name in names]

    return _by_limits(question, solved, names, limits)


def _potential_shortfalls(question: Study, rounds: Sequence[SolvedPoints], shape: Sequence[int]) -> dict[str, Array]:
    """By number, output that limits would put at risk if all of them bound; which ones do is another number."""
    outcomes = [item for item in question.outcomes if item.form == "withheld"]
    if not outcomes:
        return {}
    economy = question.plan.economy
    places = [economy.regions.index(item.labels[0]) for item in outcomes]

    def withheld(values: Values) -> list[float]:
        shock = question.case(values).shock
        everything = np.ones(len(shock.bounds), bool)
        return [float(value) for value in withheld_output(economy.levels, shock, everything)[0, places]]

    gates = [name for item in outcomes for name in item.gates]
    shortfalls = gridded([_by_limits(question, solved, gates, withheld) for solved in rounds], shape)
    return dict(zip((item.name for item in outcomes), shortfalls, strict=True))


def _by_limits(
    question: Study, solved: SolvedPoints, names: Sequence[str], ask: Callable[[Values], list[float]]
) -> Array:
    """What follows from the levers of some limits alone, at every point, shape (number, point)."""
    measures = {name.partition("/")[0] for name in names}
    levers = [slider.lever for slider in question.sliders if slider.measure in measures]
    known: dict[tuple[float, ...], list[float]] = {}
    rows = []
    for values in solved.points:
        limit_values = tuple(values[lever] for lever in levers)
        if limit_values not in known:
            known[limit_values] = ask(dict(zip(levers, limit_values, strict=True)))
        rows.append(known[limit_values])
    return np.array(rows).T


def _slope(premium: Array, limit: Array) -> float:
    """Elasticity of premium factors to limits between neighbours where both bind, the middle one of all; else 1."""
    slopes = []
    for axis in range(1, premium.ndim):
        rise, fall = np.diff(premium, axis=axis), -np.diff(limit, axis=axis)
        both = np.minimum(*(np.delete(premium, end, axis=axis) for end in (0, -1))) > 0
        slopes.append((rise / np.where(fall == 0, np.nan, fall))[both & (fall != 0)])
    known = np.concatenate(slopes)
    return float(np.median(known)) if known.size and np.median(known) > 0 else 1.0
