"""Measures that change no wedge: what they ask for is there already, or nothing of it is traded."""

from collections.abc import Iterator, Sequence
from dataclasses import fields

import numpy as np

from simulator.economy.economy import Economy
from simulator.scenario.effects.answers import answered
from simulator.scenario.effects.compile import begun
from simulator.scenario.effects.wedges import Wedges
from simulator.scenario.measures import Measure
from simulator.scenario.scenario import Scenario


def measures_without_wedges(scenario: Scenario, reference: Scenario | None, economy: Economy) -> tuple[str, ...]:
    """Ids of the enabled measures without which every rate, cost and variety of what is traded is the same.

    They act by bounds alone, or not at all. Measures that a reference has too are not looked at.
    """
    measures = answered(scenario, economy).enabled
    known = set() if reference is None else {measure.id for measure in answered(reference, economy).enabled}
    is_asked = [measure.id not in known for measure in measures]
    if not any(is_asked):
        return ()
    first = is_asked.index(True)
    return tuple(_without_effect(begun(measures[:first], economy), measures[first:], known, economy))


def _without_effect(
    begun_with: Wedges, measures: Sequence[Measure], known: set[str], economy: Economy
) -> Iterator[str]:
    """Those of some measures on top of what others began with, except known ones, that could as well be left out."""
    whole = _applied(begun_with.copy(), measures, economy)
    before = begun_with.copy()
    for position, measure in enumerate(measures):
        if measure.id not in known:
            less = _applied(before.copy(), measures[position + 1 :], economy)
            if _are_alike(whole, less, economy):
                yield measure.id
        measure.apply(economy, before)


def _applied(wedges: Wedges, measures: Sequence[Measure], economy: Economy) -> Wedges:
    for measure in measures:
        measure.apply(economy, wedges)
    return wedges


def _are_alike(first: Wedges, second: Wedges, economy: Economy) -> bool:
    """Whether all but the bounds is the same on flows that the baseline has."""
    is_traded = economy.levels.trade_flow > 0
    names = [item.name for item in fields(Wedges) if item.name != "bounds"]
    return all(np.array_equal(getattr(first, name)[is_traded], getattr(second, name)[is_traded]) for name in names)
