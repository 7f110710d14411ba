"""Timeline: how outcomes of dated scenarios evolve period by period, and how sure that is."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Final, Unpack

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from simulator.errors import ScenarioError
from simulator.experiment.batch.executors import executor
from simulator.experiment.batch.work import Progress
from simulator.experiment.draws import Draws, Method, draw, uncertain_numbers
from simulator.experiment.dynamics.assemble import assemble_path, event_table
from simulator.experiment.dynamics.draws import Paths, drawn_indicators, solve_paths
from simulator.experiment.dynamics.front_loading import DEFAULT_MONTHS, front_loading
from simulator.experiment.dynamics.periods import MONTHS, Period, Step, first_day, periods
from simulator.experiment.dynamics.steps import walk
from simulator.experiment.keywords import Keywords, records, verb
from simulator.experiment.plan import Day, Plan, day_of, make_plan, plan_futures
from simulator.experiment.provenance import Recorder, captions, draws_record
from simulator.results.quantiles import QUANTILES, REFERENCE_CHANGE, quantiles
from simulator.results.timeline import PathResults
from simulator.scenario.suite import Requests

Array = NDArray[np.float64]

AT_ONCE: Final = 12
"""Paths that are followed together, scenarios times draws."""


@dataclass(frozen=True)
class Span:
    """What stretch of time a path covers.

    Attributes
    ----------
    start
        A day of the first month; absent: the month of the first day that the scenarios name.
    months, step
        Length, and whether a period is a month or a quarter.
    branch_at
        Last day of the common past: the scenario's branches go apart the day after.
    front_loading
        Months of imports pulled forward by the announcement of a tariff three months ahead; 0: none.
    """

    start: date | None = None
    months: int = 36
    step: Step = "month"
    branch_at: date | None = None
    front_loading: float = DEFAULT_MONTHS


@verb
def timeline(  # noqa: PLR0913  # the verb takes what the command line takes
    scenarios: Requests,
    span: Span | None = None,
    *,
    start: Day | None = None,
    months: int = 36,
    step: Step = "month",
    branch_at: Day | None = None,
    front_loading: float = DEFAULT_MONTHS,
    draws: int = 0,
    seed: int = 0,
    method: Method = "latin-hypercube",
    **keywords: Unpack[Keywords],
) -> PathResults:
    """Follow dated scenarios period by period, from a world at rest at the baseline.

    Parameters
    ----------
    scenarios
        Names, files, scenarios, dicts of a scenario's keys, or a list of these. With `branch_at` one scenario whose
        `branches` are its futures.
    span
        The next five as a record, which goes before them.
    start
        A day of the first month; absent: the month of the first day that the scenarios name.
    months, step
        Length, and whether a period is a "month" or a "quarter".
    branch_at
        Last day of the common past: the scenario's branches go apart the day after.
    front_loading
        Months of imports pulled forward by the announcement of a tariff three months ahead; 0: none.
    draws, seed, method
        Draws of what is uncertain, as in `uncertainty`; 0: the central path only.
    **keywords
        Those of every verb, see `Keywords`; a timeline has neither horizons nor one day.

    Returns
    -------
    results
        With `summary` where there are draws: quantiles of region and pair indicators at every date.

    Raises
    ------
    ScenarioError, DataError
        Files, options, dates or a baseline that are wrong, or nothing that is uncertain.
    """
    record = Recorder("timeline")
    options, batch = records("timeline", keywords)
    days = {name: day_of(name, value) for name, value in (("start", start), ("branch_at", branch_at)) if value}
    span = span or Span(months=months, step=step, front_loading=front_loading, **days)
    given = replace(options, horizon=None, on=None)
    plan = plan_futures(scenarios, given, span.branch_at) if span.branch_at else make_plan(scenarios, given)
    grid = periods(span.start or first_day(plan.scenarios), span.months, span.step)
    _check_branch(span, grid)
    drawn = draw(uncertain_numbers(plan.economy, plan.scenarios), draws, seed, method) if draws else None
    with executor(batch.jobs if draws else 1, batch.scheduler) as pool:
        parts = _begun(plan, grid, drawn, pool) if drawn else iter(())
        data = _central(plan, grid, span, batch.progress)
        summary = _summary(plan, data, parts) if drawn else None
    asked = {"span": _plain(span)} | (draws_record(drawn, method) if drawn else {})
    made = record.provenance(replace(plan, horizons=()), **asked)
    return PathResults(data, event_table(plan.scenarios), made, summary)


def _central(plan: Plan, grid: tuple[Period, ...], span: Span, progress: Progress | None) -> xr.Dataset:
    """The path at central values."""
    moments = []
    for moment in walk(plan.economy, plan.scenarios, grid):
        moments.append(moment)
        if progress is not None:
            progress(len(moments), len(grid))
    loaded = np.stack([front_loading(item, plan.economy, grid, span.front_loading) for item in plan.scenarios])
    attributes = {
        "title": plan.suite.title,
        "summary": plan.suite.summary,
        "reference": plan.reference,
        "branch_at": span.branch_at.isoformat() if span.branch_at else "",
        "last_day": grid[-1].last.isoformat(),
        "period_years": MONTHS[span.step] / 12,
    }
    return assemble_path(plan, captions(plan), moments, loaded, attributes)


def _plain(span: Span) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(span).items()}


def _check_branch(span: Span, grid: Sequence[Period]) -> None:
    if span.branch_at is not None and not grid[0].first <= span.branch_at <= grid[-1].last:
        raise ScenarioError(
            f"branch-at: got {span.branch_at}, which is outside the path — a day from {grid[0].first} to "
            f"{grid[-1].last}; --start and --months move it."
        )


def _tasks(plan: Plan, grid: tuple[Period, ...], drawn: Draws) -> list[Paths]:
    n_draws = max(1, AT_ONCE // len(plan.scenarios))
    return [
        Paths(plan.economy, plan.scenarios, grid, drawn.levers(first, last), drawn.assumed(plan.economy, first, last))
        for first in range(0, len(drawn), n_draws)
        for last in [min(first + n_draws, len(drawn))]
    ]


def _begun(plan: Plan, grid: tuple[Period, ...], drawn: Draws, pool: Executor | None) -> Iterator[Mapping[str, Array]]:
    """Begin to solve the paths of all draws; they come in their order."""
    tasks = _tasks(plan, grid, drawn)
    return map(solve_paths, tasks) if pool is None else pool.map(solve_paths, tasks)


def _summary(plan: Plan, data: xr.Dataset, parts: Iterator[Mapping[str, Array]]) -> xr.Dataset:
    """Quantiles over draws of each indicator and of its change against the reference, draw by draw."""
    found = list(parts)
    place = [item.name for item in plan.scenarios].index(plan.reference) if plan.reference else None
    summary = xr.Dataset(coords={"quantile": list(QUANTILES), "scenario": data["scenario"], "date": data["date"]})
    for name in drawn_indicators():
        draws = np.concatenate([part[name] for part in found], axis=1)
        dims = ("scenario", "date", *data[name].dims[2:], "quantile")
        against = draws - (np.nan if place is None else draws[place])
        summary[name] = dims, np.stack([quantiles(item) for item in draws])
        summary[name + REFERENCE_CHANGE] = dims, np.stack([quantiles(item) for item in against])
    return summary.assign_coords({dim: data[dim] for dim in ("region", "partner")})
