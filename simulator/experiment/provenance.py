"""Where results come from: versions, hashes, and what every scenario says, as plain values."""

import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any, Final

import simulator
from simulator.experiment.draws import Draws, Method
from simulator.experiment.plan import Plan
from simulator.results import Caption
from simulator.scenario import Measure, Scenario, Spread, SupplyDisruption
from simulator.scenario.format.table import Table

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


def description(scenario: Scenario) -> dict[str, Any]:
    """A scenario as plain values for reports and JSON."""
    return {
        "name": scenario.name,
        "title": scenario.title,
        "summary": scenario.summary,
        "assumptions": list(scenario.assumptions),
        "parameters": [f"{key} = {value:g}" for key, value in scenario.parameters.flat().items()],
        "closure": [f"{key} = {value}" for key, value in scenario.closure or () if value is not None],
        "parents": list(scenario.parents),
        "overrides": list(scenario.overrides),
        "measures": [measure_text(measure) for measure in scenario.measures],
        "file": scenario.path.name,
        "digest": scenario.digest,
    }


def measure_text(measure: Measure) -> dict[str, Any]:
    """A measure as plain values: who does what to whom, since when, and where the figure is from."""
    common = {"id", "type", "sectors", "start", "end", "announced", "enabled", "source", "note"}
    common |= {"importer", "exporter", "region"}
    own = measure.model_dump(exclude=common, exclude_defaults=True)
    dates = [f"{key} {day}" for key in ("announced", "start", "end") if (day := getattr(measure, key)) is not None]
    return {
        "id": measure.id,
        "type": measure.type,
        "flows": f"{_sides(measure)}: {_codes(measure.sectors)}",
        "values": ", ".join(f"{key} {_value(getattr(measure, key))}" for key in own),
        "dates": ", ".join(dates),
        "enabled": measure.enabled,
        "source": measure.source,
        "note": measure.note,
    }


def _sides(measure: Measure) -> str:
    """Who sells to whom, or whose output it is."""
    if isinstance(measure, SupplyDisruption):
        return _codes(measure.region)
    return f"{_codes(measure.exporter)} → {_codes(measure.importer)}"


def _codes(codes: Sequence[str]) -> str:
    return ", ".join(codes)


def _value(value: object) -> str:
    if isinstance(value, Spread):
        return f"{float(value):g} ({value.dist} from {value.low:g} to {value.high:g})"
    return f"{value:g}" if isinstance(value, float) else value.path.name if isinstance(value, Table) else str(value)
