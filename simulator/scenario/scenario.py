"""A scenario: its measures with its parents' before them, and everything it assumes; from files, or made in memory."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, TypedDict

from simulator.errors import ScenarioError
from simulator.files.problem import Place, Problem, raise_all, shown
from simulator.files.schema import in_memory
from simulator.scenario.authoring.written import own_keys, write_yaml
from simulator.scenario.format.assumptions import Closure, Parameters
from simulator.scenario.format.plain import plain
from simulator.scenario.measures import Measure
from simulator.scenario.reading.assemble import assembled, digest_of
from simulator.scenario.reading.bind import Origin
from simulator.scenario.reading.draft import Draft, draft_of
from simulator.scenario.reading.files import Files

_FILE_NAME: Final = re.compile(r"\w[^/\\]*")


class ScenarioKeys(TypedDict, total=False):
    """Keys by which a scenario is made: those of its file, and its name."""

    name: str
    title: str
    label: str
    summary: str
    extends: "str | Path | Scenario"
    branches: Sequence[str]
    baseline: str
    measures: Sequence[Measure | Mapping[str, Any]]
    parameters: Parameters | Mapping[str, Any]
    closure: Closure | Mapping[str, Any]
    assumptions: Sequence[str]


@dataclass(frozen=True, init=False)
class Scenario:
    """A scenario as it is applied to a baseline.

    Made in memory, it takes the keys of a scenario file: `Scenario(title="…", extends="truce-2025-10",
    measures=[Tariff(…)])`. Only the title must be given; `extends` may be a scenario, too. Names and paths are found
    from the working folder, and `name` follows from the title unless it is given.

    Attributes
    ----------
    name, title, label, summary
        Stem of the file, `a+b` for an overlay; one line; what charts call it, or empty; a few sentences.
    paths
        File it was read from, or those of an overlay; made in memory, the one that it could be.
    baseline
        Baseline it is meant for, or None for any.
    closure
        Treatment of trade deficits, or None for the baseline's own.
    parameters
        Elasticities that replace the baseline's; one of a sector goes before one of its whole nest.
    measures
        Measures in the order in which they stack, switched-off ones included.
    replaced
        By id, the parents' measures that one of `measures` takes the place of, the oldest first.
    assumptions
        What is assumed without a source.
    parents
        Names of the scenarios that it builds on, the first one first.
    overrides
        Options that changed it, such as `us-100.rate=0.5`.
    digest
        SHA-256 of everything that went in.
    origins
        Where measures (by id) and elasticities (by `parameters.` and their key) are written.
    drafts, base
        Files that it is made of, the first ancestor first, and the scenario that it extends where that is no file.
    """

    name: str
    title: str
    label: str
    summary: str
    paths: tuple[Path, ...] = field(compare=False)
    baseline: str | None
    closure: Closure | None
    parameters: Parameters
    measures: tuple[Measure, ...]
    replaced: Mapping[str, tuple[Measure, ...]]
    assumptions: tuple[str, ...]
    parents: tuple[str, ...]
    overrides: tuple[str, ...]
    digest: str = field(compare=False)
    origins: Mapping[str, Origin] = field(repr=False, compare=False)
    drafts: tuple[Draft, ...] = field(repr=False, compare=False)
    base: "Scenario | None" = field(repr=False, compare=False)

    def __init__(self, **keys: Any) -> None:  # noqa: ANN401  # those of ScenarioKeys, or every field
        """Make a scenario in memory; with every field, as `dataclasses.replace` gives them, the record as it is.

        Raises
        ------
        ScenarioError
            With everything that is wrong, by key.
        """
        self.__dict__.update(keys if "drafts" in keys else _made(keys, Path.cwd()))

    @classmethod
    def from_dict(cls, keys: Mapping[str, Any]) -> "Scenario":
        """Make a scenario from the keys of a scenario file, as JSON or YAML hold them, and its `name`.

        Raises
        ------
        ScenarioError
            With everything that is wrong, by key.
        """
        if not isinstance(keys, Mapping):
            raise ScenarioError(f"Scenario.from_dict: got {shown(keys)} — a dict such as {{'title': 'A new tariff'}}.")
        return cls(**_made(keys, Path.cwd()))

    def replace(self, **keys: Any) -> "Scenario":  # noqa: ANN401  # those of ScenarioKeys
        """Copy it with some of its own keys changed; `measures` are those that it adds to its parents'.

        Unless a name or another title is given, `-changed` is added to its name.
        """
        if len(self.paths) > 1:
            return Scenario(**{"title": self.title, "summary": self.summary, "extends": self, **keys})
        named = {} if "title" in keys else {"name": f"{self.name}-changed"}
        return Scenario(**_made({**own_keys(self), **named, **keys}, self.path.parent))

    def with_measure(self, *measures: Measure, name: str = "", title: str = "") -> "Scenario":
        """Put measures on top of it; one with the id of a measure that it has takes the place of that.

        Unless they are given, name and title are its own and those of the measures.
        """
        ids = "+".join(measure.id for measure in measures)
        labels = " and ".join(measure.label or measure.id for measure in measures)
        named = {"name": name or f"{self.name}+{ids}", "title": title or f"{self.title}, with {labels}"}
        return Scenario(**named, summary=self.summary, extends=self, measures=measures)

    def to_yaml(self, path: str | Path | None = None) -> str:
        """Text of a scenario file that reads back as this scenario.

        Parameters
        ----------
        path
            File to which it is written, tables of rates beside it; absent: it is only returned, as for the working
            folder.

        Raises
        ------
        ScenarioError
            It replaces measures of a scenario that is no file, or it has a table and no path is given.
        OutputError
            The file cannot be written.
        """
        return write_yaml(self, None if path is None else Path(path))

    @property
    def path(self) -> Path:
        """File it was read from, the last one for an overlay; made in memory, the one that it could be."""
        return self.paths[-1]

    def problem_of(self, measure: str, text: str) -> Problem:
        """Make a problem of a measure as a whole, at the line where it is written."""
        return self.origins[measure].problem((), text)

    @property
    def is_read(self) -> bool:
        """Whether it is as its files have it: not made in memory, nor changed by options."""
        return not (self.overrides or self.drafts[-1].is_in_memory)

    @property
    def enabled(self) -> tuple[Measure, ...]:
        """Measures that are switched on."""
        return tuple(measure for measure in self.measures if measure.enabled)

    def versions(self, measure: Measure) -> tuple[Measure, ...]:
        """Measures of one id: those of the parents, the oldest first, and the one that takes their place."""
        return (*self.replaced.get(measure.id, ()), measure)


def on_date(scenario: Scenario, day: date) -> Scenario:
    """Keep the measures in force on a day, each as it is that day; those without dates always are.

    Where a measure that replaces its parent's has not begun by that day or is over, its parent's is in force, if it is.
    """
    dated = (version_in_force(scenario.versions(measure), day) for measure in scenario.measures)
    in_force = {measure.id: measure for measure in dated if measure is not None}
    kept = (measure for measure in in_force.values() if _has_cause(measure, in_force))
    measures = (measure.between(day, day).valued_on(day) for measure in kept)
    return replace(scenario, measures=tuple(measures), digest=digest_of((scenario.digest, str(day))))


def _has_cause(measure: Measure, in_force: Mapping[str, Measure]) -> bool:
    """Whether what a measure answers is in force, if it answers any."""
    cause = in_force.get(measure.answers or "")
    return measure.answers is None or (cause is not None and _has_cause(cause, in_force))


def version_in_force(versions: Sequence[Measure], day: date) -> Measure | None:
    """Take the last of several versions of a measure that is in force on a day, switched on or off.

    While a version is suspended, no earlier one comes back in its place.
    """
    latest = next((measure for measure in reversed(versions) if measure.is_due(day)), None)
    return latest if latest is not None and latest.in_force(day) else None


def _made(keys: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Fields of a scenario that is made in memory, as if its file lay in a folder."""
    data = {str(key): value for key, value in keys.items()}
    base = data.pop("extends") if isinstance(data.get("extends"), Scenario) else None
    if base is not None and base.is_read and len(base.paths) == 1:
        data["extends"] = str(base.path)
    name = data.pop("name", None) or _name_of(data.get("title"))
    data = plain(data)
    document = replace(in_memory(f"Scenario {name!r}", data), digest=digest_of(data))
    files, draft = Files(), replace(draft_of(folder / f"{name}.yaml", document), is_in_memory=True)
    drafts = files.lineage(draft) if base is None else (draft,)
    raise_all([*_name_problems(name), *draft.problems, *files.problems])
    return assembled(name, drafts, (draft,), base) or {}


def _name_of(title: object) -> str:
    """Name of a scenario after its title."""
    words = re.findall(r"[a-z0-9]+", title.lower()) if isinstance(title, str) else ()
    return "-".join(words)[:40].strip("-") or "scenario"


def _name_problems(name: object) -> list[Problem]:
    if isinstance(name, str) and _FILE_NAME.fullmatch(name):
        return []
    text = f"got {shown(name)} — a name that a file could bear, such as 'my-tariff'."
    return [Problem.said(Place("Scenario", key="name"), text)]
