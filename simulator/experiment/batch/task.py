"""What a batch consists of: tasks that know their name, what their numbers follow from, and how they are solved."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

import simulator
from simulator.scenario import Measure, Scenario

Array = NDArray[np.float64]

Arrays: TypeAlias = Mapping[str, NDArray[Any]]
"""What a task leaves behind: numbers and labels by name."""

Count: TypeAlias = Callable[[int], None]
"""Told how many more equilibria are done with."""


class Task(Protocol):
    """A part of a batch that is solved as a whole; it can be sent to another process."""

    @property
    def name(self) -> str:
        """Name of its block, unique in the batch."""

    def __len__(self) -> int:
        """Number of equilibria."""

    def key(self) -> str:
        """Digest of everything that its numbers follow from."""

    def solve(self, count: Count) -> Arrays:
        """All its numbers, NaN where an equilibrium was not found; `count` is told of each that is done with."""


def digest(*parts: object) -> str:
    """SHA-256 of this version of the package and of values that are told apart by how they are written."""
    return hashlib.sha256(repr((simulator.__version__, *parts)).encode()).hexdigest()


def content(scenario: Scenario) -> tuple[object, ...]:
    """Everything of a scenario that numbers follow from, on the day or with the futures for which it was read."""
    return scenario.name, scenario.digest, scenario.measures, dict(scenario.replaced)


def contents(scenarios: Sequence[Scenario]) -> tuple[list[Measure], list[object]]:
    """The same of many scenarios, whose measures are mostly the same ones: each is written once, and then counted."""
    measures = {id(measure): measure for scenario in scenarios for measure in scenario.measures}
    number = {key: position for position, key in enumerate(measures)}
    parts: list[object] = [
        (item.name, item.digest, [number[id(measure)] for measure in item.measures], dict(item.replaced))
        for item in scenarios
    ]
    return [*measures.values()], parts
