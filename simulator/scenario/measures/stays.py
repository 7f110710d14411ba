"""A measure over some days: as what it is in force, and on how many of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

MeasureT = TypeVar("MeasureT")


@dataclass(frozen=True)
class Stays(Generic[MeasureT]):
    """A measure as it is on some of the days, by the number of days; versions differ in averaged values only."""

    parts: tuple[tuple[int, MeasureT], ...]
    days: int

    @property
    def latest(self) -> MeasureT:
        """Its latest version."""
        return self.parts[-1][1]

    @property
    def share(self) -> float:
        """Share of all days on which it is in force."""
        return self.mean(lambda measure: 1.0)

    def mean(self, value: Callable[[Any], float]) -> float:
        """Average of a value over all days, where it is 0 while the measure is not in force."""
        return sum(days * value(measure) for days, measure in self.parts) / self.days

    def joined(self, other: "Stays[MeasureT]") -> "Stays[MeasureT]":
        """Put the parts of two together."""
        return replace(self, parts=self.parts + other.parts)
