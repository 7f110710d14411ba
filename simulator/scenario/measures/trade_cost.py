"""Real costs of trading, at one rate or by a table of cost factors."""

from typing import Literal, Self

from pydantic import ConfigDict, Field, model_validator

from simulator.scenario.format.base import exactly_one, one_of
from simulator.scenario.format.table import TableFile
from simulator.scenario.format.values import CostRate
from simulator.scenario.measures.measure import BaseMeasure


class TradeCost(BaseMeasure):
    """A real cost of trading that nobody receives: port fees, inspections, standards."""

    model_config = ConfigDict(json_schema_extra=one_of("rate", "table"))

    type: Literal["trade_cost"]
    rate: CostRate | None = Field(
        None, description="Cost as a share of the delivered price, a fraction or 5%; negative where trade gets easier."
    )
    table: TableFile | None = Field(
        None, description="CSV file exporter,importer,sector,hat of cost factors (1.05 is +5 %) instead of `rate`."
    )

    @model_validator(mode="after")
    def _one_source_of_rates(self) -> Self:
        exactly_one(self, "rate", "table")
        return self
