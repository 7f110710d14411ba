"""Decomposition: what each measure of a scenario contributes to an outcome, by Shapley values."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Unpack

import pandas as pd

from simulator.errors import ConvergenceError, ScenarioError
from simulator.experiment.batch.points import Points, solve_points
from simulator.experiment.keywords import Keywords, records, verb
from simulator.experiment.plan import Plan, make_plan, only_horizon
from simulator.experiment.provenance import Recorder
from simulator.game.shapley import game_of
from simulator.results.experiments.decomposition import Decomposition
from simulator.results.outcome import Outcome, incomes
from simulator.scenario import Scenario, answered
from simulator.scenario.suite import Requests


@verb
def decompose(
    scenario: Requests,
    outcomes: Sequence[str] = (),
    **keywords: Unpack[Keywords],
) -> Decomposition:
    """Split the change from the reference to a scenario among the measures in which they differ.

    A measure that replaces one of the reference counts as the step from the old to the new one. Up to 12 measures all
    their combinations are solved; of more, those along balanced random orders, which leaves a standard error.

    Parameters
    ----------
    scenario
        Name, file, scenario, or dict of a scenario's keys.
    outcomes
        Such as `real_income:USA`, `bilateral_exports:CHN:USA` or `premium`; absent: real income of both sides.
    **keywords
        Those of every verb, see `Keywords`.

    Returns
    -------
    decomposition
        What each measure contributes, which adds up to the change, and how they act together.

    Raises
    ------
    ScenarioError
        A scenario without reference or without difference, several horizons, or an unknown outcome.
    ConvergenceError
        Some combination of measures was not solved, or a worker died.
    """
    record = Recorder("decompose")
    options, batch = records("decompose", keywords)
    plan = make_plan(scenario, options)
    horizon = only_horizon(plan, options, "decompose")
    wanted = [Outcome.parse(text, plan.economy) for text in dict.fromkeys(outcomes or incomes(plan.actors))]
    whole, base = (answered(item, plan.economy) for item in _pair(plan))
    players = _differing(whole, base)
    game = game_of(len(players))
    points = [_switches(chosen, players) for chosen in game.members.tolist()]
    combined = Points(_all_combinations(whole, base, players), horizon, points)
    with batch.work() as work:
        (solved,) = solve_points(plan, [combined], tuple(dict.fromkeys(item.indicator for item in wanted)), work)
        unsolved = len(points) - int(solved.is_solved.sum())
        if unsolved:
            raise ConvergenceError(
                f"{whole.name}: {unsolved} of {len(points)} combinations of measures were not solved."
            )
        values = {str(outcome): solved.number(outcome, plan.economy) for outcome in wanted}
    contributions = {name: game.contributions(value) for name, value in values.items()}
    interactions = {name: game.interactions(value) for name, value in values.items()}
    asked = {"outcomes": list(values), "points": len(points), "combinations": 2 ** len(players), "unsolved": 0}
    return Decomposition(
        pd.DataFrame(
            {"outcome": name, "measure": player, "contribution": share, "standard_error": error}
            for name, estimate in contributions.items()
            for player, share, error in zip(players, *estimate, strict=True)
        ),
        pd.DataFrame(
            {"outcome": name, "first": one, "second": two, "interaction": share, "standard_error": error}
            for name, estimate in interactions.items()
            for (one, two), share, error in zip(itertools.combinations(players, 2), *estimate, strict=True)
        ),
        record.provenance(plan, **asked),
    )


def _pair(plan: Plan) -> tuple[Scenario, Scenario]:
    """The scenario that was asked for, and its reference."""
    others = [scenario for scenario in plan.scenarios if scenario.name != plan.reference]
    if len(others) != 1 or not plan.reference:
        raise ScenarioError("decompose: give one scenario that has a reference, or name one with --reference.")
    base = next(scenario for scenario in plan.scenarios if scenario.name == plan.reference)
    return others[0], base


def _differing(whole: Scenario, base: Scenario) -> list[str]:
    """Ids of the measures in which the two scenarios differ."""
    before = {measure.id: measure for measure in base.enabled}
    after = {measure.id: measure for measure in whole.enabled}
    ids = [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]
    if not ids:
        raise ScenarioError(f"decompose: {whole.name} has the measures of {base.name} — nothing to split.")
    return ids


OLD: Final = "before-"
"""Prefix of the id under which the reference's version of a measure stands beside the scenario's."""


def _all_combinations(whole: Scenario, base: Scenario, players: Sequence[str]) -> Scenario:
    """One scenario with both versions of every differing measure, to be switched on and off.

    The old version of a replaced measure stands where the new one does, so that stacking keeps its order.
    """
    before = {measure.id: measure for measure in base.enabled}
    after = {measure.id: measure for measure in whole.enabled}
    measures = []
    for name in dict.fromkeys((*before, *after)):
        if name in players and name in before:
            measures.append(before[name].model_copy(update={"id": f"{OLD}{name}"}))
        if name in after:
            measures.append(after[name])
    return replace(whole, measures=tuple(measures))


def _switches(chosen: Sequence[bool], players: Sequence[str]) -> dict[str, float]:
    """Levers that put the chosen players' measures in force, and the reference's versions of the others."""
    new = {f"{name}.enabled": float(on) for name, on in zip(players, chosen, strict=True)}
    old = {f"{OLD}{name}.enabled": float(not on) for name, on in zip(players, chosen, strict=True)}
    return new | old
