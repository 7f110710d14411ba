"""Stretches of days inside a measure: those on which it is suspended, and those by which a promise falls due."""

from calendar import isleap
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Annotated, NamedTuple, Self, TypeAlias, TypeVar

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from simulator.scenario.format.base import exactly_one, one_of, raise_at
from simulator.scenario.format.model import Model
from simulator.scenario.format.values import Amount, Day, LastDay, Money, Quantity


class Stretch(Model):
    """Days from a first to a last one; both count."""

    start: Day
    end: LastDay | None

    @model_validator(mode="after")
    def _end_follows_start(self) -> Self:
        if self.end is not None and self.end < self.start:
            text = f"got {self.end}, which is before the start {self.start} — a day on or after the start."
            raise_at([(("end",), text)])
        return self

    def overlaps(self, first: date, last: date) -> bool:
        """Say whether any of the days from `first` to `last` lies inside; both ends count."""
        return self.start <= last and (self.end is None or first <= self.end)

    def __str__(self) -> str:
        return f"{self.start} to {self.end}" if self.end else f"from {self.start}"


class Suspension(Stretch):
    """Days on which a measure rests; it is in force again the day after."""

    start: Day = Field(description="First day without the measure.")
    end: LastDay | None = Field(None, description="Last day without the measure; absent: for good.")
    announced: Day | None = Field(None, description="Day on which the suspension became known; absent: `start`.")


class Window(Stretch):
    """Days by whose end an amount is to be bought."""

    model_config = ConfigDict(json_schema_extra=one_of("quantity", "value"))

    start: Day = Field(description="First day whose purchases count.")
    end: Day = Field(description="Last day whose purchases count.")
    quantity: Quantity | None = Field(None, description="Quantity promised over the whole window, such as 12 Mt.")
    value: Money | None = Field(None, description="Border value promised over the whole window, such as 80 bn USD.")

    @model_validator(mode="after")
    def _one_promise(self) -> Self:
        exactly_one(self, "quantity", "value")
        return self

    @property
    def total(self) -> Amount:
        """What is promised over the whole window, before compliance."""
        return self.quantity or self.value  # type: ignore[return-value]  # exactly one is given

    @property
    def years(self) -> float:
        """Length in years, in which a calendar year is 1 whether it is a leap year or not."""
        return sum(_year_shares(self.start, self.end))

    @property
    def annual(self) -> Amount:
        """What is promised, as a rate a year."""
        return Amount(self.total.value / self.years, self.total.unit)

    def __str__(self) -> str:
        return f"{self.total} from {self.start} to {self.end}"


class Commitment(NamedTuple):
    """What is promised for a window, and the share of it that is kept."""

    window: Window
    compliance: float

    def total(self, unit: str) -> float:
        """What will be bought over the whole window, in a unit."""
        return self.compliance * self.window.total.in_unit(unit)

    def annual(self, unit: str) -> float:
        """The same as a rate a year."""
        return self.compliance * self.window.annual.in_unit(unit)


StretchT = TypeVar("StretchT", bound=Stretch)


class Listed(tuple[StretchT, ...]):
    """A list that reads as one in texts."""

    __slots__ = ()

    def __str__(self) -> str:
        return ", ".join(map(str, self))


def _in_order(stretches: tuple[StretchT, ...]) -> tuple[StretchT, ...]:
    """Refuse stretches that overlap or are out of order, each at its start."""
    pairs = enumerate(pairwise(stretches), 1)
    raise_at(
        ((position, "start"), f"got {later.start}, but the one before {_ending(earlier)} — in order, without overlap.")
        for position, (earlier, later) in pairs
        if earlier.end is None or later.start <= earlier.end
    )
    return Listed(stretches)


def _ending(stretch: Stretch) -> str:
    return "has no end" if stretch.end is None else f"ends on {stretch.end}"


def _one_kind(windows: tuple[Window, ...]) -> tuple[Window, ...]:
    """Refuse windows that are not counted in one kind of unit."""
    if not windows:
        raise ValueError("got an empty list — at least one window.")
    kind = windows[0].total.kind
    raise_at(
        (
            (position,),
            f"got {window.total}, but the first window is counted in {windows[0].total.unit} — one kind of unit.",
        )
        for position, window in enumerate(windows)
        if window.total.kind != kind
    )
    return windows


def _year_shares(first: date, last: date) -> Iterator[float]:
    """Share of each calendar year that lies between two days, both of which count."""
    for year in range(first.year, last.year + 1):
        begin, end = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
        yield ((end - begin).days + 1) / (366 if isleap(year) else 365)


Suspensions: TypeAlias = Annotated[tuple[Suspension, ...], AfterValidator(_in_order)]
Windows: TypeAlias = Annotated[tuple[Window, ...], AfterValidator(_one_kind), AfterValidator(_in_order)]
