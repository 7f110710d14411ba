"""Sweeps: a grid passes through single runs, and axes that are wrong or move nothing are refused."""

import numpy as np
import pytest

from simulator.errors import ResultsError, ScenarioError
from simulator.experiment.breakeven import Search, breakeven
from simulator.experiment.levers import Axis
from simulator.experiment.plan import Options
from simulator.experiment.run import run
from simulator.experiment.sweep import sweep
from simulator.results import INDICATORS, export

EXACT = 1e-9
"""Tolerance of sums that hold exactly but for rounding and the solver's residual."""


def test_a_sweep_passes_through_the_single_runs():
    found = sweep(["tariff-100"], ["us-100.rate=0:1:0.5", "cn-licences.approval_rate=0.5,0.88"])
    assert dict(found.data["real_income"].sizes) == {
        "scenario": 2, "horizon": 1, "us-100.rate": 3, "cn-licences.approval_rate": 2, "region": 15,
    }  # fmt: skip
    single = run("tariff-100", overrides=["us-100.rate=0.5"]).value("real_income").sel(scenario="tariff-100")
    point = found.data["real_income"].sel(
        {"scenario": "tariff-100", "us-100.rate": 0.5, "cn-licences.approval_rate": 0.88}
    )
    np.testing.assert_allclose(point.to_numpy(), single.to_numpy(), atol=EXACT * 100)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("us-100.rate", "got no values"),
        ("us-100.rate=a,b", "which are no numbers"),
        ("us-100.rate=1:0:0.1", "first:last:step"),
        ("us-100.rate=0:1:0", "first:last:step"),
    ],
)
def test_a_wrong_axis_is_refused(text, match):
    with pytest.raises(ScenarioError, match=match):
        Axis.parse(text)


def test_a_lever_that_no_scenario_has_is_refused():
    with pytest.raises(ScenarioError, match=r"unknown measure 'us-10' — Did you mean 'us-100'\?"):
        sweep("tariff-100", ["us-10.rate=0,1"])
    with pytest.raises(ScenarioError, match="has no such value"):
        sweep("tariff-100", ["us-100.rat=0,1"])


def test_a_lever_that_moves_nothing_is_refused():
    off = Options(overrides=("us-100.enabled=false",))
    with pytest.raises(ScenarioError, match=r"us-100 is switched off and moves nothing — .*--set us-100\.enabled=true"):
        sweep("tariff-100", ["us-100.rate=0,1"], options=off)
    with pytest.raises(ScenarioError, match="us-100 is switched off"):
        breakeven("tariff-100", Search("us-100.rate", 0.0, 1.0, "real_income:USA", 0.0), options=off)
    with pytest.raises(ScenarioError, match="only the reference tariff-100 has it"):
        sweep("soybean-boycott", ["us-100.rate=0,1"], options=Options(reference="tariff-100"))
    with pytest.raises(ScenarioError, match="only the reference truce-2025-10 has it"):
        breakeven("truce-2025-10", Search("parameters.critical", 0.1, 1.0, "real_income:USA", 0.0))
    found = sweep("tariff-100", ["us-100.rate=0.5,1", "us-100.enabled=0,1"], options=off)
    change = found.values(found.outcomes[0]).sel(scenario="tariff-100").squeeze()
    switched_off = change.sel({"us-100.enabled": 0})
    assert float(switched_off.sel({"us-100.rate": 0.5})) == float(switched_off.sel({"us-100.rate": 1}))
    switched_on = change.sel({"us-100.enabled": 1})
    assert abs(float(switched_on.diff("us-100.rate").squeeze())) > 1e-3


def test_a_sweep_lists_what_was_asked_for_and_all_on_request(tmp_path):
    found = sweep("soybean-boycott", ["cn-soybean-boycott.share=0.1,0.2"], indicator="welfare:USA")
    assert set(found.to_pandas()["indicator"]) == {"welfare"}
    assert set(found.to_pandas()["region"]) == set(found.data["region"].to_numpy())
    assert set(found.listing(["premium", "exports"]).to_pandas()["indicator"]) == {"premium", "exports"}
    with pytest.raises(ResultsError, match="got the unknown indicator 'trade_flow'"):
        found.listing(["trade_flow"])
    export(found, tmp_path / "others.csv", ["exports"])
    assert "exports" in (tmp_path / "others.csv").read_text(encoding="utf-8")
    whole = sweep("soybean-boycott", ["cn-soybean-boycott.share=0.1,0.2"], all_indicators=True)
    assert set(whole.to_pandas()["indicator"]) == {name for name in INDICATORS if name in found.data}


def test_a_reference_that_does_not_move_is_solved_once():
    seen = []
    sweep("tariff-100", ["us-100.rate=0:1:0.25"], progress=lambda done, total: seen.append(total))
    assert seen[-1] == 5 + 1
