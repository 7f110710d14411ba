"""The tariff tracker: scenarios solved for the average tariffs in them, at a horizon or date by date."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final, Unpack

from simulator.experiment.batch.checked import MOST_MONTHS
from simulator.experiment.dynamics.periods import Step, first_day
from simulator.experiment.dynamics.timeline import Span, timeline
from simulator.experiment.keywords import Keywords, records, verb
from simulator.experiment.plan import Day, Options, day_of, make_plan, regions_of
from simulator.experiment.run import run
from simulator.results.experiments.tariffs import Tariffs
from simulator.results.labelled import LabelledResults
from simulator.scenario import Event, Scenario, Tariff, events
from simulator.scenario.suite import Requests

MOVES: Final = ("step", "suspended", "resumed", "end")
"""Events after which a tariff is not what it was at its start."""


@verb
def tariffs(
    scenarios: Requests,
    importer: str | Sequence[str] = (),
    *,
    start: Day | None = None,
    months: int | None = None,
    step: Step = "month",
    branch_at: Day | None = None,
    **keywords: Unpack[Keywords],
) -> Tariffs:
    """Solve scenarios and average the tariffs in them, by law and as collected, before and after substitution.

    A scenario whose tariffs change over time, by steps, suspensions or ends, is followed date by date, as by
    `timeline`; with `start`, `months` or `branch_at` every scenario is. With a horizon or a day none is.

    Parameters
    ----------
    scenarios
        Names, files, scenarios, dicts of a scenario's keys, or a list of these.
    importer
        Whose tariffs, such as "USA,EUU"; absent: of all whose tariffs a scenario changes, actors first.
    start, months, step, branch_at
        As in `timeline`; the path goes on to the last dated event of a tariff unless months are given.
    **keywords
        Those of every verb, see `Keywords`.

    Returns
    -------
    tariffs
        One table of rates: by partner, by sector and over all.

    Raises
    ------
    ScenarioError, DataError
        Files, options or a baseline that are wrong.
    ConvergenceError
        A worker died.
    """
    options, batch = records("tariffs", keywords)
    plan = make_plan(scenarios, options)
    importers = regions_of(importer, plan.economy, "importer")
    asked = [item for item in plan.scenarios if item.name != plan.reference] or list(plan.scenarios)
    is_dated = bool(start or months or branch_at) or (_is_free(options) and any(map(changes_rates, asked)))
    solved: LabelledResults
    if is_dated:
        days = {name: day_of(name, day) for name, day in (("start", start), ("branch_at", branch_at)) if day}
        span = Span(months=months or _months(asked, days.get("start")), step=step, front_loading=0.0, **days)
        solved = timeline(scenarios, span, options=options, batch=batch)
    else:
        solved = run(scenarios, options=options, batch=batch)
    rates = solved.tariffs(importers)
    asked_of = {"importers": list(rates["importer"].unique()), "by_date": is_dated}
    return Tariffs(rates, replace(solved.provenance, verb="tariffs", asked=asked_of))


def changes_rates(scenario: Scenario) -> bool:
    """Whether tariffs of a scenario step, rest or end on some day."""
    return any(event.kind in MOVES for event in _rate_events(scenario))


def _rate_events(scenario: Scenario) -> list[Event]:
    """Dated events of the tariffs of a scenario."""
    rates = {measure.id for measure in scenario.measures if isinstance(measure, Tariff)}
    return [event for event in events(scenario) if event.measure in rates]


def _is_free(options: Options) -> bool:
    """Whether neither a horizon nor a day was asked for."""
    return options.horizon is None and options.on is None


def _months(scenarios: Sequence[Scenario], start: date | None) -> int:
    """Months from the first day of a path to the last dated event of a tariff, that month included."""
    first = start or first_day(scenarios)
    last = max((event.day for item in scenarios for event in _rate_events(item)), default=first)
    return min(max(12 * (last.year - first.year) + last.month - first.month + 1, 3), MOST_MONTHS)
