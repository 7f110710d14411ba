"""Real costs of trading, at one rate or by a table of cost factors."""

from typing import Literal

from pydantic import Field

from simulator.economy.economy import Economy
from simulator.scenario.effects.wedges import Wedges
from simulator.scenario.format.table import HAT, HatTable
from simulator.scenario.format.values import CostRate, Share
from simulator.scenario.measures.questions import Question, Questions
from simulator.scenario.measures.rated import RatedMeasure


class TradeCost(RatedMeasure):
    """A real cost of trading that nobody receives: port fees, inspections, standards."""

    type: Literal["trade_cost"] = "trade_cost"
    rate: CostRate | None = Field(
        None,
        description=(
            "Cost as a share of the delivered price, a fraction or 5%; negative where trade gets easier, to -90 %."
        ),
    )
    table: HatTable | None = Field(
        None, description="CSV file exporter,importer,sector,hat of cost factors (1.05 is +5 %) instead of `rate`."
    )
    coverage: Share = Field(1.0, description="Share of the flow's value that is hit, 0 to 1.")

    questions = Questions(
        "a cost that nobody receives: port fees, inspections",
        "importer",
        "Who makes imports costlier?",
        "From whom?",
        (Question("rate", "Cost as a share of the price", "5%"),),
        rank=8,
    )

    @property
    def table_column(self) -> str:
        """Column of the numbers in its table."""
        return HAT

    def apply(self, economy: Economy, wedges: Wedges) -> None:
        """Raise the delivered price."""
        hit = self.cells(economy)
        wedges.iceberg_cost[hit] *= 1 + self.coverage * self.rates(economy, hit)
