"""Where the time goes: shares by stage of the solver and of what is done around it, from a sampling profiler."""

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import simulator
from benchmarks.performance.page import table
from benchmarks.performance.pool import SETTINGS, tasks
from simulator.experiment.batch.work import Batch

if TYPE_CHECKING:
    from pyinstrument.frame import Frame

PACKAGE: Final = Path(simulator.__file__).parent
TITLE: Final = "## Share of time by stage\n\n"
INTERVAL: Final = 0.0005
"""Seconds between samples."""

HELPERS: Final = ("model/ces.py", "model/shock.py", "model/nests.py", "economy/levels.py", "economy/elasticities.py")
"""Files whose functions serve many stages: their time counts for the stage that calls them."""

FUNCTIONS: Final = {
    "unit_costs": "costs: input bundles and unit costs",
    "sourcing": "sourcing: prices and spending shares",
    "sales": "sales: receipts of producers",
    "input_demand": "goods: spending on inputs",
    "consumption": "goods: final demand",
    "wedge_receipts": "income: tariffs and premiums",
    "wage_index": "factors: supply and demand",
    "log_factor_supply": "factors: supply and demand",
    "factor_demand": "factors: supply and demand",
    "_excess": "factors: supply and demand",
    "charge_bounds": "bounds: their wedges and gaps",
    "wedge_step": "bounds: their wedges and gaps",
    "bound_violation": "bounds: their wedges and gaps",
    "_bound_residual": "bounds: their wedges and gaps",
    "gaps": "step: gaps and residuals",
    "residual": "step: gaps and residuals",
}
"""Stage of single functions; it goes before that of their file."""

FILES: Final = {
    "model/border.py": "border: weights of flows",
    "model/equilibrium.py": "levels of the solution",
    "solver/anderson.py": "step: Anderson acceleration",
    "solver/plain.py": "step: plain",
    "solver/linear/linearisation.py": "step: product with the inverse Jacobian",
    "solver/linear/inverse.py": "step: product with the inverse Jacobian",
    "solver/linear/columns.py": "step: product with the inverse Jacobian",
    "solver/linear/correction.py": "step: correction for other elasticities",
    "solver/linear/responses.py": "step: correction for other elasticities",
    "solver/evaluate.py": "sweep: what is between its equations",
    "solver/iteration.py": "iteration: verdicts and moves",
    "solver/block.py": "block: set-up, and cases that leave",
    "solver/linear/slope.py": "step: correction for other elasticities",
    "solver/continuation.py": "continuation: cases that fail at once",
    "experiment/batch/variations.py": "compile: scenario to shock",
    "experiment/levers.py": "compile: scenario to shock",
    "experiment/draws.py": "draws",
    "experiment/batch/store.py": "write: blocks to disk",
}
"""Stage of the functions of a file, or of a folder."""

FOLDERS: Final = {
    "results": "indicators",
    "scenario": "compile: scenario to shock",
    "solver": "solver: blocks and starts",
    "economy": "the rest",
    "experiment": "the rest",
}


def section(n_draws: int = 512) -> str:
    """Table of shares of time by stage, for each of the settings; a line instead where there is no profiler."""
    try:
        found = [shares(scenario, horizon, n_draws) for scenario, horizon, _ in SETTINGS.values()]
    except ImportError as error:
        return f"{TITLE}Not measured: {error}. `pip install 'tariffsim[bench]'` adds the profiler.\n"
    names = sorted(set().union(*found), key=lambda name: -sum(part.get(name, 0) for part in found))
    rows = [(name, *(f"{part.get(name, 0):.1%}" for part in found)) for name in names]
    largest = dict.fromkeys(max(part, key=part.__getitem__) for part in found)
    return f"""{TITLE}{n_draws:,} draws of elasticities, worked off in one process by the route above and sampled every
{INTERVAL * 1e3:g} ms. Each moment counts for the innermost stage at work, helpers and numpy for the stage that calls
them. Linearising, which happens once in a process, is left out. Most goes to
**{"** and **".join(largest)}**.

{table("stage | " + " | ".join(SETTINGS), rows)}
"""


def shares(scenario: str, horizon: str, n_draws: int) -> dict[str, float]:
    """Share of time of each stage while draws of a scenario are solved.

    Raises
    ------
    ImportError
        The profiler is not installed.
    """
    from pyinstrument import Profiler

    batch = tasks(scenario, horizon, "elasticities", n_draws)
    profiler = Profiler(interval=INTERVAL)
    with Batch(jobs=1).work() as work:
        work.finish(batch[:1])
        with profiler:
            work.finish(batch)
    root = profiler.last_session.root_frame() if profiler.last_session else None
    if root is None:
        raise RuntimeError("the profiler took no sample")
    spent: defaultdict[str, float] = defaultdict(float)
    _add(spent, root, "the rest")
    total = sum(spent.values())
    return {name: time / total for name, time in spent.items()}


def _add(spent: defaultdict[str, float], frame: "Frame", stage: str) -> None:
    """Count the own time of a frame and of all below it; a frame without a stage belongs to its caller's."""
    stage = stage_of(frame) or stage
    spent[stage] += frame.time - sum(child.time for child in frame.children)
    for child in frame.children:
        _add(spent, child, stage)


def stage_of(frame: "Frame") -> str | None:
    """Stage of a function of the package; None for its helpers and for what is not in the package."""
    if not frame.file_path or PACKAGE not in (path := Path(frame.file_path)).parents:
        return None
    place = path.relative_to(PACKAGE)
    if place.as_posix() in HELPERS:
        return None
    return FUNCTIONS.get(frame.function) or FILES.get(place.as_posix()) or FOLDERS.get(place.parts[0])
