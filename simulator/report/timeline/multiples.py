"""Small multiples: headline indicators of some regions by date, one small panel each."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import Figure
from simulator.report.looks.labels import name_room
from simulator.report.timeline.axis import branch_line, date_axis, end_names, lines, value_axis
from simulator.report.views.bands import draws_words
from simulator.report.views.timeline import PathView, extremes
from simulator.report.wording.words import listed, quoted, signed_percent
from simulator.results import INDICATORS
from simulator.results.analysis.bands import COVERED, HIGH, LOW
from simulator.results.analysis.claims import Cell, Claim, Rank, capitalised
from simulator.results.analysis.comparison import chosen

HEADLINES: Final = ("own_income", "real_gdp", "cost_of_living", "exports")
_HEIGHT: Final = 1.25
_PLOT: Final = 1.9
"""Rough width of a small plot in inches, against which the room for names is weighed."""


def small_multiples(view: PathView, indicators: Sequence[str] = HEADLINES, regions: Sequence[str] = ()) -> Chart:
    """Indicators by date, one line of panels each, regions beside each other.

    Parameters
    ----------
    indicators
        Such as are measured by region; levels are shown in percent against the baseline.
    regions
        Codes; empty: the two that matter most and the one that is hit most beside them.

    Raises
    ------
    ResultsError
        An unknown name.
    """
    known = [name for name, item in INDICATORS.items() if item.about == "region"]
    names = [chosen(name, known, "indicator") for name in indicators]
    codes = [chosen(code, view.regions, "region") for code in regions] or main_regions(view)
    data = pd.concat([percent_series(view, name, code) for name in names for code in codes], ignore_index=True)
    room = name_room([view.names.label(name) for name in view.scenarios])
    panels = []
    for name in names:
        of_indicator = data[data["indicator"] == name]
        reach = of_indicator[["value", LOW, HIGH]].to_numpy(float).ravel()
        for column, code in enumerate(codes):
            is_end = (name == names[-1], column == len(codes) - 1)
            draw = partial(
                _draw,
                view,
                of_indicator[of_indicator["region"] == code],
                reach,
                (room if is_end[1] else 0.0, is_end[0]),
            )
            weight = 1 + room / _PLOT if is_end[1] else 1.0
            panels.append(Panel(f"{view.long_name(name)}, {code}", "", draw, weight))
    note = f"Shaded: {COVERED} of {draws_words(view)}." if data[LOW].notna().any() else ""
    said = ", ".join(f"{code}: {view.names.region(code)}" for code in codes)
    return Chart(
        title=_finding(view, data, names[0], codes[:2]),
        subtitle=f"Change against {view.year} by date, percent",
        caption=view.caption(f"{view.past_note} {note} {said}.".strip(), shows_levels=False),
        rows=(),
        panels=tuple(panels),
        data=data.assign(unit="%"),
        height=_HEIGHT,
        columns=len(codes),
    )


def percent_series(view: PathView, indicator: str, region: str) -> pd.DataFrame:
    """Change of an indicator against the baseline in percent, by scenario and date, with its band."""
    table = view.series(f"{indicator}:{region}")
    if not INDICATORS[indicator].is_percent_change:
        base = table["baseline"].replace(0.0, np.nan)
        for name in ("value", LOW, HIGH):
            table[name] = 100 * (table[name] / base - 1)
    return table.drop(columns=["outcome", "baseline"]).assign(indicator=indicator, region=region)


def main_regions(view: PathView) -> list[str]:
    """The pair, and the region beside them whose income scenarios move most on average."""
    pair = list(dict.fromkeys(view.pair))
    others = [code for code in view.regions if code not in pair]
    moved = abs(view.data["own_income"].sel(region=others)).mean(("scenario", "date"))
    return pair + ([others[int(moved.fillna(0.0).argmax("region"))]] if others else [])


def _finding(view: PathView, data: pd.DataFrame, indicator: str, codes: Sequence[str]) -> Claim:
    """Say where a scenario is best and worst for each side at the end."""
    now = data[(data["indicator"] == indicator) & (data["date"] == view.starts[-1])].dropna(subset=["value"])
    parts = []
    for code in codes:
        of_region = now[now["region"] == code]
        if len(of_region):
            ends = [_cell(row, kind) for row, kind in zip(extremes(of_region), ("lowest", "highest"), strict=True)]
            parts.append(Claim(f"{view.names.inside(code)} {' to '.join(dict.fromkeys(ends))}", ends))
    what = capitalised(view.long_name(indicator))
    if not parts:
        return Claim(f"{what}: the last period was not solved")
    return Claim(f"{what} against {view.year}, in {view.day_words(-1)}: {listed(parts)}", parts)


def _cell(row: pd.Series, kind: str) -> Claim:
    """The lowest or highest number of a region on a day, and its scenario."""
    keys = {name: row[name] for name in ("indicator", "region", "scenario", "date")}
    cell = Cell(keys, "value", row["value"], signed_percent(row["value"]), rank=Rank(kind, ("scenario",)))
    return Claim(f"{cell} ({quoted(row['label'])})", cell)


def _draw(
    view: PathView,
    of_region: pd.DataFrame,
    reach: np.ndarray[tuple[int], np.dtype[np.float64]],
    look: tuple[float, bool],
    axes: Axes,
    width: float,
) -> None:
    room, is_labelled = look
    date_axis(axes, view, width, room, is_labelled=is_labelled)
    value_axis(axes, reach)
    branch_line(axes, view)
    lines(axes, view, of_region)
    if room:
        end_names(axes, view, of_region)


MULTIPLES: Final = Figure("small_multiples", "Headlines by month", small_multiples, ("timeline",))
