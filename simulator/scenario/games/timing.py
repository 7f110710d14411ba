"""Horizons of a game: years of adjustment, or a timeline along which payoffs are valued month by month."""

from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from simulator.files.problem import shown
from simulator.scenario.format.base import raise_at
from simulator.scenario.format.model import Model
from simulator.scenario.format.values import Day, horizon, one_or_more

TIMELINE: Final = "timeline"
"""Horizon at which payoffs are means along the timeline of each profile."""

MOST_MONTHS: Final = 600
"""Months of a timeline."""


def _months(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_MONTHS:
        raise ValueError(f"got {shown(value)} — a whole number of months from 1 to {MOST_MONTHS}.")
    return value


_HORIZON: Final = {"anyOf": [{"enum": ["short", "medium", "long", TIMELINE]}, {"type": "number", "minimum": 0}]}
GameHorizons: TypeAlias = Annotated[
    tuple[Annotated[str | float, BeforeValidator(lambda value: horizon(value, TIMELINE))], ...],
    BeforeValidator(one_or_more),
    WithJsonSchema({"anyOf": [*_HORIZON["anyOf"], {"type": "array", "items": _HORIZON, "minItems": 1}]}),
]
Months: TypeAlias = Annotated[
    int, BeforeValidator(_months), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST_MONTHS})
]


class Timing(Model):
    """The stretch of time over which a horizon `timeline` takes means."""

    start: Day | None = Field(
        None,
        description="Day from whose month on payoffs count, and on which what the tree does not date is decided; "
        "absent: the first day of a stage, level or measure.",
    )
    months: Months = Field(36, description="Months that count.")
    step: Literal["month", "quarter"] = Field(
        "month", description="Length of a period, over whose days measures are averaged."
    )

    @model_validator(mode="after")
    def _has_whole_quarters(self) -> Self:
        if self.step == "quarter" and self.months % 3:
            raise_at([(("months",), f"got {self.months} in quarters — a multiple of 3.")])
        return self
