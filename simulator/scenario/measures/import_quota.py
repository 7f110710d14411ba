"""Import quotas, and tariff-rate quotas."""

from typing import Literal, Self

from pydantic import ConfigDict, Field, StrictBool, model_validator

from simulator.scenario.format.base import exactly_one, one_of
from simulator.scenario.format.values import Money, Quantity, QuotaShare, TaxRate
from simulator.scenario.measures.measure import BaseMeasure


class ImportQuota(BaseMeasure):
    """An upper bound on the quantity or value imported; the importer's side earns the premium."""

    model_config = ConfigDict(json_schema_extra=one_of("quantity", "value", "share"))

    type: Literal["import_quota"]
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

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        exactly_one(self, "quantity", "value", "share")
        return self
