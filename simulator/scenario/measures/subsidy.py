"""Subsidies on trade."""

from typing import Literal

from pydantic import Field

from simulator.economy.economy import Economy
from simulator.scenario.effects.wedges import Wedges
from simulator.scenario.format.values import Share, SubsidyRate
from simulator.scenario.measures.covered import CoveredMeasure
from simulator.scenario.measures.questions import Question, Questions


class Subsidy(CoveredMeasure):
    """A payment that lowers the price of a flow."""

    type: Literal["subsidy"] = "subsidy"
    rate: SubsidyRate = Field(description="Share of the price that the treasury pays, 0 to 0.9.")
    paid_by: Literal["importer", "exporter"] = Field(description="Treasury that pays.")
    coverage: Share = Field(1.0, description="Share of the flow's value that is hit, 0 to 1.")

    questions = Questions(
        "the buyer's treasury pays part of the price",
        "importer",
        "Whose treasury pays?",
        "For imports from whom?",
        (Question("rate", "Share of the price that it pays", "10%", SubsidyRate),),
        given={"paid_by": "importer"},
        rank=9,
    )

    @property
    def decided_by(self) -> tuple[str, ...]:
        """Regions whose treasury pays."""
        return self.exporter if self.paid_by == "exporter" else self.importer

    def apply(self, economy: Economy, wedges: Wedges) -> None:
        """Lower the price at the border of the treasury that pays."""
        price = wedges.export_charge if self.paid_by == "exporter" else wedges.purchase_factor
        price[self.cells(economy)] *= 1 - self.coverage * self.rate
