"""What each scenario does to those whom it is about, and to everybody else."""

from collections.abc import Sequence
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


def effect(run: Comparison, scenario: str, region: str) -> Effect:
    """What a scenario does to a region, against the reference."""
    at = {"scenario": scenario, "region": region}
    percent, dollars = (float(run.change(name).sel(at)) for name in ("own_income", "welfare_usd"))
    return Effect(scenario, region, percent, dollars)


def effects_on_sides(run: Comparison, scenarios: Sequence[str]) -> list[Effect]:
    """Effects on those whom each scenario is about."""
    return [effect(run, name, code) for name in scenarios for code in sides_shown(run, name)]


def effects_abroad(run: Comparison, scenarios: Sequence[str]) -> list[Effect]:
    """Effects on regions that no measure of the scenario itself names."""
    return [
        effect(run, name, code)
        for name in scenarios
        for code in run.regions
        if code not in {*run.named_in(name), *sides_shown(run, name)}
    ]
