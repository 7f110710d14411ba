"""Throughput by batch size, by regions and by sectors, on one processor."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import numpy as np

from benchmarks.performance.jobs import solved
from benchmarks.performance.page import as_time, median_seconds, seconds, table
from benchmarks.performance.worlds import LONG_RUN, SHORT_RUN, synthetic, tariff_rates
from simulator.economy import load_baseline

BATCHES: Final = (1, 4, 16, 64, 256, 1000)
REGIONS: Final = (5, 15, 30, 60, 120)
SECTORS: Final = (1, 10, 20, 40, 80)
"""None is `N_SECTORS`: a world that was solved before has no first case."""
N_SECTORS: Final = 5
"""Sectors of worlds that differ in regions."""

N_REGIONS: Final = 15
"""Regions of worlds that differ in sectors."""

N_CASES: Final = 64
"""Cases of the batches in synthetic worlds."""


def section(
    batches: Sequence[int] = BATCHES, regions: Sequence[int] = REGIONS, sectors: Sequence[int] = SECTORS
) -> str:
    """Tables of equilibria a second by size."""
    worlds = [(n_regions, N_SECTORS) for n_regions in regions] + [(N_REGIONS, n_sectors) for n_sectors in sectors]
    return f"""## Throughput by size

By batch size, on the shipped baseline and one processor: tariff rates that all differ, the solver alone, after a first
case has linearised the baseline. What Python does once for a block of cases is spread over more of them.

{table("cases | long run | short run, licences and a commitment", [by_batch(size) for size in batches])}

By regions and sectors: synthetic worlds with inputs, the elasticities of Caliendo and Parro, {N_CASES} tariff rates.
"First" is one case with the linearising that later ones share; its work grows with the cube of regions × sectors.

{table("regions | sectors | in a batch | each | first", [by_size(*size) for size in worlds])}
"""


def by_batch(n_cases: int) -> tuple[str, ...]:
    """Equilibria a second in batches of one size."""
    levels, speeds = load_baseline().levels, []
    for settings in (LONG_RUN, SHORT_RUN):
        batch = tariff_rates(*settings, n_cases)
        speeds.append(n_cases / median_seconds(partial(solved, levels, batch), repeats=3))
    return (f"{n_cases:,}", *(f"{speed:,.0f}/s" for speed in speeds))


def by_size(n_regions: int, n_sectors: int, n_cases: int = N_CASES) -> tuple[object, ...]:
    """Equilibria a second in a synthetic world, time of each, and that of the first."""
    world = synthetic(n_regions, n_sectors)
    batch = world.tariff_war(np.linspace(0, 0.5, n_cases + 1)[1:])
    first = seconds(lambda: solved(world.levels, batch.take(np.array([0]))))
    each = median_seconds(lambda: solved(world.levels, batch), repeats=1) / n_cases
    return n_regions, n_sectors, f"{1 / each:,.0f}/s", as_time(each), as_time(first)
