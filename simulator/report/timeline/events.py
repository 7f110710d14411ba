"""What happens when: the events of all scenarios merged by day, as marks over a chart or a list under it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from matplotlib.axes import Axes

from simulator.report.looks.labels import Spot, grouped, place_labels
from simulator.report.looks.style import INK, MUTED, text_width, wrap
from simulator.report.timeline.axis import numbers
from simulator.report.views.timeline import TRUNK, PathView
from simulator.report.wording.words import SPACE, listed
from simulator.results.analysis.events import Happening

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


def dated(view: PathView, happening: Happening) -> str:
    """The day, what happens, and where, if not everywhere."""
    missing = [view.names.label(name) for name in view.scenarios if name not in happening.scenarios]
    where = (
        f"all but {missing[0]}"
        if len(missing) == 1 < len(happening.scenarios)
        else listed(list(map(view.names.label, happening.scenarios)))
    )
    only = f" ({where})" if missing else ""
    return f"{happening.day.day}{SPACE}{happening.day:%b}{SPACE}{happening.day.year}: {happening.text}{only}"


@dataclass(frozen=True, eq=False)
class Lanes:
    """Labels over a plot: the text of each happening where they fit, else numbers that a list below explains.

    Attributes
    ----------
    happenings
        What happens, in order.
    entries
        Number of each in the list, none where labels are words.
    labels
        Text of each label, and the happenings that it stands for; it is at the first of them.
    spots
        Where labels go.
    """

    happenings: tuple[Happening, ...]
    entries: tuple[str, ...]
    labels: tuple[tuple[str, list[int]], ...]
    spots: tuple[Spot, ...]

    @property
    def height(self) -> float:
        """What they take over the plot, in inches."""
        return LANE * (max((spot.lane for spot in self.spots), default=-1) + 1)


def lanes(view: PathView, happenings: Sequence[Happening], inches: float, *, first: int = 1) -> Lanes:
    """Choose between words, numbers, and numbers from–to for labels over a plot, and place them.

    Parameters
    ----------
    inches
        Width of the plot without the names of lines.
    first
        Number of the first happening, where they are numbered.
    """
    at = _inches(view, happenings, inches)
    entries = tuple(str(first + number) for number in range(len(happenings)))
    single = [[number] for number in range(len(happenings))]
    words = [item.text for item in happenings]
    for texts, groups, rows in (
        (words, single, _LANES),
        (entries, single, _NUMBER_LANES),
        (entries, grouped(at, _NEAR), len(at)),
    ):
        labels = [(_range(texts, group), group) for group in groups]
        spots = place_labels([at[group[0]] for _, group in labels], _widths(labels), inches, rows)
        if spots is not None:
            return Lanes(tuple(happenings), () if texts is words else entries, tuple(labels), tuple(spots))
    raise ValueError(f"{len(happenings)} labels do not fit into {inches} inches")


def _range(texts: Sequence[str], group: Sequence[int]) -> str:
    return texts[group[0]] if len(group) == 1 else f"{texts[group[0]]}–{texts[group[-1]]}"


def _inches(view: PathView, happenings: Sequence[Happening], inches: float) -> list[float]:
    first, last = numbers([view.starts[0], view.ends[-1]])
    return [float((at - first) / (last - first) * inches) for at in numbers([item.day for item in happenings])]


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
    at, plot = numbers([item.day for item in shown.happenings]), 1 - shown.height / height
    tops = [plot] * len(at)
    for (text, group), spot in zip(shown.labels, shown.spots, strict=True):
        tops[group[0]] = plot + (spot.lane + 0.5) * LANE / height
        left = first + (spot.left + _PAD / 2) / inches * (last - first)
        look: dict[str, Any] = {
            "size": _ENTRY,
            "color": _colour(view, *(shown.happenings[index] for index in group)),
            "va": "center",
            "gid": "event",
        }
        axes.text(left, tops[group[0]], text, transform=axes.get_xaxis_transform(), **look)
    for happening, mark, top in zip(shown.happenings, at, tops, strict=True):
        axes.plot(
            [mark, mark],
            [0, top],
            color=_colour(view, happening),
            transform=axes.get_xaxis_transform(),
            zorder=1,
            gid="event",
            **(_THREATENED if happening.is_threat else _IN_FORCE),
        )


def _colour(view: PathView, *happenings: Happening) -> str:
    """Colour of the only scenario in which something happens."""
    names = {name for happening in happenings for name in happening.scenarios}
    return view.names.colour(names.pop()) if len(names) == 1 < len(view.scenarios) else INK


@dataclass(frozen=True)
class Listing:
    """Numbered happenings as lines in columns: number or none, text, and colour of each line."""

    lines: tuple[tuple[str, str, str], ...]
    across: float

    @classmethod
    def of(cls, view: PathView, entries: Sequence[tuple[str, Happening]], width: float) -> "Listing":
        """Break entries into lines that fit into columns of a page so wide, in inches."""
        across = width / _COLUMNS
        lines = []
        for number, happening in entries:
            text = wrap(dated(view, happening), across - 0.4, _ENTRY)
            colour = _colour(view, happening)
            lines += [(number * (row == 0), line, colour) for row, line in enumerate(text.split("\n"))]
        return cls(tuple(lines), across)

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
        for position, (number, text, colour) in enumerate(self.lines):
            column, row = divmod(position, self.rows)
            left, up = column * self.across / width, 1 - (row + 0.5) * _ENTRY_LINE / self.height
            axes.text(
                left + 0.18 / width, up, number, size=_ENTRY, color=colour, weight="bold", ha="right", va="center"
            )
            look: dict[str, Any] = {"color": MUTED if colour == TRUNK else colour, "gid": "entry"}
            axes.text(left + 0.26 / width, up, text, size=_ENTRY, va="center", **look)
