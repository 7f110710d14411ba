"""Rates written as bare numbers above 1, which may be percentages that lack their sign."""

from collections.abc import Iterator, Mapping
from typing import Any

from simulator.files.rates import percent_text
from simulator.scenario.measures import Measure


def rate_remarks(measure: Measure, raw: Mapping[str, Any]) -> list[str]:
    """Say of each rate of a measure that is written as a bare number above 1 how much it is."""
    numbers = ((key, number) for key in sorted(measure.fractions() & raw.keys()) for number in _numbers(raw[key]))
    return [
        f"{measure.id}: {key}: {number} is {percent_text(number)}, as rates are fractions; {number} % is written "
        f"{number}%."
        for key, number in numbers
        if number > 1
    ]


def _numbers(value: object) -> Iterator[float]:
    """Bare numbers of a value, its steps or the ends of its distribution."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _numbers(item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield value
