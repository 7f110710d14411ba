"""Average tariffs by date: by law, as collected, and beside them what was observed."""

from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import Figure
from simulator.report.looks.labels import name_ends, name_room
from simulator.report.looks.style import INK, PAPER
from simulator.report.tariffs.answer import rate_cell
from simulator.report.tariffs.scenarios import MOST
from simulator.report.timeline.axis import date_axis, numbers, value_axis
from simulator.report.views.rates import AFTER, BEFORE, RatesView
from simulator.report.views.shipped import shipped_rates
from simulator.report.wording.words import listed, possessive
from simulator.results.analysis.claims import Claim

_HEIGHT: Final = 2.6
LOOKS: Final[dict[str, Any]] = {BEFORE: (0, (3, 2)), AFTER: "-"}
"""Dashes of the lines of both rates."""


def tariffs_by_date(view: RatesView) -> Chart:
    """Average tariffs of each importer by date: by law on baseline trade, and as collected once trade has moved."""
    shown = view.importers[:MOST]
    data = pd.concat([view.course(code) for code in shown], ignore_index=True)
    seen = {code: _seen(view, code) for code in shown}
    panels = [Panel(view.name(code), "", partial(_draw, view, view.course(code), seen[code])) for code in shown]
    sources = dict.fromkeys(source for table in seen.values() for source in table["source"])
    observed = f" Dots: observed ({'; '.join(sources)})." if sources else ""
    return Chart(
        title=_finding(view, shown[0]),
        subtitle="Average tariff on imported goods, percent of border value. Dashed: by law, on baseline trade; line: "
        "collected, on the trade that results",
        caption=view.caption(observed),
        rows=(),
        panels=tuple(panels),
        data=pd.concat([data.assign(kind="model"), *(table.assign(kind="observed") for table in seen.values())]).assign(
            unit="%"
        ),
        height=_HEIGHT,
        columns=1,
    )


def _seen(view: RatesView, importer: str) -> pd.DataFrame:
    """Observed averages of an importer within the dates shown."""
    table = shipped_rates(f"average_tariff:{importer}")
    if len(table):
        table = table[(table["first"] >= view.starts[0]) & (table["last"] <= view.ends[-1])]
    return table.assign(importer=importer)


def _finding(view: RatesView, importer: str) -> Claim:
    """The average at its highest by law, and at the end, in the last scenario."""
    course = view.course(importer)
    course = course[course["scenario"] == view.asked[-1]].dropna(subset=[BEFORE, AFTER])
    if course.empty:
        return Claim("No rate is known: nothing was solved")
    rows = [course.iloc[int(course[BEFORE].argmax())], course.iloc[-1]]
    rows = rows[: 1 + (rows[0]["date"] != rows[1]["date"])]
    told = [_at(importer, row) for row in rows]
    base = rate_cell(_keys(importer, course.iloc[0]), course.iloc[0], "baseline")
    whose = possessive(view.inside(importer))
    return Claim(f"{whose} average tariff by law: {base} in {view.year}, {listed(told)}", base, told).as_title


def _keys(importer: str, row: "pd.Series[Any]") -> dict[str, object]:
    return {"importer": importer, "scenario": row["scenario"], "date": row["date"]}


def _at(importer: str, row: "pd.Series[Any]") -> Claim:
    """Both rates on a day."""
    law, collected = (rate_cell(_keys(importer, row), row, column) for column in (BEFORE, AFTER))
    return Claim(f"{law} in {pd.Timestamp(row['date']):%B %Y} ({collected} collected)", law, collected)


def _draw(view: RatesView, course: pd.DataFrame, seen: pd.DataFrame, axes: Axes, width: float) -> None:
    room = name_room(list(view.labels.values()))
    date_axis(axes, view, width, room)
    value_axis(axes, [*course[BEFORE], *course[AFTER], *seen["value"]])
    edges, ends = numbers([*view.starts, view.ends[-1]]), {}
    for scenario, rows in course.groupby("scenario", sort=False):
        colour = view.colour(str(scenario))
        for column, look in ((BEFORE, (0, (3, 2))), (AFTER, "-")):
            values = rows[column].to_numpy(float)
            held = np.append(values, values[-1])
            axes.step(
                edges, held, where="post", color=colour, linestyle=look, linewidth=1.6, gid=f"{scenario}-{column}"
            )
        ends[view.labels[str(scenario)]] = (float(rows[AFTER].iloc[-1]), colour)
    middle = (numbers(list(seen["first"])) + numbers(list(seen["last"]))) / 2
    axes.scatter(middle, seen["value"], s=20, facecolor=INK, edgecolor=PAPER, linewidth=0.6, zorder=5, gid="observed")
    name_ends(axes, ends, float(edges[-1]))


BY_DATE: Final = Figure(
    "tariffs_by_date", "Average tariffs by date", tariffs_by_date, ("tariffs",), applies=lambda view: view.is_dated
)
