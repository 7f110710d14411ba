"""The first screen: sentences and table about the actors of whatever was asked, right against the results."""

import re

import pytest

import tariffsim as ts
from simulator.economy import load_baseline
from simulator.report.charts.bars import scenario_bars
from simulator.report.page import first
from simulator.report.page.first import points
from simulator.report.page.standing import UNAFFECTED, fine_words, first_table, standing
from simulator.report.views.run import View
from simulator.results.analysis.claims import Claim
from tests.report.made_up import made_up

PAIRS = (
    ("EUU", "CHN"),
    ("USA", "VNM"),
    ("IND", "GBR"),
    ("JPN", "KOR"),
    ("CAN", "MEX"),
    ("AUS", "IND"),
    ("BRA", "EUU"),
    ("TWN", "CHN"),
    ("MEX", "BRA"),
    ("KOR", "VNM"),
)


@pytest.fixture(scope="module")
def economy():
    return load_baseline("us-china-2024:sectors=SOY,ELC")


def view_of(economy, importer, exporter, **keys):
    duty = {"id": "duty", "type": "tariff", "importer": importer, "exporter": exporter, "sectors": "goods"}
    scenario = {
        "title": f"{importer} taxes {exporter}",
        "label": "The duty",
        "measures": [duty | {"rate": 0.25} | keys],
    }
    return View.of(ts.run(scenario, baseline=economy))


@pytest.mark.parametrize("pair", PAIRS)
def test_the_first_screen_is_about_the_actors_of_the_measures(economy, pair):
    view = view_of(economy, *pair)
    names, others = (
        [view.names.region(code) for code in view.regions if (code in pair) == inside] for inside in (1, 0)
    )
    told = {point.about: point.text for point in points(view)}
    assert list(told) == ["Asked", "What happens", "Who pays", "Abroad", "How sure"]
    assert view.data.attrs["title"] == f"{pair[0]} taxes {pair[1]}"
    for text in (told["What happens"], scenario_bars(view).title):
        assert all(name in text for name in names)
    assert view.names.region(pair[0]) in told["Who pays"]
    said = " ".join([told["What happens"], told["Who pays"], told["How sure"], scenario_bars(view).title])
    assert not [name for name in others if name in said]
    assert {row["label"] for row in first_table(view)["rows"][:2]} == set(names)


def test_what_happens_is_what_the_results_say(economy):
    view = view_of(economy, "JPN", "KOR")
    happens = points(view)[1].text
    for code in ("JPN", "KOR"):
        income = float(view.data["own_income"].sel(scenario=view.others[0], region=code))
        verb = "gains" if income > 0 else "loses"
        assert f"{view.names.region(code)} {verb} {fine_words(abs(income)).lstrip('+')}\u00a0% of own income" in happens
    row = next(row for row in first_table(view)["rows"] if row["label"] == view.names.region("KOR"))
    assert row["cells"][0] == fine_words(float(view.change("own_income").sel(scenario=view.others[0], region="KOR")))


def test_who_pays_adds_up_to_all(economy):
    text = {point.about: point.text for point in points(view_of(economy, "CAN", "MEX"))}["Who pays"]
    shares = re.search(r"buyers there bear (\d+)\u00a0% and sellers abroad (\d+)\u00a0%", text)
    assert sum(map(int, shares.groups())) == 100


def test_a_measure_that_does_nothing_is_said_to(economy):
    view = view_of(economy, "JPN", "KOR", rate=0.0)
    told = {point.about: point.text for point in points(view)}
    assert UNAFFECTED in told["What happens"]
    assert told["Who pays"].startswith("No tariff of ")
    assert told["Abroad"].startswith("None of the ")
    assert {row["cells"][0] for row in first_table(view)["rows"][:2]} == {UNAFFECTED}


def test_several_scenarios_are_ranked_by_dollars():
    view = View.of(made_up())
    happens = points(view)[1].text
    change = view.change("welfare_usd").sel(region="USA").to_series().drop(["truce", "broken"])
    worst, best = (view.names.label(name) for name in (change.idxmin(), change.idxmax()))
    assert f"the United States loses most under “{worst}”".lower() in happens.lower()
    assert f"gains most under “{best}”" in happens.partition(";")[0]


def test_numbers_are_against_the_reference_and_on_request_against_the_baseline():
    view = View.of(made_up())
    first, other = first_table(view), first_table(view, from_baseline=True)
    assert [row["name"] for row in first["rows"]] == view.others
    assert [row["name"] for row in other["rows"]] == view.scenarios
    before = view.baseline("own_income").sel(region="USA")
    change = float(view.data["own_income"].sel(scenario="tariff", region="USA") - before)
    assert standing(view, "tariff", "USA", from_baseline=True).income.value == pytest.approx(change)
    assert next(row["cells"][0] for row in other["rows"] if row["name"] == "tariff") == fine_words(change)


@pytest.mark.parametrize(
    "options",
    [
        {"scenarios": ["truce"], "reference": ""},
        {"regions": {"ONE": "One"}, "sectors": {"ALL": "Everything"}, "horizons": ["short"]},
        {"scenarios": ["truce", "tariff"]},
    ],
)
def test_other_runs_have_a_first_screen_too(options):
    view = View.of(made_up(**options))
    words = " ".join([*(point.text for point in points(view)), str(first_table(view))])
    assert "nan" not in words


def test_small_changes_are_no_false_zeros():
    assert [fine_words(value) for value in (-0.0042, 0.0042, -0.0001, 1.5)] == ["−0.004", "+0.004", "0", "+1.5"]


def test_a_measure_that_does_nothing_is_told_with_its_scenario(monkeypatch):
    idle = [("tariff", "a: its limit does not bind."), ("cutoff", "b: kept anyway."), ("pledge", "c: kept anyway.")]
    idle = [(name, Claim(text)) for name, text in idle]
    monkeypatch.setattr(first, "idle_sentences", lambda view: idle)
    told = [point.text for point in points(View.of(made_up())) if point.about == "Does nothing"]
    assert told == [
        "Under “The tariff”, a: its limit does not bind.",
        "Under “The cutoff”, b: kept anyway.",
        "Further measures, on the cards below.",
    ]
