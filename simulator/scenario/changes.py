"""Options laid over a scenario: values replaced without touching its file."""

from collections.abc import Iterable
from dataclasses import replace

from simulator.economy.economy import Economy
from simulator.files.problem import Problem
from simulator.scenario.format.assumptions import Parameters
from simulator.scenario.reading.assemble import digest_of
from simulator.scenario.reading.bind import measure_problems, parameter_problems
from simulator.scenario.reading.draft import with_table
from simulator.scenario.reading.override import Override, override_measure, override_scenario
from simulator.scenario.scenario import Scenario


def overridden(
    scenario: Scenario, overrides: Iterable[Override], economy: Economy | None
) -> tuple[Scenario, list[Problem]]:
    """Replace values of a scenario by options, those that concern it, and say which of them it cannot take."""
    problems: list[Problem] = []
    known = {measure.id for measure in scenario.measures}
    applied = [override for override in overrides if override.is_general or override.target in known]
    for override in applied:
        change = _general if override.is_general else _of_a_measure
        scenario, wrong = change(scenario, override, economy)
        problems += wrong
    if not applied:
        return scenario, problems
    changes = [(override.target, override.key, override.value) for override in applied]
    texts = tuple(override.text for override in applied)
    digest = digest_of((scenario.digest, changes))
    return replace(scenario, overrides=(*scenario.overrides, *texts), digest=digest), problems


def _general(scenario: Scenario, override: Override, economy: Economy | None) -> tuple[Scenario, list[Problem]]:
    """Set an elasticity or the closure."""
    file, origin, problems = override_scenario(override)
    if file is None:
        return scenario, problems
    values = file.parameters.flat()
    changed = replace(
        scenario,
        parameters=Parameters.model_validate(scenario.parameters.flat() | values),
        closure=file.closure.over(scenario.closure) if file.closure else scenario.closure,
        origins={**scenario.origins, **dict.fromkeys((f"parameters.{key}" for key in values), origin)},
    )
    return changed, parameter_problems(values, origin, economy) if economy is not None else []


def _of_a_measure(scenario: Scenario, override: Override, economy: Economy | None) -> tuple[Scenario, list[Problem]]:
    """Replace one value of a measure."""
    file, origin, problems = override_measure(scenario.origins[override.target], override)
    if file is None:
        return scenario, problems
    measure, problems = with_table(file.measures[0], origin)
    changed = replace(
        scenario,
        measures=tuple(measure if item.id == measure.id else item for item in scenario.measures),
        origins={**scenario.origins, measure.id: origin},
    )
    return changed, problems or (measure_problems(measure, origin, economy) if economy is not None else [])
