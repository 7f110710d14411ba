"""Values made in Python as a scenario file would say them."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

import numpy as np
from pydantic import BaseModel

from simulator.files.rates import percent_text
from simulator.scenario.format.selection import EXCEPT, OF, Selected
from simulator.scenario.format.through import Through
from simulator.scenario.format.values import Amount, is_fraction
from simulator.scenario.format.varying import Schedule, Spread


def plain(value: object) -> Any:  # noqa: ANN401  # whatever a file may hold
    """Text, numbers, lists and mappings for records, dates and arrays; what a file cannot say stays as it is."""
    if isinstance(value, BaseModel):
        said = {key: plain(item) for key, item in value if key == "type" or key in value.model_fields_set}
        fields = type(value).model_fields
        return {key: _signed(item) if is_fraction(fields[key]) else _short(item) for key, item in said.items()}
    if isinstance(value, Mapping | Through):
        return {_key(key): plain(item) for key, item in dict(value).items()}
    if isinstance(value, list | tuple | np.ndarray):
        return _selection(value) if isinstance(value, Selected) else [plain(item) for item in value]
    if isinstance(value, Spread):
        return {"dist": value.dist, "low": value.low, "high": value.high, "centre": float(value)}
    if isinstance(value, Schedule):
        return {str(day): number for day, number in value.steps}
    return _scalar(value)


def _signed(value: Any) -> Any:  # noqa: ANN401  # a number, or numbers by date or end of a distribution
    """Rates above 1 with their sign, as a bare number may be taken for a percentage that lacks it."""
    if isinstance(value, dict):
        return {key: _signed(item) for key, item in value.items()}
    return percent_text(value) if isinstance(value, float) and value > 1 else value


def _selection(value: Selected) -> dict[str, object]:
    return {key: _short([*names]) for key, names in ((OF, value), (EXCEPT, value.exceptions))}


def _short(value: object) -> object:
    """A list of one code as the code."""
    return value[0] if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str) else value


def _scalar(value: object) -> object:
    if isinstance(value, Amount):
        return f"{np.format_float_positional(value.value, trim='-')} {value.unit}"
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, datetime) and value == datetime(value.year, value.month, value.day, tzinfo=value.tzinfo):
        return str(value.date())
    return str(value) if isinstance(value, date | PurePath) and not isinstance(value, datetime) else value


def _key(key: object) -> str:
    return str(_scalar(key))
