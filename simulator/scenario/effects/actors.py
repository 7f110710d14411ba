"""Whom scenarios are about: importers and exporters that their measures name, those with most trade at stake first."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import by_exporter, by_importer
from simulator.economy.economy import Economy
from simulator.scenario.measures import Measure
from simulator.scenario.scenario import Scenario

MANY: Final = 0.5
"""Share of all regions from which on one side of a measure is the world at large and names nobody."""


def actors(scenarios: Sequence[Scenario], reference: str, economy: Economy) -> tuple[str, ...]:
    """Every region of an economy, the actors of some scenarios first.

    An actor is named by a measure as importer or exporter, or as the producer that it hits, beside less than half of
    all regions. Actors come by the trade that such measures hit at the baseline, each measure counted once, and of
    equal ones the one with more income first. Then come the others by their part in the trade that is hit, then by
    income.

    Parameters
    ----------
    reference
        Scenario whose measures all may share; they count only where no scenario has others.
    """
    shared = [measure for scenario in scenarios if scenario.name == reference for measure in scenario.measures]
    measures = [measure for scenario in scenarios for measure in scenario.measures if measure.enabled]
    named, hit = _weights([measure for measure in _distinct(measures) if measure not in shared] or shared, economy)
    order = np.lexsort((-economy.levels.income, -_rough(hit), -_rough(named)))
    return tuple(economy.regions[index] for index in order)


def actors_of(scenario: Scenario, shared: Sequence[Measure], economy: Economy) -> tuple[str, ...]:
    """Regions that a scenario's own measures name, those with most trade at stake first; none where they name nobody.

    Parameters
    ----------
    shared
        Measures of the reference: they count only where the scenario has no others.
    """
    measures = [measure for measure in scenario.measures if measure.enabled]
    named, _ = _weights([measure for measure in measures if measure not in shared] or measures, economy)
    order = np.lexsort((-economy.levels.income, -_rough(named)))
    return tuple(economy.regions[index] for index in order if named[index] > 0)


def _distinct(measures: Iterable[Measure]) -> list[Measure]:
    """Measures, each once however many scenarios have it."""
    distinct: list[Measure] = []
    for measure in measures:
        if measure not in distinct:
            distinct.append(measure)
    return distinct


def _weights(measures: Iterable[Measure], economy: Economy) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Trade that measures hit, by region: where the region is named, and at all."""
    n_regions = len(economy.regions)
    named, hit = np.zeros(n_regions), np.zeros(n_regions)
    for measure in measures:
        trade = economy.levels.trade_flow * measure.cells(economy)
        for weight in (by_importer(trade), by_exporter(trade)):
            hit += weight
            named += weight if (weight > 0).sum() < MANY * n_regions else 0.0
    return named, hit


def _rough(weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights to six digits, so that equal ones are equal however they were added up."""
    return np.array([float(f"{value:.6g}") for value in weight])
