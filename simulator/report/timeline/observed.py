"""Observed: a path beside what statistics recorded, month by month."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulator.errors import ResultsError
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import Figure
from simulator.report.looks.labels import name_room
from simulator.report.looks.style import INK, MUTED, PAPER, shorten
from simulator.report.timeline.axis import branch_line, date_axis, end_names, lines, numbers, value_axis
from simulator.report.views.timeline import PathView
from simulator.report.wording.words import plain
from simulator.results.analysis.bands import HIGH, LOW
from simulator.results.analysis.claims import Cell, Claim
from simulator.results.analysis.observed import Compared

_HEIGHT: Final = 2.1
_HEADING: Final = 3.6
_HEADING_SIZE: Final = 9.5
_KINDS: Final = {"effective_tariff": "Tariff of ", "average_tariff": "Average tariff of "}


def observed(view: PathView) -> Chart:
    """Outcomes of a timeline with observations as dots.

    A flow is shown as an index, its base year being 100, so that model and statistics need not count the same goods;
    observations then have to cover the base year, by month or as a whole. Without `observations` it is the shipped
    ones that lie within the path. All else is shown as it is; shares that are
    observed are taken as percent.

    `observations` are tables by outcome, such as `shipments:CHN:USA:REE` or `effective_tariff:USA:CHN`, with columns
    period (a month `2025-05`, a first and last month `2025-01/2025-03`, or a day), value (the period's total for a
    flow), source, and unit where it is `rate`.

    Raises
    ------
    ResultsError
        No table, a missing column, a period that cannot be read, or no observation of a flow in the base year.
    """
    if not view.observations:
        raise ResultsError("observed: got no table of observations — give at least one by its outcome.")
    tables = {outcome: Compared.of(view, outcome, table) for outcome, table in view.observations.items()}
    columns = min(2, len(tables))
    panels = [
        Panel(
            shorten(_heading(view, outcome), _HEADING, _HEADING_SIZE),
            "",
            partial(_draw, view, item, is_labelled=number + columns >= len(tables)),
        )
        for number, (outcome, item) in enumerate(tables.items())
    ]
    units = dict.fromkeys(item.unit for item in tables.values())
    sources = dict.fromkeys(str(source) for item in tables.values() for source in item.dots["source"])
    return Chart(
        title=_finding(view, tables),
        subtitle=f"Model (lines) and observations (dots: a month; bars: a longer stretch), {' or '.join(units)}",
        caption=view.caption(f"{view.past_note} Observed: {_shortly(list(sources))}.".strip(), shows_levels=False),
        rows=(),
        panels=tuple(panels),
        data=pd.concat([item.table() for item in tables.values()], ignore_index=True),
        height=_HEIGHT,
        columns=columns,
    )


def _heading(view: PathView, outcome: str) -> str:
    kind = _KINDS.get(outcome.partition(":")[0], "")
    return kind + view.heading(outcome)


def _shortly(sources: list[str]) -> str:
    """Publishers of the sources: what stands before the first semicolon, once each."""
    return "; ".join(dict.fromkeys(source.partition(";")[0].strip() for source in sources))


def _finding(view: PathView, tables: Mapping[str, Compared]) -> Claim:
    """Say how far the model is off on average where both are known, before the scenarios part."""
    parts = []
    for outcome, item in tables.items():
        both = item.gaps(view)
        if len(both):
            off = float((both["model"] - both["value"]).abs().mean())
            cell = Cell({"outcome": outcome}, "distance", off, plain(off), table="gaps", total="mean")
            parts.append(Claim(f"{cell} ({_heading(view, outcome)})", cell))
    if not parts:
        return Claim("No month is both observed and on the path that all scenarios share")
    return Claim(f"Average distance of the model from monthly statistics, in points: {', '.join(parts)}", parts)


def _draw(view: PathView, item: Compared, axes: Axes, width: float, *, is_labelled: bool) -> None:
    names = [view.names.label(name) for name in view.scenarios]
    date_axis(axes, view, width, name_room(names), is_labelled=is_labelled)
    value_axis(axes, [*item.model["value"], *item.dots["value"]])
    branch_line(axes, view)
    lines(axes, view, item.model.assign(**{LOW: np.nan, HIGH: np.nan}), is_step="%" in view.unit(item.outcome))
    is_long = item.dots["months"] > 1
    first, last = numbers(list(item.dots["first"])), numbers(list(item.dots["last"]))
    values = item.dots["value"].to_numpy(float)
    axes.hlines(values[is_long], first[is_long], last[is_long], color=MUTED, linewidth=2.2, gid="stretch")
    short = ~is_long.to_numpy()
    look: dict[str, Any] = {
        "s": 20,
        "facecolor": INK,
        "edgecolor": PAPER,
        "linewidth": 0.6,
        "zorder": 5,
        "gid": "observed",
    }
    axes.scatter((first[short] + last[short]) / 2, values[short], **look)
    end_names(axes, view, item.model)


OBSERVED: Final = Figure(
    "observed",
    "Beside what was observed",
    observed,
    ("timeline",),
    applies=lambda view: bool(view.observations),
)
