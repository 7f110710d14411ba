"""Export licences: a bound on what is shipped, and a cost of waiting."""

from datetime import date, timedelta
from typing import Final, Literal, Self

from pydantic import Field, StrictBool, model_validator

from simulator.scenario.format.base import raise_at
from simulator.scenario.format.values import Days, Share, SteadyDays, SteadyShare
from simulator.scenario.measures.measure import BaseMeasure

DAILY_DELAY_COST: Final = 0.008
"""Cost of a day of waiting as a share of the value of the good."""


class ExportLicensing(BaseMeasure):
    """Exports need a licence: only a share of the baseline quantity is approved, and waiting costs."""

    type: Literal["export_licensing"]
    approval_rate: Share = Field(description="Share of the baseline quantity that is approved, 0 to 1.")
    processing_days: Days = Field(0.0, description="Days of waiting for a licence; 0: no cost of delay.")
    daily_cost: SteadyShare = Field(
        DAILY_DELAY_COST, description="Cost of a day of waiting, share of the value of the good."
    )
    lag_days: SteadyDays = Field(
        0.0,
        description="Days from the first day until first approvals arrive; until then only what is exempt is shipped.",
    )
    exempt: Share = Field(0.0, description="Share of the flow that needs no licence, 0 to 1.")
    premium_to: Literal["exporter", "importer", "nobody"] = Field(
        "exporter", description="Side that earns the scarcity premium; `nobody`: it is burnt in queues and paperwork."
    )
    allocation: Literal["market", "physical"] | None = Field(
        None,
        description=(
            "Who gets what is approved: `market`, the highest bidder, or `physical`, by application, so that users "
            "who cannot do without stand still; absent: physical for critical sectors, market for others."
        ),
    )
    pooled: StrictBool = Field(False, description="True: one bound over all flows together; false: one for each flow.")

    @model_validator(mode="after")
    def _lag_has_a_first_day(self) -> Self:
        if self.lag_days and self.first_day is None:
            raise_at([(("lag_days",), "got a lag without a first day — give `start`, from which it counts.")])
        return self

    @property
    def first_approvals(self) -> date | None:
        """Day on which first approvals arrive; None where they need not be waited for."""
        return self.first_day + timedelta(days=self.lag_days) if self.first_day and self.lag_days else None

    def valued_on(self, day: date) -> Self:
        """Approve nothing before first approvals arrive."""
        valued, arrival = super().valued_on(day), self.first_approvals
        return valued.model_copy(update={"approval_rate": 0.0}) if arrival and day < arrival else valued

    @property
    def turning_days(self) -> set[date]:
        """The day of first approvals turns the measure, too."""
        return super().turning_days | ({self.first_approvals} if self.first_approvals else set())
