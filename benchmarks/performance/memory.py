"""Peak memory of runs with ever more draws, each in a process of its own.

`python -m benchmarks.performance.memory DRAWS` is that process: it solves and prints what it took.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.performance.page import seconds, table
from benchmarks.performance.pool import JOBS
from simulator.experiment.batch.work import Batch
from simulator.experiment.uncertainty import uncertainty

SCENARIOS: Final = ("truce-2025-10", "tariff-100", "rare-earth-cutoff")
"""What is solved; the first is the reference of the others."""

DRAWS: Final = (64, 1000)
FULL: Final = (*DRAWS, 10_000)
ROOT: Final = Path(__file__).resolve().parents[2]


def section(draws: Sequence[int]) -> str:
    """Table of peak memory by number of draws."""
    rows = [_row(count, measured(count)) for count in draws]
    header = "draws × scenarios | equilibria | parent | largest worker | wall time | equilibria a second"
    left_out = "" if max(draws) >= max(FULL) else f"\n`--full`, which was not given, adds {max(FULL):,} draws."
    return f"""## Memory

Peak resident memory of `uncertainty` with {JOBS} processes, short run, each row in a fresh process, imports included.
Workers keep nothing of a block that is solved, so that theirs does not depend on how many draws follow; the parent
reads one indicator of two scenarios at a time for its quantiles.{left_out}

{table(header, rows)}
"""


def _row(count: int, found: dict[str, float]) -> tuple[str, ...]:
    equilibria = count * len(SCENARIOS)
    workers = f"{found['worker']:,.0f} MB" if found["worker"] else "none: few cases stay in the parent"
    return (
        f"{count:,} × {len(SCENARIOS)}",
        f"{equilibria:,}",
        f"{found['parent']:,.0f} MB",
        workers,
        f"{found['seconds']:.0f} s",
        f"{equilibria / found['seconds']:,.0f}/s",
    )


def measured(n_draws: int) -> dict[str, float]:
    """Peak memory in MB of a run in a process of its own, and of its largest worker; its seconds."""
    command = [sys.executable, "-m", "benchmarks.performance.memory", str(n_draws)]
    run = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(run.stdout)
    return found


def main() -> None:
    """Solve so many draws of each scenario and print what that took."""
    n_draws = int(sys.argv[1])
    took = seconds(lambda: uncertainty(SCENARIOS, n_draws, batch=Batch(jobs=JOBS)))
    print(json.dumps({"parent": _own_peak(), "worker": _peak(resource.RUSAGE_CHILDREN), "seconds": took}))


def _own_peak() -> float:
    """Peak of this process in MB; Linux's `ru_maxrss` would count the process that started it."""
    status = Path("/proc/self/status")
    if not status.exists():
        return _peak(resource.RUSAGE_SELF)
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _peak(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main()
