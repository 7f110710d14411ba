"""What all measures have in common: who does it to whom, and on which days."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, Self

from pydantic import Field, StrictBool, ValidationInfo, field_validator, model_validator

from simulator.scenario.format.base import Model, raise_at
from simulator.scenario.format.values import Codes, Day, Identifier
from simulator.scenario.format.varying import Schedule, Spread
from simulator.scenario.format.windows import Stretch, Suspensions

ONE_DAY: Final = timedelta(days=1)


class DatedMeasure(Model):
    """What measures of any type have in common."""

    id: Identifier = Field(description="Name of the measure; `--set` refers to it, and `extends` replaces by it.")
    sectors: Codes = Field(description="Sectors: a code, a list, a group name, `goods`, `services` or `all`.")
    start: Day | None = Field(None, description="First day in force; absent: from the beginning.")
    end: Day | None = Field(None, description="Last day in force; absent: without end.")
    announced: Day | None = Field(None, description="Day on which the measure became known; absent: `start`.")
    suspended: Suspensions = Field((), description="Stretches of days on which the measure rests, in their order.")
    enabled: StrictBool = Field(True, description="Switch: false leaves the measure out.")
    label: str = Field("", description="Short name in charts; absent: the id.")
    source: str = Field("", description="Where the figures are from.")
    note: str = Field("", description="Anything a reader should know, such as an assumption.")

    @field_validator("end")
    @classmethod
    def _end_follows_start(cls, end: date | None, info: ValidationInfo) -> date | None:
        start = info.data.get("start")
        if end is not None and start is not None and end < start:
            raise ValueError(f"got {end}, which is before the start {start} — a day on or after the start.")
        return end

    @property
    def distributions(self) -> dict[str, Spread]:
        """Values that are given as distributions, by key."""
        values = {key: getattr(self, key) for key in type(self).model_fields}
        return {key: value for key, value in values.items() if isinstance(value, Spread)}

    @model_validator(mode="after")
    def _days_are_in_force(self) -> Self:
        """Refuse steps, suspensions and windows on days on which the measure is not in force anyway."""
        steps: Iterator[tuple[tuple[str | int, ...], date, date]]
        steps = (((key, str(day)), day, day) for key, day in self._step_days())
        stretches = ((keys, item.start, item.end or date.max) for keys, item in self._stretches())
        found = ((keys, self._outside(first, last)) for keys, first, last in (*steps, *stretches))
        raise_at((keys, text) for keys, text in found if text)
        return self

    def _step_days(self) -> Iterator[tuple[str, date]]:
        return ((key, day) for key, schedule in self.schedules.items() for day, _ in schedule.steps)

    def _stretches(self) -> Iterator[tuple[tuple[str, int], Stretch]]:
        """Stretches of days that the measure names, with their keys."""
        return ((("suspended", place), gap) for place, gap in enumerate(self.suspended))

    def _outside(self, first: date, last: date) -> str:
        """Say that a stretch of days lies before the start or after the end, or nothing if it reaches inside."""
        if self.start is not None and last < self.start:
            return f"got {last}, which is before the start {self.start} — a day from the start on."
        if self.end is not None and first > self.end:
            return f"got {first}, which is after the end {self.end} — a day up to the end."
        return ""

    @property
    def schedules(self) -> dict[str, Schedule]:
        """Values that change on dated days, by key."""
        values = {key: getattr(self, key) for key in type(self).model_fields}
        return {key: value for key, value in values.items() if isinstance(value, Schedule)}

    @property
    def first_day(self) -> date | None:
        """First day that the measure's own dates allow, suspended or not; None where it is in force from ever."""
        days = [schedule.steps[0][0] for schedule in self.schedules.values()]
        return max((*days, *([self.start] if self.start else [])), default=None)

    @property
    def last_day(self) -> date | None:
        """Last day that the measure's own dates allow; None where it has no end."""
        return self.end

    @property
    def known_on(self) -> date | None:
        """Day on which the measure becomes known, as announced or by its first day; None: always known."""
        return self.announced or self.first_day

    def is_due(self, day: date) -> bool:
        """Say whether a day lies from the first day of the measure to its last, suspended or not."""
        first, last = self.first_day, self.last_day
        return (first is None or first <= day) and (last is None or day <= last)

    def in_force(self, day: date) -> bool:
        """Say whether the measure is in force on a day: due, and not suspended."""
        return self.is_due(day) and not any(gap.overlaps(day, day) for gap in self.suspended)

    def between(self, first: date, last: date) -> Self:
        """Leave out what falls due only on days before `first` or after `last`."""
        return self

    def valued_on(self, day: date) -> Self:
        """Put each schedule at its value of a day on which the measure is in force."""
        values = {key: schedule.at(day) for key, schedule in self.schedules.items()}
        return self.model_copy(update=values) if values else self

    @property
    def turning_days(self) -> set[date]:
        """Days on which the measure may be another than the day before."""
        stretches = [item for _, item in self._stretches()]
        firsts = {self.start, *(item.start for item in stretches), *(day for _, day in self._step_days())}
        lasts = {self.end, *(item.end for item in stretches)}
        return {day for day in firsts if day} | {day + ONE_DAY for day in lasts if day and day < date.max}


class BaseMeasure(DatedMeasure):
    """A measure on flows from exporters to importers."""

    importer: Codes = Field(description="Buying regions: a code, a list, a group name or `all`.")
    exporter: Codes = Field(description="Selling regions: a code, a list, a group name or `all`.")
