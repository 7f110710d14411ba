"""What elasticities multiply in the linearised equations of one case: the shares at its state."""

import numpy as np
from numpy.typing import NDArray

from simulator.axes import EXPORTER, INPUT, SECTOR, Regional, Technology
from simulator.economy.levels import Levels, share_of
from simulator.model import equations
from simulator.model.equations import Sourcing
from simulator.solver.block import Block, State
from simulator.solver.evaluate import at_state
from simulator.solver.linear.slope import own_slope, sales_falls

Array = NDArray[np.float64]
Single = NDArray[np.float32]


class Responses:
    """Fixed parts of the linearised equations of one case at a state, region by region.

    Attributes
    ----------
    levels, exponents, own_slope
        The baseline, elasticities of the case, and how steeply its excess demand for factors falls.
    earnings_share
        Each sector in a region's factor income, shape (region, sector, 1).
    has_factors
        1 where a sector has factors, 0 elsewhere, in that shape.
    factor_weight
        Factors in the composite of factors and ordinary inputs, in that shape.
    final_share
        Each sector in final demand, in that shape.
    costs
        Unit cost, and below it the price of the bundle of ordinary inputs, from factor prices and sector prices,
        shape (region, 2 × sector, 2 × sector).
    origin, home
        Fall of each seller's sales with the costs of all, for each unit of θ and of η, shape (sector, seller, seller).
    use
        What sectors spend on a good as an ordinary and as a critical input, in all spending on it, shape (region, good,
        2 × sector).
    """

    def __init__(self, levels: Levels, block: Block, state: State) -> None:
        nests, self.levels, self.exponents = block.nests, levels, block.exponents
        self.own_slope = own_slope(levels, self.exponents)
        block.charge_bounds(state.log_wedge)
        at = at_state(block, state)
        costs, source, expenditure, output = at.costs, at.source, at.expenditure, at.output

        earnings = (nests.earnings_share * np.exp(state.log_wage))[0]
        factors = (nests.factor_cost * costs.factor_hat)[0]
        ordinary = (nests.ordinary_use * costs.input_pull * costs.input_scale[:, None])[0]
        critical = np.zeros_like(ordinary)
        critical[nests.critical_input] = (nests.critical_use * costs.critical_hat)[0]
        self.earnings_share = _by_region(share_of(earnings, earnings.sum(axis=SECTOR)))
        self.has_factors = _by_region(levels.earnings > 0)
        self.factor_weight = _by_region(share_of(factors, factors + ordinary.sum(axis=INPUT)))
        final = equations.consumption(nests, self.exponents, state.log_price).share
        self.final_share = _by_region(final[0])
        self.costs = _costs(*(share / nests.cost_share for share in (factors, ordinary, critical)))
        self.origin, self.home = _sales(block, source, expenditure, output)
        self.use = _use(np.concatenate([ordinary * output, critical * output], axis=SECTOR), expenditure[0])


def _by_region(regional: NDArray[np.generic]) -> Single:
    return np.ascontiguousarray(regional.T[..., None], np.float32)


def _costs(factors: Regional, ordinary: Technology, critical: Technology) -> Single:
    """Shares of unit cost, and of the bundle of ordinary inputs, as one matrix for each region."""
    n_sectors, n_regions = factors.shape
    none = np.zeros((n_regions, n_sectors, n_sectors))
    bundle = share_of(ordinary, ordinary.sum(axis=INPUT))
    of_cost = np.concatenate([np.eye(n_sectors) * factors.T[..., None], (ordinary + critical).T], axis=2)
    of_bundle = np.concatenate([none, bundle.T], axis=2)
    return np.concatenate([of_cost, of_bundle], axis=1).astype(np.float32)


def _sales(block: Block, source: Sourcing, expenditure: Regional, output: Regional) -> tuple[Single, Single]:
    """Fall of sales for each unit of θ and of η."""
    imports = equations.spending(block.weights.demand, source, expenditure)[0] * ~np.eye(output.shape[-1], dtype=bool)
    sold = equations.spending(block.weights.producer, source, expenditure)[0]
    share = share_of(imports, imports.sum(axis=EXPORTER, keepdims=True))
    origin, home = sales_falls(share, source.home_share[0], share_of(sold, output[0][..., None]))
    return origin.astype(np.float32), home.astype(np.float32)


def _use(spent: Array, expenditure: Regional) -> Single:
    """Shares of users in spending on each good, as one matrix for each region, from spending (good, user, region)."""
    return np.ascontiguousarray(share_of(spent, expenditure[:, None]).transpose(2, 0, 1), np.float32)
