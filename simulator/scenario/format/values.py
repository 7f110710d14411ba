"""The values that scenario files are written in: rates, shares, amounts, codes, ids and dates."""

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, TypeAlias, get_args

from pydantic import BeforeValidator, WithJsonSchema
from pydantic.fields import FieldInfo

from simulator.economy.reading.units import UNITS
from simulator.errors import nearest
from simulator.files.problem import shown
from simulator.files.rates import LARGEST_BARE_RATE, LARGEST_RATE, fraction_of
from simulator.scenario.format.varying import day, varying, varying_schema

LARGEST_CUT: Final = 0.9
"""Share by which costs, or subsidies, may lower a price at most."""

LARGEST_AMOUNT: Final = 1e15
"""Most of the smallest unit of a kind: a thousand times what the world makes of anything in a year."""

LONGEST_WAIT: Final = 3650.0
"""Days of any waiting: ten years."""

LARGEST_ELASTICITY: Final = 1000.0
"""An elasticity above this is a mistake: at a hundred, things are as good as the same."""

_PERCENT = re.compile(r"[+-]?\d+(?:\.\d+)?\s*%")
_AMOUNT = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*(\D.*)")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Amount:
    """A quantity or value a year with its unit, as written: 25 Mt, 80 bn USD."""

    value: float
    unit: str

    @property
    def kind(self) -> str:
        """What the unit measures, such as mass or money."""
        return UNITS[self.unit].kind

    def in_unit(self, unit: str) -> float:
        """Convert to another unit of the same kind, for example 25 Mt to t."""
        if UNITS[unit].kind != self.kind:
            raise ValueError(f"{self} cannot be expressed in {unit}")
        return self.value * (UNITS[self.unit].size / UNITS[unit].size)

    def __str__(self) -> str:
        return f"{self.value:g} {self.unit}"


def number(value: object, meaning: str) -> float:
    """Read a finite number; `meaning` says in the error what is allowed."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"got {shown(value)} — {meaning}.")
    if abs(value) > 1e300 or not math.isfinite(value):  # asked of whole numbers without end first
        raise ValueError(f"got {shown(value)}, which is not finite — {meaning}.")
    return float(value)


def _fraction(value: object, meaning: str) -> float:
    if isinstance(value, str) and _PERCENT.fullmatch(value.strip()):
        return fraction_of(value.strip().rstrip("% "))
    return number(value, meaning)


def _bare_percentage(value: object, fraction: float) -> str:
    """Say that a bare number such as 25 would be 2500 %, or nothing if it is an ordinary one."""
    if isinstance(value, str) or abs(fraction) <= LARGEST_BARE_RATE:
        return ""
    return f"got {shown(value)}, which is {fraction * 100:.10g} %"


def _rate(value: object) -> float:
    rate = _fraction(value, "a rate is a fraction or a percentage, such as 0.25 or 25%")
    if wrong := _bare_percentage(value, rate):
        raise ValueError(f"{wrong} — a rate is a fraction: write {rate / 100:.10g} or {rate:.10g}%.")
    if abs(rate) > LARGEST_RATE:
        raise ValueError(f"got {shown(value)} — a rate is at most {LARGEST_RATE:.0%}.")
    return rate


def tax_rate(value: object) -> float:
    """Read the rate of a tax: a fraction or a percentage that is not negative."""
    rate = _rate(value)
    if rate < 0:
        raise ValueError(f"got {shown(value)} — a tax is not negative; use a measure of type `subsidy`.")
    return rate


def cost_hat(value: object) -> float:
    """Read a cost factor: 1.05 makes a flow 5 % dearer."""
    meaning = f"a cost factor from {1 - LARGEST_CUT:g} to {1 + LARGEST_BARE_RATE:g}, such as 1.05"
    factor = number(value, meaning)
    if not 1 - LARGEST_CUT <= factor <= 1 + LARGEST_BARE_RATE:
        raise ValueError(f"got {shown(value)} — {meaning}.")
    return factor


def cost_rate(value: object) -> float:
    """Read a rate by which a price changes: a fraction or a percentage above -100 %."""
    rate = _rate(value)
    if rate < -LARGEST_CUT:
        raise ValueError(
            f"got {shown(value)} — a cost falls by at most {100 * LARGEST_CUT:g} %: a rate from -{LARGEST_CUT:g} up."
        )
    return rate


def _subsidy_rate(value: object) -> float:
    rate = _rate(value)
    if not 0 <= rate <= LARGEST_CUT:
        raise ValueError(f"got {shown(value)} — a subsidy is a share of the price from 0 to {LARGEST_CUT:g}.")
    return rate


def _quota_share(value: object) -> float:
    of_baseline = _rate(value)
    if of_baseline < 0:
        raise ValueError(f"got {shown(value)} — a share of the baseline quantity is not negative.")
    return of_baseline


def share(value: object) -> float:
    """Read a share of a whole: a fraction or a percentage."""
    meaning = "a share from 0 to 1, such as 0.5 or 50%"
    fraction = _fraction(value, meaning)
    if not 0 <= fraction <= 1:
        raise ValueError(f"got {shown(value)} — {meaning}.")
    return fraction


def _lost_share(value: object) -> float:
    lost = share(value)
    if lost == 1:
        raise ValueError(f"got {shown(value)} — a share below 1, as a sector that makes nothing at all has no price.")
    return lost


def _not_negative(value: object) -> float:
    meaning = "a number that is not negative"
    amount = number(value, meaning)
    if amount < 0:
        raise ValueError(f"got {shown(value)} — {meaning}.")
    return amount


def _days(value: object) -> float:
    days = _not_negative(value)
    if days > LONGEST_WAIT:
        raise ValueError(f"got {shown(value)} — at most {LONGEST_WAIT:,.0f} days, which are ten years.")
    return days


def _elasticity(value: object) -> float:
    meaning = "an elasticity, a number above 0"
    elasticity = number(value, meaning)
    if elasticity <= 0:
        raise ValueError(f"got {shown(value)} — {meaning}.")
    return _not_too_elastic(value, elasticity)


def _response(value: object) -> float:
    return _not_too_elastic(value, _not_negative(value))


def _not_too_elastic(value: object, elasticity: float) -> float:
    if elasticity > LARGEST_ELASTICITY:
        raise ValueError(f"got {shown(value)} — an elasticity of at most {LARGEST_ELASTICITY:,.0f}.")
    return elasticity


def _mobility(value: object) -> float:
    meaning = "the mobility of factors, a number from 1 (fixed in their sector) to .inf (mobile)"
    mobility = math.inf if value == math.inf else number(value, meaning)
    if mobility < 1:
        raise ValueError(f"got {shown(value)} — {meaning}.")
    return mobility


def _parsed_amount(value: object) -> Amount:
    match = _AMOUNT.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"got {shown(value)} — an amount is a number and a unit, such as 25 Mt or 80 bn USD.")
    return Amount(float(match[1]), match[2].strip())


def amount(value: object) -> Amount:
    """Read an amount a year: a number and a unit."""
    read = value if isinstance(value, Amount) else _parsed_amount(value)
    if read.unit not in UNITS:
        hint = nearest(read.unit, list(UNITS))
        known = " ".join(part for part in (hint, f"Known: {', '.join(UNITS)}.") if part)
        raise ValueError(f"got the unknown unit {shown(read.unit)} — {known}")
    if read.value < 0:
        raise ValueError(f"got {shown(value)} — an amount is not negative.")
    largest = LARGEST_AMOUNT / UNITS[read.unit].size
    if not read.value <= largest:
        raise ValueError(f"got {shown(value)} — an amount of at most {largest:g} {read.unit}.")
    return read


def _quantity(value: object) -> Amount:
    read = amount(value)
    if read.kind == "money":
        raise ValueError(f"got {shown(value)}, which is money — give it as `value`, or a quantity such as 25 Mt.")
    return read


def _money(value: object) -> Amount:
    read = amount(value)
    if read.kind != "money":
        raise ValueError(
            f"got {shown(value)}, which is not money — give it as `quantity`, or a value such as 80 bn USD."
        )
    return read


def _code(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(
            f"got {shown(value)} — a code, a group name or `all`; put a code that looks like a number in quotes."
        )
    return value


MOST_CODES: Final = 1_000
"""Codes that one key of a measure lists."""


def _codes(value: object) -> object:
    """Let one code stand for a list of one."""
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list | tuple) or not value:
        raise ValueError(f"got {shown(value)} — a code, a list of codes, a group name or `all`.")
    if len(value) > MOST_CODES:
        raise ValueError(f"got a list of {len(value):,} — at most {MOST_CODES:,} codes; `all` stands for every one.")
    return tuple(value)


def _identifier(value: object) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise ValueError(f"got {shown(value)} — a name of letters, digits, - and _ that `--set` can refer to.")
    if value in ("parameters", "closure"):
        raise ValueError(
            f"got {shown(value)} — any other name, as `--set {value}.…` changes the {value} of the scenario."
        )
    return value


def _colour(value: object) -> str:
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise ValueError(f'got {shown(value)} — a colour in quotes, such as "#1f77b4".')
    return value


def horizon(value: object, *others: str) -> str | float:
    """Read a horizon; `others` are names that may stand there, too.

    Raises
    ------
    ValueError
        It is none.
    """
    names = ("short", "medium", "long", *others)
    meaning = f"{', '.join(names)}, or a number of years from 0"
    if isinstance(value, str) and value in names:
        return value
    years = number(value, meaning)
    if years < 0:
        raise ValueError(f"got {shown(value)} — {meaning}.")
    return years


def one_or_more(value: object) -> object:
    """What is no list as a list of one."""
    return tuple(value) if isinstance(value, list | tuple) else (value,)


_PERCENT_SCHEMA: Final = {"type": "string", "pattern": r"^\s*[+-]?[0-9]+(\.[0-9]+)?\s*%\s*$"}


def _fraction_schema(low: float, high: float) -> dict[str, Any]:
    return {"anyOf": [{"type": "number", "minimum": low, "maximum": high}, _PERCENT_SCHEMA]}


def _amount_schema(kinds: set[str]) -> WithJsonSchema:
    units = "|".join(unit for unit, known in UNITS.items() if known.kind in kinds)
    return WithJsonSchema({"type": "string", "pattern": rf"^\s*[0-9]+(\.[0-9]+)?\s*({units})\s*$"})


FRACTION: Final = "fraction"
"""Mark of the types of rates and shares, which may be written in percent."""


def is_fraction(field: FieldInfo) -> bool:
    """Whether a field holds a rate or a share."""
    return FRACTION in field.metadata or any(
        FRACTION in getattr(part, "__metadata__", ()) for part in get_args(field.annotation)
    )


_DAYS_SCHEMA: Final = {"type": "number", "minimum": 0, "maximum": LONGEST_WAIT}

_NAMED_CODES: Final = {"type": "string", "minLength": 1}

CODES_SCHEMA: Final[dict[str, Any]] = {"anyOf": [_NAMED_CODES, {"type": "array", "items": _NAMED_CODES, "minItems": 1}]}
"""JSON Schema of a code or a list of them."""

TaxRate: TypeAlias = Annotated[
    float, FRACTION, varying(tax_rate), varying_schema(_fraction_schema(0, LARGEST_BARE_RATE))
]
CostRate: TypeAlias = Annotated[
    float, FRACTION, varying(cost_rate), varying_schema(_fraction_schema(-LARGEST_CUT, LARGEST_BARE_RATE))
]
SubsidyRate: TypeAlias = Annotated[
    float, FRACTION, varying(_subsidy_rate), varying_schema(_fraction_schema(0, LARGEST_CUT))
]
QuotaShare: TypeAlias = Annotated[
    float, FRACTION, varying(_quota_share), varying_schema(_fraction_schema(0, LARGEST_BARE_RATE))
]
SHARE_SCHEMA: Final = _fraction_schema(0, 1)
"""JSON Schema of a share."""

Share: TypeAlias = Annotated[float, FRACTION, varying(share), varying_schema(SHARE_SCHEMA)]
LostShare: TypeAlias = Annotated[float, FRACTION, varying(_lost_share), varying_schema(SHARE_SCHEMA)]
SteadyShare: TypeAlias = Annotated[
    float, FRACTION, varying(share, schedules=False), varying_schema(SHARE_SCHEMA, schedules=False)
]
Days: TypeAlias = Annotated[
    float,
    varying(_days, spreads=False),
    varying_schema(_DAYS_SCHEMA, spreads=False),
]
SteadyDays: TypeAlias = Annotated[
    float,
    varying(_days, spreads=False, schedules=False),
    varying_schema(_DAYS_SCHEMA, spreads=False, schedules=False),
]
Elasticity: TypeAlias = Annotated[
    float, BeforeValidator(_elasticity), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})
]
Mobility: TypeAlias = Annotated[float, BeforeValidator(_mobility), WithJsonSchema({"type": "number", "minimum": 1})]
Response: TypeAlias = Annotated[float, BeforeValidator(_response), WithJsonSchema({"type": "number", "minimum": 0})]
Quantity: TypeAlias = Annotated[
    Amount, BeforeValidator(_quantity), _amount_schema({known.kind for known in UNITS.values()} - {"money"})
]
Money: TypeAlias = Annotated[Amount, BeforeValidator(_money), _amount_schema({"money"})]
Day: TypeAlias = Annotated[date, BeforeValidator(day), WithJsonSchema({"type": "string", "format": "date"})]
LastDay: TypeAlias = Annotated[
    date,
    BeforeValidator(lambda value: date.max if value in (date.max, str(date.max)) else day(value)),
    WithJsonSchema({"type": "string", "format": "date"}),
]
"""A day, or 9999-12-31, by which some mean that there is no end."""
Code: TypeAlias = Annotated[str, BeforeValidator(_code)]
Codes: TypeAlias = Annotated[
    tuple[Code, ...],
    BeforeValidator(_codes),
    WithJsonSchema(CODES_SCHEMA),
]
Identifier: TypeAlias = Annotated[
    str, BeforeValidator(_identifier), WithJsonSchema({"type": "string", "pattern": f"^{_NAME.pattern}$"})
]
Colour: TypeAlias = Annotated[
    str, BeforeValidator(_colour), WithJsonSchema({"type": "string", "pattern": f"^{_COLOUR.pattern}$"})
]
_HORIZON_SCHEMA: Final = {"anyOf": [{"enum": ["short", "medium", "long"]}, {"type": "number", "minimum": 0}]}
Horizon: TypeAlias = Annotated[str | float, BeforeValidator(horizon)]
Horizons: TypeAlias = Annotated[
    tuple[Horizon, ...],
    BeforeValidator(one_or_more),
    WithJsonSchema({"anyOf": [*_HORIZON_SCHEMA["anyOf"], {"type": "array", "items": _HORIZON_SCHEMA, "minItems": 1}]}),
]
