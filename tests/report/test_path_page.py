"""The figures of a path together, and its page: what applies, what it answers, and that nothing overlaps."""

import re
from base64 import b64decode

import numpy as np
import pandas as pd
import pytest

from simulator.errors import ResultsError
from simulator.report import figure_data, figure_names, plot, write_report
from simulator.report.catalogue import drawings
from simulator.report.timeline.answer import path_summary
from simulator.report.timeline.costs import cost_table, cost_words
from simulator.report.views.findings import change_words
from simulator.report.views.timeline import PathView
from simulator.report.wording.words import signed, signed_percent
from tests.report.made_up_path import MONTHS, OBSERVED, SCENARIOS, made_up_path, with_path_draws
from tests.report.reading import texts, title
from tests.report.reading_paths import assert_apart, words

FAMILIES = ["tariff_path", "path_fan", "small_multiples", "licence_and_stock", "pledge_tracker"]


@pytest.fixture(scope="module")
def path():
    return made_up_path()


@pytest.fixture(scope="module")
def drawn(path):
    return with_path_draws(path)


def test_all_figures_apply_in_the_order_of_the_story(path):
    names = figure_names(path, observations={"shipments:CHN:USA:REE": OBSERVED})
    assert names == [*FAMILIES, "observed"]


def test_figures_without_a_subject_are_left_out():
    assert figure_names(made_up_path(["boycott", "other"], reference="boycott")) == [*FAMILIES[:3], "observed"]
    nothing = made_up_path(["truce", "tariff"], unsolved=["truce", "tariff"])
    assert figure_names(nothing) == []
    with pytest.raises(ResultsError, match="these PathResults have nothing to draw"):
        plot(nothing)
    with pytest.raises(ResultsError, match="pledge_tracker: no scenario has a commitment with `windows`"):
        plot(made_up_path(["truce", "tariff"]), "pledge_tracker")


@pytest.mark.parametrize("name", FAMILIES)
def test_figures_name_unit_and_baseline_and_no_text_lies_on_another(drawn, name):
    figure = plot(drawn, name)
    assert "Baseline: made-up, 2024" in texts(figure).replace("\n", " ")
    assert figure.alt.startswith(title(figure))
    assert len(figure.data) >= MONTHS / 2
    for axes in figure.axes:
        assert_apart(figure, [text for text in axes.texts if text.get_gid() in ("name", "event", "promise")])


@pytest.mark.parametrize("name", FAMILIES)
def test_headings_do_not_lie_on_the_dates_above(drawn, name):
    figure = plot(drawn, name)
    figure.canvas.draw()
    ticks = [label for axes in figure.axes for label in axes.get_xticklabels() if label.get_text()]
    heads = [axes._left_title for axes in figure.axes if axes.get_title(loc="left")]
    for tick in ticks:
        box = tick.get_window_extent()
        assert not [head for head in heads if head.get_window_extent().overlaps(box)]


def test_the_page_answers_and_lists_every_event_once(drawn, tmp_path):
    written = write_report(drawn, tmp_path)
    assert written[-1] == tmp_path / "report.html"
    assert {path.suffix for path in written} == {".svg", ".png", ".csv", ".html"}
    page = written[-1].read_text(encoding="utf-8")
    assert "A question?" in page
    assert page.count("<td>US fence duty: rate 20 %</td>") == 1
    assert page.count("<td>China&#39;s moat</td>") == 2  # announced, and its start
    assert "http" not in page.replace("http://www.w3.org", "").replace("http-equiv", "")
    assert page.count("<figure") == len(FAMILIES) + 1  # shipped observations too
    assert page.count('<ol class="answer">') == page.count("More findings") == 1


def test_the_numbers_of_every_chart_can_be_taken_from_the_page(drawn, tmp_path):
    page = write_report(drawn, tmp_path)[-1].read_text(encoding="utf-8")
    for name in FAMILIES:
        found = re.search(rf'href="data:text/csv;charset=utf-8;base64,([^"]+)" download="{name}\.csv"', page)
        assert b64decode(found[1]) == (tmp_path / "figures" / f"{name}.csv").read_bytes()


def test_the_table_of_numbers_shows_the_common_past_once(path, tmp_path):
    page = write_report(path, tmp_path)[-1].read_text(encoding="utf-8")
    assert page.count("Jun 2025</th><td>all</td>") == 1
    for month in ("Oct 2025", "Jul 2026"):
        assert page.count(f">{month}</th>") == len(SCENARIOS)


def test_answers_are_the_numbers(drawn):
    view = PathView(drawn)
    said = path_summary(view, {name: item.chart(view) for name, item in drawings(view).items()})
    value = float(drawn.data["own_income"].sel(scenario="cutoff", region="USA").isel(date=-1))
    income = next(text for text in said if text.startswith("In July 2026 own income of the United States is"))
    assert signed_percent(value) in income
    assert "brackets: 90 % of draws" in income
    total = drawn.total("welfare_usd", "2025-07-01", "2026-07-01").sel(region="USA")
    gap = float(total.sel(scenario="tariff") - total.sel(scenario="truce"))
    welfare = next(text for text in said if text.startswith("Welfare of the United States"))
    assert change_words(gap, "million USD") in welfare
    assert any("rare earths run short in Brazil (October 2025)" in text for text in said)


def test_unsolved_periods_are_said_and_drawn_without_numbers(tmp_path):
    path = made_up_path(unsolved=["cutoff"])
    page = write_report(path, tmp_path)[-1].read_text(encoding="utf-8")
    assert "Not solved, and shown without numbers: cutoff (2025-02)" in page
    assert "The cutoff" not in words(plot(path, "path_fan").axes[0], "name")


def test_figures_of_an_earlier_path_are_removed(path, tmp_path):
    write_report(path, tmp_path)
    kept = tmp_path / "figures" / "mine.png"
    kept.write_bytes(b"")
    write_report(made_up_path(["truce", "tariff"]), tmp_path)
    left = {item.stem for item in (tmp_path / "figures").iterdir()}
    assert left == {"tariff_path", "path_fan", "small_multiples", "licence_and_stock", "observed", "mine"}


def test_the_first_table_says_what_each_future_costs_by_when(path):
    view = PathView.of(path)
    table = cost_table(view)
    assert table["columns"] == ["actor", "future", "June 2025", "October 2025", "July 2026"]
    assert {row["name"] for row in table["rows"]} == set(path.scenarios)
    row = next(row for row in table["rows"] if row["name"] == "tariff")
    now = path.data.sel(scenario="tariff", region=view.pair[0]).isel(date=-1)
    share, dollars = row["cells"][-1].replace("\u00a0", " ").split(", ")
    assert share == f"{signed(float(now['own_income']), 2)} %"
    assert dollars == f"{signed(float(now['welfare_per_household']), 0)} USD"


def test_costs_of_an_unsolved_period_and_of_uncounted_households_are_said():
    path = made_up_path(["truce", "tariff"], unsolved=["tariff"])
    code = PathView.of(path).pair[0]
    path.data["welfare_per_household"].loc[{"region": code}] = np.nan
    words = {row["name"]: row["cells"][-1] for row in cost_table(PathView.of(path))["rows"] if "tariff" in row["name"]}
    assert words == {"tariff": "not solved"}
    assert cost_words(PathView.of(path), "truce", code, -1).endswith("%")


def test_the_headline_of_every_date_has_the_same_columns(path):
    table = path.headline()
    assert len(table) == 2 * len(path.scenarios)
    alone = path.at("2025-07-10").headline()
    shared = [name for name in alone if name in table and name != "scenario"]
    first = table[table["date"] == "2025-07"].reset_index(drop=True)
    pd.testing.assert_frame_equal(first[shared], alone[shared])
    assert not table.drop(columns=["scenario", "date"]).isna().any(axis=None)


def test_shipped_observations_are_of_months_within_the_path(path):
    view = PathView.of(path)
    assert {"average_tariff:USA", "effective_tariff:USA:CHN"} <= set(view.observations)
    data = figure_data(path, "observed")
    seen = data[(data["kind"] == "observed") & (data["outcome"] == "average_tariff:USA")]
    assert seen["date"].min() >= path.dates[0]
