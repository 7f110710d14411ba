"""Which scenarios are compared, in which order, and how each is called and coloured."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from simulator.files.problem import Problem, raise_all, shown, shown_path
from simulator.files.yaml import Document, read_document
from simulator.scenario.find import SUITE, find_overlay, library_folder, scenario_files, shipped_path
from simulator.scenario.reading.schema import SuiteFile, SuiteScenario
from simulator.scenario.reading.validate import validate

Request: TypeAlias = str | Path
"""A scenario file, a folder, a name, or an overlay `a+b` of files and names."""


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
        Its file, or the files of an overlay in their order.
    """

    name: str
    label: str
    colour: str | None
    group: str
    paths: tuple[Path, ...]


@dataclass(frozen=True)
class Suite:
    """Scenarios that are compared with each other.

    Attributes
    ----------
    title, summary
        The question that is answered, and a few sentences on it.
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
    """

    title: str
    summary: str
    folder: Path | None
    reference: SuiteEntry | None
    horizons: tuple[str | float, ...]
    baseline: str | None
    entries: tuple[SuiteEntry, ...]


def load_suite(requests: Request | Sequence[Request]) -> Suite:
    """Say how scenarios are compared.

    A folder stands for its scenarios in the order of its `suite.yaml`, those not listed there last and by name, without
    its `timelines`.
    Scenarios of one folder are labelled as that file says, and share its reference, whether all or some are asked for.

    Parameters
    ----------
    requests
        Files, folders, names of shipped scenarios or suites, or overlays `a+b`.

    Raises
    ------
    ScenarioError
        With every problem: what is not found, and what is wrong in the `suite.yaml`.
    """
    suite, problems = read_suite((requests,) if isinstance(requests, str | Path) else requests)
    raise_all(problems)
    return suite


def read_suite(requests: Sequence[Request]) -> tuple[Suite, list[Problem]]:
    """Do as `load_suite`, but hand back the problems."""
    chosen, problems = _entries([str(request) for request in requests])
    problems += _repeated_names(chosen)
    folders = {path.parent for entry in chosen for path in entry.paths}
    if len(folders) != 1:
        return _plain_suite("Scenarios", None, chosen), problems
    suite, wrong = _folder_suite(folders.pop())
    described = {entry.paths: entry for entry in suite.entries}
    entries = tuple(described.get(entry.paths, entry) for entry in chosen)
    return replace(suite, entries=entries), [*problems, *wrong]


def _entries(requests: Sequence[str]) -> tuple[tuple[SuiteEntry, ...], list[Problem]]:
    """Find what is asked for, each once, in order."""
    entries: list[SuiteEntry] = []
    problems = [] if requests else [Problem("scenarios", 0, 0, "", "got none — files, folders or names of scenarios.")]
    for request in requests:
        found = _folder_entries(Path(request)) if os.path.isdir(request) else _named_entries(request)
        if isinstance(found, str):
            problems.append(Problem(shown(request)[1:-1], 0, 0, "", found))
        else:
            entries += found
    return tuple({entry.paths: entry for entry in entries}.values()), problems


def _folder_entries(folder: Path) -> tuple[SuiteEntry, ...] | str:
    return _folder_suite(folder)[0].entries or (
        "got a folder without scenarios — one with .yaml files in it; `tariffsim new` writes one."
    )


def _named_entries(request: str) -> tuple[SuiteEntry, ...] | str:
    """A scenario or overlay; else what the library has under that name."""
    found = _overlay_entry(request)
    shipped = shipped_path(request) if isinstance(found, str) else None
    if shipped is None:
        return found
    return _folder_entries(shipped) if shipped.is_dir() else (_plain_entry((shipped,)),)


def _overlay_entry(request: str) -> tuple[SuiteEntry, ...] | str:
    paths = find_overlay(request, [Path(), library_folder()])
    return paths if isinstance(paths, str) else (_plain_entry(paths),)


def _plain_entry(paths: tuple[Path, ...]) -> SuiteEntry:
    name = "+".join(path.stem for path in paths)
    return SuiteEntry(name, name, None, "", paths)


def _plain_suite(title: str, folder: Path | None, entries: tuple[SuiteEntry, ...]) -> Suite:
    return Suite(title, "", folder, None, ("short",), None, entries)


def _repeated_names(entries: Sequence[SuiteEntry]) -> list[Problem]:
    """Refuse two scenarios of one name: their results could not be told apart."""
    first: dict[str, SuiteEntry] = {}
    repeated = [entry for entry in entries if first.setdefault(entry.name, entry) is not entry]
    return [
        Problem(
            shown_path(entry.paths[-1]),
            0,
            0,
            "",
            f"got the name of {shown_path(first[entry.name].paths[-1])} — rename one.",
        )
        for entry in repeated
    ]


def _folder_suite(folder: Path) -> tuple[Suite, list[Problem]]:
    """Read the suite of a folder: as its file says, and without one its scenarios by name."""
    plain = tuple(_plain_entry((path,)) for path in scenario_files(folder))
    bare = _plain_suite(folder.resolve().name, folder, plain)
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
    suite = replace(
        bare,
        title=file.title,
        summary=file.summary,
        reference=known.get(reference.paths, reference) if reference else None,
        horizons=file.horizon,
        baseline=file.baseline,
        entries=tuple({entry.paths: known[entry.paths] for entry in (*listed, *plain)}.values()),
    )
    return suite, [*problems, *unknown, *wrong]


def _listed(
    scenarios: Sequence[SuiteScenario], folder: Path, document: Document
) -> tuple[list[SuiteEntry], list[Problem]]:
    entries: dict[tuple[Path, ...], SuiteEntry] = {}
    problems: list[Problem] = []
    for place, item in enumerate(scenarios):
        paths = find_overlay(item.name, [folder, library_folder()])
        if not isinstance(paths, str) and paths in entries:
            paths = f"got {shown(item.name)} a second time — each scenario once."
        if isinstance(paths, str):
            problems.append(document.problem(("scenarios", place, "name"), paths))
        else:
            plain = _plain_entry(paths)
            entries[paths] = replace(plain, label=item.label or plain.name, colour=item.colour, group=item.group)
    return list(entries.values()), problems


def _dated(names: Sequence[str], folder: Path, document: Document) -> tuple[set[tuple[Path, ...]], list[Problem]]:
    """Files of scenarios that make sense day by day only, so that they are no part of the suite."""
    found = {place: find_overlay(name, [folder]) for place, name in enumerate(names)}
    wrong = [document.problem(("timelines", at), text) for at, text in found.items() if isinstance(text, str)]
    return {paths for paths in found.values() if not isinstance(paths, str)}, wrong


def _reference(name: str | None, folder: Path, document: Document) -> tuple[SuiteEntry | None, list[Problem]]:
    paths = find_overlay(name, [folder, library_folder()]) if name else ()
    if isinstance(paths, str):
        return None, [document.problem(("reference",), paths)]
    return _plain_entry(paths) if paths else None, []
