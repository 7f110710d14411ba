"""Subsidies on trade."""

from typing import Literal

from pydantic import Field

from simulator.scenario.format.values import SubsidyRate
from simulator.scenario.measures.measure import BaseMeasure


class Subsidy(BaseMeasure):
    """A payment that lowers the price of a flow."""

    type: Literal["subsidy"]
    rate: SubsidyRate = Field(description="Share of the price that the treasury pays, 0 to below 1.")
    paid_by: Literal["importer", "exporter"] = Field(description="Treasury that pays.")
