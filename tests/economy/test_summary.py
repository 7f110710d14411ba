"""Contract: totals of a baseline, against sums written out by hand."""

import numpy as np
import pytest

from simulator.economy import read_baseline, region_totals, sector_totals, top_flows


@pytest.fixture
def economy(folder):
    return read_baseline(folder)


def test_top_flows_are_sorted_and_leave_domestic_sales_out(economy):
    flows = top_flows(economy, 4)
    assert [flow.value for flow in flows] == sorted((flow.value for flow in flows), reverse=True)
    assert all(flow.exporter != flow.importer for flow in flows)
    first = flows[0]
    place = (
        economy.sector_index(first.sector),
        economy.region_index(first.exporter),
        economy.region_index(first.importer),
    )
    assert (first.value, first.tariff) == (economy.levels.trade_flow[place], economy.levels.tariff[place])
    abroad = economy.levels.trade_flow[:, ~np.eye(3, dtype=bool)]
    assert first.value == abroad.max()


def test_top_flows_are_no_more_than_there_are(economy):
    assert len(top_flows(economy, 99)) == 12


def test_region_totals_agree_with_the_flows(economy):
    flow, tariff = economy.levels.trade_flow, economy.levels.tariff
    for n, totals in enumerate(region_totals(economy)):
        others = [other for other in range(3) if other != n]
        assert (totals.region, totals.name) == (economy.regions[n], economy.region_names[n])
        np.testing.assert_allclose(totals.exports, flow[:, n, others].sum())
        np.testing.assert_allclose(totals.imports, flow[:, others, n].sum())
        np.testing.assert_allclose(totals.deficit, totals.imports - totals.exports, atol=1e-9)
        np.testing.assert_allclose(totals.output, flow[:, n].sum())
        np.testing.assert_allclose(totals.tariff_revenue, (flow * tariff)[:, :, n].sum())
        np.testing.assert_allclose(totals.income, economy.levels.final_demand[:, n].sum())


def test_sector_totals_agree_with_the_flows(economy):
    flow, tariff = economy.levels.trade_flow, economy.levels.tariff
    for s, totals in enumerate(sector_totals(economy)):
        assert (totals.sector, totals.is_goods, totals.is_critical) == (economy.sectors[s], True, s == 1)
        np.testing.assert_allclose(totals.output, flow[s].sum())
        np.testing.assert_allclose(totals.trade, flow[s][~np.eye(3, dtype=bool)].sum())
        np.testing.assert_allclose(totals.tariff_revenue, (flow * tariff)[s].sum())
