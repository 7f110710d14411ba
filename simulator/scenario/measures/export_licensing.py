"""Export licences: a bound on what is shipped, and a cost of waiting."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar, Final, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, StrictBool, model_validator

from simulator.axes import EXPORTER, IMPORTER
from simulator.economy.economy import Economy
from simulator.model.shock import Receiver
from simulator.scenario.effects.amounts import Amounts
from simulator.scenario.effects.bounds import Premium
from simulator.scenario.effects.wedges import Wedges
from simulator.scenario.format.base import raise_at
from simulator.scenario.format.values import Days, Share, SteadyDays, SteadyShare
from simulator.scenario.measures.limit import LimitingMeasure
from simulator.scenario.measures.questions import Question, Questions
from simulator.scenario.measures.stays import Stays

DAILY_DELAY_COST: Final = 0.008
"""Cost of a day of waiting as a share of the value of the good."""


class ExportLicensing(LimitingMeasure):
    """Exports need a licence: only a share of the baseline quantity is approved, and waiting costs."""

    type: Literal["export_licensing"] = "export_licensing"
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

    averaged = frozenset({"approval_rate", "processing_days", "exempt"})
    questions = Questions(
        "exports need a licence, and only a share gets one",
        "exporter",
        "Who asks for licences?",
        "On exports to whom?",
        (
            Question("approval_rate", "Share of today's quantity that gets a licence", "50%", Share),
            Question("processing_days", "Days of waiting for one", "45", Days),
            Question(
                "allocation",
                "Who gets one: physical, by application, or market, the highest bidder (Enter: as the sector has it)",
                "",
                Literal["physical", "market"],
            ),
        ),
        sectors="REE",
        usual=("CHN", "USA"),
        rank=2,
    )
    example = """\
  - id: cn-licences
    type: export_licensing
    exporter: CHN
    importer: all
    sectors: REE
    approval_rate: 0.5          # share of the baseline quantity
    processing_days: 45         # waiting costs 0.8 % of the value a day
    allocation: physical        # by application, as for critical sectors anyway; market: to the highest bidder
"""
    comments: ClassVar[Mapping[str, str]] = {
        "approval_rate": "share of the baseline quantity that gets a licence",
        "processing_days": "waiting costs 0.8 % of the value a day",
        "allocation": "physical: by application; market: to the highest bidder",
    }

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

    @property
    def allowed(self) -> float:
        """Share of the baseline quantity that is let through, exempt part included."""
        return float(self.exempt + (1 - self.exempt) * self.approval_rate)

    @property
    def premium(self) -> Premium:
        """The side that it says receives it."""
        return Premium(Receiver[self.premium_to.upper()])

    def counted(self, economy: Economy) -> Amounts:
        """Exports as the flows are counted."""
        return Amounts.by_flows(economy, self.traded(economy))

    def most(self, base: float) -> float:
        """The share that is let through."""
        return self.allowed * base

    def apply(self, economy: Economy, wedges: Wedges) -> None:
        """Bound the flows, note what is handed out by application, and charge for waiting."""
        super().apply(economy, wedges)
        hit = self.cells(economy)
        wedges.allowed[hit] = np.minimum(wedges.allowed[hit], self.allowed)
        wedges.is_physical[...] |= hit & self._is_physical(economy)
        wedges.iceberg_cost[hit] *= 1 + self.daily_cost * self.processing_days * (1 - self.exempt)

    def _is_physical(self, economy: Economy) -> NDArray[np.bool_]:
        """Sectors in which it hands out by application, shape (sector, 1, 1): critical ones unless it says."""
        if self.allocation is None:
            return economy.levels.is_critical[:, None, None]
        return np.full((len(economy.sectors), 1, 1), self.allocation == "physical")

    def withheld(self, economy: Economy) -> NDArray[np.bool_]:
        """Critical inputs that it hands out by application and holds back in part on some day, shape (sector,)."""
        days = [self] if not self.schedules else [self.valued_on(day) for day in self.turning_days if self.is_due(day)]
        hit = self.cells(economy) & self._is_physical(economy) & any(item.allowed < 1 for item in days)
        return hit.any(axis=(EXPORTER, IMPORTER)) & economy.levels.is_critical

    def ajar(self, least: float) -> Self:
        """The measure with at least a small share approved."""
        return self.model_copy(update={"approval_rate": max(self.approval_rate, least)})

    def average(self, stays: Stays[Any]) -> Self:
        """Approval and waiting that leave of the flow, and cost it, what they do on average."""
        bound = stays.mean(lambda licence: 1 - licence.exempt)
        if bound == 0:
            return self.model_copy(update={"approval_rate": 1.0, "processing_days": 0.0, "exempt": 1.0})
        refused = stays.mean(lambda licence: (1 - licence.exempt) * (1 - licence.approval_rate))
        waiting = stays.mean(lambda licence: (1 - licence.exempt) * licence.processing_days)
        averages = {
            "approval_rate": 1 - stays.share * refused / bound,
            "processing_days": stays.share * waiting / bound,
            "exempt": 1 - bound / stays.share,
        }
        return self.model_copy(update=averages)
