"""The main job: scenarios into cases, cases into blocks, blocks into labelled results."""

from collections.abc import Callable
from dataclasses import replace
from typing import Unpack

import xarray as xr

from simulator.experiment.keywords import Keywords, records, verb
from simulator.experiment.plan import Plan, make_plan
from simulator.experiment.provenance import Recorder, captions
from simulator.model.equilibrium import equilibrium
from simulator.model.shock import Shock
from simulator.results import Results, assemble
from simulator.results.compare import joined
from simulator.results.table import DATE
from simulator.scenario.suite import Requests
from simulator.solver.iteration import DEFAULT_SETTINGS, Settings
from simulator.solver.solve import solve

Progress = Callable[[int, int], None]
"""Called with the number of cases solved so far and of all cases."""


@verb
def run(scenarios: Requests, *, settings: Settings = DEFAULT_SETTINGS, **keywords: Unpack[Keywords]) -> Results:
    """Solve scenarios and compare them with their reference.

    Parameters
    ----------
    scenarios
        Names, files, folders, overlays `a+b`, scenarios, dicts of a scenario's keys, or a list of these.
    settings
        Tolerance and effort of the solver.
    **keywords
        Those of every verb, see `Keywords`.

    Returns
    -------
    results
        A case that was not solved holds NaN and says so in its status.

    Raises
    ------
    ScenarioError, DataError
        Files, options or a baseline that are wrong.
    """
    record = Recorder("run")
    options, batch = records("run", keywords)
    plan = make_plan(scenarios, options)
    return Results(solve_plan(plan, settings, batch.progress), record.provenance(plan))


def solve_plan(plan: Plan, settings: Settings = DEFAULT_SETTINGS, progress: Progress | None = None) -> xr.Dataset:
    """Solve and label every scenario of a plan at every horizon."""
    parts = []
    for part in settings.parts(len(plan.scenarios), plan.economy.levels):
        parts.append(_solve_part(replace(plan, scenarios=plan.scenarios[part], entries=plan.entries[part]), settings))
        if progress is not None:
            progress(part.stop * len(plan.horizons), len(plan.scenarios) * len(plan.horizons))
    return joined(parts)


def _solve_part(plan: Plan, settings: Settings) -> xr.Dataset:
    """Solve and label some of the scenarios at all horizons; only what is labelled outlives it."""
    cases = plan.cases()
    shock = Shock.stack([case.shock for case in cases])
    solution = solve(plan.economy.levels, shock, settings)
    world = equilibrium(plan.economy.levels, shock, solution.state.unknowns, solution.state.log_wedge)
    attributes = {"title": plan.suite.title, "summary": plan.suite.summary, "reference": plan.reference}
    attributes |= {DATE: plan.on.isoformat() if plan.on else ""}
    return assemble(plan.economy, cases, (shock, solution, world), captions(plan), attributes)
