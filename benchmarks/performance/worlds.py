"""Economies and batches of cases to measure on: the shipped baseline, and seeded synthetic worlds of any size."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.economy import load_baseline
from simulator.economy.elasticities import Elasticities
from simulator.economy.levels import Levels
from simulator.experiment.plan import years
from simulator.model.shock import Shock
from simulator.scenario import load_scenario
from simulator.scenario.effects.compile import compile_case

Array = NDArray[np.float64]

SEED: Final = 20190101
LONG_RUN: Final = ("tariff-100", "long")
"""Scenario and horizon of long-run settings."""

SHORT_RUN: Final = ("rare-earth-cutoff+soybean-pledge+tariff-100", "short")
"""Scenario and horizon of short-run settings, with licences and a purchase commitment."""

HIGHEST_RATE: Final = 1.5
"""Tariff rates run from 0 to this."""


@dataclass(frozen=True, eq=False)
class World:
    """A baseline with the elasticities of one case."""

    levels: Levels
    elasticities: Elasticities

    def unchanged(self, n_cases: int) -> Shock:
        """So many cases in which nothing happens."""
        return Shock.none(self.levels, self.elasticities.take(np.zeros(n_cases, np.intp)))

    def tariff_war(self, rates: Array) -> Shock:
        """One case for each rate that the first two regions add to all tariffs on each other."""
        return replace(shock := self.unchanged(rates.size), tariff_new=shock.tariff_new + self._added(rates))

    def trade_costs(self, rates: Array) -> Shock:
        """One case for each rate by which trade between the first two regions becomes costlier."""
        return replace(shock := self.unchanged(rates.size), iceberg_cost=shock.iceberg_cost + self._added(rates))

    def _added(self, rates: Array) -> Array:
        n_regions = self.levels.n_regions
        between = np.zeros((n_regions, n_regions))
        between[[0, 1], [1, 0]] = 1
        return rates[:, None, None, None] * between


def caliendo_parro(theta: Array) -> Elasticities:
    """Elasticities of Caliendo and Parro (2015): trade elasticities θ, all other nests at 1, mobile factors."""
    one = np.ones((1, theta.size))
    return Elasticities(theta[None, :], theta[None, :], one, one, one, np.ones(1), np.full(1, np.inf))


def synthetic(n_regions: int, n_sectors: int, *, input_cost: float = 0.5) -> World:
    """Draw a world in which trade falls with distance and grows with size; `input_cost` is the mean share of inputs."""
    rng = np.random.default_rng([SEED, n_regions, n_sectors])
    size, place = rng.lognormal(0, 1, n_regions), rng.uniform(size=(n_regions, 2))
    distance = 0.05 + np.linalg.norm(place[:, None] - place, axis=-1)
    pull = rng.lognormal(0, 0.7, (n_sectors, n_regions, 1))
    abroad = 1 - np.eye(n_regions)
    flow = 100 * pull * size[:, None] * size / distance / n_regions * abroad
    home = 2 * (flow.sum(axis=-1) + flow.sum(axis=-2))
    flow = flow + home[..., None] * np.eye(n_regions)
    tariff = rng.uniform(0, 0.2, flow.shape) * abroad
    share = _input_share(flow, tariff, input_cost, rng)
    levels = Levels(flow, tariff, share, np.zeros(n_sectors, np.bool_))
    return World(levels, caliendo_parro(rng.uniform(2, 8, n_sectors)))


def _input_share(flow: Array, tariff: Array, input_cost: float, rng: np.random.Generator) -> Array:
    """Random cost shares that leave at least 30 % of every region's spending on a sector to final demand."""
    n_sectors, n_regions, _ = flow.shape
    share = input_cost * rng.dirichlet(np.ones(n_sectors), (n_sectors, n_regions)).transpose(2, 0, 1)
    used = np.einsum("ksn,sn->kn", share, flow.sum(axis=-1))
    spent = ((1 + tariff) * flow).sum(axis=-2)
    fit = np.divide(0.7 * spent, used, out=np.ones_like(used), where=used > 0)
    return np.asarray(share * np.minimum(1, fit)[:, None, :])


def shipped() -> World:
    """Shipped baseline as a world of Caliendo and Parro, with its own long-run trade elasticities."""
    economy = load_baseline()
    return World(economy.levels, caliendo_parro(economy.elasticities.at(np.inf).origin[0]))


def world_by_country() -> World:
    """Shipped baseline by country, with its own elasticities of the short run."""
    economy = load_baseline("world-2024")
    return World(economy.levels, economy.elasticities.at(1.0))


def one_sector(theta: float = 4.0) -> World:
    """Shipped flows summed over sectors and balanced, without tariffs and inputs; the sides come first.

    Flows are scaled by d_i/d_j, which keeps home sales, until every region sells as much as it buys.
    """
    economy = load_baseline()
    first = [economy.region_index(code) for code in ("USA", "CHN")]
    order = [*first, *(place for place in range(len(economy.regions)) if place not in first)]
    flow = economy.levels.trade_flow.sum(axis=0)[np.ix_(order, order)]
    while np.abs(np.log(ratio := flow.sum(axis=0) / flow.sum(axis=1))).max() > 1e-14:
        flow = flow * np.sqrt(ratio[:, None] / ratio)
    none = np.zeros((1, *flow.shape))
    levels = Levels(flow[None], none, np.zeros((1, 1, len(order))), np.zeros(1, np.bool_))
    return World(levels, caliendo_parro(np.array([theta])))


def tariff_rates(scenario: str, horizon: str, n_cases: int) -> Shock:
    """Cases of a shipped scenario in which the rate of the measure `us-100` runs up; the tariff is linear in it."""
    economy = load_baseline()
    off, on = (
        compile_case(load_scenario(scenario, economy, [f"us-100.rate={rate}"]), economy, horizon, years(horizon)).shock
        for rate in (0, 1)
    )
    added = on.tariff_new - off.tariff_new
    rates = np.linspace(0, HIGHEST_RATE, n_cases + 1)[1:]
    return Shock.stack([replace(off, tariff_new=off.tariff_new + rate * added) for rate in rates])
