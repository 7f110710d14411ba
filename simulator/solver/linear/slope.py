"""How steeply excess demand for a sector's factors falls in their own price, and how sales fall with costs."""

from functools import lru_cache

import numpy as np

from simulator.axes import IMPORTER, Pairs, Regional
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
    earnings_share, composite = nests.earnings_share, nests.factor_share
    cost = composite * nests.composite_share
    abroad, at_home = _exposure(levels)
    is_mobile = np.isinf(exponents.kappa)
    supply = np.where(is_mobile, 1.0, exponents.kappa) * (1 - earnings_share) + earnings_share
    sales = exponents.theta * abroad + exponents.eta * at_home
    demand = exponents.value_added * (1 - composite) + exponents.critical * (composite - cost) - cost * sales
    return np.where(is_mobile | (levels.earnings == 0), 1.0, supply - demand)


def sales_falls(share: Pairs, home: Regional, sold: Pairs) -> tuple[Pairs, Pairs]:
    """Fall of each seller's log sales with the log costs of all, for each unit of θ and of η, as sourcing has it.

    Abroad a seller competes with other origins by ĉ_i − P̂M_j, and they with home goods by P̂M_j − P̂_j; at home it
    competes with imports by ĉ_i − P̂_i.

    Parameters
    ----------
    share
        Each exporter in an importer's sector imports, 0 on the diagonal.
    home
        Home goods in an importer's sector spending.
    sold
        Each market in a seller's sales, home on the diagonal.

    Returns
    -------
    origin, home
        Shape (sector, seller, seller).
    """
    identity, rivals = np.eye(len(home[0])), np.swapaxes(share, 1, 2)
    abroad, at_home = sold * (1 - identity), np.einsum("sii->si", sold)
    origin = identity * abroad.sum(axis=IMPORTER)[..., None] - abroad @ rivals
    by_home = (at_home * (1 - home))[..., None] * (identity - rivals) - (abroad * home[:, None]) @ (identity - rivals)
    return origin, by_home


@lru_cache(maxsize=4)
def _exposure(levels: Levels) -> tuple[Regional, Regional]:
    """Weights of θ and of η in the price elasticity of a seller's sales at rest, each of shape (sector, region).

    In a market abroad, with the share i of a seller in its imports and the share h of home goods, the elasticity is
    θ(1−i) + η·i·h; at home it is η(1−h).
    """
    nests = Nests.of(levels)
    sold = share_of(levels.trade_flow, levels.output[..., None])
    origin, home = sales_falls(nests.import_share[0], nests.home_share[0], sold)
    return np.einsum("sii->si", origin), np.einsum("sii->si", home)
