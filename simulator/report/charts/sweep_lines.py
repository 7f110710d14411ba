"""Lines: an outcome over the values of one lever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from simulator.report.charts.base import Chart, Panel, ReportFigure
from simulator.report.charts.sweep_data import crossings, grid_table, label, question_of
from simulator.report.looks.marks import VALUE_SIZE, tick_text
from simulator.report.looks.style import INK, MUTED, PALETTE, PAPER, region_colour, text_width
from simulator.report.wording.question import Question
from simulator.report.wording.words import SPACE, capitalised, listed, lowered, money_scale, quoted, signed

_DASHES: Final = ("-", "--", "-.", ":")
_LINE: Final = 0.15
"""Height of a line of small text in inches."""
_HEIGHT: Final = 3.4
_OFF_GRID: Final = 1e-9
_VISIBLE: Final = 0.02
"""Share of a line's spread from which on a title speaks of a turn or a crossing."""


def sweep_lines(
    data: xr.Dataset,
    lever: str,
    indicator: str = "real_income",
    regions: Sequence[str] = ("USA", "CHN"),
    horizon: str | None = None,
    marks: Mapping[str, float] | None = None,
) -> ReportFigure:
    """Draw an outcome over the values of a lever: a line a region, or with several scenarios a panel a region.

    Parameters
    ----------
    data
        Indicators over scenario, horizon, the lever and region; the scenario named by the attribute `reference` is what
        the others are held against. Coordinates `label` and `region_name` and attributes `baseline` and `year` are used
        where they are there.
    horizon
        Absent: the first one.
    marks
        Values of the lever that are to be marked, by label; between points of the grid the line is read off.

    Raises
    ------
    ResultsError
        An unknown name, or a dimension too many.
    """
    table = grid_table(data, [lever], indicator, regions, horizon)
    names = list(dict.fromkeys(table["scenario"]))
    table["label"] = [label(data, name) for name in table["scenario"]]
    question = question_of(data, indicator, "", horizon, names[0] if len(names) == 1 else "")
    factor, unit = question.scale(float(table["change"].abs().max()))
    places = {code: question.place(code) for code in dict.fromkeys(table["region"])}
    keys = ("label", "region") if len(names) == 1 else ("region", "label")
    table["line"] = table[keys[1]].map(places) if keys[1] == "region" else table["label"]
    inside, outside = _split(marks or {}, table[lever].to_numpy())
    table = _marked(table, lever, inside)
    codes = [str(code) for code in data["region"].values]
    colours = _colours(list(dict.fromkeys(table[keys[1]])), codes)
    known = table["change"].dropna() * factor
    height = (min(known.min(), 0.0), max(known.max(), 0.0)) if len(known) else (0.0, 0.0)
    panels = tuple(
        Panel(
            capitalised(places[group]) if keys[0] == "region" and group else "",
            f"{lever}, as in the scenario file",
            partial(_draw, own, _Look(lever, factor, height, keys[1], colours)),
        )
        for group, own in table.groupby(keys[0], sort=False)
    )
    return Chart(
        title=_finding(table[table["mark"] == ""], lever, question),
        subtitle=f"{question.subtitle}, {unit}",
        caption=question.caption(_note(inside, outside, table, lever)),
        rows=(),
        panels=panels,
        data=table.drop(columns="line").assign(unit=question.indicator.unit),
        height=_HEIGHT + _LINE * len(inside),
    ).figure()


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
    for _, own in table.groupby(["scenario", "region"], sort=False):
        for name, place in marks.items():
            read = {key: np.interp(place, own[lever], own[key]) for key in ("value", "change")}
            rows.append(own.head(1).assign(**{lever: place, **read, "mark": name}))
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
            region_colour(name, codes) if name in codes else PALETTE[place % len(PALETTE)],
            _DASHES[place % len(_DASHES)],
        )
        for place, name in enumerate(lines)
    }


def _finding(table: pd.DataFrame, lever: str, question: Question) -> str:
    """Say from where to where the outcome goes, in the scenario that it moves most, and where it turns."""
    spread = table.groupby("scenario", sort=False)["change"].agg(lambda values: values.max() - values.min())
    if not spread.notna().any():
        return f"No point of the sweep over {lever} was solved"
    own = table[table["scenario"] == spread.idxmax()].dropna(subset=["change"])
    scale = money_scale(question.indicator.unit, float(own["change"].abs().max()))
    parts = [
        _course(group, lever, scale, question.place(str(code))) for code, group in own.groupby("region", sort=False)
    ]
    under = f"under {quoted(own['label'].iloc[0])}, " if len(spread) > 1 else ""
    ends = f"{own[lever].min():g} to {own[lever].max():g}"
    return capitalised(f"{under}{lowered(question.indicator.title)} as {lever} goes from {ends}: {listed(parts)}")


def _course(group: pd.DataFrame, lever: str, scale: tuple[float, str], place: str) -> str:
    """Say how a line runs: its ends, its peak or trough between them, and where it crosses zero."""
    change, values = group["change"].to_numpy() * scale[0], group[lever].to_numpy()
    ends = f"{signed(change[0])} to {signed(change[-1])}{SPACE}{scale[1]}{f' in {place}' if place else ''}"
    visible = _VISIBLE * np.ptp(change)
    notes = [
        f"{word} {signed(change[at])} at {values[at]:.3g}"
        for word, at, beyond in (
            ("highest", change.argmax(), change.max() - max(change[0], change[-1])),
            ("lowest", change.argmin(), min(change[0], change[-1]) - change.min()),
        )
        if beyond > visible
    ]
    if min(abs(change[0]), abs(change[-1])) > visible and len(crossed := crossings(values, change, 0.0)) == 1:
        notes.append(f"zero at {crossed[0]:.3g}")
    return f"{ends} ({', '.join(notes)})" if notes else ends


def _draw(table: pd.DataFrame, look: _Look, axes: Axes, width: float) -> None:
    lever, factor = look.lever, look.factor
    marks = dict(zip(table["mark"], table[lever], strict=True))
    marks.pop("", None)
    inches = _HEIGHT + _LINE * len(marks)
    _scale(axes, table, lever, look.height, (width, inches, len(marks)))
    ends = {}
    for name, own in table.groupby(look.key, sort=False):
        colour, dashes = look.colours[str(name)]
        line, dots = own[own["mark"] == ""], own[own["mark"] != ""]
        axes.plot(line[lever], line["change"] * factor, color=colour, linestyle=dashes, linewidth=1.8)
        axes.scatter(dots[lever], dots["change"] * factor, s=30, color=colour, edgecolor=PAPER, zorder=4)
        known = line.dropna(subset=["change"])
        if len(known):
            ends[str(known["line"].iloc[-1])] = (float(known["change"].iloc[-1]) * factor, colour)
    _name_lines(axes, table[lever].max(), ends, inches)
    _name_marks(axes, marks, inches)


def _scale(
    axes: Axes, table: pd.DataFrame, lever: str, height: tuple[float, float], size: tuple[float, float, int]
) -> None:
    """Room on the right for the names of lines and at the top for those of marks."""
    width, inches, marks = size
    room = max(text_width(name, VALUE_SIZE) for name in table["line"].unique()) + 0.12
    first, last = table[lever].min(), table[lever].max()
    axes.set_xlim(first, last + (last - first or 1.0) * room / max(width - room, 0.3 * width))
    low, high = height
    inch = ((high - low) or 1.0) / (inches - _LINE * (marks + 2))
    axes.set_ylim(low - _LINE * inch, high + _LINE * (marks + 1) * inch)
    axes.set_yticks([value for value in MaxNLocator(6).tick_values(low, high) if low - inch * _LINE <= value <= high])
    axes.set_xticks([value for value in MaxNLocator(5).tick_values(first, last) if first <= value <= last])
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(tick_text))
    axes.grid(axis="y")
    axes.grid(visible=False, axis="x")
    axes.axhline(0, color=INK, linewidth=0.8)


def _name_lines(axes: Axes, right: float, ends: Mapping[str, tuple[float, str]], inches: float) -> None:
    """Write the name of each line at its right end, moved apart where they would lie on each other."""
    low, high = axes.get_ylim()
    gap = _LINE * (high - low) / inches
    last = -np.inf
    for name, (end, colour) in sorted(ends.items(), key=lambda item: item[1][0]):
        last = max(end, last + gap)
        axes.annotate(
            name, (right, last), (5, 0), textcoords="offset points", va="center", size=VALUE_SIZE, color=colour
        )


def _name_marks(axes: Axes, marks: Mapping[str, float], inches: float) -> None:
    """Write the name of each mark on a line of its own over the plot, with a thread down to its dots."""
    low, high = axes.get_ylim()
    first, last = axes.get_xlim()
    for row, (name, place) in enumerate(marks.items()):
        top = high - (row + 0.6) * _LINE * (high - low) / inches
        is_left = place <= (first + last) / 2
        axes.vlines(place, low, top, color=MUTED, linewidth=0.7, linestyle=(0, (1, 2)))
        axes.annotate(
            name,
            (place, top),
            (3 if is_left else -3, 0),
            textcoords="offset points",
            va="center",
            ha="left" if is_left else "right",
            size=VALUE_SIZE,
            color=INK,
        )
