"""The gallery: figures by name, which of them apply, and their numbers."""

import pytest

from simulator.errors import ResultsError
from simulator.report import figure_data, figure_names, plot
from tests.report.made_up import REGIONS, made_up
from tests.report.reading import bars, title

COMMON = [
    *("own_income", "real_gdp", "pass_through_prices", "cost_of_living"),
    *("scenario_matrix", "tariff_overview", "flow_matrix", "diversion"),
]


def test_all_kinds_are_there_when_they_apply(results):
    names = figure_names(results)
    assert names[: len(COMMON)] == COMMON
    assert names[len(COMMON) :][-6:] == [
        *("incidence", "licence_gap", "critical_inputs", "pledge", "sector_winners", "heat_output")
    ]


def test_figures_without_a_subject_are_left_out():
    names = figure_names(made_up(["boycott", "other"], reference="boycott"))
    assert set(COMMON) <= set(names)
    assert not {"licence_gap", "critical_inputs", "pledge"} & set(names)


def test_a_lone_reference_shows_levels_only():
    names = figure_names(made_up(["truce"]))
    assert "tariff_overview" in names
    assert "own_income" not in names


def test_nothing_is_drawn_where_nothing_was_solved():
    assert figure_names(made_up(["truce", "tariff"], unsolved=["truce", "tariff"])) == []


@pytest.mark.parametrize(
    ("regions", "sectors"),
    [
        ({"ANA": "Ana", "BEL": "Bel", "CYR": "Cyr"}, {"GRN": "Grain"}),
        ({"ONE": "One"}, {"ALL": "Everything"}),
        (REGIONS, {"SRV": "Services"}),
    ],
)
def test_other_worlds_draw_what_applies_to_them(regions, sectors):
    results = made_up(regions=regions, sectors=sectors)
    names = figure_names(results)
    assert "own_income" in names
    for name in names:
        assert title(plot(results, name))


def test_standard_figures_take_options(results):
    figure = plot(results, "own_income", regions=["BRA"])
    change = results.reference_change("own_income").sel(horizon="short", region="BRA", scenario="tariff")
    assert bars(figure.axes[0])[0] == pytest.approx(float(change))


def test_options_that_are_none_are_not_given(results):
    assert title(plot(results, "own_income", scenario=None)) == title(plot(results, "own_income"))


def test_kinds_can_be_drawn_by_their_own_name(results):
    data = figure_data(results, "scenario_bars", indicator="exports")
    assert set(data["indicator"]) == {"exports"}


@pytest.mark.parametrize("name", figure_names(made_up()))
def test_data_has_one_row_a_mark_and_no_internals(results, name):
    data = figure_data(results, name)
    assert len(data) > 0
    assert not data.duplicated().any()
    assert not {"colour", "is_solved"} & set(data.columns)


def test_unknown_figures_and_options_are_explained(results):
    with pytest.raises(ResultsError, match="figure: got 'pledges' — Did you mean 'pledge'"):
        plot(results, "pledges")
    with pytest.raises(ResultsError, match="own_income: option: got 'region' — Did you mean 'regions'"):
        plot(results, "own_income", region="USA")
    with pytest.raises(ResultsError, match="pledge: got option 'scenario' — this figure has none"):
        plot(results, "pledge", scenario="tariff")
