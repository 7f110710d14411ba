"""Claims of experiments: titles of sweeps, searches, sensitivities and splits are those of the tables behind them."""

import pandas as pd
import pytest

from simulator import breakeven, decompose, explore, optimal, sensitivity, sweep
from simulator.experiment.plan import Options
from simulator.report.catalogue import drawings
from simulator.report.explorer.page import render_explorer
from simulator.report.explorer.payload import slider_of
from simulator.report.plots import view_at
from simulator.results.analysis.crossings import crossings
from tests.experiment.test_explore import CALMER, OVER, REFERENCE, STORM, SUITE
from tests.report.claims import check
from tests.report.printed import check_printed
from tests.worlds import write_folder

LEVER = "us-100.rate"
NAMES = ("us-100.rate", "cn-100.rate", "us-100", "European Union 27", "cost less than 0.01 points")
"""What holds digits of its own, and what counts as flat."""


def crossed(data, lever):
    """Where lines of a sweep cross zero, between the points that were solved."""
    rows = []
    for (scenario, region), line in data.groupby(["scenario", "region"]):
        line = line.drop_duplicates(lever).sort_values(lever)
        at = crossings(line[lever].to_numpy(), line["change"].to_numpy(), 0.0)
        rows += [{"scenario": scenario, "region": region, lever: place} for place in at]
    return pd.DataFrame(rows)


def check_titles(result) -> None:
    """Crossings are those of a search over two levers, or lie between the points of the lines that are drawn."""
    view = view_at(result, {})
    for drawing in drawings(view).values():
        chart = drawing.chart(view)
        tables = {name: getattr(result, name, None) for name in ("summary", "levers")} | {"figure": chart.data}
        if LEVER in chart.data:
            tables["crossings"] = view.crossings if getattr(view, "across", "") else crossed(chart.data, LEVER)
        check(chart.title, tables, NAMES)


RATES = [0.0, 0.25, 0.5, 1.0]
DUTY = {
    "name": "duty",
    "title": "A duty among others",
    "measures": [
        {"id": "us-100", "type": "tariff", "importer": "EUU", "exporter": "JPN", "sectors": "goods", "rate": 0.5},
        {"id": "cn-100", "type": "tariff", "importer": "JPN", "exporter": "EUU", "sectors": "goods", "rate": 0.5},
    ],
}
LESS = {"name": "less", "title": "Less of it", "measures": [measure | {"rate": 0.2} for measure in DUTY["measures"]]}
ACROSS = {"cn-100.rate": [0.0, 0.5, 1.0]}


ASKED = {
    "line": lambda: sweep("tariff-100", {LEVER: RATES}),
    "lines": lambda: sweep(["tariff-100", "tariff-100-retaliation"], {LEVER: RATES}),
    "exports": lambda: sweep(DUTY, {LEVER: RATES}, indicator="exports"),
    "map": lambda: sweep(DUTY, {LEVER: RATES, **ACROSS}),
    "crossing": lambda: breakeven("tariff-100", LEVER, 0, 2),
    "crossing of others": lambda: breakeven(DUTY, LEVER, 0, 2, outcome="real_income:EUU", reference=LESS),
    "crossings": lambda: breakeven(DUTY, LEVER, 0, 2, outcome="real_income:EUU", reference=LESS, across=ACROSS),
    "tornado": lambda: sensitivity("tariff-100", "real_income:CHN"),
    "screening": lambda: sensitivity(DUTY, "real_income:JPN", method="morris", samples=3),
    "variance": lambda: sensitivity(DUTY, "exports:JPN", samples=4),
    "split": lambda: decompose("spiral"),
    "split of others": lambda: decompose(DUTY, ["own_income:JPN", "exports:EUU"], reference=LESS),
    "best": lambda: optimal(DUTY, "EUU", by="partner"),
    "nash": lambda: optimal(DUTY, nash=["EUU", "JPN"], against=["EUU", "JPN"]),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_titles_of_experiments_are_those_of_their_tables(ask):
    check_titles(ask())


def test_the_page_of_sliders_is_that_of_its_grid(tmp_path):
    """But for the ticks of sliders, which are controls."""
    write_folder(tmp_path / "world")
    for name, text in {"calm": REFERENCE, "storm": STORM, "calmer": CALMER, "suite": SUITE}.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    found = explore(tmp_path, OVER, options=Options(baseline=tmp_path / "world"), checked=4)
    asked = {name: [found.provenance.asked[name]] for name in ("points", "checked")} | {"horizons": [2]}
    nodes = [
        {"lever": slider.lever, "node": place, "value": value, "high": slider.high}
        for slider in found.sliders
        for place, value in enumerate(slider.nodes.values)
    ]
    ticks = [f"{tick:g}" for slider in found.sliders for tick in slider_of(slider)["ticks"]]
    tables = {"asked": pd.DataFrame(asked), "nodes": pd.DataFrame(nodes)}
    check_printed(lambda: render_explorer(found), tables, ["2024"], ticks)
