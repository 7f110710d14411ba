"""A scenario as it is on average over some days: what a month of dated measures amounts to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from simulator.errors import ScenarioError
from simulator.scenario.measures import Measure
from simulator.scenario.measures.measure import ONE_DAY
from simulator.scenario.measures.stays import Stays
from simulator.scenario.scenario import Scenario, version_in_force


def over_period(scenario: Scenario, first: date, last: date) -> Scenario:
    """Average the measures of a scenario over days, so that it compiles like any other.

    A measure that is in force, switched on and not suspended on a share f of the days counts with f: a tariff, tax,
    cost, subsidy or control by its coverage, a licence by what it keeps back, a disruption by what is lost, a quota by
    what it leaves, a commitment by its amount. Values that change count with the days on which they hold. What cannot
    be averaged: a quota of an amount, by quantity or value, is in force where f is half or more, and keeps the rate
    beyond it; a commitment keeps the windows that reach into the days, and `stacking: max` or `cap` and several
    measures on one flow act on averages instead of day by day. A tariff on goods that are at sea for some days counts
    as it was that many days earlier.

    Parameters
    ----------
    first, last
        Both days count.

    Returns
    -------
    scenario
        One day gives what `on_date` does. Where a measure takes the place of its parent's on some of the days only,
        both are there, with their shares; they are one measure where they differ in the averaged values alone.

    Raises
    ------
    ScenarioError
        The last day is before the first.
    """
    if last < first:
        raise ScenarioError(f"period: got {first} to {last} — a last day on or after the first.")
    if open_ones := [measure.id for measure in scenario.measures if measure.answers]:
        raise ScenarioError(
            f"period: {', '.join(open_ones)}: the rate follows from another measure — `answered(scenario, economy)` "
            "works it out first."
        )
    averaged = (
        _averaged(scenario.versions(measure), first - measure.transit, last - measure.transit)
        for measure in scenario.measures
    )
    return replace(scenario, measures=tuple(item for items in averaged for item in items), replaced={})


def _averaged(versions: Sequence[Measure], first: date, last: date) -> list[Measure]:
    groups: dict[Measure, Stays[Measure]] = {}
    for stay in _stays([version.between(first, last) for version in versions], first, last):
        kin = stay.latest.kin()
        groups[kin] = groups[kin].joined(stay) if kin in groups else stay
    return [average for group in groups.values() if (average := _average(group)) is not None]


def _stays(versions: Sequence[Measure], first: date, last: date) -> list[Stays[Measure]]:
    """Cut the days where anything changes, and keep the parts in which some version is in force and switched on."""
    turns = {day for version in versions for day in version.turning_days if first < day <= last}
    parts = pairwise([*sorted({first, *turns}), last + ONE_DAY])
    dated = ((begin, (end - begin).days, version_in_force(versions, begin)) for begin, end in parts)
    return [
        Stays(((days, measure.valued_on(begin)),), (last - first).days + 1)
        for begin, days, measure in dated
        if measure is not None and measure.enabled
    ]


def _average(stays: Stays[Measure]) -> Measure | None:
    is_same = stays.share == 1 and len(stays.parts) == 1
    return stays.latest if is_same else stays.latest.average(stays)
