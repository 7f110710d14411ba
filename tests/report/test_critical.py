"""Critical inputs: three numbers side by side for each region, and bounds on producers that are no licences."""

import numpy as np
import pytest

from simulator import run
from simulator.errors import ResultsError
from simulator.report import figure_data, figure_names, plot
from simulator.report.charts.licences import licence_gap
from simulator.report.views.run import View
from simulator.results.analysis.bands import HIGH, LOW
from simulator.results.analysis.critical import critical_inputs, market_twin, rationed
from simulator.results.analysis.idle import rationing_measures
from simulator.results.analysis.licences import licences
from tests.report.made_up import made_up, with_draws
from tests.report.reading import row_labels, title

SOLD = """
title: The cut-off, sold
extends: rare-earth-cutoff
measures:
  - {id: cn-licences, type: export_licensing, exporter: CHN, importer: all, sectors: [REE], approval_rate: 0.2,
     allocation: market}
"""


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    path = tmp_path_factory.mktemp("sold") / "sold.yaml"
    path.write_text(SOLD, encoding="utf-8")
    return run(["truce-2025-10", "tariff-100", "rare-earth-cutoff", path], reference="truce-2025-10")


def test_three_numbers_stand_side_by_side(solved):
    view = View.of(solved)
    data = critical_inputs(view).set_index("region")
    gdp, lost = view.change("real_gdp"), view.change("value_added_at_risk")
    assert set(data["scenario"]) == {"rare-earth-cutoff"}
    assert set(data["market_scenario"]) == {"sold"}
    assert "CHN" not in data.index
    for code, row in data.iterrows():
        assert row["physical"] == pytest.approx(float(gdp.sel(scenario="rare-earth-cutoff", region=code)))
        assert row["market"] == pytest.approx(float(gdp.sel(scenario="sold", region=code)))
        assert row["value_added_at_risk"] == pytest.approx(float(lost.sel(scenario="rare-earth-cutoff", region=code)))
    assert data["value_added_at_risk"].is_monotonic_decreasing
    assert data.loc["JPN", "stock_months"] == 3
    assert data.loc["USA", "at_risk_percent"] == pytest.approx(-0.39, abs=0.01)


def test_the_twin_has_the_same_licences_and_duties(solved):
    view = View.of(solved)
    assert rationed(view) == ["rare-earth-cutoff"]
    assert market_twin(view, "rare-earth-cutoff") == "sold"
    assert (
        market_twin(View.of(solved.sel(scenario=["truce-2025-10", "rare-earth-cutoff"])), "rare-earth-cutoff") is None
    )


def test_bounds_on_producers_are_no_licences(solved):
    data = licences(View.of(solved))
    assert set(data["kind"]) == {"export_licensing"}
    cut = data.set_index("scenario").loc["rare-earth-cutoff"]
    assert cut["limit"] == pytest.approx(0.2 * cut["baseline"])


def test_draws_give_each_number_its_band(results):
    data = critical_inputs(View.of(with_draws(results)))
    for name in ("physical", "at_risk_percent"):
        assert (data[f"{name}_{LOW}"] != data[f"{name}_{HIGH}"]).all()
    assert (data[f"physical_{LOW}"] < data[f"physical_{HIGH}"]).all()


def test_rows_are_the_regions_that_are_hit(results):
    figure = plot(results, "critical_inputs")
    assert len(figure.axes) == 2
    assert {label.partition(" (")[0] for label in row_labels(figure)} == {"United States", "Brazil"}
    assert all(label.endswith("(2)") for label in row_labels(figure))
    assert "of value added at risk in" in title(figure)


def test_what_stocks_make_up_for_is_said():
    results = made_up()
    results.data["value_added_at_risk"] *= 0
    assert title(plot(results, "critical_inputs")).startswith(
        "Stocks and thrift make up for what licences for rare earths"
    )


def test_older_results_know_no_stocks_and_no_exposure(results):
    older = type(results)(results.data.drop_dims("critical"), results.provenance)
    assert np.isnan(figure_data(older, "critical_inputs")["stock_months"]).all()


def test_without_rationing_there_is_nothing_to_show():
    results = made_up(["truce", "tariff"])
    assert "critical_inputs" not in figure_names(results)
    with pytest.raises(ResultsError, match="no scenario withholds critical inputs — run one with licences on them"):
        plot(results, "critical_inputs")


WITHHELD = {"id": "licences", "type": "export_licensing", "exporter": "CHN", "importer": "USA", "sectors": "REE"}
MINE = {"id": "mine", "type": "export_licensing", "exporter": "USA", "importer": "CHN", "sectors": "SOY"}


@pytest.mark.parametrize("turn", [1, -1])
def test_value_at_risk_is_told_of_the_goods_whose_users_stop(turn):
    measures = [WITHHELD | {"approval_rate": 0.2}, MINE | {"approval_rate": 0.4}][::turn]
    view = View.of(run({"name": "two", "title": "Two", "measures": measures}))
    at_risk = licences(view).set_index("measure")["value_added_at_risk"]
    assert at_risk["licences"] < 0
    assert np.isnan(at_risk["mine"])
    title = licence_gap(view).title
    assert "of value added in all regions: 20\u00a0% of rare-earth" in title
    assert "soybeans" not in title


def test_value_at_risk_of_several_measures_is_told_of_none_of_them():
    chips = WITHHELD | {"id": "chips", "sectors": "ELC", "approval_rate": 0.2}
    view = View.of(run({"name": "two", "title": "Two", "measures": [WITHHELD | {"approval_rate": 0.2}, chips]}))
    assert rationing_measures(view) == {("two", "licences")}
    measures = view._bounds["measure"].where(view._bounds["kind"] != "rationing", "chips+licences")
    view.__dict__["_bounds"] = view._bounds.assign(measure=measures)
    assert licence_gap(view).title.endswith("of value added in all regions, by chips and licences together")
