"""Export taxes."""

from typing import Literal

from pydantic import Field

from simulator.scenario.format.values import TaxRate
from simulator.scenario.measures.measure import BaseMeasure


class ExportTax(BaseMeasure):
    """A tax on exports, received by the exporter's treasury."""

    type: Literal["export_tax"]
    rate: TaxRate = Field(description="Ad valorem rate on the producer's price, a fraction or 25%.")
