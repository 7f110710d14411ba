"""Regions through which goods of another origin come, and how much of what these export that is."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any, NamedTuple, TypeAlias

from pydantic import PlainValidator, WithJsonSchema

from simulator.files.problem import shown
from simulator.scenario.format.base import raise_at
from simulator.scenario.format.values import SHARE_SCHEMA, share


class Content(NamedTuple):
    """Share of what a region, or each of a group, exports that is goods of another origin."""

    region: str
    share: float

    def __str__(self) -> str:
        return f"{self.region} {100 * self.share:.4g} %"


class Through(tuple[Content, ...]):
    """Regions with the share of foreign goods in what each exports."""

    __slots__ = ()

    @property
    def regions(self) -> tuple[str, ...]:
        """Codes and groups."""
        return tuple(item.region for item in self)

    def renamed(self, label: Callable[[str], str]) -> "Through":
        """The same by other names."""
        return Through(item._replace(region=label(item.region)) for item in self)

    def __str__(self) -> str:
        return ", ".join(map(str, self))


def _read(value: object) -> Through:
    """Read shares by region; every wrong one is raised at its key."""
    if isinstance(value, Through):
        return value
    if not isinstance(value, dict) or not value:
        raise ValueError(f"got {shown(value)} — shares by region, such as {{VNM: 12%, MEX: 3%}}.")
    return Through(_contents(value.items()))


def _contents(items: Iterable[tuple[Any, object]]) -> list[Content]:
    contents, wrong = [], list[tuple[tuple[str | int, ...], str]]()
    for region, given in items:
        try:
            contents.append(Content(str(region), share(given)))
        except ValueError as error:
            wrong.append(((str(region),), str(error)))
    raise_at(wrong)
    return contents


ThroughRegions: TypeAlias = Annotated[
    Through,
    PlainValidator(_read),
    WithJsonSchema({"type": "object", "additionalProperties": SHARE_SCHEMA, "minProperties": 1}),
]
