"""The same experiments solved in several ways in one run, as ratios to this package."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from benchmarks.performance import gravity
from benchmarks.performance.page import as_time, median_seconds, seconds, table
from benchmarks.performance.rivals import CaliendoParro, OneSector, Outcome, proportional_fit
from benchmarks.performance.worlds import World, one_sector, shipped
from simulator.model.equilibrium import equilibrium
from simulator.model.shock import Shock
from simulator.solver.iteration import DEFAULT_SETTINGS
from simulator.solver.solve import solve
from simulator.solver.start import ExpansionPoint

Array = NDArray[np.float64]

THETA: Final = 4.0
"""Trade elasticity of the one-sector world; σ is one more."""

BATCH: Final = 1000
"""Scenarios that this package solves side by side."""

SAMPLE: Final = 11
"""Scenarios that are solved one at a time."""

HEADER: Final = "way | a scenario | times ours, in a batch | times ours, one at a time | differs from ours by at most"


@dataclass(frozen=True)
class Ours:
    """Changes of every scenario, and seconds for each in a batch and one at a time."""

    outcomes: list[Outcome]
    in_batch: float
    alone: float


@dataclass(frozen=True)
class Rival:
    """Another way: its name, seconds a scenario, and how far its real wages are from ours in logs."""

    name: str
    time: float
    gap: float


def section(n_cases: int = BATCH, sample: int = SAMPLE) -> str:
    """Tables of both experiments."""
    chosen = np.linspace(0, n_cases - 1, sample).astype(np.intp)
    with threadpool_limits(1):
        experiments = [armington(one_sector(THETA), n_cases, chosen), multi_sector(shipped(), n_cases, chosen)]
    return f"""## Side by side

Each way solves the same scenarios from the same arrays in this run, on one processor, to a tolerance of 1e-10
(gegravity: its own 1e-8). Ours are {n_cases:,} scenarios in blocks of {DEFAULT_SETTINGS.block_size}, as draws
are solved, through one inverse Jacobian, and {sample} of them one at a time in the same way; the others solve these
{sample}, one at a time as they are made to;
times of single scenarios are medians. Ours count all levels and flows of the solution, the scipy solvers wages and
prices only, gegravity its tables. Preparing is left out, but for gegravity's first line. "Differs" is the largest
difference of a log real wage, over sectors' prices, regions and scenarios.

{experiments[0]}
{experiments[1]}"""


def armington(world: World, n_cases: int, chosen: NDArray[np.intp]) -> str:
    """One sector: trade between the two sides becomes costlier by up to a half."""
    shock = world.trade_costs(np.linspace(0, 0.5, n_cases + 1)[1:])
    own = ours(world, shock, chosen)
    costs = [shock.iceberg_cost[case, 0] for case in chosen]
    rivals = [rival("scipy `root` on log wages", OneSector(world.levels, THETA).solve, costs, own.outcomes)]
    library, said = _gegravity(world, costs, own.outcomes)
    return f"""### One sector

The shipped flows summed over sectors and balanced, {world.levels.n_regions} regions, no tariffs and no inputs,
σ = {THETA + 1:g}; trade between the first two regions, the United States and China, becomes costlier by up to 50 %.
Such a scenario is one small system, which suits scipy; the general model has a fixed cost that only a batch spreads.

{_table(own, [*rivals, *library])}

{said}
"""


def multi_sector(world: World, n_cases: int, chosen: NDArray[np.intp]) -> str:
    """Many sectors with inputs: the two sides raise tariffs on each other by up to 100 points."""
    shock = world.tariff_war(np.linspace(0, 1, n_cases + 1)[1:])
    own = ours(world, shock, chosen)
    tariffs = [shock.tariff_new[case] for case in chosen]
    nested = CaliendoParro(world.levels, world.elasticities.origin[0])
    ways = {
        "scipy `root` on log wages, prices nested inside": nested.solve_by_root,
        "damped loop on wages, prices nested inside": nested.solve_by_loop,
    }
    rivals = [rival(name, way, tariffs, own.outcomes) for name, way in ways.items()]
    return f"""### Many sectors with inputs

The shipped baseline, {world.levels.n_regions} regions × {world.levels.n_sectors} sectors, as the model of Caliendo and
Parro (2015) with the baseline's long-run trade elasticities; the first two regions add up to 100 points to all tariffs
on each other. The others solve prices and expenditure anew for every trial of wages; this package steps all at once.

{_table(own, rivals)}
"""


def ours(world: World, shock: Shock, chosen: NDArray[np.intp]) -> Ours:
    """Solve a batch, and the chosen scenarios one at a time, and time both; linearising is done before."""
    outcomes = _in_blocks(world, shock)
    single = [shock.take(np.array([case])) for case in chosen]
    return Ours(
        [outcomes[case] for case in chosen],
        median_seconds(lambda: _in_blocks(world, shock), repeats=3) / len(shock),
        statistics.median(seconds(partial(_outcomes, world, one)) for one in single),
    )


def _in_blocks(world: World, shock: Shock) -> list[Outcome]:
    """Outcomes of all cases, as many at once as when draws are solved."""
    blocks = (np.arange(len(shock))[part] for part in DEFAULT_SETTINGS.parts(len(shock), world.levels))
    return [outcome for cases in blocks for outcome in _outcomes(world, shock.take(cases))]


def _outcomes(world: World, shock: Shock) -> list[Outcome]:
    solution = solve(world.levels, shock, near=ExpansionPoint.at_rest(world.levels, world.elasticities))
    if not solution.is_converged.all():
        raise RuntimeError("a scenario of the comparison was not solved")
    new = equilibrium(world.levels, shock, solution.state.unknowns, solution.state.log_wedge)
    wage_hat = new.factor_income_new / world.levels.factor_income
    return [Outcome(*changes) for changes in zip(wage_hat, new.price_hat, strict=True)]


def rival(name: str, way: Callable[[Array], Outcome], scenarios: Sequence[Array], ours: Sequence[Outcome]) -> Rival:
    """Solve scenarios one at a time by another way, and hold the answers against ours."""
    found: list[Outcome] = []
    times = [seconds(partial(_append, found, way, scenario)) for scenario in scenarios]
    return Rival(name, statistics.median(times), largest_gap(found, ours))


def _append(found: list[Outcome], way: Callable[[Array], Outcome], scenario: Array) -> None:
    found.append(way(scenario))


def largest_gap(found: Sequence[Outcome], expected: Sequence[Outcome]) -> float:
    """Largest difference of a log real wage, in any sector's prices."""
    pairs = zip(found, expected, strict=True)
    return max(float(np.abs(_real(one) - _real(other)).max()) for one, other in pairs)


def _real(outcome: Outcome) -> Array:
    return np.asarray(np.log(outcome.wage_hat) - np.log(outcome.price_hat))


def _gegravity(world: World, costs: Sequence[Array], ours: Sequence[Outcome]) -> tuple[list[Rival], str]:
    """Lines of gegravity and what to know about them; only the latter where it cannot run."""
    try:
        timed = [gravity.solve(world.levels, THETA, cost_hat) for cost_hat in costs]
    except ImportError as error:
        return [], f"gegravity is not installed ({error}): `pip install 'tariffsim[bench]'` adds it to this table."
    found = [one.outcome for one in timed]
    flow = world.levels.trade_flow[0]
    fitted = [proportional_fit(flow, cost_hat**-THETA, THETA) for cost_hat in costs]
    rivals = [
        Rival(
            "gegravity, model built anew",
            statistics.median(one.from_nothing for one in timed),
            gap := largest_gap(found, ours),
        ),
        Rival("gegravity, model built before", statistics.median(one.scenario_alone for one in timed), gap),
    ]
    income = max(float(np.abs(_real(one)).max()) for one in ours)
    said = f"""gegravity answers a neighbouring question, so that its numbers differ: while prices move it holds
every region's shares of world output and expenditure at those of the baseline, where general equilibrium lets both
follow prices. Its largest difference is {gap:.1e}, where the largest change of a log real wage is {income:.1e}. An
iterative fit of the shocked flows to the baseline's outputs and expenditures, which is that question, agrees with it
to {largest_gap(found, fitted):.0e}."""
    return rivals, said


def _table(own: Ours, rivals: Sequence[Rival]) -> str:
    own_rows = [
        Rival("**tariffsim, in a batch**", own.in_batch, np.nan),
        Rival("tariffsim, one at a time", own.alone, np.nan),
    ]
    rows = [
        (
            row.name,
            as_time(row.time),
            f"{row.time / own.in_batch:,.3g}",
            f"{row.time / own.alone:,.3g}",
            "–" if np.isnan(row.gap) else f"{row.gap:.0e}",
        )
        for row in [*own_rows, *rivals]
    ]
    return table(HEADER, rows)
