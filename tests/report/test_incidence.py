"""Who pays a tariff: parts add up exactly, on made-up prices and on solved scenarios."""

import numpy as np
import pytest

from simulator import run
from simulator.errors import ResultsError
from simulator.report import figure_names, plot
from simulator.report.charts.incidence import whole_words
from simulator.results.analysis.comparison import Comparison
from simulator.results.analysis.incidence import SOURCES, USES, incidence
from tests.report.made_up import made_up

EXACT = 1e-9
"""Relative distance that sums in another order leave."""


@pytest.fixture(scope="module")
def solved():
    return run(["tariff-100", "spiral", "soybean-pledge"], reference="truce-2025-10")


@pytest.mark.parametrize("importer", ["USA", "CHN"])
def test_what_is_paid_is_what_is_received(solved, importer):
    data = incidence(solved, importer)
    assert len(data)
    paid, had = data[list(SOURCES)].sum(axis=1), data[list(USES)].sum(axis=1)
    np.testing.assert_allclose(paid, had, rtol=EXACT)


@pytest.mark.parametrize("premium_to", ["exporter", "importer", "nobody"])
def test_premiums_are_with_licences_whoever_keeps_them(tmp_path, premium_to):
    path = tmp_path / "cars.yaml"
    path.write_text(
        f"""
title: Cars
extends: tariff-100
measures:
  - {{id: cars, type: export_licensing, exporter: CHN, importer: USA, sectors: [MVH], approval_rate: 0.2,
     premium_to: {premium_to}}}
""",
        encoding="utf-8",
    )
    view = Comparison.of(run([path, "truce-2025-10"], reference="truce-2025-10"))
    row = incidence(view, "USA", ["MVH"]).iloc[0]
    assert row[list(SOURCES)].sum() == pytest.approx(row[list(USES)].sum(), rel=EXACT)
    receipts = view.change("licence_premium_receipts").sel(scenario="cars")
    kept = {code: float(receipts.sel(region=code)) for code in ("USA", "CHN")}
    keeper = {"exporter": "CHN", "importer": "USA"}.get(premium_to, "")
    assert row["licences"] == pytest.approx(kept.get(keeper, 0.0), rel=1e-6, abs=1e-6)


def test_the_treasury_has_the_revenue_of_the_taxed_flows(solved):
    """All US flows from China that are taxed anew: their revenue is that of the pair, as others keep their rate."""
    view = Comparison.of(solved)
    row = incidence(view, "USA", view.goods).set_index("scenario").loc["tariff-100"]
    pair = {"region": "USA", "partner": "CHN"}
    swapped = {"region": "CHN", "partner": "USA"}
    revenue = view.data["effective_tariff_all"].sel(pair) * view.data["bilateral_exports"].sel(swapped) / 100
    change = float(revenue.sel(scenario="tariff-100") - revenue.sel(scenario=view.reference))
    assert row["treasury"] == pytest.approx(change, rel=1e-6)


def test_scenarios_that_change_no_tariff_are_left_out(solved):
    assert set(incidence(solved, "USA")["scenario"]) == {"tariff-100", "spiral"}


def test_bars_are_stacked_to_the_parts(solved):
    figure = plot(solved, "incidence", importer="USA")
    pays, gets = figure.axes
    for axes, parts in ((pays, SOURCES), (gets, USES)):
        drawn = {box.get_label(): [bar.get_width() for bar in box] for box in axes.containers}
        assert list(drawn) == list(parts)
        for name in parts:
            np.testing.assert_allclose(drawn[name], figure.data[name] / 1000, rtol=1e-12, atol=1e-12)


def test_importers_without_new_tariffs_and_unknown_ones_are_refused(solved):
    with pytest.raises(ResultsError, match=r"no scenario changes a tariff of JPN against .* — choose another importer"):
        plot(solved, "incidence", importer="JPN")
    with pytest.raises(ResultsError, match="region: got 'US' — Did you mean 'USA'"):
        plot(solved, "incidence", importer="US")


def test_older_results_without_the_numbers_have_no_such_figure():
    results = made_up(["truce", "tariff"])
    older = type(results)(results.data.drop_vars(["import_tax", "import_tax_baseline"]), results.provenance)
    assert "incidence" not in figure_names(older)
    with pytest.raises(ResultsError, match="these results have no import_tax — run the scenarios again"):
        plot(older, "incidence")


@pytest.mark.parametrize(
    ("share", "words"),
    [(101.02, "more than all"), (100.2, "all"), (99.7, "nearly all"), (0.3, "nearly all"), (-4, "all")],
)
def test_a_side_that_pays_all_is_said_to_as_exactly_as_it_does(share, words):
    assert whole_words(share) == words
