"""Draws through a pool of processes, as `uncertainty` and `run --draws` solve them."""

import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import Final

import numpy as np

from benchmarks.performance.page import median_seconds, seconds, table
from benchmarks.performance.worlds import HIGHEST_RATE, LONG_RUN, SHORT_RUN
from simulator.experiment.assumptions.draws import Uncertain, draw, uncertain_elasticities
from simulator.experiment.batch.variations import VariationBlock
from simulator.experiment.batch.work import Batch
from simulator.experiment.plan import Options, make_plan
from simulator.experiment.uncertainty import draw_tasks

JOBS: Final = 2
"""Processes of the pool."""

REPEATS: Final = 3
"""Times that a speed is measured."""

ALONE: Final = 1024
"""Draws of those that one process is timed with."""

LOOP: Final = 1.0
"""Seconds of plain work by which the machine itself is judged."""

SETTINGS: Final = {"long run": (*LONG_RUN, 1000), "short run, licences and a commitment": (*SHORT_RUN, 300)}
"""Scenario, horizon and budget, in equilibria a second, by name."""

RATE: Final = Uncertain("us-100.rate", 1.0, 0.0, HIGHEST_RATE, "uniform")
"""A tariff rate as it is drawn."""

DRAWN: Final = ("elasticities", "a tariff rate")
"""What is drawn."""


@dataclass(frozen=True)
class Throughput:
    """Equilibria a second, and how the draws ended."""

    alone: float
    steady: float
    from_start: float
    solved: int
    bounds_binding: float


def section(n_draws: int = 8192) -> str:
    """Table of throughput by settings and by what is drawn."""
    rows, before = [], processors()
    for settings, (scenario, horizon, budget) in SETTINGS.items():
        for drawn in DRAWN:
            found = throughput(tasks(scenario, horizon, drawn, n_draws))
            binding = "–" if np.isnan(found.bounds_binding) else f"{found.bounds_binding:.1%}"
            speeds = (f"{speed:,.0f}/s" for speed in (found.alone, found.steady, found.from_start))
            rows.append((settings, drawn, *speeds, f"≥ {budget:,}/s", f"{found.solved:,}", binding))
    header = "settings | drawn | one process | pool, steady | pool, from its start | budget | solved | bounds that bind"
    return f"""## Throughput of draws

{n_draws:,} draws of one scenario on the shipped baseline, equilibria a second, by the route of `run --draws`: blocks
go to {JOBS} processes; each compiles its cases, solves them, computes every indicator that is drawn and writes the
block to disk. **All of that is counted.** "From its start" also counts opening the pool,
the imports of its processes, linearising in each, and closing it; "steady" is the same batch again in the same pool
and, like "one process" ({min(n_draws, ALONE):,} of the draws), the median of {REPEATS} times after a first. "Bounds
that bind" is a share over all draws and bounds: licences of every importer, and the commitment.

The machine itself, by a loop of exponentials that needs no memory: {JOBS} processes at once did {before:.2f} times the
work of one before these measurements and {processors():.2f} times after them; processors of their own would do
{JOBS} times.

{table(header, rows)}
"""


def tasks(scenario: str, horizon: str, drawn: str, n_draws: int) -> list[VariationBlock]:
    """Blocks of draws of one scenario, its reference left out."""
    plan = make_plan(scenario, Options(horizon=horizon))
    numbers = uncertain_elasticities(plan.economy) if drawn == "elasticities" else [RATE]
    return draw_tasks(replace(plan, scenarios=plan.scenarios[-1:]), draw(numbers, n_draws, seed=0))


def throughput(batch: Sequence[VariationBlock], jobs: int = JOBS) -> Throughput:
    """Work a batch off in one process and in a pool, from its start and again."""
    total = sum(map(len, batch))
    part = batch[: -(-ALONE // len(batch[0]))]
    with Batch(jobs=1).work() as work:
        alone = sum(map(len, part)) / median_seconds(lambda: work.finish(part), repeats=REPEATS)
    from_start = seconds(lambda: _worked_off(batch, jobs))
    with Batch(jobs=jobs).work() as work:
        steady = median_seconds(lambda: work.finish(batch), repeats=REPEATS)
        names, store = [task.name for task in batch], work.store
        solved = int(store.read(names, "is_solved").sum())
        binding = float(np.nanmean(store.read(names, "binding"))) if store.bounds(names[0]) else np.nan
    return Throughput(alone, total / steady, total / from_start, solved, binding)


def processors(jobs: int = JOBS) -> float:
    """How much more plain work several processes do at once than one does: their number, or less where they share."""
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as workers:
        list(workers.map(_loops, [0.0] * jobs))
        alone = workers.submit(_loops, LOOP).result()
        return sum(workers.map(_loops, [LOOP] * jobs)) / alone


def _loops(duration: float) -> int:
    """Count how often exponentials of a short row are taken in so many seconds."""
    row, count, end = np.linspace(0, 1, 1000), 0, time.perf_counter() + duration
    while time.perf_counter() < end:
        np.exp(row)
        count += 1
    return count


def _worked_off(batch: Sequence[VariationBlock], jobs: int) -> None:
    with Batch(jobs=jobs).work() as work:
        work.finish(batch)
