"""Tariffs: taxes on imports, at one rate or by a table of rates."""

from typing import Literal, Self

from pydantic import ConfigDict, Field, model_validator

from simulator.scenario.format.base import exactly_one, one_of
from simulator.scenario.format.table import TableFile
from simulator.scenario.format.values import Share, TaxRate
from simulator.scenario.measures.measure import BaseMeasure


class Tariff(BaseMeasure):
    """A tax on imports, received by the importer's treasury."""

    model_config = ConfigDict(json_schema_extra=one_of("rate", "table"))

    type: Literal["tariff"]
    rate: TaxRate | None = Field(None, description="Ad valorem rate on the border value, a fraction or 25%.")
    table: TableFile | None = Field(
        None, description="CSV file exporter,importer,sector,rate instead of `rate`, relative to the scenario file."
    )
    stacking: Literal["add", "replace", "max"] = Field(
        "add", description="Comes on top of the tariff so far, takes its place, or counts only where it is higher."
    )
    coverage: Share = Field(1.0, description="Share of the flow's value that is hit, 0 to 1.")

    @model_validator(mode="after")
    def _one_source_of_rates(self) -> Self:
        exactly_one(self, "rate", "table")
        return self
