"""Worlds and shocks drawn from a generator: small, valid, and as extreme as the limits below allow.

Drawn with numpy alone, whose stream a seed fixes for good: hypothesis mixes in constants of whatever modules happen to
be loaded, so that the same seed would give other worlds beside other tests.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simulator.economy.elasticities import Elasticities
from simulator.economy.levels import Levels
from simulator.model.shock import Shock
from tests.shocks import Flow, Limit, elasticities_of, shock_of
from tests.worlds import input_share


class Range(NamedTuple):
    """Numbers from `least` to `most`, evenly or evenly in logs; every other one is a special one if there are any."""

    least: float
    most: float
    special: Sequence[float] = ()
    is_log: bool = False

    def draw(self, rng: np.random.Generator) -> float:
        """One number."""
        if self.special and rng.random() < 0.5:
            return float(rng.choice(self.special))
        return float(np.exp(rng.uniform(*np.log([self.least, self.most]))) if self.is_log else rng.uniform(*self[:2]))


TRADE = Range(0.05, 60, (0.05, 1.0, 60.0), is_log=True)
MODERATE = Range(0.3, 10, (1.0,), is_log=True)
PRODUCTION = Range(0.05, 4, (0.05, 1.0), is_log=True)
MOBILITY = Range(1, 1e3, (1.0, np.inf), is_log=True)
CAP = Range(0.01, 1.5, (0.5, 1.0))
FLOOR = Range(0.5, 3, (0.5, 3.0))
WEDGES = {
    "tariff": Range(0, 5, (0.0, 1.0, 5.0)),
    "export_charge": Range(0.5, 3, (0.5, 3.0)),
    "iceberg_cost": Range(0.5, 2, (0.5, 2.0)),
    "purchase_factor": Range(0.5, 1, (0.5,)),
}


class Drawn(NamedTuple):
    """A world and a shock to it, with its wedges by flow and its bounds as they were drawn."""

    levels: Levels
    shock: Shock
    wedges: dict[str, dict[Flow, float]]
    limits: tuple[Limit, ...]


def drawn_levels(rng: np.random.Generator, *, max_regions=5, max_sectors=4, has_zeros=True) -> Levels:
    """A balanced world with inputs, tariffs, deficits and, in places, no trade."""
    n_regions, n_sectors = rng.integers(2, max_regions + 1), rng.integers(1, max_sectors + 1)
    shape = (n_sectors, n_regions, n_regions)
    home = np.eye(n_regions, dtype=bool)
    one_way = np.exp(rng.normal(2, rng.uniform(0, 1.5), shape))
    flow = one_way + one_way.transpose(0, 2, 1) * rng.uniform(0.7, 1.3, shape) + np.exp(rng.normal(5, 1, shape)) * home
    if has_zeros:
        flow[(rng.random(shape) < rng.uniform(0, 0.4)) & ~home] = 0
    tariff = rng.uniform(0, rng.uniform(0, 1), shape) * ~home
    is_critical = (np.arange(n_sectors) == n_sectors - 1) & (rng.random() < 0.5) & (n_sectors > 1)
    return Levels(flow, tariff, input_share(flow, tariff, rng.uniform(0.05, 0.6), rng), is_critical)


def drawn_elasticities(rng: np.random.Generator, n_sectors: int, of_trade: Range) -> Elasticities:
    """Trade elasticities as given, others from 0.05 to 4 in production and final demand, κ from 1 on, ξ and ζ."""

    def by_sector(of: Range) -> list[float]:
        return [of.draw(rng) for _ in range(n_sectors)]

    origin = by_sector(of_trade)
    return elasticities_of(
        n_sectors,
        **{name: by_sector(PRODUCTION) for name in ("input", "value_added", "critical")},
        origin=origin,
        home=origin if rng.random() < 0.5 else by_sector(of_trade),
        final=PRODUCTION.draw(rng),
        factor=MOBILITY.draw(rng),
        supply=float(rng.choice([0.0, 0.3, 1.2])),
        scale=float(rng.choice([0.0, 0.1])),
    )


def drawn_world(rng: np.random.Generator) -> Drawn:
    """A world under tariffs, costs, charges, subsidies, closed flows and several bounds at once."""
    levels = drawn_levels(rng)
    flows, n_closed = shuffled(rng, traded(levels)), rng.integers(4)
    deficit = levels.deficit * rng.choice([0.0, 0.5, 1.0])
    return drawn_case(rng, levels, flows[n_closed:], flows[:n_closed], deficit, TRADE)


def drawn_plain(rng: np.random.Generator) -> Drawn:
    """A smaller world in which everybody trades everything, under wedges and bounds."""
    levels = drawn_levels(rng, max_regions=3, max_sectors=2, has_zeros=False)
    return drawn_case(rng, levels, shuffled(rng, traded(levels)), [], levels.deficit, MODERATE)


def drawn_case(
    rng: np.random.Generator, levels: Levels, flows: list[Flow], closed: list[Flow], deficit: np.ndarray, trade: Range
) -> Drawn:
    """Wedges on up to four flows each and up to four bounds, on the given flows."""
    elasticities = drawn_elasticities(rng, levels.n_sectors, trade)
    wedges = {
        name: {flow: of.draw(rng) for flow in shuffled(rng, flows)[: rng.integers(5)]} for name, of in WEDGES.items()
    }
    limits = drawn_limits(rng, flows)
    shock = shock_of(levels, elasticities, *limits, closed=closed, deficit=deficit, **wedges)
    return Drawn(levels, shock, wedges, limits)


def drawn_limits(rng: np.random.Generator, flows: list[Flow]) -> tuple[Limit, ...]:
    """Up to four bounds, each on one or two flows that no other bound has, so that none contradict."""
    limits = []
    for size in rng.integers(1, 3, rng.integers(5)):
        chosen, flows = flows[:size], flows[size:]
        if chosen:
            is_floor, is_value, to_importer = (bool(drawn) for drawn in rng.random(3) < 0.5)
            limits.append(Limit(chosen, (FLOOR if is_floor else CAP).draw(rng), is_floor, is_value, to_importer))
    return tuple(limits)


def shuffled(rng: np.random.Generator, flows: list[Flow]) -> list[Flow]:
    """Flows in any order."""
    return [flows[at] for at in rng.permutation(len(flows))]


def traded(levels: Levels) -> list[Flow]:
    """Flows across a border that are not 0."""
    return [(int(s), int(i), int(j)) for s, i, j in np.argwhere(levels.trade_flow > 0) if i != j]
