"""How steeply excess demand for a sector's factors falls in their own price: there elasticities matter most."""

from functools import lru_cache

import numpy as np

from simulator.axes import Regional
from simulator.economy.levels import Levels, share_of
from simulator.model.equations import Exponents
from simulator.model.nests import Nests


def own_slope(levels: Levels, exponents: Exponents) -> Regional:
    """Fall of log excess factor demand in a sector's own log factor price where all else stays at the baseline, > 0.

    Supply rises by κ(1−s) + s, with the share s of a region's factor income; demand by
    (1−ψ)(1−f) + (1−χ)(f−v) − v·e, with the shares f and v of factors in the composite and in unit cost, and the price
    elasticity e of sales. It is 1 where factors are mobile, or there are none, and only follow the region's wage.

    Returns
    -------
    slope
        Shape (case, sector, region).
    """
    nests = Nests.of(levels)
    own, composite = nests.earnings_share, nests.factor_share
    cost = composite * nests.composite_share
    abroad, at_home = _exposure(levels)
    is_mobile = np.isinf(exponents.kappa)
    supply = np.where(is_mobile, 1.0, exponents.kappa) * (1 - own) + own
    sales = exponents.theta * abroad + exponents.eta * at_home
    demand = exponents.value_added * (1 - composite) + exponents.critical * (composite - cost) - cost * sales
    return np.where(is_mobile | (levels.earnings == 0), 1.0, supply - demand)


@lru_cache(maxsize=4)
def _exposure(levels: Levels) -> tuple[Regional, Regional]:
    """Weights of θ and of η in the price elasticity of a seller's sales, each of shape (sector, region).

    In a market abroad, with the share i of a seller in its imports and the share h of home goods, the elasticity is
    θ(1−i) + η·i·h; at home it is η(1−h).
    """
    nests = Nests.of(levels)
    share, home = nests.import_share[0], nests.home_share[0]
    sold = share_of(levels.trade_flow, levels.output[..., None])
    sold_home = np.einsum("sii->si", sold)
    sold_abroad = sold * ~np.eye(levels.n_regions, dtype=bool)
    rivals = (sold_abroad * (1 - share)).sum(axis=-1)
    return rivals, (sold_abroad * share * home[:, None, :]).sum(axis=-1) + sold_home * (1 - home)
