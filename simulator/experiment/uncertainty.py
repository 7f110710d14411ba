"""Uncertainty: every scenario under the same draws, block by block, and what the draws say together."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import xarray as xr

from simulator.experiment.block_store import BlockStore
from simulator.experiment.blocks import BLOCK_SIZE, Array, Task
from simulator.experiment.draws import Draws, Method, draw, uncertain_elasticities, uncertain_levers
from simulator.experiment.executors import executor, solved_blocks
from simulator.experiment.plan import DEFAULT_OPTIONS, Options, Plan, make_plan
from simulator.experiment.run import solve_plan
from simulator.results import DIMENSIONS, INDICATORS, Results, check_writable
from simulator.results.summary import QUANTILES, REFERENCE_CHANGE, drawn_indicators, quantiles
from simulator.scenario.suite import Request

Progress = Callable[[int, int], None]

BEATS: Final = "beats"
"""Variable of the summary with the share of draws in which real income is higher in a scenario than in another."""


@dataclass(frozen=True)
class Batch:
    """How a batch of draws is worked off.

    Attributes
    ----------
    jobs
        Processes that solve blocks; absent: one for each processor. A script that uses more than one protects its main
        part by `if __name__ == "__main__":`.
    scheduler
        Address of a Dask scheduler that solves them instead.
    folder
        Where blocks are kept; absent: in a temporary folder, for the time of the run.
    resume
        Keep blocks of an earlier run that were solved from the same.
    """

    jobs: int | None = 1
    scheduler: str | None = None
    folder: Path | None = None
    resume: bool = False


DEFAULT_BATCH: Final = Batch()


def uncertainty(  # noqa: PLR0913  # the verb takes what the command line takes
    scenarios: Request | Sequence[Request],
    draws: int = 200,
    *,
    seed: int = 0,
    method: Method = "latin-hypercube",
    options: Options = DEFAULT_OPTIONS,
    batch: Batch = DEFAULT_BATCH,
    progress: Progress | None = None,
) -> Results:
    """Solve scenarios as `run` does, and again under many draws of what is uncertain.

    Uncertain are the elasticities of the baseline that have a band, and values of measures that are given as a
    distribution. Every scenario sees the same draws, so that differences between scenarios are paired.

    Parameters
    ----------
    draws, seed, method
        How many draws, from which seed, by which method: "latin-hypercube", or "sobol" for a power of 2.
    options
        Baseline, reference, horizons, overrides and day, as for `run`.

    Returns
    -------
    results
        Central results with `summary`: quantiles of every indicator but single flows, and how often one scenario beats
        another. Draws that were not solved are left out of them and counted.

    Raises
    ------
    ScenarioError, DataError
        Files, options or a baseline that are wrong, or nothing that is uncertain.
    ConvergenceError
        A worker died.
    """
    plan = make_plan(scenarios, options)
    uncertain = uncertain_elasticities(plan.economy) + uncertain_levers(plan.scenarios)
    drawn = draw(uncertain, draws, seed, method)
    results = solve_plan(plan)
    results.provenance.update(seed=seed, draws=draws, method=method, uncertain=[asdict(item) for item in uncertain])
    tasks = draw_tasks(plan, drawn)
    with blocks_folder(batch.folder) as folder, executor(batch.jobs, batch.scheduler) as pool:
        store = BlockStore(folder)
        solve_draws(tasks, store, pool, resume=batch.resume, progress=progress)
        return with_summary(results, plan, tasks, store)


@contextmanager
def blocks_folder(folder: Path | None) -> Iterator[Path]:
    """Use a folder for blocks, or a temporary one."""
    if folder is not None:
        check_writable(folder)
        yield folder
        return
    with TemporaryDirectory() as temporary:
        yield Path(temporary)


NOISE: Final = 1e-7
"""Percentage points of real income that are the solver's residual and no difference."""


def draw_tasks(plan: Plan, draws: Draws) -> list[Task]:
    """Blocks of all scenarios at all horizons under all draws."""
    return [
        Task(
            name=f"{scenario.name}-{horizon}-{first:06d}",
            economy=plan.economy,
            scenario=scenario,
            horizon=horizon,
            values=draws.levers(first, last),
            ratios=draws.ratios(plan.economy, first, last),
            indicators=drawn_indicators(),
        )
        for scenario in plan.scenarios
        for horizon in plan.horizons
        for first in range(0, len(draws), BLOCK_SIZE)
        for last in [min(first + BLOCK_SIZE, len(draws))]
    ]


def solve_draws(
    tasks: Sequence[Task], store: BlockStore, pool: Executor | None, *, resume: bool, progress: Progress | None
) -> None:
    """Solve blocks and keep each as soon as it is finished; with `resume` those that are there already stay."""
    missing = [task for task in tasks if not (resume and store.has(task))]
    by_name = {task.name: task for task in missing}
    total = sum(map(len, tasks))
    done = total - sum(map(len, missing))
    for solved in solved_blocks(missing, pool):
        task = by_name[solved.name]
        store.write(task, solved)
        done += len(task)
        if progress is not None:
            progress(done, total)


def with_summary(results: Results, plan: Plan, tasks: Sequence[Task], store: BlockStore) -> Results:
    """Add the quantiles over draws to central results; memory holds one indicator of two scenarios at a time."""
    names: dict[tuple[str, str], list[str]] = {}
    for task in tasks:
        names.setdefault((task.scenario.name, task.horizon), []).append(task.name)
    coords = {"quantile": np.array(list(QUANTILES), dtype=str), "against": results.data["scenario"].to_numpy()}
    summary = xr.Dataset(coords=coords)
    for indicator in drawn_indicators():
        summary = summary.assign(_summarised(results.data, indicator, plan, names, store))
    solved = [[int(store.read(names[s, h], "is_solved").sum()) for h in results.horizons] for s in results.scenarios]
    summary = summary.assign(
        {BEATS: _beats(results, names, store), "solved_draws": (("scenario", "horizon"), np.array(solved))}
    )
    return replace(results, summary=summary.assign_coords(results.data.coords))


def _summarised(
    data: xr.Dataset, indicator: str, plan: Plan, names: dict[tuple[str, str], list[str]], store: BlockStore
) -> dict[str, tuple[tuple[str, ...], Array]]:
    """Quantiles of an indicator and of its change against the reference, shaped like the central one."""
    value = np.full((*data[indicator].shape, len(QUANTILES)), np.nan)
    against = np.full_like(value, np.nan)
    is_bound = INDICATORS[indicator].about == "bound"
    for column, horizon in enumerate(plan.horizons):
        base = None if is_bound or not plan.reference else store.read(names[plan.reference, horizon], indicator)
        for row, scenario in enumerate(plan.scenarios):
            if is_bound:
                _place_bounds(value, data, store, (names[scenario.name, horizon], indicator, column))
                continue
            draws = store.read(names[scenario.name, horizon], indicator)
            value[row, column] = quantiles(draws)
            if base is not None:
                against[row, column] = quantiles(draws - base)
    dims = ("bound", "horizon") if is_bound else ("scenario", "horizon", *DIMENSIONS[INDICATORS[indicator].about])
    return {indicator: ((*dims, "quantile"), value), indicator + REFERENCE_CHANGE: ((*dims, "quantile"), against)}


def _place_bounds(value: Array, data: xr.Dataset, store: BlockStore, of: tuple[list[str], str, int]) -> None:
    """Put the quantiles of a scenario's bounds into the rows of the central ones."""
    blocks, indicator, column = of
    labels = store.bounds(blocks[0])
    if labels:
        rows = [data["bound"].to_numpy().tolist().index(label) for label in labels]
        value[rows, column] = quantiles(store.read(blocks, indicator))


def _beats(
    results: Results, names: dict[tuple[str, str], list[str]], store: BlockStore
) -> tuple[tuple[str, ...], Array]:
    """Share of draws in which a region's real income is higher in one scenario than in another."""
    shares = np.full((len(results.scenarios),) * 2 + (len(results.horizons), results.data.sizes["region"]), np.nan)
    for column, horizon in enumerate(results.horizons):
        incomes = [store.read(names[scenario, horizon], "real_income") for scenario in results.scenarios]
        for row, income in enumerate(incomes):
            for other, against in enumerate(incomes):
                both = np.isfinite(income) & np.isfinite(against)
                counted = np.maximum(both.sum(axis=0), 1)
                shares[row, other, column] = (both & (income > against + NOISE)).sum(axis=0) / counted
    return ("scenario", "against", "horizon", "region"), shares
