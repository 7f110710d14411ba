"""Measures that answer others: the same rate, on as much trade, or for as much revenue."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from simulator.scenario.format.base import raise_at
from simulator.scenario.format.values import Identifier, QuotaShare
from simulator.scenario.measures.rated import RatedMeasure


class AnsweringMeasure(RatedMeasure):
    """A measure whose rate may follow from that of another, which it answers."""

    sources_of_rates: ClassVar[tuple[str, ...]] = ("rate", "table", "mirrors")

    mirrors: Identifier | None = Field(
        None,
        description=(
            "Id of a tariff or export tax that it answers, instead of a `rate` of its own. It is in force while that "
            "one is, inside its own days if it has any."
        ),
    )
    by: Literal["rate", "trade", "revenue"] = Field(
        "rate",
        description=(
            "What it has of the measure that it mirrors: the `rate`; the rate on as much `trade`, by its coverage; or "
            "as much `revenue`, by its rate; both at baseline flows, before anyone adjusts."
        ),
    )
    share: QuotaShare = Field(1.0, description="Share of that rate, trade or revenue; 1 answers in kind.")

    @model_validator(mode="after")
    def _says_how_it_answers(self) -> Self:
        if self.mirrors is None:
            given = [key for key, is_given in (("by", self.by != "rate"), ("share", self.share != 1)) if is_given]
            text = "says how much of another measure is answered — beside `mirrors`, the id of that measure."
            raise_at(((key,), text) for key in given)
        elif self.by == "trade" and self.coverage != 1:
            text = f"got {self.coverage:g} — leave it out, as it follows from the trade that {self.mirrors} hits."
            raise_at([(("coverage",), text)])
        return self

    @property
    def answers(self) -> str | None:
        """Id of the measure that it answers."""
        return self.mirrors
