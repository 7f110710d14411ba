"""Optimal tariffs: closed forms, symmetry, Kuhn-Tucker conditions, and what is said of them."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq

import simulator
from simulator import optimal, run
from simulator.errors import ScenarioError
from simulator.experiment.strategy import evaluator
from tests.experiment.strategy.markets import AS_IT_IS, levy, two_regions, write_markets

RATE = 5e-6  # of tariffs that are found by slopes
LARGE = [[90.0, 10.0], [10.0, 150.0]]


def best(folder, player="HOME", scenario=AS_IT_IS, **options):
    return optimal(scenario, player, baseline=folder, horizon="long", **options)


def rate_of(found, player="HOME"):
    (rate,) = found.levers.loc[found.levers["player"] == player, "rate"]
    return rate


@pytest.mark.parametrize("answer", [0.0, 0.5])
@pytest.mark.parametrize("theta", [2.0, 5.0])
def test_limit_two_regions_have_the_tariff_of_the_closed_form(tmp_path, theta, answer):
    """t* = 1/(θ(1 − m)), m the other's imports at border value over its home sales and imports, whatever it levies."""
    folder = two_regions(tmp_path, theta, LARGE)
    scenario = {"title": "Answered", "measures": [levy("AWAY", "HOME", answer)]}
    found = best(folder, scenario=scenario)
    there = {"title": "Best", "measures": [levy("AWAY", "HOME", answer), levy("HOME", "AWAY", rate_of(found))]}
    flow = run(there, baseline=folder, horizon="long").data["trade_flow"].squeeze().sel(importer="AWAY")
    imported = float(flow.sel(exporter="HOME") / flow.sum("exporter"))
    assert rate_of(found) == pytest.approx(1 / (theta * (1 - imported)), rel=RATE)
    assert found.summary["projected_gradient"].item() < 1e-4


def test_limit_small_economy_levies_one_over_theta(tmp_path):
    folder = two_regions(tmp_path, 4.0, [[1.0, 0.2], [0.2, 1e5]])
    assert rate_of(best(folder)) == pytest.approx(0.25, rel=1e-4)


def test_limit_symmetric_nash_tariff_is_the_root_of_the_closed_form(tmp_path):
    """t = [1 + a(1+t)^−σ]/θ with σ = θ + 1 and a imports over home sales: 0.534589 at θ = 2, a = 0.25."""
    folder = two_regions(tmp_path, 2.0, [[100.0, 25.0], [25.0, 100.0]])
    root = brentq(lambda rate: (1 + 0.25 * (1 + rate) ** -3.0) / 2 - rate, 0.1, 1.0, xtol=1e-12)
    assert root == pytest.approx(0.534589, abs=1e-6)
    found = best(folder, None, nash=["HOME", "AWAY"])
    for player in ("HOME", "AWAY"):
        assert rate_of(found, player) == pytest.approx(root, rel=RATE)
    assert found.starts["distance"].max() < 1e-5
    assert any("3 starts lead to the same tariffs" in text for text in found.findings())


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """Three unequal regions in balance with each other, three sectors, tariffs at the start."""
    rng = np.random.default_rng(7)
    flow = rng.uniform(5, 30, (3, 3, 3)) + 120 * np.eye(3)
    flow = (flow + flow.swapaxes(1, 2)) / 2
    tariff = rng.uniform(0, 0.3, (3, 3, 3)) * (1 - np.eye(3))
    folder = tmp_path_factory.mktemp("three")
    return write_markets(folder, ("ANA", "BEL", "CYR"), flow, (2.5, 4.0, 6.0), tariff=tariff)


@pytest.fixture(scope="module")
def by_cell(three):
    return best(three, "ANA", by="cell")


def test_each_tariff_of_its_own_brings_more(three, by_cell):
    payoff = {by: best(three, "ANA", by=by).summary["optimum"].item() for by in ("uniform", "partner", "sector")}
    payoff["cell"] = by_cell.summary["optimum"].item()
    assert payoff["uniform"] < min(payoff["partner"], payoff["sector"])
    assert max(payoff["partner"], payoff["sector"]) < payoff["cell"] + 1e-9
    assert len(by_cell.levers) == 6


def test_the_adjoint_finds_what_differences_find(three, by_cell, monkeypatch):
    monkeypatch.setattr(evaluator, "MOST_DIFFERENCED", 0)
    found = best(three, "ANA", by="cell")
    np.testing.assert_allclose(found.levers["rate"], by_cell.levers["rate"], atol=1e-4)
    np.testing.assert_allclose(found.levers["slope"], 0, atol=1e-4)
    assert found.summary["optimum"].item() == pytest.approx(by_cell.summary["optimum"].item(), abs=1e-8)


def test_symmetry_a_payoff_counted_in_other_units_changes_no_tariff(three):
    once, doubled = (
        best(three, "ANA", payoff={"ANA": {f"welfare{unit}:ANA": weight}}) for unit, weight in (("", 1), ("_usd", 0.3))
    )
    assert rate_of(once, "ANA") == pytest.approx(rate_of(doubled, "ANA"), abs=RATE)
    ratio = doubled.summary["optimum"].item() / once.summary["optimum"].item()
    assert doubled.summary["now"].item() / once.summary["now"].item() == pytest.approx(ratio) or ratio > 1


def test_what_is_wanted_moves_the_tariff(three):
    """Who wants its first sector to earn more protects it more than welfare asks for."""
    payoff = {"ANA": {"welfare:ANA": 1, "factor_earnings:ANA:S0": 0.05}}
    plain, farmers = (best(three, "ANA", by="sector", payoff=wanted).levers for wanted in (None, payoff))
    assert farmers["rate"][0] > plain["rate"][0] + 0.05


def test_the_payoff_is_flat_between_the_ends_that_are_told(three):
    found = best(three, "ANA")
    told = found.summary.iloc[0]
    assert told["flat_low"] < rate_of(found, "ANA") < told["flat_high"]
    for rate in (told["flat_low"], told["flat_high"]):
        scenario = {"title": "End", "measures": [levy("ANA", "all", float(rate))]}
        welfare = float(run(scenario, baseline=three, horizon="long").value("welfare", region="ANA").squeeze())
        assert told["optimum"] - welfare == pytest.approx(0.01, abs=2e-4)


def test_limits_that_bind_are_named(three):
    found = best(three, "ANA", by="sector", low="5%", high=0.15)
    assert found.levers["rate"].between(0.05, 0.15).all()
    assert set(found.levers.loc[found.levers["rate"] == 0.15, "limit"]) == {"high"}
    assert (found.levers.loc[found.levers["limit"] == "high", "slope"] > 0).all()
    assert found.summary["projected_gradient"].item() < 1e-4
    assert any("at the highest rate" in text for text in found.findings())


def test_tariffs_of_others_and_on_others_are_held_and_told(three):
    scenario = {"title": "Bel taxes Ana", "measures": [levy("BEL", "ANA", 0.4)]}
    found = best(three, "ANA", scenario=scenario, against=["Region CYR"])
    assert set(found.tariffs["exporter"]) == {"CYR"}
    held = found.held.set_index(["importer", "exporter"])["rate"]
    assert held["BEL", "ANA"] == pytest.approx(0.4)
    assert ("ANA", "BEL") in held.index
    assert ("ANA", "CYR") not in held.index
    assert any("on goods from ANA BEL 40.0 %" in text for text in found.findings())


def test_nash_tariffs_do_not_depend_on_who_is_named_first(three):
    first, second = (
        best(three, None, nash=players, by="partner").levers.set_index(["player", "partner"])["rate"]
        for players in (["ANA", "BEL"], ["BEL", "ANA"])
    )
    np.testing.assert_allclose(first, second.loc[first.index], atol=1e-5)
    assert first.between(0.05, 0.6).all()


def test_deals_leave_all_better_off_than_nash_tariffs(three):
    found = best(three, None, nash=["ANA", "BEL"], bargain=True, low=-0.5)
    payoff = found.summary.pivot(index="solution", columns="player", values="optimum")
    equal, bargained = (payoff.loc[name] - payoff.loc["nash"] for name in ("equal_gains", "bargaining"))
    assert np.ptp(equal) < 1e-4 < equal.min()
    assert bargained.min() > 0
    assert bargained.prod() > equal.prod()
    assert any("A deal from which all gain the same, over Nash" in text for text in found.findings())
    cut = replace(found, summary=found.summary.assign(optimum=[0, 0, 1, 2, 1, 2]))
    assert any("A deal that raises the smallest gain as far as" in text for text in cut.findings())
    deals = found.summary[found.summary["solution"] != "nash"]
    assert (deals["projected_gradient"] < 0.02).all(), "nobody can gain without another's loss"
    assert found.summary["flat_low"].isna().sum() == 4


def test_replies_that_lead_apart_or_nowhere_are_told(three):
    found = best(three, None, nash=["ANA", "BEL"])
    apart = replace(found, starts=found.starts.assign(distance=[0, 0, 0, 0, 0.2, 0.1]))
    assert any("3 starts lead to tariffs up to 20.0 % apart" in text for text in apart.findings())
    restless = replace(found, starts=found.starts.assign(move=[0, 0, 0.3, 0.3, 0, 0], rounds=40))
    assert any("not come to rest after 40 rounds (from tariffs lowest)" in text for text in restless.findings())
    assert not any("the same tariffs" in text for text in restless.findings())


def test_seven_regions_with_profits_have_optimal_and_nash_tariffs(tmp_path):
    """Tariffs shift profits home: sectors of higher profits, alike in all else, are taxed more (Ossa 2014)."""
    rng, profits = np.random.default_rng(11), np.array([0.0, 0.1, 0.25])
    one = rng.uniform(2, 20, (7, 7)) + 150 * np.eye(7)
    codes, flow = tuple("ABCDEFG"), np.stack([(one + one.T) / 2] * 3)
    folder = write_markets(tmp_path, codes, flow, [3.4] * 3, profits=profits)
    alone = best(folder, "A", by="sector")
    assert alone.levers["rate"].is_monotonic_increasing
    assert alone.levers["rate"].iloc[2] > alone.levers["rate"].iloc[0] + 0.01
    war = best(folder, None, nash=codes)
    assert (war.levers["limit"] == "none").all()
    assert (war.summary["projected_gradient"] < 1e-3).all()
    np.testing.assert_allclose(war.levers["slope"], 0, atol=1e-3)
    assert war.starts["distance"].max() < 1e-3
    assert (war.curves.groupby("player")["payoff"].max().to_numpy() < war.summary["optimum"].to_numpy()).all()


def test_a_result_is_read_back_and_its_tables_have_their_columns(three, by_cell, tmp_path):
    by_cell.write(tmp_path / "found")
    again = simulator.read(tmp_path / "found")
    assert list(again.tables()) == ["tariffs", "summary", "levers", "curves", "held", "starts"]
    assert list(again.tariffs) == ["player", "exporter", "importer", "sector", "rate"]
    summary = ["player", "objective", "now", "optimum", "flat_low", "flat_high", "projected_gradient"]
    assert list(again.summary) == summary
    assert (again.compare(by_cell)["difference"].abs() < 1e-9).all()
    assert again.findings() == by_cell.findings()
    assert again.provenance.asked["by"] == "cell"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"player": "ANN"}, "ANN: got no region"),
        ({"player": None}, "got nobody who sets tariffs"),
        ({"nash": ["ANA", "BEL"]}, "got it with nash"),
        ({"by": "region"}, "by: got 'region' — uniform, partner, sector, cell"),
        ({"high": 25}, "high: got 25.*2500 %"),
        ({"low": 0.5, "high": 0.2}, "got the range 50% to 20%"),
        ({"against": ["ANA"]}, "imports no goods from nobody"),
        ({"against": ["Mars"]}, "Mars: got no region or group"),
        ({"bargain": True}, "bargain: got fewer than two players"),
        ({"payoff": {"BEL": {"welfare:BEL": 1}}}, "payoff: got one of BEL, who sets no tariff"),
        ({"payoff": {"ANA": {"premium": 1}}}, "premium: got an indicator of bounds"),
        ({"payoff": {"ANA": {"tariff_revenue:ANA": 0}}}, "got no outcome"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_remedy(three, options, message):
    with pytest.raises(ScenarioError, match=message):
        best(three, **{"player": "ANA", **options})
