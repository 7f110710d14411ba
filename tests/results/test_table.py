import numpy as np
import pytest

COLUMNS = [
    "scenario",
    "date",
    "indicator",
    "region",
    "partner",
    "sector",
    "unit",
    "baseline",
    "value",
    "change",
    "change_pct",
    "reference_change",
]
KEYS = ["scenario", "indicator", "region", "partner", "sector"]


@pytest.fixture(scope="module")
def table(one_horizon):
    return one_horizon.to_pandas()


@pytest.fixture(scope="module")
def row(table):
    def pick(**keys):
        found = table
        for name, value in keys.items():
            found = found[found[name] == value]
        assert len(found) == 1, keys
        return found.iloc[0]

    return pick


def test_columns_are_those_of_the_format(table, results):
    assert list(table.columns) == COLUMNS
    both = results.to_pandas()
    assert list(both.columns) == [*COLUMNS[:2], "horizon", *COLUMNS[2:]]
    assert set(both["horizon"]) == {"short", "long"}


def test_every_number_has_a_row_of_its_own(table):
    assert not table.duplicated(KEYS).any()
    counts = table.groupby("indicator").size()
    assert counts["real_income"] == 5 * 4
    assert counts["bilateral_exports"] == 5 * 4 * 3
    assert counts["output_volume"] == 5 * (4 * 3 - 1)
    assert counts["quantity"] == 5 * 9
    assert not {"trade_flow", "trade_volume"} & set(counts.index)


def test_a_level_has_its_change_in_its_unit_in_percent_and_against_the_reference(row, results):
    found = row(scenario="licences", indicator="exports", region="BEL")
    before = float(results.baseline("exports").sel(region="BEL"))
    value = float(results.value("exports", scenario="licences", horizon="short", region="BEL"))
    reference = float(results.value("exports", scenario="truce", horizon="short", region="BEL"))
    assert (found["baseline"], found["value"], found["unit"]) == (before, value, "million USD")
    assert found["change"] == pytest.approx(value - before)
    assert found["change_pct"] == pytest.approx(100 * (value / before - 1))
    assert found["reference_change"] == pytest.approx(value - reference)


def test_a_percent_change_is_its_own_change(row):
    found = row(scenario="licences", indicator="real_income", region="BEL")
    assert (found["baseline"], found["change"], found["unit"]) == (0, found["value"], "%")
    assert np.isnan(found["change_pct"])


def test_the_reference_does_not_differ_from_itself(table):
    own = table[table["scenario"] == "truce"]
    assert (own["reference_change"].dropna() == 0).all()
    assert own["reference_change"].notna().sum() == own["value"].notna().sum()


def test_pairs_name_region_and_partner(row, economy):
    found = row(scenario="asis", indicator="bilateral_exports", region="ANA", partner="CYR")
    assert found["value"] == pytest.approx(economy.levels.trade_flow[:, 0, 2].sum())
    found = row(scenario="asis", indicator="effective_tariff", region="ANA", partner="CYR")
    goods, levels = economy.is_goods, economy.levels
    paid = (levels.tariff * levels.trade_flow)[goods, 2, 0].sum()
    assert found["value"] == pytest.approx(100 * paid / levels.trade_flow[goods, 2, 0].sum())


def test_quantities_name_exporter_importer_sector_and_unit(row, economy):
    found = row(scenario="asis", indicator="quantity", region="BEL", partner="ANA", sector="ORE")
    assert (found["unit"], found["value"]) == ("kt", pytest.approx(economy.quantity[2, 1, 0]))


def test_bounds_name_their_flows_and_the_unit_of_each_number(row):
    place = {"scenario": "pledge", "region": "DOR", "partner": "BEL", "sector": "GRN+FAB"}
    assert row(indicator="bound_quantity", **place)["unit"] == "million USD"
    assert row(indicator="bound_quantity", **place)["value"] == pytest.approx(150, rel=1e-8)
    assert row(indicator="premium", **place)["unit"] == "ad valorem %"
    assert row(indicator="binding", **place)["value"] == 1


def test_a_bound_is_held_against_that_of_the_same_measure_in_the_reference(row):
    place = {"indicator": "bound_quantity", "region": "BEL", "partner": "CYR", "sector": "ORE"}
    own, reference = row(scenario="licences", **place), row(scenario="truce", **place)
    assert own["reference_change"] == pytest.approx(own["value"] - reference["value"])
    assert own["reference_change"] == pytest.approx((0.4 - 0.9) * own["baseline"], rel=1e-8)


def test_a_bound_without_counterpart_in_the_reference_has_no_change_against_it(one_horizon):
    table = one_horizon.sel(scenario="pledge").to_pandas(["premium"])
    on_flows = table[table["partner"] != ""]
    unmatched = on_flows[(on_flows["scenario"] == "pledge") & (on_flows["region"] != "BEL")]
    assert len(unmatched) == 3
    assert unmatched["value"].notna().all()
    assert unmatched["reference_change"].isna().all()


def test_an_unsolved_scenario_keeps_its_rows_and_leaves_them_empty(table):
    broken = table[(table["scenario"] == "broken") & ~table["indicator"].isin(["binding", "premium", "bound_quantity"])]
    assert len(broken) > 100
    assert broken[["value", "change", "change_pct", "reference_change"]].isna().all(axis=None)
    assert broken["baseline"].notna().all()


def test_flows_have_a_table_of_their_own(one_horizon, results, economy):
    flows = one_horizon.flows()
    assert list(flows.columns) == [
        "scenario",
        "date",
        "exporter",
        "importer",
        "sector",
        "baseline",
        "value",
        "volume_change_pct",
    ]
    assert len(flows) == 5 * np.count_nonzero(economy.levels.trade_flow)
    assert "horizon" in results.flows().columns
    one = flows[(flows["scenario"] == "licences") & (flows["sector"] == "ORE")]
    closed = one[(one["exporter"] == "CYR") & (one["importer"] == "ANA")].iloc[0]
    assert (closed["value"], closed["volume_change_pct"]) == (0, -100)
    assert closed["baseline"] == economy.levels.trade_flow[2, 2, 0]


def test_flows_come_in_the_long_table_when_they_are_asked_for(one_horizon):
    table = one_horizon.to_pandas(["trade_flow", "trade_volume"])
    assert set(table["indicator"]) == {"trade_flow", "trade_volume"}
    assert set(table.loc[table["indicator"] == "trade_volume", "unit"]) == {"%"}
