"""Random hard cases for the shipped baseline: extreme measures on random flows at random elasticities."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np

from simulator.economy.economy import Economy
from simulator.economy.elasticities import HORIZONS, Elasticities
from simulator.economy.levels import Levels
from simulator.model.shock import Bounds, Receiver, Shock

MOBILITY: Final = (1.0, 1.5, 4.0, 100.0, np.inf)
Flow = tuple[int, int, int]
"""Sector, exporter, importer."""


class Limit(NamedTuple):
    """A bound on a set of flows at a ratio to the baseline; the first on a flow counts, so that none contradict."""

    flows: list[Flow]
    ratio: float
    is_floor: bool = False
    is_value: bool = False
    to_importer: bool = False


@dataclass
class Draft:
    """A case while its measures are drawn; `classes` names what it contains."""

    levels: Levels
    rng: np.random.Generator
    shock: Shock
    classes: list[str]
    limits: list[Limit]

    def flow(self) -> Flow:
        """Draw a sector and a pair with trade between two regions."""
        n_sectors, n_regions, _ = self.levels.trade_flow.shape
        while True:
            sector, exporter, importer = (int(self.rng.integers(size)) for size in (n_sectors, n_regions, n_regions))
            if exporter != importer and self.levels.trade_flow[sector, exporter, importer] > 0:
                return sector, exporter, importer

    def sales_abroad(self) -> list[Flow]:
        """All exports of a random region in a random sector."""
        sector, exporter, _ = self.flow()
        buyers = np.flatnonzero(self.levels.trade_flow[sector, exporter] > 0).tolist()
        return [(sector, exporter, buyer) for buyer in buyers if buyer != exporter]

    def multiply(self, wedge: str, flows: list[Flow], factor: float) -> None:
        """Put a factor on the given wedge of some flows."""
        array = getattr(self.shock, wedge).copy()
        for flow in flows:
            array[(0, *flow)] *= factor
        self.shock = replace(self.shock, **{wedge: array})

    def limit(self, limit: Limit) -> None:
        """Add a bound on those of its flows that have none yet and are open."""
        free = [flow for flow in limit.flows if flow not in self.bounded and not self.shock.is_closed[(0, *flow)]]
        if free:
            self.limits.append(limit._replace(flows=free))

    @property
    def bounded(self) -> set[Flow]:
        """Flows under a bound."""
        return {flow for limit in self.limits for flow in limit.flows}


def draw(economy: Economy, horizon: str, seed: int, number: int) -> tuple[Shock, tuple[str, ...]]:
    """Draw case `number` of a seed: its shock and the classes it belongs to.

    Every case can be drawn on its own. It has tariffs, and each other measure with its own probability.
    """
    rng = np.random.default_rng([seed, number])
    levels = economy.levels
    elasticities, classes = _elasticities(economy.elasticities.at(HORIZONS[horizon]), rng)
    draft = Draft(levels, rng, Shock.none(levels, elasticities), classes, [])
    _tariffs(draft)
    for name, (probability, add) in MEASURES.items():
        if rng.random() < probability:
            add(draft)
            draft.classes.append(name)
    return replace(draft.shock, bounds=_bounds(levels, draft.limits)), tuple(draft.classes)


def _elasticities(shipped: Elasticities, rng: np.random.Generator) -> tuple[Elasticities, list[str]]:
    """Take those of the horizon in half of the cases, else θ at 0.4 to 2 times them, the others at 0.05 to 1.2."""
    if rng.random() < 0.5:
        return shipped, ["shipped elasticities"]
    sectors = shipped.origin.shape
    kappa = float(rng.choice(MOBILITY))
    origin = shipped.origin * rng.uniform(0.4, 2, sectors)
    classes = ["drawn elasticities", f"κ = {'∞' if np.isinf(kappa) else f'{kappa:g}'}"]
    if rng.random() < 0.2:
        origin = np.where(rng.random(sectors) < 0.3, 0.05, origin)
        classes.append("θ = 0.05 in some sectors")
    home = origin * rng.uniform(0.4, 1.2, sectors)
    by_user = [np.full(sectors, rng.uniform(0.05, most)) for most in (1.2, 1.2, 1.0)]
    return Elasticities(origin, home, *by_user, np.array([rng.uniform(0.5, 1.2)]), np.array([kappa])), classes


def _tariffs(draft: Draft) -> None:
    """Rates of up to 500 % by one to five importers on one exporter each, on all sectors or a fifth of them."""
    rng, tariff = draft.rng, draft.shock.tariff_new.copy()
    for _ in range(rng.integers(1, 6)):
        _, exporter, importer = draft.flow()
        rate, reach = rng.uniform(0, rng.choice([0.5, 2, 5])), rng.choice([0.2, 1.0])
        tariff[0, :, exporter, importer] += rate * (rng.random(tariff.shape[1]) < reach)
    draft.shock = replace(draft.shock, tariff_new=tariff)


def _trade_costs(draft: Draft) -> None:
    """Real costs of up to 49 % on every flow across a border."""
    shape = draft.levels.trade_flow.shape
    cost = np.exp(draft.rng.uniform(0, 0.4, shape)) ** ~np.eye(shape[-1], dtype=bool)
    draft.shock = replace(draft.shock, iceberg_cost=cost[None])


def _licences(draft: Draft) -> None:
    """Licences on all exports of one to three sellers, at 0.1 to 90 % of the baseline for each buyer or for all."""
    for _ in range(draft.rng.integers(1, 4)):
        ratio, flows = float(draft.rng.choice([0.001, 0.01, 0.05, 0.2, 0.5, 0.9])), draft.sales_abroad()
        is_pooled = draft.rng.random() < 0.3
        for group in [flows] if is_pooled else [[flow] for flow in flows]:
            draft.limit(Limit(group, ratio))


def _quotas(draft: Draft) -> None:
    """Import quotas on one to three flows, at 10 to 100 % of the baseline."""
    for _ in range(draft.rng.integers(1, 4)):
        draft.limit(Limit([draft.flow()], float(draft.rng.uniform(0.1, 1)), to_importer=True))


def _commitments(draft: Draft) -> None:
    """Floors under one or two flows, at 0.5 to 3 times the baseline quantity."""
    for _ in range(draft.rng.integers(1, 3)):
        draft.limit(Limit([draft.flow()], float(draft.rng.choice([0.5, 1, 1.5, 3])), is_floor=True))


def _baskets(draft: Draft) -> None:
    """A floor under the value of a third of the trade of a pair, at 1 to 2 times the baseline."""
    _, exporter, importer = draft.flow()
    traded = np.flatnonzero(draft.levels.trade_flow[:, exporter, importer]).tolist()
    flows = [(sector, exporter, importer) for sector in traded if draft.rng.random() < 1 / 3]
    draft.limit(Limit(flows, float(draft.rng.uniform(1, 2)), is_floor=True, is_value=True))


def _closures(draft: Draft) -> None:
    """Close all exports of a seller, or one to five flows."""
    flows = (
        draft.sales_abroad() if draft.rng.random() < 0.5 else [draft.flow() for _ in range(draft.rng.integers(1, 6))]
    )
    closed = draft.shock.is_closed.copy()
    for flow in flows:
        closed[(0, *flow)] = True
    draft.shock = replace(draft.shock, is_closed=closed)


def _export_taxes(draft: Draft) -> None:
    """Tax all exports of a seller by up to 200 %."""
    draft.multiply("export_charge", draft.sales_abroad(), 1 + draft.rng.uniform(0, 2))


def _export_subsidies(draft: Draft) -> None:
    """Let the exporter's treasury pay up to 80 % of the price of all exports of a seller."""
    draft.multiply("export_charge", draft.sales_abroad(), 1 - draft.rng.uniform(0, 0.8))


def _purchase_subsidies(draft: Draft) -> None:
    """Let the importer's treasury pay up to 95 % of the price of a flow."""
    draft.multiply("purchase_factor", [draft.flow()], 1 - draft.rng.uniform(0, 0.95))


MEASURES: Final[dict[str, tuple[float, Callable[[Draft], None]]]] = {
    "trade costs": (0.3, _trade_costs),
    "closures": (0.2, _closures),
    "licences": (0.5, _licences),
    "import quotas": (0.2, _quotas),
    "commitments": (0.4, _commitments),
    "value commitments": (0.2, _baskets),
    "export taxes": (0.2, _export_taxes),
    "export subsidies": (0.1, _export_subsidies),
    "purchase subsidies": (0.1, _purchase_subsidies),
}
"""Probability of each measure and how it is drawn, in this order: bounds spare flows that are closed."""

HOW_DRAWN: Final = "\n".join(
    [
        f"- elasticities: {inspect.getdoc(_elasticities)}",
        f"- tariffs, always: {inspect.getdoc(_tariffs)}",
        *(f"- {name}, in {chance:.0%} of cases: {inspect.getdoc(add)}" for name, (chance, add) in MEASURES.items()),
    ]
)
"""What the cases contain, one line for each measure."""


def _bounds(levels: Levels, limits: list[Limit]) -> Bounds:
    """The bounds of one case; quantities are counted in baseline value."""
    entries = [(bound, flow) for bound, limit in enumerate(limits) for flow in limit.flows]
    if not entries:
        return Bounds.none()
    entry_bound = np.array([bound for bound, _ in entries], np.intp)
    place = np.array([np.ravel_multi_index(flow, levels.trade_flow.shape) for _, flow in entries], np.intp)
    amount = levels.trade_flow.ravel()[place]
    ratio = np.array([limit.ratio for limit in limits])
    is_floor, is_value, to_importer = np.array([limit[2:] for limit in limits], bool).T
    return Bounds(
        case=np.zeros(len(limits), np.intp),
        is_floor=is_floor,
        is_value=is_value,
        is_producer=np.zeros(len(limits), bool),
        receiver=np.where(to_importer, Receiver.IMPORTER, Receiver.EXPORTER).astype(np.intp),
        ceiling=np.full(len(limits), np.inf),
        limit=np.bincount(entry_bound, amount) * ratio,
        entry_bound=entry_bound,
        entry_flow=place,
        entry_weight=np.where(is_value[entry_bound], 1.0, amount),
    )
