"""Sensitivity: which assumption drives an outcome."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, Final, cast

import numpy as np
import pandas as pd
from scipy.stats import sobol_indices

from simulator.errors import ConvergenceError, ScenarioError
from simulator.experiment.blocks import Array
from simulator.experiment.draws import Draws, Uncertain, uncertain_elasticities, uncertain_levers
from simulator.experiment.executors import executor
from simulator.experiment.outcome import Outcome
from simulator.experiment.plan import DEFAULT_OPTIONS, Options, Plan, make_plan
from simulator.experiment.variations import solve_variations
from simulator.scenario import Scenario
from simulator.scenario.suite import Request

ENDS: Final = (0.05, 0.95)
"""Shares of the distribution at which an assumption is called low and high."""


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """How an outcome of a scenario depends on each assumption.

    Attributes
    ----------
    table
        One row for each assumption, the most important first: number, low_value, high_value (of the assumption, at its
        5 and 95 % points), low, high (the outcome there, all else central), and with Sobol indices first_order and
        total_order: the share of the outcome's variance that the assumption explains alone, and with all interactions.
    centre
        The outcome where every assumption is central.
    """

    plan: Plan
    scenario: str
    outcome: str
    centre: float
    table: pd.DataFrame


def sensitivity(
    scenario: Request,
    outcome: str = "real_income:USA",
    *,
    samples: int = 0,
    seed: int = 0,
    options: Options = DEFAULT_OPTIONS,
    jobs: int | None = 1,
) -> Sensitivity:
    """Vary each assumption between the ends of its band, and all together for Sobol indices if samples are asked for.

    The outcome is the change against the reference, where the scenario has one.

    Parameters
    ----------
    samples
        Base samples of the Sobol indices, a power of 2; d assumptions take (d + 2) · samples equilibria. 0: none.

    Raises
    ------
    ScenarioError
        More than one scenario, an unknown outcome, or nothing that is uncertain.
    ConvergenceError
        Some variation was not solved, so that indices cannot be told.
    """
    plan = make_plan(scenario, options)
    wanted = Outcome.parse(outcome, plan.economy)
    numbers = uncertain_elasticities(plan.economy) + uncertain_levers(plan.scenarios)
    if not numbers:
        raise ScenarioError("sensitivity: nothing is uncertain — give elasticities bands, or a measure a distribution.")
    if samples & (samples - 1):
        raise ScenarioError(f"sensitivity: got {samples} samples — a power of 2, such as {2 ** samples.bit_length()}.")
    with executor(jobs) as pool:

        def change(values: Array) -> Array:
            return _change(plan, wanted, Draws(tuple(numbers), values, seed), pool)

        table, centre = _one_at_a_time(numbers, change)
        if samples:
            table = table.assign(**_sobol(numbers, change, samples, seed))
    order = "total_order" if samples else "width"
    table = table.assign(width=(table["high"] - table["low"]).abs())
    ranked = table.sort_values(order, ascending=False, kind="stable").drop(columns="width").reset_index(drop=True)
    return Sensitivity(plan, _asked(plan).name, str(wanted), centre, ranked)


def _asked(plan: Plan) -> Scenario:
    others = [scenario for scenario in plan.scenarios if scenario.name != plan.reference] or list(plan.scenarios)
    if len(others) > 1:
        names = ", ".join(scenario.name for scenario in others[:4])
        raise ScenarioError(f"sensitivity: got several scenarios ({names}) — give one.")
    return others[0]


def _change(plan: Plan, outcome: Outcome, draws: Draws, pool: Executor | None) -> Array:
    """Outcome of the scenario less that of the reference, in every draw."""
    ratios = draws.ratios(plan.economy, 0, len(draws))

    def values(scenario: Scenario) -> Array:
        points = draws.levers(0, len(draws))
        return outcome.of(solve_variations(plan, scenario, plan.horizons[0], points, ratios, pool), plan.economy)

    asked = _asked(plan)
    reference = [scenario for scenario in plan.scenarios if scenario.name == plan.reference and scenario is not asked]
    found = values(asked) - (values(reference[0]) if reference else 0.0)
    if not np.isfinite(found).all():
        count = int((~np.isfinite(found)).sum())
        raise ConvergenceError(f"{asked.name}: {count} of {len(draws)} variations were not solved — narrow the bands.")
    return found


def _one_at_a_time(numbers: Sequence[Uncertain], change: Callable[[Array], Array]) -> tuple[pd.DataFrame, float]:
    """Outcome at the low and the high end of every assumption, all others central; and with all central."""
    centre = np.array([item.centre for item in numbers])
    ends = np.array([item.ppf(np.array(ENDS)) for item in numbers])
    values = np.tile(centre, (2 * len(numbers) + 1, 1))
    for place in range(len(numbers)):
        values[2 * place : 2 * place + 2, place] = ends[place]
    found = change(values)
    names = [item.name for item in numbers]
    columns = {"low_value": ends[:, 0], "high_value": ends[:, 1], "low": found[0:-1:2], "high": found[1:-1:2]}
    return pd.DataFrame({"number": names, **columns}), float(found[-1])


def _sobol(numbers: Sequence[Uncertain], change: Callable[[Array], Array], samples: int, seed: int) -> dict[str, Array]:
    """First-order and total Sobol indices of the outcome."""

    def outcome(values: Array) -> Array:
        return change(values.T)

    indices = sobol_indices(func=outcome, n=samples, dists=cast(Any, list(numbers)), rng=np.random.default_rng(seed))
    return {"first_order": indices.first_order, "total_order": indices.total_order}
