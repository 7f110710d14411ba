"""A block of cases with everything computed once that stays fixed while it is solved."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.axes import Pairs, PerBound, Regional
from simulator.economy.levels import Levels
from simulator.model.border import Border, Weights
from simulator.model.equations import Exponents
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

    @classmethod
    def at_baseline(cls, levels: Levels, shock: Shock) -> "State":
        """No change anywhere: where every case starts."""
        return cls(np.zeros((len(shock), 3, levels.n_sectors, levels.n_regions)), np.zeros(len(shock.bounds)))

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

    def take(self, cases: NDArray[np.intp], bounds: Bounds) -> "State":
        """Keep the given cases (ascending) only."""
        return State(self.unknowns[cases], self.log_wedge[np.isin(bounds.case, cases)])


class BoundFlows:
    """The distinct flows under bounds: where they sit in the batch, and the wedges that measures put there."""

    def __init__(self, levels: Levels, bounds: Bounds, border: Border) -> None:
        sector, exporter, importer = np.unravel_index(bounds.entry_flow, levels.trade_flow.shape)
        key = bounds.entry_case * levels.trade_flow.size + bounds.entry_flow
        _, first, entry = np.unique(key, return_index=True, return_inverse=True)
        self.place = tuple(index[first] for index in (bounds.entry_case, sector, exporter, importer))
        self.entry = entry
        self.border = border.at(self.place)
        self.flow = levels.trade_flow[self.place[1:]]

    @property
    def seller(self) -> tuple[NDArray[np.intp], ...]:
        """Where each flow's exporter stands in a (case, sector, region) array."""
        return self.place[:-1]

    @property
    def buyer(self) -> tuple[NDArray[np.intp], ...]:
        """Where each flow's importer stands in a (case, sector, region) array."""
        return (*self.place[:-2], self.place[-1])


class Block:
    """Constants of a block of cases, and the weights of its flows under the current bound wedges.

    Only the weights at bounded flows change while a block is solved; they are overwritten in place, which keeps the
    many unbounded flows out of the loop.
    """

    def __init__(self, levels: Levels, nests: Nests, shock: Shock) -> None:
        self.levels = levels
        self.nests = nests
        self.bounds = shock.bounds
        self.deficit_new = shock.deficit_new
        self.exponents = Exponents.of(shock.elasticities)
        border = Border.before_bounds(levels, shock)
        self.weights = border.weights(nests.import_share, self._theta)
        self.flows = BoundFlows(levels, shock.bounds, border)
        self.bound_elasticity = self._bound_elasticity(shock)

    @property
    def _theta(self) -> Pairs:
        return self.exponents.theta[..., None]

    def _bound_elasticity(self, shock: Shock) -> PerBound:
        """Elasticity of each bounded quantity to its wedge at given prices: θ of its flows, weighted."""
        bounds = shock.bounds
        weight = bounds.entry_weight
        sector = bounds.entry_flow // (self.levels.n_regions**2)
        theta = shock.elasticities.origin[bounds.entry_case, sector]
        return bounds.total(weight * theta) / bounds.total(weight)

    def charge_bounds(self, log_wedge: PerBound) -> tuple[Weights, Border]:
        """Put the wedges of the bounds into the weights; return weights and wedges of the bounded flows."""
        flows = self.flows
        border = flows.border.with_premiums(self.bounds, log_wedge, (flows.entry,))
        case, sector, _, _ = flows.place
        at_flows = border.weights(self.nests.import_share[flows.place[1:]], self.exponents.theta[case, sector, 0])
        for whole, part in zip(self.weights, at_flows, strict=True):
            whole[flows.place] = part
        return at_flows, border
