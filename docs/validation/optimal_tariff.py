"""The uniform tariff on all goods imports of the United States that is best for them, at each horizon.

python docs/validation/optimal_tariff.py
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from experiments import HORIZONS, solved
from page import number, prose, table
from quantities import QUANTITIES, Array

from simulator.economy import Economy, load_baseline
from simulator.economy.elasticities import HORIZONS as YEARS
from simulator.model.shock import Shock

COUNTRY: Final = "USA"
MEASURES: Final = ("welfare", "own_income")
HIGHEST, STEPS, ROUNDS = 1.2, 25, 3
"""Rates from 0 to the highest in so many steps, then as many around the best, again and again."""


@dataclass(frozen=True)
class Best:
    """The best rate, what it brings over free imports of goods, and what it does to others, in percent."""

    rate: float
    gain: float
    against_baseline: float
    others: float


def uniform(economy: Economy, years: float, rates: Array, *, is_answered: bool) -> Shock:
    """One case for each rate on all goods from abroad, in place of the tariffs of the baseline.

    If it is answered, everybody puts the same rate on goods from there.
    """
    j, foreign = economy.region_index(COUNTRY), np.array(economy.regions) != COUNTRY
    sectors = np.flatnonzero(economy.is_goods)
    tariff = np.repeat(economy.levels.tariff[None], rates.size, axis=0)
    tariff[np.ix_(np.arange(rates.size), sectors, foreign, [j])] = rates[:, None, None, None]
    if is_answered:
        tariff[np.ix_(np.arange(rates.size), sectors, [j], foreign)] = rates[:, None, None, None]
    none = Shock.none(economy.levels, economy.elasticities.at(years))
    return replace(Shock.stack([none] * rates.size), tariff_new=tariff)


def measured(economy: Economy, years: float, rates: Array, *, is_answered: bool) -> Mapping[str, Array]:
    """What each rate does to the country and to all others on average, percent."""
    world = solved(economy, uniform(economy, years, rates, is_answered=is_answered))
    found = {name: 100 * (QUANTITIES[name].measure(world, COUNTRY) - 1) for name in MEASURES}
    weight = economy.levels.income * (np.array(economy.regions) != COUNTRY)
    income = world.welfare_usd @ (weight > 0) / weight.sum()
    return {**found, "others": 100 * income}


def best(economy: Economy, years: float, name: str, *, is_answered: bool = False) -> Best:
    """Search the best rate by ever finer grids; the country's gain is single-peaked, which a test checks."""
    low, high = 0.0, HIGHEST
    free = measured(economy, years, np.zeros(1), is_answered=is_answered)
    for _ in range(ROUNDS):
        rates = np.linspace(low, high, STEPS + 1)
        found = measured(economy, years, rates, is_answered=is_answered)
        place = int(np.argmax(found[name]))
        low, high = rates[max(place - 1, 0)], rates[min(place + 1, STEPS)]
    gain = float(found[name][place] - free[name][0])
    return Best(float(rates[place]), gain, float(found[name][place]), float(found["others"][place]))


def section(economy: Economy) -> str:
    """The part of the page on the best uniform tariff."""
    rows = []
    for horizon in HORIZONS:
        for is_answered in (False, True):
            for name in MEASURES:
                one = best(economy, YEARS[horizon], name, is_answered=is_answered)
                answer = "same rate by all" if is_answered else "none"
                cells = [number(value) for value in (one.gain, one.against_baseline, one.others)]
                rows.append([horizon, answer, f"`{name}`", f"{100 * one.rate:.0f} %", *cells])
    header = ["horizon", "answer", "best for", "rate", "gain over no duty", "against the baseline", "welfare of others"]
    return f"{prose('optimal_tariff')}\n{table(header, rows)}"


if __name__ == "__main__":
    print(section(load_baseline("us-china-2024")))  # noqa: T201
