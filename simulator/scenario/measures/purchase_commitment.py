"""Purchase commitments: promises to import at least so much."""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Literal, Self

from pydantic import ConfigDict, Field, model_validator

from simulator.scenario.format.base import exactly_one, one_of
from simulator.scenario.format.values import Amount, Money, Quantity, SteadyShare
from simulator.scenario.format.windows import Listed, Stretch, Windows
from simulator.scenario.measures.measure import BaseMeasure


class PurchaseCommitment(BaseMeasure):
    """A promise to import at least so much over all flows together, met by state buying where markets fall short."""

    model_config = ConfigDict(json_schema_extra=one_of("quantity", "value", "windows"))

    type: Literal["purchase_commitment"]
    quantity: Quantity | None = Field(None, description="Quantity promised a year, such as 25 Mt.")
    value: Money | None = Field(None, description="Border value promised a year, such as 80 bn USD.")
    windows: Windows | None = Field(
        None, description="Amounts promised by calendar window, in the order of their days, instead of a yearly one."
    )
    compliance: SteadyShare = Field(1.0, description="Share of the promise that is kept, 0 to 1.")

    @model_validator(mode="after")
    def _one_promise(self) -> Self:
        exactly_one(self, "quantity", "value", "windows")
        return self

    @property
    def promised(self) -> Amount:
        """What is promised a year, before compliance; of several windows the last one's."""
        if self.windows:
            return self.windows[-1].annual
        return self.quantity or self.value  # type: ignore[return-value]  # exactly one is given

    @property
    def first_day(self) -> date | None:
        """First day that counts towards the promise."""
        days = (super().first_day, self.windows[0].start if self.windows else None)
        return max((day for day in days if day), default=None)

    @property
    def last_day(self) -> date | None:
        """Last day that counts towards the promise."""
        days = (super().last_day, self.windows[-1].end if self.windows else None)
        return min((day for day in days if day), default=None)

    def is_due(self, day: date) -> bool:
        """Say whether purchases on a day count: inside a window, where there are windows."""
        in_window = self.windows is None or any(window.overlaps(day, day) for window in self.windows)
        return in_window and super().is_due(day)

    def between(self, first: date, last: date) -> Self:
        """Leave out the windows that lie before `first` or after `last`."""
        if self.windows is None:
            return self
        return self.model_copy(update={"windows": Listed(item for item in self.windows if item.overlaps(first, last))})

    def _stretches(self) -> Iterator[tuple[tuple[str, int], Stretch]]:
        windows = ((("windows", place), window) for place, window in enumerate(self.windows or ()))
        return chain(super()._stretches(), windows)
