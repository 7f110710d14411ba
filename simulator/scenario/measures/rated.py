"""Measures with one rate, or with a table of rates by flow."""

from dataclasses import replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, model_validator

from simulator.economy.economy import Economy
from simulator.scenario.effects.flows import table_rates
from simulator.scenario.format.base import exactly_one, one_of
from simulator.scenario.format.table import RateTable, Table
from simulator.scenario.measures.measure import FlowMeasure
from simulator.scenario.measures.stays import Stays


class RatedMeasure(FlowMeasure):
    """A measure with one rate, or with a table of rates by flow."""

    model_config = ConfigDict(json_schema_extra=one_of("rate", "table"))

    averaged = frozenset({"rate"})

    type: str
    rate: float | None = None
    table: RateTable | None = None

    @model_validator(mode="after")
    def _one_source_of_rates(self) -> Self:
        exactly_one(self, "rate", "table")
        return self

    @property
    def by_flow(self) -> Table | None:
        """Its table."""
        return self.table

    def cells(self, economy: Economy) -> NDArray[np.bool_]:
        """Flows that it hits; with a table, only those that the table lists."""
        hit = super().cells(economy)
        return hit if self.table is None else hit & np.isfinite(table_rates(self.table, economy))

    def rates(self, economy: Economy, hit: NDArray[np.bool_]) -> NDArray[np.float64] | float:
        """Rate of each flow that is hit, or one for all."""
        return float(self.rate or 0.0) if self.table is None else np.asarray(table_rates(self.table, economy)[hit])

    def average(self, stays: Stays[Any]) -> Self | None:
        """Mean rate over all days; of a table, rates by the share of the days."""
        if self.table is None:
            return super().average(stays)
        rows = (replace(row, rate=row.rate * stays.share) for row in self.table.rows)
        return self.model_copy(update={"table": replace(self.table, rows=tuple(rows))})
