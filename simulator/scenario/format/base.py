"""Violations that a validator raises at their places."""

from collections.abc import Iterable
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails, PydanticCustomError


def raise_at(wrong: Iterable[tuple[tuple[str | int, ...], str]]) -> None:
    """Raise sentences at their keys below the value being read, all at once; nothing happens without any."""
    details = [
        InitErrorDetails(type=PydanticCustomError("value_error", "{error}", {"error": text}), loc=keys, input=None)
        for keys, text in wrong
    ]
    if details:
        raise ValidationError.from_exception_data("value", details)


def one_of(*keys: str) -> dict[str, Any]:
    """Say in the JSON Schema that exactly one of the keys is given."""
    return {"oneOf": [{"required": [key]} for key in keys]}


def exactly_one(model: BaseModel, *keys: str) -> None:
    """Refuse a mapping that gives none, or more than one, of the keys.

    Raises
    ------
    ValueError
        Naming the keys that are given.
    """
    given = [key for key in keys if getattr(model, key) is not None]
    if len(given) == 1:
        return
    quoted = [f"`{key}`" for key in given or keys]
    got = (
        f"{'both' if len(quoted) == 2 else 'all of'} {' and '.join(quoted)}"
        if given
        else f"neither {' nor '.join(quoted)}"
    )
    raise ValueError(f"got {got} — exactly one of the {_COUNTS[len(keys)]}.")


_COUNTS: Final = {2: "two", 3: "three"}
