"""Futures of a scenario: its branches, which share what was known on a day and go their own ways from the next."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from simulator.economy.economy import Economy
from simulator.errors import ScenarioError
from simulator.files.problem import Place, Problem, raise_all, shown_path
from simulator.scenario.load import Reading, member_of, read
from simulator.scenario.measures import Measure
from simulator.scenario.measures.measure import ONE_DAY
from simulator.scenario.reading.draft import Draft
from simulator.scenario.reading.override import Overrides
from simulator.scenario.scenario import Scenario
from simulator.scenario.suite import BASELINE, Request, plain_entry, repeated_names


def load_branches(request: Request, economy: Economy | None, overrides: Overrides, at: date) -> tuple[Scenario, ...]:
    """Read the branches of a scenario as futures that part after a day.

    Up to `at` all of them are their trunk. A branch has the measures of the trunk that were known by then — announced,
    else begun; those without dates always — whole, with their later steps, suspensions and ends, and from the day after
    on its own: what they begin or announce earlier moves to that day.

    Parameters
    ----------
    request
        The trunk: a file with `branches`, or the name of a shipped scenario.
    economy, overrides
        As for `load_scenario`; an option applies to the trunk and the branches that have the measure.
    at
        Last day that the branches share.

    Raises
    ------
    ScenarioError
        With every problem of the files; the file has no branches, one of them does not build on it, or `at` is not
        among the days of its dated measures.
    """
    return trunk_and_branches(read(request, reference=BASELINE), economy, overrides, at)[1:]


def trunk_and_branches(
    reading: Reading, economy: Economy | None, overrides: Overrides, at: date
) -> tuple[Scenario, ...]:
    """Do as `load_branches` with the only scenario of a request that is read already; it comes before its branches."""
    (asked,) = reading.members
    if len(asked.entry.paths) > 1:
        raise ScenarioError(f"{asked.entry.name}: got an overlay — one scenario file with `branches`.")
    draft = asked.drafts[-1]
    entries = [plain_entry((path,)) for path in draft.branches]
    reading.files.problems += repeated_names([asked.entry, *entries])
    members = (asked, *(member_of(entry, reading.files) for entry in entries))
    trunk, *branches = replace(reading, members=members, reference=None).bind(economy, overrides)
    if not branches:
        raise_all([draft.document.problem(("branches",), _NO_BRANCHES)])
    raise_all([*_strangers(draft, trunk, branches), *_day_problems(trunk, at)])
    return (trunk, *(_future(trunk, branch, at) for branch in branches))


_NO_BRANCHES: Final = "is missing — names or paths of scenario files that extend this one."


def _strangers(draft: Draft, trunk: Scenario, branches: Sequence[Scenario]) -> list[Problem]:
    """Say which branches do not build on their trunk."""
    return [
        draft.document.problem(
            ("branches", position),
            f"got {branch.name!r}, which does not build on {trunk.name!r} — write `extends: "
            f"{os.path.relpath(trunk.path, branch.path.parent)}` into {shown_path(branch.path)}.",
        )
        for position, branch in enumerate(branches)
        if trunk.name not in branch.parents
    ]


def _day_problems(trunk: Scenario, at: date) -> list[Problem]:
    """Refuse a day that lies outside those of which the dated measures of a trunk speak."""
    dated = [measure for measure in trunk.measures if measure.known_on is not None]
    first = min((measure.known_on for measure in dated if measure.known_on), default=None)
    last = max((measure.last_day or date.max for measure in dated), default=date.max)
    if first is None:
        text = f"got {at}, but no measure has a date — a scenario whose measures have a `start`."
    elif not first <= at <= last:
        upto = f"to {last}, the last day in force" if last < date.max else "on"
        text = f"got {at} — a day from {first}, when the first measure becomes known, {upto}."
    else:
        return []
    return [Problem.said(Place(shown_path(trunk.path), key="branch date"), text)]


def _future(trunk: Scenario, branch: Scenario, at: date) -> Scenario:
    """Put what a branch does after a day on top of what its trunk had made known by then."""
    shared = {measure.id: trunk.versions(measure) for measure in trunk.measures}
    versions = {}
    for measure in branch.measures:
        every = branch.versions(measure)
        count = len(shared.get(measure.id, ()))
        versions[measure.id] = (*_known(every[:count], at), *begun_from(every[count:], at + ONE_DAY))
    kept = {name: in_force for name, in_force in versions.items() if in_force}
    return replace(
        branch,
        measures=tuple(in_force[-1] for in_force in kept.values()),
        replaced={name: in_force[:-1] for name, in_force in kept.items() if len(in_force) > 1},
        digest=hashlib.sha256(f"{branch.digest} {at}".encode()).hexdigest(),
    )


def _known(versions: Sequence[Measure], at: date) -> list[Measure]:
    return [measure for measure in versions if measure.known_on is None or measure.known_on <= at]


def begun_from(measures: Sequence[Measure], day: date) -> list[Measure]:
    """Measures that begin and are announced on a day at the earliest, without those that are over by then."""
    return [_moved(measure, day) for measure in measures if (measure.last_day or date.max) >= day]


def _moved(measure: Measure, earliest: date) -> Measure:
    given = {"start": measure.start or earliest, "announced": measure.announced}
    return measure.model_copy(update={key: max(day, earliest) for key, day in given.items() if day is not None})
