import numpy as np
import pytest

from simulator.economy import load_baseline
from simulator.results import INDICATORS, indicators_table
from simulator.results.indicators.indicator import DIMENSIONS
from tests.results import loops
from tests.results.conftest import solved_batch
from tests.worlds import write_folder

SOLVED = 1e-9
"""Relative distance that solved levels leave between two ways to add them up."""
SETTINGS = """\
name: two
title: Two regions
year: 2024
money: million USD
"""
BY_CELL = [item.name for item in INDICATORS.values() if item.about != "bound"]


@pytest.mark.parametrize("name", BY_CELL)
def test_values_are_those_of_loops_over_cells(name, batch, economy):
    data, dims = batch.results.data, DIMENSIONS[INDICATORS[name].about]
    labels = [list(enumerate(data[dim].values)) for dim in dims]
    for case in batch.solved_cases:
        numbers = loops.Case(batch.world, case)
        place = {"scenario": batch.cases[case].scenario, "horizon": batch.cases[case].horizon}
        found = data[name].sel(place).transpose(*dims).to_numpy()
        expected = np.empty(found.shape)
        for cell in np.ndindex(found.shape):
            expected[cell] = getattr(loops, name)(numbers, *(labels[axis][at][0] for axis, at in enumerate(cell)))
        np.testing.assert_allclose(found, expected, rtol=SOLVED, atol=1e-7, err_msg=str(place))


def test_nothing_changes_without_measures(results):
    for name, indicator in INDICATORS.items():
        if indicator.about != "bound":
            change = results.change(name).sel(scenario="asis")
            scale = max(1.0, float(abs(results.baseline(name)).max()))
            assert float(abs(change).max()) <= 1e-9 * scale, name


def test_exports_are_the_sum_of_bilateral_exports_and_imports_too(results):
    pairs = results.value("bilateral_exports")
    np.testing.assert_allclose(pairs.sum("partner", skipna=False), results.value("exports"), rtol=1e-12)
    np.testing.assert_allclose(
        pairs.sum("region", skipna=False).transpose("scenario", "horizon", "partner"),
        results.value("imports"),
        rtol=1e-12,
    )


def test_trade_balances_are_what_regions_lend_whoever_has_the_premiums(batch, economy):
    balance = batch.results.value("trade_balance").sel(scenario=["asis", "truce", "licences", "pledge"])
    np.testing.assert_allclose(balance.sum("region"), 0, atol=1e-9)
    fixed = balance.sel(scenario=["asis", "truce"])
    np.testing.assert_allclose(fixed + economy.levels.deficit, 0, atol=1e-7)
    lent = batch.world.equilibrium.deficit_new.reshape(5, 2, 4)[:4]
    np.testing.assert_allclose(balance + lent, 0, atol=1e-7)
    moved = abs(lent - economy.levels.deficit).max(axis=(1, 2))
    np.testing.assert_allclose(moved[:2], 0, atol=1e-9)
    assert (moved[2:] > 1).all(), "proportional and responsive deficits answer"


def test_effective_tariff_is_by_importer_and_rises_by_the_duty(results, economy):
    tariff = results.value("effective_tariff").sel(region="ANA", partner="BEL", horizon="short")
    before = float(results.baseline("effective_tariff").sel(region="ANA", partner="BEL"))
    levels = economy.levels
    goods = economy.is_goods
    duty = (levels.tariff * levels.trade_flow)[:, 1, 0]
    assert before == pytest.approx(100 * duty[goods].sum() / levels.trade_flow[goods, 1, 0].sum())
    everything = float(results.baseline("effective_tariff_all").sel(region="ANA", partner="BEL"))
    assert everything == pytest.approx(100 * duty.sum() / levels.trade_flow[:, 1, 0].sum())
    assert before + 5 < float(tariff.sel(scenario="truce")) < before + 20
    assert results.value("effective_tariff").sel(region="BEL", partner="BEL").isnull().all()


def test_terms_of_trade_of_two_regions_are_each_others_inverse(tmp_path):
    economy = load_baseline(write_folder(tmp_path / "two", ("ANA", "BEL"), ("GRN", "ORE"), settings=SETTINGS))
    (tmp_path / "duty.yaml").write_text(
        "title: Duty\nmeasures:\n  - {id: duty, type: tariff, importer: ANA, exporter: BEL, sectors: all, rate: 40%}\n"
    )
    batch = solved_batch(tmp_path / "duty.yaml", economy, horizon="long")
    home, abroad = (1 + batch.results.value("terms_of_trade").squeeze() / 100).values
    assert home > 1.01
    assert home * abroad == pytest.approx(1, rel=1e-12)


def test_premium_of_a_licence_goes_to_its_exporter_and_that_of_a_quota_to_the_importer(batch):
    results = batch.results
    received = results.value("licence_premium_receipts").sel(horizon="short")
    assert (received.sel(scenario="truce") > 0).values.tolist() == [False, True, False, False]
    assert (received.sel(scenario="licences") > 0).all(), "ANA and BEL export, CYR and DOR have quotas"
    assert (results.value("shortage_rents").sel(scenario="licences", region="DOR") > 0).all()
    assert (received.sel(scenario="asis") == 0).all()


def test_a_region_that_neither_makes_nor_buys_a_sector_has_no_numbers_for_it(results):
    for name in ("output_volume", "output_value", "producer_price", "factor_earnings", "price_index"):
        of_ore = results.value(name).sel(region="DOR", sector="ORE")
        assert of_ore.isnull().all(), name
        assert results.baseline(name).sel(region="DOR", sector="ORE").isnull(), name
        assert results.value(name).sel(region="ANA", sector="ORE", scenario="truce").notnull().all(), name


def test_quantities_are_known_where_the_baseline_knows_them(results, economy):
    shipped = results.value("quantity").sel(scenario="licences", horizon="short", exporter="BEL", importer="ANA")
    before = float(results.baseline("quantity").sel(sector="ORE", exporter="BEL", importer="ANA"))
    assert before == economy.quantity[2, 1, 0]
    assert float(shipped.sel(sector="ORE")) == pytest.approx(0.4 * before, rel=1e-9)
    assert shipped.sel(sector="GRN").isnull()


def test_a_closed_flow_ships_nothing(results):
    closed = {"scenario": "licences", "exporter": "CYR", "importer": "ANA", "sector": "ORE"}
    assert (results.value("trade_flow").sel(closed) == 0).all()
    assert (results.value("trade_volume").sel(closed) == -100).all()
    assert (results.value("quantity").sel(closed) == 0).all()


def test_output_at_risk_counts_the_scarcest_input_only_and_never_exceeds_output(results, economy):
    at_risk = results.value("output_at_risk").sel(horizon="short")
    levels = economy.levels
    is_user = levels.input_share[2, :, 0] > 0
    missing = 0.6 * levels.trade_share[2, 1, 0] + levels.trade_share[2, 2, 0]
    assert is_user.all()
    assert float(at_risk.sel(scenario="licences", region="ANA")) == pytest.approx(missing * levels.output[:, 0].sum())
    assert float(at_risk.sel(scenario="truce", region="BEL")) == 0
    assert (at_risk.sel(scenario="licences") < economy.levels.output.sum(axis=0)).all()


def test_unsolved_cases_have_no_number_at_all(results):
    for name, indicator in INDICATORS.items():
        if indicator.about == "bound":
            broken = results.data[name].sel(bound=results.data["bound_scenario"] == "broken")
            assert broken.sizes["bound"] == 1
        else:
            broken = results.data[name].sel(scenario="broken")
        assert broken.isnull().all(), name


def test_table_documents_every_indicator_of_the_design():
    table = indicators_table().set_index("name")
    assert set(table.index) >= {
        *("real_income", "own_income", "welfare", "welfare_usd", "welfare_per_household", "welfare_per_head"),
        *("real_gdp", "factor_supply", "real_factor_income", "cost_of_living", "pass_through_prices"),
        *("pass_through_prices_substituted", "consumer_prices", "terms_of_trade", "tariff_revenue"),
        *("licence_premium_receipts", "commitment_cost", "duty_waived", "shortage_rents", "exports", "imports"),
        *("trade_balance", "farm_income", "value_added_at_risk", "output_at_risk", "bilateral_exports"),
        *("effective_tariff", "effective_tariff_all", "effective_tariff_before", "statutory_tariff"),
        *("output_volume", "output_value"),
        *("producer_price", "factor_earnings", "price_index", "trade_flow", "trade_volume", "quantity"),
        *("binding", "premium", "price_multiple", "bound_quantity"),
    }
    assert (table[["unit", "definition", "formula"]].map(len) > 0).all(axis=None)
    assert table.loc["real_income", "definition"] == "Change of a region's income in consumer prices."
    assert table.loc["real_income", "formula"] == "100·(Î/P̂F − 1)"
