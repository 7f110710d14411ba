"""Physical rationing of critical inputs: what licences withhold is missing at the machine (equation 10).

Withheld share of region n's use of k:   μ_kn = 1 − Σ_i allowed_kin·M_kin / Σ_i M_kin, home included
Missing for user u after relief and stock: missing_kun = max(0, μ_kn − r_kun − c_kn/(12·h))
Cap on u's output against the baseline:  1 − max_k s_kun·missing_kun
Weight of k in u's critical nest:        γ_kun = (1 − μ_kn)/(1 − s_kun·missing_kun)
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from simulator.axes import EXPORTER, INPUT, Pairs, Regional, Technology
from simulator.economy.economy import Economy
from simulator.economy.levels import share_of
from simulator.model.shock import Bounds
from simulator.scenario.effects.bounds import NEARLY_NOTHING, UNLIMITED, BoundLabel, Source, as_rows, on_producer

RATIONING: Final = "rationing"
"""Kind of the bounds on producers who cannot do without what is withheld."""

SHORTEST: Final = 1e-9
"""Months over which stocks are spread at no horizon at all: any stock covers them."""


@dataclass(frozen=True, eq=False)
class Rations:
    """What licences let through of critical inputs.

    Attributes
    ----------
    allowed
        Share of the baseline flow, shape (critical input, exporter, importer); 1 where no licence is needed.
    is_physical
        Where licences are handed out by application.
    licences
        Ids of the measures that do so.
    """

    allowed: Pairs
    is_physical: NDArray[np.bool_]
    licences: tuple[str, ...]

    @property
    def is_withheld(self) -> NDArray[np.bool_]:
        """Where licences that are handed out by application hold something back, in that shape."""
        return self.is_physical & (self.allowed < 1)

    def with_allowed(self, allowed: Pairs) -> "Rations":
        """The same licences that let through another share."""
        return replace(self, allowed=allowed)


class Position(NamedTuple):
    """Where uncertain shares lie in their bands: −1 at the low end, 0 in the middle, 1 at the high end.

    Each has shape (critical input,).
    """

    exposure: NDArray[np.float64]
    relief: NDArray[np.float64]
    stocks: NDArray[np.float64]

    @classmethod
    def middle(cls, n_critical: int) -> Self:
        """The middle of every band."""
        return cls(*(np.zeros(n_critical) for _ in cls._fields))


@dataclass(frozen=True, eq=False)
class Shortage:
    """What users miss of critical inputs.

    Attributes
    ----------
    withheld
        μ, shape (critical input, region).
    missing
        Share of its use that each user misses, shape (critical input, user, region).
    stopped
        s·missing: share of the user's output that stands still for it, in that shape.
    """

    withheld: Regional
    missing: Technology
    stopped: Technology

    @property
    def cap(self) -> Regional:
        """Most output of each user against the baseline, shape (user, region)."""
        return np.asarray(1 - self.stopped.max(axis=INPUT, initial=0.0))

    @property
    def weight(self) -> Technology:
        """γ: factor on the weight of each critical input in the nest of its user."""
        return share_of((1 - self.withheld)[:, None], 1 - self.stopped)


def shortage(
    allowed: Pairs, economy: Economy, years: float, position: Position, cover: Regional | None = None
) -> Shortage:
    """Find what users miss.

    Parameters
    ----------
    allowed
        Share of each flow that arrives, shape (critical input, exporter, importer).
    years
        Horizon h over which stocks are spread.
    position
        Where shares, relief and stocks lie in their bands.
    cover
        Share of use that stocks cover, shape (critical input, region); absent: months of stock over the horizon.
    """
    critical, exposure = economy.levels.is_critical, economy.exposure
    flow = economy.levels.trade_flow[critical]
    withheld = share_of((flow * (1 - allowed)).sum(axis=EXPORTER), flow.sum(axis=EXPORTER))
    share = _at(position.exposure, exposure.share_low, exposure.share, exposure.share_high, critical)
    relief = _at(position.relief, exposure.relief_low, exposure.relief, exposure.relief_high, critical)
    if cover is None:
        cover = critical_stocks(economy, position) / max(12 * years, SHORTEST)
    missing = np.maximum(0.0, withheld[:, None] - relief - cover[:, None])
    return Shortage(withheld, missing, share * missing)


def critical_stocks(economy: Economy, position: Position) -> Regional:
    """Months of stock of critical inputs, shape (critical input, region)."""
    bands = economy.stock_low, economy.stocks, economy.stock_high
    return _at(position.stocks, *bands, economy.levels.is_critical)


def _at(
    position: NDArray[np.float64],
    low: NDArray[np.float64],
    middle: NDArray[np.float64],
    high: NDArray[np.float64],
    critical: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Numbers of critical inputs at a position in their bands."""
    low, middle, high = low[critical], middle[critical], high[critical]
    offset = position.reshape(-1, *(1,) * (middle.ndim - 1))
    return np.asarray(middle + np.where(offset < 0, offset * (middle - low), offset * (high - middle)))


def stops(economy: Economy, rations: Rations, short: Shortage) -> tuple[Bounds, tuple[BoundLabel, ...]]:
    """Bounds on the output of every user who is exposed to what is withheld; idle where stocks make up for it.

    Labels name the bounds and leave out their limits, of which there is one for each draw and date.
    """
    exposed = economy.exposure.share_high[economy.levels.is_critical] > 0
    users = (exposed & (short.withheld > 0)[:, None]).any(axis=INPUT) & (economy.levels.output > 0)
    rows, labels = _rows(economy, "+".join(rations.licences), users.tobytes())
    cap = short.cap[users]
    limit = np.where(cap < 1, np.maximum(cap, NEARLY_NOTHING), UNLIMITED)
    return replace(rows, limit=limit), labels


@lru_cache(maxsize=64)
def _rows(economy: Economy, measure: str, users: bytes) -> tuple[Bounds, tuple[BoundLabel, ...]]:
    """Bounds on the given producers, a flag for each sector and region, without limits yet."""
    producers = np.argwhere(np.frombuffer(users, bool).reshape(economy.levels.output.shape)).tolist()
    source = Source(measure, RATIONING, False)
    bounds = tuple(on_producer(source, economy, sector, region, np.nan) for sector, region in producers)
    return as_rows(bounds), tuple(bound.label for bound in bounds)
