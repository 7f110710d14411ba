"""Measures: one module for each type, and the list of them."""

from typing import Annotated, Final, TypeAlias, get_args

from pydantic import Field

from simulator.files.schema import type_of
from simulator.scenario.measures.export_control import ExportControl
from simulator.scenario.measures.export_licensing import ExportLicensing
from simulator.scenario.measures.export_tax import ExportTax
from simulator.scenario.measures.import_quota import ImportQuota
from simulator.scenario.measures.measure import DatedMeasure
from simulator.scenario.measures.purchase_commitment import PurchaseCommitment
from simulator.scenario.measures.subsidy import Subsidy
from simulator.scenario.measures.supply_disruption import SupplyDisruption
from simulator.scenario.measures.tariff import Tariff
from simulator.scenario.measures.trade_cost import TradeCost

Measure: TypeAlias = (
    Tariff
    | ExportTax
    | TradeCost
    | ExportLicensing
    | ExportControl
    | SupplyDisruption
    | ImportQuota
    | PurchaseCommitment
    | Subsidy
)
"""Any measure; `type` says which."""

TaggedMeasure: TypeAlias = Annotated[Measure, Field(discriminator="type")]
"""Any measure as files are read."""

MEASURE_TYPES: Final[dict[str, type[DatedMeasure]]] = {type_of(model): model for model in get_args(Measure)}
"""Measure models by the value of `type`."""
