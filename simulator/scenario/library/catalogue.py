"""The library of scenarios: what it holds, what a scenario says, and a new file."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simulator.economy import load_baseline
from simulator.errors import ScenarioError
from simulator.scenario.authoring.describe import description
from simulator.scenario.authoring.template import new_scenario_text
from simulator.scenario.library.find import library_folder
from simulator.scenario.load import load_scenario, read
from simulator.scenario.suite import BASELINE


def catalogue(folder: str | Path | None = None) -> list[dict[str, str]]:
    """Name, label, title and measures of the scenarios of a folder, in the order of its suite."""
    path = Path(folder) if folder is not None else library_folder()
    reading = read(path, reference=BASELINE)
    return [
        {
            "name": scenario.name,
            "label": member.entry.label,
            "title": scenario.title,
            "measures": ", ".join(measure.id for measure in scenario.enabled),
        }
        for member, scenario in zip(reading.members, reading.bind(None, ()), strict=True)
    ]


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
