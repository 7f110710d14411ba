"""Tariffs: taxes on imports, at one rate or by a table of rates."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from simulator.axes import Pairs
from simulator.economy.economy import Economy
from simulator.files.rates import RATE
from simulator.scenario.effects.flows import block, members, table_rates
from simulator.scenario.effects.wedges import Wedges
from simulator.scenario.format.table import COVERAGE, CoverageTable, RateTable, Table
from simulator.scenario.format.through import Through, ThroughRegions
from simulator.scenario.format.values import Share, SteadyDays, TaxRate
from simulator.scenario.measures.answering import AnsweringMeasure
from simulator.scenario.measures.questions import Question, Questions
from simulator.scenario.measures.stays import Stays

Array = NDArray[np.float64]


class Tariff(AnsweringMeasure):
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
    collection: Share = Field(
        1.0,
        description=(
            "Share of the duty due by law that is collected, 0 to 1, as claims of exemptions and compliance differ; "
            "the rest is not paid."
        ),
    )
    transit_days: SteadyDays = Field(
        0.0, description="Days at sea: on a timeline arrivals pay, and were ordered, by what held when they left."
    )
    through: ThroughRegions | None = Field(
        None,
        description=(
            "It hits goods of the exporter that come through other regions: by region, the share of what that one "
            "exports which is such goods, {VNM: 12%}. Flows from the exporter itself take a measure of their own."
        ),
    )

    averaged = frozenset({"rate", "coverage", "collection"})
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
        if self.mirrors is not None and self.coverage_table is not None:
            raise ValueError("got both `mirrors` and `coverage_table` — one of them; shares stand beside a `rate`.")
        if self.through is not None and self.by_flow is not None:
            raise ValueError(f"got both `through` and `{self.table_key}` — one of them; shares stand beside a `rate`.")
        return self

    @property
    def sides(self) -> str:
        """Who sells to whom, in codes, and through whom."""
        exporter, _, importer = super().sides.partition(" → ")
        return f"{exporter} through {', '.join(self.through.regions)} → {importer}" if self.through else super().sides

    @property
    def carriers(self) -> Through | None:
        """Regions through which goods of the exporter come."""
        return self.through

    def cells(self, economy: Economy) -> NDArray[np.bool_]:
        """Flows that it hits; of goods that come through other regions, those from there."""
        if self.through is None:
            return super().cells(economy)
        return block(self.sectors, self.through.regions, self.importer, economy)

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
        assert self.mirrors is None, "an answer is worked out before it is applied"
        hit = self.cells(economy)
        rate, covered, floor = self.rates(economy, hit), self._covered(economy, hit), economy.levels.tariff[hit]
        for tariff, share in ((wedges.tariff, self.collection), (wedges.statutory, 1.0)):
            before = tariff[hit]
            tariff[hit] = covered * self._stacked(before, share * rate, floor) + (1 - covered) * before

    def _stacked(self, before: Array, rate: Array | float, floor: Array) -> Array | float:
        """The rate stacked on those before; a cap lowers none below the floor, the rates of the baseline."""
        match self.stacking:
            case "add":
                return before + rate
            case "max":
                return np.maximum(before, rate)
            case "cap":
                return np.maximum(floor, np.minimum(before, rate))
        return rate

    def _covered(self, economy: Economy, hit: NDArray[np.bool_]) -> Array | float:
        """Share of each flow that is hit, or one for all."""
        is_part = self.coverage_table is not None or self.through is not None
        return self.coverage * self.reach(economy)[hit] if is_part else self.coverage

    def reach(self, economy: Economy) -> Pairs:
        """Share of each flow that it is about: as its table says, or goods of the exporter in what others export."""
        share = super().reach(economy)
        if self.coverage_table is not None:
            share *= np.nan_to_num(table_rates(self.coverage_table, economy))
        for region, content in self.through or ():
            share[:, members((region,), economy.regions, economy.region_groups)] *= content
        return share

    def stocked_up(self, economy: Economy) -> Pairs:
        """Buyers fetch ahead of the duty what it will hit."""
        return self.coverage * self.reach(economy)

    @property
    def transit(self) -> timedelta:
        """Days at sea."""
        return timedelta(days=self.transit_days)

    def average(self, stays: Stays[Any]) -> Self:
        """Coverage over all days, the rate as a mean over what is covered, and collection over what is due of it."""
        coverage = stays.mean(lambda tariff: tariff.coverage)
        due = stays.mean(_due)
        if due == 0:
            return self.model_copy(update={"coverage": coverage})
        values = {"coverage": coverage, "collection": stays.mean(lambda item: item.collection * _due(item)) / due}
        return self.model_copy(update=values if self.table is not None else {**values, "rate": due / coverage})


def _due(tariff: Tariff) -> float:
    """What is due by law where it hits, up to the factor by flow of a table."""
    return tariff.coverage if tariff.rate is None else tariff.coverage * tariff.rate
