"""Decompositions: contributions of measures add up to the change."""

import pytest

from simulator.errors import ScenarioError
from simulator.experiment.decompose import decompose
from simulator.experiment.plan import Options
from simulator.experiment.run import run
from simulator.game import shapley

EXACT = 1e-9
"""Tolerance of sums that hold exactly but for rounding and the solver's residual."""


def test_a_decomposition_adds_up():
    found = decompose("busan-deal", ["real_income:USA", "bilateral_exports:USA:CHN"])
    sums = found.contributions.groupby("outcome")["contribution"].sum()
    results = run("busan-deal")
    change = results.reference_change("real_income").sel(scenario="busan-deal", horizon="short", region="USA")
    assert sums["real_income:USA"] == pytest.approx(float(change), abs=EXACT * 100)
    assert set(found.contributions["measure"]) == {
        "us-on-china", "cn-farm-soybeans", "cn-farm-lists", "cn-licences", "cn-soybeans"
    }  # fmt: skip


def test_a_decomposition_of_many_measures_adds_up_and_tells_its_error(monkeypatch):
    outcomes = ["real_income:USA", "bilateral_exports:USA:CHN"]
    exact = decompose("busan-deal", outcomes)
    monkeypatch.setattr(shapley, "ENUMERATED", 4)
    found = decompose("busan-deal", outcomes)
    assert found.totals == pytest.approx(exact.totals, abs=EXACT * 100)
    sums = found.contributions.groupby("outcome")["contribution"].sum()
    assert sums.to_dict() == pytest.approx(exact.totals, rel=1e-9)
    for table, column in (("contributions", "contribution"), ("interactions", "interaction")):
        drawn, whole = getattr(found, table), getattr(exact, table)
        assert (whole["standard_error"] == 0).all()
        assert (drawn["standard_error"] > 0).any()
        off, scale = (drawn[column] - whole[column]).abs(), whole[column].abs().groupby(whole["outcome"]).max()
        assert (off <= 5 * drawn["standard_error"] + EXACT * drawn["outcome"].map(scale)).all()


def test_what_cannot_be_split_is_refused():
    with pytest.raises(ScenarioError, match="nothing to split"):
        decompose("tariff-100", options=Options(overrides=("us-100.enabled=false",)))
    with pytest.raises(ScenarioError, match="unknown indicator 'real_incme'"):
        decompose("tariff-100", ["real_incme:USA"])
