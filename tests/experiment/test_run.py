"""A run from files to results: reference, overrides, horizons, days, and a baseline of one's own."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import xarray as xr
from scipy.optimize import root

from simulator.economy import load_baseline
from simulator.errors import ScenarioError
from simulator.experiment.run import run
from simulator.scenario.authoring.template import new_scenario_text
from simulator.solver.iteration import DEFAULT_SETTINGS
from tests.worlds import SETTINGS, write_folder

SAME = 1e-9
"""Tolerance of two equilibria that should be one, in percent or relative."""


def test_the_threat_switched_off_is_the_reference():
    results = run("scenarios/tariff-100.yaml", overrides=["us-100.enabled=false"])
    assert results.scenarios == ("truce-2025-10", "tariff-100")
    assert results.reference == "truce-2025-10"
    for name in ("real_income", "consumer_prices", "trade_volume", "output_volume"):
        assert float(np.abs(results.reference_change(name)).max()) <= SAME


def test_the_threat_changes_the_reference():
    results = run("tariff-100")
    trade = results.reference_change("bilateral_exports").sel(scenario="tariff-100", region="CHN", partner="USA")
    assert trade.item() < -100_000


def test_results_do_not_depend_on_the_company():
    alone = run("spiral")
    together = run("scenarios").sel(scenario="spiral")
    xr.testing.assert_equal(alone.data["trade_flow"], together.data["trade_flow"])
    xr.testing.assert_equal(alone.data["premium"], together.data["premium"])


def test_horizons_are_named_and_numbered():
    results = run("tariff-100", horizon=["short", 3, "long"])
    assert results.horizons == ("short", "3", "long")
    medium = run("tariff-100", horizon="medium")
    np.testing.assert_array_equal(results.data["real_income"].sel(horizon="3"), medium.data["real_income"][:, 0])


@pytest.mark.parametrize("horizon", ["shrt", -1, "1e9", float("nan")])
def test_a_wrong_horizon_is_refused(horizon):
    with pytest.raises(ScenarioError, match=r"horizon: got .* short, medium, long, or a number of years"):
        run("tariff-100", horizon=horizon)


def test_a_day_decides_which_measures_are_in_force():
    before = run("tariff-100", on=date(2025, 10, 31))
    after = run("tariff-100", on=date(2025, 11, 1))
    assert float(np.abs(before.reference_change("real_income")).max()) <= SAME
    assert float(np.abs(after.reference_change("real_income")).max()) > 0.1


def test_a_measure_of_an_unasked_reference_is_not_overridden():
    plain = run("tariff-100")
    changed = run("tariff-100", overrides=["us-on-china.rate=0.5"])
    np.testing.assert_array_equal(
        plain.data["real_income"].sel(scenario="truce-2025-10"),
        changed.data["real_income"].sel(scenario="truce-2025-10"),
    )
    assert float(np.abs(plain.data["real_income"] - changed.data["real_income"]).max()) > 0.01


def test_an_elasticity_holds_for_the_reference_too():
    plain = run("tariff-100")
    changed = run("tariff-100", overrides=["parameters.origin=8"])
    gap = np.abs(plain.data["real_income"] - changed.data["real_income"]).sel(scenario="truce-2025-10")
    assert float(gap.max()) > 0.01


def test_another_reference_can_be_named():
    results = run(["tariff-100", "april-2025"], reference="busan-deal")
    assert results.reference == "busan-deal"
    assert results.scenarios[0] == "busan-deal"


def test_progress_counts_cases():
    seen = []
    run("tariff-100", horizon=["short", "long"], progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (4, 4)


def test_a_starter_file_runs(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(new_scenario_text("Mine"), encoding="utf-8")
    results = run(file)
    assert results.unsolved == []
    assert results.reference == ""


def test_a_folder_of_one_sector_without_inputs_is_the_armington_model(tmp_path):
    folder = write_folder(
        tmp_path / "world",
        sectors=("GDS",),
        input_cost=0,
        elasticities=ARMINGTON,
        settings=SETTINGS.split("region_groups")[0],
    )
    economy = load_baseline(folder)
    exporter, importer = economy.regions[1], economy.regions[0]
    file = tmp_path / "tariff.yaml"
    file.write_text(TARIFF.format(importer=importer, exporter=exporter), encoding="utf-8")
    results = run(file, baseline=folder, horizon="long")
    wages = _armington_wages(economy.levels, theta=5.0, rate=0.4)
    np.testing.assert_allclose(results.data["producer_price"][0, 0, :, 0], 100 * (wages - 1), atol=1e-7)


ARMINGTON = (("origin", "*", 5, 5, 0, "textbook"),)
TARIFF = """\
title: A tariff
measures:
  - {{id: tax, type: tariff, importer: {importer}, exporter: {exporter}, sectors: all, rate: 0.4, stacking: replace}}
"""


def _armington_wages(levels, theta, rate):
    """Wages of the one-sector gravity model after region 0 sets a tariff on region 1, from its market clearing."""
    flow, tariff = levels.trade_flow[0], levels.tariff[0]
    new_tariff = tariff.copy()
    new_tariff[1, 0] = rate
    purchases = flow * (1 + tariff)
    share = purchases / purchases.sum(0)
    labour = flow.sum(1)
    deficit = purchases.sum(0) - labour - (tariff * flow).sum(0)

    def gap(log_wage):
        wage = np.exp(log_wage)
        wage = wage * labour.sum() / (wage * labour).sum()
        pull = share * (wage[:, None] * (1 + new_tariff) / (1 + tariff)) ** -theta
        pull /= pull.sum(0)
        duty = (pull * new_tariff / (1 + new_tariff)).sum(0)
        spending = (wage * labour + deficit) / (1 - duty)
        return np.log((pull / (1 + new_tariff) * spending).sum(1) / (wage * labour))

    solved = root(gap, np.zeros(len(labour)), tol=1e-13)
    wage = np.exp(solved.x)
    return wage * labour.sum() / (wage * labour).sum()


def test_before_its_day_a_replaced_measure_still_holds():
    before = run("rare-earth-licensing", on=date(2025, 10, 20))
    assert float(np.abs(before.reference_change("real_income")).max()) <= SAME
    after = run("rare-earth-licensing", on=date(2025, 11, 8))
    assert float(after.value("price_multiple").max()) > 1.2
    assert float(after.reference_change("value_added_at_risk").max()) > 10_000


def test_the_day_is_in_every_row():
    results = run("tariff-100", on=date(2025, 11, 1))
    for table in (results.to_pandas(["real_income", "premium"]), results.flows()):
        assert set(table["date"]) == {"2025-11-01"}
    assert set(run("tariff-100").flows()["date"]) == {""}


def test_scenarios_solved_in_parts_are_the_whole():
    names = ["tariff-100", "soybean-pledge", "spiral"]
    whole = run(names, horizon=["short", "long"])
    parts = run(names, horizon=["short", "long"], settings=replace(DEFAULT_SETTINGS, block_size=2))
    xr.testing.assert_equal(whole.data, parts.data)
    assert whole.data.attrs == parts.data.attrs
