"""A scenario once it is read: its measures with its parents' before them, and everything it assumes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from simulator.scenario.format.assumptions import Closure, Parameters
from simulator.scenario.measures import Measure
from simulator.scenario.reading.bind import Origin


@dataclass(frozen=True)
class Scenario:
    """A scenario as it is applied to a baseline.

    Attributes
    ----------
    name, title, summary
        Stem of the file, `a+b` for an overlay; one line; a few sentences.
    path
        File it was read from, the last one for an overlay.
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
    """

    name: str
    title: str
    summary: str
    path: Path
    baseline: str | None
    closure: Closure | None
    parameters: Parameters
    measures: tuple[Measure, ...]
    replaced: Mapping[str, tuple[Measure, ...]]
    assumptions: tuple[str, ...]
    parents: tuple[str, ...]
    overrides: tuple[str, ...]
    digest: str
    origins: Mapping[str, Origin] = field(repr=False, compare=False)

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
    in_force = (version_in_force(scenario.versions(measure), day) for measure in scenario.measures)
    measures = (measure.between(day, day).valued_on(day) for measure in in_force if measure is not None)
    return replace(scenario, measures=tuple(measures))


def version_in_force(versions: Sequence[Measure], day: date) -> Measure | None:
    """Take the last of several versions of a measure that is in force on a day, switched on or off.

    While a version is suspended, no earlier one comes back in its place.
    """
    latest = next((measure for measure in reversed(versions) if measure.is_due(day)), None)
    return latest if latest is not None and latest.in_force(day) else None
