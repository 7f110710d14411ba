"""The main jobs against what they may take."""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.performance.page import as_time, median_seconds, seconds, table
from benchmarks.performance.worlds import LONG_RUN, SHORT_RUN, World, synthetic, tariff_rates, world_by_country
from simulator.economy import load_baseline
from simulator.economy.levels import Levels
from simulator.model.shock import Shock
from simulator.solver.solve import solve
from simulator.solver.start import ExpansionPoint

ROOT: Final = Path(__file__).resolve().parents[2]
MEAN_OVER: Final = 64
"""Cases of a batch of which one equilibrium's share is taken."""

FEW: Final = 8
"""The same in the world by country."""

OPTIMAL: Final = ("optimal", "truce-2025-10", "--player", "USA", "--no-figures", "--by")
"""Question of the best tariffs, but for how they differ."""

Row = tuple[str, str, str]


def section() -> str:
    """Table of all jobs, what they took and what they may take."""
    rows = [*command_line(), *shipped_baseline()]
    rows += large("world-2024, 81 economies × 31 sectors", world_by_country(), FEW, ("250 ms", "150 ms"))
    rows += large("31 regions × 40 sectors with inputs", synthetic(31, 40), budgets=("500 ms", "100 ms"))
    rows += large("194 regions × 1 sector", synthetic(194, 1, input_cost=0))
    return f"""## Jobs and budgets

Commands are whole processes. One equilibrium goes by plain steps, from rest, and has nothing to share with another.
"In a batch" is the time of {MEAN_OVER} cases ({FEW} of the world by country) by plain steps on one processor, divided
by their number. The larger worlds but that one are synthetic (seeded), with two regions that raise tariffs on each
other by 25 points.

{table("job | measured | budget", rows)}
"""


def command_line() -> list[Row]:
    """What a user waits for."""
    with tempfile.TemporaryDirectory() as folder:
        library = _timed("run", "scenarios", "--out", folder)
        world = _timed("run", "tariff-100", "--baseline", "world-2024", "--no-figures", "--out", f"{folder}/world")
        alone = _timed("run", "tariff-100", "--no-figures", "--out", folder)
        game = _timed("escalate", "scenarios/games/kuala-lumpur.yaml", "--no-figures", "--out", f"{folder}/game")
        best = {by: _timed(*OPTIMAL, by, "--out", f"{folder}/{by}") for by in ("uniform", "partner")}
    return [
        ("`tariffsim --help`", as_time(median_seconds(_command("--help"))), "0.15 s"),
        ("`tariffsim validate`", as_time(median_seconds(_command("validate", "scenarios/tariff-100.yaml"))), "0.5 s"),
        ("`tariffsim run scenarios`, charts and report", as_time(library), "10 s"),
        ("`tariffsim run tariff-100`, without charts", as_time(alone), "–"),
        ("`tariffsim run tariff-100 --baseline world-2024`, two equilibria, without charts", as_time(world), "4 s"),
        ("`tariffsim escalate` of the shipped game, without charts", as_time(game), "6 s"),
        ("`tariffsim optimal` of one tariff, without charts", as_time(best["uniform"]), "2 s"),
        ("`tariffsim optimal` by partner, without charts", as_time(best["partner"]), "6 s"),
    ]


def _timed(*arguments: str) -> float:
    return median_seconds(_command(*arguments), repeats=3)


def _command(*arguments: str) -> Callable[[], object]:
    return lambda: subprocess.run(
        [sys.executable, "-m", "simulator", *arguments], cwd=ROOT, check=True, capture_output=True
    )


def shipped_baseline() -> list[Row]:
    """One equilibrium of the shipped baseline in this process."""
    levels = load_baseline().levels
    one = tariff_rates(*LONG_RUN, 1)
    bound = tariff_rates(*SHORT_RUN, 1)
    return [
        ("one equilibrium, long run, the first of a process", as_time(seconds(lambda: solved(levels, one))), "60 ms"),
        ("one equilibrium, long run", as_time(_later(levels, one)), "60 ms"),
        ("one equilibrium, short run, licences and a commitment", as_time(_later(levels, bound)), "–"),
    ]


def large(
    name: str, world: World, n_cases: int = MEAN_OVER, budgets: tuple[str, str] = ("100 ms", "100 ms")
) -> list[Row]:
    """One equilibrium of a large world: alone, and its share of a batch, with their budgets."""
    batch = world.tariff_war(np.full(n_cases, 0.25))
    one = batch.take(np.array([0]))
    each = median_seconds(lambda: solved(world.levels, batch), repeats=1) / n_cases
    return [
        (f"{name}, one equilibrium", as_time(_later(world.levels, one)), budgets[0]),
        (f"{name}, one equilibrium in a batch", as_time(each), budgets[1]),
    ]


def _later(levels: Levels, shock: Shock) -> float:
    return median_seconds(lambda: solved(levels, shock))


def solved(levels: Levels, shock: Shock, near: ExpansionPoint | None = None) -> None:
    """Solve a batch of which every case has a solution, near an expansion point where there is one."""
    solution = solve(levels, shock, near=near)
    if not solution.is_converged.all():
        raise RuntimeError(f"{(~solution.is_converged).sum()} of {len(shock)} cases were not solved")
