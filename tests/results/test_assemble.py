import numpy as np
import pytest

from simulator.results import INDICATORS
from simulator.results.indicators.indicator import DIMENSIONS


@pytest.mark.parametrize("name", INDICATORS)
def test_each_indicator_has_its_axes_unit_and_baseline(name, results):
    dims = DIMENSIONS[INDICATORS[name].about]
    case = ("horizon",) if INDICATORS[name].about == "bound" else ("scenario", "horizon")
    assert set(results.data[name].dims) == {*case, *dims}
    assert results.data[f"{name}_baseline"].dims == dims
    for key in ("unit", "long_name", "definition"):
        assert results.data[name].attrs[key]


def test_percent_changes_start_from_zero_wherever_they_apply(results):
    for name, indicator in INDICATORS.items():
        if indicator.is_percent_change:
            baseline = results.baseline(name)
            assert set(np.unique(baseline.values[~np.isnan(baseline.values)])) == {0}, name
            assert (baseline.notnull() == results.value(name, scenario="truce", horizon="long").notnull()).all(), name


def test_what_applies_does_not_depend_on_what_was_solved(results):
    only_broken = results.sel(scenario="broken")
    for name in ("output_volume", "price_index", "trade_volume"):
        assert only_broken.baseline(name).notnull().any(), name


def test_labels_come_from_the_economy_and_the_suite(results, economy):
    data = results.data
    assert tuple(data["region"].values) == tuple(data["partner"].values) == economy.regions
    assert tuple(data["exporter"].values) == tuple(data["importer"].values) == economy.regions
    assert str(data["region_name"].sel(region="CYR").item()) == "Region CYR"
    assert data["quantity_unit"].values.tolist() == ["", "", "kt"]
    assert data["sector_kind"].values.tolist() == ["goods", "services", "goods"]
    assert data["label"].values.tolist() == ["As is", "Truce", "Licences", "Pledge", "Broken"]
    assert str(data["colour"].sel(scenario="truce").item()) == "#336699"
    assert str(data["summary"].sel(scenario="truce").item()) == "A tariff and lenient licences."
    assert data.attrs["reference"] == "truce"
    assert data.attrs["numeraire"] == "world factor income fixed"


def test_every_case_says_how_it_ended(results):
    status = results.data["status"].sel(horizon="short").values.tolist()
    assert status == ["CONVERGED"] * 4 + ["UNAFFORDABLE"]
    assert (results.data["residual"].sel(scenario="pledge") < 1e-9).all()
    assert (results.data["iterations"].sel(scenario="pledge") > 1).all()


def test_bounds_are_labelled_once_whatever_the_number_of_horizons(results):
    names = results.data["bound"].values.tolist()
    assert len(set(names)) == len(names)
    assert "licences/permits/BEL-CYR-ORE" in names
    assert "licences/quota" in names
    pooled = results.data.sel(bound="pledge/spend")
    assert (pooled["exporters"].item(), pooled["importers"].item(), pooled["sectors"].item()) == (
        "DOR",
        "BEL",
        "GRN+FAB",
    )
    assert (pooled["unit"].item(), float(pooled["limit"])) == ("million USD", 150)


def test_bounds_bind_at_their_limit_or_cost_nothing(results):
    data = results.data.sel(bound=results.data["bound_scenario"] != "broken")
    is_floor = data["kind"] == "purchase_commitment"
    binds = data["binding"] == 1
    assert binds.any()
    gap = (data["bound_quantity"] / data["limit"] - 1) * np.where(is_floor, 1, -1)[:, None]
    gap = gap.where(~data["bound"].str.contains("/gate/"), 0)  # beyond it more comes in, at a rate
    assert float(abs(gap.where(binds)).max()) < 1e-8
    assert (gap >= -1e-8).all()
    assert (data["premium"].where(binds, 1) > 0).all()


def test_a_limit_that_nobody_reaches_costs_nothing_and_puts_nothing_at_risk(results):
    lax = results.data.sel(bound="pledge/lax/CYR-ANA-FAB")
    assert (lax["binding"] == 0).all()
    assert (lax["premium"] == 0).all()
    assert (lax["bound_quantity"] < lax["limit"]).all()
    at_risk = results.value("output_at_risk", region="ANA")
    np.testing.assert_array_equal(at_risk.sel(scenario="pledge"), at_risk.sel(scenario="truce"))


def test_premium_is_ad_valorem_and_a_commitments_is_the_share_its_treasury_pays(batch):
    premium = batch.results.data["premium"].sel(horizon="long")
    case = next(n for n, case in enumerate(batch.cases) if (case.scenario, case.horizon) == ("licences", "long"))
    charge = batch.world.equilibrium.export_charge_new[case, 2, 1]
    assert float(premium.sel(bound="licences/permits/BEL-CYR-ORE")) == pytest.approx(100 * (charge[2] - 1), rel=1e-9)
    taxed = 100 * (charge[0] / 1.1 - 1)
    assert float(premium.sel(bound="licences/permits/BEL-ANA-ORE")) == pytest.approx(taxed, rel=1e-9)
    case = next(n for n, case in enumerate(batch.cases) if (case.scenario, case.horizon) == ("pledge", "long"))
    paid = batch.world.equilibrium.purchase_factor_new[case, 2, 0, 2]
    assert float(premium.sel(bound="pledge/buy")) == pytest.approx(100 * (1 - paid), rel=1e-9)


def test_a_tariff_rate_quota_binds_beyond_its_limit_at_its_rate(results):
    gate = results.data.sel(bound="licences/gate/CYR-DOR-FAB")
    assert (gate["binding"] == 1).all()
    np.testing.assert_allclose(gate["premium"], 5, rtol=1e-9)
    assert (gate["bound_quantity"] > 2 * gate["limit"]).all()


def test_price_multiple_is_what_users_pay_whoever_sells(batch):
    multiple = batch.results.data["price_multiple"].sel(horizon="short")
    place = next(n for n, case in enumerate(batch.cases) if (case.scenario, case.horizon) == ("licences", "short"))
    new = batch.world.equilibrium
    price, made = new.price_hat[place], new.cost_hat[place] * new.markup_hat[place]
    assert float(multiple.sel(bound="licences/permits/BEL-CYR-ORE")) == price[2, 2]
    assert float(multiple.sel(bound="licences/quota")) == price[0, 2]
    assert float(multiple.sel(bound="licences/frost/DOR-FAB")) == made[1, 3] > new.cost_hat[place, 1, 3]
    place = next(n for n, case in enumerate(batch.cases) if (case.scenario, case.horizon) == ("pledge", "short"))
    price, made = new.price_hat[place], new.cost_hat[place]
    assert float(multiple.sel(bound="pledge/buy")) == made[2, 0]
    assert float(multiple.sel(bound="pledge/spend")) == made[:2, 3].max()
    assert batch.results.baseline("price_multiple").drop_sel(bound="broken/buy").values.tolist().count(1) > 10


def test_bounds_on_producers_have_a_row_without_partner(one_horizon):
    table = one_horizon.to_pandas(["price_multiple", "bound_quantity"])
    frost = table[(table["region"] == "DOR") & (table["partner"] == "") & (table["sector"] == "FAB")]
    assert frost["unit"].tolist() == ["times the baseline", "share of baseline output"]
    assert frost["value"].iloc[1] == pytest.approx(0.9, rel=1e-9)
    assert frost["scenario"].unique().tolist() == ["licences"]


def test_amount_under_a_bound_starts_from_the_baseline_amount(results, economy):
    start = results.baseline("bound_quantity")
    levels = economy.levels
    assert float(start.sel(bound="pledge/buy")) == pytest.approx(economy.quantity[2, 0, 2])
    assert float(start.sel(bound="pledge/spend")) == pytest.approx(levels.trade_flow[:2, 3, 1].sum())
    assert float(start.sel(bound="licences/quota")) == pytest.approx(levels.trade_flow[0, :2, 2].sum())
