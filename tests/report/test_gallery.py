"""The gallery: figures by name, which of them apply, and their numbers."""

from itertools import pairwise

import matplotlib.pyplot as plt
import pytest

from simulator.errors import ResultsError
from simulator.report import Chart, Panel, catalogue, figure_data, figure_names, plot, write_report
from simulator.report.charts.figure import PAYS, Figure
from simulator.report.views.run import View
from tests.report.made_up import REGIONS, made_up
from tests.report.reading import bars, row_labels, row_texts, title

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
    with pytest.raises(ResultsError, match="pledge: option: got 'scenario' — Known: horizon, style, ax, figsize"):
        plot(results, "pledge", scenario="tariff")
    with pytest.raises(ResultsError, match="run: option: got 'horizont' — Did you mean 'horizon'"):
        figure_names(results, horizont="long")


def _levels(view: View, region: str = "USA") -> Chart:
    """Levels of exports of a region.

    Parameters
    ----------
    region
        Its code.
    """
    data = view.data["exports"].sel(region=view.codes([region], [])).to_series().rename("value").reset_index()
    panel = Panel(view.names.region(region), "million USD", lambda axes, _: axes.barh(range(len(data)), data["value"]))
    return Chart("Exports", "Levels", "", tuple(view.scenarios), (panel,), data[["scenario", "region", "value"]])


def test_a_chart_is_added_by_one_record(results, monkeypatch, tmp_path):
    added = Figure("export_levels", "Levels of exports", _levels, ("run",), PAYS, applies=lambda view: view.compares)
    monkeypatch.setattr(catalogue, "CATALOGUE", (added, *catalogue.CATALOGUE))
    assert figure_names(results)[0] == "export_levels"
    assert next(iter(results.plot)) == "export_levels"
    assert bars(plot(results, "export_levels", region="CHN").axes[0])[0] == pytest.approx(
        float(results["exports"].sel(scenario="truce", horizon="short", region="CHN"))
    )
    with pytest.raises(ResultsError, match="export_levels: option: got 'regions' — Did you mean 'region'"):
        plot(results, "export_levels", regions=["CHN"])
    assert "`export_levels`: Levels of exports of a region.\n        - `region`: Its code." in catalogue.kinds_text()
    page = write_report(results, tmp_path)[-1].read_text(encoding="utf-8")
    assert page.index("Who pays") < page.index('download="export_levels.csv"') < page.index("Where trade goes")
    assert (tmp_path / "figures" / "export_levels.csv").is_file()


def test_every_figure_and_option_is_told():
    for figure in catalogue.CATALOGUE:
        assert figure.text.endswith("."), figure.name
        assert all(figure.options.values()), (figure.name, figure.options)
        assert f"`{figure.name}`: {figure.text}" in plot.__doc__
    assert len({figure.name for figure in catalogue.CATALOGUE}) == len(catalogue.CATALOGUE)


@pytest.mark.parametrize("name", ["own_income", "scenario_matrix", "flow_matrix", "heat_output", "sector_winners"])
def test_regions_can_be_chosen(name, results):
    data = figure_data(results, name, regions=["BRA", "CHN"])
    shown = set(data["exporter"] if "exporter" in data else data["region"])
    assert shown == {"BRA", "CHN"}
    with pytest.raises(ResultsError, match="region: got 'BAR' — Did you mean 'BRA'"):
        plot(results, name, regions=["BAR"])


def test_tariffs_of_any_two_regions_can_be_drawn(results):
    figure = plot(results, "tariff_overview", regions=["BRA", "CHN"])
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["Brazil on China", "China on Brazil"]
    with pytest.raises(ResultsError, match="got the regions BRA — it takes two"):
        plot(results, "tariff_overview", regions=["BRA"])


def test_a_page_has_the_size_that_is_asked_for(results):
    figure = plot(results, "own_income", figsize=(6.0, 5.0))
    assert figure.get_size_inches() == pytest.approx([6.0, 5.0])
    figure.canvas.draw()
    boxes = [label.get_window_extent() for label in row_texts(figure)]
    assert all(lower.y1 <= upper.y0 for upper, lower in pairwise(boxes))
    bar = figure.axes[0].patches[0].get_window_extent()
    assert boxes[0].y0 <= (bar.y0 + bar.y1) / 2 <= boxes[0].y1
    with pytest.raises(ResultsError, match=r"figsize: got a height of 1 inches — this figure takes \d\.\d or more"):
        plot(results, "own_income", figsize=(6.0, 1.0))


def test_figures_are_drawn_on_axes_that_are_there(results):
    page, axes = plt.subplots(1, 2, figsize=(8, 3))
    assert plot(results, "own_income", ax=axes) is page
    own = plot(results, "own_income")
    for there, here in zip(axes, own.axes, strict=True):
        assert bars(there) == pytest.approx(bars(here))
        assert there.get_title(loc="left") == here.get_title(loc="left")
    assert [label.get_text() for label in axes[0].get_yticklabels()] == row_labels(own)
    plot(results, "own_income", regions=["BRA"], ax=axes[0])
    with pytest.raises(ResultsError, match="ax: got 1 axes — this figure has 2 panels: 'United States', 'China'"):
        plot(results, "own_income", ax=axes[0])
    with pytest.raises(ResultsError, match="a figure that is there keeps its own"):
        plot(results, "own_income", ax=axes, style="dark")
    plt.close(page)
