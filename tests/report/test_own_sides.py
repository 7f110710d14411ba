"""Suites whose scenarios are about different regions: cards and the chart tell of each one's own."""

import numpy as np
import pytest

from simulator.errors import ResultsError
from simulator.report.catalogue import drawings
from simulator.report.charts.own_sides import own_sides
from simulator.report.page.cards import cards
from simulator.report.page.first import points
from simulator.report.page.standing import first_table
from simulator.report.views.run import View
from simulator.results.analysis.own_sides import effects_abroad, is_about_pair, sides_shown
from tests.report.made_up import made_up

OWN = {"tariff": "USA CHN", "cutoff": "BRA", "pledge": "XYZ ROW USA", "boycott": ""}


@pytest.fixture(scope="module")
def view():
    return View.of(made_up(texts={name: {"actors": codes} for name, codes in OWN.items()}))


def test_contract_two_of_those_named_are_shown_and_none_means_the_pair_of_all(view):
    assert sides_shown(view, "pledge") == ("XYZ", "ROW")
    assert sides_shown(view, "cutoff") == ("BRA",)
    assert sides_shown(view, "boycott") == view.pair


def test_contract_nobody_whom_a_scenario_names_is_abroad(view):
    abroad = {its.region for its in effects_abroad(view, ["pledge"])}
    assert abroad == set(view.regions) - set(OWN["pledge"].split())


def test_contract_chart_shows_the_own_income_of_each_side(view):
    chart = own_sides(view)
    shown = set(zip(chart.data["scenario"], chart.data["region"], strict=True))
    assert shown == {(name, code) for name in view.others for code in sides_shown(view, name)}
    for row in chart.data.itertuples():
        cell = float(view.change("own_income").sel(scenario=row.scenario, region=row.region))
        assert np.isclose(row.change, cell, equal_nan=True)


def test_contract_title_names_the_largest_loss_in_dollars(view):
    chart = own_sides(view)
    loss = chart.data.loc[chart.data["welfare_usd"].idxmin()]
    assert view.names.inside(loss["region"]).casefold() in chart.title.casefold()
    assert f"“{loss['label']}”" in chart.title


def test_contract_chart_is_drawn_only_where_scenarios_are_about_different_regions(view):
    assert "own_sides" in drawings(view)
    same = View.of(made_up())
    assert is_about_pair(same)
    assert "own_sides" not in drawings(same)


def test_contract_cards_tell_of_their_own_sides(view):
    by_name = {card["name"]: card for card in cards(view, [])}
    assert "Brazil" in by_name["cutoff"]["happens"]
    assert "United States" not in by_name["cutoff"]["happens"]
    assert "trade between them" not in by_name["cutoff"]["happens"]


def test_contract_first_screen_tells_of_each_scenarios_own_sides(view):
    rows = {(row["name"], row["cells"][0]) for row in first_table(view)["rows"]}
    assert rows == {(name, view.names.region(code)) for name in view.others for code in sides_shown(view, name)}
    told = {point.about: point.text for point in points(view)}
    dollars = own_sides(view).data.dropna().set_index("region")["welfare_usd"]
    for end, verb in ((dollars.idxmax(), "gains"), (dollars.idxmin(), "loses")):
        assert f"{view.names.inside(end)} {verb} most".casefold() in told["What happens"].casefold()


def test_contract_abroad_are_those_whom_the_scenario_does_not_name(view):
    text = {point.about: point.text for point in points(view)}["Abroad"]
    change = view.change("welfare_usd")
    cells = {
        (name, code): float(change.sel(scenario=name, region=code))
        for name in view.others
        if view.is_solved(name)
        for code in view.regions
        if code not in (OWN[name].split() or view.pair)
    }
    for (name, code), verb in ((max(cells, key=cells.get), "gains"), (min(cells, key=cells.get), "loses")):
        assert f"{view.names.inside(code)} {verb} most".casefold() in text.casefold()
        assert f"“{view.names.label(name)}”" in text


def test_error_nothing_to_compare(view):
    with pytest.raises(ResultsError, match="the reference is the only scenario"):
        own_sides(View.of(made_up(["truce"], unsolved=[])))
