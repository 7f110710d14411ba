"""The tariff tracker's sentences, charts and page say what its table has."""

import pandas as pd
import pytest

from simulator.errors import ResultsError
from simulator.report import plot, write_report
from simulator.report.plots import figure_data, figure_names
from simulator.report.tariffs.answer import answer
from simulator.report.views.rates import RatesView
from simulator.report.views.shipped import shipped_rates
from simulator.results import Provenance
from simulator.results.experiments.tariffs import Tariffs
from simulator.results.indicators.tracker import RATES

NAMES = {
    "USA": "United States",
    "CHN": "China",
    "CHE": "Switzerland",
    "STL": "Iron and steel",
    "SOY": "Soybeans",
}
NUMBERS = {
    ("truce", "all", "goods"): (2.0, 15.0, 12.0, 14.0, 11.0),
    ("truce", "CHN", "goods"): (11.0, 41.0, 40.0, 37.0, 36.0),
    ("truce", "CHE", "goods"): (0.5, 15.5, 13.0, 15.5, 13.0),
    ("truce", "all", "STL"): (1.0, 43.0, 41.0, 40.0, 39.0),
    ("truce", "all", "SOY"): (0.1, 0.1, 0.1, 0.1, 0.1),
    ("threat", "all", "goods"): (2.0, 29.0, 13.0, 27.0, 12.5),
    ("threat", "CHN", "goods"): (11.0, 141.0, 140.0, 137.0, 136.0),
    ("threat", "CHE", "goods"): (0.5, 15.5, 13.0, 15.5, 13.0),
    ("threat", "all", "STL"): (1.0, 53.0, 43.0, 50.0, 42.0),
    ("threat", "all", "SOY"): (0.1, 0.1, 0.1, 0.1, 0.1),
}


def made(moments, name="horizon"):
    rows = [
        {"scenario": scenario, name: moment, "importer": "USA", "partner": partner, "sector": sector}
        | dict(zip(RATES, rates, strict=True))
        for moment in moments
        for (scenario, partner, sector), rates in NUMBERS.items()
    ]
    told = tuple({"name": name, "label": name.capitalize()} for name in ("truce", "threat"))
    provenance = Provenance(
        "tariffs", baseline={"name": "made", "year": 2024}, reference="truce", scenarios=told, names=NAMES
    )
    return Tariffs(pd.DataFrame(rows), provenance)


@pytest.fixture
def tracked():
    return made(["short"])


@pytest.fixture
def dated():
    return made(["2025-04-01", "2025-05-01"], "date")


def test_the_answer_is_about_the_highest_scenario_and_what_it_raises_most(tracked):
    said = [text.replace("\u00a0", " ") for text in answer(RatesView(tracked))]
    assert said == [
        "The United States' average tariff on goods goes from 2.0 % in 2024 to 29.0 % by law; once trade has moved, "
        "12.5 % is collected.",
        "By partner, tariffs of the United States that “Threat” raises are highest by law on goods from China "
        "(141.0 %) and Switzerland (15.5 %).",
        "By sector, tariffs of the United States that “Threat” raises are highest by law on iron and steel (53.0 %).",
    ]


def test_a_chart_draws_each_scenario_before_and_after(tracked):
    assert figure_names(tracked) == ["average_tariffs", "tariffs_by_partner", "tariffs_by_sector"]
    data = figure_data(tracked, "average_tariffs")
    assert data[["scenario", "law_before", "collected_after"]].to_numpy().tolist() == [
        ["truce", 15.0, 11.0],
        ["threat", 29.0, 12.5],
    ]
    figure = plot(tracked, "average_tariffs")
    drawn = next(item for item in figure.axes[0].collections if item.get_gid() == "after")
    assert drawn.get_offsets()[:, 0].tolist() == [11.0, 12.5]


def test_partners_stand_in_the_order_of_their_rates(tracked):
    data = figure_data(tracked, "tariffs_by_partner", scenarios=["threat"])
    assert data["partner"].tolist() == ["CHN", "CHE"]
    with pytest.raises(ResultsError, match="importer: got 'CHN'"):
        plot(tracked, "tariffs_by_sector", importer="CHN")


def test_rates_by_date_stand_beside_what_was_observed(dated):
    assert figure_names(dated)[0] == "tariffs_by_date"
    data = figure_data(dated, "tariffs_by_date")
    seen = data[data["kind"] == "observed"]
    known = shipped_rates("average_tariff:USA").set_index("period")["value"]
    assert seen["value"].tolist() == known[["2025-04/2025-04", "2025-05/2025-05"]].tolist()
    assert len(figure_data(dated, "tariffs_by_partner")) == 4


@pytest.mark.parametrize("kind", ["tracked", "dated"])
def test_the_page_has_the_answer_and_every_average(kind, request, tmp_path):
    result = request.getfixturevalue(kind)
    write_report(result, tmp_path)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<h1>Average tariffs of the United States</h1>" in page
    assert "By partner, tariffs of the United States" in page
    for rate in ("29.0", "12.5", "141.0", "53.0"):
        assert f"<td>{rate}</td>" in page
