"""What happens when: the events of all scenarios merged by day, as marks over a chart or a list under it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulator.report.looks.labels import Spot, grouped, place_labels
from simulator.report.looks.style import INK, MUTED, text_width, wrap
from simulator.report.timeline.axis import numbers
from simulator.report.views.timeline import TRUNK, PathView
from simulator.report.wording.words import SPACE, listed

LANE: Final = 0.16
"""Height of a lane of labels in inches."""
_LANES: Final = 6
_NUMBER_LANES: Final = 3
_PAD: Final = 0.07
_ENTRY: Final = 7.5
_ENTRY_LINE: Final = 0.148
_COLUMNS: Final = 2
_NEAR: Final = 0.5
"""Inches within which numbers share a label where they would not all fit."""
_IN_FORCE: Final[dict[str, Any]] = {"linestyle": "-", "linewidth": 0.5, "alpha": 0.6}
_THREATENED: Final[dict[str, Any]] = {"linestyle": (0, (1, 1.6)), "linewidth": 1.3}
_MARKED: Final = ("start", "step", "end", "suspended", "resumed", "threat")
_WORDS: Final = {"end": "end of {}", "suspended": "{}: suspended", "resumed": "{}: back in force"}
_STATE: Final = {"start": "in force", "resumed": "in force", "suspended": "at rest", "end": "over"}


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

    def dated(self, view: PathView) -> str:
        """The day, what happens, and where, if not everywhere."""
        missing = [view.label(name) for name in view.scenarios if name not in self.scenarios]
        where = (
            f"all but {missing[0]}"
            if len(missing) == 1 < len(self.scenarios)
            else listed(list(map(view.label, self.scenarios)))
        )
        only = f" ({where})" if missing else ""
        return f"{self.day.day}{SPACE}{self.day:%b}{SPACE}{self.day.year}: {self.text}{only}"


def happenings(view: PathView, importer: str, exporter: str, measure_type: str = "tariff") -> list[Happening]:
    """Marks for the measures of one kind that one region puts on another's goods, by day.

    Measures that scenarios say nothing on the kind of are among them; announcements are not.
    """
    table = events_of(view, importer, exporter, measure_type)
    return merged(view, telling(table[table["kind"].isin(_MARKED)]))


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


def events_of(view: PathView, importer: str, exporter: str, measure_type: str) -> pd.DataFrame:
    """Rows of the table of events on one kind of measure between two regions, within the path."""
    table, types = view.path.events, _types(view)
    is_side = [
        _among(importer, str(buyers))
        and _among(exporter, str(sellers))
        and types.get((str(scenario), str(measure)), measure_type) == measure_type
        for buyers, sellers, scenario, measure in table[["importer", "exporter", "scenario", "measure"]].to_numpy()
    ]
    inside = (table["day"] >= view.starts[0]) & (table["day"] < view.ends[-1])
    return table[np.array(is_side, dtype=bool) & inside]


def _among(code: str, codes: str) -> bool:
    return codes == "all" or code in codes.split("+")


def _types(view: PathView) -> dict[tuple[str, str], str]:
    """Type of each measure by scenario and id, as far as the run recorded it."""
    return {
        (str(told.get("name")), str(measure.get("id"))): str(measure["type"])
        for told in view.path.provenance.scenarios
        for measure in told.get("measures", ())
        if measure.get("type")
    }


def merged(view: PathView, table: pd.DataFrame) -> list[Happening]:
    """One happening for each day and set of scenarios."""
    common: dict[tuple[pd.Timestamp, str, str, str], list[str]] = {}
    for day, scenario, measure, kind, text in table[["day", "scenario", "measure", "kind", "label"]].to_numpy():
        key = (pd.Timestamp(day), str(measure), str(kind), str(text))
        if str(scenario) not in common.setdefault(key, []):
            common[key].append(str(scenario))
    days: dict[tuple[pd.Timestamp, tuple[str, ...]], list[tuple[str, str]]] = {}
    threatened: set[str] = set()
    for (day, measure, kind, text), scenarios in sorted(common.items()):
        order = tuple(name for name in view.scenarios if name in scenarios)
        days.setdefault((day, order), []).append((kind, _words(text, kind, is_again=measure in threatened)))
        threatened |= {measure} if kind == "threat" else set()
    return [
        Happening(
            day, "; ".join(dict.fromkeys(text for _, text in found)), scenarios, {k for k, _ in found} == {"threat"}
        )
        for (day, scenarios), found in days.items()
    ]


def _words(text: str, kind: str, *, is_again: bool) -> str:
    if kind == "threat":
        return f"{text} would have started" if is_again else f"threat of {text}"
    return _WORDS.get(kind, "{}").format(text)


def rests(view: PathView, importer: str, exporter: str) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Stretches of time in which some tariff of one region on another is suspended in any scenario, apart."""
    table = events_of(view, importer, exporter, "tariff")
    found: list[tuple[pd.Timestamp, pd.Timestamp]] = []
    for _, own in table.groupby(["scenario", "measure"], sort=False):
        began: pd.Timestamp | None = None
        for day, kind in own.sort_values("day")[["day", "kind"]].to_numpy():
            if kind == "suspended":
                began = began or pd.Timestamp(day)
            elif began is not None and kind in ("resumed", "end"):
                found.append((began, pd.Timestamp(day)))
                began = None
        found += [(began, view.ends[-1])] if began is not None else []
    return _union(sorted(found))


def _union(spans: Sequence[tuple[pd.Timestamp, pd.Timestamp]]) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    joined: list[tuple[pd.Timestamp, pd.Timestamp]] = []
    for first, last in spans:
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


@dataclass(frozen=True, eq=False)
class Lanes:
    """Labels over a plot: the text of each happening where they fit, else numbers that a list below explains.

    Attributes
    ----------
    found
        What happens, in order.
    entries
        Number of each in the list, none where labels are words.
    labels
        Text of each label, and the happenings that it stands for; it is at the first of them.
    spots
        Where labels go.
    """

    found: tuple[Happening, ...]
    entries: tuple[str, ...]
    labels: tuple[tuple[str, list[int]], ...]
    spots: tuple[Spot, ...]

    @property
    def height(self) -> float:
        """What they take over the plot, in inches."""
        return LANE * (max((spot.lane for spot in self.spots), default=-1) + 1)


def lanes(view: PathView, found: Sequence[Happening], inches: float, *, first: int = 1) -> Lanes:
    """Choose between words, numbers, and numbers from–to for labels over a plot, and place them.

    Parameters
    ----------
    inches
        Width of the plot without the names of lines.
    first
        Number of the first happening, where they are numbered.
    """
    at = _inches(view, found, inches)
    entries = tuple(str(first + place) for place in range(len(found)))
    single = [[place] for place in range(len(found))]
    words = [item.text for item in found]
    for texts, groups, rows in (
        (words, single, _LANES),
        (entries, single, _NUMBER_LANES),
        (entries, grouped(at, _NEAR), len(at)),
    ):
        labels = [(_range(texts, group), group) for group in groups]
        spots = place_labels([at[group[0]] for _, group in labels], _widths(labels), inches, rows)
        if spots is not None:
            return Lanes(tuple(found), () if texts is words else entries, tuple(labels), tuple(spots))
    raise ValueError(f"{len(found)} labels do not fit into {inches} inches")


def _range(texts: Sequence[str], group: Sequence[int]) -> str:
    return texts[group[0]] if len(group) == 1 else f"{texts[group[0]]}–{texts[group[-1]]}"


def _inches(view: PathView, found: Sequence[Happening], inches: float) -> list[float]:
    first, last = numbers([view.starts[0], view.ends[-1]])
    return [float((at - first) / (last - first) * inches) for at in numbers([item.day for item in found])]


def _widths(labels: Sequence[tuple[str, list[int]]]) -> list[float]:
    return [text_width(text, _ENTRY) + _PAD for text, _ in labels]


def draw_lanes(axes: Axes, view: PathView, shown: Lanes, inches: float, height: float) -> None:
    """Draw a thread for each happening, dotted for a threat, and the labels over the plot.

    Parameters
    ----------
    inches, height
        Width of the plot without the names of lines, and height of the axes.
    """
    first, last = numbers([view.starts[0], view.ends[-1]])
    at, plot = numbers([item.day for item in shown.found]), 1 - shown.height / height
    tops = [plot] * len(at)
    for (text, group), spot in zip(shown.labels, shown.spots, strict=True):
        tops[group[0]] = plot + (spot.lane + 0.5) * LANE / height
        left = first + (spot.left + _PAD / 2) / inches * (last - first)
        look: dict[str, Any] = {
            "size": _ENTRY,
            "color": _colour(view, *(shown.found[place] for place in group)),
            "va": "center",
            "gid": "event",
        }
        axes.text(left, tops[group[0]], text, transform=axes.get_xaxis_transform(), **look)
    for happening, mark, top in zip(shown.found, at, tops, strict=True):
        axes.plot(
            [mark, mark],
            [0, top],
            color=_colour(view, happening),
            transform=axes.get_xaxis_transform(),
            zorder=1,
            gid="event",
            **(_THREATENED if happening.is_threat else _IN_FORCE),
        )


def _colour(view: PathView, *found: Happening) -> str:
    """Colour of the only scenario in which something happens."""
    names = {name for happening in found for name in happening.scenarios}
    return view.colour(names.pop()) if len(names) == 1 < len(view.scenarios) else INK


@dataclass(frozen=True)
class Listing:
    """Numbered happenings as lines in columns: number or none, text, and colour of each line."""

    lines: tuple[tuple[str, str, str], ...]
    across: float

    @classmethod
    def of(cls, view: PathView, entries: Sequence[tuple[str, Happening]], width: float) -> "Listing":
        """Break entries into lines that fit into columns of a page so wide, in inches."""
        across = width / _COLUMNS
        found = []
        for number, happening in entries:
            text = wrap(happening.dated(view), across - 0.4, _ENTRY)
            colour = _colour(view, happening)
            found += [(number * (row == 0), line, colour) for row, line in enumerate(text.split("\n"))]
        return cls(tuple(found), across)

    @property
    def rows(self) -> int:
        """Lines in a column."""
        return -(-len(self.lines) // _COLUMNS)

    @property
    def height(self) -> float:
        """In inches."""
        return self.rows * _ENTRY_LINE + 0.05

    def draw(self, axes: Axes, width: float) -> None:
        """Write it."""
        axes.set_axis_off()
        for place, (number, text, colour) in enumerate(self.lines):
            column, row = divmod(place, self.rows)
            left, up = column * self.across / width, 1 - (row + 0.5) * _ENTRY_LINE / self.height
            axes.text(
                left + 0.18 / width, up, number, size=_ENTRY, color=colour, weight="bold", ha="right", va="center"
            )
            look: dict[str, Any] = {"color": MUTED if colour == TRUNK else colour, "gid": "entry"}
            axes.text(left + 0.26 / width, up, text, size=_ENTRY, va="center", **look)
