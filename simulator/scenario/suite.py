"""Which scenarios are compared, in which order, and how each is called and coloured."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, TypeAlias

from simulator.errors import ScenarioError
from simulator.files.problem import Place, Problem, raise_all, shown, shown_path
from simulator.files.schema import validate
from simulator.files.yaml import Document, read_document
from simulator.scenario.library.find import SUITE, find_overlay, library_folder, scenario_files, shipped_path
from simulator.scenario.reading.schema import SuiteFile, SuiteScenario
from simulator.scenario.scenario import Scenario

Request: TypeAlias = str | Path | Scenario | Mapping[str, Any]
"""A scenario file, a folder, a name, an overlay `a+b` of files and names, a scenario, or a dict of its keys."""

Requests: TypeAlias = Request | Sequence[Request]
"""What to read: one request or several."""


BASELINE: Final = "baseline"
"""What is asked for as a reference where changes are to be against the baseline, the world without new measures."""


@dataclass(frozen=True)
class SuiteEntry:
    """One scenario of a suite.

    Attributes
    ----------
    name, label
        Stem of the file (`a+b` for an overlay), and what charts call it.
    colour
        Hexadecimal colour in charts, or None to have one chosen.
    group
        Heading under which reports show it, or empty.
    paths
        Its file, or the files of an overlay in their order; empty for one that was made in memory.
    scenario
        The scenario itself where it need not be read.
    """

    name: str
    label: str
    colour: str | None
    group: str
    paths: tuple[Path, ...]
    scenario: Scenario | None = field(default=None, compare=False, repr=False)

    @property
    def location(self) -> str:
        """Where it is, for messages."""
        return shown_path(self.paths[-1]) if self.paths else f"Scenario {self.name!r}"

    def labelled(self, label: str) -> "SuiteEntry":
        """The same with the label that its file gives, where no suite gives another."""
        return replace(self, label=label) if label and self.label == self.name else self


@dataclass(frozen=True)
class Suite:
    """Scenarios that are compared with each other.

    Attributes
    ----------
    title, summary
        The question that is answered, empty where nobody asks one, and a few sentences on it.
    folder
        Folder whose suite this is, or None for scenarios from several.
    reference
        Scenario against which changes are shown, in `entries` or not, or None.
    horizons
        "short", "medium", "long" or years of adjustment.
    baseline
        Baseline the suite is meant for, or None for any.
    entries
        The scenarios in the order in which they are shown.
    listed
        All scenarios of the folder as it shows them, in `entries` or not.
    focus
        Regions that its results are about, most important first; empty: those that measures name.
    """

    title: str
    summary: str
    folder: Path | None
    reference: SuiteEntry | None
    horizons: tuple[str | float, ...]
    baseline: str | None
    entries: tuple[SuiteEntry, ...]
    listed: tuple[SuiteEntry, ...]
    focus: tuple[str, ...] = ()

    def entry_of(self, entry: SuiteEntry) -> SuiteEntry:
        """How a scenario is shown: as the suite says, where it speaks of it."""
        listed = next((item for item in self.listed if item.paths and item.paths == entry.paths), entry)
        return replace(listed, scenario=entry.scenario).labelled(entry.label)


def load_suite(requests: Requests) -> Suite:
    """Say how scenarios are compared.

    A folder stands for its scenarios in the order of its `suite.yaml`, those not listed there last and by name, without
    its `timelines`.
    Scenarios of one folder are labelled as that file says, and share its reference, whether all or some are asked for.

    Parameters
    ----------
    requests
        Files, folders, names of shipped scenarios or suites, overlays `a+b`, scenarios or dicts, or a list of these.

    Raises
    ------
    ScenarioError
        With every problem: what is not found, and what is wrong in the `suite.yaml`.
    """
    suite, problems = read_suite(requests)
    raise_all(problems)
    return suite


def read_suite(requests: Requests) -> tuple[Suite, list[Problem]]:
    """Do as `load_suite`, but hand back the problems."""
    folders = _Folders()
    chosen, problems = _entries(_listed_requests(requests), folders)
    problems += repeated_names(chosen)
    parents = {path.parent for entry in chosen for path in entry.paths or (Path(),)}
    if len(parents) != 1 or not all(entry.paths for entry in chosen):
        return _plain_suite(None, chosen), problems
    suite, wrong = folders.suite(parents.pop())
    return replace(suite, entries=tuple(map(suite.entry_of, chosen))), [*problems, *wrong]


def _listed_requests(requests: Requests) -> list[str | Scenario]:
    """Requests one by one, paths as text and dicts as scenarios.

    Raises
    ------
    ScenarioError
        Something that is no request, or a dict that makes no scenario.
    """
    several = requests if isinstance(requests, list | tuple) else [requests]
    return [_request(item) for item in several]


def _request(given: object) -> str | Scenario:
    if isinstance(given, Mapping):
        return Scenario.from_dict(given)
    if isinstance(given, str | Path | Scenario):
        return given if isinstance(given, Scenario) else str(given)
    raise ScenarioError(
        f"scenarios: got {_kind(given)} — a name, a file, a Scenario, a dict of a scenario's keys, or a list of these, "
        'such as run(["tariff-100", "busan-deal"]).'
    )


def _kind(given: object) -> str:
    """A wrong value in a message: a small one itself, of others the type."""
    is_small = isinstance(given, int | float | bytes | set | None)
    return shown(given) if is_small else f"something of type {type(given).__name__}"


def reference_of(suite: Suite, wanted: Request | None) -> tuple[SuiteEntry | None, list[Problem]]:
    """Find the scenario against which changes are shown: one asked for by its name, any other, or else the suite's."""
    if wanted is None:
        return suite.reference, []
    if wanted == "":
        return None, [Problem(Place("reference"), "got '', but no scenario has this name", f"a name, or {BASELINE}")]
    asked = [entry for entry in suite.entries if wanted in (entry.name, entry.scenario)]
    if wanted == BASELINE and not asked:
        return None, []
    entries, problems = (asked, []) if asked else _entries([_request(wanted)], _Folders())
    if len(entries) > 1:
        names = ", ".join(entry.name for entry in entries)
        problems.append(Problem(Place(str(wanted)), "got a folder of several scenarios", f"one of {names}"))
    return (suite.entry_of(entries[0]) if entries else None), problems


class _Folders:
    """Suites of folders, each read once."""

    def __init__(self) -> None:
        self._read: dict[Path, tuple[Suite, list[Problem]]] = {}

    def suite(self, folder: Path) -> tuple[Suite, list[Problem]]:
        """Suite of a folder: as its file says, and without one its scenarios by name."""
        resolved = folder.resolve()
        if resolved not in self._read:
            self._read[resolved] = _folder_suite(resolved)
        return self._read[resolved]

    def entries(self, folder: Path) -> tuple[SuiteEntry, ...] | str:
        """Scenarios of a folder, or what to do as there are none."""
        advice = "one with .yaml files in it; `tariffsim new` writes one."
        return self.suite(folder)[0].entries or f"got a folder without scenarios — {advice}"


def _entries(requests: Sequence[str | Scenario], folders: _Folders) -> tuple[tuple[SuiteEntry, ...], list[Problem]]:
    """Find what is asked for, each once, in order."""
    entries: list[SuiteEntry] = []
    problems = [] if requests else [Problem(Place("scenarios"), "got none", "files, folders or names of scenarios")]
    for request in requests:
        entries_or_hint = (
            (scenario_entry(request),) if isinstance(request, Scenario) else _text_entries(request, folders)
        )
        if isinstance(entries_or_hint, str):
            problems.append(Problem.said(Place(shown(request)[1:-1]), entries_or_hint))
        else:
            entries += entries_or_hint
    return tuple({_identity(entry): entry for entry in entries}.values()), problems


def _identity(entry: SuiteEntry) -> object:
    """What two entries have in common that are one scenario."""
    return (entry.name, entry.scenario.digest) if entry.scenario else entry.paths


def scenario_entry(scenario: Scenario) -> SuiteEntry:
    """How a scenario is shown: as the suite of its folder says, where it is as its files have it."""
    paths = scenario.paths if scenario.is_read else ()
    entry = SuiteEntry(scenario.name, scenario.name, None, "", paths, scenario)
    return entry.labelled(scenario.label)


def _text_entries(request: str, folders: _Folders) -> tuple[SuiteEntry, ...] | str:
    """Scenarios of a folder, or a scenario by name, also beside a folder of its name that has none, as of results."""
    if not os.path.isdir(request):
        return _named_entries(request, folders)
    inside = folders.entries(Path(request))
    named = _named_entries(request, folders) if isinstance(inside, str) else inside
    return inside if isinstance(named, str) else named


def _named_entries(request: str, folders: _Folders) -> tuple[SuiteEntry, ...] | str:
    """A scenario or overlay; else what the library has under that name."""
    entries_or_hint = _overlay_entry(request)
    shipped = shipped_path(request) if isinstance(entries_or_hint, str) else None
    if shipped is None:
        return entries_or_hint
    return folders.entries(shipped) if shipped.is_dir() else (plain_entry((shipped,)),)


def _overlay_entry(request: str) -> tuple[SuiteEntry, ...] | str:
    paths = find_overlay(request, [Path(), library_folder()])
    return paths if isinstance(paths, str) else (plain_entry(paths),)


def plain_entry(paths: tuple[Path, ...]) -> SuiteEntry:
    """A scenario of which no suite speaks."""
    name = "+".join(path.stem for path in paths)
    return SuiteEntry(name, name, None, "", paths)


def _plain_suite(folder: Path | None, entries: tuple[SuiteEntry, ...]) -> Suite:
    return Suite("", "", folder, None, ("short",), None, entries, entries)


def repeated_names(entries: Sequence[SuiteEntry]) -> list[Problem]:
    """Refuse two scenarios of one name: their results could not be told apart."""
    first: dict[str, SuiteEntry] = {}
    repeated = [entry for entry in entries if first.setdefault(entry.name, entry) is not entry]
    return [
        Problem(Place(entry.location), f"got the name of {first[entry.name].location}", "rename one")
        for entry in repeated
    ]


def _folder_suite(folder: Path) -> tuple[Suite, list[Problem]]:
    plain = tuple(plain_entry((path,)) for path in scenario_files(folder))
    bare = _plain_suite(folder, plain)
    if not (folder / SUITE).exists():
        return bare, []
    document = read_document(folder / SUITE)
    file, problems = validate(document, SuiteFile)
    if file is None:
        return bare, problems
    listed, problems = _listed(file.scenarios, folder, document)
    dated, unknown = _dated(file.timelines, folder, document)
    plain = tuple(entry for entry in plain if entry.paths not in dated)
    reference, wrong = _reference(file.reference, folder, document)
    known = {entry.paths: entry for entry in (*plain, *listed)}
    entries = tuple({entry.paths: known[entry.paths] for entry in (*listed, *plain)}.values())
    suite = replace(
        bare,
        title=file.title,
        summary=file.summary,
        reference=known.get(reference.paths, reference) if reference else None,
        horizons=file.horizon,
        focus=file.focus,
        baseline=file.baseline,
        entries=entries,
        listed=entries,
    )
    return suite, [*problems, *unknown, *wrong]


def _listed(
    scenarios: Sequence[SuiteScenario], folder: Path, document: Document
) -> tuple[list[SuiteEntry], list[Problem]]:
    entries: dict[tuple[Path, ...], SuiteEntry] = {}
    problems: list[Problem] = []
    for position, item in enumerate(scenarios):
        paths = find_overlay(item.name, [folder, library_folder()])
        if not isinstance(paths, str) and paths in entries:
            paths = f"got {shown(item.name)} a second time — each scenario once."
        if isinstance(paths, str):
            problems.append(document.problem(("scenarios", position, "name"), paths))
        else:
            plain = plain_entry(paths)
            entries[paths] = replace(plain, label=item.label or plain.name, colour=item.colour, group=item.group)
    return list(entries.values()), problems


def _dated(names: Sequence[str], folder: Path, document: Document) -> tuple[set[tuple[Path, ...]], list[Problem]]:
    """Files of scenarios that make sense day by day only, so that they are no part of the suite."""
    files_or_hint = {position: find_overlay(name, [folder]) for position, name in enumerate(names)}
    wrong = [document.problem(("timelines", at), text) for at, text in files_or_hint.items() if isinstance(text, str)]
    return {paths for paths in files_or_hint.values() if not isinstance(paths, str)}, wrong


def _reference(name: str | None, folder: Path, document: Document) -> tuple[SuiteEntry | None, list[Problem]]:
    paths = find_overlay(name, [folder, library_folder()]) if name else ()
    if isinstance(paths, str):
        return None, [document.problem(("reference",), paths)]
    return plain_entry(paths) if paths else None, []
