"""Measure everything and write the page: `python -m benchmarks.performance > docs/performance.md`."""

import argparse
import sys
import time
from collections.abc import Callable, Sequence

from benchmarks.performance import jobs, memory, page, pool, scaling, side_by_side, stages


def parsed(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the options of the command."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.performance", description="Measure speed and memory, and print the page about them."
    )
    parser.add_argument("--full", action="store_true", help="also measure the memory of 10,000 draws (minutes)")
    return parser.parse_args(arguments)


def sections(is_full: bool) -> dict[str, Callable[[], str]]:
    """What writes each section, in the order of the page."""
    return {
        "jobs": jobs.section,
        "throughput of draws": pool.section,
        "throughput by size": scaling.section,
        "stages": stages.section,
        "memory": lambda: memory.section(memory.FULL if is_full else memory.DRAWS),
        "side by side": side_by_side.section,
    }


def main() -> None:
    """Print the page section by section, and on the other stream how far it has come."""
    is_full = parsed().full
    command = "python -m benchmarks.performance" + " --full" * is_full
    print(
        "# Performance\n\n"
        f"Written by `{command} > docs/performance.md` in one run; no number here is written by hand.\n"
        f"Measured on {page.machine()}.\n"
        "Load is that of the minute before, this run included; it uses one processor, a pool of processes both.\n"
        "Where it is higher, others were at work and times are too long."
    )
    for name, written in sections(is_full).items():
        start = time.perf_counter()
        print(f"\n{written().rstrip()}\n\nLoad at the end of this section: {page.load()}.", flush=True)
        print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
