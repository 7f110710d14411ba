"""Tariff path: what two regions charge each other at every date, and what happened when."""

from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulator.errors import ResultsError
from simulator.report.charts.base import WIDTH, Chart, Panel
from simulator.report.charts.figure import Figure
from simulator.report.looks.labels import name_room
from simulator.report.timeline.axis import (
    base_line,
    branch_line,
    date_axis,
    end_names,
    lines,
    numbers,
    shade,
    value_axis,
)
from simulator.report.timeline.events import (
    Lanes,
    Listing,
    draw_lanes,
    lanes,
)
from simulator.report.views.timeline import PathView, extremes
from simulator.report.wording.words import percent, quoted
from simulator.results.analysis.bands import HIGH, LOW
from simulator.results.analysis.claims import Cell, Claim, Rank
from simulator.results.analysis.events import happenings, rests

_HEIGHT: Final = 1.7
_MARGINS: Final = 0.9
"""Inches beside the plot that margins and the scale take."""


def tariff_path(view: PathView) -> Chart:
    """The effective tariffs of the two main regions on each other by date, with dated events over them.

    Raises
    ------
    ResultsError
        A baseline with one region.
    """
    first, second = view.pair
    if first == second:
        raise ResultsError("tariff_path: the baseline has one region — nobody to charge a tariff.")
    sides = [(first, second), (second, first)]
    data = pd.concat([view.series(f"effective_tariff:{one}:{two}") for one, two in sides], ignore_index=True)
    room = name_room([view.names.label(name) for name in view.scenarios])
    inches = WIDTH - _MARGINS - room
    shown: list[Lanes] = []
    for side in sides:
        before = sum(len(item.entries) for item in shown)
        shown.append(lanes(view, happenings(view.path, *side), inches, first=before + 1))
    top = float(np.nanmax(data[["value", "baseline", HIGH]].to_numpy(float), initial=0.0))
    panels = [
        Panel(
            view.heading(f"effective_tariff:{importer}:{exporter}"),
            "",
            partial(_draw, view, _Side(importer, exporter, top, labels, room, is_last=importer == second)),
            height=_HEIGHT + labels.height,
            least=WIDTH - _MARGINS,
        )
        for (importer, exporter), labels in zip(sides, shown, strict=True)
    ]
    entries = [pair for labels in shown for pair in zip(labels.entries, labels.happenings, strict=False)]
    if entries:
        listing = Listing.of(view, entries, WIDTH - _MARGINS)
        panels.append(Panel("", "", listing.draw, height=listing.height, least=WIDTH - _MARGINS))
    return Chart(
        title=_finding(view, data, sides),
        subtitle="Effective tariff: revenue over border value of imports from the partner, percent; "
        f"dashed: {view.year}",
        caption=view.caption(
            f"{view.past_note} Dotted: threatened, not in force. Shaded: a tariff is suspended. The average "
            "also falls by itself, as trade moves to goods with lower tariffs.".strip(),
            shows_levels=False,
        ),
        rows=(),
        panels=tuple(panels),
        data=data.assign(unit="%"),
        columns=1,
    )


def _finding(view: PathView, data: pd.DataFrame, sides: list[tuple[str, str]]) -> Claim:
    """Say what each side charges a year after the scenarios part, at least and at most."""
    day = view.later(12)
    now = data[data["date"] == view.starts[day]]
    ends = [_ends(now, *side) for side in sides]
    parts = [_side_words(view, side, end) for side, end in zip(sides, ends, strict=True)]
    return Claim(f"In {view.day_words(day)} {', '.join(parts)}", parts)


def _ends(now: pd.DataFrame, importer: str, exporter: str) -> list[tuple[Cell, str]]:
    """Lowest and highest tariff with the label of its scenario; one where all are the same, none without trade."""
    of_side = now[now["outcome"] == f"effective_tariff:{importer}:{exporter}"].dropna(subset=["value"])
    if of_side.empty:
        return []
    ends = [
        (_cell(row, kind), quoted(row["label"]))
        for row, kind in zip(extremes(of_side), ("lowest", "highest"), strict=True)
    ]
    return ends if ends[0][0].text != ends[1][0].text else ends[:1]


def _cell(row: pd.Series, kind: str) -> Cell:
    keys = {name: row[name] for name in ("outcome", "scenario", "date")}
    return Cell(keys, "value", row["value"], percent(row["value"]), rank=Rank(kind, ("scenario",)))


def _side_words(view: PathView, side: tuple[str, str], ends: list[tuple[Cell, str]]) -> Claim:
    importer, exporter = map(view.names.inside, side)
    if not ends:
        return Claim(f"{importer} buys nothing from {exporter}")
    under = [f"{value} ({label})" for value, label in ends] if len(ends) > 1 else [str(ends[0][0])]
    return Claim(f"{importer} charges {exporter} {' to '.join(under)}", [cell for cell, _ in ends])


@dataclass(frozen=True, eq=False)
class _Side:
    """What the panel of one side shows: its tariffs, the highest of both sides, its labels, and room for names."""

    importer: str
    exporter: str
    top: float
    shown: Lanes
    room: float
    is_last: bool


def _draw(view: PathView, side: _Side, axes: Axes, width: float) -> None:
    height = _HEIGHT + side.shown.height
    course = view.series(f"effective_tariff:{side.importer}:{side.exporter}")
    date_axis(axes, view, width, side.room, is_labelled=side.is_last)
    value_axis(axes, [side.top], above=side.shown.height / height)
    for first, last in rests(view.path, side.importer, side.exporter):
        shade(axes, *numbers([max(first, view.starts[0]), min(last, view.ends[-1])]))
    base_line(axes, view, float(course["baseline"].iloc[0]))
    branch_line(axes, view)
    lines(axes, view, course.assign(**{LOW: np.nan, HIGH: np.nan}), is_step=True)
    end_names(axes, view, course)
    draw_lanes(axes, view, side.shown, width - side.room, height)


TARIFF_PATH: Final = Figure(
    "tariff_path",
    "The path of tariffs",
    tariff_path,
    ("timeline",),
    applies=lambda view: view.has_sides,
)
