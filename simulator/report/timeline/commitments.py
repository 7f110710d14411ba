"""Pledge tracker: what has been bought within each calendar window, against the promise."""

from functools import partial
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes

from simulator.errors import ResultsError
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import Figure
from simulator.report.looks.labels import ON_LINES
from simulator.report.looks.marks import VALUE_SIZE
from simulator.report.looks.style import INK, PAPER
from simulator.report.timeline.axis import branch_line, date_axis, numbers, value_axis
from simulator.report.views.timeline import PathView
from simulator.report.wording.words import SPACE, amount, listed, part_of, plain, quoted
from simulator.results.analysis.claims import Cell, Claim
from simulator.results.timeline import DELIVERED, PLEDGED

_HEIGHT: Final = 2.5
_MONTH: Final = 365.25 / 12
_KEPT: Final = 1e-6
"""Share by which a promise may be missed and still count as kept."""
_ON_PACE: Final = 0.005
"""Share by which purchases may be below an even pace and still count as on pace."""


def pledge_tracker(view: PathView) -> Chart:
    """What was bought within each window of the purchase commitments, an even pace, and what is left a month.

    Raises
    ------
    ResultsError
        No scenario has a commitment by calendar window.
    """
    data = pledge_table(view)
    if data.empty:
        raise ResultsError("pledge_tracker: no scenario has a commitment with `windows` — run one that does.")
    panels = []
    for _, of_measure in data.groupby("measure", sort=False):
        unit = str(of_measure["unit"].iloc[0])
        panels += [
            Panel(f"Bought so far, {unit}", "", partial(_draw_bought, view, of_measure), 1.4),
            Panel(f"Still needed, {unit} a month", "", partial(_draw_needed, view, of_measure)),
        ]
    return Chart(
        title=_finding(view, data),
        subtitle="Purchases since the window began, and what is needed a month until it ends; dashed: an even pace",
        caption=view.caption("Hollow circle: the promise at the end of its window.", shows_levels=False),
        rows=(),
        panels=tuple(panels),
        data=data,
        height=_HEIGHT,
        columns=2,
    )


def pledge_table(view: PathView) -> pd.DataFrame:
    """One row a commitment and period in which a window is open, at the end of the period.

    `even` is what an even pace would have bought by then, `needed` what is left a month until the window ends and
    `even_a_month` the even pace; NaN in the last period, when nothing is left.
    """
    if view.data.sizes.get("commitment", 0) == 0:
        return pd.DataFrame()
    data = view.data[[DELIVERED, PLEDGED]].assign(window_end=view.data["window_end"])
    rows = [
        row for commitment in range(data.sizes["commitment"]) for row in _rows(view, data.isel(commitment=commitment))
    ]
    return pd.DataFrame(rows)


def _rows(view: PathView, data: xr.Dataset) -> list[dict[str, object]]:
    delivered, pledged = data[DELIVERED].to_numpy(), data[PLEDGED].to_numpy()
    ends = pd.DatetimeIndex(np.broadcast_to(data["window_end"].to_numpy(), delivered.shape)) + pd.Timedelta(days=1)
    scenario, measure = str(data["commitment_scenario"].item()), str(data["commitment_measure"].item())
    known = np.flatnonzero(np.isfinite(pledged) & ends.notna()).tolist()
    begins = {ends[period]: _begin(view, scenario, measure, period) for period in known[::-1]}
    rows: list[dict[str, object]] = []
    for period in known:
        begin, end, now = begins[ends[period]], ends[period], min(view.ends[period], ends[period])
        months, left = (end - begin).days / _MONTH, (end - now).days / _MONTH
        rows.append(
            {
                "scenario": scenario,
                "label": view.names.label(scenario),
                "measure": measure,
                "date": now - pd.Timedelta(days=1),
                "window_start": begin,
                "window_end": end - pd.Timedelta(days=1),
                "unit": str(data["commitment_unit"].item()),
                "pledged": pledged[period],
                "delivered": delivered[period],
                "even": pledged[period] * (1 - left / months),
                "needed": max(pledged[period] - delivered[period], 0.0) / left if left else np.nan,
                "even_a_month": pledged[period] / months,
            }
        )
    return rows


def _begin(view: PathView, scenario: str, measure: str, period: int) -> pd.Timestamp:
    """First day of a window in a period: that of the event of its measure, else of the period."""
    events = view.path.events
    of_measure = events[
        (events["scenario"] == scenario) & (events["measure"] == measure) & events["kind"].isin(["start", "step"])
    ]
    inside = of_measure.loc[(of_measure["day"] >= view.starts[period]) & (of_measure["day"] < view.ends[period]), "day"]
    return pd.Timestamp(inside.min()) if len(inside) else view.starts[period]


def _finding(view: PathView, data: pd.DataFrame) -> Claim:
    """Say of the first commitment which windows are kept, and how the last one stands where it is open."""
    scenario, measure = data[["scenario", "measure"]].iloc[0]
    of_measure = data[(data["scenario"] == scenario) & (data["measure"] == measure)]
    last = of_measure.groupby("window_end", sort=False).tail(1)
    closed = last[last["date"] == last["window_end"]]
    kept = closed[closed["delivered"] >= closed["pledged"] * (1 - _KEPT)]
    parts = []
    if len(kept):
        what, verb = ("promise", "is") if len(kept) == 1 else ("promises", "are")
        promises = [_promise(row) for _, row in kept.iterrows()]
        parts.append(Claim(f"the {what} of {listed(promises)} {verb} kept", promises))
    parts += [_stand(row) for _, row in last.drop(kept.index).iterrows()]
    return Claim(f"Under {quoted(view.names.label(str(scenario)))} {'; '.join(parts)}", parts)


def _stand(row: pd.Series) -> Claim:
    """What was bought of a promise that is not kept, or not yet."""
    got = Cell(_keys(row), "delivered", row["delivered"], part_of(row["delivered"], row["pledged"], row["unit"]))
    if row["date"] == row["window_end"]:
        return Claim(f"only {got} is bought by {row['window_end']:%B %Y}", got)
    pace = "on pace" if row["delivered"] >= row["even"] * (1 - _ON_PACE) else "behind an even pace"
    return Claim(f"{got} is bought by {row['date']:%B %Y}, {pace}", got)


def _promise(row: pd.Series) -> Claim:
    promised = Cell(_keys(row), "pledged", row["pledged"], amount(row["pledged"], row["unit"]))
    return Claim(f"{promised} by {row['window_end']:%B %Y}", promised)


def _keys(row: pd.Series) -> dict[str, object]:
    return {name: row[name] for name in ("scenario", "measure", "window_end", "date")}


def _windows(pledges: pd.DataFrame) -> list[pd.DataFrame]:
    return [part for _, part in pledges.groupby(["scenario", "window_end"], sort=False)]


def _draw_bought(view: PathView, pledges: pd.DataFrame, axes: Axes, width: float) -> None:
    date_axis(axes, view, width, 0.1)
    value_axis(axes, pledges[["pledged", "delivered"]].to_numpy(float).ravel(), above=0.08)
    branch_line(axes, view)
    for part in _windows(pledges):
        first = part.iloc[0]
        at = numbers([first["window_start"], *(part["date"] + pd.Timedelta(days=1))])
        colour = view.names.colour(str(first["scenario"]))
        axes.plot(at, [0.0, *part["even"]], color=INK, linewidth=1.0, linestyle=(0, (3, 2)), zorder=3, gid="even")
        axes.plot(at, [0.0, *part["delivered"]], color=colour, linewidth=1.8, marker="o", markersize=3, gid="delivered")
        if first["window_end"] < view.ends[-1]:
            _name_promise(axes, first)


def _name_promise(axes: Axes, row: pd.Series) -> None:
    at = float(numbers([row["window_end"] + pd.Timedelta(days=1)])[0])
    axes.scatter([at], [row["pledged"]], s=34, facecolor=PAPER, edgecolor=INK, linewidth=1.2, zorder=4)
    axes.annotate(
        f"{plain(row['pledged']).rstrip('0').rstrip('.')}{SPACE}{row['unit']} by {row['window_end']:%b %Y}",
        (at, row["pledged"]),
        (-2, 6),
        textcoords="offset points",
        ha="right",
        size=VALUE_SIZE,
        color=INK,
        bbox=ON_LINES,
        gid="promise",
    )


def _draw_needed(view: PathView, pledges: pd.DataFrame, axes: Axes, width: float) -> None:
    date_axis(axes, view, width, 0.1)
    value_axis(axes, pledges[["needed", "even_a_month"]].to_numpy(float).ravel())
    branch_line(axes, view)
    for part in _windows(pledges):
        first = part.iloc[0]
        colour = view.names.colour(str(first["scenario"]))
        span = numbers([first["window_start"], min(first["window_end"] + pd.Timedelta(days=1), view.ends[-1])])
        axes.plot(
            span, [first["even_a_month"]] * 2, color=INK, linewidth=1.0, linestyle=(0, (3, 2)), zorder=3, gid="even"
        )
        at = numbers([first["window_start"], *(part["date"] + pd.Timedelta(days=1))])
        needed = [first["even_a_month"], *part["needed"]]
        axes.plot(at, needed, color=colour, linewidth=1.8, marker="o", markersize=3, gid="needed")


TRACKER: Final = Figure(
    "pledge_tracker",
    "Pledges by window",
    pledge_tracker,
    ("timeline",),
    applies=lambda view: view.data.sizes.get("commitment", 0) > 0,
)
