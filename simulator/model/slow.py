"""Slow adjustment: buyers and users remember prices, and the weights of their nests follow what they remember.

Between dates each nest keeps its short-run elasticity around the choice that fits remembered prices m: the weights are
those of a nest that has fully adjusted to m, so that at remembered prices its index is the long-run one. Current shares
are ∝ base share · e^B · price^(1−σ_S) with B = −(σ_L − σ_S)·(m − log P̂_L(m)), and m moves towards current prices by a
share λ each period. After a lasting change of prices the elasticity h years on is σ_S + (σ_L − σ_S)(1 − (1−λ)^h).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from simulator.axes import CriticalUse, Pairs, PerRegion, Regional, Technology
from simulator.economy.levels import Content, freeze, sealed


@dataclass(frozen=True, eq=False)
class _Members(Content):
    """One number for each member of each nest, by case.

    Attributes
    ----------
    origin
        Import origins, shape (case, sector, exporter, importer).
    home, imports
        Home goods and imports together, shape (case, sector, region); so for all below but the inputs.
    input
        Ordinary inputs by user, shape (case, input, sector, region).
    value_added, bundle
        Factors and the bundle of ordinary inputs.
    composite, critical
        Value added with ordinary inputs, and each critical input by user, shape (case, critical input, sector, region).
    final
        Sectors in final demand.
    factor
        Sectors that employ factors.
    supply
        Real pay of a region's factors, shape (case, region).
    appreciation
        A region's factor prices against those of the world, in that shape.
    """

    origin: Pairs
    home: Regional
    imports: Regional
    input: Technology
    value_added: Regional
    bundle: Regional
    composite: Regional
    critical: CriticalUse
    final: Regional
    factor: Regional
    supply: PerRegion
    appreciation: PerRegion

    def __post_init__(self) -> None:
        freeze(self)

    @classmethod
    def stack(cls, cases: Sequence[Self]) -> Self:
        """Put the cases of several records one after the other."""
        return cls(*(np.concatenate([getattr(case, item.name) for case in cases]) for item in fields(cls)))

    def take(self, cases: NDArray[np.intp]) -> Self:
        """Keep the given cases only."""
        return type(self)(*(sealed(getattr(self, item.name)[cases]) for item in fields(self)))


class SlowWeights(_Members):
    """Factor e^B on the baseline share of each member; 1 where nothing has moved."""


class MemberPrices(_Members):
    """Log price of each member against the baseline: current, or remembered."""

    def moved_towards(self, current: "MemberPrices", pace: Mapping[str, NDArray[np.float64]]) -> "MemberPrices":
        """Remember a share of the way to current prices; a price that is not finite, as of a closed flow, is not taken.

        Parameters
        ----------
        pace
            λ of one period for each kind of member, shaped to broadcast against it.
        """
        moved = {}
        for item in fields(self):
            old, new = getattr(self, item.name), getattr(current, item.name)
            moved[item.name] = old + pace[item.name] * np.where(np.isfinite(new), new - old, 0.0)
        return MemberPrices(**moved)
