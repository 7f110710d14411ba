"""Scenarios in words: what each says, as plain values for reports and JSON."""

from typing import Any

from simulator.files.rates import flow_text, spread_text
from simulator.scenario.format.selection import selection_text
from simulator.scenario.format.table import Table
from simulator.scenario.format.varying import Spread
from simulator.scenario.measures import Measure
from simulator.scenario.scenario import Scenario


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
    own_values = measure.model_dump(exclude=common, exclude_defaults=True)
    dates = [f"{key} {day}" for key in ("announced", "start", "end") if (day := getattr(measure, key)) is not None]
    return {
        "id": measure.id,
        "type": measure.type,
        "flows": f"{measure.sides}: {selection_text(measure.sectors)}",
        "values": ", ".join(f"{key} {_value(getattr(measure, key))}" for key in own_values),
        "dates": ", ".join(dates),
        "enabled": measure.enabled,
        "source": measure.source,
        "note": measure.note,
    }


def table_texts(scenario: Scenario) -> list[str]:
    """Say from where to where the rates of each table of a scenario reach, and the flow of the largest."""
    tables = (measure.by_flow for measure in scenario.enabled)
    return [f"{table.path.name}: {_spread(table)}." for table in tables if table is not None and table.rows]


def _spread(table: Table) -> str:
    return spread_text((row.rate, flow_text(row.exporter, row.importer, row.sector)) for row in table.rows)


def _value(value: object) -> str:
    if isinstance(value, Spread):
        return f"{float(value):g} ({value.dist} from {value.low:g} to {value.high:g})"
    return f"{value:g}" if isinstance(value, float) else value.path.name if isinstance(value, Table) else str(value)
