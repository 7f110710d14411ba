"""Draws of one scenario on all of `world-2024`, on a Dask cluster of two workers: what they take, and what many would.

`python -m benchmarks.cluster --draws 1000`, from the project's folder, prints it as Markdown.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from distributed import Client, LocalCluster

from benchmarks.performance.page import machine, table

SCENARIO: Final = "scenarios/2025-deals/switzerland-39.yaml"
"""What is drawn, with its reference."""
EQUILIBRIA: Final = 2
"""Equilibria of a draw: the scenario, and its reference."""
WORKERS: Final = 2
MANY: Final = 1_000_000
"""Draws whose cost is projected."""


@dataclass(frozen=True)
class Use:
    """Seconds of processor that a process took, and at its peak megabytes of memory."""

    seconds: float
    peak: float

    @classmethod
    def of(cls, usage: resource.struct_rusage) -> "Use":
        """Read what the system counted."""
        return cls(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024))


@dataclass(frozen=True)
class Took:
    """What a number of draws took.

    Attributes
    ----------
    clock
        Seconds from the start of the command to its end.
    uses
        What each process took, by its name.
    blocks
        Megabytes of solved draws on the disk.
    """

    draws: int
    clock: float
    uses: dict[str, Use]
    blocks: float

    @property
    def core_seconds(self) -> float:
        """Seconds of processor of all processes together."""
        return sum(use.seconds for use in self.uses.values())


def command(draws: int, scheduler: str, out: str) -> list[str]:
    """Words of the command that is measured."""
    asked = ["uncertainty", SCENARIO, "--baseline", "world-2024", "--draws", str(draws)]
    return ["tariffsim", *asked, "--scheduler", scheduler, "--no-figures", "--out", out]


def own_use() -> Use:
    """What the process took that runs this: a worker, or the scheduler."""
    return Use.of(resource.getrusage(resource.RUSAGE_SELF))


def measured(draws: int) -> Took:
    """Have so many draws solved by a cluster of this machine, whose scheduler is this process."""
    with TemporaryDirectory() as out, LocalCluster(n_workers=WORKERS, threads_per_worker=1) as cluster:
        words = command(draws, cluster.scheduler_address, out)
        start = time.perf_counter()
        asking = subprocess.Popen([sys.executable, "-m", "simulator", *words[1:]], stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(asking.pid, 0)
        clock = time.perf_counter() - start
        if status:
            raise SystemExit(f"{' '.join(words)}: ended with {status}")
        with Client(cluster) as client:
            workers = client.run(own_use).values()
        uses = {"command": Use.of(usage), "scheduler": own_use()}
        uses |= {f"worker {number}": use for number, use in enumerate(workers, 1)}
        return Took(draws, clock, uses, sum(file.stat().st_size for file in Path(out, "blocks").iterdir()) / 1e6)


def section(took: Took, price: float) -> str:
    """What draws took, and what many would, in Markdown."""
    rows = [(name, f"{use.seconds:,.0f} s", f"{use.peak:,.0f} MB") for name, use in took.uses.items()]
    times, equilibria = MANY / took.draws, EQUILIBRIA * took.draws
    hours, terabytes = took.core_seconds * times / 3600, took.blocks * times / 1e6
    return f"""```sh
{" ".join(command(took.draws, "tcp://localhost:8786", "many"))}
```

on {machine()}: {took.draws:,} draws of {EQUILIBRIA} scenarios, {equilibria:,} equilibria of 81 economies and
31 sectors, took {took.clock:,.0f} s and left {took.blocks:,.0f} MB of blocks.

{table("process | processor | peak of memory", rows)}

At {took.core_seconds / equilibria:.2g} core-seconds an equilibrium, {MANY:,} draws would take {hours:,.0f} core-hours
and {terabytes:.2g} TB of blocks; at an assumed {price:g} USD a core-hour, {hours * price:,.0f} USD.
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster", description=__doc__)
    parser.add_argument("--draws", type=int, default=1000, help="draws that are solved (minutes for 1,000)")
    parser.add_argument("--price", type=float, default=0.05, help="USD a core-hour, an assumption")
    asked = parser.parse_args(arguments)
    print(section(measured(asked.draws), asked.price))


if __name__ == "__main__":
    main()
