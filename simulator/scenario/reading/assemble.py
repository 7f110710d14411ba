"""Files and options laid over each other into one scenario."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from simulator.economy.economy import Economy
from simulator.files.problem import Problem
from simulator.scenario.format.assumptions import Closure, Parameters
from simulator.scenario.measures import Measure
from simulator.scenario.reading.bind import Origin, measure_problems, parameter_problems
from simulator.scenario.reading.draft import Draft, with_table
from simulator.scenario.reading.override import Override, override_measure, override_scenario
from simulator.scenario.reading.schema import ScenarioFile
from simulator.scenario.scenario import Scenario


def assembled(name: str, drafts: Sequence[Draft], own: Sequence[Draft]) -> Scenario | None:
    """Lay the files of a scenario over each other, the first ancestor first; None where one of them is wrong.

    `own` are those among the drafts that were asked for themselves: one, or those of an overlay.
    """
    files = [draft.file for draft in drafts if draft.file is not None]
    if len(files) < len(drafts):
        return None
    titled = [draft.file for draft in own if draft.file is not None]
    versions, origins = _versions(drafts)
    parameters: dict[str, float] = {}
    for draft, file in zip(drafts, files, strict=True):
        values = file.parameters.flat()
        parameters |= values
        origins |= dict.fromkeys((f"parameters.{key}" for key in values), draft.origin("parameters"))
    return Scenario(
        name=name,
        title=" + ".join(file.title for file in titled),
        summary=" ".join(file.summary.strip() for file in titled if file.summary),
        path=own[-1].path,
        baseline=last(file.baseline for file in files),
        closure=_closure(files),
        parameters=Parameters.model_validate(parameters),
        measures=tuple(same[-1] for same in versions.values()),
        replaced={key: tuple(same[:-1]) for key, same in versions.items() if len(same) > 1},
        assumptions=tuple(dict.fromkeys(text for file in files for text in file.assumptions)),
        parents=tuple(draft.name for draft in drafts if draft not in own),
        overrides=(),
        digest=_digest([(draft.name, draft.document.digest, _tables(draft)) for draft in drafts]),
        origins=origins,
    )


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
    digest = _digest((scenario.digest, changes))
    return replace(scenario, overrides=(*scenario.overrides, *texts), digest=digest), problems


def last(values: Iterable[str | None]) -> str | None:
    """Take the last value that is given."""
    given = [value for value in values if value is not None]
    return given[-1] if given else None


def _versions(drafts: Sequence[Draft]) -> tuple[dict[str, list[Measure]], dict[str, Origin]]:
    """Measures by id, the oldest first, and where the last of each is written."""
    versions: dict[str, list[Measure]] = {}
    origins: dict[str, Origin] = {}
    for draft in drafts:
        written = draft.origins()
        for place, measure in draft.measures.items():
            versions.setdefault(measure.id, []).append(measure)
            origins[measure.id] = written[place]
    return versions, origins


def _closure(files: Iterable[ScenarioFile]) -> Closure | None:
    closure = None
    for file in files:
        closure = file.closure.over(closure) if file.closure else closure
    return closure


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


def _digest(parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _tables(draft: Draft) -> list[tuple[str, str, str, float]]:
    tables = [getattr(measure, "table", None) for measure in draft.measures.values()]
    return [(row.exporter, row.importer, row.sector, row.rate) for table in tables if table for row in table.rows]
