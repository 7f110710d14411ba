"""Supply disruptions: output that is lost."""

from typing import Literal

from pydantic import Field

from simulator.scenario.format.values import Codes, LostShare
from simulator.scenario.measures.measure import DatedMeasure


class SupplyDisruption(DatedMeasure):
    """Part of the output of a sector of a region is lost: a harvest, a strike, a shut plant."""

    type: Literal["supply_disruption"]
    region: Codes = Field(description="Regions whose output is lost: a code, a list, a group name or `all`.")
    lost: LostShare = Field(
        description="Share of the baseline output of each sector of each region that is lost, from 0 to below 1."
    )

    @property
    def exporter(self) -> tuple[str, ...]:
        """The regions, as sellers."""
        return self.region

    @property
    def importer(self) -> tuple[str, ...]:
        """All buyers."""
        return ("all",)
