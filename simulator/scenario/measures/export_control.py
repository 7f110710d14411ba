"""Export controls: varieties that buyers lose."""

from typing import Literal

from pydantic import Field

from simulator.scenario.format.values import Share
from simulator.scenario.measures.measure import BaseMeasure


class ExportControl(BaseMeasure):
    """A ban on part of a flow, whatever the flow would be: entity lists, technology bans.

    Varieties are lost to their buyers, and nobody earns a premium. For a limit with a premium, as if the rest were sold
    to the highest bidder, write `export_licensing` with `allocation: market`.
    """

    type: Literal["export_control"]
    blocked: Share = Field(description="Share of the varieties of the flow that is blocked, 0 to 1; 1 closes the flow.")
