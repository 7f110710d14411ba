"""Events of a timeline: what its measures do and when, without what changes nothing, merged by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from simulator.results.timeline import PathResults

_MARKED: Final = ("start", "step", "end", "suspended", "resumed", "threat")
_WORDS: Final = {"end": "end of {}", "suspended": "{}: suspended", "resumed": "{}: back in force"}
_STATE: Final = {"start": "in force", "resumed": "in force", "suspended": "at rest", "end": "over"}


def period_ends(path: PathResults) -> pd.DatetimeIndex:
    """Day after the last one of each period."""
    after = pd.Timestamp(str(path.data.attrs["last_day"])) + pd.Timedelta(days=1)
    return pd.DatetimeIndex([*path.dates[1:], after])


@dataclass(frozen=True)
class Happening:
    """What the measures of some scenarios do on one day.

    Attributes
    ----------
    day
        When.
    text
        What, in a few words for each measure.
    scenarios
        In which scenarios it happens; in a common past in all of them.
    is_threat
        Whether all of it is only threatened.
    """

    day: pd.Timestamp
    text: str
    scenarios: tuple[str, ...]
    is_threat: bool


def happenings(path: PathResults, importer: str, exporter: str, measure_type: str = "tariff") -> list[Happening]:
    """Marks for the measures of one kind that one region puts on another's goods, by day.

    Measures that scenarios say nothing on the kind of are among them; announcements are not.
    """
    table = events_of(path, importer, exporter, measure_type)
    return merged(path, telling(table[table["kind"].isin(_MARKED)]))


def telling(table: pd.DataFrame) -> pd.DataFrame:
    """Leave out what changes nothing: the start of a measure in force, and the suspension of one that rests.

    A branch that takes a measure over from the common past begins with such an event.
    """
    state: dict[tuple[str, str], str] = {}
    kept = []
    for scenario, measure, kind in table[["scenario", "measure", "kind"]].to_numpy():
        before = state.get((scenario, measure), "")
        kept.append(not (before and before == _STATE.get(kind)))
        state[scenario, measure] = _STATE.get(kind, before)
    return table[np.array(kept, dtype=bool)]


def events_of(path: PathResults, importer: str, exporter: str, measure_type: str) -> pd.DataFrame:
    """Rows of the table of events on one kind of measure between two regions, within the path."""
    table, types = path.events, _types(path)
    is_side = [
        _among(importer, str(buyers))
        and _among(exporter, str(sellers))
        and types.get((str(scenario), str(measure)), measure_type) == measure_type
        for buyers, sellers, scenario, measure in table[["importer", "exporter", "scenario", "measure"]].to_numpy()
    ]
    inside = (table["day"] >= path.dates[0]) & (table["day"] < period_ends(path)[-1])
    return table[np.array(is_side, dtype=bool) & inside]


def _among(code: str, codes: str) -> bool:
    return codes == "all" or code in codes.split("+")


def _types(path: PathResults) -> dict[tuple[str, str], str]:
    """Type of each measure by scenario and id, as far as the run recorded it."""
    return {
        (str(told.get("name")), str(measure.get("id"))): str(measure["type"])
        for told in path.provenance.scenarios
        for measure in told.get("measures", ())
        if measure.get("type")
    }


def merged(path: PathResults, table: pd.DataFrame) -> list[Happening]:
    """One happening for each day and set of scenarios."""
    common: dict[tuple[pd.Timestamp, str, str, str], list[str]] = {}
    for day, scenario, measure, kind, text in table[["day", "scenario", "measure", "kind", "label"]].to_numpy():
        key = (pd.Timestamp(day), str(measure), str(kind), str(text))
        if str(scenario) not in common.setdefault(key, []):
            common[key].append(str(scenario))
    days: dict[tuple[pd.Timestamp, tuple[str, ...]], list[tuple[str, str]]] = {}
    threatened: set[str] = set()
    for (day, measure, kind, text), scenarios in sorted(common.items()):
        order = tuple(name for name in path.scenarios if name in scenarios)
        days.setdefault((day, order), []).append((kind, _words(text, kind, is_again=measure in threatened)))
        threatened |= {measure} if kind == "threat" else set()
    return [
        Happening(
            day, "; ".join(dict.fromkeys(text for _, text in events)), scenarios, {k for k, _ in events} == {"threat"}
        )
        for (day, scenarios), events in days.items()
    ]


def _words(text: str, kind: str, *, is_again: bool) -> str:
    if kind == "threat":
        return f"{text} would have started" if is_again else f"threat of {text}"
    return _WORDS.get(kind, "{}").format(text)


def rests(path: PathResults, importer: str, exporter: str) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Stretches of time in which some tariff of one region on another is suspended in any scenario, apart."""
    table = events_of(path, importer, exporter, "tariff")
    stretches: list[tuple[pd.Timestamp, pd.Timestamp]] = []
    for _, of_measure in table.groupby(["scenario", "measure"], sort=False):
        began: pd.Timestamp | None = None
        for day, kind in of_measure.sort_values("day")[["day", "kind"]].to_numpy():
            if kind == "suspended":
                began = began or pd.Timestamp(day)
            elif began is not None and kind in ("resumed", "end"):
                stretches.append((began, pd.Timestamp(day)))
                began = None
        stretches += [(began, period_ends(path)[-1])] if began is not None else []
    return _union(sorted(stretches))


def _union(spans: Sequence[tuple[pd.Timestamp, pd.Timestamp]]) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    joined: list[tuple[pd.Timestamp, pd.Timestamp]] = []
    for first, last in spans:
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined
