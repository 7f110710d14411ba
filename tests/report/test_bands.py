"""Bands: whiskers, tables and sentences say what the draws say, and nothing without draws."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from simulator.errors import ResultsError
from simulator.report import figure_data, figure_names, plot, write_report
from simulator.report.page.certainty import certainty
from simulator.report.views.run import View
from simulator.results import Results
from simulator.results.assembly.quantiles import QUANTILES, REFERENCE_CHANGE
from tests.report.made_up import SCENARIOS, made_up, with_draws
from tests.report.reading import bars, cells, dots, end_texts, spans, texts, title
from tests.report.test_report import Page

OTHERS = list(SCENARIOS[1:])
SOLVED = OTHERS[:-1]


def quantiles(results, indicator, **place):
    return results.summary[indicator].sel(horizon="short", **place).to_numpy().tolist()


def test_whiskers_span_the_draws_and_bars_stay_central(results, drawn):
    figure = plot(drawn, "scenario_bars", regions=["CHN"])
    whiskers = spans(figure.axes[0])
    assert bars(figure.axes[0]) == bars(plot(results, "scenario_bars", regions=["CHN"]).axes[0])
    for row, name in enumerate(SOLVED):
        low, _, high = quantiles(drawn, "own_income" + REFERENCE_CHANGE, scenario=name, region="CHN")
        assert whiskers[row] == pytest.approx((low, high))
    assert len(SOLVED) not in whiskers


def test_small_print_says_what_whiskers_are(results, drawn):
    assert "Whiskers: 90 % of 40 draws of elasticities; all else: central case." in texts(plot(drawn, "scenario_bars"))
    assert "Whiskers" not in texts(plot(results, "scenario_bars"))


def test_draws_of_more_than_elasticities_say_so(drawn):
    uncertain = {**drawn.provenance.asked, "uncertain": [{"name": "a.rate", "is_elasticity": False}]}
    other = replace(drawn, provenance=replace(drawn.provenance, asked=uncertain))
    assert "40 draws of what is uncertain" in texts(plot(other, "scenario_bars"))


def test_money_and_its_band_have_one_scale(drawn):
    axes = plot(drawn, "scenario_bars", indicator="exports", regions=["USA"]).axes[0]
    low, _, high = quantiles(drawn, "exports" + REFERENCE_CHANGE, scenario=OTHERS[0], region="USA")
    assert spans(axes)[0] == pytest.approx((low / 1000, high / 1000))


def test_numbers_stand_beyond_their_whiskers(drawn):
    axes = plot(drawn, "scenario_bars").axes[0]
    for text in axes.texts:
        row = round(text.xy[1])
        if row in spans(axes):
            low, high = spans(axes)[row]
            assert text.xy[0] <= min(low, 0) or text.xy[0] >= max(high, 0)


def test_without_a_reference_bands_are_of_changes_against_the_baseline():
    results = with_draws(made_up(["tariff"], reference=""))
    low, _, high = quantiles(results, "exports", scenario="tariff", region="USA")
    base = float(results.baseline("exports").sel(region="USA"))
    axes = plot(results, "scenario_bars", indicator="exports", regions=["USA"]).axes[0]
    assert spans(axes)[0] == pytest.approx(((low - base) / 1000, (high - base) / 1000))


def test_tariffs_have_bands_of_their_level(drawn):
    axes = plot(drawn, "tariff_overview").axes[0]
    low, _, high = quantiles(drawn, "effective_tariff", scenario="tariff", region="USA", partner="CHN")
    assert spans(axes)[1] == pytest.approx((low, high))


def test_cells_whose_sign_is_open_are_marked(drawn):
    data = figure_data(drawn, "scenario_matrix").reset_index(drop=True)
    shown = cells(plot(drawn, "scenario_matrix").axes[0])
    regions = list(dict.fromkeys(data["region"]))
    marked = {place for place, text in shown.items() if text.endswith("?")}
    holds_zero = data[(data["p05"] < 0) & (data["p95"] > 0)]
    expected = {
        (OTHERS.index(scenario), regions.index(region))
        for scenario, region in zip(holds_zero["scenario"], holds_zero["region"], strict=True)
    }
    assert marked == expected & set(shown)
    assert 0 < len(marked) < len(shown)


def test_totals_of_flows_have_the_band_of_exports_not_a_sum(drawn):
    data = figure_data(drawn, "flow_matrix", scenario="tariff")
    total = data[(data["exporter"] == "CHN") & (data["importer"] == "all")]
    expected = quantiles(drawn, "exports" + REFERENCE_CHANGE, scenario="tariff", region="CHN")
    assert total[list(QUANTILES)].to_numpy().ravel() == pytest.approx(expected)
    pair = data[(data["exporter"] == "CHN") & (data["importer"] == "USA")]
    expected = quantiles(drawn, "bilateral_exports" + REFERENCE_CHANGE, scenario="tariff", region="CHN", partner="USA")
    assert pair[list(QUANTILES)].to_numpy().ravel() == pytest.approx(expected)


def test_prices_span_from_the_lowest_buyer_to_the_highest(drawn):
    axes = plot(drawn, "licence_gap").axes[1]
    bound = ["cutoff/licences/CHN-USA-REE", "cutoff/licences/CHN-BRA-REE"]
    premium = drawn.summary["price_multiple"].sel(horizon="short", bound=bound)
    row = figure_data(drawn, "licence_gap").iloc[1]
    assert row["price_multiple_p05_lowest"] == pytest.approx(float(premium.sel(quantile="p05").min()))
    assert row["price_multiple_p95_highest"] == pytest.approx(float(premium.sel(quantile="p95").max()))
    drawn_ends = next(item.get_segments()[1] for item in axes.collections if hasattr(item, "get_segments"))
    assert drawn_ends[:, 0] == pytest.approx([row["price_multiple_p05_lowest"], row["price_multiple_p95_highest"]])


def test_pledges_have_bands_of_purchases_and_subsidy(drawn):
    purchases, subsidy, _ = plot(drawn, "pledge").axes
    bound = "pledge/beans/USA-CHN-SOY"
    low, _, high = quantiles(drawn, "bound_quantity", bound=bound)
    assert spans(purchases)[0] == pytest.approx((100 * low / 25, 100 * high / 25))
    low, _, high = quantiles(drawn, "premium", bound=bound)
    assert spans(subsidy)[0] == pytest.approx((low, high))


def flow_quantiles(results, name, **place):
    bands = results.summary["flow_sums_reference_change"].sel(flow_sum=name, horizon="short", **place)
    return bands.transpose("quantile", ...).to_numpy().tolist()


@pytest.mark.parametrize(("sectors", "name"), [(None, "volume:SOY+REE"), (["SOY"], "quantity:SOY")])
def test_diversions_have_bands_of_sums(drawn, sectors, name):
    figure = plot(drawn, "diversion", scenario="tariff", sectors=sectors)
    buys, sells = figure.axes
    factor = 1e-3 if "billion" in buys.get_xlabel() else 1.0
    for row, code in enumerate(["USA", "CHN", "BRA", "ROW", "XYZ"]):
        for axes, place in (
            (buys, {"exporter": code, "importer": "USA"}),
            (sells, {"exporter": "CHN", "importer": code}),
        ):
            low, _, high = flow_quantiles(drawn, name, scenario="tariff", **place)
            assert spans(axes)[row] == pytest.approx((factor * low, factor * high))
    assert {"p05", "p50", "p95"} <= set(figure.data.columns)
    assert "Whiskers: 90 % of 40 draws of elasticities" in texts(figure)


def in_barrels(results):
    """The same amounts, counted in a unit of two words."""
    units = {name: results.data[name].to_series().replace("Mt", "million bbl") for name in ("unit", "quantity_unit")}
    coords = {name: (results.data[name].dims, texts.to_numpy(str)) for name, texts in units.items()}
    return Results(results.data.assign_coords(coords), results.provenance, results.summary)


@pytest.mark.parametrize(
    ("name", "options"), [("pledge", {}), ("diversion", {"scenario": "tariff", "sectors": ["SOY"]})]
)
def test_a_unit_of_two_words_is_no_value(name, options, drawn):
    before, after = (plot(results, name, **options) for results in (drawn, in_barrels(drawn)))
    assert set(after.data["unit"]) == {"million bbl"}
    pd.testing.assert_frame_equal(after.data.drop(columns="unit"), before.data.drop(columns="unit"))
    assert "million bbl at" not in texts(after)


def test_sums_without_draws_say_so(results, drawn):
    assert "draws are kept of all goods together" in texts(plot(drawn, "diversion", sectors=["SOY", "SRV"]))
    assert "draws" not in texts(plot(results, "diversion"))


def test_pledges_mark_origins_whose_change_is_open(results, drawn):
    figure = plot(drawn, "pledge")
    total = results.data["quantity"].sel(scenario="truce", horizon="short", sector="SOY", importer="CHN")
    total = float(total.drop_sel(exporter="CHN").sum())
    low, _, high = (
        100 * end / total
        for end in flow_quantiles(drawn, "quantity:SOY", scenario="pledge", exporter="USA", importer="CHN")
    )
    row = figure.data.set_index("scenario").loc["pledge"]
    assert row["imports_change_pct_USA_p05"] == pytest.approx(low)
    assert row["imports_change_pct_USA_p95"] == pytest.approx(high)
    doubts = sum(
        row[f"imports_change_pct_{code}_p05"] < 0 < row[f"imports_change_pct_{code}_p95"]
        for code in ("USA", "BRA", "ROW", "XYZ")
    )
    assert sum("?" in text.get_text() for text in figure.axes[2].texts) == doubts
    assert "?: zero lies within the 90 %" in texts(figure)


def test_ranges_show_centre_median_and_ends(drawn):
    figure = plot(drawn, "dot_range", regions=["USA", "CHN"])
    for axes, region in zip(figure.axes, ["USA", "CHN"], strict=True):
        for row, name in enumerate(SOLVED):
            low, middle, high = quantiles(drawn, "own_income" + REFERENCE_CHANGE, scenario=name, region=region)
            centre = float(drawn.reference_change("own_income").sel(horizon="short", scenario=name, region=region))
            assert spans(axes)[row] == pytest.approx((low, high))
            at_row = [x for x, y in dots(axes) if y == row]
            for expected in (centre, middle):
                assert np.isclose(at_row, expected).any()
            assert end_texts(axes)[row].count(" to ") == 1
        assert end_texts(axes)[len(SOLVED)] == "not solved"


def test_the_title_of_ranges_names_what_is_open():
    sure = with_draws(made_up(["truce", "tariff"]), spread=1e-6)
    assert title(plot(sure, "dot_range")) == "Draws agree on the direction of own income under every scenario"
    unsure = with_draws(made_up(["truce", "tariff"]), spread=1e3)
    assert title(plot(unsure, "dot_range", regions=["USA"])) == (
        "Draws leave open whether own income rises or falls for the United States under “The tariff”"
    )


def test_ranges_need_draws(results):
    with pytest.raises(ResultsError, match="this run had no draws — run it with `--draws 200`"):
        plot(results, "dot_range")


def test_a_run_with_draws_has_one_figure_more(results, drawn):
    assert set(figure_names(drawn)) - set(figure_names(results)) == {"dot_range", "fan"}


def test_fans_run_over_all_horizons(drawn):
    figure = plot(drawn, "fan", scenario="cutoff", regions=["CHN"])
    (axes,) = figure.axes
    centre = drawn.reference_change("own_income").sel(scenario="cutoff", region="CHN")
    band = drawn.summary["own_income" + REFERENCE_CHANGE].sel(scenario="cutoff", region="CHN")
    assert [label.get_text() for label in axes.get_xticklabels()] == ["short", "long"]
    median, central = axes.lines[:2]
    assert central.get_ydata() == pytest.approx(centre)
    assert median.get_ydata() == pytest.approx(band.sel(quantile="p50"))
    shaded = axes.collections[0].get_paths()[0].vertices
    for place, horizon in enumerate(["short", "long"]):
        ends = band.sel(horizon=horizon)
        own = shaded[shaded[:, 0] == place][:, 1]
        assert {own.min(), own.max()} == {float(ends.sel(quantile="p05")), float(ends.sel(quantile="p95"))}
    assert "under “The cutoff” goes from" in title(figure)


def test_fans_need_draws_and_horizons(results):
    for missing in (results, with_draws(made_up(horizons=["short"]))):
        with pytest.raises(ResultsError, match="fan: it takes draws at several horizons"):
            plot(missing, "fan")


def test_certainty_tells_bands_and_odds_of_both_sides(drawn):
    told = certainty(View.of(drawn))
    assert told["regions"] == ["United States", "China"]
    assert told["columns"] == ["central", "p05", "p50", "p95", "better", "worse"]
    beats = drawn.summary["beats"].sel(horizon="short", region="CHN")
    row = told["rows"][OTHERS.index("tariff")]
    better, worse = beats.sel(scenario="tariff", against="truce"), beats.sel(scenario="truce", against="tariff")
    assert row["cells"][10:12] == [f"{round(100 * float(share))}" for share in (better, worse)]
    assert row["solved"] == 38
    duel = told["duels"][1]["rows"][SCENARIOS.index("cutoff")]
    expected = round(100 * float(beats.sel(scenario="cutoff", against="boycott")))
    assert duel["cells"][SCENARIOS.index("boycott")] == f"{expected}"
    assert duel["cells"][SCENARIOS.index("cutoff")] == "–"


def test_scenarios_without_draws_have_no_odds(drawn):
    told = certainty(View.of(drawn))
    assert told["rows"][-1]["cells"][4:6] == ["not solved", "not solved"]
    assert "“The broken” (40)" in told["intro"]


def test_shares_are_not_rounded_to_certainty(drawn):
    almost = with_draws(made_up())
    almost.summary["beats"].loc[{"scenario": "tariff", "against": "truce"}] = 0.999
    almost.summary["beats"].loc[{"scenario": "truce", "against": "tariff"}] = 0.001
    assert certainty(View.of(almost))["rows"][0]["cells"][4:6] == [">99", "<1"]


def test_the_page_says_how_sure(tmp_path, results, drawn):
    write_report(drawn, tmp_path / "drawn")
    page = Page((tmp_path / "drawn" / "report.html").read_text(encoding="utf-8"))
    assert "How sure" in page.text
    assert "40 draws of elasticities (sobol, seed 7), the same for every scenario" in page.text
    assert (tmp_path / "drawn" / "figures" / "dot_range.csv").exists()
    write_report(results, tmp_path / "drawn")
    page = Page((tmp_path / "drawn" / "report.html").read_text(encoding="utf-8"))
    assert "the same for every scenario" not in page.text
    assert not (tmp_path / "drawn" / "figures" / "dot_range.csv").exists()


def test_some_scenarios_of_a_run_can_be_shown(drawn):
    part = drawn.sel(scenario="tariff")
    told = certainty(View.of(part))
    assert [row["label"] for row in told["rows"]] == ["The tariff"]
    assert len(told["duels"][0]["rows"][0]["cells"]) == 2


@pytest.mark.parametrize("name", figure_names(with_draws(made_up())))
def test_every_figure_is_drawn_with_draws(drawn, name):
    figure = plot(drawn, name)
    assert title(figure)
    assert "draws" in texts(figure)
