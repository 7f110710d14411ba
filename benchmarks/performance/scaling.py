"""Throughput by batch size, by regions and by sectors, on one processor."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import numpy as np

from benchmarks.performance.jobs import solved
from benchmarks.performance.page import as_time, median_seconds, seconds, table
from benchmarks.performance.worlds import LONG_RUN, SHORT_RUN, synthetic, tariff_rates
from simulator.economy import load_baseline
from simulator.solver.start import ExpansionPoint
from simulator.solver.work import ways

BATCHES: Final = (1, 4, 16, 64, 256, 1000)
REGIONS: Final = (5, 15, 30, 60, 120)
LARGE: Final = ((30, 30), (80, 30), (160, 65))
"""Regions and sectors of worlds that are large in both."""

SECTORS: Final = (1, 10, 20, 40, 80)
"""None is `N_SECTORS`: a world that was solved before has no first case."""
N_SECTORS: Final = 5
"""Sectors of worlds that differ in regions."""

N_REGIONS: Final = 15
"""Regions of worlds that differ in sectors."""

N_CASES: Final = 16
"""Cases of the batches in synthetic worlds."""


def section(
    batches: Sequence[int] = BATCHES,
    regions: Sequence[int] = REGIONS,
    sectors: Sequence[int] = SECTORS,
    large: Sequence[tuple[int, int]] = LARGE,
) -> str:
    """Tables of equilibria a second by size."""
    worlds = [(n_regions, N_SECTORS) for n_regions in regions] + [(N_REGIONS, n_sectors) for n_sectors in sectors]
    worlds += large
    return f"""## Throughput by size

By batch size, on the shipped baseline and one processor: tariff rates that all differ, the solver alone, through the
inverse Jacobian of the baseline, which was linearised before. What Python does once for a block of cases is spread over
more of them.

{table("cases | long run | short run, licences and a commitment", [by_batch(size) for size in batches])}

By regions and sectors: synthetic worlds with inputs, the elasticities of Caliendo and Parro. Alone, one tariff rate by
plain steps from rest: work and memory grow with flows and uses of inputs, sectors × regions × (regions + sectors), and
the number of sweeps does not. For many cases, {N_CASES} tariff rates by the steps whose predicted work is least, with
the linearising that these share where there is any ("shared").

{table("regions | sectors | alone | many, each | steps of many | shared", [by_size(*size) for size in worlds])}
"""


def by_batch(n_cases: int) -> tuple[str, ...]:
    """Equilibria a second in batches of one size."""
    levels, speeds = load_baseline().levels, []
    for settings in (LONG_RUN, SHORT_RUN):
        batch = tariff_rates(*settings, n_cases)
        near = ExpansionPoint.at_rest(levels, batch.elasticities.take(np.array([0])), int(batch.closure[0]))
        speeds.append(n_cases / median_seconds(partial(solved, levels, batch, near), repeats=3))
    return (f"{n_cases:,}", *(f"{speed:,.0f}/s" for speed in speeds))


def by_size(n_regions: int, n_sectors: int, n_cases: int = N_CASES) -> tuple[object, ...]:
    """Time of a case of a synthetic world alone, and of each of many, by which steps, and what these share."""
    world = synthetic(n_regions, n_sectors)
    batch = world.tariff_war(np.linspace(0, 0.5, n_cases + 1)[1:])
    alone = median_seconds(lambda: solved(world.levels, batch.take(np.array([0]))), repeats=3)
    point = partial(ExpansionPoint.at_rest, world.levels, world.elasticities)
    shared, near = seconds(point), point()
    each = median_seconds(lambda: solved(world.levels, batch, near), repeats=1) / n_cases
    steps = ways(world.levels)["many near one"]
    return n_regions, n_sectors, as_time(alone), as_time(each), steps, as_time(shared) if near.is_linearised else "–"
