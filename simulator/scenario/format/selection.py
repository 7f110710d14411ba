"""Regions or sectors that a measure is about: codes, groups and names, and exceptions from them."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any, Final

from pydantic import ValidationError, ValidatorFunctionWrapHandler, WithJsonSchema, WrapValidator
from typing_extensions import TypeAliasType

from simulator.errors import nearest
from simulator.files.problem import shown
from simulator.scenario.format.base import raise_at
from simulator.scenario.format.values import CODES_SCHEMA, Codes

OF: Final = "of"
EXCEPT: Final = "except"
_KEYS: Final = (OF, EXCEPT)
_FORM: Final = "write {of: all, except: [CAN, MEX]}"


class Selected(tuple[str, ...]):
    """Names of regions or sectors, less some; as a tuple it is the names that are selected from.

    Attributes
    ----------
    exceptions
        Names of those that are left out.
    """

    exceptions: tuple[str, ...]

    def __new__(cls, names: Iterable[str], exceptions: Iterable[str]) -> "Selected":
        """Make the names with their exceptions."""
        selected = super().__new__(cls, names)
        selected.exceptions = tuple(exceptions)
        return selected

    def __getnewargs__(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return tuple(self), self.exceptions

    def __eq__(self, other: object) -> bool:
        return tuple.__eq__(self, other) and exceptions_of(other) == self.exceptions

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((tuple(self), self.exceptions))

    def __str__(self) -> str:
        return selection_text(self)

    def __repr__(self) -> str:
        return f"Selected({tuple(self)!r}, {self.exceptions!r})"


def exceptions_of(names: object) -> tuple[str, ...]:
    """Names that a selection leaves out; a plain list of names leaves out none."""
    return names.exceptions if isinstance(names, Selected) else ()


def renamed(names: tuple[str, ...], label: Callable[[str], str]) -> tuple[str, ...]:
    """The same selection by other names, each once."""
    codes, left_out = (tuple(dict.fromkeys(map(label, some))) for some in (names, exceptions_of(names)))
    return Selected(codes, left_out) if left_out else codes


def selection_text(names: tuple[str, ...], between: str = ", ") -> str:
    """A selection in words: `all except CAN, MEX`."""
    left_out = exceptions_of(names)
    return between.join(names) + (f" except {', '.join(left_out)}" if left_out else "")


def _read(value: object, codes: ValidatorFunctionWrapHandler) -> tuple[str, ...]:
    """Names, or a mapping of names and exceptions; everything that is wrong is raised at its key."""
    if isinstance(value, Selected):
        return value
    if not isinstance(value, dict):
        read: tuple[str, ...] = codes(value)
        return read
    wrong: list[tuple[tuple[str | int, ...], str]] = [((key,), _unknown_key(key)) for key in value if key not in _KEYS]
    parts = {key: _part(key, value, codes, wrong) for key in _KEYS}
    raise_at(wrong)
    return Selected(parts[OF], parts[EXCEPT])


def _part(
    key: str, value: dict[str, Any], codes: ValidatorFunctionWrapHandler, wrong: list[tuple[tuple[str | int, ...], str]]
) -> tuple[str, ...]:
    if key not in value:
        wrong.append(((), f"got no `{key}` — {_FORM}."))
        return ()
    try:
        read: tuple[str, ...] = codes(value[key])
    except ValidationError as error:
        wrong += [((key, *item["loc"]), str(item["ctx"]["error"])) for item in error.errors()]
        return ()
    return read


def _unknown_key(key: object) -> str:
    hint = nearest(str(key), _KEYS)
    return f"got the key {shown(key)} — {hint} Allowed: of, except; {_FORM}.".replace("  ", " ")


_MAPPING: Final = {
    "type": "object",
    "properties": {OF: CODES_SCHEMA, EXCEPT: CODES_SCHEMA},
    "required": list(_KEYS),
    "additionalProperties": False,
}

Selection = TypeAliasType(
    "Selection",
    Annotated[Codes, WrapValidator(_read), WithJsonSchema({"anyOf": [*CODES_SCHEMA["anyOf"], _MAPPING]})],
)
"""A code, a list of codes, a group name or `all`, or `{of: …, except: …}`."""
