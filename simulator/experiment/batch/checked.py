"""Numbers and choices that a verb is given: the same rules for options of the command line and keywords of Python."""

import math
import numbers
from typing import Final, TypeVar, get_args

from simulator.errors import ScenarioError, nearest
from simulator.files.problem import shown

MOST_DRAWS: Final = 100_000
"""Draws, beyond which no quantile moves by anything that a chart shows."""
MOST_SAMPLES: Final = 16_384
"""Samples of each assumption, and points at which a page of sliders is held against the model."""
MOST_JOBS: Final = 1_024
"""Processes of one machine."""
LARGEST_SEED: Final = 2**32 - 1
"""Seeds that every generator of random numbers takes."""
MOST_MONTHS: Final = 600
"""Months of a timeline."""
MOST_LOADED: Final = 12.0
"""Months of imports that can be pulled forward."""

Choice = TypeVar("Choice", bound=str)


def whole(name: str, value: object, low: int, high: int) -> int:
    """Number that counts something, or a seed.

    Raises
    ------
    ScenarioError
        Anything but a whole number within its limits.
    """
    if isinstance(value, bool) or not isinstance(value, numbers.Integral) or not low <= int(value) <= high:
        raise ScenarioError(f"{name}: got {shown(value)} — a whole number from {low:,} to {high:,}.")
    return int(value)


def finite(name: str, value: object, low: float = -1e12, high: float = 1e12) -> float:
    """Number that is neither infinite nor missing.

    Raises
    ------
    ScenarioError
        Anything but a number within its limits.
    """
    is_number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    number = float(value) if is_number else math.nan  # type: ignore[arg-type]
    if not low <= number <= high:
        raise ScenarioError(f"{name}: got {shown(value)} — a number from {low:g} to {high:g}.")
    return number


def chosen(name: str, value: Choice, allowed: object) -> Choice:
    """One of the texts of a `Literal`.

    Raises
    ------
    ScenarioError
        Any other.
    """
    known = [str(choice) for choice in get_args(allowed)]
    if value not in known:
        parts = (f"{name}: got {shown(value)} —", nearest(str(value), known), f"one of {', '.join(known)}.")
        raise ScenarioError(" ".join(part for part in parts if part))
    return value
