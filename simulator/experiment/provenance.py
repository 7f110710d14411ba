"""Where results come from: versions, hashes, and what every scenario says, as plain values."""

import platform
from dataclasses import asdict
from importlib.metadata import version
from typing import Any, Final

import simulator
from simulator.experiment.draws import Draws, Method
from simulator.experiment.plan import Plan
from simulator.results import Caption
from simulator.scenario.describe import description

LIBRARIES: Final = ("numpy", "scipy", "xarray", "pandas")


def captions(plan: Plan) -> list[Caption]:
    """How each scenario of a plan is shown."""
    return [
        Caption(
            scenario.name,
            entry.label or scenario.name,
            scenario.title,
            scenario.summary,
            entry.colour or "",
            entry.group,
        )
        for scenario, entry in zip(plan.scenarios, plan.entries, strict=True)
    ]


def provenance(plan: Plan, wall_seconds: float) -> dict[str, Any]:
    """Record of a run that is enough to make it again."""
    economy = plan.economy
    return {
        "title": plan.suite.title,
        "versions": {"tariffsim": simulator.__version__, "python": platform.python_version()}
        | {name: version(name) for name in LIBRARIES},
        "baseline": {"name": economy.name, "title": economy.title, "year": economy.year, "digest": economy.digest},
        "reference": plan.reference,
        "horizons": list(plan.horizons),
        "seed": None,
        "wall_seconds": round(wall_seconds, 3),
        "scenarios": [description(scenario) for scenario in plan.scenarios],
    }


def draws_record(drawn: Draws, method: Method) -> dict[str, Any]:
    """What was drawn, how, and how often, as plain values."""
    uncertain = [asdict(item) for item in drawn.numbers]
    return {"seed": drawn.seed, "draws": len(drawn), "method": method, "uncertain": uncertain}
