"""Bounds over flows and on producers: limits and promises of measures, in rows for the solver."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.economy.economy import Economy
from simulator.model.shock import Bounds, Receiver
from simulator.scenario.effects.amounts import Amounts

OF_OUTPUT: Final = "share of baseline output"
"""Unit of bounds on producers."""

UNLIMITED: Final = 1e9
"""Limit, in baseline amounts, that holds nothing back."""

NEARLY_NOTHING: Final = 1e-9
"""Share of the baseline amount that stands for a quota of 0 beyond which more comes in at a rate."""

MOST_BOUNDS: Final = 20_000
"""Bounds of one scenario: three for each flow of a baseline of 15 regions and 26 sectors."""


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
    is_floor
        True for a promise of at least so much.
    is_value
        True where border value is counted rather than quantity.
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
    is_floor: bool = False
    is_value: bool = False


@dataclass(frozen=True, eq=False)
class PlannedBound:
    """A bound of a scenario before it joins a batch.

    `flows` are flat indices into (sector, exporter, importer), `weights` their baseline amounts, or 1 each where the
    bound counts value; a bound on a producer names its home sales. `ceiling` is the premium at which more comes in than
    the limit. `held_to` is the limit that the solver holds it to where that is another than its own: an idle bound
    holds nothing back, as another one does so in its place.
    """

    label: BoundLabel
    flows: NDArray[np.intp]
    weights: NDArray[np.float64]
    receiver: Receiver = Receiver.EXPORTER
    is_producer: bool = False
    ceiling: float = np.inf
    held_to: float | None = None

    @property
    def is_floor(self) -> bool:
        """Whether it is a promise of at least so much."""
        return self.label.is_floor

    @property
    def is_value(self) -> bool:
        """Whether it counts border value rather than quantity."""
        return self.label.is_value

    @property
    def limit(self) -> float:
        """Limit that the solver holds it to."""
        return self.label.limit if self.held_to is None else self.held_to

    @property
    def rules_out(self) -> bool:
        """Whether it is a limit beyond which nothing at all comes through, however much is paid."""
        return not (self.is_floor or self.is_producer or np.isfinite(self.ceiling))

    @property
    def same_flows(self) -> tuple[object, ...]:
        """What bounds have in common of which only the tightest counts."""
        return (self.flows.tobytes(), self.is_value, self.is_producer, self.is_floor, self.ceiling)

    def held(self, limit: float) -> "PlannedBound":
        """The same bound, which the solver holds to another limit."""
        return replace(self, held_to=limit)

    def idle(self) -> "PlannedBound":
        """The same bound, which holds nothing back."""
        return self.held(self.label.base * (NEARLY_NOTHING if self.is_floor else UNLIMITED))

    def without(self, is_closed: NDArray[np.bool_]) -> "PlannedBound":
        """Count open flows only, as closed ones ship nothing; none may be left."""
        is_open = ~is_closed.ravel()[self.flows]
        if self.is_producer or is_open.all():
            return self
        return replace(self, flows=self.flows[is_open], weights=self.weights[is_open])


class Source(NamedTuple):
    """The measure that sets bounds.

    Attributes
    ----------
    measure, kind
        Its id and type.
    pooled
        Whether one bound counts all of its flows together.
    """

    measure: str
    kind: str
    pooled: bool


def commitment(
    source: Source, economy: Economy, hit: NDArray[np.bool_], counted: Amounts, limit: float
) -> PlannedBound:
    """A bound `at least` over all flows that are hit and can be counted."""
    flows = _countable(economy, hit, counted)
    return _planned(source, economy, flows, counted, limit, is_floor=True)


class Premium(NamedTuple):
    """Who receives the premium of a limit, and the rate at which it stops, as more comes in."""

    receiver: Receiver
    ceiling: float = np.inf


def limits(
    source: Source,
    economy: Economy,
    hit: NDArray[np.bool_],
    counted: Amounts,
    most: Callable[[float], float],
    premium: Premium,
) -> tuple[list[PlannedBound], NDArray[np.bool_]]:
    """Bounds `at most`, one for each flow unless they are pooled, and the flows that are closed.

    Parameters
    ----------
    source, counted, premium
        The measure, what it counts, and who earns on it.
    hit
        Flows that it hits; only those that can be counted are bound.
    most
        Limit of flows by their baseline amount; 0 closes them.
    """
    flows = _countable(economy, hit, counted)
    groups = [flows] if source.pooled else list(flows[:, None])
    amounts = [float(counted.amount.ravel()[group].sum()) for group in groups]
    bounds, is_closed = [], np.zeros(hit.size, dtype=bool)
    for group, limit in zip(groups, map(most, amounts), strict=True):
        if limit > 0:
            planned = _planned(source, economy, group, counted, limit)
            bounds.append(replace(planned, receiver=premium.receiver, ceiling=premium.ceiling))
        is_closed[group] = limit == 0
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


def on_producer(source: Source, economy: Economy, sector: int, region: int, limit: float) -> PlannedBound:
    """A bound `at most` on all that a sector of a region makes, as a share of baseline output."""
    home = np.ravel_multi_index((sector, region, region), economy.levels.trade_flow.shape)
    codes = (economy.regions[region],), (), (economy.sectors[sector],)
    label = BoundLabel(source.measure, source.kind, *codes, OF_OUTPUT, source.pooled, 1.0, limit)
    return PlannedBound(label, np.array([home]), np.ones(1), is_producer=True)


def _countable(economy: Economy, hit: NDArray[np.bool_], counted: Amounts) -> NDArray[np.intp]:
    return np.flatnonzero(hit & (economy.levels.trade_flow > 0) & np.isfinite(counted.amount))


def _planned(
    source: Source, economy: Economy, flows: NDArray[np.intp], counted: Amounts, limit: float, *, is_floor: bool = False
) -> PlannedBound:
    sector, exporter, importer = np.unravel_index(flows, economy.levels.trade_flow.shape)
    amounts = counted.amount.ravel()[flows]
    label = BoundLabel(
        source.measure,
        source.kind,
        tuple(economy.regions[index] for index in np.unique(exporter)),
        tuple(economy.regions[index] for index in np.unique(importer)),
        tuple(economy.sectors[index] for index in np.unique(sector)),
        counted.unit,
        source.pooled,
        float(amounts.sum()),
        limit,
        is_floor,
        counted.is_value,
    )
    return PlannedBound(label, flows, np.ones(flows.size) if counted.is_value else amounts)
