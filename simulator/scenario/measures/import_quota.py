"""Import quotas, and tariff-rate quotas."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, Field, StrictBool, model_validator

from simulator.economy.economy import Economy
from simulator.files.yaml import Keys
from simulator.model.shock import Receiver
from simulator.scenario.effects.amounts import Amounts, count_problems, unit_of
from simulator.scenario.effects.bounds import NEARLY_NOTHING, Premium
from simulator.scenario.format.base import exactly_one, one_of
from simulator.scenario.format.values import Amount, Money, Quantity, QuotaShare, TaxRate
from simulator.scenario.measures.limit import LimitingMeasure
from simulator.scenario.measures.questions import Question, Questions
from simulator.scenario.measures.stays import Stays

_MOSTLY: Final = 0.5
"""Share of the days from which on a quota of an amount counts for all of them."""


class ImportQuota(LimitingMeasure):
    """An upper bound on the quantity or value imported; the importer's side earns the premium."""

    model_config = ConfigDict(json_schema_extra=one_of("quantity", "value", "share"))

    type: Literal["import_quota"] = "import_quota"
    quantity: Quantity | None = Field(None, description="Most that may be imported a year, such as 5 Mt.")
    value: Money | None = Field(None, description="Most that may be imported a year at border value, such as 8 bn USD.")
    share: QuotaShare | None = Field(
        None, description="Most that may be imported, as a share of the baseline quantity."
    )
    over_quota_rate: TaxRate | None = Field(
        None,
        description=(
            "Makes it a tariff-rate quota: the premium stops at this rate, and more comes in at it. It counts on the "
            "price with the duties within the quota: 10% there and 20% here make 32% in all. Absent: nothing comes in "
            "beyond the quota."
        ),
    )
    pooled: StrictBool = Field(False, description="True: one bound over all flows together; false: one for each flow.")

    averaged = frozenset({"share"})
    questions = Questions(
        "an upper limit on imports",
        "importer",
        "Who limits imports?",
        "From whom?",
        (
            Question("share", "Most that may come in, as a share of today's quantity", "50%", QuotaShare),
            Question("over_quota_rate", "Rate at which more comes in, such as 25% (Enter: no more does)", "", TaxRate),
        ),
        rank=6,
    )
    comments: ClassVar[Mapping[str, str]] = {
        "share": "most that may be imported, of the baseline quantity",
        "over_quota_rate": "more comes in at this rate",
        "quantity": "a year",
        "value": "a year, at the border",
    }

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        exactly_one(self, "quantity", "value", "share")
        return self

    @property
    def amount(self) -> Amount | None:
        """Most that may be imported a year, where it is no share."""
        return self.quantity or self.value

    @property
    def premium(self) -> Premium:
        """The importer's side receives it, up to the rate beyond the quota."""
        return Premium(Receiver.IMPORTER, np.inf if self.over_quota_rate is None else float(self.over_quota_rate))

    def counted(self, economy: Economy) -> Amounts:
        """Imports in the unit of the amount, or as the flows are counted."""
        return Amounts.by(self.amount, economy) if self.amount else Amounts.by_flows(economy, self.traded(economy))

    def most(self, base: float) -> float:
        """The amount or the share; nearly nothing rather than nothing where more comes in at a rate."""
        limit = self.amount.in_unit(unit_of(self.amount)) if self.amount else float(self.share or 0.0) * base
        return limit if self.over_quota_rate is None else max(limit, NEARLY_NOTHING * base)

    def amount_problems(self, hit: NDArray[np.bool_], economy: Economy) -> list[tuple[Keys, str]]:
        """Say why its quantity cannot be counted."""
        texts = count_problems(self.quantity, hit, economy) if self.quantity else []
        return [(("quantity",), text) for text in texts]

    def average(self, stays: Stays[Any]) -> Self | None:
        """A share by what it leaves; an amount cannot be averaged, and is there where it holds on half of the days."""
        if self.share is None:
            return self if stays.share >= _MOSTLY else None
        return self.model_copy(update={"share": 1 - stays.mean(lambda quota: 1 - quota.share)})
