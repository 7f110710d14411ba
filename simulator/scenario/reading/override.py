"""Options of the form `--set ID.KEY=VALUE`: one value of a scenario replaced without touching its file."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from simulator.errors import ScenarioError, nearest
from simulator.files.problem import Place, Problem, shown
from simulator.files.schema import validate
from simulator.files.yaml import Document, parse_value
from simulator.scenario.format.plain import plain
from simulator.scenario.reading.bind import Origin
from simulator.scenario.reading.schema import ScenarioFile

Overrides: TypeAlias = Mapping[str, object] | Sequence[str]
"""Values by what they replace, such as `{"us-100.rate": 0.5}`, or texts such as `us-100.rate=0.5`."""

_FORM: Final = "the form is ID.KEY=VALUE, such as us-100.rate=0.5; in Python, overrides={'us-100.rate': 0.5}"


@dataclass(frozen=True)
class Override:
    """One value to replace: of a measure by its id, or of `parameters` or `closure`."""

    target: str
    key: str
    value: object
    text: str

    @property
    def option(self) -> str:
        """The option as messages name it."""
        return f"--set {self.target}.{self.key}"

    @property
    def is_general(self) -> bool:
        """Whether it changes the scenario itself rather than one of its measures."""
        return self.target in ("parameters", "closure")

    def problem(self, sentence: str) -> Problem:
        """Make a problem of this option."""
        return Problem.said(Place(self.option), sentence)


def override_texts(overrides: Overrides) -> list[str]:
    """Values to replace as texts, as the command line takes them.

    Raises
    ------
    ScenarioError
        Anything else than a mapping or a list of texts.
    """
    if isinstance(overrides, Mapping):
        return [f"{target}={_text(plain(value))}" for target, value in overrides.items()]
    if isinstance(overrides, list | tuple) and all(isinstance(text, str) for text in overrides):
        return list(overrides)
    raise ScenarioError(f"overrides: got {shown(overrides)} — a dict of values, such as {{'us-100.rate': 0.5}}.")


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return ".inf" if value == math.inf else json.dumps(value, ensure_ascii=False)


def parse_override(text: str) -> Override | Problem:
    """Read `us-100.rate=0.5`; the value is read as YAML."""
    name, equals, value = text.partition("=")
    target, dot, key = name.strip().partition(".")
    if not (equals and dot and target and key):
        return Problem(Place(f"--set {text}"), f"got {shown(text)}", _FORM)
    if key == "id":
        return Problem(Place(f"--set {text}"), f"got {shown(text)}", "any other key, as the id names the measure")
    return Override(target, key, parse_value(value), text)


def override_measure(origin: Origin, override: Override) -> tuple[ScenarioFile | None, Origin, list[Problem]]:
    """Replace one value of a measure; the file that comes back holds the changed measure alone."""
    raw = {**origin.raw, override.key: override.value}
    document = Document(override.option, {"title": override.option, "measures": [raw]})
    file, problems = validate(document, ScenarioFile)
    overrides = {**origin.overrides, override.key: Document(override.option, None)}
    return file, replace(origin, raw=raw, overrides=overrides), problems


def override_scenario(override: Override) -> tuple[ScenarioFile | None, Origin, list[Problem]]:
    """Set one elasticity or the closure; the file that comes back holds that alone."""
    data: dict[str, Any] = {"title": override.option, override.target: {override.key: override.value}}
    document = Document(override.option, data)
    file, problems = validate(document, ScenarioFile)
    return file, Origin(document, (override.target,)), problems


def unknown_targets(overrides: Iterable[Override], known: Iterable[str]) -> list[Problem]:
    """Say which options name a measure that none of the scenarios has."""
    ids = sorted(set(known))
    listed = f"Known: {', '.join(ids[:10])}{f' and {len(ids) - 10} more' if len(ids) > 10 else ''}." if ids else ""
    return [
        override.problem(
            " ".join(part for part in ("no measure has this id —", nearest(override.target, ids), listed) if part)
        )
        for override in overrides
        if not override.is_general and override.target not in ids
    ]
