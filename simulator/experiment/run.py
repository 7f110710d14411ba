"""The main job: scenarios into cases, cases into blocks, blocks into labelled results."""

from collections.abc import Sequence
from typing import Unpack

import xarray as xr

from simulator.experiment.batch.scenarios import ScenarioBlock, scenario_blocks
from simulator.experiment.batch.store import BlockStore
from simulator.experiment.keywords import Keywords, records, verb
from simulator.experiment.plan import Plan, make_plan
from simulator.experiment.provenance import Recorder, captions
from simulator.results import Results, assemble
from simulator.results.assembly.solved import joined_arrays
from simulator.results.indicators.headline import ACTORS
from simulator.results.table import DATE
from simulator.scenario.suite import Requests
from simulator.solver.iteration import DEFAULT_SETTINGS, Settings


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
    ConvergenceError
        A worker died.
    """
    record = Recorder("run")
    options, batch = records("run", keywords)
    plan = make_plan(scenarios, options)
    blocks = scenario_blocks(plan, settings)
    with batch.work() as work:
        work.finish(blocks)
        data = labelled(plan, blocks, work.store)
    return Results(data, record.provenance(plan))


def labelled(plan: Plan, blocks: Sequence[ScenarioBlock], store: BlockStore) -> xr.Dataset:
    """Every indicator of the scenarios of a plan, from their solved blocks."""
    arrays = joined_arrays([store.arrays(block.name) for block in blocks])
    attributes = {
        "title": plan.suite.title,
        "summary": plan.suite.summary,
        "reference": plan.reference,
        ACTORS: " ".join(plan.actors),
    }
    attributes |= {DATE: plan.on.isoformat() if plan.on else ""}
    return assemble(plan.economy, arrays, captions(plan), attributes)
