"""Random hard cases for the shipped baseline: extreme measures on random flows at random elasticities."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from simulator.economy.economy import Economy
from simulator.economy.elasticities import HORIZONS, Elasticities
from simulator.economy.levels import Levels
from simulator.model.shock import Bounds, Deficits, Shock
from tests.shocks import Flow, Limit, bounds_of

MOBILITY: Final = (1.0, 1.5, 4.0, 100.0, np.inf)


class Drawn(NamedTuple):
    """A case: the world that it shocks, the shock, and the classes that it belongs to."""

    levels: Levels
    shock: Shock
    classes: tuple[str, ...]


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

    def sales_abroad(self, sector: int | None = None) -> list[Flow]:
        """All exports of a random region in a random sector, or in the one that is given."""
        drawn, exporter, _ = self.flow()
        sector = drawn if sector is None else sector
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

    def cap(self, sector: int, region: int, ratio: float) -> None:
        """Cap all that a producer makes, if it makes anything and nobody is promised any of it."""
        promised = {flow[:2] for limit in self.limits if limit.is_floor for flow in limit.flows}
        if self.levels.output[sector, region] > 0 and (sector, region) not in promised:
            self.limit(Limit([(sector, region, region)], ratio, is_producer=True))

    @property
    def bounded(self) -> set[Flow]:
        """Flows under a bound."""
        return {flow for limit in self.limits for flow in limit.flows}


def draw(economy: Economy, horizon: str, seed: int, number: int) -> Drawn:
    """Draw case `number` of a seed.

    Every case can be drawn on its own. It has tariffs, and each other measure with its own probability.
    """
    rng = np.random.default_rng([seed, number])
    elasticities, classes = _elasticities(economy.elasticities.at(HORIZONS[horizon]), rng)
    has_profits = rng.random() < WITH_PROFITS
    levels = _profits(economy.levels, seed) if has_profits else economy.levels
    draft = Draft(levels, rng, Shock.none(levels, elasticities), classes + ["profits"] * has_profits, [])
    _tariffs(draft)
    for name, (probability, add) in MEASURES.items():
        if rng.random() < probability:
            add(draft)
            draft.classes.append(name)
    bounds = bounds_of(levels, draft.limits) if draft.limits else Bounds.none()
    return Drawn(levels, replace(draft.shock, bounds=bounds), tuple(dict.fromkeys(draft.classes)))


WITH_PROFITS: Final = 0.2
"""Share of cases in the world with profits."""


@lru_cache(maxsize=2)
def _profits(levels: Levels, seed: int) -> Levels:
    """Up to 30 % of sales are profits in half of the sectors, at most 90 % of what value added they have anywhere."""
    rng = np.random.default_rng(seed)
    most = np.minimum(0.3, 0.9 * levels.value_added_share.min(axis=1))
    return replace(levels, profit_share=most * rng.uniform(size=most.size) * (rng.random(most.size) < 0.5))


def _elasticities(shipped: Elasticities, rng: np.random.Generator) -> tuple[Elasticities, list[str]]:
    """Take those of the horizon in half of the cases, else θ at 0.4 to 2 times them, the others at 0.05 to 1.2.

    With the latter, factor supply responds by up to 1.5, scale by up to 0.3 and deficits that respond at all by up to
    5, each in 70 % of cases.
    """
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
    responses = [np.array([rng.uniform(0, most) * (rng.random() < 0.7)]) for most in (1.5, 0.3, 5.0)]
    final = np.array([rng.uniform(0.5, 1.2)])
    return Elasticities(origin, home, *by_user, final, np.array([kappa]), *responses), classes


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
    """Licences on all exports of one to three sellers, at 0.1 to 90 % of the baseline for each buyer or for all.

    The premium goes to the exporter's side in half of them, else to the importer's or to nobody.
    """
    for _ in range(draft.rng.integers(1, 4)):
        ratio, flows = float(draft.rng.choice([0.001, 0.01, 0.05, 0.2, 0.5, 0.9])), draft.sales_abroad()
        is_pooled, receiver = draft.rng.random() < 0.3, draft.rng.choice(["exporter", "exporter", "importer", "nobody"])
        for group in [flows] if is_pooled else [[flow] for flow in flows]:
            draft.limit(Limit(group, ratio, to_importer=receiver == "importer", is_burnt=receiver == "nobody"))
        draft.classes += ["burnt premiums"] * (receiver == "nobody")


def _quotas(draft: Draft) -> None:
    """Import quotas on one to three flows, at 10 to 100 % of the baseline; beyond half of them, more at 5 to 100 %."""
    for _ in range(draft.rng.integers(1, 4)):
        has_ceiling = draft.rng.random() < 0.5
        ceiling = float(draft.rng.uniform(0.05, 1)) if has_ceiling else np.inf
        draft.limit(Limit([draft.flow()], float(draft.rng.uniform(0.1, 1)), to_importer=True, ceiling=ceiling))
        draft.classes += ["tariff-rate quotas"] * has_ceiling


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


def _controls(draft: Draft) -> None:
    """All but 2 to 100 % of the varieties vanish from all exports of a seller, or from one to five flows."""
    flows = (
        draft.sales_abroad() if draft.rng.random() < 0.5 else [draft.flow() for _ in range(draft.rng.integers(1, 6))]
    )
    draft.multiply("variety_share", list(dict.fromkeys(flows)), draft.rng.uniform(0.02, 1))


def _disruptions(draft: Draft) -> None:
    """Caps on all that one to three producers make, at 20 to 99 % of the baseline, unless some of it is promised."""
    for _ in range(draft.rng.integers(1, 4)):
        sector, exporter, _ = draft.flow()
        draft.cap(sector, exporter, float(draft.rng.uniform(0.2, 0.99)))


def _rations(draft: Draft) -> None:
    """Licences at 1 to 90 % on all exports of a critical input by a seller, handed out by application.

    With each user of one to five buyers its weight falls to 5 to 100 %, and the output of up to six users each is
    capped at 20 to 99 %.
    """
    rng, critical = draft.rng, np.flatnonzero(draft.levels.is_critical)
    place = int(rng.integers(critical.size))
    flows, ratio = draft.sales_abroad(int(critical[place])), float(rng.uniform(0.01, 0.9))
    for flow in flows:
        draft.limit(Limit([flow], ratio))
    weight = draft.shock.critical_weight.copy()
    for buyer in rng.permutation([flow[2] for flow in flows])[: rng.integers(1, 6)].tolist():
        weight[0, place, :, buyer] *= rng.uniform(0.05, 1, weight.shape[2])
        for user in rng.permutation(weight.shape[2])[: rng.integers(7)].tolist():
            draft.cap(user, buyer, float(rng.uniform(0.2, 0.99)))
    draft.shock = replace(draft.shock, critical_weight=weight)


def _balances(draft: Draft) -> None:
    """Spending is proportional to own income, or deficits respond to factor prices; else they are given."""
    closure = Deficits.PROPORTIONAL if draft.rng.random() < 0.5 else Deficits.RESPONSIVE
    draft.classes.append(f"{closure.name.lower()} balances")
    draft.shock = replace(draft.shock, closure=np.array([closure], np.intp))


def _income_tax(draft: Draft) -> None:
    """Tariff revenue lowers a tax on factor earnings."""
    draft.shock = replace(draft.shock, is_income_tax=np.array([True]))


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
    "lost varieties": (0.2, _controls),
    "rationing": (0.2, _rations),
    "supply disruptions": (0.2, _disruptions),
    "balances that answer": (0.4, _balances),
    "income tax": (0.2, _income_tax),
}
"""Probability of each measure and how it is drawn, in this order: bounds spare closed flows, caps what is promised."""


def _told(draws: Callable[..., object]) -> str:
    """What a function that draws says of itself, in one line."""
    return " ".join((inspect.getdoc(draws) or "").split())


HOW_DRAWN: Final = "\n".join(
    [
        f"- elasticities: {_told(_elasticities)}",
        f"- profits, in {WITH_PROFITS:.0%} of cases: {_told(_profits)}",
        f"- tariffs, always: {_told(_tariffs)}",
        *(f"- {name}, in {chance:.0%} of cases: {_told(add)}" for name, (chance, add) in MEASURES.items()),
    ]
)
"""What the cases contain, one line for each measure."""
