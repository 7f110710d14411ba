"""Figures: what is drawn for which label, and that titles are true to the numbers."""

from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pytest

from simulator.errors import ResultsError
from simulator.report import figure_data, figure_names, plot
from tests.report.made_up import REGIONS, SCENARIOS, made_up
from tests.report.reading import bars, cells, end_texts, row_labels, row_texts, texts, title

OTHERS = list(SCENARIOS[1:])
ROUNDED = 0.006
"""Numbers are written with two decimals or fewer here."""


def number(text: str) -> float:
    """Read a written number back."""
    return float(text.replace("−", "-").replace(",", "").split()[0])


def test_bars_show_the_change_against_the_reference(results):
    figure = plot(results, "scenario_bars", indicator="consumer_prices", regions=["CHN", "BRA"])
    change = results.reference_change("consumer_prices").sel(horizon="short")
    assert row_labels(figure) == [f"The {name}" for name in OTHERS]
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["China", "Brazil"]
    for axes, region in zip(figure.axes, ["CHN", "BRA"], strict=True):
        for row, length in bars(axes).items():
            expected = float(change.sel(scenario=OTHERS[row], region=region))
            assert length == pytest.approx(expected)
            assert number(end_texts(axes)[row]) == pytest.approx(expected, abs=ROUNDED)


def test_an_unsolved_scenario_has_words_and_no_bar(results):
    figure = plot(results, "scenario_bars")
    row = OTHERS.index("broken")
    for axes in figure.axes:
        assert row not in bars(axes)
        assert end_texts(axes)[row] == "not solved"


def test_panels_that_are_compared_share_their_scale(results):
    first, second = (axes.get_xlim() for axes in plot(results, "scenario_bars").axes)
    assert first == pytest.approx(second, rel=1e-12)


def test_every_number_has_room_inside_its_axes(results):
    figure = plot(results, "scenario_bars")
    figure.canvas.draw()
    for axes in figure.axes:
        inside = axes.get_window_extent()
        for text in axes.texts:
            extent = text.get_window_extent()
            assert extent.x0 >= inside.x0 - 2
            assert extent.x1 <= inside.x1 + 2


def test_bars_wear_the_colour_of_their_scenario(results):
    axes = plot(results, "scenario_bars").axes[0]
    row = OTHERS.index("tariff")
    patch = next(bar for bar in axes.patches if round(bar.get_y() + bar.get_height() / 2) == row)
    assert mpl.colors.to_hex(patch.get_facecolor()) == "#123456"


def test_title_names_the_largest_change(results):
    change = results.reference_change("own_income").sel(horizon="short", region="USA").to_series()
    worst = change.abs().idxmax()
    found = title(plot(results, "scenario_bars", regions=["USA"]))
    assert f"“The {worst}”" in found
    assert f"{abs(change[worst]):.1f}" in found or f"{abs(change[worst]):.2f}" in found
    assert ("rise" in found) == (change[worst] > 0)


def test_one_scenario_is_told_as_cost_or_gain():
    results = made_up(["truce", "tariff"])
    change = results.reference_change("own_income").sel(horizon="short", scenario="tariff")
    found = title(plot(results, "scenario_bars"))
    for region, name in (("USA", "the United States"), ("CHN", "China")):
        verb = "costs" if float(change.sel(region=region)) < 0 else "gains"
        assert name in found
        assert verb in found


def test_without_a_reference_changes_are_against_the_baseline():
    results = made_up(["tariff"], reference="")
    axes = plot(results, "scenario_bars", indicator="exports", regions=["USA"]).axes[0]
    level = results.change("exports").sel(scenario="tariff", horizon="short", region="USA")
    assert bars(axes)[0] == pytest.approx(float(level) / 1000)
    assert "against the 2024 baseline" in texts(plot(results, "scenario_bars"))


def test_another_horizon_can_be_drawn(results):
    figure = plot(results, "scenario_bars", regions=["USA"], horizon="long")
    change = results.reference_change("own_income").sel(horizon="long", region="USA")
    assert bars(figure.axes[0])[0] == pytest.approx(float(change.sel(scenario=OTHERS[0])))
    assert "long run" in texts(figure)


def test_tariffs_are_drawn_by_importer_with_the_baseline_beside(results):
    figure = plot(results, "tariff_overview")
    for axes, (importer, exporter) in zip(figure.axes, [("USA", "CHN"), ("CHN", "USA")], strict=True):
        rate = results.value("effective_tariff").sel(horizon="short", region=importer, partner=exporter)
        before = float(results.baseline("effective_tariff").sel(region=importer, partner=exporter))
        for row, length in bars(axes).items():
            assert length == pytest.approx(float(rate.sel(scenario=SCENARIOS[row])))
        assert before in [line.get_xdata()[0] for line in axes.lines]


def test_closed_trade_is_not_called_unsolved():
    results = made_up(["truce", "tariff"])
    results.data["effective_tariff"].loc[{"scenario": "tariff", "region": "USA", "partner": "CHN"}] = np.nan
    assert end_texts(plot(results, "tariff_overview").axes[0])[1] == "no trade"


def test_flow_matrix_has_exporters_down_and_importers_across(results):
    figure = plot(results, "flow_matrix", scenario="tariff")
    change = results.reference_change("bilateral_exports").sel(scenario="tariff", horizon="short") / 1000
    shown = cells(figure.axes[0])
    codes = list(REGIONS)
    assert [label.get_text() for label in figure.axes[0].get_xticklabels()] == [*codes, "all"]
    for (row, column), text in shown.items():
        if column < len(codes):
            expected = float(change.sel(region=codes[row], partner=codes[column]))
            assert row != column
            assert number(text) == pytest.approx(expected, abs=0.06)


def test_scenario_matrix_covers_bystanders_and_says_what_failed(results):
    figure = plot(results, "scenario_matrix")
    change = results.reference_change("own_income").sel(horizon="short")
    for (row, column), text in cells(figure.axes[0]).items():
        expected = float(change.sel(scenario=OTHERS[row], region=list(REGIONS)[column]))
        assert number(text) == pytest.approx(expected, abs=ROUNDED)
    assert "not solved" in [text.get_text() for text in figure.axes[0].texts]


def test_diversion_shows_both_ends_of_a_flow(results):
    figure = plot(results, "diversion", scenario="boycott", importer="CHN", exporter="USA", sectors=["SOY"])
    change = results.reference_change("quantity").sel(scenario="boycott", horizon="short", sector="SOY")
    buys, sells = figure.axes
    for row, code in enumerate(REGIONS):
        assert bars(buys)[row] == pytest.approx(float(change.sel(exporter=code, importer="CHN")))
        assert bars(sells)[row] == pytest.approx(float(change.sel(exporter="USA", importer=code)))
    assert "Mt" in texts(figure)
    lost = float(change.sel(exporter="USA", importer="CHN"))
    assert ("less from the United States" in title(figure)) == (lost < 0)


def test_volumes_of_goods_leave_services_out(results):
    data = figure_data(results, "diversion", scenario="tariff")
    base = results.baseline("trade_flow").sel(sector=["SOY", "REE"])
    volume = results.reference_change("trade_volume").sel(scenario="tariff", horizon="short", sector=["SOY", "REE"])
    expected = (base * volume / 100).sum("sector").sel(exporter="CHN", importer="USA")
    drawn = data[(data["side"] == "source") & (data["region"] == "CHN")]["change"].iloc[0]
    assert drawn == pytest.approx(float(expected))


def test_licences_that_the_reference_has_too_are_shown_once(results):
    figure = plot(results, "licence_gap")
    assert row_labels(figure) == ["The truce", "The cutoff"]
    share, price, risk = figure.axes
    base = results.baseline("bound_quantity").sel(bound=["cutoff/licences/CHN-USA-REE", "cutoff/licences/CHN-BRA-REE"])
    assert bars(share)[1] == pytest.approx(100 * 300 / float(base.sum()))
    data = figure_data(results, "licence_gap")
    prices = results.value("price_multiple").sel(bound=base["bound"], horizon="short")
    assert data["price_multiple_high"].iloc[1] == pytest.approx(float(prices.max()))
    assert price.collections[-1].get_offsets()[1][0] == pytest.approx(data["price_multiple"].iloc[1])
    assert end_texts(risk)[0] == "reference"
    lost = float(results.reference_change("value_added_at_risk").sel(scenario="cutoff", horizon="short").sum())
    assert data["value_added_at_risk"].iloc[1] == pytest.approx(-lost)


def test_pledges_are_held_against_their_floor(results):
    figure = plot(results, "pledge")
    purchases, subsidy, _ = figure.axes
    bound = "pledge/beans/USA-CHN-SOY"
    bought = float(results.value("bound_quantity").sel(bound=bound, horizon="short"))
    assert row_labels(figure) == ["The pledge", "The broken"]
    assert bars(purchases)[0] == pytest.approx(100 * bought / 25)
    assert bars(subsidy)[0] == pytest.approx(float(results.value("premium").sel(bound=bound, horizon="short")))
    assert end_texts(purchases)[1] == "not solved"
    before = results.value("quantity").sel(scenario="truce", horizon="short", sector="SOY")
    hollow = purchases.collections[0].get_offsets()[0][0]
    assert hollow == pytest.approx(100 * float(before.sel(exporter="USA", importer="CHN")) / 25)


def test_pledges_say_whose_sales_are_displaced(results):
    data = figure_data(results, "pledge")
    flow = {"horizon": "short", "sector": "SOY", "importer": "CHN"}
    level = results.value("quantity").sel(flow)
    abroad = [code for code in REGIONS if code != "CHN"]
    imports = float(level.sel(scenario="truce", exporter=abroad).sum())
    moved = float(level.sel(scenario="pledge", exporter="BRA") - level.sel(scenario="truce", exporter="BRA"))
    assert data["imports_change_pct_BRA"].iloc[0] == pytest.approx(100 * moved / imports)


def test_twenty_scenarios_fit_without_overlap():
    names = [f"scenario-{place}" for place in range(20)]
    results = made_up(names, reference="scenario-0", unsolved=())
    for name in figure_names(results):
        figure = plot(results, name)
        figure.canvas.draw()
        labels = [label.get_window_extent() for label in row_texts(figure)]
        assert all(upper.y0 >= lower.y1 for upper, lower in pairwise(labels))
        assert min(label.x0 for label in labels) >= 0


def test_labels_of_any_length_stay_on_the_page():
    results = made_up(["truce", "tariff"], texts={"tariff": {"label": "A label that goes on and on " * 5}})
    figure = plot(results, "scenario_bars")
    figure.canvas.draw()
    assert row_labels(figure)[0].endswith("…")
    assert row_texts(figure)[0].get_window_extent().x0 >= 0


@pytest.mark.parametrize("label", ["$100 and $200", r"$\frac{", "two\nlines", "中国", "100 %_{x}^"])
def test_labels_are_drawn_as_they_are_written(label):
    figure = plot(made_up(["truce", "tariff"], texts={"tariff": {"label": label}}), "scenario_bars")
    assert row_labels(figure)[0].replace("\u00a0", " ") == label.replace("\n", " ")
    assert figure._repr_png_().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", figure_names(made_up()))
def test_figures_leave_settings_alone_and_say_their_horizon(results, name):
    before = dict(mpl.rcParams)
    figure = plot(results, name)
    assert dict(mpl.rcParams) == before
    assert "Horizon: short run" in texts(figure)
    assert figure.canvas.manager is None


@pytest.mark.parametrize("name", ["flow_matrix", "licence_gap", "pledge"])
def test_figures_with_levels_name_the_numeraire(results, name):
    assert "world factor income fixed" in texts(plot(results, name))


def test_a_notebook_shows_the_figure(results):
    assert plot(results, "scenario_bars")._repr_png_().startswith(b"\x89PNG")


def test_unknown_names_say_what_is_near(results):
    with pytest.raises(ResultsError, match=r"indicator: got 'real_incom' — Did you mean 'real_income'\?"):
        plot(results, "scenario_bars", indicator="real_incom")
    with pytest.raises(ResultsError, match="region: got 'US' — Did you mean 'USA'"):
        plot(results, "scenario_bars", regions=["US"])
    with pytest.raises(ResultsError, match="horizon: got 'lang' — Did you mean 'long'"):
        plot(results, "scenario_bars", horizon="lang")
    with pytest.raises(ResultsError, match="scenario: got 'tarif' — Did you mean 'tariff'"):
        plot(results, "flow_matrix", scenario="tarif")


def test_figures_that_do_not_apply_say_why():
    results = made_up(["truce", "boycott"])
    with pytest.raises(ResultsError, match="no scenario of this run has a purchase commitment"):
        plot(results, "pledge")
    with pytest.raises(ResultsError, match="boycott was not solved at horizon short"):
        plot(made_up(["truce", "boycott"], unsolved=["boycott"]), "diversion", scenario="boycott")
    with pytest.raises(ResultsError, match="no scenario of this run limits a quantity"):
        plot(made_up(["boycott"], reference=""), "licence_gap")
    with pytest.raises(ResultsError, match="the reference is the only scenario"):
        plot(made_up(["truce"]), "scenario_bars")
