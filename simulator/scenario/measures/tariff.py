"""Tariffs: taxes on imports, at one rate or by a table of rates."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from simulator.economy.economy import Economy
from simulator.files.rates import RATE
from simulator.scenario.effects.flows import table_rates
from simulator.scenario.effects.wedges import Wedges
from simulator.scenario.format.table import COVERAGE, CoverageTable, RateTable, Table
from simulator.scenario.format.values import Share, TaxRate
from simulator.scenario.measures.questions import Question, Questions
from simulator.scenario.measures.rated import RatedMeasure
from simulator.scenario.measures.stays import Stays


class Tariff(RatedMeasure):
    """A tax on imports, received by the importer's treasury."""

    type: Literal["tariff"] = "tariff"
    rate: TaxRate | None = Field(None, description="Ad valorem rate on the border value, a fraction or 25%.")
    table: RateTable | None = Field(
        None, description="CSV file exporter,importer,sector,rate instead of `rate`, relative to the scenario file."
    )
    stacking: Literal["add", "replace", "max", "cap"] = Field(
        "add",
        description=(
            "Comes on top of the tariff so far (`add`), takes its place (`replace`), counts only where it is higher "
            "(`max`), or is the most that the duties so far come to together (`cap`), though never less than the "
            "baseline's own duty."
        ),
    )
    coverage: Share = Field(1.0, description="Share of the flow's value that is hit, 0 to 1.")
    coverage_table: CoverageTable | None = Field(
        None,
        description="CSV file exporter,importer,sector,coverage beside `rate`: shares hit, of the flows that it lists.",
    )

    averaged = frozenset({"rate", "coverage"})
    questions = Questions(
        "a tax on imports",
        "importer",
        "Who raises the tariff?",
        "On imports from whom?",
        (Question("rate", "Rate, on top of the tariff in force", "25%"),),
        is_answered_in_kind=True,
        rank=1,
    )
    example = """\
  - id: us-tariff                # the name that --set us-tariff.rate=0.5 refers to
    type: tariff
    importer: USA                # a code, a list, a group name or all; `tariffsim baseline show` lists them
    exporter: CHN
    sectors: goods               # a code, a list, a group name, goods, services or all
    rate: 10%                    # or 0.1; on top of the tariff in force (stacking: add)
    # coverage: 0.9                # the rest is exempt; coverage_table: FILE.csv says it flow by flow
    # rate: {2025-11-01: 10%, 2026-01-01: 25%}                   # a rate that changes on dated days
    # start: 2025-11-01          # first day in force; also announced and end
    # suspended: [{start: 2025-11-10, end: 2026-11-10}]          # days on which it rests
    source: an example, to be replaced
"""
    comments: ClassVar[Mapping[str, str]] = {
        "table": "exporter,importer,sector,rate",
        "coverage_table": "exporter,importer,sector,coverage",
        "stacking": "replace: instead of the tariff in force; add: on top; max: where it is higher; cap: at most this",
    }

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Ask for a rate beside shares that it hits."""
        reference = super().__get_pydantic_json_schema__(core_schema, handler)
        handler.resolve_ref_schema(reference)["dependentRequired"] = {"coverage_table": ["rate"]}
        return reference

    @model_validator(mode="after")
    def _coverage_is_of_a_rate(self) -> Self:
        if self.table is not None and self.coverage_table is not None:
            raise ValueError("got both `table` and `coverage_table` — one of them; shares stand beside a `rate`.")
        return self

    @property
    def by_flow(self) -> Table | None:
        """Its table: of rates, or of the shares that its rate hits."""
        return self.table or self.coverage_table

    @property
    def table_key(self) -> str:
        """Key that names its table."""
        return "table" if self.coverage_table is None else "coverage_table"

    @property
    def table_column(self) -> str:
        """Column of the numbers in its table."""
        return RATE if self.coverage_table is None else COVERAGE

    def apply(self, economy: Economy, wedges: Wedges) -> None:
        """Stack the rate on the one before where all of a flow is hit, else average the two by coverage."""
        hit = self.cells(economy)
        rate, before, covered = self.rates(economy, hit), wedges.tariff[hit], self._covered(economy, hit)
        stacked = {
            "add": before + rate,
            "replace": rate,
            "max": np.maximum(before, rate),
            "cap": np.maximum(economy.levels.tariff[hit], np.minimum(before, rate)),
        }[self.stacking]
        wedges.tariff[hit] = covered * stacked + (1 - covered) * before

    def _covered(self, economy: Economy, hit: NDArray[np.bool_]) -> NDArray[np.float64] | float:
        """Share of each flow that is hit, or one for all."""
        by_flow = self.coverage_table
        return self.coverage if by_flow is None else self.coverage * np.asarray(table_rates(by_flow, economy)[hit])

    @property
    def stocked_up_share(self) -> float:
        """Buyers fetch ahead of the duty what it will hit."""
        return self.coverage

    def average(self, stays: Stays[Any]) -> Self:
        """Coverage over all days, and the rate as a mean over what is covered."""
        coverage = stays.mean(lambda tariff: tariff.coverage)
        if self.table is not None or coverage == 0:
            return self.model_copy(update={"coverage": coverage})
        rate = stays.mean(lambda tariff: tariff.coverage * tariff.rate) / coverage
        return self.model_copy(update={"coverage": coverage, "rate": rate})
