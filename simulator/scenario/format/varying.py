"""Numbers that are more than one: known as a distribution, or changing on dated days."""

import math
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final, TypeAlias

from pydantic import PlainValidator, WithJsonSchema

from simulator.files.problem import shown
from simulator.scenario.format.base import raise_at

DISTRIBUTIONS: Final = ("uniform", "triangular", "loguniform")

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2200
"""Years of the days that files and options may name: what is reckoned from these stays in the calendar."""

_SPREAD_KEYS: Final = ("dist", "low", "high", "centre")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")

Reader: TypeAlias = Callable[[object], float]
"""Reads one number of a file, or raises a ValueError that says what is allowed."""


class Spread(float):
    """A number that is known as a distribution; as a number it is its centre.

    Attributes
    ----------
    low, high
        Ends of the distribution.
    dist
        uniform, triangular with its mode at the centre, or loguniform.
    """

    low: float
    high: float
    dist: str

    def __new__(cls, centre: float, low: float, high: float, dist: str) -> "Spread":
        """Make the number with its distribution."""
        number = super().__new__(cls, centre)
        number.low, number.high, number.dist = low, high, dist
        return number

    def __getnewargs__(self) -> tuple[float, float, float, str]:  # type: ignore[override]  # a number with more to it
        return float(self), self.low, self.high, self.dist


class Schedule(float):
    """A number that changes on dated days; as a number it is its last value.

    Attributes
    ----------
    steps
        Days, in order, with the value that holds from each day on.
    """

    steps: tuple[tuple[date, float], ...]

    def __new__(cls, steps: tuple[tuple[date, float], ...]) -> "Schedule":
        """Make the number with its steps."""
        number = super().__new__(cls, steps[-1][1])
        number.steps = steps
        return number

    def __getnewargs__(self) -> tuple[tuple[tuple[date, float], ...]]:  # type: ignore[override]  # as for a Spread
        return (self.steps,)

    def at(self, day: date) -> float | None:
        """Value on a day, None before the first step."""
        count = bisect_right([start for start, _ in self.steps], day)
        return self.steps[count - 1][1] if count else None

    def __format__(self, form: str) -> str:
        return ", ".join(f"{value:{form}} from {day}" for day, value in self.steps)

    def __str__(self) -> str:
        return format(self, "g")


def day(value: object) -> date:
    """Read a day of the calendar."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return _within_reach(value)
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError(f"got {shown(value)} — a date is written 2025-11-01.")
    try:
        read = date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"got {shown(value)}, which is not in the calendar — a date is written 2025-11-01.") from None
    return _within_reach(read)


def _within_reach(given: date) -> date:
    if not FIRST_YEAR <= given.year <= LAST_YEAR:
        raise ValueError(f"got {given} — a day from {FIRST_YEAR} to {LAST_YEAR}.")
    return given


def spread(value: Mapping[str, object], read: Reader) -> Spread:
    """Read a distribution; its ends are values that `read` allows."""
    form = "{dist: uniform, low: 0.2, high: 0.8}, or with a centre"
    unknown = [key for key in value if key not in _SPREAD_KEYS]
    kind = value.get("dist")
    if unknown or kind not in DISTRIBUTIONS or "low" not in value or "high" not in value:
        raise ValueError(f"got {shown(value)} — a distribution is {form}; known: {', '.join(DISTRIBUTIONS)}.")
    low, high = read(value["low"]), read(value["high"])
    middle = math.sqrt(low * high) if kind == "loguniform" and low > 0 else (low + high) / 2
    centre = read(value["centre"]) if "centre" in value else middle
    if not low <= centre <= high or (kind == "loguniform" and low <= 0):
        raise ValueError(f"got {low:g} to {high:g} around {centre:g} — low ≤ centre ≤ high, above 0 for loguniform.")
    return Spread(centre, low, high, str(kind))


def schedule(value: Mapping[str, object], read: Reader) -> Schedule:
    """Read days with the value from each on; every wrong day and value is raised at its key."""
    steps: list[tuple[date, float]] = []
    wrong: list[tuple[tuple[str, ...], str]] = []
    for key, item in value.items():
        try:
            step = day(key), read(item)
            _check_order(step[0], steps)
            steps.append(step)
        except ValueError as error:
            wrong.append(((str(key),), str(error)))
    raise_at(wrong)
    return Schedule(tuple(steps))


def _check_order(start: date, earlier: list[tuple[date, float]]) -> None:
    if earlier and start <= earlier[-1][0]:
        raise ValueError(
            f"got {start} after {earlier[-1][0]}, so that two ramps overlap — days in their order, each once."
        )


def varying(read: Reader, *, spreads: bool = True, schedules: bool = True) -> PlainValidator:
    """Read a number, or where they are allowed a distribution of numbers or a schedule of them."""

    def read_any(value: object) -> float:
        if isinstance(value, Spread | Schedule):
            return value
        if not isinstance(value, dict) or not value:
            return read(value)
        is_spread = spreads and (not schedules or any(key in _SPREAD_KEYS for key in value))
        return spread(value, read) if is_spread else schedule(value, read)

    return PlainValidator(read_any)


def varying_schema(one: Mapping[str, Any], *, spreads: bool = True, schedules: bool = True) -> WithJsonSchema:
    """JSON Schema of what `varying` reads, given that of one number."""
    distribution = {
        "type": "object",
        "properties": {"dist": {"enum": list(DISTRIBUTIONS)}, "low": one, "high": one, "centre": one},
        "required": ["dist", "low", "high"],
        "additionalProperties": False,
    }
    steps = {
        "type": "object",
        "patternProperties": {f"^{_DATE.pattern}$": one},
        "additionalProperties": False,
        "minProperties": 1,
    }
    forms = one.get("anyOf", [one])
    return WithJsonSchema({"anyOf": [*forms, *[distribution] * spreads, *[steps] * schedules]})
