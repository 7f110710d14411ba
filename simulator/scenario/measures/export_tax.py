"""Export taxes."""

from typing import Literal

from pydantic import Field

from simulator.economy.economy import Economy
from simulator.scenario.effects.wedges import Wedges
from simulator.scenario.format.values import Share, TaxRate
from simulator.scenario.measures.covered import CoveredMeasure
from simulator.scenario.measures.questions import Question, Questions


class ExportTax(CoveredMeasure):
    """A tax on exports, received by the exporter's treasury."""

    type: Literal["export_tax"] = "export_tax"
    rate: TaxRate = Field(description="Ad valorem rate on the producer's price, a fraction or 25%.")
    coverage: Share = Field(1.0, description="Share of the flow's value that is hit, 0 to 1.")

    questions = Questions(
        "a tax on exports",
        "exporter",
        "Who taxes exports?",
        "To whom?",
        (Question("rate", "Rate", "10%"),),
        usual=("CHN", "USA"),
        rank=7,
    )

    def apply(self, economy: Economy, wedges: Wedges) -> None:
        """Raise the price at the exporter's border."""
        wedges.export_charge[self.cells(economy)] *= 1 + self.coverage * self.rate
