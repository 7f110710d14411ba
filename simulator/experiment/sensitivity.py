"""Sensitivity: which assumption drives an outcome."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Literal, TypeAlias, Unpack, cast

import numpy as np
import pandas as pd

from simulator.errors import ConvergenceError, ScenarioError, SimulatorError
from simulator.experiment.assumptions.draws import ENDS, Draws, Uncertain, responding_deficits, uncertain_numbers
from simulator.experiment.batch.checked import LARGEST_SEED, MOST_SAMPLES, chosen, whole
from simulator.experiment.batch.points import Points, solve_points
from simulator.experiment.batch.task import Array
from simulator.experiment.batch.work import Work
from simulator.experiment.keywords import Keywords, records, verb
from simulator.experiment.plan import Plan, make_plan, only_horizon, only_scenario
from simulator.experiment.provenance import Recorder
from simulator.results.experiments.sensitivity import Sensitivity
from simulator.results.outcome import Outcome, incomes
from simulator.scenario.suite import Requests

LEVELS: Final = 4
"""Values between the ends that an assumption can take in Morris screening."""

TRAJECTORIES: Final = 10
"""Trajectories of Morris screening, unless another number is asked for."""

Screening: TypeAlias = Literal["sobol", "morris"]


@verb
def sensitivity(  # the verb takes what the command line takes
    scenario: Requests,
    outcome: str | None = None,
    *,
    method: Screening = "sobol",
    samples: int = 0,
    seed: int = 0,
    **keywords: Unpack[Keywords],
) -> Sensitivity:
    """Vary each assumption between the ends of its band, and all together for indices if they are asked for.

    The outcome is the change against the reference, where the scenario has one.

    Parameters
    ----------
    scenario
        Name, file, scenario, or dict of a scenario's keys.
    outcome
        Such as `real_income:USA`, which it is unless named.
    method, samples
        "sobol": base samples of Sobol indices, a power of 2; d assumptions take (d + 2) · samples equilibria; 0: none.
        "morris": trajectories of Morris screening, each of d + 1 equilibria; 0 stands for 10.
    seed
        Seed of the samples.
    **keywords
        Those of every verb, see `Keywords`.

    Returns
    -------
    sensitivity
        A table of the assumptions, the most important first.

    Raises
    ------
    ScenarioError
        More than one scenario or horizon, an unknown outcome, or nothing that is uncertain.
    ConvergenceError
        Some variation was not solved, so that indices cannot be told; or a worker died.
    SimulatorError
        Morris screening without the package `SALib`.
    """
    record = Recorder("sensitivity")
    chosen("method", method, Screening)
    whole("samples", samples, 0, MOST_SAMPLES)
    whole("seed", seed, 0, LARGEST_SEED)
    if method == "morris":
        _salib()
    options, batch = records("sensitivity", keywords)
    plan = make_plan(scenario, options)
    wanted = Outcome.parse(outcome or incomes(plan.actors)[0], plan.economy)
    only_scenario(plan, "sensitivity")
    horizon = only_horizon(plan, options, "sensitivity")
    numbers = uncertain_numbers(plan.economy, plan.scenarios) + responding_deficits(plan.economy, plan.scenarios)
    if not numbers:
        raise ScenarioError("sensitivity: nothing is uncertain — give elasticities bands, or a measure a distribution.")
    if method == "sobol" and samples & (samples - 1):
        raise ScenarioError(f"sensitivity: got {samples} samples — a power of 2, such as {2 ** samples.bit_length()}.")
    with batch.work() as work:

        def change(values: Array) -> Array:
            return _change(plan, horizon, wanted, Draws(tuple(numbers), values, seed), work)

        table, centre = _one_at_a_time(numbers, change)
        if method == "morris":
            table = table.assign(**_morris(numbers, change, samples or TRAJECTORIES, seed))
        elif samples:
            table = table.assign(**_sobol(numbers, change, samples, seed))
    made = record.provenance(plan, seed=seed, outcome=str(wanted), method=method, samples=samples, centre=centre)
    return Sensitivity(_ranked(table), made)


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    """The most important first: by its index, else by how far the outcome moves."""
    width = (table["high"] - table["low"]).abs()
    order = next((table[name] for name in ("total_order", "mu_star") if name in table), width)
    return table.loc[order.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)


def _change(plan: Plan, horizon: str, outcome: Outcome, draws: Draws, work: Work) -> Array:
    """Outcome of the scenario less that of the reference, in every draw."""
    assumed, points = draws.assumed(plan.economy, 0, len(draws)), draws.levers(0, len(draws))
    asked = only_scenario(plan, "sensitivity")
    reference = [item for item in plan.scenarios if item.name == plan.reference and item is not asked]
    wanted = [Points(scenario, horizon, points, assumed) for scenario in (asked, *reference)]
    levels = [item.number(outcome, plan.economy) for item in solve_points(plan, wanted, (outcome.indicator,), work)]
    change = levels[0] - (levels[1] if reference else 0.0)
    if not np.isfinite(change).all():
        count = int((~np.isfinite(change)).sum())
        raise ConvergenceError(f"{asked.name}: {count} of {len(draws)} variations were not solved — narrow the bands.")
    return change


def _one_at_a_time(numbers: Sequence[Uncertain], change: Callable[[Array], Array]) -> tuple[pd.DataFrame, float]:
    """Outcome at the low and the high end of every assumption, all others central; and with all central."""
    centre = np.array([item.centre for item in numbers])
    ends = np.array([item.ends for item in numbers])
    values = np.tile(centre, (2 * len(numbers) + 1, 1))
    for number in range(len(numbers)):
        values[2 * number : 2 * number + 2, number] = ends[number]
    outcomes = change(values)
    names = [item.name for item in numbers]
    columns = {"low_value": ends[:, 0], "high_value": ends[:, 1], "low": outcomes[0:-1:2], "high": outcomes[1:-1:2]}
    return pd.DataFrame({"number": names, **columns}), float(outcomes[-1])


def _sobol(numbers: Sequence[Uncertain], change: Callable[[Array], Array], samples: int, seed: int) -> dict[str, Array]:
    """First-order and total Sobol indices of the outcome."""
    from scipy.stats import sobol_indices  # slow to import, and only this needs it

    def outcome(values: Array) -> Array:
        return change(values.T)

    indices = sobol_indices(func=outcome, n=samples, dists=cast(Any, list(numbers)), rng=np.random.default_rng(seed))
    return {"first_order": indices.first_order, "total_order": indices.total_order}


def _morris(
    numbers: Sequence[Uncertain], change: Callable[[Array], Array], samples: int, seed: int
) -> dict[str, Array]:
    """Elementary effects of every assumption, over the band from its 5 to its 95 % point."""
    sample, analyze = _salib()
    names = [item.name for item in numbers]
    problem = {"num_vars": len(names), "names": names, "bounds": [list(ENDS)] * len(names)}
    shares = sample(problem, samples, num_levels=LEVELS, seed=seed)
    values = np.column_stack([item.ppf(share) for item, share in zip(numbers, shares.T, strict=True)])
    effects = analyze(problem, shares, change(values), num_levels=LEVELS, seed=seed)
    return {name: np.asarray(effects[name], dtype=np.float64) for name in ("mu_star", "mu_star_conf", "sigma")}


def _salib() -> tuple[Callable[..., Array], Callable[..., Any]]:
    """Sampling and analysis of Morris screening, from an optional package."""
    try:
        from SALib.analyze import morris as analysis
        from SALib.sample import morris as sampling
    except ImportError:
        raise SimulatorError(
            "--method morris needs the package `SALib` — pip install 'tariffsim[sensitivity]'."
        ) from None
    return sampling.sample, analysis.analyze
