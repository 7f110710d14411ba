"""Border wedges: how they change the delivered price, and who receives what part of the price."""

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.axes import PerBound
from simulator.economy.levels import Levels
from simulator.model.shock import Bounds, Receiver, Shock

Array = NDArray[np.float64]


class Weights(NamedTuple):
    """Weights of flows in sourcing, fixed while costs move; a flow's share of spending is weight · ĉ^−θ · scale.

    `demand` is that weight; `producer` and `exporter` are it times the part of spending that reaches the producer, and
    that the exporter's side receives from wedges (negative where it pays). The rest is the importer's; `treasury` is
    the part of it that is tariff revenue, None where nothing depends on it.
    """

    demand: Array
    producer: Array
    exporter: Array
    treasury: Array | None


@dataclass(frozen=True, eq=False)
class Border:
    """Wedges of flows, elementwise: for all pairs of a batch, or only for flows under a bound.

    Arrays of all pairs have a leading case axis, of length 1 where they are the same in every case.

    Attributes
    ----------
    tariff, tariff_new
        t and t', ad valorem.
    iceberg_cost
        d: real cost factor that nobody receives, premiums that are burnt included.
    export_charge
        x: what the exporter's side receives, export tax and licence premium; part of the border value.
    quota_charge
        Premium that the importer's side keeps, of a quota or a licence; on top of the tariff, outside the border value.
    purchase_factor
        m: share of the price that the buyer pays; the importer's treasury pays the rest.
    is_closed
        Flows that leave their nest.
    """

    tariff: Array
    tariff_new: Array
    iceberg_cost: Array
    export_charge: Array
    quota_charge: Array
    purchase_factor: Array
    is_closed: NDArray[np.bool_]

    @classmethod
    def of(cls, levels: Levels, shock: Shock, log_wedge: PerBound) -> "Border":
        """Wedges of all pairs as the measures set them and the bounds add to them."""
        flow_index = shock.bounds.flow_index(levels.trade_flow.shape)
        return cls.before_bounds(levels, shock).with_premiums(shock.bounds, log_wedge, flow_index, len(shock))

    @classmethod
    def before_bounds(cls, levels: Levels, shock: Shock) -> "Border":
        """Wedges of all pairs as the measures set them, with every premium and purchase subsidy at 0."""
        return cls(
            levels.tariff[None],
            shock.tariff_new,
            shock.iceberg_cost,
            shock.export_charge,
            np.ones_like(shock.export_charge[:1]),
            shock.purchase_factor,
            shock.is_closed,
        )

    def at(self, index: tuple[NDArray[np.intp], ...]) -> "Border":
        """Wedges at the given places of the arrays only, as one row; what is the same in every case is so for each."""
        arrays = (getattr(self, item.name) for item in fields(self))
        return Border(*(array[(index[0] % len(array), *index[1:])] for array in arrays))

    def with_premiums(
        self, bounds: Bounds, log_wedge: PerBound, flow_index: tuple[NDArray[np.intp], ...], length: int
    ) -> "Border":
        """Multiply in the wedge of every bound at the places of its entries.

        A floor pushes the buyer's price below cost, any other bound charges a premium to the side that receives it.

        Parameters
        ----------
        flow_index
            Of the entries on flows.
        length
            Cases, or flows, that the places are in.
        """
        if bounds.on_flows.size == 0:
            return self
        bound = bounds.entry_bound[bounds.on_flows]
        wedge = np.exp(log_wedge)[bound]
        is_floor = (wedge != 1) & bounds.is_floor[bound]
        receiver = np.where((wedge != 1) & ~is_floor, bounds.receiver[bound], -1)
        return replace(
            self,
            iceberg_cost=_multiplied(self.iceberg_cost, length, flow_index, wedge, receiver == Receiver.NOBODY),
            export_charge=_multiplied(self.export_charge, length, flow_index, wedge, receiver == Receiver.EXPORTER),
            quota_charge=_multiplied(self.quota_charge, length, flow_index, wedge, receiver == Receiver.IMPORTER),
            purchase_factor=_multiplied(self.purchase_factor, length, flow_index, wedge, is_floor),
        )

    @cached_property
    def is_charged(self) -> bool:
        """Whether any exporter's side receives, or pays, a charge."""
        return bool((self.export_charge != 1).any())

    @cached_property
    def is_rationed(self) -> bool:
        """Whether any importer's side receives a quota premium."""
        return bool((self.quota_charge != 1).any())

    @cached_property
    def is_subsidised(self) -> bool:
        """Whether any importer's treasury pays a part of a price."""
        return bool((self.purchase_factor != 1).any())

    @property
    def charge(self) -> Array:
        """What buyers pay before tariff over the producer's price, whoever receives the difference."""
        return self.export_charge * self.quota_charge if self.is_rationed else self.export_charge

    @property
    def wedge_hat(self) -> Array:
        """x̂ · d̂ · (1+t')/(1+t) · m̂: change of the delivered price at given cost."""
        return self.charge * self.iceberg_cost * self.purchase_factor * (1 + self.tariff_new) / (1 + self.tariff)

    @property
    def collected(self) -> Array:
        """Tariff revenue over border value: max(0, (1+t')·m' − 1), as a state waives the duty on its own purchases."""
        if not self.is_subsidised:
            return self.tariff_new
        net = (1 + self.tariff_new) * self.purchase_factor - 1
        return np.where(self.purchase_factor == 1, self.tariff_new, np.maximum(net, 0.0))

    @property
    def paid_by_treasury(self) -> Array:
        """What pushing the buyer's price below cost takes beyond the duty waived: max(0, 1 − (1+t')·m')."""
        net = 1 - (1 + self.tariff_new) * self.purchase_factor
        return np.where(self.purchase_factor == 1, 0.0, np.maximum(net, 0.0))

    def demand(self, import_share: Array, theta: Array) -> Array:
        """Weights of the flows in sourcing, share · ω̂^−θ; 0 where closed."""
        demand = import_share * raised(self.wedge_hat, -theta)
        return np.where(self.is_closed, 0.0, demand) if self.is_closed.any() else demand

    def weights(self, import_share: Array, theta: Array, with_treasury: bool = False) -> Weights:
        """Weights of the flows, and their split between producer, exporter and importer."""
        demand = self.demand(import_share, theta)
        producer = demand / ((1 + self.tariff_new) * self.purchase_factor * self.charge)
        treasury = producer * self.export_charge * self.collected if with_treasury else None
        return Weights(demand, producer, producer * (self.export_charge - 1), treasury)


def raised(base: Array, exponent: Array) -> Array:
    """Base to a power, worked out only where it is not 1: few flows have a wedge."""
    result = np.ones(np.broadcast_shapes(base.shape, exponent.shape))
    raised_pairs = np.nonzero(base != 1)
    of_case = (slice(None) if len(base) < len(result) else raised_pairs[0], *raised_pairs[1:])
    result[of_case] = base[raised_pairs] ** np.broadcast_to(exponent, result.shape)[of_case]
    return result


def _multiplied(
    array: Array, length: int, flow_index: tuple[NDArray[np.intp], ...], factor: Array, chosen: NDArray[np.bool_]
) -> Array:
    if not chosen.any():
        return array
    product = np.broadcast_to(array, (length, *array.shape[1:])).copy()
    np.multiply.at(product, tuple(index[chosen] for index in flow_index), factor[chosen])
    return product
