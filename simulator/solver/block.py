"""A block of cases with everything computed once that stays fixed while it is solved."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulator.axes import EXPORTER, IMPORTER, PerBound, Regional
from simulator.economy.levels import Levels
from simulator.model.border import Border, Weights
from simulator.model.equations import Exponents
from simulator.model.evaluation import Terms
from simulator.model.nests import Nests
from simulator.model.shock import Bounds, Shock

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class State:
    """Unknowns of a block: log factor prices, log sector prices, log expenditures, and the log wedge of each bound.

    `unknowns` has shape (case, 3, sector, region), `log_wedge` (bound,): ≥ 0 for a premium, ≤ 0 for a floor.
    """

    unknowns: Array
    log_wedge: PerBound

    @property
    def log_wage(self) -> Regional:
        """Log change of factor prices."""
        return self.unknowns[:, 0]

    @property
    def log_price(self) -> Regional:
        """Log change of sector prices."""
        return self.unknowns[:, 1]

    @property
    def log_expenditure(self) -> Regional:
        """Log change of expenditure."""
        return self.unknowns[:, 2]

    def repeated(self, n_cases: int) -> "State":
        """Put the one case of this state side by side so many times."""
        return State(np.tile(self.unknowns, (n_cases, 1, 1, 1)), np.tile(self.log_wedge, n_cases))

    def take(self, cases: NDArray[np.intp], bounds: Bounds) -> "State":
        """Keep the given cases (ascending) and the wedges of their bounds only."""
        return State(self.unknowns[cases], self.log_wedge[bounds.of_cases(cases)])


@dataclass(frozen=True, eq=False)
class BoundFlows:
    """The distinct flows under bounds of a block; bounds on producers are none of them.

    Attributes
    ----------
    position
        Case, sector, exporter and importer of each flow, each of shape (flow,).
    entry
        Which flow each entry of the bounds on flows is, shape (entry on a flow,).
    border
        Wedges that the measures put on each flow beside its bounds.
    baseline
        Border value of each flow at the baseline.
    """

    position: tuple[NDArray[np.intp], ...]
    entry: NDArray[np.intp]
    border: Border
    baseline: Array

    @classmethod
    def of(cls, levels: Levels, bounds: Bounds, border: Border) -> "BoundFlows":
        """Find the distinct flows; `border` holds the wedges of all pairs."""
        key = (bounds.entry_case * levels.trade_flow.size + bounds.entry_flow)[bounds.on_flows]
        _, first, entry = np.unique(key, return_index=True, return_inverse=True)
        flow_index = tuple(index[first] for index in bounds.flow_index(levels.trade_flow.shape))
        return cls(flow_index, entry, border.at(flow_index), levels.trade_flow[flow_index[1:]])

    @property
    def seller(self) -> tuple[NDArray[np.intp], ...]:
        """Where each flow's exporter stands in a (case, sector, region) array."""
        return self.position[:-1]

    @property
    def buyer(self) -> tuple[NDArray[np.intp], ...]:
        """Where each flow's importer stands in a (case, sector, region) array."""
        return (*self.position[:-2], self.position[-1])

    def take(self, cases: NDArray[np.intp]) -> "BoundFlows":
        """Keep the flows of the given cases (ascending) only."""
        kept = np.flatnonzero(np.isin(self.position[0], cases))
        entry = self.entry[np.isin(self.entry, kept)]
        kept_index = tuple(index[kept] for index in self.position)
        renumbered = (np.searchsorted(cases, kept_index[0]), *kept_index[1:])
        return BoundFlows(renumbered, np.searchsorted(kept, entry), self.border.at((kept,)), self.baseline[kept])


@dataclass(frozen=True, eq=False)
class Block:
    """Constants of a block of cases, and the weights of its flows under the current bound wedges.

    `charged` are the sectors in which an exporter's side may receive premiums or charges. Only the weights at bounded
    flows change while a block is solved; they are overwritten in place, which keeps the many unbounded flows out of the
    loop.
    """

    terms: Terms
    weights: Weights
    charged: NDArray[np.intp]
    bounds: Bounds
    flows: BoundFlows

    @classmethod
    def of(cls, levels: Levels, shock: Shock) -> "Block":
        """Compute what stays fixed for the cases of a shock."""
        terms = Terms.of(levels, shock)
        border = Border.before_bounds(levels, shock)
        theta, with_treasury = terms.exponents.theta[..., None], bool(shock.is_income_tax.any())
        weights = border.weights(terms.nests.import_share, theta, with_treasury)
        flows = BoundFlows.of(levels, shock.bounds, border)
        is_charged = (border.export_charge != 1).any(axis=(0, EXPORTER, IMPORTER))
        is_charged[flows.position[1]] = True
        return cls(terms, weights, np.flatnonzero(is_charged), shock.bounds, flows)

    @property
    def nests(self) -> Nests:
        """Shares of the nests as the shock leaves them."""
        return self.terms.nests

    @property
    def exponents(self) -> Exponents:
        """Elasticities."""
        return self.terms.exponents

    @property
    def n_cases(self) -> int:
        """Number of cases."""
        return len(self.terms.closure)

    def take(self, cases: NDArray[np.intp]) -> "Block":
        """Keep the given cases (ascending) only."""
        return Block(
            self.terms.take(cases),
            Weights(*(None if weight is None else weight[cases] for weight in self.weights)),  # type: ignore[arg-type]
            self.charged,
            self.bounds.take(cases),
            self.flows.take(cases),
        )

    def start(self) -> State:
        """No change anywhere: where every case starts."""
        return State(np.zeros((self.n_cases, 3, *self.nests.output.shape)), np.zeros(len(self.bounds)))

    @cached_property
    def bound_elasticity(self) -> PerBound:
        """Elasticity of each bounded quantity to its wedge where nothing else moves: 1 + θ of its flows, weighted.

        Factor prices of a capped producer give way and hold its output up; they step on their own, so that netting them
        out here would count them twice and overshoot where factors are fixed.
        """
        weight, theta = self.bounds.entry_weight, np.empty(self.bounds.entry_flow.size)
        theta[self.bounds.on_flows] = self._theta_of_flows[self.flows.entry]
        theta[self.bounds.on_producers] = self.exponents.theta[(*self.producers[:2], 0)]
        return self.bounds.total(weight * (1 + theta)) / self.bounds.total(weight)

    def markup(self, log_wedge: PerBound) -> Regional | None:
        """Log factor of bounds on producers on all their sales; None where there is no such bound."""
        return self.bounds.markup(log_wedge, (self.n_cases, *self.nests.output.shape))

    @cached_property
    def producers(self) -> tuple[NDArray[np.intp], ...]:
        """Case, sector and region of the bounds on producers, in their order."""
        n_sectors, n_regions = self.nests.output.shape
        return self.bounds.producer_index((n_sectors, n_regions, n_regions))

    def charge_bounds(self, log_wedge: PerBound) -> tuple[Weights, Border]:
        """Put the wedges of the bounds into the weights; return weights and wedges of the bounded flows."""
        border = self.flows.border.with_premiums(self.bounds, log_wedge, (self.flows.entry,), self.flows.baseline.size)
        shares = np.broadcast_to(self.nests.import_share, self.weights.demand.shape)
        at_flows = border.weights(shares[self.flows.position], self._theta_of_flows, self.weights.treasury is not None)
        for whole, part in zip(self.weights, at_flows, strict=True):
            if whole is not None:
                whole[self.flows.position] = part
        return at_flows, border

    @cached_property
    def _theta_of_flows(self) -> Array:
        case, sector = self.flows.position[:2]
        return np.asarray(self.exponents.theta[case, sector, 0])
