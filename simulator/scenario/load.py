"""Scenario files into scenarios: parents first, overlays, options; all problems of all files at once."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from simulator.economy.economy import Economy
from simulator.files.problem import Problem, raise_all
from simulator.scenario.find import find_branch, find_scenario, library_folder
from simulator.scenario.format.assumptions import Closure, Parameters
from simulator.scenario.measures import Measure
from simulator.scenario.reading.bind import Origin, label_problems, measure_problems, parameter_problems
from simulator.scenario.reading.draft import Draft, read_draft, with_table
from simulator.scenario.reading.override import (
    Override,
    override_measure,
    override_scenario,
    parse_override,
    unknown_targets,
)
from simulator.scenario.reading.schema import ScenarioFile
from simulator.scenario.scenario import Scenario
from simulator.scenario.suite import Request, SuiteEntry, read_suite


def load_scenario(request: Request, economy: Economy | None = None, overrides: Sequence[str] = ()) -> Scenario:
    """Read one scenario with its parents.

    Parameters
    ----------
    request
        A file, the name of a shipped scenario, or an overlay `a+b`.
    economy
        Baseline whose labels, flows and units the measures must fit; without it these are not checked.
    overrides
        Values to replace, such as `us-100.rate=0.5`, `parameters.origin.SOY=4` or `closure.deficit=zero`.

    Raises
    ------
    ScenarioError
        With every problem of every file, each with its place.
    """
    scenarios = load_scenarios((request,), economy, overrides)
    if len(scenarios) != 1:
        names = ", ".join(scenario.name for scenario in scenarios)
        raise_all([Problem(str(request), 0, 0, "", f"got a folder of several scenarios — one of {names}.")])
    return scenarios[0]


def load_scenarios(
    requests: Request | Sequence[Request], economy: Economy | None = None, overrides: Sequence[str] = ()
) -> tuple[Scenario, ...]:
    """Read scenarios with their parents, in the order of their suite; a folder stands for all of its scenarios.

    Takes and raises what `load_scenario` does. An override applies to those scenarios that have the measure; that none
    has it is an error.
    """
    suite, problems = read_suite((requests,) if isinstance(requests, str | Path) else requests)
    parsed = [parse_override(text) for text in overrides]
    loader = _Loader(economy, [item for item in parsed if isinstance(item, Override)])
    loader.problems += [*problems, *(item for item in parsed if isinstance(item, Problem))]
    scenarios = [loader.scenario(entry) for entry in suite.entries]
    loader.problems += unknown_targets(loader.overrides, loader.known_ids())
    raise_all(loader.problems)
    return tuple(scenario for scenario in scenarios if scenario is not None)


def bind(scenario: Scenario, economy: Economy) -> list[Problem]:
    """Say what an economy does not know of a scenario: labels, flows, units; nothing if it can be applied."""
    problems = [
        problem
        for measure in scenario.measures
        for problem in measure_problems(measure, scenario.origins[measure.id], economy)
    ]
    for parameter in scenario.parameters.flat():
        problems += parameter_problems((parameter,), scenario.origins[f"parameters.{parameter}"], economy)
    return sorted(set(problems))


class _Loader:
    """Reads each file once and gathers problems on the way."""

    def __init__(self, economy: Economy | None, overrides: list[Override]) -> None:
        self.economy = economy
        self.overrides = overrides
        self.problems: list[Problem] = []
        self.drafts: dict[Path, Draft] = {}

    def scenario(self, entry: SuiteEntry) -> Scenario | None:
        """Put one scenario together; None where a file or an option that it needs has a problem."""
        lineages = [self.lineage(path) for path in entry.paths]
        drafts = list({draft.path: draft for lineage in lineages for draft in lineage}.values())
        if any(draft.file is None for draft in drafts):
            return None
        self._report_baselines(entry, lineages)
        assembly = _Assembly(drafts)
        for override in self.overrides:
            self.problems += assembly.override(override, self.economy)
        return assembly.scenario(entry)

    def lineage(self, path: Path) -> list[Draft]:
        """Read a file and its ancestors, the first ancestor first."""
        chain = [self._draft(path)]
        while (parent := self._parent(chain)) is not None:
            chain.append(self._draft(parent))
        return chain[::-1]

    def _parent(self, chain: Sequence[Draft]) -> Path | None:
        """Find the parent of the last file of a chain, and report one that cannot be."""
        child = chain[-1]
        if child.extends is None:
            return None
        found = find_scenario(child.extends, [child.path.parent, library_folder()])
        if isinstance(found, Path) and found in [draft.path for draft in chain]:
            found = f"got {child.extends!r}, which builds on {child.name!r} itself — a scenario without such a circle."
        if isinstance(found, str):
            self.problems.append(child.document.problem(("extends",), found))
            return None
        return found

    def known_ids(self) -> list[str]:
        """Ids of all measures read, valid or not."""
        origins = (origin for draft in self.drafts.values() for origin in draft.origins().values())
        return [origin.raw["id"] for origin in origins if isinstance(origin.raw.get("id"), str)]

    def _draft(self, path: Path) -> Draft:
        if path not in self.drafts:
            draft = self.drafts[path] = read_draft(path)
            self.problems += [*draft.problems, *_branch_problems(draft)]
            if self.economy is not None:
                self.problems += _economy_problems(draft, self.economy)
        return self.drafts[path]

    def _report_baselines(self, entry: SuiteEntry, lineages: list[list[Draft]]) -> None:
        named = {_last(draft.file.baseline for draft in lineage if draft.file) for lineage in lineages} - {None}
        if len(named) > 1:
            names = " and ".join(sorted(str(name) for name in named))
            text = f"got scenarios for the baselines {names} — an overlay of scenarios for one baseline."
            self.problems.append(Problem(entry.name, 0, 0, "", text))


def _branch_problems(draft: Draft) -> list[Problem]:
    """Say which branches of a file are not there, or there already."""
    taken, problems = {draft.path}, []
    for place, name in enumerate(draft.file.branches if draft.file else ()):
        found = find_branch(name, draft.path)
        if found in taken:
            found = f"got {name!r} a second time, or the file itself — each branch once."
        if isinstance(found, str):
            problems.append(draft.document.problem(("branches", place), found))
        else:
            taken.add(found)
    return problems


def _economy_problems(draft: Draft, economy: Economy) -> list[Problem]:
    """Check a file against an economy as far as it can be read."""
    problems: list[Problem] = []
    for place, origin in draft.origins().items():
        if place in draft.measures:
            problems += measure_problems(draft.measures[place], origin, economy)
        else:
            problems += label_problems(origin.raw, origin, economy)
    if draft.file is not None:
        problems += parameter_problems(draft.file.parameters.flat(), Origin(draft.document, ("parameters",)), economy)
    return problems


class _Assembly:
    """The parts of one scenario while files and options are laid over each other."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self.drafts = drafts
        self.files = [draft.file for draft in drafts if draft.file is not None]
        self.measures: dict[str, Measure] = {}
        self.replaced: dict[str, tuple[Measure, ...]] = {}
        self.origins: dict[str, Origin] = {}
        self.parameters: dict[str, float] = {}
        self.closure: Closure | None = None
        self.overrides: list[Override] = []
        for draft in drafts:
            self._lay(draft)

    def override(self, override: Override, economy: Economy | None) -> list[Problem]:
        """Apply an option, if it concerns this scenario."""
        if override.is_general:
            return self._override_scenario(override, economy)
        return self._override_measure(override, economy) if override.target in self.measures else []

    def scenario(self, entry: SuiteEntry) -> Scenario:
        """Freeze what has been laid together."""
        own = [draft.file for draft in self.drafts if draft.path in entry.paths and draft.file]
        return Scenario(
            name=entry.name,
            title=" + ".join(file.title for file in own),
            summary=" ".join(file.summary.strip() for file in own if file.summary),
            path=entry.paths[-1],
            baseline=_last(file.baseline for file in self.files),
            closure=self.closure,
            parameters=Parameters.model_validate(self.parameters),
            measures=tuple(self.measures.values()),
            replaced=dict(self.replaced),
            assumptions=tuple(dict.fromkeys(text for file in self.files for text in file.assumptions)),
            parents=tuple(draft.name for draft in self.drafts if draft.path not in entry.paths),
            overrides=tuple(override.text for override in self.overrides),
            digest=self._digest(),
            origins=self.origins,
        )

    def _lay(self, draft: Draft) -> None:
        origins = draft.origins()
        for place, measure in draft.measures.items():
            if measure.id in self.measures:
                self.replaced[measure.id] = (*self.replaced.get(measure.id, ()), self.measures[measure.id])
            self.measures[measure.id] = measure
            self.origins[measure.id] = origins[place]
        self._set(draft.file, Origin(draft.document, ("parameters",)))

    def _set(self, file: ScenarioFile | None, origin: Origin) -> list[str]:
        """Take over the elasticities and the closure of a file, and say which elasticities it has."""
        if file is None:
            return []
        values = file.parameters.flat()
        self.parameters |= values
        self.origins |= {f"parameters.{name}": origin for name in values}
        self.closure = file.closure.over(self.closure) if file.closure else self.closure
        return list(values)

    def _override_scenario(self, override: Override, economy: Economy | None) -> list[Problem]:
        file, origin, problems = override_scenario(override)
        names = self._set(file, origin)
        self.overrides.append(override)
        return problems + (parameter_problems(names, origin, economy) if economy is not None else [])

    def _override_measure(self, override: Override, economy: Economy | None) -> list[Problem]:
        file, origin, problems = override_measure(self.origins[override.target], override)
        if file is None:
            return problems
        measure, problems = with_table(file.measures[0], self._folder(origin), origin)
        self.measures[override.target], self.origins[override.target] = measure, origin
        self.overrides.append(override)
        return problems or (measure_problems(measure, origin, economy) if economy is not None else [])

    def _folder(self, origin: Origin) -> Path:
        return next(draft.path.parent for draft in self.drafts if draft.document is origin.document)

    def _digest(self) -> str:
        parts = [(draft.name, draft.document.digest, _tables(draft)) for draft in self.drafts]
        changes = [(override.target, override.key, override.value) for override in self.overrides]
        return hashlib.sha256(repr((parts, changes)).encode()).hexdigest()


def _tables(draft: Draft) -> list[tuple[str, str, str, float]]:
    tables = [getattr(measure, "table", None) for measure in draft.measures.values()]
    return [(row.exporter, row.importer, row.sector, row.rate) for table in tables if table for row in table.rows]


def _last(values: Iterable[str | None]) -> str | None:
    """Take the last value that is given."""
    given = [value for value in values if value is not None]
    return given[-1] if given else None
