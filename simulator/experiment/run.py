"""The main job: scenarios into cases, cases into blocks, blocks into labelled results."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import xarray as xr

from simulator.experiment.plan import Options, Plan, make_plan
from simulator.experiment.provenance import Recorder, captions
from simulator.model.equilibrium import equilibrium
from simulator.model.shock import Shock
from simulator.results import Results, assemble
from simulator.results.compare import joined
from simulator.results.table import DATE
from simulator.scenario.suite import Request
from simulator.solver.iteration import DEFAULT_SETTINGS, Settings
from simulator.solver.solve import solve

Progress = Callable[[int, int], None]
"""Called with the number of cases solved so far and of all cases."""


def run(  # noqa: PLR0913  # the main verb takes what the command line takes
    scenarios: Request | Sequence[Request],
    *,
    baseline: str | Path | None = None,
    reference: str | None = None,
    horizon: str | float | Sequence[str | float] | None = None,
    overrides: Sequence[str] = (),
    on: date | None = None,
    settings: Settings = DEFAULT_SETTINGS,
    progress: Progress | None = None,
) -> Results:
    """Solve scenarios and compare them with their reference.

    Parameters
    ----------
    scenarios
        Files, folders, names of shipped scenarios, or overlays `a+b`.
    baseline
        Name of a shipped baseline or a folder in the same format; absent: the suite's or the scenarios' own.
    reference
        Scenario against which changes are shown, by name or file; absent: the suite's.
    horizon
        "short", "medium", "long" or years of adjustment, one or several; absent: the suite's, else short.
    overrides
        Values to replace, such as `us-100.rate=0.5`, in every scenario that was asked for and has the measure.
    on
        Day whose measures are applied; absent: every enabled measure.
    settings
        Tolerance and effort of the solver.
    progress
        Called with the number of solved cases and of all cases, as they are solved.

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
    plan = make_plan(scenarios, Options(baseline, reference, horizon, overrides, on))
    return Results(solve_plan(plan, settings, progress), record.provenance(plan))


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
