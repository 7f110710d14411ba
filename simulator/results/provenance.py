"""Where results come from: one frozen record, complete when it is made, that is written as the manifest of a folder."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final, Self

RUN: Final = "run"
"""Verb of a manifest that names none."""

OF_THE_FOLDER: Final = ("format", "cases", "files")
"""Keys of a manifest that are about the folder and its numbers, not about where they come from."""


@dataclass(frozen=True)
class Provenance:
    """Everything that is needed to make a result again.

    Attributes
    ----------
    verb
        Verb whose result it is; `uncertainty` is `run` with draws.
    title
        Title of the suite.
    versions
        Versions of tariffsim, Python and the packages that compute.
    baseline
        Name, title, year and hash of the baseline.
    reference
        Scenario against which changes are shown; empty: none.
    horizons
        Horizons that were solved.
    date
        Day whose measures are applied; empty: all enabled ones.
    seed
        Seed of draws or samples; None: nothing was drawn.
    wall_seconds
        Time from the request to the result.
    numeraire
        What is held fixed as the measure of prices.
    steps
        Steps by which the solver takes one case alone, and many near one of them.
    scenarios
        Text, label, hash, measures and assumptions of each scenario.
    names
        Names of regions and sectors by their codes.
    asked
        What else was asked of the verb, and how much had to be solved for it.
    """

    verb: str = RUN
    title: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    baseline: Mapping[str, Any] = field(default_factory=dict)
    reference: str = ""
    horizons: tuple[str, ...] = ()
    date: str = ""
    seed: int | None = None
    wall_seconds: float = 0.0
    numeraire: str = ""
    steps: Mapping[str, str] = field(default_factory=dict)
    scenarios: tuple[Mapping[str, Any], ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Provenance as a manifest tells it; keys that are no field of it are what was asked."""
        known = {item.name: record[item.name] for item in fields(cls) if item.name in record and item.name != "asked"}
        known |= {name: tuple(known[name]) for name in ("horizons", "scenarios") if name in known}
        asked = {key: value for key, value in record.items() if key not in known and key not in OF_THE_FOLDER}
        return cls(**known, asked=asked)

    def record(self) -> dict[str, Any]:
        """The same as plain values on one level, as a manifest holds it."""
        own_fields = {item.name: getattr(self, item.name) for item in fields(self) if item.name != "asked"}
        plain: dict[str, Any] = json.loads(json.dumps({**own_fields, **self.asked}))
        return plain

    @property
    def version(self) -> str:
        """Version of tariffsim that made the result; empty where it is not known."""
        return str(self.versions.get("tariffsim", ""))

    @property
    def labels(self) -> dict[str, str]:
        """What charts call each scenario."""
        return {str(item["name"]): str(item.get("label") or item["name"]) for item in self.scenarios}

    @property
    def asked_scenario(self) -> str:
        """The scenario of a verb that takes one: the first that is not the reference, or the only one."""
        names = [str(item["name"]) for item in self.scenarios]
        return next((name for name in names if name != self.reference), self.reference)

    def name(self, code: str) -> str:
        """Name of a region or sector without what stands in brackets; a code without a name is its own."""
        return self.names.get(code, code).partition(" (")[0]
