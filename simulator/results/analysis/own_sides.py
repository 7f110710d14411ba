"""What each scenario does to those whom it is about, and to everybody else."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from simulator.results.analysis.comparison import Comparison


class Effect(NamedTuple):
    """What a scenario does to a region: own income in percent, welfare in millions of dollars."""

    scenario: str
    region: str
    percent: float
    dollars: float


def is_about_pair(run: Comparison) -> bool:
    """Whether every scenario is about the two regions that all results are about, or one of them, and no other."""
    return all(set(run.sides_of(name)) <= set(run.pair) for name in run.others)


def sides_shown(run: Comparison, scenario: str) -> tuple[str, ...]:
    """The one or two regions to show of a scenario: the same for all where all are about the same two."""
    return tuple(dict.fromkeys(run.pair)) if is_about_pair(run) else run.sides_of(scenario)


def effects_on_sides(run: Comparison, scenarios: Sequence[str]) -> list[Effect]:
    """Effects on those whom each scenario is about."""
    return _effects(run, {name: sides_shown(run, name) for name in scenarios})


def effects_abroad(run: Comparison, scenarios: Sequence[str]) -> list[Effect]:
    """Effects on regions that no measure of the scenario itself names."""
    return _effects(run, {name: _abroad(run, name) for name in scenarios})


def moved(run: Comparison, scenarios: Sequence[str]) -> dict[str, float]:
    """By how many millions of dollars each scenario moves the welfare of those whom it is about, losses as gains."""
    total = dict.fromkeys(scenarios, 0.0)
    for its in effects_on_sides(run, scenarios):
        total[its.scenario] += abs(its.dollars)
    return total


def _abroad(run: Comparison, scenario: str) -> list[str]:
    named = {*run.named_in(scenario), *sides_shown(run, scenario)}
    return [code for code in run.regions if code not in named]


def _effects(run: Comparison, whom: Mapping[str, Sequence[str]]) -> list[Effect]:
    """What scenarios do to some regions each, against the reference."""
    percent, dollars = run.change("own_income"), run.change("welfare_usd")
    return [
        Effect(name, code, *(float(change.sel(scenario=name, region=code)) for change in (percent, dollars)))
        for name, codes in whom.items()
        for code in codes
    ]
