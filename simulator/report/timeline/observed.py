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
from simulator.report.views.timeline import FLOWS, PathView
from simulator.report.wording.words import plain
from simulator.results.analysis.bands import HIGH, LOW
from simulator.results.outcome import Outcome

_HEIGHT: Final = 2.1
_HEADING: Final = 3.6
_HEADING_SIZE: Final = 9.5
_NEEDED: Final = ("period", "value", "source")
_INDEX: Final = 100.0


def observed(view: PathView) -> Chart:
    """Outcomes of a timeline with observations as dots.

    A flow is shown as an index, its base year being 100, so that model and statistics need not count the same goods;
    observations then have to cover the base year, by month or as a whole. All else is shown as it is; shares that are
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
    tables = {outcome: _Compared.of(view, outcome, table) for outcome, table in view.observations.items()}
    columns = min(2, len(tables))
    panels = [
        Panel(
            shorten(_heading(view, outcome), _HEADING, _HEADING_SIZE),
            "",
            partial(_draw, view, item, is_labelled=place + columns >= len(tables)),
        )
        for place, (outcome, item) in enumerate(tables.items())
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
    return "Tariff of " * outcome.startswith("effective_tariff:") + view.heading(outcome)


def _shortly(sources: list[str]) -> str:
    """Publishers of the sources: what stands before the first semicolon, once each."""
    return "; ".join(dict.fromkeys(source.partition(";")[0].strip() for source in sources))


class _Compared:
    """Model and observations of one outcome in one unit."""

    def __init__(self, outcome: str, unit: str, model: pd.DataFrame, dots: pd.DataFrame) -> None:
        self.outcome, self.unit, self.model, self.dots = outcome, unit, model, dots

    @classmethod
    def of(cls, view: PathView, outcome: str, table: pd.DataFrame) -> "_Compared":
        model, dots = view.series(outcome), _periods(outcome, table)
        is_index = Outcome.read(outcome).indicator in (*FLOWS, "bilateral_exports")
        if is_index:
            base = _base_year(outcome, dots, int(view.year))
            for name in ("value", LOW, HIGH):
                model[name] = _INDEX * model[name] / model["baseline"]
            dots["value"] = _INDEX * dots["value"] / dots["months"] / base
        elif "unit" in dots and (dots["unit"] == "rate").any():
            dots["value"] = dots["value"] * np.where(dots["unit"] == "rate", 100.0, 1.0)
        inside = (dots["first"] >= view.starts[0]) & (dots["last"] <= view.ends[-1])
        unit = f"{view.year} = 100" if is_index else "percent" if "%" in view.unit(outcome) else view.unit(outcome)
        return cls(outcome, unit, model, dots[inside].reset_index(drop=True))

    def table(self) -> pd.DataFrame:
        """Numbers behind the panel: the model by scenario and date, and observations by period."""
        model = self.model[["outcome", "scenario", "label", "date", "value"]].assign(kind="model")
        seen = self.dots[["period", "first", "value", "source"]].rename(columns={"first": "date"})
        return pd.concat([model, seen.assign(outcome=self.outcome, kind="observed")]).assign(unit=self.unit)

    def gaps(self, view: PathView) -> pd.DataFrame:
        """Observed months that the model has too, with the model's number beside."""
        model = self.model[self.model["scenario"] == view.scenarios[0]].set_index("date")["value"]
        months = self.dots[self.dots["months"] <= 1]
        last = view.starts[view.common - 1] if view.common else view.starts[-1]
        month = months["first"].dt.to_period("M").dt.to_timestamp()
        kept: pd.DataFrame = months.assign(model=month.map(model))[(month <= last).to_numpy()]
        return kept.dropna(subset=["model", "value"])


def _periods(outcome: str, table: pd.DataFrame) -> pd.DataFrame:
    """Observations with first day, day after the last, and length in months."""
    missing = [name for name in _NEEDED if name not in table]
    if missing:
        raise ResultsError(f"observed: {outcome}: lacks the column {missing[0]!r} — it takes {', '.join(_NEEDED)}.")
    spans = [_span(outcome, str(period)) for period in table["period"]]
    first, last = (pd.DatetimeIndex([span[side] for span in spans]) for side in (0, 1))
    months = [max(round((span[1] - span[0]).days / (365.25 / 12)), 1) for span in spans]
    return table.assign(first=first, last=last, months=months)


def _span(outcome: str, period: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    first, _, last = period.partition("/")
    try:
        begin, end = pd.Timestamp(first), pd.Timestamp(last or first)
    except ValueError:
        raise ResultsError(
            f"observed: {outcome}: got the period {period!r} — a month 2025-05, months 2025-01/2025-03, or a day."
        ) from None
    is_day = len(last or first) > len("2025-05")
    return begin, end + (pd.Timedelta(days=1) if is_day else pd.DateOffset(months=1))


def _base_year(outcome: str, dots: pd.DataFrame, year: int) -> float:
    """Average month of the base year: of the year as a whole where it is given, else of its months."""
    own = dots[(dots["first"].dt.year == year) & (dots["last"] <= pd.Timestamp(year + 1, 1, 1))]
    whole = own[own["months"] == 12]
    if own.empty or (whole.empty and own["months"].sum() < 12):
        raise ResultsError(
            f"observed: {outcome}: no observation covers {year} — add its months, or the period {year}-01/{year}-12."
        )
    chosen = whole if len(whole) else own
    return float(chosen["value"].sum() / chosen["months"].sum())


def _finding(view: PathView, tables: Mapping[str, _Compared]) -> str:
    """Say how far the model is off on average where both are known, before the scenarios part."""
    parts = []
    for outcome, item in tables.items():
        both = item.gaps(view)
        if len(both):
            off = float((both["model"] - both["value"]).abs().mean())
            parts.append(f"{plain(off)} ({_heading(view, outcome)})")
    if not parts:
        return "No month is both observed and on the path that all scenarios share"
    return f"Average distance of the model from monthly statistics, in points: {', '.join(parts)}"


def _draw(view: PathView, item: _Compared, axes: Axes, width: float, *, is_labelled: bool) -> None:
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
