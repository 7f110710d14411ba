"""Sectors: heat map of output, winners and losers."""

import pytest

from simulator.errors import ResultsError
from simulator.report import figure_data, plot
from simulator.report.wording.words import signed
from tests.report.made_up import REGIONS, SECTORS, made_up
from tests.report.reading import bars, cells, row_labels


def _change(results, name, **place):
    return results.reference_change(name).sel(horizon="short", **place)


def test_cells_show_the_change_of_output_of_sector_and_region(results):
    figure = plot(results, "heat_output", scenario="tariff")
    shown = cells(figure.axes[0])
    for row, sector in enumerate(SECTORS):
        for column, region in enumerate(REGIONS):
            change = float(_change(results, "output_volume", scenario="tariff", region=region, sector=sector))
            assert shown[row, column] == signed(change, 2)


def test_winners_are_sorted_and_drawn_for_both_regions(results):
    figure = plot(results, "sector_winners", scenario="tariff")
    ours = _change(results, "factor_earnings", scenario="tariff", region="USA").to_series().sort_values(ascending=False)
    assert row_labels(figure) == [SECTORS[code].partition(" (")[0] for code in ours.index]
    for axes, region in zip(figure.axes, ("USA", "CHN"), strict=True):
        own = _change(results, "factor_earnings", scenario="tariff", region=region).to_series()[ours.index]
        assert list(bars(axes).values()) == pytest.approx(list(own))


def test_only_leaders_are_shown_where_sectors_are_many():
    sectors = {f"S{number:02}": f"Sector {number}" for number in range(30)}
    results = made_up(["truce", "tariff"], sectors=sectors)
    data = figure_data(results, "sector_winners", scenario="tariff")
    output = results.baseline("output_value")
    change = (_change(results, "factor_earnings", scenario="tariff") * output).transpose("region", "sector").to_pandas()
    for region in ("USA", "CHN"):
        ranked = change.loc[region].sort_values().index
        assert {*ranked[:4], *ranked[-4:]} <= set(data["sector"])
    assert data["sector"].nunique() <= 16


def test_unsolved_scenarios_and_other_units_are_refused(results):
    with pytest.raises(ResultsError, match="heat_output: broken was not solved at horizon short"):
        plot(results, "heat_output", scenario="broken")
    with pytest.raises(ResultsError, match="indicator: got 'output_value'"):
        plot(results, "sector_winners", indicator="output_value")
