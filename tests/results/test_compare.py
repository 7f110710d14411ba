from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from simulator.economy import load_baseline
from simulator.errors import ResultsError
from simulator.results import compare
from tests.results.conftest import solved_batch
from tests.worlds import write_folder

CHOSEN = ["truce.yaml", "licences.yaml"]


@pytest.fixture(scope="module")
def lenient(scenarios, economy):
    """The same scenarios with more licences in one of them, and a second one that the other run does not have."""
    files = [scenarios / name for name in CHOSEN]
    return solved_batch(None, economy, files, overrides=["parts.approval_rate=0.9"]).results


def test_the_same_scenario_is_kept_once_and_another_of_its_name_gets_the_runs(results, lenient):
    both = compare([results, lenient], ["first", "second"])
    assert both.scenarios == (*results.scenarios, "second:licences")
    assert both.reference == "truce"
    assert str(both.data["label"].sel(scenario="second:licences").item()) == "Licences (second)"
    for name in ("real_income", "trade_flow"):
        np.testing.assert_array_equal(
            both.value(name, scenario="second:licences"), lenient.value(name, scenario="licences")
        )
        np.testing.assert_array_equal(both.value(name, scenario="pledge"), results.value(name, scenario="pledge"))


def test_bounds_go_with_their_scenario(results, lenient):
    both = compare([results, lenient], ["first", "second"])
    owned = both.data["bound"].sel(bound=both.data["bound_scenario"] == "second:licences").values.tolist()
    assert "second:licences/permits/BEL-CYR-ORE" in owned
    assert all(name.startswith("second:licences/") for name in owned)
    own = both.data["premium"].sel(bound="second:licences/quota")
    np.testing.assert_array_equal(own, lenient.data["premium"].sel(bound="licences/quota"))
    table = both.sel(horizon="short").to_pandas(["premium"])
    assert set(table["scenario"]) == {"truce", "licences", "pledge", "broken", "second:licences"}


def test_a_run_compared_with_itself_is_itself(results):
    again = compare([results, results, results])
    assert again.scenarios == results.scenarios
    xr.testing.assert_equal(again.data, results.data)
    assert again.provenance == results.provenance


def test_runs_of_one_name_are_numbered(results, lenient, scenarios, economy):
    third = solved_batch(None, economy, [scenarios / "licences.yaml"], overrides=["parts.approval_rate=0.8"]).results
    both = compare([results, lenient, third], ["out", "out", "out"])
    assert both.scenarios[-2:] == ("out2:licences", "out3:licences")


def test_the_reference_can_be_chosen(results, lenient):
    both = compare([results, lenient], ["first", "second"], reference="licences")
    assert both.reference == "licences"
    assert (both.reference_change("exports").sel(scenario="licences") == 0).all()
    assert (both.reference_change("exports").sel(scenario="second:licences", region="ANA") != 0).all()


def test_runs_that_cannot_be_compared_are_refused(results, tmp_path, scenarios):
    other = load_baseline(
        write_folder(tmp_path / "other", results.data["region"].values, ("GRN", "FAB", "ORE"), seed=7)
    )
    elsewhere = solved_batch(None, other, [scenarios / "asis.yaml"]).results
    with pytest.raises(ResultsError, match=r"different baselines .*'small' and 'small'.* run them on one baseline"):
        compare([results, elsewhere])
    with pytest.raises(ResultsError, match="horizons short, long and long — run them at the same ones"):
        compare([results, results.sel(horizon="long")])
    with pytest.raises(ResultsError, match=r"reference: got 'pledges'\. Did you mean 'pledge'"):
        compare([results], reference="pledges")
    with pytest.raises(ResultsError, match="got no results — give at least one"):
        compare([])


def test_provenance_lists_the_scenarios_of_all_runs(results, lenient):
    found = compare([results, lenient]).provenance.scenarios
    assert [item["name"] for item in found] == ["asis", "truce", "licences", "pledge", "broken", "licences"]
    assert found[-1]["overrides"] != found[2]["overrides"]
    assert replace(results).provenance.scenarios == found[:5]
