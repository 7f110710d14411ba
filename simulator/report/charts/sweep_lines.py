"""Lines: an outcome over the values of one lever."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from simulator.errors import ResultsError
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import Figure
from simulator.report.looks.labels import NAME_LINE, name_ends, name_room
from simulator.report.looks.marks import VALUE_SIZE, tick_text
from simulator.report.looks.style import INK, MUTED, PALETTE, PAPER, inches, region_colour
from simulator.report.views.experiments import GridView
from simulator.report.wording.question import AskedQuestion
from simulator.report.wording.words import SPACE, listed, lowered, money_scale, quoted, setting, signed_size
from simulator.results.analysis.claims import Cell, Claim, capitalised
from simulator.results.analysis.comparison import chosen
from simulator.results.analysis.crossings import crossings

_DASHES: Final = ("-", "--", "-.", ":")
_HEIGHT: Final = 3.4
_OFF_GRID: Final = 1e-9
_VISIBLE: Final = 0.02
"""Share of a line's spread from which on a title speaks of a turn or a crossing."""


def sweep_lines(view: GridView, regions: Sequence[str] | None = None) -> Chart:
    """An outcome over the values of a lever: a line a region, or with several scenarios a panel a region.

    Parameters
    ----------
    regions
        Codes, of pairs of regions as `CHN:USA`; absent: all that the sweep is of.

    Raises
    ------
    ResultsError
        An unknown region or horizon, or several levers.
    """
    lever, *others = view.levers
    if others:
        raise ResultsError(f"sweep_lines: got a sweep over {', '.join(view.levers)} — draw its `sweep_map`.")
    places = [chosen(code, view.places, "region") for code in regions or view.places]
    marks = {view.labels[name]: value for (name, key), value in view.shipped.items() if key == lever}
    return lines_over(view, Lines(lever, view.compared, places, marks))


@dataclass(frozen=True)
class Lines:
    """What is drawn as lines.

    Attributes
    ----------
    lever
        Along which they run.
    scenarios, places
        Of whom they are.
    marks
        Values of the lever that are marked, by label; between points of the grid the line is read off.
    """

    lever: str
    scenarios: Sequence[str]
    places: Sequence[str]
    marks: Mapping[str, float]


def lines_over(view: GridView, shown: Lines) -> Chart:
    """Chart of lines over a lever."""
    lever, is_one = shown.lever, len(shown.scenarios) == 1
    table = view.changes(shown.scenarios, shown.places, {})
    table["label"] = table["scenario"].map(view.label)
    question = view.question(shown.scenarios[0] if is_one else "")
    factor, unit = question.scale(float(table["change"].abs().max()))
    places = {code: question.inside(code) for code in shown.places}
    panel, line = ("label", "place") if is_one else ("place", "label")
    table["line"] = table["place"].map(places) if is_one else table["label"]
    inside, outside = _split(shown.marks, table[lever].to_numpy())
    table = _marked(table, lever, inside)
    look = _Look(
        lever, factor, _reach(table["change"] * factor), line, _colours(list(table[line].unique()), view.places)
    )
    return Chart(
        title=_finding(table[table["mark"] == ""], lever, question),
        subtitle=f"{question.subtitle}, {unit}",
        caption=question.caption(_note(inside, outside, table, lever)),
        rows=(),
        panels=tuple(
            Panel(
                capitalised(places[str(group)]) if panel == "place" else "",
                f"{lever}, as in the scenario file",
                partial(_draw, of_panel, look),
            )
            for group, of_panel in table.groupby(panel, sort=False)
        ),
        data=_data(table, lever, question),
        height=_HEIGHT + NAME_LINE * len(inside),
    )


def _reach(values: "pd.Series[float]") -> tuple[float, float]:
    """Lowest and highest value, with 0 between them."""
    return float(np.nanmin([0.0, *values])), float(np.nanmax([0.0, *values]))


def _data(table: pd.DataFrame, lever: str, question: AskedQuestion) -> pd.DataFrame:
    """Table behind the figure."""
    columns = ["scenario", "region", lever, "value", "change", "indicator", "label", "mark"]
    return table.rename(columns={"place": "region"})[columns].assign(unit=question.indicator.unit)


@dataclass(frozen=True, eq=False)
class _Look:
    """What the panels of a figure have in common: the lever, the scale, the column that tells lines apart."""

    lever: str
    factor: float
    height: tuple[float, float]
    key: str
    colours: Mapping[str, tuple[str, str]]


def _split(marks: Mapping[str, float], grid: NDArray[np.float64]) -> tuple[dict[str, float], dict[str, float]]:
    """Marks inside the range of the grid, from left to right, and those outside."""
    ordered = dict(sorted(marks.items(), key=lambda item: item[1]))
    inside = {name: value for name, value in ordered.items() if grid.min() <= value <= grid.max()}
    return inside, {name: value for name, value in ordered.items() if name not in inside}


def _marked(table: pd.DataFrame, lever: str, marks: Mapping[str, float]) -> pd.DataFrame:
    """Add a row for each mark on each line; column `mark` names it."""
    rows = [table.assign(mark="")]
    for _, line in table.groupby(["scenario", "place"], sort=False):
        for name, value in marks.items():
            read = {key: np.interp(value, line[lever], line[key]) for key in ("value", "change")}
            rows.append(line.head(1).assign(**{lever: value, **read, "mark": name}))
    return pd.concat(rows, ignore_index=True)


def _note(inside: Mapping[str, float], outside: Mapping[str, float], table: pd.DataFrame, lever: str) -> str:
    grid = table.loc[table["mark"] == "", lever].unique()
    parts = []
    if inside:
        parts.append("Dots: " + ", ".join(f"{name} ({value:g})" for name, value in inside.items()) + ".")
    if any(np.abs(grid - value).min() > _OFF_GRID for value in inside.values()):
        parts.append("Dots between swept points are read off the line.")
    if outside:
        parts.append("Outside the range: " + ", ".join(f"{name} ({value:g})" for name, value in outside.items()) + ".")
    return " ".join(parts)


def _colours(lines: list[str], codes: list[str]) -> dict[str, tuple[str, str]]:
    """Colour and dashes of each line; regions keep their colour everywhere."""
    return {
        name: (
            region_colour(name, codes) if name in codes else PALETTE[number % len(PALETTE)],
            _DASHES[number % len(_DASHES)],
        )
        for number, name in enumerate(lines)
    }


def _finding(table: pd.DataFrame, lever: str, question: AskedQuestion) -> Claim:
    """Say from where to where the outcome goes, in the scenario that it moves most, and where it turns."""
    spread = table.groupby("scenario", sort=False)["change"].agg(lambda values: values.max() - values.min())
    if not spread.notna().any():
        return Claim(f"No point of the sweep over {lever} was solved")
    widest = table[table["scenario"] == spread.idxmax()].dropna(subset=["change"])
    scale = money_scale(question.indicator.unit, float(widest["change"].abs().max()))
    parts = [
        _course(group, lever, scale, question.inside(str(code))) for code, group in widest.groupby("place", sort=False)
    ]
    under = f"under {quoted(widest['label'].iloc[0])}, " if len(spread) > 1 else ""
    ends = {"min": widest[lever].min(), "max": widest[lever].max()}
    low, high = (Cell({}, lever, value, f"{value:g}", total=end) for end, value in ends.items())
    what = f"{under}{lowered(question.indicator.title)}"
    return Claim(f"{what} as {lever} goes from {low} to {high}: {listed(parts)}", low, high, parts).as_title


def _course(group: pd.DataFrame, lever: str, scale: tuple[float, str], region: str) -> Claim:
    """Say how a line runs: its ends, its peak or trough between them, and where it crosses zero."""
    change, values = group["change"].to_numpy() * scale[0], group[lever].to_numpy()
    first, last = (_point(group, at, lever, scale[0]) for at in (0, -1))
    ends = Claim(f"{first[0]} to {last[0]}{SPACE}{scale[1]}{f' in {region}' if region else ''}", first[0], last[0])
    visible = _VISIBLE * np.ptp(change)
    notes = []
    for word, at, beyond in (
        ("highest", change.argmax(), change.max() - max(change[0], change[-1])),
        ("lowest", change.argmin(), min(change[0], change[-1]) - change.min()),
    ):
        if beyond > visible:
            value, where = _point(group, int(at), lever, scale[0])
            notes.append(Claim(f"{word} {value} at {where}", value, where))
    if min(abs(change[0]), abs(change[-1])) > visible and len(crossed := crossings(values, change, 0.0)) == 1:
        keys = {"scenario": group["scenario"].iloc[0], "region": group["place"].iloc[0]}
        zero = Cell(keys, lever, crossed[0], setting(crossed[0]), "crossings")
        notes.append(Claim(f"zero at {zero}", zero))
    return Claim(f"{ends} ({', '.join(notes)})" if notes else ends, ends, notes)


def _point(group: pd.DataFrame, at: int, lever: str, factor: float) -> tuple[Cell, Cell]:
    """The change at a point of a line, and where the lever is there."""
    row = group.iloc[at]
    keys = {"scenario": row["scenario"], "region": row["place"], lever: row[lever]}
    change = Cell(keys, "change", row["change"], signed_size(row["change"] * factor), factor=factor)
    return change, Cell(keys, lever, row[lever], setting(row[lever]))


def _draw(table: pd.DataFrame, look: _Look, axes: Axes, _: float) -> None:
    lever, factor = look.lever, look.factor
    marks = dict(zip(table["mark"], table[lever], strict=True))
    marks.pop("", None)
    _scale(axes, table, look, len(marks))
    ends = {}
    for name, of_line in table.groupby(look.key, sort=False):
        colour, dashes = look.colours[str(name)]
        line, dots = of_line[of_line["mark"] == ""], of_line[of_line["mark"] != ""]
        axes.plot(line[lever], line["change"] * factor, color=colour, linestyle=dashes, linewidth=1.8)
        axes.scatter(dots[lever], dots["change"] * factor, s=30, color=colour, edgecolor=PAPER, zorder=4)
        known = line.dropna(subset=["change"])
        if len(known):
            ends[str(known["line"].iloc[-1])] = (float(known["change"].iloc[-1]) * factor, colour)
    name_ends(axes, ends, float(table[lever].max()), math.inf)
    _name_marks(axes, marks)


def _scale(axes: Axes, table: pd.DataFrame, look: _Look, marks: int) -> None:
    """Room on the right for the names of lines and at the top for those of marks."""
    size, lever = inches(axes), look.lever
    width = size.width
    room = name_room([str(name) for name in table["line"].unique()], math.inf)
    first, last = table[lever].min(), table[lever].max()
    axes.set_xlim(first, last + (last - first or 1.0) * room / max(width - room, 0.3 * width))
    low, high = look.height
    inch = ((high - low) or 1.0) / (size.height - NAME_LINE * (marks + 2))
    axes.set_ylim(low - NAME_LINE * inch, high + NAME_LINE * (marks + 1) * inch)
    least = low - NAME_LINE * inch
    axes.set_yticks([value for value in MaxNLocator(6).tick_values(low, high) if least <= value <= high])
    axes.set_xticks([value for value in MaxNLocator(5).tick_values(first, last) if first <= value <= last])
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(tick_text))
    axes.grid(axis="y")
    axes.grid(visible=False, axis="x")
    axes.axhline(0, color=INK, linewidth=0.8)


def _name_marks(axes: Axes, marks: Mapping[str, float]) -> None:
    """Write the name of each mark on a line of its own over the plot, with a thread down to its dots."""
    low, high = axes.get_ylim()
    first, last = axes.get_xlim()
    for row, (name, value) in enumerate(marks.items()):
        top = high - (row + 0.6) * NAME_LINE * (high - low) / inches(axes).height
        is_left = value <= (first + last) / 2
        axes.vlines(value, low, top, color=MUTED, linewidth=0.7, linestyle=(0, (1, 2)))
        axes.annotate(
            name,
            (value, top),
            (3 if is_left else -3, 0),
            textcoords="offset points",
            va="center",
            ha="left" if is_left else "right",
            size=VALUE_SIZE,
            color=INK,
        )


def _shown(view: GridView) -> dict[str, dict[str, Any]]:
    several = len(view.horizons) > 1
    return {
        f"{view.indicator}-{horizon}" if several else view.indicator: {"horizon": horizon} for horizon in view.horizons
    }


SWEEP_LINES: Final = Figure(
    "sweep_lines",
    "One lever",
    sweep_lines,
    ("sweep",),
    applies=lambda view: len(view.levers) == 1,
    shown=_shown,
)
