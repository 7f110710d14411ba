"""Timeline: how outcomes of dated scenarios evolve period by period, and how sure that is."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Final, Unpack

import numpy as np
import xarray as xr

from simulator.errors import ScenarioError
from simulator.experiment.assumptions.draws import Draws, Method, check_draws, draw, uncertain_numbers
from simulator.experiment.batch.checked import MOST_LOADED, MOST_MONTHS, chosen, finite, whole
from simulator.experiment.batch.store import BlockStore
from simulator.experiment.batch.task import Arrays
from simulator.experiment.dynamics.assemble import assemble_timeline, event_table
from simulator.experiment.dynamics.blocks import CentralTimeline, DrawnTimelines, drawn_indicators
from simulator.experiment.dynamics.front_loading import DEFAULT_MONTHS, front_loading
from simulator.experiment.dynamics.periods import MONTHS, Period, Step, first_day, periods
from simulator.experiment.keywords import Keywords, records, verb
from simulator.experiment.plan import Day, Options, Plan, day_of, make_plan, plan_futures
from simulator.experiment.provenance import Recorder, draws_record
from simulator.results.assembly.quantiles import QUANTILES, REFERENCE_CHANGE, quantiles
from simulator.results.indicators.headline import ACTORS
from simulator.results.timeline import PathResults
from simulator.scenario.suite import Requests

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

    def __post_init__(self) -> None:
        whole("months", self.months, 1, MOST_MONTHS)
        chosen("step", self.step, Step)
        finite("front_loading", self.front_loading, 0, MOST_LOADED)
        for name in ("start", "branch_at"):
            if getattr(self, name) is not None:
                day_of(name, getattr(self, name))


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
    ConvergenceError
        A worker died.
    """
    record = Recorder("timeline")
    options, batch = records("timeline", keywords)
    days = {name: day_of(name, value) for name, value in (("start", start), ("branch_at", branch_at)) if value}
    span = span or Span(months=months, step=step, front_loading=front_loading, **days)
    if draws:
        check_draws(draws, seed, method)
    _check_undated(options)
    plan = plan_futures(scenarios, options, span.branch_at) if span.branch_at else make_plan(scenarios, options)
    grid = periods(span.start or first_day(plan.scenarios), span.months, span.step)
    _check_branch(span, grid)
    drawn = draw(uncertain_numbers(plan.economy, plan.scenarios), draws, seed, method) if draws else None
    central = CentralTimeline(plan.economy, plan.scenarios, grid)
    tasks = _drawn_timelines(plan, grid, drawn) if drawn else []
    with batch.work() as work:
        work.finish([central, *tasks])
        data = _labelled(plan, grid, span, work.store.arrays(central.name))
        summary = _summary(plan, data, [task.name for task in tasks], work.store) if drawn else None
    asked = {"span": _plain(span)} | (draws_record(drawn, method) if drawn else {})
    made = record.provenance(replace(plan, horizons=()), **asked)
    return PathResults(data, event_table(plan.scenarios), made, summary)


def _labelled(plan: Plan, grid: tuple[Period, ...], span: Span, arrays: Arrays) -> xr.Dataset:
    """The timeline at central values, with imports pulled forward."""
    loaded = np.stack([front_loading(item, plan.economy, grid, span.front_loading) for item in plan.scenarios])
    attributes = {
        "title": plan.suite.title,
        "summary": plan.suite.summary,
        "reference": plan.reference,
        ACTORS: " ".join(plan.actors),
        "branch_at": span.branch_at.isoformat() if span.branch_at else "",
        "last_day": grid[-1].last.isoformat(),
        "period_years": MONTHS[span.step] / 12,
    }
    return assemble_timeline(plan, grid, arrays, loaded, attributes)


def _plain(span: Span) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(span).items()}


def _check_undated(options: Options) -> None:
    for name in ("horizon", "on"):
        if getattr(options, name) is not None:
            raise ScenarioError(
                f"{name}: got {getattr(options, name)!r} — a timeline has a date for each period instead; say `start` "
                "and `months`."
            )


def _check_branch(span: Span, grid: Sequence[Period]) -> None:
    if span.branch_at is not None and not grid[0].first <= span.branch_at <= grid[-1].last:
        raise ScenarioError(
            f"branch-at: got {span.branch_at}, which is outside the path — a day from {grid[0].first} to "
            f"{grid[-1].last}; --start and --months move it."
        )


def _drawn_timelines(plan: Plan, grid: tuple[Period, ...], drawn: Draws) -> list[DrawnTimelines]:
    """All scenarios under some draws at a time."""
    n_draws = max(1, AT_ONCE // len(plan.scenarios))
    return [
        DrawnTimelines(
            f"draws-{first:06d}",
            plan.economy,
            plan.scenarios,
            grid,
            drawn.levers(first, last),
            drawn.assumed(plan.economy, first, last),
        )
        for first in range(0, len(drawn), n_draws)
        for last in [min(first + n_draws, len(drawn))]
    ]


def _summary(plan: Plan, data: xr.Dataset, blocks: Sequence[str], store: BlockStore) -> xr.Dataset:
    """Quantiles over draws of each indicator and of its change against the reference, draw by draw."""
    row = [item.name for item in plan.scenarios].index(plan.reference) if plan.reference else None
    summary = xr.Dataset(coords={"quantile": list(QUANTILES), "scenario": data["scenario"], "date": data["date"]})
    for name in drawn_indicators():
        draws = store.read(blocks, name).swapaxes(0, 1)
        dims = ("scenario", "date", *data[name].dims[2:], "quantile")
        against = draws - (np.nan if row is None else draws[row])
        summary[name] = dims, np.stack([quantiles(item) for item in draws])
        summary[name + REFERENCE_CHANGE] = dims, np.stack([quantiles(item) for item in against])
    return summary.assign_coords({dim: data[dim] for dim in ("region", "partner")})
