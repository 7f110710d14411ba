"""Answers worked out: the rates, coverage and days of measures that mirror others, at baseline flows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from simulator.economy.economy import Economy
from simulator.files.problem import raise_all
from simulator.files.rates import LARGEST_RATE
from simulator.scenario.format.varying import Schedule
from simulator.scenario.format.windows import Listed
from simulator.scenario.measures import Measure
from simulator.scenario.measures.export_tax import ExportTax
from simulator.scenario.measures.tariff import Tariff
from simulator.scenario.scenario import Scenario

Mirrored: TypeAlias = Tariff | ExportTax
"""Measures that can be answered: those with a rate that a treasury receives."""


class Hit(NamedTuple):
    """What a measure hits at baseline flows, where all of it is covered.

    Attributes
    ----------
    trade
        Border value.
    rate
        Rate, of a table the mean at border values.
    """

    trade: float
    rate: float


def hit_by(measure: Mirrored, economy: Economy) -> Hit:
    """Trade that a measure hits, and its rate."""
    trade = measure.reach(economy) * economy.levels.trade_flow
    total = float(trade.sum())
    if isinstance(measure, ExportTax) or measure.table is None or total == 0:
        return Hit(total, float(measure.rate or 0.0))
    hit = measure.cells(economy)
    return Hit(total, float((trade[hit] * measure.rates(economy, hit)).sum()) / total)


def answered(scenario: Scenario, economy: Economy | None) -> Scenario:
    """The scenario with plain tariffs in place of those that mirror other measures.

    An answer is in force while what it answers is, inside its own days if it has any; without that measure there is
    none. Amounts are those of the baseline, before anyone adjusts.

    Parameters
    ----------
    economy
        Where trade is counted; None works out the days alone, and leaves the rates open.

    Raises
    ------
    ScenarioError
        An answer would take a rate that no tariff may have.
    """
    if not any(item.answers for measure in scenario.measures for item in scenario.versions(measure)):
        return scenario
    answers = _Answers(scenario, economy)
    versions = {measure.id: answers.versions(measure.id) for measure in scenario.measures}
    in_place = {name: some for name, some in versions.items() if some}
    return replace(
        scenario,
        measures=tuple(some[-1] for some in in_place.values()),
        replaced={name: tuple(some[:-1]) for name, some in in_place.items() if len(some) > 1},
    )


@dataclass(frozen=True, eq=False)
class _Answers:
    """Measures of a scenario with answers worked out, each once."""

    scenario: Scenario
    economy: Economy | None
    known: dict[str, list[Measure]] = field(default_factory=dict)

    def versions(self, name: str) -> list[Measure]:
        """Versions of a measure, the oldest first; of an answer one for each that it answers."""
        if name not in self.known:
            self.known[name] = []  # what answers itself in a circle answers nothing; reading refuses it
            measure = next((item for item in self.scenario.measures if item.id == name), None)
            written = self.scenario.versions(measure) if measure is not None else ()
            self.known[name] = [version for item in written for version in self._worked_out(item)]
        return self.known[name]

    def _worked_out(self, measure: Measure) -> Iterator[Measure]:
        if not isinstance(measure, Tariff) or measure.mirrors is None:
            yield measure
            return
        for other in self.versions(measure.mirrors):
            days = _common_days(measure, other)
            if days is not None and isinstance(other, Tariff | ExportTax):
                yield measure.model_copy(update=days | self._values(measure, other))

    def _values(self, measure: Tariff, other: Mirrored) -> dict[str, Any]:
        if self.economy is None:
            return {}
        values = _like(measure, other, hit_by(measure, self.economy), hit_by(other, self.economy))
        largest = _largest(values["rate"])
        if largest > LARGEST_RATE:
            text = (
                f"as much {measure.by} as {other.id} takes a rate of {100 * largest:,.0f} % — a smaller `share`, or "
                "more flows that are hit."
            )
            raise_all([self.scenario.problem_of(measure.id, text)])
        return values | {"mirrors": None}


def _common_days(measure: Tariff, other: Measure) -> dict[str, Any] | None:
    """Days on which both are in force; None where there are none."""
    starts = [day for day in (measure.first_day, other.first_day) if day]
    ends = [day for day in (measure.last_day, other.last_day) if day]
    start, end = max(starts, default=None), min(ends, default=None)
    if start and end and end < start:
        return None
    gaps = sorted({*measure.suspended, *other.suspended}, key=lambda gap: (gap.start, gap.end or date.max))
    return {"start": start, "end": end, "suspended": Listed(gaps), "enabled": measure.enabled and other.enabled}


def _like(measure: Tariff, other: Mirrored, mine: Hit, theirs: Hit) -> dict[str, Any]:
    """Rate and coverage of an answer."""
    rate: float = other.rate if isinstance(other.rate, Schedule) else theirs.rate
    if measure.by == "rate":
        return {"rate": _by_day(lambda share, of: share * of, measure.share, rate)}
    ratio = theirs.trade / mine.trade if mine.trade else 0.0
    if measure.by == "trade":
        coverage = _by_day(lambda share, covered: min(1.0, share * covered * ratio), measure.share, other.coverage)
        return {"rate": rate, "coverage": coverage}
    return {"rate": _by_day(_revenue_rate(ratio), measure.share, rate, other.coverage, measure.coverage)}


def _revenue_rate(ratio: float) -> Callable[..., float]:
    """Rate that brings a share of another's revenue, which has so many times the trade."""
    return lambda share, rate, theirs, mine: share * rate * theirs * ratio / mine if mine else 0.0


def _by_day(of: Callable[..., float], *numbers: float) -> float:
    """A function of numbers, on each day on which one of them changes; of distributions their centres count."""
    schedules = [number for number in numbers if isinstance(number, Schedule)]
    if not schedules:
        return of(*map(float, numbers))
    first = max(schedule.steps[0][0] for schedule in schedules)
    days = sorted({max(day, first) for schedule in schedules for day, _ in schedule.steps})
    return Schedule(tuple((day, of(*(_on(number, day) for number in numbers))) for day in days))


def _on(number: float, day: date) -> float:
    value = number.at(day) if isinstance(number, Schedule) else float(number)
    assert value is not None  # days begin with the latest first step
    return value


def _largest(rate: float) -> float:
    return max(value for _, value in rate.steps) if isinstance(rate, Schedule) else rate
