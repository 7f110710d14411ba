"""Worlds and shocks as hypothesis draws them: small, valid, and as extreme as the limits below allow."""

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from simulator.economy.elasticities import Elasticities
from simulator.economy.levels import Levels
from simulator.model.shock import Shock
from tests.shocks import Flow, Limit, elasticities_of, shock_of
from tests.worlds import input_share


def log_uniform(least: float, most: float, *special: float) -> st.SearchStrategy[float]:
    """Numbers as likely small as large, and the special ones."""
    return st.one_of(st.sampled_from(special), st.floats(np.log(least), np.log(most)).map(lambda x: float(np.exp(x))))


TRADE = log_uniform(0.05, 60, 0.05, 1.0, 60.0)
MODERATE = log_uniform(0.3, 10, 1.0)
PRODUCTION = log_uniform(0.05, 4, 0.05, 1.0)
MOBILITY = log_uniform(1, 1e3, 1.0, np.inf)
CAP = st.one_of(st.sampled_from([0.5, 1.0]), st.floats(0.01, 1.5))
FLOOR = st.floats(0.5, 3)


class Drawn(NamedTuple):
    """A world and a shock to it, with its wedges by flow and its bounds as they were drawn."""

    levels: Levels
    shock: Shock
    wedges: dict[str, dict[Flow, float]]
    limits: tuple[Limit, ...]


@st.composite
def drawn_levels(draw, max_regions=5, max_sectors=4, has_zeros=True) -> Levels:
    """A balanced world with inputs, tariffs, deficits and, in places, no trade."""
    n_regions, n_sectors = draw(st.integers(2, max_regions)), draw(st.integers(1, max_sectors))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = (n_sectors, n_regions, n_regions)
    home = np.eye(n_regions, dtype=bool)
    one_way = np.exp(rng.normal(2, draw(st.floats(0, 1.5)), shape))
    flow = one_way + one_way.transpose(0, 2, 1) * rng.uniform(0.7, 1.3, shape) + np.exp(rng.normal(5, 1, shape)) * home
    if has_zeros:
        flow[(rng.random(shape) < draw(st.floats(0, 0.4))) & ~home] = 0
    tariff = rng.uniform(0, draw(st.floats(0, 1)), shape) * ~home
    is_critical = (np.arange(n_sectors) == n_sectors - 1) & draw(st.booleans()) & (n_sectors > 1)
    return Levels(flow, tariff, input_share(flow, tariff, draw(st.floats(0.05, 0.6)), rng), is_critical)


@st.composite
def drawn_elasticities(draw, n_sectors: int, of_trade: st.SearchStrategy[float]) -> Elasticities:
    """Trade elasticities as given, others from 0.05 to 4 in production and final demand, κ from 1 on, ξ and ζ."""
    trade, production = (st.lists(of, min_size=n_sectors, max_size=n_sectors) for of in (of_trade, PRODUCTION))
    nests = {name: draw(production) for name in ("input", "value_added", "critical")}
    origin = draw(trade)
    home = draw(st.one_of(st.just(origin), trade))
    supply, scale = draw(st.sampled_from([0.0, 0.3, 1.2])), draw(st.sampled_from([0.0, 0.1]))
    trade_nests = {"origin": origin, "home": home}
    return elasticities_of(
        n_sectors, **nests, **trade_nests, final=draw(PRODUCTION), factor=draw(MOBILITY), supply=supply, scale=scale
    )


@st.composite
def drawn_world(draw) -> Drawn:
    """A world under tariffs, costs, charges, subsidies, closed flows and several bounds at once."""
    levels = draw(drawn_levels())
    flows = draw(shuffled(traded(levels)))
    n_closed = draw(st.integers(0, 3))
    deficit = levels.deficit * draw(st.sampled_from([0.0, 0.5, 1.0]))
    return draw(drawn_case(levels, flows[n_closed:], flows[:n_closed], deficit))


@st.composite
def drawn_plain(draw) -> Drawn:
    """A smaller world in which everybody trades everything, under wedges and bounds."""
    levels = draw(drawn_levels(max_regions=3, max_sectors=2, has_zeros=False))
    return draw(drawn_case(levels, draw(shuffled(traded(levels))), [], levels.deficit, MODERATE))


@st.composite
def drawn_case(draw, levels: Levels, flows: list[Flow], closed: list[Flow], deficit: np.ndarray, trade=TRADE) -> Drawn:
    """Wedges on up to four flows each and up to four bounds, on the given flows."""
    elasticities = draw(drawn_elasticities(levels.n_sectors, trade))
    wedges = {
        name: draw(st.dictionaries(st.sampled_from(flows), factor, max_size=4)) if flows else {}
        for name, factor in (
            ("tariff", st.floats(0, 5)),
            ("export_charge", st.floats(0.5, 3)),
            ("iceberg_cost", st.floats(0.5, 2)),
            ("purchase_factor", st.floats(0.5, 1)),
        )
    }
    limits = draw(drawn_limits(flows))
    shock = shock_of(levels, elasticities, *limits, closed=closed, deficit=deficit, **wedges)
    return Drawn(levels, shock, wedges, limits)


@st.composite
def drawn_limits(draw, flows: list[Flow]) -> tuple[Limit, ...]:
    """Up to four bounds, each on one or two flows that no other bound has, so that none contradict."""
    limits = []
    for size in draw(st.lists(st.integers(1, 2), max_size=4)):
        chosen, flows = flows[:size], flows[size:]
        if chosen:
            is_floor, is_value, to_importer = draw(st.tuples(st.booleans(), st.booleans(), st.booleans()))
            limits.append(Limit(chosen, draw(FLOOR if is_floor else CAP), is_floor, is_value, to_importer))
    return tuple(limits)


def shuffled(flows: list[Flow]) -> st.SearchStrategy[list[Flow]]:
    """Flows in an order that one number decides."""
    return st.integers(0, 2**32 - 1).map(
        lambda seed: [flows[at] for at in np.random.default_rng(seed).permutation(len(flows))]
    )


def traded(levels: Levels) -> list[Flow]:
    """Flows across a border that are not 0."""
    return [(int(s), int(i), int(j)) for s, i, j in np.argwhere(levels.trade_flow > 0) if i != j]
