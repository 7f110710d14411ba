"""What one scenario has that another has not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from simulator.scenario.format.assumptions import Closure
from simulator.scenario.format.selection import Selected
from simulator.scenario.format.varying import Schedule, Spread
from simulator.scenario.measures import Measure
from simulator.scenario.scenario import Scenario


@dataclass(frozen=True)
class Difference:
    """One difference between two scenarios.

    Attributes
    ----------
    kind
        "added" and "removed" for measures; "changed" for values, of which either may be None.
    what
        Id of the measure, or `parameters`, `closure`, `baseline` or `order`.
    key
        What of it changed; empty for a measure as a whole.
    before, after
        Values on both sides; the type for a measure that came or went.
    """

    kind: Literal["added", "removed", "changed"]
    what: str
    key: str
    before: Any
    after: Any

    def __str__(self) -> str:
        if self.kind == "changed":
            subject = f"{self.what}.{self.key}" if self.key else self.what
            return f"{subject}: {_text(self.before)} → {_text(self.after)}"
        return f"{self.what}: {self.kind} {self.after or self.before}"


def diff_scenarios(first: Scenario, second: Scenario) -> tuple[Difference, ...]:
    """Say what changes from one scenario to another in measures, elasticities, closure and baseline.

    Titles, labels, sources and notes do not count: they change no result.

    Parameters
    ----------
    first, second
        The scenario before and after.
    """
    before, after = ({measure.id: measure for measure in scenario.measures} for scenario in (first, second))
    ids = dict.fromkeys((*before, *after))
    return (
        *(difference for name in ids for difference in _measure(name, before.get(name), after.get(name))),
        *_order(list(before), list(after)),
        *_values("parameters", first.parameters.flat(), second.parameters.flat()),
        *_values("closure", *(dict(side.closure or Closure()) for side in (first, second))),
        *(() if first.baseline == second.baseline else (_changed("baseline", "", first.baseline, second.baseline),)),
    )


def _measure(name: str, before: Measure | None, after: Measure | None) -> tuple[Difference, ...]:
    if before is None or after is None:
        kind: Literal["added", "removed"] = "added" if before is None else "removed"
        return (Difference(kind, name, "", before and before.type, after and after.type),)
    return _values(name, *(_fields(measure) for measure in (before, after)))


def _fields(measure: Measure) -> dict[str, Any]:
    return {key: value for key, value in measure if key not in ("id", "label", "source", "note")}


def _values(what: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    keys: Iterable[str] = dict.fromkeys((*before, *after))
    pairs = ((key, before.get(key), after.get(key)) for key in keys)
    return tuple(_changed(what, key, old, new) for key, old, new in pairs if _told(old) != _told(new))


def _told(value: object) -> tuple[object, object]:
    """Tell a schedule or a distribution from the number that it counts as."""
    return value, vars(value) if isinstance(value, Schedule | Spread) else None


def _order(before: list[str], after: list[str]) -> tuple[Difference, ...]:
    """Report a change in the order of common measures, which matters as later ones stack on earlier ones."""
    common = [[name for name in names if name in other] for names, other in ((before, after), (after, before))]
    return () if common[0] == common[1] else (_changed("order", "", tuple(common[0]), tuple(common[1])),)


def _changed(what: str, key: str, before: object, after: object) -> Difference:
    return Difference("changed", what, key, before, after)


def _text(value: object) -> str:
    if value is None or value == ():
        return "–"
    if isinstance(value, Selected):
        return str(value)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(getattr(value, "path", value))
