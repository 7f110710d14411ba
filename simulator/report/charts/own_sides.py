"""Own sides: what each scenario does to the regions that its own measures name, where these differ."""

from functools import partial
from typing import Final

import pandas as pd
from matplotlib.axes import Axes

from simulator.errors import ResultsError
from simulator.report.charts.bars import change_unit
from simulator.report.charts.base import Chart, Panel
from simulator.report.charts.figure import GAINS, Figure
from simulator.report.looks.marks import limits, signed_bars
from simulator.report.views.run import View
from simulator.report.wording.words import change_words, common_places, quoted, signed
from simulator.results import INDICATORS
from simulator.results.analysis.claims import Cell, Claim, Rank
from simulator.results.analysis.own_sides import effects_on_sides, is_about_pair


def own_sides(view: View) -> Chart:
    """The change of own income under every scenario, of the one or two regions that its own measures name.

    Raises
    ------
    ResultsError
        Nothing to compare.
    """
    if not view.others:
        raise ResultsError("own_sides: the reference is the only scenario — run another one beside it.")
    data = _data(view)
    rows = [f"{label}: {view.names.region(code)}" for label, code in zip(data["label"], data["region"], strict=True)]
    return Chart(
        title=_finding(view, data),
        subtitle=f"Change in own income {view.versus}, of those whom each scenario names, {change_unit(view, '%')}",
        caption=view.caption(shows_levels=False, note=INDICATORS["own_income"].definition),
        rows=tuple(rows),
        panels=(Panel("", change_unit(view, "%"), partial(_draw, view, data)),),
        data=data,
    )


def _data(view: View) -> pd.DataFrame:
    """One row a scenario and side."""
    return pd.DataFrame(
        {
            "scenario": its.scenario,
            "label": view.names.label(its.scenario),
            "region": its.region,
            "indicator": "own_income",
            "unit": view.unit("own_income"),
            "change": its.percent,
            "welfare_usd": its.dollars,
        }
        for its in effects_on_sides(view, view.others)
    )


def _finding(view: View, data: pd.DataFrame) -> Claim:
    """Who loses most in dollars and what that is of own income; who gains most, where nobody loses."""
    solved = data.dropna(subset=["change"])
    if solved.empty:
        return Claim("No scenario was solved")
    dollars = solved["welfare_usd"].to_numpy()
    loses = bool(dollars.min() < 0)
    at = int(dollars.argmin() if loses else dollars.argmax())
    name, code, size = (solved[column].tolist()[at] for column in ("scenario", "region", "change"))
    rank = Rank("lowest" if loses else "highest", ("scenario", "region"), "welfare_usd")
    cell = Cell({"scenario": name, "region": code}, "change", size, change_words(size, "%"), rank=rank)
    verb, where = "loses" if loses else "gains", view.names.inside(code)
    label = quoted(view.names.label(name))
    return Claim(f"{where} {verb} most in dollars, under {label} ({cell} of own income)", cell).as_title


def _draw(view: View, data: pd.DataFrame, axes: Axes, width: float) -> None:
    changes = data["change"]
    texts = changes.map(partial(signed, places=common_places(changes)))
    signed_bars(axes, changes, texts, data["scenario"].map(view.names.colour), limits(changes, texts, width))


OWN_SIDES: Final = Figure(
    "own_sides",
    "What each scenario does to those it names",
    own_sides,
    ("run",),
    GAINS,
    applies=lambda view: view.compares and not is_about_pair(view),
)
