"""Units that amounts are counted in, and the money that a baseline is in."""

import re
from typing import Final, NamedTuple

MONEY: Final = "million USD"
"""Unit of every value inside."""


class Unit(NamedTuple):
    """What a unit measures, and its size in others of its kind; money in millions of dollars."""

    kind: str
    size: float


UNITS: Final = {
    "t": Unit("mass", 1.0),
    "kt": Unit("mass", 1e3),
    "Mt": Unit("mass", 1e6),
    "bbl": Unit("volume of oil", 1.0),
    "million bbl": Unit("volume of oil", 1e6),
    "MWh": Unit("energy", 1.0),
    "GWh": Unit("energy", 1e3),
    "TWh": Unit("energy", 1e6),
    "units": Unit("number", 1.0),
    "thousand units": Unit("number", 1e3),
    "million units": Unit("number", 1e6),
    "USD": Unit("money", 1e-6),
    "thousand USD": Unit("money", 1e-3),
    "million USD": Unit("money", 1.0),
    "mn USD": Unit("money", 1.0),
    "bn USD": Unit("money", 1e3),
    "billion USD": Unit("money", 1e3),
    "trillion USD": Unit("money", 1e6),
}
"""Units of an amount by the name that files give them."""

A_YEAR: Final = " a year"
"""What is added to the unit of a flow."""

_RATE: Final = re.compile(r"(.+?) at (\d+(?:\.\d+)?) USD")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_FORMS: Final = (
    "thousand USD, million USD, billion USD, or another currency with its value, such as million EUR at 1.08 USD"
)


def is_money(unit: str) -> bool:
    """Whether a unit, or that of a flow of it, is one of money."""
    known = UNITS.get(unit.removesuffix(A_YEAR))
    return known is not None and known.kind == "money"


def money_factor(text: str) -> float:
    """Million USD in one unit of money such as `thousand USD`, `USD million` or `million EUR at 1.08 USD`.

    Raises
    ------
    ValueError
        It is another unit, or a currency without its value in USD.
    """
    given = _RATE.fullmatch(text.strip())
    words = (given[1] if given else text).replace("US$", "USD").split()
    currency = next((word for word in words if _CURRENCY.fullmatch(word)), "")
    scale = " ".join([*(word.lower() for word in words if word != currency), "USD"])
    is_known = bool(currency) and is_money(scale)
    if is_known and currency != "USD" and given is None:
        raise ValueError(f"got {text!r} without what it is worth — write it as {text} at 1.08 USD, say.")
    if not is_known or (given is not None and (currency == "USD" or float(given[2]) <= 0)):
        raise ValueError(f"got {text!r} — {_FORMS}.")
    return UNITS[scale].size * (float(given[2]) if given else 1.0)
