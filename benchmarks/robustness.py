"""Throw random hard cases at the shipped baseline and report how they end: `python -m benchmarks.robustness`.

Run it from the project's folder. `--cases 5000 --write docs/robustness.md` makes the page; `--only 345` solves one case
of a seed again. Each case is drawn from its seed and number alone.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.hard_cases import HOW_DRAWN, MOBILITY, draw
from simulator.economy import load_baseline
from simulator.economy.economy import Economy
from simulator.economy.elasticities import HORIZONS
from simulator.economy.levels import Levels
from simulator.model.equilibrium import equilibrium
from simulator.model.shock import Shock
from simulator.solver.continuation import Continuation, shock_at
from simulator.solver.iteration import DEFAULT_SETTINGS
from simulator.solver.solve import solve
from simulator.solver.status import Status
from tests.identities import violations

AT_ONCE: Final = replace(DEFAULT_SETTINGS, max_continuation_steps=0)
BATCH: Final = 32
"""Cases solved and checked together."""
NO_SOLUTION: Final = (Status.UNAFFORDABLE, Status.UNSUPPLIED, Status.UNSOLD)
"""Ends that say that the case itself has no equilibrium."""


@dataclass(frozen=True, eq=False)
class Hard:
    """A hard case before it is solved."""

    number: int
    horizon: str
    levels: Levels
    shock: Shock
    classes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Result:
    """How a hard case ended; `is_eased` where it failed at once, `gap` is the worst of all identities."""

    case: Hard
    status: Status
    is_eased: bool
    iterations: int
    residual: float
    gap: float

    @property
    def is_solved(self) -> bool:
        """Whether it was solved."""
        return self.status is Status.CONVERGED


def hard_case(economy: Economy, seed: int, number: int, horizon: str) -> Hard:
    """Draw a case; at horizon `all`, numbers take short, medium and long in turn."""
    name = tuple(HORIZONS)[number % len(HORIZONS)] if horizon == "all" else horizon
    return Hard(number, name, *draw(economy, name, seed, number))


def batches(cases: Iterable[Hard]) -> Iterable[list[Hard]]:
    """Cases of one world, so many at a time as are solved together."""
    groups: dict[Levels, list[Hard]] = {}
    for case in cases:
        groups.setdefault(case.levels, []).append(case)
    for group in groups.values():
        for first in range(0, len(group), BATCH):
            yield group[first : first + BATCH]


def results(cases: Sequence[Hard]) -> list[Result]:
    """Solve a batch, and work out of every solved case how far it is from the identities."""
    levels, shock = cases[0].levels, Shock.stack([case.shock for case in cases])
    at_once, whole = solve(levels, shock, AT_ONCE), solve(levels, shock)
    ended = []
    for place, case in enumerate(cases):
        gap = np.nan
        if whole.is_converged[place]:
            wedges = whole.state.log_wedge[shock.bounds.case == place]
            new = equilibrium(levels, case.shock, whole.state.unknowns[place : place + 1], wedges)
            gap = float(np.max(list(violations(levels, case.shock, new).values())))  # NaN if any is
        is_eased = not at_once.is_converged[place]
        ended.append(
            Result(case, whole.status[place], is_eased, int(whole.iterations[place]), float(whole.residual[place]), gap)
        )
    return ended


def table(header: str, rows: Iterable[Sequence[object]]) -> str:
    """Lay out a Markdown table."""
    rule = "|".join(["---"] * header.count("|"))
    return "\n".join([f"| {header}", f"|{rule}|", *("| " + " | ".join(map(str, row)) + " |" for row in rows)])


def tally(name: str, group: Sequence[Result]) -> tuple[object, ...]:
    """One line of a table: how a group of cases ended, and the effort and accuracy of those solved."""
    solved = [result for result in group if result.is_solved]
    no_solution = sum(result.status in NO_SOLUTION for result in group)
    sweeps = np.array([result.iterations for result in solved] or [0])
    return (
        name,
        len(group),
        len(solved) - sum(result.is_eased for result in solved),
        sum(result.is_eased for result in solved),
        no_solution,
        len(group) - len(solved) - no_solution,
        f"{100 * len(solved) / len(group):.2f} %",
        f"{np.median(sweeps):.0f} / {np.percentile(sweeps, 95):.0f} / {sweeps.max()}",
        f"{np.max([result.residual for result in solved] or [np.nan]):.1e}",
        f"{np.max([result.gap for result in solved] or [np.nan]):.1e}",
    )


HEADER: Final = (
    "cases | number | solved at once | solved when eased in | no solution | not solved | solved "
    "| sweeps: median / 95 % / most | worst residual | worst identity |"
)


def by_class(ended: Sequence[Result]) -> str:
    """Table of all cases, by horizon and by what they contain."""
    names = dict.fromkeys(name for result in ended for name in sorted(result.case.classes))
    groups = {f"{horizon} run": [r for r in ended if r.case.horizon == horizon] for horizon in HORIZONS}
    groups |= {name: [r for r in ended if name in r.case.classes] for name in sorted(names)}
    return table(HEADER, [tally("**all**", ended), *(tally(name, group) for name, group in groups.items() if group)])


def evidence(economy: Economy, result: Result) -> str:
    """What is left of the poorest region's income at the strongest part of the shock that could be solved."""
    levels, shock = result.case.levels, result.case.shock
    continuation = Continuation(levels, shock, DEFAULT_SETTINGS)
    continuation.run(result.status)
    if not continuation.solved:
        return "no part of the shock could be solved"
    state, parameter = continuation.solved[-1].end.state, continuation.solved[-1].parameter
    new = equilibrium(levels, shock_at(levels, shock, parameter), state.unknowns, state.log_wedge)
    left = new.income_new[0] / levels.income
    poorest = int(np.argmin(left))
    return f"at {parameter:.1%} of the shock {economy.regions[poorest]} has {left[poorest]:.1%} of its income left"


def failures(economy: Economy, ended: Sequence[Result]) -> str:
    """Table of every case that was not solved, with the reason and the evidence for it."""
    unsolved = sorted((r for r in ended if not r.is_solved), key=lambda result: result.case.number)
    if not unsolved:
        return "None."
    rows = [
        (r.case.number, r.case.horizon, ", ".join(r.case.classes), r.status.name, evidence(economy, r))
        for r in unsolved
    ]
    sentences = [f"- `{status.name}` ({count}): {status.value}" for status, count in reasons(unsolved)]
    return "\n".join(sentences) + "\n\n" + table("case | horizon | contains | status | evidence |", rows)


def reasons(unsolved: Sequence[Result]) -> list[tuple[Status, int]]:
    """Statuses of unsolved cases, the most frequent first."""
    return Counter(result.status for result in unsolved).most_common()


def page(economy: Economy, options: argparse.Namespace, ended: Sequence[Result]) -> str:
    """Text of the whole report."""
    solvable = [result for result in ended if result.status not in NO_SOLUTION]
    solved = sum(result.is_solved for result in ended)
    share = solved / max(len(solvable), 1)
    command = (
        f"python -m benchmarks.robustness --cases {options.cases} --seed {options.seed} --horizon {options.horizon}"
    )
    return f"""# Robustness

Written by `{command} --write docs/robustness.md`; no number here is written by hand.

{len(ended):,} random hard cases were thrown at the baseline `{economy.name}`. **{solved:,} ({solved / len(ended):.2%})
were solved**. The solver found {len(ended) - len(solvable):,} to have no solution, for the reasons below; of the
others, {solved:,} of {len(solvable):,} ({share:.2%}) were solved. How many have none depends on how
large subsidies and commitments are drawn: the cap on export subsidies, 80 %, was set after a first thousand cases
with one of 95 % had left about one in a hundred where a treasury owes more than its region earns.
A case counts as solved if the residual of every equation is at most
{DEFAULT_SETTINGS.tolerance:.0e} (in logs). "Worst identity" is the largest relative violation of any equation, account
or bound, worked out anew from the prices and flows of the solution.

## What the cases contain

{HOW_DRAWN}

With drawn elasticities κ is {", ".join(f"{kappa:g}" for kappa in MOBILITY[:-1])} or ∞, and in a fifth of them θ is 0.05
in a third of the sectors. A flow has at most one bound, so that no two contradict, and none where it is closed.

## How they ended

A case that fails when its shock comes all at once is eased in: part of the shock first, then more, each stage started
on the line through the two before. Tolerance is the same; steps are plain at first, and linearised when eased in. A
case has several of the classes below, so lines overlap.

{by_class(ended)}

## Every case that was not solved

A case said to have no solution is shown with what is left of the poorest region's income at the strongest part of its
shock that could be solved. Income that runs out on the way is evidence, not proof: an equilibrium to which no such way
leads is not ruled out. `python -m benchmarks.robustness --seed {options.seed} --only NUMBER` repeats a case.

{failures(economy, ended)}
"""


def parsed(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Read the options of the command."""
    parser = argparse.ArgumentParser(description="Solve random hard cases and report how they end.")
    parser.add_argument("--cases", type=int, default=300, help="number of cases")
    parser.add_argument("--seed", type=int, default=0, help="seed of the draws")
    parser.add_argument("--horizon", choices=(*HORIZONS, "all"), default="all", help="all: each in turn")
    parser.add_argument("--only", type=int, metavar="NUMBER", help="one case by its number")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the report there instead of printing it")
    return parser.parse_args(arguments)


def main() -> None:
    """Draw, solve, check and report."""
    options, economy = parsed(), load_baseline()
    numbers = range(options.cases) if options.only is None else [options.only]
    cases = (hard_case(economy, options.seed, number, options.horizon) for number in numbers)
    start, ended = time.perf_counter(), []
    for group in batches(cases):
        ended += results(group)
        print(f"\r{len(ended):,} of {len(numbers):,} cases", end="", flush=True)
    print(f", {(time.perf_counter() - start) / len(ended) * 1e3:.1f} ms a case with drawing and checking")
    text = page(economy, options, ended)
    if options.write:
        options.write.write_text(text, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
