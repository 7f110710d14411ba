"""Charts of paths: what is drawn for which label, and what is said when it cannot be."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.dates import date2num

from simulator.economy.elasticities import Adjustment
from simulator.errors import ResultsError
from simulator.report import elasticity_by_horizon, plot
from simulator.report.wording.words import plain
from tests.report.made_up_path import BRANCH, COMMON, EVENTS, OBSERVED, SCENARIOS, made_up_path, with_path_draws
from tests.report.reading import texts, title
from tests.report.reading_paths import assert_apart, marks, words

CROWD = tuple(
    (
        f"2025-{3 + place // 10:02d}-{1 + 2 * (place % 10):02d}",
        "",
        f"m{place}",
        "start",
        f"Duty number {place}",
        "USA",
        "CHN",
    )
    for place in range(30)
)


@pytest.fixture(scope="module")
def path():
    return made_up_path()


@pytest.fixture(scope="module")
def drawn(path):
    return with_path_draws(path)


def rate(path, scenario, importer="USA", exporter="CHN"):
    return path.data["effective_tariff"].sel(scenario=scenario, region=importer, partner=exporter).to_numpy()


# --- tariff path -----------------------------------------------------------------------------------------------


def test_the_common_past_is_drawn_once_and_each_future_from_there(path):
    axes = plot(path, "tariff_path").axes[0]
    (past,) = marks(axes, "past")
    np.testing.assert_allclose(past.get_ydata()[:-1], rate(path, "truce")[:COMMON])
    for scenario in SCENARIOS:
        (line,) = marks(axes, scenario)
        np.testing.assert_allclose(line.get_ydata()[1:-1], rate(path, scenario)[COMMON:])
        assert line.get_ydata()[0] == pytest.approx(rate(path, "truce")[COMMON - 1])
    (branch,) = marks(axes, "branch")
    assert branch.get_xdata()[0] == date2num(np.datetime64(BRANCH))


def test_each_side_shows_its_own_tariffs_events_and_baseline(path):
    us, china, *_ = plot(path, "tariff_path").axes
    assert us.get_title(loc="left") == "United States on China"
    base = float(path.data["effective_tariff_baseline"].sel(region="CHN", partner="USA"))
    assert marks(china, "baseline")[0].get_ydata()[0] == pytest.approx(base)
    assert "China's moat" in words(china, "event")
    assert not [text for text in words(us, "event") if "moat" in text]


def test_licences_and_announcements_are_no_tariff_events(path):
    shown = [text for axes in plot(path, "tariff_path").axes for text in words(axes, "event")]
    assert not [text for text in shown if "licences" in text or "announced" in text]


def test_threats_are_dotted_and_all_else_is_not(path):
    lines = [line for line in marks(plot(path, "tariff_path").axes[0], "event") if hasattr(line, "get_linestyle")]
    days = {line.get_xdata()[0]: line.get_linestyle() for line in lines}
    assert days[date2num(np.datetime64("2025-04-01"))] == "--"
    assert days[date2num(np.datetime64("2025-02-04"))] == "-"


def test_a_threat_is_named_when_made_and_when_it_passes(path):
    shown = words(plot(path, "tariff_path").axes[0], "event")
    assert "threat of US wall" in shown
    assert "US wall would have started" in shown


def test_suspensions_are_shaded_until_the_measure_is_back(path):
    spans = marks(plot(made_up_path(["truce", "tariff"]), "tariff_path").axes[0], "suspended")
    ends = [(span.get_x(), span.get_x() + span.get_width()) for span in spans]
    last = date2num(np.datetime64("2026-08-01"))
    assert ends == [(date2num(np.datetime64("2025-05-14")), last)]  # "truce" never takes it back
    alone = plot(made_up_path(["tariff"], reference="", branch_at=""), "tariff_path")
    (span,) = marks(alone.axes[0], "suspended")
    assert span.get_x() + span.get_width() == date2num(np.datetime64("2025-08-12"))
    assert not marks(alone.axes[1], "suspended")


def test_a_measure_that_a_branch_takes_over_starts_once():
    again = (*EVENTS, ("2025-07-21", "", "fence", "suspended", "US fence duty", "USA", "CHN"))
    axes = plot(made_up_path(events=again), "tariff_path").axes[0]
    assert sum("suspended" in text for text in words(axes, "event")) == 1


def test_a_crowd_of_events_is_numbered_and_listed_without_overlap():
    figure = plot(made_up_path(events=CROWD), "tariff_path")
    us, _, listing = figure.axes
    labels = [text for text in us.texts if text.get_gid() == "event"]
    assert labels
    assert all(text.get_text().replace("–", "").isdigit() for text in labels)
    entries = words(listing, "entry")
    assert sum("Duty number" in text for text in entries) == 30
    assert len([line for line in us.lines if line.get_gid() == "event"]) == 30
    assert_apart(figure, [*labels, *(text for text in us.texts if text.get_gid() == "name")])
    assert_apart(figure, list(listing.texts))


def test_few_events_are_named_where_they_are_without_overlap(path):
    figure = plot(path, "tariff_path")
    assert len(figure.axes) == 2
    for axes in figure.axes:
        assert_apart(figure, [text for text in axes.texts if text.get_gid() == "event"])


def test_events_of_one_day_share_a_label_and_one_future_has_its_colour(path):
    both = (*EVENTS, ("2025-09-01", "tariff", "ditch", "start", "China's ditch", "CHN", "USA"))
    axes = plot(made_up_path(events=both), "tariff_path").axes[1]
    label = next(text for text in axes.texts if text.get_gid() == "event")
    assert label.get_text() == "China's ditch; China's moat"
    assert label.get_color() == "#123456"


def test_without_branches_lines_run_from_the_start():
    path = made_up_path(branch_at="")
    axes = plot(path, "tariff_path").axes[0]
    assert not marks(axes, "past")
    assert not marks(axes, "branch")
    np.testing.assert_allclose(marks(axes, "cutoff")[0].get_ydata()[:-1], rate(path, "cutoff"))


def test_one_region_has_no_tariff_path():
    with pytest.raises(ResultsError, match="tariff_path: the baseline has one region"):
        plot(made_up_path(regions={"ONE": "One"}), "tariff_path")


# --- fan -------------------------------------------------------------------------------------------------------


def test_a_fan_shows_trade_both_ways_in_billions(path):
    there, back = plot(path, "path_fan").axes
    assert there.get_title(loc="left") == "China → United States"
    trade = path.data["bilateral_exports"].sel(scenario="cutoff", region="CHN", partner="USA").to_numpy() / 1000
    np.testing.assert_allclose(marks(there, "cutoff")[0].get_ydata(), trade[COMMON - 1 :])
    assert {f"The {name}" for name in SCENARIOS} == set(words(back, "name"))


def test_bands_are_drawn_with_draws_only(path, drawn):
    assert not plot(path, "path_fan", outcome="real_income:USA").axes[0].collections[1:]
    axes = plot(drawn, "path_fan", outcome="real_income:USA").axes[0]
    assert len(axes.collections) == 1 + 1 + len(SCENARIOS)  # zero line, past, futures
    ends = axes.collections[-1].get_paths()[0].vertices[:, 1]
    value = path.data["real_income"].sel(scenario="pledge", region="USA").to_numpy()[COMMON - 1 :]
    assert ends.max() == pytest.approx(value.max() + 0.5)
    assert "90 % of 40 draws" in texts(plot(drawn, "path_fan", outcome="real_income:USA"))


def test_flows_add_up_goods_or_take_one_sector(path):
    goods = path.data["shipments"].sel(exporter="CHN", importer="USA", sector=["SOY", "REE"]).sum("sector")
    data = plot(path, "path_fan", outcome="shipments:CHN:USA").data
    np.testing.assert_allclose(data["value"], goods.to_numpy().ravel())
    one = plot(path, "path_fan", outcome="shipments:CHN:USA:REE").data
    np.testing.assert_allclose(
        one["value"], path.data["shipments"].sel(exporter="CHN", importer="USA", sector="REE").to_numpy().ravel()
    )


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        ("real_incom:USA", "outcome: got 'real_incom' — Did you mean 'real_income'"),
        ("real_income:UAS", "region: got 'UAS' — Did you mean 'USA'"),
        ("real_income", "got 'real_income' — real_income takes region after a colon"),
        ("shipments:CHN", "name exporter and importer after colons, then a sector"),
        ("shipments:CHN:USA:BEE", "sector: got 'BEE' — Did you mean 'REE'"),
    ],
)
def test_unknown_outcomes_are_explained(path, outcome, message):
    with pytest.raises(ResultsError, match=message):
        plot(path, "path_fan", outcome=outcome)


# --- pledges ---------------------------------------------------------------------------------------------------


def test_purchases_start_anew_with_each_window(path):
    bought, needed = plot(path, "pledge_tracker").axes
    first, second = marks(bought, "delivered")
    np.testing.assert_allclose(first.get_ydata(), [0, 3, 8, 12])
    assert first.get_xdata()[0] == date2num(np.datetime64("2025-10-10")), "the day of the event, not of the month"
    np.testing.assert_allclose(second.get_ydata()[:3], [0, 1, 2])
    even = marks(bought, "even")[1]
    assert even.get_ydata()[-1] == pytest.approx(25 * 212 / 365)
    assert words(bought, "promise") == ["12\u00a0Mt by Dec 2025"]
    assert marks(needed, "needed")[1].get_ydata()[-1] == pytest.approx((25 - 7) / (153 / (365.25 / 12)))


def test_the_title_says_what_is_kept_and_what_lags(path):
    said = title(plot(path, "pledge_tracker"))
    assert "the promise of 12\u00a0Mt by December 2025 is kept" in said
    assert "7.0 of 25.0\u00a0Mt is bought by July 2026, behind an even pace" in said


def test_a_missed_window_is_not_called_kept(path):
    data = path.data.copy(deep=True)
    data["delivered"][0, 10] = 11.0
    missed = made_up_path()
    assert "only 11.0 of 12.0" in title(plot(type(missed)(data, path.events, path.provenance), "pledge_tracker"))


def test_without_windows_there_is_no_tracker():
    with pytest.raises(ResultsError, match="no scenario has a commitment with `windows`"):
        plot(made_up_path(["truce", "tariff"]), "pledge_tracker")


# --- licences and stocks ---------------------------------------------------------------------------------------


def test_price_over_stock_for_each_scenario_and_buyer(path):
    figure = plot(path, "licence_and_stock", sector="REE", buyers=["USA", "BRA"])
    top = figure.axes[: len(figure.axes) // 2]
    assert [axes.get_title(loc="left") for axes in top] == ["The truce", "The tariff", "The cutoff"]
    for place, scenario in ((0, "truce"), (2, "cutoff")):
        price = path.data["price_index"].sel(scenario=scenario, sector="REE", region="BRA").to_numpy()
        np.testing.assert_allclose(marks(top[place], "BRA")[0].get_ydata(), 1 + price / 100, err_msg=scenario)


def test_shortages_are_marked_when_the_stock_is_used_up(path):
    figure = plot(path, "licence_and_stock", sector="REE", buyers=["USA", "BRA"])
    stock = figure.axes[-1]
    assert marks(stock, "BRA")[0].get_ydata()[0] == pytest.approx(2.0)
    assert stock.collections[0].get_offsets()[:, 0].tolist() == [date2num(np.datetime64("2025-10-01"))]
    assert "Brazil runs short of rare earths first, in October 2025" in title(figure)
    assert np.isnan(marks(stock, "USA")[0].get_ydata()).all(), "no stock is known of"


def test_unknown_sectors_and_buyers_are_explained(path):
    with pytest.raises(ResultsError, match="sector: got 'SRV' — Known: REE"):
        plot(path, "licence_and_stock", sector="SRV")
    with pytest.raises(ResultsError, match="buyer: got 'BAR' — Did you mean 'BRA'"):
        plot(path, "licence_and_stock", buyers=["BAR"])
    with pytest.raises(ResultsError, match="no scenario licenses exports — run one that does"):
        plot(made_up_path(["pledge", "boycott"], reference="pledge"), "licence_and_stock")


# --- small multiples -------------------------------------------------------------------------------------------


def test_one_small_panel_an_indicator_and_region(path):
    figure = plot(path, "small_multiples", indicators=["real_income", "exports"], regions=["USA", "BRA"])
    assert [axes.get_title(loc="left") for axes in figure.axes] == [
        "Real income, USA",
        "Real income, BRA",
        "Exports, USA",
        "Exports, BRA",
    ]
    level = path.data["exports"].sel(scenario="tariff", region="BRA").to_numpy()
    base = float(path.data["exports_baseline"].sel(region="BRA"))
    np.testing.assert_allclose(marks(figure.axes[3], "tariff")[0].get_ydata(), (100 * (level / base - 1))[COMMON - 1 :])
    assert {axes.get_xlim()[0] for axes in figure.axes} == {date2num(np.datetime64("2025-02-01"))}
    assert figure.axes[0].get_ylim() == figure.axes[1].get_ylim()
    assert not any(label.get_text() for label in figure.axes[0].get_xticklabels())


def test_an_indicator_that_is_not_by_region_is_explained(path):
    with pytest.raises(ResultsError, match="indicator: got 'premium'"):
        plot(path, "small_multiples", indicators=["premium"])


# --- observations ----------------------------------------------------------------------------------------------


def test_flows_are_held_against_their_base_year(path):
    (axes,) = plot(path, "observed", observations={"shipments:CHN:USA:REE": OBSERVED}).axes
    (dots,), (stretch,) = marks(axes, "observed"), marks(axes, "stretch")
    assert dots.get_offsets()[:, 1].tolist() == [90.0, 50.0]
    assert stretch.get_segments()[0][0][1] == pytest.approx(80.0)
    flow = {"exporter": "CHN", "importer": "USA", "sector": "REE"}
    base = float(path.data["trade_flow_baseline"].sel(flow))
    model = path.data["shipments"].sel(flow).sel(scenario="truce").to_numpy()[:COMMON]
    np.testing.assert_allclose(marks(axes, "past")[0].get_ydata(), 100 * model / base)


def test_shares_are_shown_as_percent_and_sources_are_named(path):
    table = OBSERVED.assign(unit="rate", value=[0.1, 0.2, 0.3, 0.4])
    figure = plot(path, "observed", observations={"effective_tariff:USA:CHN": table})
    assert marks(figure.axes[0], "observed")[0].get_offsets()[:, 1].tolist() == [20.0, 40.0]
    assert "Observed: Customs; Press." in texts(figure)
    off = abs(rate(path, "truce")[1] - 20.0)
    assert f"{plain(off)} (Tariff of United States on China)" in title(figure)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (OBSERVED.drop(columns="source"), "lacks the column 'source'"),
        (OBSERVED.assign(period="spring"), "got the period 'spring' — a month 2025-05"),
        (OBSERVED[1:], "no observation covers 2024 — add its months"),
    ],
)
def test_observations_that_cannot_be_used_are_explained(path, table, message):
    with pytest.raises(ResultsError, match=message):
        plot(path, "observed", observations={"shipments:CHN:USA:REE": table})


def test_no_observations_are_explained(path):
    with pytest.raises(ResultsError, match="observed: got no table of observations"):
        plot(path, "observed", observations={})


# --- elasticity ------------------------------------------------------------------------------------------------


def adjustment(speed):
    return Adjustment(np.array([0.5]), np.array([2.0]), np.array([speed]))


def test_theory_the_curve_goes_from_short_to_long():
    figure = elasticity_by_horizon(adjustment(0.2))
    (curve,) = marks(figure.axes[0], "curve")
    assert curve.get_ydata()[0] == pytest.approx(0.5)
    at = dict(zip(np.round(curve.get_xdata(), 6), curve.get_ydata(), strict=True))
    assert at[1.0] == pytest.approx(0.5 + 1.5 * 0.2)
    assert at[10.0] == pytest.approx(2.0 - 1.5 * 0.8**10)
    assert words(figure.axes[0], "share") == ["25 %", "50 %", "75 %", "100 %"]


def test_model_and_estimates_are_drawn_beside_the_curve():
    model = pd.DataFrame({"years": [1.0, 2.0], "value": [0.7, 1.0]})
    seen = pd.DataFrame({"years": [1.0, 10.0], "value": [0.76, 2.0], "source": ["A study"] * 2})
    figure = elasticity_by_horizon(adjustment(0.2), model, seen)
    axes = figure.axes[0]
    np.testing.assert_allclose(marks(axes, "model")[0].get_ydata(), [0.7, 1.0])
    dots = next(item for item in axes.collections if item.get_gid() == "published")
    assert dots.get_offsets().tolist() == [[1.0, 0.76], [10.0, 2.0]]
    assert words(axes, "published") == ["estimate 0.76", "estimate 2"]
    assert "Dots: A study." in texts(figure)


def test_an_adjustment_that_never_ends_is_refused():
    with pytest.raises(ResultsError, match=r"a speed in \(0, 1\]"):
        elasticity_by_horizon(adjustment(0.0))
    with pytest.raises(ResultsError, match="published lacks the column 'source'"):
        elasticity_by_horizon(adjustment(0.2), None, pd.DataFrame({"years": [1.0], "value": [1.0]}))
