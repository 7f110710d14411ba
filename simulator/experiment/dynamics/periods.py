"""The grid of a path: months or quarters, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, Literal, TypeAlias

from simulator.errors import ScenarioError
from simulator.scenario import Scenario, events

Step: TypeAlias = Literal["month", "quarter"]

MONTHS: Final[dict[Step, int]] = {"month": 1, "quarter": 3}
"""Months in a step."""


@dataclass(frozen=True)
class Period:
    """One step of a path; both its first and its last day count."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1

    def overlap(self, first: date, last: date) -> int:
        """Days that the period shares with others."""
        return max(0, (min(self.last, last) - max(self.first, first)).days + 1)


def periods(start: date, months: int, step: Step = "month") -> tuple[Period, ...]:
    """Periods from the month of a day on.

    Raises
    ------
    ScenarioError
        Fewer months than a step has.
    """
    length = MONTHS[step]
    if months < length:
        raise ScenarioError(f"months: got {months} — at least {length}, one {step}.")
    firsts = [first_of_month(start, count) for count in range(0, months // length * length + 1, length)]
    return tuple(Period(first, after - timedelta(days=1)) for first, after in pairwise(firsts))


def first_day(scenarios: Sequence[Scenario]) -> date:
    """Day of the earliest event of scenarios.

    Raises
    ------
    ScenarioError
        No measure is dated.
    """
    dated = [event.day for scenario in scenarios for event in events(scenario)]
    if not dated:
        raise ScenarioError("timeline: no measure has a date — give `start:` in the scenario, or --start DATE.")
    return min(dated)


def first_of_month(start: date, months: int) -> date:
    """First day of the month that lies some months after that of a day, or before where they are below 0."""
    years, month = divmod(start.month - 1 + months, 12)
    return date(start.year + years, month + 1, 1)
