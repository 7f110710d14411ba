"""Measures with one rate, or with a table of rates by flow."""

from typing import Any, ClassVar, Final, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from simulator.economy.economy import Economy
from simulator.scenario.effects.flows import table_rates
from simulator.scenario.format.base import exactly_one
from simulator.scenario.format.table import RateTable, Table
from simulator.scenario.measures.covered import CoveredMeasure

_FLOWS: Final = ("importer", "exporter", "sectors")
"""Keys that say which flows a measure is about."""


class RatedMeasure(CoveredMeasure):
    """A measure with one rate, or with a table of rates by flow."""

    sources_of_rates: ClassVar[tuple[str, ...]] = ("rate", "table")

    type: str
    rate: float | None = None
    table: RateTable | None = None

    @model_validator(mode="before")
    @classmethod
    def _table_names_its_flows(cls, data: Any) -> Any:  # noqa: ANN401  # whatever the file holds
        """Let a table be about all flows that it lists, unless it is said which of them count."""
        has_table = isinstance(data, dict) and data.get("table") is not None
        return {**dict.fromkeys(_FLOWS, "all"), **data} if has_table else data

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Ask for flows beside a rate only."""
        reference = super().__get_pydantic_json_schema__(core_schema, handler)
        schema = handler.resolve_ref_schema(reference)
        schema["required"] = [key for key in schema["required"] if key not in _FLOWS]
        flows = ([] if key == "table" else _FLOWS for key in cls.sources_of_rates)
        schema["oneOf"] = [{"required": [key, *of]} for key, of in zip(cls.sources_of_rates, flows, strict=True)]
        return reference

    @model_validator(mode="after")
    def _one_source_of_rates(self) -> Self:
        exactly_one(self, *self.sources_of_rates)
        return self

    @property
    def by_flow(self) -> Table | None:
        """Its table."""
        return self.table

    def cells(self, economy: Economy) -> NDArray[np.bool_]:
        """Flows that it hits; with a table, only those that the table lists."""
        hit, listed = super().cells(economy), self.by_flow
        return hit if listed is None else hit & np.isfinite(table_rates(listed, economy))

    def rates(self, economy: Economy, hit: NDArray[np.bool_]) -> NDArray[np.float64] | float:
        """Rate of each flow that is hit, or one for all."""
        return float(self.rate or 0.0) if self.table is None else np.asarray(table_rates(self.table, economy)[hit])
