"""A scenario as a file: the keys that it would have, and their text."""

import csv
import os
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from simulator.errors import ScenarioError
from simulator.files.rates import RATE, percent_text
from simulator.files.whole import write_text
from simulator.files.yaml_text import yaml_text
from simulator.scenario.format.plain import plain
from simulator.scenario.format.table import HAT, LABELS, Table
from simulator.scenario.library.find import find_branch, find_scenario, library_folder
from simulator.scenario.measures import Measure

if TYPE_CHECKING:
    from simulator.scenario.scenario import Scenario

_FIRST: Final = ("id", "type", "importer", "exporter", "region", "sectors")
"""Keys with which a measure begins."""


def own_keys(scenario: "Scenario") -> dict[str, Any]:
    """What a scenario says beside those it builds on, with the options that changed it."""
    draft = scenario.drafts[-1]
    earlier = [item.file for item in scenario.drafts[:-1] if item.file]
    base = scenario.base
    measures = base.measures if base else [item for one in scenario.drafts[:-1] for item in one.measures.values()]
    values = base.parameters.flat() if base else {k: v for file in earlier for k, v in file.parameters.flat().items()}
    before = {measure.id: measure for measure in measures}
    assert draft.file is not None  # a scenario is made of valid files
    own_ids, own_values = {measure.id for measure in draft.measures.values()}, draft.file.parameters.flat()
    changes_closure = draft.file.closure or any(text.startswith("closure.") for text in scenario.overrides)
    return {
        "title": draft.file.title,
        "label": draft.file.label,
        "summary": draft.file.summary,
        "extends": base or draft.file.extends,
        "branches": draft.file.branches,
        "baseline": draft.file.baseline,
        "measures": [item for item in scenario.measures if item.id in own_ids or item != before.get(item.id)],
        "parameters": {
            key: value
            for key, value in scenario.parameters.flat().items()
            if key in own_values or values.get(key) != value
        },
        "closure": scenario.closure if changes_closure else None,
        "assumptions": draft.file.assumptions,
    }


def write_yaml(scenario: "Scenario", path: Path | None) -> str:
    """Text of a scenario's file, written to a path if one is given, with its tables beside it."""
    folder = path.parent if path else Path()
    builds_on_file = scenario.drafts[-1].parent is not None and len(scenario.paths) == 1
    keys = _file_keys(scenario, folder) if builds_on_file or len(scenario.drafts) == 1 else _flat_keys(scenario)
    measures = [_measure_keys(scenario, measure, path) for measure in keys.pop("measures")]
    text = yaml_text(plain({key: value for key, value in {**keys, "measures": measures}.items() if value}))
    if path is not None:
        write_text(path, text)
    return text


def _file_keys(scenario: "Scenario", folder: Path) -> dict[str, Any]:
    """Own keys, with the names of other files as they are found from a folder."""
    keys, draft = own_keys(scenario), scenario.drafts[-1]
    if draft.parent is not None and draft.file is not None:
        keys["extends"] = name_from(folder, draft.parent, str(draft.file.extends))
    keys["branches"] = [
        name if find_branch(name, folder / draft.path.name) == branch else os.path.relpath(branch, folder.resolve())
        for name, branch in zip(keys["branches"], draft.branches, strict=True)
    ]
    return keys


def name_from(folder: Path, parent: Path, written: str) -> str:
    """How a file in a folder names its parent: as it was written if it is found so, by its name, else by its path."""
    for name in (written, parent.stem):
        if not os.path.isabs(name) and find_scenario(name, [folder, library_folder()]) == parent:
            return name
    return os.path.relpath(parent, folder.resolve())


def _flat_keys(scenario: "Scenario") -> dict[str, Any]:
    """Everything that a scenario says, where those that it builds on are no files that it could extend."""
    if scenario.replaced:
        raise ScenarioError(
            f"{scenario.name}: replaces {', '.join(scenario.replaced)} of a scenario that is no file of its own — "
            "write that one with `to_yaml`, and extend it by its path."
        )
    keys = ("title", "label", "summary", "baseline", "measures", "closure", "assumptions")
    return {**{key: getattr(scenario, key) for key in keys}, "parameters": scenario.parameters.flat()}


def _measure_keys(scenario: "Scenario", measure: Measure, path: Path | None) -> dict[str, Any]:
    written = plain(measure)
    keys = {key: written[key] for key in _FIRST if key in written} | written
    keys = {key: value for key, value in keys.items() if value is not None}
    table = keys.get(measure.table_key)
    if isinstance(table, Table):
        keys[measure.table_key] = table_beside(scenario.name, measure, table, path)
    return keys


def table_beside(whole: str, measure: Measure, table: Table, path: Path | None) -> str:
    """Name of a measure's table, which is written beside the file of a whole.

    Raises
    ------
    ScenarioError
        There is no such file.
    """
    if path is None:
        raise ScenarioError(f"{whole}: {measure.id} has a table — give a path, beside which it is written.")
    name = f"{path.stem}-{measure.id}.csv"
    write_text(path.with_name(name), _csv(table, measure.table_column))
    return name


def _csv(table: Table, column: str) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*LABELS, column])
    writer.writerows([*(getattr(row, label) for label in LABELS), _cell(row.rate, column)] for row in table.rows)
    return text.getvalue()


def _cell(rate: float, column: str) -> float | str:
    """A rate with its sign, so that its unit is beyond doubt; a cost factor or a share as a number."""
    return percent_text(rate) if column == RATE else rate + 1 if column == HAT else rate
