"""Path fan: an outcome by date, a line for each scenario and the band of its draws."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import Figure
from simulator.report.looks.labels import name_room
from simulator.report.timeline.axis import base_line, branch_line, date_axis, end_names, lines, value_axis
from simulator.report.views.bands import draws_words
from simulator.report.views.timeline import PathView, extremes
from simulator.report.wording.words import SPACE, amount, lowered, money_scale, quoted, signed_percent
from simulator.results import INDICATORS
from simulator.results.analysis.bands import COVERED, HIGH, LOW
from simulator.results.analysis.claims import Cell, Claim, Rank, capitalised
from simulator.results.outcome import Outcome

_HEIGHT: Final = 2.9


def path_fan(view: PathView, outcome: str | Sequence[str] = "") -> Chart:
    """Outcomes by date: one line until the scenarios part, then one each, with bands in a run with draws.

    Parameters
    ----------
    outcome
        An indicator and where, such as `real_income:USA`, `bilateral_exports:CHN:USA` or `shipments:CHN:USA:REE`;
        several of one indicator get a panel each. Empty: trade both ways between the two main regions.

    Raises
    ------
    ResultsError
        An unknown name.
    """
    outcomes = [outcome] if isinstance(outcome, str) and outcome else list(outcome) or default_outcomes(view)
    data = pd.concat([view.series(item) for item in outcomes], ignore_index=True)
    unit = view.unit(outcomes[0])
    factor, shown = money_scale(unit, float(np.nanmax(np.abs(data["value"]), initial=0.0)))
    has_bands = data[LOW].notna().any()
    panels = [
        Panel(view.heading(item), "", partial(_draw, view, data[data["outcome"] == item], factor)) for item in outcomes
    ]
    note = f"Shaded: {COVERED} of {draws_words(view)}; lines: central case." if has_bands else ""
    name = Outcome.read(outcomes[0]).indicator
    what = capitalised(lowered(view.long_name(name)))
    measured = f"percent against {view.year}" if _is_change(name) else shown
    return Chart(
        title=_finding(view, data, outcomes[0]),
        subtitle=f"{what} by date, {measured}; dashed: {view.year}",
        caption=view.caption(f"{view.past_note} {note}".strip(), shows_levels=not _is_change(name)),
        rows=(),
        panels=tuple(panels),
        data=data.assign(unit=unit),
        height=_HEIGHT,
        columns=2 if len(outcomes) > 1 else 1,
    )


def default_outcomes(view: PathView) -> list[str]:
    """Trade of the two main regions with each other; own income of the only one."""
    first, second = view.pair
    if first == second:
        return [f"own_income:{first}"]
    return [f"bilateral_exports:{second}:{first}", f"bilateral_exports:{first}:{second}"]


def _is_change(name: str) -> bool:
    return name in INDICATORS and INDICATORS[name].is_percent_change


def _finding(view: PathView, data: pd.DataFrame, outcome: str) -> Claim:
    """Say where the scenarios stand at the end against the baseline, the lowest and the highest."""
    now = data[(data["outcome"] == outcome) & (data["date"] == view.starts[-1])].dropna(subset=["value"])
    if now.empty:
        return Claim(f"{capitalised(view.what(outcome))}: the last period was not solved")
    is_change = _is_change(Outcome.read(outcome).indicator)
    low, high = extremes(now)
    column = "value" if is_change else "100 * (value / baseline - 1)" if low["baseline"] else ""
    rank = Rank("highest", ("scenario",))
    if not column:
        ends = [_cell(row, "value", amount(row["value"], view.unit(outcome))) for row in (low, high)]
    else:
        values = [row["value"] if is_change else 100 * (row["value"] / row["baseline"] - 1) for row in (low, high)]
        ends = [
            _cell(row, column, signed_percent(value), value) for row, value in zip((low, high), values, strict=True)
        ]
    ends = [replace(ends[0], rank=replace(rank, kind="lowest")), replace(ends[1], rank=rank)]
    start = capitalised(view.what(outcome))
    when = f"in {view.day_words(-1)}"
    against = f"against {view.year}"
    if not column:
        return Claim(f"{start}: {ends[0]} to {ends[1]} {when}", ends)
    if len(now) == 1 or ends[0].text == ends[1].text:
        return Claim(f"{start}: {ends[0]} {against} {when}", ends)
    return Claim(
        f"{start} {when}: {ends[0]} {against} under {quoted(low['label'])}, "
        f"{ends[1]}{SPACE}under {quoted(high['label'])}",
        ends,
    )


def _cell(row: pd.Series, column: str, text: str, value: float | None = None) -> Cell:
    keys = {name: row[name] for name in ("outcome", "scenario", "date")}
    return Cell(keys, column, row[column] if value is None else value, text)


def _draw(view: PathView, course: pd.DataFrame, factor: float, axes: Axes, width: float) -> None:
    names = [view.names.label(name) for name in view.scenarios]
    room = name_room(names)
    date_axis(axes, view, width, room)
    value_axis(axes, course[["value", LOW, HIGH, "baseline"]].to_numpy(float).ravel() * factor)
    base_line(axes, view, float(course["baseline"].iloc[0]) * factor)
    branch_line(axes, view)
    lines(axes, view, course, factor)
    end_names(axes, view, course, factor)


PATH_FAN: Final = Figure("path_fan", "Futures of trade", path_fan, ("timeline",))
