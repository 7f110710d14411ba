"""What every section of the page needs: tables, clocks and the machine that was measured."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import scipy


def table(header: str, rows: Iterable[Sequence[object]]) -> str:
    """Lay out a Markdown table; `header` holds the names of its columns, separated by bars."""
    names = [name.strip() for name in header.split("|")]
    return "\n".join(
        ["| " + " | ".join(map(str, row)) + " |" for row in (names, ["---"] * len(names), *rows)],
    )


def seconds(job: Callable[[], object]) -> float:
    """Wall time of a job."""
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def median_seconds(job: Callable[[], object], repeats: int = 5) -> float:
    """Median wall time of a job after one warm-up."""
    job()
    return statistics.median(seconds(job) for _ in range(repeats))


def as_time(duration: float) -> str:
    """Seconds to three digits in the unit that suits them."""
    if duration >= 1:
        return f"{duration:.3g} s"
    return f"{duration * 1e3:.3g} ms" if duration >= 1e-3 else f"{duration * 1e6:.3g} µs"


def machine() -> str:
    """What the page was measured on, and how busy it was at the start."""
    return (
        f"{platform.machine()} with {os.cpu_count()} processors, load {load()}; Python {platform.python_version()}, "
        f"numpy {np.__version__}, scipy {scipy.__version__}"
    )


def load() -> str:
    """Processes that ran or waited, on average over the last minute."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "not known"
