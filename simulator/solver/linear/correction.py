"""First-order correction for cases whose elasticities differ from those of the linearisation."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from simulator.axes import Regional
from simulator.solver.block import Block
from simulator.solver.linear.columns import Columns, columns
from simulator.solver.linear.responses import Responses
from simulator.solver.linear.slope import own_slope

LEFT_OUT: Final = ("final", "scale", "deficit")
"""Exponents whose differences hardly change a step."""


@dataclass(frozen=True, eq=False)
class Correction:
    """How the residuals of a block respond otherwise than at the elasticities of the linearisation, to first order.

    Everything but the responses is shaped to broadcast against (group, region, sector, case).

    Attributes
    ----------
    responses
        What elasticities multiply.
    theta, eta, kappa, inputs, value_added, critical, supply
        By how much the exponents of the cases exceed those linearised at.
    slope_ratio
        Own slope linearised at over that of the case, less 1.
    own_price
        Rise of spending on a good with its own price.
    is_mobile
        Where factors are mobile; None where they are nowhere.
    """

    responses: Responses
    theta: Columns
    eta: Columns
    kappa: Columns
    inputs: Columns
    value_added: Columns
    critical: Columns
    supply: Columns
    slope_ratio: Columns
    own_price: Columns
    is_mobile: NDArray[np.bool_] | None

    @classmethod
    def of(cls, responses: Responses, block: Block) -> Self | None:
        """Put what differs by case side by side; None where nothing does."""
        by_name = zip(block.exponents._fields, block.exponents, responses.exponents, strict=True)
        differences = {name: _excess(new, old) for name, new, old in by_name if name not in LEFT_OUT}
        if not any(difference.any() for difference in differences.values()):
            return None
        packed = {name: _packed(difference) for name, difference in differences.items()}
        n_sectors = responses.earnings_share.shape[1]
        of_users = np.concatenate([_of_all(packed[nest], n_sectors) for nest in ("inputs", "critical")], axis=2)
        is_mobile = _packed(np.isinf(block.exponents.kappa).astype(float)) > 0
        return cls(
            responses,
            **packed,
            slope_ratio=_packed(responses.own_slope / own_slope(responses.levels, block.exponents) - 1),
            own_price=responses.use @ of_users,
            is_mobile=is_mobile if is_mobile.any() else None,
        )

    def translated(self, residuals: Columns) -> Columns:
        """Residuals of factor prices as they would be at the elasticities linearised at, for a step of the same length.

        What a region's sectors have in common moves its wage, which hardly depends on how mobile its factors are;
        what sets them apart is larger where an own price moves it more.
        """
        translated = residuals.copy()
        wage, _, _ = self._by_kind(translated)
        wage += self.slope_ratio * (wage - self._in_common(wage))
        return translated

    def response(self, step: Columns) -> Columns:
        """What a step leaves of the residuals that it would close at the elasticities linearised at.

        With Δ for the difference of elasticities, and sales as `Responses` has them by θ and η:

        Δŝ = −Δθ·origin·ĉ − Δη·home·ĉ
        Δ excess demand for factors = Δŝ − Δκ(ŵ − Ŵ) − Δξ(Ŵ − P̂F) − Δψ(ŵ − b̂) − Δχ(b̂ − ĉ)
        Δ spending on a good = Σ_s use_s·z_s, where z is Δŝ − Δε(P̂ − P̂I) − Δψ(P̂I − b̂) − Δχ(b̂ − ĉ) for ordinary inputs
        and Δŝ − Δχ(P̂ − ĉ) for critical ones

        Final demand, income from wedges, deficits and the wedges of bounds are left out: they hardly change a step.
        """
        fixed = self.responses
        wage, price, _ = self._by_kind(step)
        cost, bundle = np.split(fixed.costs @ np.concatenate([wage, price], axis=2), 2, axis=2)
        composite = bundle + fixed.factor_weight * (wage - bundle)
        sales = self._sales(cost)

        common = sales + self.critical * (composite - cost) - self.value_added * composite
        factors = common + self.value_added * wage - self.kappa * (wage - self._in_common(wage))
        if self.supply.any():
            factors -= self.supply * (self._in_common(wage) - (fixed.final_share * price).sum(axis=2, keepdims=True))
        if self.is_mobile is not None:
            factors = np.where(self.is_mobile, self._in_common(factors), factors)
        ordinary = common + (self.value_added - self.inputs) * bundle
        used = np.concatenate([ordinary, sales - self.critical * cost], axis=2)

        response = np.zeros_like(step)
        of_wage, _, of_expenditure = self._by_kind(response)
        np.multiply(factors, fixed.has_factors, out=of_wage)
        np.add(fixed.use @ used, self.own_price * price, out=of_expenditure)
        return response

    def _sales(self, cost: Columns) -> Columns:
        """Change of sales with costs."""
        by_seller = np.ascontiguousarray(np.swapaxes(cost, 1, 2))
        origin, home = (np.swapaxes(share @ by_seller, 1, 2) for share in (self.responses.origin, self.responses.home))
        return -self.theta * origin - self.eta * home

    def _in_common(self, regional: Columns) -> Columns:
        """Mean over the sectors of a region, by their earnings."""
        return np.asarray((self.responses.earnings_share * regional).sum(axis=2, keepdims=True))

    def _by_kind(self, unknowns: Columns) -> tuple[Columns, Columns, Columns]:
        """Views of factor prices, sector prices and expenditures, each of shape (group, region, sector, case)."""
        n_regions, n_sectors, _ = self.responses.earnings_share.shape
        regional = unknowns[:, : 3 * n_regions * n_sectors]
        kinds = regional.reshape(len(unknowns), n_regions, 3, n_sectors, -1)
        return kinds[:, :, 0], kinds[:, :, 1], kinds[:, :, 2]


def _excess(new: Regional, old: Regional) -> Regional:
    """Difference of exponents, 0 where one of them is infinite: no first order leads there."""
    is_finite = np.isfinite(new) & np.isfinite(old)
    return np.subtract(new, old, out=np.zeros(np.broadcast_shapes(new.shape, old.shape)), where=is_finite)


def _of_all(by_sector: Columns, n_sectors: int) -> Columns:
    """Columns of every sector from those that may have one for all of them."""
    n_groups, n_regions, _, n_cases = by_sector.shape
    return np.broadcast_to(by_sector, (n_groups, n_regions, n_sectors, n_cases))


def _packed(by_case: Regional) -> Columns:
    """Array of shape (case, sector, region) as columns of shape (group, region, sector, case)."""
    return np.ascontiguousarray(np.swapaxes(columns(by_case), 1, 2))
