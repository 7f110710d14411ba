"""From licences, quotas, commitments and disruptions to bounds over flows and on producers."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.economy.economy import Economy
from simulator.errors import ScenarioError
from simulator.model.shock import Bounds, Receiver
from simulator.scenario.measures.export_licensing import ExportLicensing
from simulator.scenario.measures.import_quota import ImportQuota
from simulator.scenario.measures.purchase_commitment import PurchaseCommitment
from simulator.scenario.measures.supply_disruption import SupplyDisruption
from simulator.scenario.reading.cells import producers, quantity_in

MONEY: Final = "million USD"
"""Unit of values, and of quantities at base prices where a flow has no physical unit."""

OF_OUTPUT: Final = "share of baseline output"
"""Unit of bounds on producers."""

UNLIMITED: Final = 1e9
"""Limit, in baseline amounts, that holds nothing back."""

NEARLY_NOTHING: Final = 1e-9
"""Share of the baseline amount that stands for a quota of 0 beyond which more comes in at a rate."""

Restriction = ExportLicensing | ImportQuota


@dataclass(frozen=True)
class BoundLabel:
    """What a bound of a case is about, for results.

    Attributes
    ----------
    measure, kind
        Id and type of the measure that sets it.
    exporters, importers, sectors
        Codes of the flows that it counts; a bound on a producer has no importers.
    unit
        Unit of `base` and `limit`: physical, or million USD for values and for quantities at base prices.
    pooled
        True where one bound counts all flows of the measure together.
    base, limit
        Baseline amount over the flows, and the bound.
    """

    measure: str
    kind: str
    exporters: tuple[str, ...]
    importers: tuple[str, ...]
    sectors: tuple[str, ...]
    unit: str
    pooled: bool
    base: float
    limit: float


@dataclass(frozen=True, eq=False)
class PlannedBound:
    """A bound of a scenario before it joins a batch.

    `flows` are flat indices into (sector, exporter, importer), `weights` their baseline amounts, or 1 each where the
    bound counts value; a bound on a producer names its home sales. `ceiling` is the premium at which more comes in than
    the limit. An idle bound holds nothing back, as another one does so in its place.
    """

    label: BoundLabel
    flows: NDArray[np.intp]
    weights: NDArray[np.float64]
    is_value: bool = False
    receiver: Receiver = Receiver.EXPORTER
    is_producer: bool = False
    ceiling: float = np.inf
    is_idle: bool = False

    @property
    def is_floor(self) -> bool:
        """Whether it is a promise of at least so much."""
        return self.label.kind == "purchase_commitment"

    @property
    def limit(self) -> float:
        """Limit that the solver holds it to."""
        return UNLIMITED * self.label.base if self.is_idle else self.label.limit

    def without(self, is_closed: NDArray[np.bool_], scenario: str) -> "PlannedBound":
        """Count open flows only; closed ones ship nothing.

        Raises
        ------
        ScenarioError
            A commitment is left without any flow.
        """
        is_open = ~is_closed.ravel()[self.flows]
        if self.is_producer or is_open.all():
            return self
        if self.is_floor and not is_open.any():
            raise ScenarioError(
                f"{scenario}: {self.label.measure}: the commitment counts only flows that other measures close — "
                "take out one of the two, or set `enabled: false`."
            )
        return replace(self, flows=self.flows[is_open], weights=self.weights[is_open])


def commitment(measure: PurchaseCommitment, economy: Economy, hit: NDArray[np.bool_]) -> list[PlannedBound]:
    """One bound `at least` over all flows of a commitment; none where nothing is promised."""
    is_value = measure.promised.kind == "money"
    unit = MONEY if is_value else measure.promised.unit
    amount = economy.levels.trade_flow if is_value else quantity_in(unit, economy)
    limit = measure.compliance * measure.promised.in_unit(unit)
    if limit == 0:
        return []
    flows = np.flatnonzero(hit & (economy.levels.trade_flow > 0) & np.isfinite(amount))
    weights = np.ones(flows.size) if is_value else amount.ravel()[flows]
    label = _label(measure, economy, flows, (unit, float(amount.ravel()[flows].sum()), limit))
    return [PlannedBound(label, flows, weights, is_value)]


def restrictions(
    measure: Restriction, economy: Economy, hit: NDArray[np.bool_]
) -> tuple[list[PlannedBound], NDArray[np.bool_]]:
    """Bounds `at most` of a licence or quota, one for each flow unless pooled, and the flows it closes."""
    hit = hit & (economy.levels.trade_flow > 0)
    amount, unit = _amounts(measure, economy, hit)
    hit &= np.isfinite(amount)
    flows = np.flatnonzero(hit)
    base = amount.ravel()[flows]
    is_value = isinstance(measure, ImportQuota) and measure.value is not None
    groups = [np.arange(flows.size)] if measure.pooled else list(np.arange(flows.size)[:, None])
    receiver, ceiling = _premium(measure)
    limits = [_limit(measure, float(base[group].sum()), unit) for group in groups]
    is_closed = np.zeros(hit.size, dtype=bool)
    is_closed[[flow for group, limit in zip(groups, limits, strict=True) if limit == 0 for flow in flows[group]]] = True
    bounds = [
        PlannedBound(
            _label(measure, economy, flows[group], (unit, float(base[group].sum()), limit)),
            flows[group],
            np.ones(group.size) if is_value else base[group],
            is_value,
            receiver,
            ceiling=ceiling,
        )
        for group, limit in zip(groups, limits, strict=True)
        if limit > 0
    ]
    return bounds, is_closed.reshape(hit.shape)


@lru_cache(maxsize=256)
def as_rows(bounds: tuple[PlannedBound, ...]) -> Bounds:
    """Put the bounds of one case into rows for the solver."""
    if not bounds:
        return Bounds.none()
    return Bounds(
        case=np.zeros(len(bounds), np.intp),
        is_floor=np.array([bound.is_floor for bound in bounds]),
        is_value=np.array([bound.is_value for bound in bounds]),
        is_producer=np.array([bound.is_producer for bound in bounds]),
        receiver=np.array([bound.receiver for bound in bounds], np.intp),
        ceiling=np.log1p([bound.ceiling for bound in bounds]),
        limit=np.array([bound.limit for bound in bounds]),
        entry_bound=np.repeat(np.arange(len(bounds)), [bound.flows.size for bound in bounds]),
        entry_flow=np.concatenate([bound.flows for bound in bounds]),
        entry_weight=np.concatenate([bound.weights for bound in bounds]),
    )


def disruption(measure: SupplyDisruption, economy: Economy) -> list[PlannedBound]:
    """Bounds `at most` on each producer whose output is partly lost."""
    if measure.lost == 0:
        return []
    return [
        on_producer(measure.id, measure.type, (economy, sector, region), 1 - float(measure.lost))
        for sector, region in np.argwhere(producers(measure, economy)).tolist()
    ]


def on_producer(measure: str, kind: str, producer: tuple[Economy, int, int], limit: float) -> PlannedBound:
    """Bound `at most` on all that a sector of a region makes; `producer` says which of which economy."""
    economy, sector, region = producer
    home = np.ravel_multi_index((sector, region, region), economy.levels.trade_flow.shape)
    label = BoundLabel(
        measure, kind, (economy.regions[region],), (), (economy.sectors[sector],), OF_OUTPUT, False, 1.0, limit
    )
    return PlannedBound(label, np.array([home]), np.ones(1), is_producer=True)


def _premium(measure: Restriction) -> tuple[Receiver, float]:
    """Who receives the premium, and where it stops."""
    if isinstance(measure, ImportQuota):
        return Receiver.IMPORTER, np.inf if measure.over_quota_rate is None else float(measure.over_quota_rate)
    return Receiver[measure.premium_to.upper()], np.inf


def _amounts(measure: Restriction, economy: Economy, hit: NDArray[np.bool_]) -> tuple[NDArray[np.float64], str]:
    """Baseline amounts to count by: in the unit of the limit, in that of the flows, or as values at base prices."""
    if isinstance(measure, ImportQuota) and measure.quantity is not None:
        return quantity_in(measure.quantity.unit, economy), measure.quantity.unit
    if isinstance(measure, ImportQuota) and measure.value is not None:
        return economy.levels.trade_flow, MONEY
    units = {economy.quantity_unit[sector] for sector in np.flatnonzero(hit.any(axis=(-2, -1)))}
    is_physical = len(units) == 1 and units != {""} and np.isfinite(economy.quantity[hit]).all()
    return (economy.quantity, units.pop()) if is_physical else (economy.levels.trade_flow, MONEY)


def _limit(measure: Restriction, base: float, unit: str) -> float:
    match measure:
        case ExportLicensing():
            return allowed_share(measure) * base
        case ImportQuota():
            amount = measure.quantity or measure.value
            limit = float(measure.share or 0.0) * base if amount is None else amount.in_unit(unit)
            return limit if measure.over_quota_rate is None else max(limit, NEARLY_NOTHING * base)


def allowed_share(measure: ExportLicensing) -> float:
    """Share of the baseline quantity that a licence lets through, exempt part included."""
    return float(measure.exempt + (1 - measure.exempt) * measure.approval_rate)


def _label(
    measure: PurchaseCommitment | Restriction,
    economy: Economy,
    flows: NDArray[np.intp],
    numbers: tuple[str, float, float],
) -> BoundLabel:
    sector, exporter, importer = np.unravel_index(flows, economy.levels.trade_flow.shape)
    unit, base, limit = numbers
    pooled = isinstance(measure, PurchaseCommitment) or measure.pooled
    return BoundLabel(
        measure.id,
        measure.type,
        tuple(economy.regions[place] for place in np.unique(exporter)),
        tuple(economy.regions[place] for place in np.unique(importer)),
        tuple(economy.sectors[place] for place in np.unique(sector)),
        unit,
        pooled,
        base,
        limit,
    )
