"""How numbers, names and lists are written in figures, tables and sentences."""

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from simulator.economy.reading.units import A_YEAR, MONEY

UNSOLVED: Final = "not solved"
SPACE: Final = "\u00a0"
"""Between a number and its unit, so that no line breaks there."""
MINUS: Final = "−"
SMALLEST: Final = 0.01
"""That two decimals tell from nothing."""
NOISE: Final = 1e-6
"""Numbers up to this are what solving leaves of nothing."""
_WITH_ARTICLE: Final = ("United ", "European Union", "Rest of", "Netherlands", "Philippines")
_HORIZONS: Final = {
    "short": "short run, one year after",
    "medium": "medium run, three years after",
    "long": "long run, full adjustment",
    "timeline": "along the timeline, mean over its months",
}


def decimals(value: float) -> int:
    """Decimals that show three or so digits of a number, and no more than two decimals."""
    size = abs(value)
    return 0 if size >= 100 else 1 if size >= 1 else 2


def plain(value: float, places: int | None = None) -> str:
    """Write a number with thousands separators; what was not solved says so.

    Parameters
    ----------
    places
        Decimals; absent: as many as the size of the number deserves.
    """
    if math.isnan(value):
        return UNSOLVED
    text = f"{abs(value):,.{decimals(value) if places is None else places}f}"
    return text if value >= 0 or not text.strip("0.,") else MINUS + text


def signed(value: float, places: int | None = None) -> str:
    """Write a change with its sign; none where it rounds to zero."""
    text = plain(value, places)
    return f"+{text}" if value > 0 and text.strip("0.,") else text


def percent(value: float) -> str:
    """Write a share or change that is already in percent inside a sentence, without a plus sign."""
    return _with_unit(_small(value) or _trimmed(plain(value)), "%")


def signed_size(value: float) -> str:
    """Write a change with its sign inside a sentence, which calls nothing zero that is not."""
    return _small(value) or signed(value)


def signed_percent(value: float) -> str:
    """Write a change in percent with its sign inside a sentence."""
    return _with_unit(signed_size(value), "%")


def setting(value: float) -> str:
    """Write the value of a lever with three digits, never as a power of ten."""
    return "0" if abs(value) <= NOISE else f"{Decimal(f'{value:.3g}'):f}"


def amount(value: float, unit: str) -> str:
    """Write a level with its unit, millions of money from a thousand on as billions."""
    factor, shown_unit = money_scale(unit, value)
    return _with_unit(_small(value * factor) or _trimmed(plain(value * factor)), shown_unit)


def change_words(value: float, unit: str) -> str:
    """Write a change with its sign and unit, percentage points as percent."""
    factor, shown = money_scale(unit, value)
    return _with_unit(signed_size(value * factor), shown)


def size_words(value: float, unit: str) -> str:
    """Write how large a change is, whose direction a verb says."""
    factor, shown = money_scale(unit, value)
    return _with_unit(_small(value * factor) or plain(abs(value * factor)), shown)


def multiple_words(value: float, word: str = "×") -> str:
    """Write how many times the baseline something is; three digits from ten on, one decimal below."""
    return _with_unit(plain(float(f"{value:.3g}"), 0) if value >= 10 else plain(value, 1), word)


def _small(value: float) -> str:
    """Words for what is there but too small for two decimals; empty for all else."""
    return f"less than {SMALLEST:g}" if NOISE < abs(value) < SMALLEST / 2 else ""


def part_of(value: float, whole: float, unit: str) -> str:
    """Write a part and the whole it belongs to in one unit."""
    if math.isnan(value):
        return UNSOLVED
    factor, shown_unit = money_scale(unit, whole)
    places = common_places([value * factor, whole * factor])
    return _with_unit(f"{plain(value * factor, places)} of {plain(whole * factor, places)}", shown_unit)


def common_places(values: Iterable[float]) -> int:
    """Decimals for numbers that stand beside each other, from the largest."""
    largest = max((abs(value) for value in values if not math.isnan(value)), default=0.0)
    return 0 if largest >= 1000 else 1 if largest >= 10 else 2


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def money_scale(unit: str, largest: float) -> tuple[float, str]:
    """Factor and unit that write amounts up to `largest` shortly."""
    if unit.removesuffix(A_YEAR) == MONEY and abs(largest) >= 1000:
        return 1e-3, unit.replace("million ", "billion ", 1)
    return 1.0, unit


def _with_unit(text: str, unit: str) -> str:
    return text if text == UNSOLVED or not unit else f"{text}{SPACE}{unit}"


def with_article(name: str) -> str:
    """Name of a region as it stands inside a sentence."""
    if name in ("Rest of world", "Rest of the world"):
        return "the rest of the world"
    return f"the {name}" if name.startswith(_WITH_ARTICLE) else name


def possessive(name: str) -> str:
    """A name in front of what it has."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def listed(items: Sequence[str]) -> str:
    """Join words with commas and a final "and"."""
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def quoted(label: str) -> str:
    """Label of a scenario inside a sentence."""
    return f"“{label}”"


def lowered(text: str) -> str:
    """Begin in lower case, as inside a sentence, unless the first word is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def horizon_words(horizon: str) -> str:
    """Say how much time the economy has had."""
    return _HORIZONS.get(horizon, f"{horizon} years after")
