"""A request into scenarios in one pass: each file is read once, and all problems of all files come at once."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from simulator.economy.economy import Economy
from simulator.errors import MOST_FOUND, ScenarioError
from simulator.files.problem import Place, Problem, raise_all
from simulator.scenario.changes import overridden
from simulator.scenario.reading.assemble import assembled, last
from simulator.scenario.reading.bare_rates import rate_remarks
from simulator.scenario.reading.bind import label_problems, measure_problems, parameter_problems
from simulator.scenario.reading.draft import Draft
from simulator.scenario.reading.files import Files
from simulator.scenario.reading.mirrored import answer_remarks, scenario_answer_problems
from simulator.scenario.reading.names import in_codes, remarks
from simulator.scenario.reading.override import Override, Overrides, override_texts, parse_override, unknown_targets
from simulator.scenario.reading.twice import counted_twice
from simulator.scenario.scenario import Scenario
from simulator.scenario.suite import (
    BASELINE,
    Request,
    Requests,
    Suite,
    SuiteEntry,
    plain_entry,
    read_suite,
    reference_of,
    scenario_entry,
)

_LOG: Final = logging.getLogger(__name__)


def load_scenario(request: Request, economy: Economy | None = None, overrides: Overrides = ()) -> Scenario:
    """Read one scenario with its parents.

    Parameters
    ----------
    request
        A file, the name of a shipped scenario, or an overlay `a+b`.
    economy
        Baseline whose labels, flows and units the measures must fit; without it these are not checked.
    overrides
        Values to replace, such as `{"us-100.rate": 0.5, "parameters.origin.SOY": 4, "closure.deficit": "zero"}`, or a
        list of texts such as `us-100.rate=0.5`.

    Raises
    ------
    ScenarioError
        With every problem of every file, each with its place.
    """
    scenarios = load_scenarios((request,), economy, overrides)
    if len(scenarios) != 1:
        names = ", ".join(scenario.name for scenario in scenarios)
        raise ScenarioError(f"{request}: got a folder of several scenarios — one of {names}.")
    return scenarios[0]


def load_scenarios(
    requests: Requests, economy: Economy | None = None, overrides: Overrides = ()
) -> tuple[Scenario, ...]:
    """Read scenarios with their parents, in the order of their suite; a folder stands for all of its scenarios.

    Parameters
    ----------
    requests
        Files, folders, names of shipped scenarios or suites, overlays `a+b`, scenarios or dicts, or a list of these.
    economy
        Baseline whose labels, flows and units the measures must fit; without it these are not checked.
    overrides
        Values to replace, as for `load_scenario`, in those scenarios that have the measure; that none has it is an
        error.

    Raises
    ------
    ScenarioError
        With every problem of every file, each with its place.
    """
    return read(requests, reference=BASELINE).bind(economy, overrides)


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


@dataclass(frozen=True, eq=False)
class Member:
    """One scenario of a request as it was read: how it is shown, its files, and what they make together.

    `drafts` begin with the first ancestor; `scenario` is None where one of them is wrong.
    """

    entry: SuiteEntry
    drafts: tuple[Draft, ...]
    scenario: Scenario | None


@dataclass(frozen=True)
class Reading:
    """What was read for a request.

    Attributes
    ----------
    suite
        How its scenarios are compared.
    members
        Its scenarios in the order of the suite.
    reference
        Scenario against which changes are shown, among the members or not, or None.
    files
        Where further files of the request are read from.
    """

    suite: Suite
    members: tuple[Member, ...]
    reference: Member | None
    files: Files

    @property
    def baseline(self) -> str | None:
        """Baseline that the suite names, else the scenarios.

        Where something is wrong it is none: against the default one all problems are reported together.

        Raises
        ------
        ScenarioError
            The scenarios name several.
        """
        if self.suite.baseline or self.files.problems:
            return self.suite.baseline
        named = sorted({item.scenario.baseline for item in self.members if item.scenario and item.scenario.baseline})
        if len(named) > 1:
            names = ", ".join(named)
            raise ScenarioError(
                f"baseline: the scenarios name several baselines ({names}) — run them apart, or choose one with "
                "--baseline."
            )
        return named[0] if named else None

    @property
    def shown(self) -> tuple[Member, ...]:
        """All that is solved: the members, and before them a reference that is none of them."""
        if self.reference is None or self.reference in self.members:
            return self.members
        return (self.reference, *self.members)

    def bind(self, economy: Economy | None, overrides: Overrides) -> tuple[Scenario, ...]:
        """Scenarios of `shown` with options applied, checked against an economy.

        Of a reference that is no member, options replace elasticities and the closure only.

        Raises
        ------
        ScenarioError
            With every problem of the files and options.
        """
        parsed = [parse_override(text) for text in override_texts(overrides)]
        options = [item for item in parsed if isinstance(item, Override)]
        problems = [*self.files.problems, *(item for item in parsed if isinstance(item, Problem))]
        problems += unknown_targets(options, _ids(self.members))
        if economy is not None:
            drafts = {id(draft): draft for member in self.shown for draft in member.drafts}.values()
            problems += [problem for draft in drafts for problem in _economy_problems(draft, economy)]
        bound = []
        for member in self.shown:
            chosen = options if member in self.members else [item for item in options if item.is_general]
            if member.scenario is not None:
                scenario, wrong = overridden(member.scenario, chosen, economy)
                bound.append(scenario)
                problems += wrong or scenario_answer_problems(scenario)
                problems += bind(scenario, economy) if member.entry.scenario and economy is not None else []
        raise_all(problems)
        return tuple(bound) if economy is None else tuple(scenario_in_codes(scenario, economy) for scenario in bound)


def scenario_in_codes(scenario: Scenario, economy: Economy) -> Scenario:
    """The scenario with codes for names; what these take in beyond what is named, and duties twice, are said."""
    named = [text for measure in scenario.measures for text in remarks(measure, economy)]
    named += [text for item in scenario.measures for text in rate_remarks(item, scenario.origins[item.id].raw)]
    coded = replace(
        scenario,
        measures=tuple(in_codes(measure, economy) for measure in scenario.measures),
        replaced={
            key: tuple(in_codes(item, economy) for item in earlier) for key, earlier in scenario.replaced.items()
        },
    )
    said = tuple(dict.fromkeys([*named, *counted_twice(coded, economy), *answer_remarks(coded, economy)]))
    for text in said:
        _LOG.warning("%s: %s", scenario.name, text)
    return replace(coded, assumptions=(*scenario.assumptions, *said))


def read(requests: Requests, reference: Request | None = None) -> Reading:
    """Read what is asked for, with all ancestors and the reference, each file once.

    Parameters
    ----------
    requests
        Files, folders, names of shipped scenarios or suites, overlays `a+b`, scenarios or dicts, or a list of these.
    reference
        Scenario against which changes are shown, or `baseline` for none; absent: the suite's, else the one that the
        scenarios extend.

    Raises
    ------
    ScenarioError
        What is asked for is not found, or a `suite.yaml` is wrong; with every problem of the scenario files.
    """
    suite, problems = read_suite(requests)
    files = Files()
    members = tuple(member_of(entry, files) for entry in suite.entries)
    wanted, wrong = reference_of(suite, reference)
    if reference is None and wanted is None and not (problems or wrong):
        wanted = _extended(suite, members)
    among = next((member for member in members if wanted and member.entry.name == wanted.name), None)
    extra = member_of(wanted, files) if wanted and among is None else None
    if problems or wrong:
        raise_all([*problems, *wrong, *files.problems])
    return Reading(suite, members, among or extra, files)


def _extended(suite: Suite, members: Sequence[Member]) -> SuiteEntry | None:
    """The scenario that members extend and that is none of them, else the one among them; None where there are several.

    Of a chain of members, each of which extends the one before, that is what the first one extends.
    """
    extended = {entry.name: entry for member in members for entry in _parents_of(member)}
    names = [member.entry.name for member in members]
    outside = [entry for name, entry in extended.items() if name not in names] or list(extended.values())
    return suite.entry_of(outside[0]) if len(outside) == 1 else None


def _parents_of(member: Member) -> list[SuiteEntry]:
    """What the files of a member extend, or the scenario that it was made from in memory."""
    scenario = member.entry.scenario
    if scenario is not None and scenario.base is not None:
        return [scenario_entry(scenario.base)]
    paths = scenario.paths if scenario else member.entry.paths
    parents = [draft.parent for draft in member.drafts if draft.path in paths]
    return [plain_entry((path,)) for path in parents if path is not None and path not in paths]


def member_of(entry: SuiteEntry, files: Files) -> Member:
    """The files of a scenario with their ancestors, and what they make; nothing of one that is there already."""
    if entry.scenario is not None:
        return Member(entry, entry.scenario.drafts, entry.scenario)
    drafts_of_entry = [files.draft(path) for path in entry.paths]
    lineages = [files.lineage(draft) for draft in drafts_of_entry]
    files.problems += _baseline_problems(entry, lineages)
    drafts = tuple({draft.path: draft for lineage in lineages for draft in lineage}.values())
    fields = assembled(entry.name, drafts, drafts_of_entry)
    scenario = Scenario(**fields) if fields else None
    return Member(entry.labelled(scenario.label if scenario else ""), drafts, scenario)


def _baseline_problems(entry: SuiteEntry, lineages: Sequence[Sequence[Draft]]) -> list[Problem]:
    named = {last(draft.file.baseline for draft in lineage if draft.file) for lineage in lineages} - {None}
    if len(named) < 2:
        return []
    names = " and ".join(sorted(str(name) for name in named))
    text = f"got scenarios for the baselines {names} — an overlay of scenarios for one baseline."
    return [Problem.said(Place(entry.name), text)]


def _ids(members: Iterable[Member]) -> list[str]:
    """Ids of all measures read, valid or not."""
    origins = (origin for member in members for draft in member.drafts for origin in draft.origins.values())
    return [origin.raw["id"] for origin in origins if isinstance(origin.raw.get("id"), str)]


def _economy_problems(draft: Draft, economy: Economy) -> list[Problem]:
    """Check a file against an economy as far as it can be read."""
    problems: list[Problem] = []
    for position, origin in draft.origins.items():
        if len(problems) >= MOST_FOUND:
            break
        if position in draft.measures:
            problems += measure_problems(draft.measures[position], origin, economy)
        else:
            problems += label_problems(origin.raw, origin, economy)
    if draft.file is not None:
        problems += parameter_problems(draft.file.parameters.flat(), draft.origin("parameters"), economy)
    return problems
