"""Charts of an economy of many regions: the largest movers one by one, all others together."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from simulator.economy import load_baseline
from simulator.errors import ResultsError
from simulator.report import figure_data, figure_names, plot
from simulator.report.charts import critical
from simulator.report.charts.tile_map import LEAST, tiles
from simulator.report.looks.style import CELL_INK
from simulator.report.wording.words import signed
from simulator.results.analysis.movers import MOST
from tests.report.made_up import made_up
from tests.report.reading import row_labels

N_REGIONS = 40
OTHERS = f"{N_REGIONS - MOST + 1} others"
CODES = ["USA", "CHN", *(f"R{number:02}" for number in range(N_REGIONS - 2))]


@pytest.fixture(scope="module")
def wide():
    """Three scenarios of forty regions."""
    return made_up(["truce", "tariff", "cutoff"], regions={code: f"Region {code}" for code in CODES})


def change(results, indicator, **labels):
    return results.reference_change(indicator).sel(horizon="short", **labels)


def weights(results):
    return results.data["output_value_baseline"].sum("sector")


def test_columns_are_the_largest_movers_and_the_mean_of_the_others(wide):
    data = figure_data(wide, "scenario_matrix").set_index(["scenario", "region"])["change"].unstack("region")
    assert len(data.columns) == MOST
    assert {"USA", "CHN", OTHERS} <= set(data.columns)
    others = [code for code in CODES if code not in data.columns]
    own = change(wide, "own_income", scenario=["tariff", "cutoff"])
    mean = (own * weights(wide)).sel(region=others).sum("region") / weights(wide).sel(region=others).sum()
    assert data.loc[["tariff", "cutoff"], OTHERS].to_list() == pytest.approx(mean.to_numpy().tolist())
    moved = abs(own * weights(wide)).max("scenario").to_series()
    shown = [code for code in data.columns if code not in ("USA", "CHN", OTHERS)]
    assert moved[shown].min() >= moved[others].max()


def test_money_of_the_others_is_summed(wide):
    data = figure_data(wide, "scenario_matrix", indicator="exports").set_index(["scenario", "region"])["change"]
    expected = change(wide, "exports", scenario="tariff").sum()
    assert data.loc["tariff"].sum() == pytest.approx(float(expected))


def test_exports_to_and_from_the_others_add_up(wide):
    data = figure_data(wide, "flow_matrix", scenario="tariff")
    exports = change(wide, "bilateral_exports", scenario="tariff").to_pandas()
    total = exports.to_numpy().sum() - np.trace(exports)
    of_all = data["importer"] == "all"
    assert data.loc[of_all, "change"].sum() == pytest.approx(total)
    assert data.loc[~of_all, "change"].sum() == pytest.approx(total)
    assert data["exporter"].nunique() == MOST


def test_sectors_of_the_others_are_weighted_by_output(wide):
    figure = plot(wide, "heat_output", scenario="tariff")
    data = figure.data
    others = [code for code in CODES if code not in set(data["region"])]
    volume, output = change(wide, "output_volume", scenario="tariff"), wide.data["output_value_baseline"]
    expected = (volume * output).sel(region=others).sum("region") / output.sel(region=others).sum("region")
    shown = data[data["region"] == OTHERS].set_index("sector")["change"]
    assert shown[expected["sector"].to_numpy()].to_list() == pytest.approx(expected.to_numpy().tolist())
    assert "weighed by output" in figure.alt


def test_diversion_adds_up_and_puts_importer_and_exporter_first(wide):
    figure = plot(wide, "diversion", scenario="tariff")
    labels = row_labels(figure)
    assert labels[:2] == ["Region USA", "Region CHN"]
    assert labels[-1] == OTHERS
    assert len(labels) == MOST
    whole = figure_data(wide.sel(scenario="tariff"), "diversion", scenario="tariff")
    base, volume = wide.data["trade_flow_baseline"], change(wide, "trade_volume", scenario="tariff")
    goods = (base * volume / 100).sel(sector=["SOY", "REE"]).sum("sector")
    for side, flows in (("source", goods.sel(importer="USA")), ("destination", goods.sel(exporter="CHN"))):
        assert whole.loc[whole["side"] == side, "change"].sum() == pytest.approx(float(flows.sum()))


def test_regions_that_are_asked_for_are_all_shown(wide):
    data = figure_data(wide, "scenario_matrix", regions=CODES[:20])
    assert list(dict.fromkeys(data["region"])) == CODES[:20]


def test_an_economy_of_few_regions_has_no_others():
    data = figure_data(made_up(["truce", "tariff"]), "flow_matrix")
    assert not data["exporter"].str.contains("others").any()


COUNTRIES = [code for code in tiles().index if code not in ("USA", "CHN")][: LEAST - 2]


@pytest.fixture(scope="module")
def world():
    """Countries with tiles, and the rest of the world."""
    codes = ["USA", "CHN", *COUNTRIES, "ROW"]
    return made_up(["truce", "tariff"], regions={code: f"Name of {code}" for code in codes})


def test_no_two_countries_have_the_same_tile():
    assert tiles().index.is_unique
    assert not tiles().duplicated().any()
    assert tiles().index.str.fullmatch("[A-Z]{3}").all()
    assert not tiles().loc["KOR"].equals(tiles().loc["JPN"])


def test_countries_of_the_world_baseline_have_tiles():
    assert set(load_baseline("world-2024").regions) - set(tiles().index) == {"ROW"}


def test_a_map_shows_the_change_of_each_country_on_its_tile(world):
    figure = plot(world, "tile_map", scenario="tariff", indicator="real_gdp")
    moved = change(world, "real_gdp", scenario="tariff").to_series()
    places = [(text.get_position(), text.get_text()) for text in figure.axes[0].texts]
    written = [(round(x), round(y), text) for (x, y), text in places]
    for code in ("USA", COUNTRIES[3]):
        row, column = tiles().loc[code]
        assert {text for x, y, text in written if (x, y) == (column, row)} == {code, signed(moved[code], 2)}
    assert "Not on the map: Name of ROW" in " ".join(text.get_text() for text in figure.texts)


def test_a_map_names_whose_change_is_largest(world):
    data = figure_data(world, "tile_map", scenario="tariff").set_index("region")["change"]
    title = plot(world, "tile_map", scenario="tariff").texts[0].get_text().replace("\n", " ")
    assert f"falls most in Name of {data.idxmin()}" in title
    assert f"rises most in Name of {data.idxmax()}" in title


def test_a_map_is_drawn_of_many_countries_only(world, wide):
    assert "tile_map" in figure_names(world)
    assert "tile_map" not in figure_names(wide)
    assert "tile_map" not in figure_names(made_up())
    with pytest.raises(ResultsError, match="tile_map: no region has a tile"):
        plot(made_up(regions={"ONE": "One", "TWO": "Two"}, scenarios=["truce", "tariff"]), "tile_map")


def test_codes_on_tiles_are_light_on_dark_tiles_on_a_dark_page(world):
    axes = plot(world, "tile_map", style="dark").axes[0]
    assert {to_hex(text.get_color()) for text in axes.texts[: 2 * LEAST]} == {CELL_INK[1]}
    mesh = axes.collections[0]
    shown = mesh.to_rgba(mesh.get_array().compressed())[:, :3]
    assert (shown @ (0.2126, 0.7152, 0.0722)).max() < 0.45


def test_critical_inputs_show_those_with_most_at_risk(monkeypatch):
    results = made_up(["truce", "cutoff"])
    ordered = figure_data(results, "critical_inputs")["region"].to_list()
    assert len(ordered) > 1
    monkeypatch.setattr(critical, "MOST", 1)
    assert figure_data(results, "critical_inputs")["region"].to_list() == ordered[:1]
    assert "The 1 regions with most at risk." in plot(results, "critical_inputs").texts[2].get_text().replace("\n", " ")
