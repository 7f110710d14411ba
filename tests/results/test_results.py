from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from simulator.economy import load_baseline
from simulator.errors import ResultsError
from simulator.results import sides
from simulator.results.difference import difference
from tests.results.conftest import solved_batch


def test_names_come_in_the_order_of_the_suite(results):
    assert results.scenarios == ("asis", "truce", "licences", "pledge", "broken")
    assert results.horizons == ("short", "long")
    assert results.reference == "truce"


def test_what_was_not_solved_is_said_in_a_sentence(results):
    assert [text.split(":")[0] for text in results.unsolved] == ["broken (short)", "broken (long)"]
    assert all("Lower them" in text for text in results.unsolved)


def test_values_are_picked_by_label(results):
    one = results.value("exports", scenario="pledge", horizon="long", region="DOR")
    assert one.item() == results.data["exports"].sel(scenario="pledge", horizon="long", region="DOR").item()
    assert results.value("exports", region="DOR").dims == ("scenario", "horizon")


def test_changes_are_against_the_baseline_and_against_the_reference(results):
    change = results.change("imports")
    np.testing.assert_allclose(change.sel(scenario="asis"), 0, atol=1e-9)
    against = results.reference_change("imports")
    np.testing.assert_allclose(
        against.sel(scenario="pledge"), (change.sel(scenario="pledge") - change.sel(scenario="truce"))
    )
    assert (against.sel(scenario="truce") == 0).all()
    assert against.sel(scenario="broken").isnull().all()


def test_a_run_without_reference_has_no_change_against_one(scenarios, economy):
    results = solved_batch(None, economy, [scenarios / "asis.yaml"]).results
    assert results.reference == "truce"  # the folder's own
    bare = type(results)(results.data.assign_attrs(reference=""), results.provenance)
    assert bare.reference_change("exports").isnull().all()
    assert bare.to_pandas()["reference_change"].isna().all()
    assert "against" not in repr(bare)


def test_selecting_keeps_the_reference_and_the_bounds_of_what_is_kept(results):
    chosen = results.sel(scenario="pledge", horizon="long")
    assert chosen.scenarios == ("truce", "pledge")
    assert chosen.horizons == ("long",)
    assert set(chosen.data["bound_scenario"].values) == {"truce", "pledge"}
    np.testing.assert_array_equal(
        chosen.reference_change("real_income").sel(scenario="pledge", horizon="long"),
        results.reference_change("real_income").sel(scenario="pledge", horizon="long"),
    )
    of_truce = chosen.sel(scenario="truce").data
    assert of_truce["kind"].values.tolist() == ["export_licensing"] * 2 + ["rationing"] * 3


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda results: results.value("real_incomes"), "'real_incomes'. Did you mean 'real_income'"),
        (lambda results: results.change("gdp_growth"), "`tariffsim indicators` lists them"),
        (lambda results: results.sel(scenario="pledges"), "'pledges'. Did you mean 'pledge'"),
        (lambda results: results.sel(horizon="medium"), "unknown horizon 'medium'.*Known: short, long"),
        (lambda results: results.to_pandas(["exprots"]), "Did you mean 'exports'"),
        (lambda results: results.value("exports", region="BLE"), "unknown region 'BLE'. Did you mean 'BEL'"),
        (lambda results: results.value("exports", sector="ORE"), "its dimensions are scenario, horizon, region"),
    ],
)
def test_unknown_names_are_refused_with_what_is_known(ask, message, results):
    with pytest.raises(ResultsError, match=message):
        ask(results)


def test_headline_has_a_row_for_each_case_and_agrees_with_the_indicators(results):
    table = results.headline()
    assert sides(results.data) == ("ANA", "BEL")
    assert len(table) == 10
    row = table[(table["scenario"] == "licences") & (table["horizon"] == "long")].iloc[0]
    place = {"scenario": "licences", "horizon": "long"}
    assert row["own income BEL %"] == float(results.value("own_income", region="BEL", **place))
    assert row["real GDP BEL %"] == float(results.value("real_gdp", region="BEL", **place))
    household = float(results.value("welfare_per_household", region="ANA", **place))
    assert row["welfare ANA USD/household"] == household
    assert row["duties in prices ANA %"] == float(results.value("pass_through_prices", region="ANA", **place))
    assert row["farm income ANA %"] == float(results.value("farm_income", region="ANA", **place))
    assert row["tariff revenue ANA bn USD"] == float(results.value("tariff_revenue", region="ANA", **place)) / 1e3
    trade = results.value("bilateral_exports", **place).sel(region=["ANA", "BEL"], partner=["ANA", "BEL"]).sum()
    assert row["ANA–BEL trade bn USD"] == pytest.approx(float(trade) / 1e3)
    assert table[table["scenario"] == "broken"].drop(columns=["scenario", "horizon"]).isna().all(axis=None)
    assert "horizon" not in results.sel(horizon="short").headline()


def test_headline_of_the_shipped_baseline_tells_soybeans_and_what_rare_earths_cost(tmp_path):
    (tmp_path / "licences.yaml").write_text(
        "title: Licences\nmeasures:\n"
        "  - {id: cn, type: export_licensing, exporter: CHN, importer: all, sectors: REE, approval_rate: 0.5}\n"
    )
    (tmp_path / "free.yaml").write_text("title: Free\n")
    economy = load_baseline("us-china-2024")
    results = solved_batch(tmp_path, economy, horizon="long").results
    table = results.headline().set_index("scenario")
    soybeans = economy.quantity[
        economy.sectors.index("SOY"), economy.regions.index("USA"), economy.regions.index("CHN")
    ]
    assert table.loc["free", "soybeans USA to CHN Mt"] == pytest.approx(soybeans, rel=1e-9)
    assert table.loc["free", "rare-earth price USA ×"] == pytest.approx(1, rel=1e-9)
    assert table.loc["free", "value added at risk USA bn USD"] == 0
    multiple = results.data["price_multiple"].sel(bound="licences/cn/CHN-USA-REE").item()
    assert table.loc["licences", "rare-earth price USA ×"] == pytest.approx(multiple, rel=1e-12)
    at_risk = results.value("value_added_at_risk", scenario="licences", region="USA").item()
    assert table.loc["licences", "value added at risk USA bn USD"] == at_risk / 1e3 > 1


def test_a_notebook_shows_the_headline_and_escapes_what_files_say(results):
    page = results._repr_html_()
    assert "A small &lt;question&gt;" in page
    assert page.count("<tr") == 1 + 10
    assert "own income ANA %" in page
    first, *rows = repr(results).splitlines()
    assert first.startswith("<Results: 5 scenarios at short, long, against truce")
    assert any("truce" in row for row in rows)
    assert rows[-1].startswith("Next: .reference_change(")


def test_indicators_are_found_by_key_and_completed(results):
    xr.testing.assert_identical(results["real_income"], results.value("real_income"))
    assert "real_income" in results._ipython_key_completions_()
    with pytest.raises(ResultsError, match="Did you mean 'real_income'"):
        results["real_incme"]


def test_a_run_is_compared_with_another_number_by_number(results):
    other = replace(results, data=results.data.assign(real_income=results.data["real_income"] - 0.5))
    table = results.compare(other.sel("truce"), ["real_income"])
    assert set(table["scenario"]) == {"truce"}
    solved = table["difference"].dropna()
    assert len(solved) > 0
    np.testing.assert_allclose(solved, 0.5)
    assert results.compare(results)["difference"].dropna().eq(0).all()


def test_runs_with_nothing_in_common_are_not_compared(results):
    with pytest.raises(ResultsError, match="at the horizons short, long and short — run them at the same ones"):
        results.compare(results.sel(horizon="short"))
    one, other = (pd.DataFrame({"scenario": [name], "value": [1.0]}) for name in ("a", "b"))
    with pytest.raises(ResultsError, match="nothing in common — scenario is a here and b there"):
        difference(one, other, ["scenario"])
