"""The library of scenarios: what it holds, what a scenario says, and a new file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simulator.economy import load_baseline
from simulator.errors import ScenarioError
from simulator.files.problem import Problem, raise_all, shown_path
from simulator.scenario.authoring.describe import description
from simulator.scenario.authoring.template import new_scenario_text
from simulator.scenario.games.load import is_game
from simulator.scenario.library.find import SUITE, library_folder
from simulator.scenario.load import Member, load_scenario, member_of
from simulator.scenario.reading.files import Files
from simulator.scenario.suite import read_suite


def catalogue(folder: str | Path | None = None) -> list[dict[str, str]]:
    """Name, label, title and measures of the scenarios of a folder, in the order of its suite.

    `extends` are the parents of a scenario and `own` the measures that its file writes. What cannot be read is listed
    too, with what is wrong first as its `problem`; games are listed as such.

    Raises
    ------
    ScenarioError
        There is no such folder, or no scenario in it.
    """
    suite, problems = read_suite(Path(folder) if folder is not None else library_folder())
    if not suite.entries:
        raise_all(problems)
    files = Files()
    rows = [_row(member_of(entry, files), files.problems) for entry in suite.entries]
    return [*rows, *(_empty_row(SUITE) | {"problem": text} for text in map(str, problems[:1]))]


def _row(member: Member, problems: Sequence[Problem]) -> dict[str, str]:
    row = _empty_row(member.entry.name) | {"label": member.entry.label, "title": _title(member)}
    drafts = (draft for draft in member.drafts if draft.path in member.entry.paths)
    row["own"] = ", ".join(str(origin.raw.get("id", "")) for draft in drafts for origin in draft.origins.values())
    if any(map(is_game, member.entry.paths)):
        return row | {"own": "a game for `tariffsim escalate`"}
    row["problem"] = _problem(member, problems)
    if member.scenario is None:
        return row
    enabled = ", ".join(measure.id for measure in member.scenario.enabled)
    return row | {"measures": enabled, "extends": ", ".join(member.scenario.parents)}


def _empty_row(name: str) -> dict[str, str]:
    return dict.fromkeys(("name", "label", "title", "measures", "extends", "own", "problem"), "") | {"name": name}


def _title(member: Member) -> str:
    """Title of a scenario, also of one that is wrong elsewhere."""
    if member.scenario is not None:
        return member.scenario.title
    titles = [draft.document.data.get("title") for draft in member.drafts if isinstance(draft.document.data, dict)]
    return str(titles[-1] or "") if titles else ""


def _problem(member: Member, problems: Sequence[Problem]) -> str:
    """The first problem of the files of a scenario; empty where there is none."""
    files = {shown_path(path) for path in (*member.entry.paths, *(draft.path for draft in member.drafts))}
    return next((str(problem) for problem in problems if problem.location.file in files), "")


def describe(scenario: str | Path, baseline: str | None = None, overrides: Sequence[str] = ()) -> dict[str, Any]:
    """Everything that a scenario says, with the measures of its parents, as plain values."""
    loaded = load_scenario(scenario, load_baseline(baseline), overrides)
    return description(loaded)


def new_scenario(
    path: Path, title: str, extends: str | None = None, measures: Sequence[Mapping[str, object]] = ()
) -> None:
    """Write a commented scenario file; an existing file is left alone.

    Without measures it holds an example.

    Raises
    ------
    ScenarioError
        The file exists already, is not a YAML file, or cannot be written.
    """
    if path.suffix not in (".yaml", ".yml"):
        raise ScenarioError(f"{path}: got the ending {path.suffix!r} — a scenario file ends in .yaml.")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(new_scenario_text(title, extends, measures))
    except FileExistsError:
        raise ScenarioError(f"{path}: the file exists — choose another name, or remove it first.") from None
    except OSError as error:
        raise ScenarioError(
            f"{path}: cannot be written ({error.strerror}) — choose a folder you can write to."
        ) from None
