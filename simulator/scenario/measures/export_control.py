"""Export controls: varieties that buyers lose."""

from collections.abc import Mapping
from typing import ClassVar, Final, Literal

from pydantic import Field

from simulator.economy.economy import Economy
from simulator.scenario.effects.wedges import Wedges
from simulator.scenario.format.values import Share
from simulator.scenario.measures.covered import CoveredMeasure
from simulator.scenario.measures.questions import Question, Questions

_RATIONED: Final = (
    "a control takes varieties from buyers and leaves no premium; for a limit that does, write `type: "
    "export_licensing` with `allocation: market` and `approval_rate`, the share that is let through"
)


class ExportControl(CoveredMeasure):
    """A ban on part of a flow, whatever the flow would be: entity lists, technology bans.

    Varieties are lost to their buyers, and nobody earns a premium. For a limit with a premium, as if the rest were sold
    to the highest bidder, write `export_licensing` with `allocation: market`.
    """

    type: Literal["export_control"] = "export_control"
    blocked: Share = Field(description="Share of the varieties of the flow that is blocked, 0 to 1; 1 closes the flow.")
    coverage: Share = Field(
        1.0, description="Share of the flow's varieties that is in scope, 0 to 1; `blocked` is a share of these."
    )

    strength = "blocked"
    averaged = frozenset({"blocked", "coverage"})
    elsewhere: ClassVar[Mapping[str, str]] = {"premium_to": _RATIONED, "pooled": _RATIONED}
    questions = Questions(
        "part of a flow is blocked, whatever the flow would be",
        "exporter",
        "Who blocks exports?",
        "To whom?",
        (Question("blocked", "Share of the varieties that is blocked", "50%", Share),),
        sectors="SEM",
        usual=("CHN", "USA"),
        rank=4,
    )
    comments: ClassVar[Mapping[str, str]] = {
        "blocked": "share of the varieties, whatever the flow would be; 1 closes it",
        "coverage": "share of the varieties that is in scope",
    }

    def apply(self, economy: Economy, wedges: Wedges) -> None:
        """Take varieties away; without any a flow is closed."""
        wedges.variety_share[self.cells(economy)] *= 1 - self.coverage * self.blocked
        wedges.is_closed[...] |= wedges.variety_share == 0
