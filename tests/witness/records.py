"""What the fixed-point witness is given and what it finds: a world, a policy and an outcome."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf
from types import SimpleNamespace

import numpy as np

Flow = tuple[int, int, int]
"""Sector, exporter, importer."""
Producer = tuple[int, int]
"""Sector, region."""


@dataclass(frozen=True)
class World:
    """Border values and tariffs (sector, exporter, importer), cost shares (input, sector, region) and elasticities.

    `origin` … `critical` have a value by sector; `supply` is ξ, `scale` ζ and `deficit` the response of deficits ψ.
    """

    trade: np.ndarray
    tariff: np.ndarray
    input_share: np.ndarray
    is_critical: np.ndarray
    origin: Sequence[float]
    home: Sequence[float]
    input: Sequence[float]
    value_added: Sequence[float]
    critical: Sequence[float]
    final: float = 1.0
    factor: float = inf
    supply: float = 0.0
    scale: float = 0.0
    deficit: float = 0.0
    profit_share: Sequence[float] | None = None


@dataclass(frozen=True)
class Rule:
    """A bound on what arrives (or on border value) over some flows, as a ratio to their baseline.

    Its premium is kept by the `exporter`, the `importer` or `nobody`, and stops at the factor `stop`.
    """

    flows: Sequence[Flow]
    ratio: float
    is_floor: bool = False
    is_value: bool = False
    premium_to: str = "exporter"
    stop: float = inf


@dataclass(frozen=True)
class Rationing:
    """Physical rationing of critical inputs: what is withheld, who misses it, and what makes up for it.

    `withheld` μ (input, region); `exposure` s and `relief` r (input, user, region); `cover` c in months (input,
    region); `years` is the horizon h.
    """

    withheld: np.ndarray
    exposure: np.ndarray
    relief: np.ndarray
    cover: np.ndarray
    years: float = 1.0

    @property
    def missing(self) -> np.ndarray:
        """Share of an input that a user still lacks, (input, user, region)."""
        gone = self.withheld - self.cover / (12 * self.years)
        return np.maximum(0.0, gone[:, None, :] - self.relief)

    @property
    def output_cap(self) -> np.ndarray:
        """Most a user can make, relative to the baseline, (user, region)."""
        return 1 - (self.exposure * self.missing).max(axis=0)

    @property
    def weight(self) -> np.ndarray:
        """Factor γ on the weight of an input in a user's critical nest, (input, user, region)."""
        return (1 - self.withheld[:, None, :]) / (1 - self.exposure * self.missing)


@dataclass(frozen=True)
class Policy:
    """Wedges by flow where they change, shares of flows that are blocked, bounds, and the closure.

    `closure` is fixed, zero, proportional or responsive; `revenue` is lump_sum or income_tax.
    """

    tariff: dict[Flow, float] = field(default_factory=dict)
    export_charge: dict[Flow, float] = field(default_factory=dict)
    iceberg: dict[Flow, float] = field(default_factory=dict)
    purchase: dict[Flow, float] = field(default_factory=dict)
    blocked: dict[Flow, float] = field(default_factory=dict)
    rules: Sequence[Rule] = ()
    producer_caps: dict[Producer, float] = field(default_factory=dict)
    rationing: Rationing | None = None
    closure: str = "fixed"
    revenue: str = "lump_sum"


class Outcome(SimpleNamespace):
    """The new equilibrium.

    By sector and region: `wage`, `cost`, `price` (changes), `expenditure`, `output` (receipts at unit cost),
    `output_volume` (change), `earnings`, `profits`, `final_demand`, `producer_wedge`, `factor_share` and, by input
    first, `input_share` (out of sales). By flow: `paid`, `border_value`, `receipts`, `volume` and `arrived` (changes,
    1 where nothing is traded), and the wedges `tariff`, `exporter`, `importer`, `waste`, `purchase`. By region:
    `wage_index`, `consumer_price`, `supply` (changes), `factor_income`, `income`, `deficit`, `tariff_revenue`,
    `duty_waived`, `commitment_cost`, `export_receipts`, `quota_rents`, `producer_rents`. By rule: `wedge`, `amount`.
    `error` is the largest distance of any equation, `passes` how often the map was applied.
    """


def withheld_of(trade: np.ndarray, allowed: dict[Flow, float]) -> np.ndarray:
    """Share of each region's use of an input that licences withhold, home included; other flows stay as they are."""
    arrives = np.ones_like(trade)
    for flow, ratio in allowed.items():
        arrives[flow] = min(1.0, ratio)
    return 1 - (arrives * trade).sum(axis=1) / trade.sum(axis=1)
