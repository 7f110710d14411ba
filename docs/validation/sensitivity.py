"""Headline numbers at the low and the high end of every band, one at a time, and under deficits that respond."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from experiments import solved
from page import number, prose, table
from quantities import QUANTITIES, Array

from simulator.economy import NESTS, SINGLE_NESTS, Economy, Elasticities, load_baseline
from simulator.model.shock import Deficits, Shock
from simulator.results.indicators.world import World
from simulator.scenario import load_scenario
from simulator.scenario.effects.compile import Case, rationed, unrationed
from simulator.scenario.effects.rationing import Position


@dataclass(frozen=True)
class Headline:
    """One number of one scenario against its reference; no reference is the baseline."""

    scenario: str
    quantity: str
    where: str
    against: str = "truce-2025-10"
    baseline: str = "us-china-2024"


HEADLINES = (
    Headline("truce-2025-10", "real_income", "USA", ""),
    Headline("truce-2025-10", "own_income", "USA", ""),
    Headline("truce-2025-10", "real_gdp", "USA", ""),
    Headline("truce-2025-10", "goods_trade_volume", "USA-CHN", ""),
    Headline("tariff-100", "real_income", "USA"),
    Headline("tariff-100", "real_income", "CHN"),
    Headline("tariff-100", "goods_trade_volume", "USA-CHN"),
    Headline("tariff-100-retaliation", "real_income", "USA"),
    Headline("tariff-100-retaliation", "real_income", "CHN"),
    Headline("busan-deal", "real_income", "CHN"),
    Headline("rare-earth-cutoff", "real_gdp", "USA"),
    Headline("rare-earth-cutoff", "real_gdp", "EUU"),
    Headline("rare-earth-cutoff", "real_gdp", "JPN"),
    Headline("soybean-pledge", "soybean_exports_to_china", "USA"),
    Headline("soybean-pledge", "soybean_price", "USA"),
    Headline("soybean-pledge", "real_income", "CHN"),
)
SINGLED_OUT = ("SOY", "REE")
"""Sectors whose elasticity among origins has a line of its own."""
HORIZON = ("short", 1.0)
RATIONING = {"exposure.REE": "exposure", "relief.REE": "relief", "stocks.REE": "stocks"}
"""Bands of rationing by the field of a position that moves in them."""


def ends(economy: Economy) -> dict[str, tuple[Elasticities, Elasticities]]:
    """Factors that put an elasticity at the low and the high end of its band, by name."""
    names = [name for name in NESTS if name not in ("origin", "home")]
    groups = {name: [(name, "*")] for name in names}
    origins = [key for key in economy.elasticities.bands if key[0] == "origin"]
    groups |= {f"origin.{code}": [("origin", code)] for code in SINGLED_OUT}
    groups["origin, all other sectors"] = [key for key in origins if key[1] not in SINGLED_OUT]
    return {
        name: (_factors(economy, keys, is_high=False), _factors(economy, keys, is_high=True))
        for name, keys in groups.items()
        if all(key in economy.elasticities.bands for key in keys)
    }


def _factors(economy: Economy, keys: list[tuple[str, str]], *, is_high: bool) -> Elasticities:
    values = {nest: np.ones(1 if nest in SINGLE_NESTS else (1, len(economy.sectors))) for nest in NESTS}
    for nest, sector in keys:
        band = economy.elasticities.bands[nest, sector]
        cell = (..., economy.sectors.index(sector)) if sector != "*" else ...
        values[nest][cell] = (band.high if is_high else band.low) / band.centre
    return Elasticities(**{**values, "home": values["origin"]})  # home is equal to origin in the shipped baselines


@dataclass(frozen=True)
class Step:
    """One assumption away from the centre: factors on elasticities, positions in bands of rationing, the closure."""

    factors: Elasticities
    position: Position
    is_responsive: bool = False

    def shock(self, case: Case, economy: Economy, centre: Elasticities) -> Shock:
        """What a case without rationing does in a world with this assumption."""
        shock = rationed(case, economy, HORIZON[1], self.position).shock.with_elasticities(centre.scaled(self.factors))
        if not self.is_responsive:
            return shock
        return replace(shock, closure=np.where(shock.closure == Deficits.GIVEN, Deficits.RESPONSIVE, shock.closure))


def steps(economy: Economy) -> dict[str, tuple[Step, Step]]:
    """The low and the high end of every assumption by name; for the closure the default and the other one."""
    ones = _factors(economy, [], is_high=False)
    middle = Position.middle(int(economy.levels.is_critical.sum()))
    found = {name: (Step(low, middle), Step(high, middle)) for name, (low, high) in ends(economy).items()}
    for name, field in RATIONING.items():
        low, high = (Step(ones, middle._replace(**{field: np.full_like(middle.stocks, end)})) for end in (-1.0, 1.0))
        found[name] = low, high
    found["closure.responsive"] = Step(ones, middle), Step(ones, middle, is_responsive=True)
    return found


def spread(economy: Economy, names: tuple[str, ...]) -> tuple[list[str], dict[str, World]]:
    """Solve scenarios at the centre and at both ends of every assumption, all in one batch for each scenario."""
    every = steps(economy)
    centre = economy.elasticities.at(HORIZON[1])
    at_rest = every["closure.responsive"][0]
    order = [at_rest, *(end for pair in every.values() for end in pair)]
    worlds = {}
    for name in names:
        case = unrationed(load_scenario(name, economy), economy, *HORIZON)
        worlds[name] = solved(economy, Shock.stack([step.shock(case, economy, centre) for step in order]), centre)
    return list(every), worlds


def measure(headline: Headline, worlds: Mapping[str, World]) -> Array:
    """A headline number in every step."""
    quantity = QUANTITIES[headline.quantity]
    found = quantity.measure(worlds[headline.scenario], headline.where)
    base = quantity.measure(worlds[headline.against], headline.where) if headline.against else np.ones_like(found)
    return np.asarray(100 * (found / base - 1))


def section() -> str:
    """The part of the page on sensitivity."""
    economy = load_baseline("us-china-2024")
    names = tuple(dict.fromkeys(name for item in HEADLINES for name in (item.scenario, item.against) if name))
    nests, worlds = spread(economy, names)
    header = ["scenario", "number, %", "centre", *nests]
    rows = []
    for headline in HEADLINES:
        values = measure(headline, worlds)
        pairs = values[1:].reshape(-1, 2)
        cells = [f"{number(low)} … {number(high)}" for low, high in pairs]
        widest = int(np.argmax(np.ptp(pairs, axis=-1)))
        cells[widest] = f"**{cells[widest]}**"
        against = f" against `{headline.against}`" if headline.against else ""
        label = f"`{headline.quantity}` of {headline.where}{against}"
        rows.append([f"`{headline.scenario}`", label, number(float(values[0])), *cells])
    return prose("sensitivity", baseline=economy.name) + "\n" + table(header, rows)
