"""The elasticities of every nest: as a table by horizon, and at one horizon as the solver takes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from simulator.axes import PerCase, PerSector
from simulator.economy.levels import Content, freeze, sealed

HORIZONS: Final = {"short": 1.0, "medium": 3.0, "long": np.inf}
"""Years of adjustment of the named horizons; `long` is full adjustment."""

NESTS: Final = (
    "origin",
    "home",
    "input",
    "value_added",
    "critical",
    "final",
    "factor",
    "supply",
    "scale",
    "deficit",
)
"""Nests of the model in the order of the equations."""

SINGLE_NESTS: Final = ("final", "factor", "supply", "scale", "deficit")
"""Nests over sectors, or of a whole region: one elasticity for all sectors."""

OF_REGIONS: Final = ("supply", "scale", "deficit")
"""Responses of a whole region, 0 where there are none; a nest that a baseline leaves out is 0."""


@dataclass(frozen=True, eq=False)
class Elasticities(Content):
    """Elasticities of every nest for a batch of cases.

    Attributes
    ----------
    origin
        θ: trade elasticity among import origins, > 0, shape (case, sector).
    home
        η: trade elasticity between home and imports, > 0, shape (case, sector).
    input
        ε: substitution among ordinary inputs by using sector, shape (case, sector); so for the next two.
    value_added
        ψ: substitution between value added and the input bundle.
    critical
        χ: substitution between critical inputs and everything else.
    final
        φ: substitution among sectors in final demand, shape (case,).
    factor
        κ: mobility of factors between sectors, ≥ 1, shape (case,); 1 is fixed in their sector, `inf` is mobile.
    supply
        ξ: elasticity of a region's supply of factors to their real pay, ≥ 0, shape (case,); 0 is full employment of
        given factors.
    scale
        ζ: by which power of the factors in use each of them makes more, ≥ 0, shape (case,).
    deficit
        ψ: response of deficits to factor prices under the closure `responsive`, in factor incomes, ≥ 0, shape (case,).
    """

    origin: PerSector
    home: PerSector
    input: PerSector
    value_added: PerSector
    critical: PerSector
    final: PerCase
    factor: PerCase
    supply: PerCase = field(default_factory=partial(np.zeros, 1))
    scale: PerCase = field(default_factory=partial(np.zeros, 1))
    deficit: PerCase = field(default_factory=partial(np.zeros, 1))

    def __post_init__(self) -> None:
        for nest in OF_REGIONS:
            object.__setattr__(self, nest, np.broadcast_to(getattr(self, nest), self.final.shape))
        freeze(self)

    @classmethod
    def stack(cls, cases: Sequence[Self]) -> Self:
        """Put the cases of several records one after the other."""
        return cls(*(sealed(np.concatenate([getattr(case, item.name) for case in cases])) for item in fields(cls)))

    @property
    def n_cases(self) -> int:
        """Number of cases."""
        return int(self.final.size)

    def scaled(self, ratios: Self) -> Self:
        """Multiply by factors of the same shape; factors stay at least fixed in their sector, κ = 1."""
        product = {item.name: getattr(self, item.name) * getattr(ratios, item.name) for item in fields(self)}
        return type(self)(**{**product, "factor": np.maximum(product["factor"], 1.0)})

    def take(self, cases: NDArray[np.intp]) -> Self:
        """Keep the given cases only."""
        return type(self)(*(sealed(getattr(self, item.name)[cases]) for item in fields(self)))


@dataclass(frozen=True, eq=False)
class Adjustment:
    """How an elasticity grows with the horizon: impact value, full-adjustment value, yearly speed; shape (sector,)."""

    short_run: PerSector
    long_run: PerSector
    speed: PerSector

    def __post_init__(self) -> None:
        freeze(self)

    def at(self, years: float) -> PerSector:
        """Elasticity after a number of years, σ(h) = σ_S + (σ_L − σ_S)(1 − (1−λ)^h); exactly σ_L at infinity."""
        if np.isinf(years):
            return self.long_run
        gap = np.subtract(self.long_run, self.short_run, out=np.zeros_like(self.long_run), where=self.is_changing)
        return np.asarray(self.short_run + gap * (1 - (1 - self.speed) ** years))

    @property
    def is_changing(self) -> NDArray[np.bool_]:
        """Where impact and full adjustment differ; false for factors that are mobile at every horizon."""
        return np.not_equal(self.long_run, self.short_run)


@dataclass(frozen=True)
class Band:
    """How uncertain a long-run elasticity is; its short run scales along.

    `kind` is uniform, triangular with its mode at the centre, or loguniform.
    """

    centre: float
    low: float
    high: float
    kind: str


@dataclass(frozen=True)
class ElasticityTable:
    """Adjustment of every nest, with source and band of each row of the table by nest and sector.

    `nests` holds every name of `NESTS`; nests over sectors (`SINGLE_NESTS`) have length 1. A band of sector `*` is that
    of one number that holds for every sector.
    """

    nests: Mapping[str, Adjustment]
    sources: Mapping[tuple[str, str], str]
    bands: Mapping[tuple[str, str], Band]

    @property
    def home_follows(self) -> NDArray[np.bool_]:
        """Sectors in which home is equal to origin, and follows it when origin is varied, shape (sector,)."""
        home, origin = self.nests["home"], self.nests["origin"]
        pairs = ((getattr(home, item.name), getattr(origin, item.name)) for item in fields(Adjustment))
        return np.asarray(np.logical_and.reduce([first == second for first, second in pairs]))

    def at(self, years: float) -> Elasticities:
        """Elasticities at a horizon as a batch of one case."""
        values = {nest: self.nests[nest].at(years) for nest in NESTS}
        return Elasticities(**{nest: v if nest in SINGLE_NESTS else v[None, :] for nest, v in values.items()})
