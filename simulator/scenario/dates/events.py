"""What happens on which day: the dates of a scenario's measures as a list, for charts and tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from simulator.scenario.effects.answers import answered
from simulator.scenario.measures import Measure
from simulator.scenario.measures.measure import ONE_DAY
from simulator.scenario.scenario import Scenario, version_in_force

EventKind: TypeAlias = Literal["announced", "start", "step", "suspended", "resumed", "end", "threat"]
"""What happens: an end is a last day in force, a threat a dated measure that is switched off."""


@dataclass(frozen=True, order=True)
class Event:
    """One dated event of a scenario.

    Attributes
    ----------
    day
        Day of the event: of an end and of a suspension for good the last and the first day, of a return the day after.
    measure
        Id of the measure.
    kind
        What happens.
    label
        The measure's label, or its id, for a step with the values from then on.
    """

    day: date
    measure: str
    kind: EventKind
    label: str


def events(scenario: Scenario) -> list[Event]:
    """Dated events of all measures in the order of their days.

    Where a measure takes the place of its parent's, each counts on the days on which it is the one that holds.
    """
    scenario = answered(scenario, None)
    by_measure = (_of_versions(scenario.versions(measure)) for measure in scenario.measures)
    return sorted({event for some in by_measure for event in some})


def _of_versions(versions: Sequence[Measure]) -> Iterator[Event]:
    for position, measure in enumerate(versions):
        earlier, later = versions[:position], versions[position + 1 :]
        if measure.enabled:
            yield from _announcements(measure)
        dated = _changes(measure) if measure.enabled else _removal(measure, earlier) or _threats(measure)
        yield from (event for event in dated if not any(item.is_due(event.day) for item in later))


def _announcements(measure: Measure) -> Iterator[Event]:
    if measure.announced is not None:
        yield _event(measure.announced, measure, "announced")
    for gap in measure.suspended:
        if gap.announced is not None:
            yield _event(gap.announced, measure, "announced", "suspended")


def _threats(measure: Measure) -> list[Event]:
    return [_event(day, measure, "threat") for day in (measure.announced, measure.first_day) if day is not None]


def _removal(measure: Measure, earlier: Sequence[Measure]) -> list[Event]:
    """The end of a measure whose place one takes that is switched off."""
    last = measure.first_day - ONE_DAY if measure.first_day is not None else None
    ended = version_in_force(earlier, last) if last is not None else None
    return [_event(last, ended, "end")] if last is not None and ended is not None and ended.enabled else []


def _changes(measure: Measure) -> Iterator[Event]:
    """Days on which a measure comes into force, changes or rests."""
    yield from _limits(measure)
    yield from _steps(measure)
    for gap in measure.suspended:
        yield _event(gap.start, measure, "suspended")
        if gap.end is not None and gap.end < date.max and measure.in_force(gap.end + ONE_DAY):
            yield _event(gap.end + ONE_DAY, measure, "resumed")


def _limits(measure: Measure) -> Iterator[Event]:
    limits: tuple[tuple[date | None, EventKind], ...] = ((measure.first_day, "start"), (measure.last_day, "end"))
    for day, kind in limits:
        if day is not None and measure.in_force(day):
            yield _event(day, measure, kind)


def _steps(measure: Measure) -> Iterator[Event]:
    for day, told in measure.changes().items():
        if day != measure.first_day and measure.in_force(day):
            yield _event(day, measure, "step", ", ".join(told))


def _event(day: date, measure: Measure, kind: EventKind, text: str = "") -> Event:
    return Event(day, measure.id, kind, ": ".join(part for part in (measure.label or measure.id, text) if part))
