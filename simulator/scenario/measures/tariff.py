"""Tariffs: taxes on imports, at one rate or by a table of rates."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, Self

import numpy as np
from pydantic import Field

from simulator.economy.economy import Economy
from simulator.scenario.effects.wedges import Wedges
from simulator.scenario.format.table import RateTable
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
    # rate: {2025-11-01: 10%, 2026-01-01: 25%}                   # a rate that changes on dated days
    # start: 2025-11-01          # first day in force; also announced and end
    # suspended: [{start: 2025-11-10, end: 2026-11-10}]          # days on which it rests
    source: an example, to be replaced
"""
    comments: ClassVar[Mapping[str, str]] = {
        "table": "exporter,importer,sector,rate",
        "stacking": "replace: instead of the tariff in force; add: on top; max: where it is higher; cap: at most this",
    }

    def apply(self, economy: Economy, wedges: Wedges) -> None:
        """Stack the rate on the one before where all of a flow is hit, else average the two by coverage."""
        hit = self.cells(economy)
        rate, before = self.rates(economy, hit), wedges.tariff[hit]
        stacked = {
            "add": before + rate,
            "replace": rate,
            "max": np.maximum(before, rate),
            "cap": np.maximum(economy.levels.tariff[hit], np.minimum(before, rate)),
        }[self.stacking]
        wedges.tariff[hit] = self.coverage * stacked + (1 - self.coverage) * before

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
