"""Average tariffs by partner and by sector, scenarios beside each other."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

import pandas as pd

from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import Figure
from simulator.report.looks.style import shorten
from simulator.report.tariffs.answer import rate_cell
from simulator.report.tariffs.scenarios import MARKS, MOST, draw_pairs
from simulator.report.views.rates import BEFORE, RatesView
from simulator.report.wording.words import possessive, quoted
from simulator.results.analysis.claims import Claim, Rank, capitalised
from simulator.results.analysis.comparison import chosen
from simulator.results.experiments.tariffs import By

_ROWS: Final = 25
"""Partners or sectors that are shown at most, those with the highest rates."""
_HEADING: Final = 2.4
_HEADING_SIZE: Final = 9.5


def tariffs_by_partner(view: RatesView, importer: str | None = None, scenarios: Sequence[str] = ()) -> Chart:
    """Average tariffs of an importer on the goods of each partner, before and after trade has moved.

    Parameters
    ----------
    importer
        Absent: the first one.
    scenarios
        Up to three; none: the first ones.

    Raises
    ------
    ResultsError
        An unknown name.
    """
    return _chart(view, "partner", importer, scenarios)


def tariffs_by_sector(view: RatesView, importer: str | None = None, scenarios: Sequence[str] = ()) -> Chart:
    """Average tariffs of an importer on each sector's goods, before and after trade has moved.

    Parameters
    ----------
    importer
        Absent: the first one.
    scenarios
        Up to three; none: the first ones.

    Raises
    ------
    ResultsError
        An unknown name.
    """
    return _chart(view, "sector", importer, scenarios)


def _chart(view: RatesView, by: By, importer: str | None, scenarios: Sequence[str]) -> Chart:
    code = view.importers[0] if importer is None else chosen(importer, view.importers, "importer")
    names = [chosen(name, view.scenarios, "scenario") for name in scenarios or view.scenarios][:MOST]
    table = view.table(by, code)
    table = table[table["scenario"].isin(names)]
    rows = _order(table, by)
    data = table.set_index(["scenario", by]).loc[[(name, row) for name in names for row in rows]].reset_index()
    panels = [
        Panel(
            shorten(view.labels[name], _HEADING, _HEADING_SIZE),
            "percent of border value",
            partial(draw_pairs, data, data["scenario"] == name),
        )
        for name in names
    ]
    return Chart(
        title=_finding(view, data, by, code),
        subtitle=f"{capitalised(possessive(view.inside(code)))} average tariff on goods by {by}, percent of border "
        f"value; upright mark: {view.year}",
        caption=view.caption(MARKS),
        rows=tuple(view.name(row) for row in rows),
        panels=tuple(panels),
        data=data.assign(unit="%"),
    )


def _order(table: pd.DataFrame, by: str) -> list[str]:
    """Those with the highest rate in any scenario first."""
    top = table.groupby(by, sort=False)[BEFORE].max().sort_values(ascending=False, kind="stable")
    return [str(name) for name in top.index[:_ROWS]]


def _finding(view: RatesView, data: pd.DataFrame, by: str, importer: str) -> Claim:
    known = data.dropna(subset=[BEFORE])
    if known.empty:
        return Claim("No rate is known: nothing was solved")
    top = known.iloc[int(known[BEFORE].argmax())]
    what = f"goods from {view.inside(str(top[by]))}" if by == "partner" else view.name(str(top[by]))
    label = quoted(view.labels[str(top["scenario"])])
    keys = {"scenario": top["scenario"], by: top[by]}
    law, base = rate_cell(keys, top, BEFORE), rate_cell(keys, top, "baseline")
    law = replace(law, rank=Rank("highest", ("scenario", by)))
    whose = possessive(view.inside(importer))
    text = f"{whose} tariffs by law are highest on {what}: {law} under {label}, {base} in {view.year}"
    return Claim(text, law, base).as_title


BY_PARTNER: Final = Figure("tariffs_by_partner", "Average tariffs by partner", tariffs_by_partner, ("tariffs",))
BY_SECTOR: Final = Figure("tariffs_by_sector", "Average tariffs by sector", tariffs_by_sector, ("tariffs",))
