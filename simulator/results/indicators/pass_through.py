"""What duties add to consumer prices if they are passed on: a cost push through a region's own input–output table.

Wages and foreign costs stay as they are, so that each region is on its own. Profits are a constant markup on unit cost,
as in the model.
"""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import REGION, SECTOR, Pairs, PerRegion, Regional
from simulator.economy.levels import Levels
from simulator.model import equations
from simulator.model.border import raised
from simulator.model.ces import pair_log_index
from simulator.model.equations import Exponents
from simulator.model.nests import Nests
from simulator.model.shock import Shock

Array = NDArray[np.float64]

AT_REST: Final = 1e-12
"""Gap of log prices below which a case is solved."""

MOST_STEPS: Final = 300
"""Steps after which a case is given up; duties of 145 % take about ten, of 2000 % about sixty."""


def before_substitution(levels: Levels, shock: Shock) -> PerRegion:
    """Share that duties add to each region's consumer prices at baseline shares, shape (case, region).

    p_s = π_home·Σ_k a_ks/(1−ϖ_s)·p_k + Σ_i π_i·((1+t')/(1+t) − 1), weighted with baseline final shares
    """
    at_border = np.einsum("sij,csij->csj", levels.trade_share, _duty_hat(levels, shock) - 1)
    added = (levels.final_share * _carried(_chain(levels), at_border)).sum(axis=SECTOR)
    return np.broadcast_to(added, (len(shock), added.shape[-1]))


def substituted(levels: Levels, shock: Shock) -> PerRegion:
    """Share that duties add to each region's consumer prices at the elasticities of each case, shape (case, region).

    Each step follows the chain of inputs at baseline shares, which is exact for small duties.

    Returns
    -------
    added
        NaN where prices have not settled.
    """
    nests, exponents = Nests.of(levels), Exponents.of(shock.elasticities)
    log_price = np.zeros((len(shock), *levels.output.shape))
    imports, chain = _import_price(nests, exponents, _duty_hat(levels, shock), log_price), _chain(levels)
    for _ in range(MOST_STEPS):
        cost = equations.unit_costs(nests, exponents, np.zeros_like(log_price), log_price).unit
        implied = pair_log_index((nests.home_share, cost), (nests.foreign_share, imports), -exponents.eta)
        gap = implied - log_price
        is_settled = np.asarray((np.abs(gap) <= AT_REST).all(axis=(SECTOR, REGION)))
        if is_settled.all():
            break
        log_price = log_price + np.where(is_settled[:, None, None], 0.0, _carried(chain, gap))
    added = np.expm1(equations.consumption(nests, exponents, log_price).log_price)
    return np.where(is_settled[:, None], added, np.nan)


def _duty_hat(levels: Levels, shock: Shock) -> Pairs:
    return (1 + shock.tariff_new) / (1 + levels.tariff)


def _import_price(nests: Nests, exponents: Exponents, duty_hat: Pairs, no_change: Regional) -> Regional:
    """Log price of all imports of a sector together at unchanged foreign costs."""
    demand = nests.import_share * raised(duty_hat, -exponents.theta[..., None])
    abroad = replace(nests, home_share=np.zeros_like(nests.home_share), foreign_share=np.ones_like(nests.foreign_share))
    return equations.sourcing(abroad, exponents, demand, no_change).log_price


def _chain(levels: Levels) -> Array:
    """(1 − π_home·a/(1−ϖ))⁻¹: what rises at the border add to each price in the end, shape (region, sector, input)."""
    home = np.einsum("sii->si", levels.trade_share)
    through_home = home * levels.input_share / (1 - levels.profit_share)[:, None]
    return np.linalg.inv(np.eye(levels.n_sectors) - through_home.transpose(2, 1, 0))


def _carried(chain: Array, regional: Regional) -> Regional:
    """Carry the sectors of each region through its matrix."""
    rows = np.swapaxes(regional, SECTOR, REGION)[..., None]
    return np.swapaxes((chain @ rows)[..., 0], SECTOR, REGION)
