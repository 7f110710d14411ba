"""Time the main jobs against their budgets: `python benchmarks/budgets.py > docs/performance.md`.

Each figure is the median of several runs in this process (or of whole processes, for the command line) after a warm-up.
Absolute times depend on the machine; run it on an idle one.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from simulator.economy import load_baseline
from simulator.experiment.plan import years
from simulator.model.shock import Shock
from simulator.scenario import load_scenario
from simulator.scenario.compile import compile_case
from simulator.solver.solve import solve
from simulator.solver.step import linearised

ROOT = Path(__file__).resolve().parents[1]


def median_seconds(job: Callable[[], object], repeats: int = 5) -> float:
    """Median wall time of a job after one warm-up."""
    job()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def command(*arguments: str) -> Callable[[], object]:
    """A whole process of the command line."""
    return lambda: subprocess.run(
        [sys.executable, "-m", "simulator", *arguments], cwd=ROOT, check=True, capture_output=True
    )


def cases(scenario: str, horizon: str, rates: np.ndarray) -> Shock:
    """One case for each rate of the measure `us-100` of a scenario; the tariff is linear in the rate."""
    economy = load_baseline()
    off, on = (
        compile_case(load_scenario(scenario, economy, [f"us-100.rate={rate}"]), economy, horizon, years(horizon)).shock
        for rate in (0, 1)
    )
    added = on.tariff_new - off.tariff_new
    return Shock.stack([replace(off, tariff_new=off.tariff_new + rate * added) for rate in rates])


def row(name: str, value: str, budget: str) -> None:
    """Print one line of the table."""
    print(f"| {name} | {value} | {budget} |", flush=True)


def main() -> None:
    """Print a table of jobs, what they took and what they may take."""
    levels = load_baseline().levels
    print("# Performance\n\nMeasured by `python benchmarks/budgets.py > docs/performance.md`, medians, on", end=" ")
    print(f"{platform.machine()} with {os.cpu_count()} processors; batches of equilibria run on one of them.\n")
    print("| job | measured | budget |\n|---|---|---|")
    row("`tariffsim --help`", f"{median_seconds(command('--help')):.3f} s", "0.15 s")
    row("`tariffsim validate`", f"{median_seconds(command('validate', 'scenarios/tariff-100.yaml')):.3f} s", "0.35 s")
    with tempfile.TemporaryDirectory() as folder:
        library = median_seconds(command("run", "scenarios", "--out", folder), repeats=3)
    row("`tariffsim run scenarios`, charts and report", f"{library:.1f} s", "10 s")
    single = cases("tariff-100", "long", np.array([1.0]))
    linearised.cache_clear()
    start = time.perf_counter()
    solve(levels, single)
    row("one equilibrium, long run, first of a process", f"{(time.perf_counter() - start) * 1e3:.0f} ms", "–")
    row("one equilibrium, long run", f"{median_seconds(lambda: solve(levels, single)) * 1e3:.1f} ms", "20 ms")
    for name, scenario, horizon, budget in (
        ("1,000 tariff rates, long run", "tariff-100", "long", "300/s"),
        (
            "1,000 tariff rates, short run, licences and a floor bind",
            "rare-earth-cutoff+soybean-pledge+tariff-100",
            "short",
            "–",
        ),
    ):
        batch = cases(scenario, horizon, np.linspace(0, 1.5, 1000))
        seconds = median_seconds(lambda batch=batch: solve(levels, batch), repeats=3)
        row(name, f"{len(batch) / seconds:.0f}/s", budget)


if __name__ == "__main__":
    main()
