"""The baseline world economy as bare arrays: what is recorded, and what follows from it."""

import hashlib
from dataclasses import dataclass, field, fields
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.axes import EXPORTER, IMPORTER, INPUT, REGION, SECTOR, Pairs, PerRegion, PerSector, Regional, Technology


def seal(record: object) -> None:
    """Set every array of a frozen record read-only where it is; for records made of arrays that nobody else writes."""
    for item in fields(record):  # type: ignore[arg-type]
        value = getattr(record, item.name)
        if isinstance(value, np.ndarray):
            value.setflags(write=False)


def sealed(array: NDArray[np.generic]) -> NDArray[Any]:
    """Set an array read-only that nobody else has, so that a record takes it without a copy."""
    array.setflags(write=False)
    return array


def freeze(record: object) -> None:
    """Set every array of a frozen record read-only, and apart from what it was given."""
    for item in fields(record):  # type: ignore[arg-type]
        value = getattr(record, item.name)
        if isinstance(value, np.ndarray):
            array = np.ascontiguousarray(value)
            if array.flags.writeable and array is value:
                array = array.copy()
            array.setflags(write=False)
            object.__setattr__(record, item.name, array)


class Content:
    """A frozen record of arrays, or of such records, that is equal to another if their contents are."""

    @cached_property
    def digest(self) -> bytes:
        """Fingerprint of the contents."""
        digest = hashlib.sha256()
        for item in fields(self):  # type: ignore[arg-type]
            value = getattr(self, item.name)
            digest.update(value.digest if isinstance(value, Content) else _bytes_of(value))
        return digest.digest()

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and isinstance(other, Content) and other.digest == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)


def _bytes_of(value: NDArray[np.generic] | None) -> bytes:
    return b"none" if value is None else str(value.shape).encode() + value.tobytes()


@dataclass(frozen=True, eq=False)
class Levels(Content):
    """Recorded levels of the baseline and, as properties, everything the accounting identities derive from them.

    Attributes
    ----------
    trade_flow
        Border value M before tariff, million USD a year, shape (sector, exporter, importer); the diagonal is
        domestic sales.
    tariff
        Ad valorem rate t, 0.25 is 25 %; 0 on the diagonal.
    input_share
        Share of gross output that a sector spends on an input, shape (input, sector, region); the rest is value added.
    is_critical
        Inputs that sit in the critical nest, shape (input,).
    profit_share
        ϖ: share of sales that is profit, part of value added and no pay of factors, shape (sector,); absent: 0.
    """

    trade_flow: Pairs
    tariff: Pairs
    input_share: Technology
    is_critical: NDArray[np.bool_]
    profit_share: PerSector = field(default_factory=partial(np.zeros, 1))

    def __post_init__(self) -> None:
        object.__setattr__(self, "profit_share", np.broadcast_to(self.profit_share, len(self.trade_flow)))
        freeze(self)

    @cached_property
    def purchases(self) -> Pairs:
        """Value at the purchaser's price, tariff included."""
        return self.trade_flow * (1 + self.tariff)

    @cached_property
    def expenditure(self) -> Regional:
        """X: spending of each importer on each sector, tariff included."""
        return np.asarray(self.purchases.sum(axis=EXPORTER))

    @cached_property
    def trade_share(self) -> Pairs:
        """π: share of an importer's sector spending that goes to each exporter; sums to 1, or 0 if it buys nothing."""
        return share_of(self.purchases, self.expenditure[:, None, :])

    @cached_property
    def output(self) -> Regional:
        """Y: gross output at producer prices."""
        return np.asarray(self.trade_flow.sum(axis=IMPORTER))

    @cached_property
    def value_added_share(self) -> Regional:
        """v: share of gross output that is not spent on inputs: pay of factors, and profits where there are any."""
        return np.asarray(1 - self.input_share.sum(axis=INPUT))

    @cached_property
    def factor_share(self) -> Regional:
        """Share of gross output that goes to factors, v − ϖ."""
        return np.asarray(self.value_added_share - self.profit_share[:, None])

    @cached_property
    def earnings(self) -> Regional:
        """V: factor earnings of each sector; their sum over sectors is a region's factor income."""
        return self.factor_share * self.output

    @cached_property
    def factor_income(self) -> PerRegion:
        """Σ_s V: factor income of each region."""
        return np.asarray(self.earnings.sum(axis=SECTOR))

    @cached_property
    def profits(self) -> PerRegion:
        """Σ_s ϖ·Y: profits of each region, part of its income."""
        return np.asarray((self.profit_share[:, None] * self.output).sum(axis=SECTOR))

    @cached_property
    def final_demand(self) -> Regional:
        """F: spending on each sector that is not on inputs."""
        inputs = np.einsum("ksn,sn->kn", self.input_share, self.output)
        return np.asarray(self.expenditure - inputs)

    @cached_property
    def income(self) -> PerRegion:
        """I: total final demand."""
        return np.asarray(self.final_demand.sum(axis=SECTOR))

    @cached_property
    def final_share(self) -> Regional:
        """f: share of a region's final demand that goes to each sector."""
        return share_of(self.final_demand, self.income[None, :])

    @cached_property
    def tariff_revenue(self) -> PerRegion:
        """R: tariff revenue of each importer."""
        return np.asarray((self.tariff * self.trade_flow).sum(axis=(-3, EXPORTER)))

    @cached_property
    def deficit(self) -> PerRegion:
        """D: income beyond what a region earns and collects, equal to imports less exports at border value."""
        return self.income - self.factor_income - self.profits - self.tariff_revenue

    @property
    def world_factor_income(self) -> float:
        """ΣΣV: the numéraire."""
        return float(self.factor_income.sum(axis=REGION))

    @property
    def n_sectors(self) -> int:
        """Number of sectors."""
        return int(self.trade_flow.shape[0])

    @property
    def n_regions(self) -> int:
        """Number of regions."""
        return int(self.trade_flow.shape[IMPORTER])


def share_of(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide part by whole; 0 where the whole is 0."""
    return np.divide(part, whole, out=np.zeros(np.broadcast_shapes(part.shape, whole.shape)), where=whole != 0)
