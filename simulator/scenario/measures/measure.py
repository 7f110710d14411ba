"""What a measure is: who does it, on which days, and what a type of measure says of itself."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from operator import attrgetter
from typing import Any, ClassVar, Final, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, GetJsonSchemaHandler, StrictBool, ValidationInfo, field_validator, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from simulator.axes import Pairs
from simulator.economy.economy import Economy
from simulator.files.schema import type_of
from simulator.files.yaml import Keys
from simulator.scenario.effects.bounds import Source
from simulator.scenario.effects.flows import block
from simulator.scenario.effects.wedges import Wedges
from simulator.scenario.format.base import raise_at
from simulator.scenario.format.model import Model
from simulator.scenario.format.selection import Selection, selection_text
from simulator.scenario.format.table import Table
from simulator.scenario.format.through import Through
from simulator.scenario.format.values import Day, Identifier, LastDay, is_fraction
from simulator.scenario.format.varying import Schedule, Spread
from simulator.scenario.format.windows import Commitment, Stretch, Suspensions
from simulator.scenario.measures.questions import Questions
from simulator.scenario.measures.stays import Stays

ONE_DAY: Final = timedelta(days=1)

_WITHOUT_EFFECT: Final = frozenset({"start", "end", "announced", "suspended", "enabled", "label", "source", "note"})
"""Keys that change no result while a measure is in force."""


class DatedMeasure(Model):
    """What measures of any type have in common.

    A type of measure is a class with a `type` of its own and the fields that its files may hold. It says what it does
    to the economy in `apply`; what it says beside that has a default here, which holds for a price wedge with one rate.

    Attributes
    ----------
    questions
        What somebody is asked who wants such a measure.
    example
        Lines of a new scenario file that show one, commented out but for the most usual type; a type without is named.
    comments
        What is said beside keys of its own in a new scenario file.
    averaged
        Values that are averaged over days, as numbers that are 0 while the measure is not in force.
    limits_flows
        Whether it bounds flows from above, so that they earn a premium.
    targets
        Keys of the amounts that it promises to reach.
    """

    questions: ClassVar[Questions]
    example: ClassVar[str] = ""
    comments: ClassVar[Mapping[str, str]] = {}
    averaged: ClassVar[frozenset[str]] = frozenset()
    limits_flows: ClassVar[bool] = False
    targets: ClassVar[frozenset[str]] = frozenset()

    id: Identifier = Field(description="Name of the measure; `--set` refers to it, and `extends` replaces by it.")
    sectors: Selection = Field(description="Sectors: a code, a list, a group name, `goods`, `services` or `all`.")
    start: Day | None = Field(None, description="First day in force; absent: from the beginning.")
    end: LastDay | None = Field(None, description="Last day in force; absent: without end.")
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
        outside = ((keys, self._outside(first, last)) for keys, first, last in (*steps, *stretches))
        raise_at((keys, text) for keys, text in outside if text)
        return self

    def _step_days(self) -> Iterator[tuple[str, date]]:
        return ((key, day) for key, schedule in self.schedules.items() for day, _ in schedule.steps)

    def _stretches(self) -> Iterator[tuple[tuple[str, int], Stretch]]:
        """Stretches of days that the measure names, with their keys."""
        return ((("suspended", position), gap) for position, gap in enumerate(self.suspended))

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

    @classmethod
    def fractions(cls) -> frozenset[str]:
        """Keys of values that are rates or shares, which read well in percent."""
        return frozenset(key for key, field in cls.model_fields.items() if is_fraction(field))

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Ask for `type` in files, though it goes without saying in Python."""
        reference = handler(core_schema)
        schema = handler.resolve_ref_schema(reference)
        schema["properties"]["type"].pop("default", None)
        required = {*schema["required"], "type"}
        schema["required"] = [key for key in schema["properties"] if key in required]
        return reference

    @property
    @abstractmethod
    def sides(self) -> str:
        """Who does it to whom, in codes."""

    @property
    def decided_by(self) -> tuple[str, ...]:
        """Regions whose decision it is, as codes and groups."""
        regions: tuple[str, ...] = getattr(self, self.questions.actor)
        return regions

    @property
    def by_flow(self) -> Table | None:
        """Table of rates by flow, of a measure that has one."""
        return None

    @property
    def answers(self) -> str | None:
        """Id of a measure that it answers, without which it is not in force."""
        return None

    @property
    def carriers(self) -> Through | None:
        """Regions through which goods of the exporter come, of a measure on these goods."""
        return None

    @property
    def table_key(self) -> str:
        """Key that names its table."""
        return "table"

    @property
    def table_column(self) -> str:
        """Column of the numbers in its table: a `rate`, a `hat`, a factor on the price, or a `coverage`."""
        return "rate"

    @property
    def source_of_bounds(self) -> Source:
        """The measure as bounds name it."""
        return Source(self.id, type_of(type(self)), False)

    @abstractmethod
    def cells(self, economy: Economy) -> NDArray[np.bool_]:
        """Flows that it hits, never home sales, shape (sector, exporter, importer)."""

    @abstractmethod
    def apply(self, economy: Economy, wedges: Wedges) -> None:
        """Write what it does to prices, varieties and amounts on top of earlier measures."""

    @abstractmethod
    def problems(self, economy: Economy) -> list[tuple[Keys, str]]:
        """What of it does not fit an economy that knows its codes, each with its key."""

    def withheld(self, economy: Economy) -> NDArray[np.bool_]:
        """Critical inputs that it hands out by application and holds back in part on some day, shape (sector,)."""
        return np.zeros(len(economy.sectors), bool)

    def ajar(self, least: float) -> Self:
        """The measure without quite closing a flow: at least a small share gets a licence."""
        return self

    def stocked_up(self, economy: Economy) -> Pairs:
        """Share of each flow that buyers bring forward when it is announced ahead."""
        return np.zeros(economy.levels.trade_flow.shape)

    @property
    def transit(self) -> timedelta:
        """Days for which goods that it hits are on their way, so that it is felt as much later on a timeline."""
        return timedelta(0)

    @property
    def commitments(self) -> tuple[Commitment, ...]:
        """What is promised by calendar window."""
        return ()

    def average(self, stays: Stays[Any]) -> Self | None:
        """The measure as it is on average over days, of which it is the latest version; None where it falls away."""
        return self.model_copy(update={key: stays.mean(attrgetter(key)) for key in self.averaged})

    def kin(self) -> Self:
        """The measure without what is averaged and what changes no result; versions of which this is equal are one."""
        return self.model_copy(update=dict.fromkeys(self.averaged | _WITHOUT_EFFECT))

    def changes(self) -> dict[date, list[str]]:
        """What changes on which day, in words."""
        texts: dict[date, list[str]] = {}
        for key, schedule in self.schedules.items():
            for day, value in schedule.steps:
                number = f"{100 * value:.4g} %" if key in self.fractions() else f"{value:g}"
                texts.setdefault(day, []).append(f"{key.replace('_', ' ')} {number}")
        return texts


class FlowMeasure(DatedMeasure):
    """A measure on flows from exporters to importers."""

    importer: Selection = Field(description="Buying regions: a code, a list, a group name or `all`.")
    exporter: Selection = Field(description="Selling regions: a code, a list, a group name or `all`.")

    @property
    def sides(self) -> str:
        """Who sells to whom, in codes."""
        return f"{selection_text(self.exporter)} → {selection_text(self.importer)}"

    def cells(self, economy: Economy) -> NDArray[np.bool_]:
        """Flows that it hits, never home sales, shape (sector, exporter, importer)."""
        return block(self.sectors, self.exporter, self.importer, economy)

    def traded(self, economy: Economy) -> NDArray[np.bool_]:
        """Flows that it hits and that the baseline has."""
        return self.cells(economy) & (economy.levels.trade_flow > 0)

    def problems(self, economy: Economy) -> list[tuple[Keys, str]]:
        """Say that it hits no flow, or what is wrong with its amounts."""
        hit = self.traded(economy)
        return self.amount_problems(hit, economy) if hit.any() else [((), self._no_flow())]

    def amount_problems(self, hit: NDArray[np.bool_], economy: Economy) -> list[tuple[Keys, str]]:
        """What is wrong with the amounts that it names, given the flows that it hits."""
        return []

    def _no_flow(self) -> str:
        exporter, importer, sectors = map(selection_text, (self.exporter, self.importer, self.sectors))
        table = f" in {self.by_flow.path.name}" if self.by_flow else ""
        flows = f"exports of {sectors} from {exporter} to {importer}{table}"
        return f"hits no flow: the baseline has no {flows} — check direction and codes, or remove the measure."
