"""A block of cases with everything computed once that stays fixed while it is solved."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulator.axes import EXPORTER, IMPORTER, PerBound, PerRegion, Regional
from simulator.economy.levels import Levels
from simulator.model.border import Border, Weights
from simulator.model.equations import Exponents
from simulator.model.nests import Nests
from simulator.model.shock import Bounds, Shock
from simulator.solver.slope import own_slope

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
    """The distinct flows under bounds of a block.

    Attributes
    ----------
    place
        Case, sector, exporter and importer of each flow, each of shape (flow,).
    entry
        Which flow each entry of the bounds is, shape (entry,).
    border
        Wedges that the measures put on each flow beside its bounds.
    baseline
        Border value of each flow at the baseline.
    """

    place: tuple[NDArray[np.intp], ...]
    entry: NDArray[np.intp]
    border: Border
    baseline: Array

    @classmethod
    def of(cls, levels: Levels, bounds: Bounds, border: Border) -> "BoundFlows":
        """Find the distinct flows; `border` holds the wedges of all pairs."""
        key = bounds.entry_case * levels.trade_flow.size + bounds.entry_flow
        _, first, entry = np.unique(key, return_index=True, return_inverse=True)
        place = tuple(index[first] for index in bounds.entry_place(levels.trade_flow.shape))
        return cls(place, entry, border.at(place), levels.trade_flow[place[1:]])

    @property
    def seller(self) -> tuple[NDArray[np.intp], ...]:
        """Where each flow's exporter stands in a (case, sector, region) array."""
        return self.place[:-1]

    @property
    def buyer(self) -> tuple[NDArray[np.intp], ...]:
        """Where each flow's importer stands in a (case, sector, region) array."""
        return (*self.place[:-2], self.place[-1])

    def take(self, cases: NDArray[np.intp]) -> "BoundFlows":
        """Keep the flows of the given cases (ascending) only."""
        kept = np.flatnonzero(np.isin(self.place[0], cases))
        entry = self.entry[np.isin(self.entry, kept)]
        place = tuple(index[kept] for index in self.place)
        renumbered = (np.searchsorted(cases, place[0]), *place[1:])
        return BoundFlows(renumbered, np.searchsorted(kept, entry), self.border.at((kept,)), self.baseline[kept])


@dataclass(frozen=True, eq=False)
class Block:
    """Constants of a block of cases, and the weights of its flows under the current bound wedges.

    `charged` are the sectors in which an exporter's side may receive premiums or charges. Only the weights at bounded
    flows change while a block is solved; they are overwritten in place, which keeps the many unbounded flows out of the
    loop.
    """

    nests: Nests
    exponents: Exponents
    own_slope: Regional
    deficit_new: PerRegion
    weights: Weights
    charged: NDArray[np.intp]
    bounds: Bounds
    flows: BoundFlows

    @classmethod
    def of(cls, levels: Levels, shock: Shock) -> "Block":
        """Compute what stays fixed for the cases of a shock."""
        nests = Nests.of(levels).moved(shock.weights)
        exponents = Exponents.of(shock.elasticities)
        border = Border.before_bounds(levels, shock)
        weights = border.weights(nests.import_share, exponents.theta[..., None])
        flows = BoundFlows.of(levels, shock.bounds, border)
        slope = own_slope(levels, exponents)
        is_charged = (border.export_charge != 1).any(axis=(0, EXPORTER, IMPORTER))
        is_charged[flows.place[1]] = True
        return cls(nests, exponents, slope, shock.deficit_new, weights, np.flatnonzero(is_charged), shock.bounds, flows)

    def take(self, cases: NDArray[np.intp]) -> "Block":
        """Keep the given cases (ascending) only."""
        return Block(
            self.nests.take(cases),
            Exponents(*(exponent[cases] for exponent in self.exponents)),
            self.own_slope[cases],
            self.deficit_new[cases],
            Weights(*(weight[cases] for weight in self.weights)),
            self.charged,
            self.bounds.take(cases),
            self.flows.take(cases),
        )

    def start(self) -> State:
        """No change anywhere: where every case starts."""
        return State(np.zeros((self.deficit_new.shape[0], 3, *self.nests.output.shape)), np.zeros(len(self.bounds)))

    @cached_property
    def bound_elasticity(self) -> PerBound:
        """Elasticity of each bounded quantity to its wedge where nothing else moves: 1 + θ of its flows, weighted."""
        weight = self.bounds.entry_weight
        theta = self._theta_of_flows[self.flows.entry]
        return self.bounds.total(weight * (1 + theta)) / self.bounds.total(weight)

    def charge_bounds(self, log_wedge: PerBound) -> tuple[Weights, Border]:
        """Put the wedges of the bounds into the weights; return weights and wedges of the bounded flows."""
        border = self.flows.border.with_premiums(self.bounds, log_wedge, (self.flows.entry,), self.flows.baseline.size)
        shares = np.broadcast_to(self.nests.import_share, self.weights.demand.shape)
        at_flows = border.weights(shares[self.flows.place], self._theta_of_flows)
        for whole, part in zip(self.weights, at_flows, strict=True):
            whole[self.flows.place] = part
        return at_flows, border

    @cached_property
    def _theta_of_flows(self) -> Array:
        case, sector = self.flows.place[:2]
        return np.asarray(self.exponents.theta[case, sector, 0])
