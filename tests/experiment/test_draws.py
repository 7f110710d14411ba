"""Draws of what is uncertain: within bands, the same in any blocks, paired between scenarios, and as quantiles."""

import time

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from simulator.errors import ScenarioError
from simulator.experiment.assumptions.draws import Uncertain, draw, uncertain_elasticities
from simulator.experiment.batch.variations import VariationBlock
from simulator.experiment.plan import Options, make_plan
from simulator.experiment.run import run
from simulator.experiment.uncertainty import draw_tasks, uncertainty
from simulator.results import read
from simulator.results.assembly.quantiles import drawn_indicators
from tests.experiment.counting import ignored

EXACT = 1e-9
"""Tolerance of sums that hold exactly but for rounding and the solver's residual."""


@pytest.fixture(scope="module")
def plan():
    return make_plan(["tariff-100", "soybean-pledge"], Options())


@pytest.fixture(scope="module")
def drawn(plan):
    return draw(uncertain_elasticities(plan.economy), 70, seed=1)


def test_draws_stay_in_their_bands_and_follow_their_seed(plan, drawn):
    again = draw(drawn.numbers, 70, seed=1)
    other = draw(drawn.numbers, 70, seed=2)
    np.testing.assert_array_equal(drawn.values, again.values)
    assert not np.array_equal(drawn.values, other.values)
    low, high = (np.array([getattr(item, end) for item in drawn.numbers]) for end in ("low", "high"))
    assert (drawn.values >= low).all()
    assert (drawn.values <= high).all()


@pytest.mark.parametrize("kind", ["uniform", "triangular", "loguniform"])
def test_a_distribution_reaches_its_ends_and_centre(kind):
    number = Uncertain("x", 2.0, 1.0, 4.0, kind)
    ends = number.ppf(np.array([0.0, 1.0]))
    np.testing.assert_allclose(ends, [1, 4], rtol=1e-3)
    middle = {"uniform": 2.5, "loguniform": 2.0, "triangular": 4 - np.sqrt(3)}[kind]
    assert float(number.ppf(np.array(0.5))) == pytest.approx(middle, rel=1e-6)


def test_central_ratios_are_the_central_run(plan):
    numbers = uncertain_elasticities(plan.economy)
    centre = type(draw(numbers, 2, 0))(tuple(numbers), np.array([[item.centre for item in numbers]]), 0)
    scenario = plan.scenarios[-1]
    task = VariationBlock(
        "one", plan.economy, scenario, "short", ({},), centre.assumed(plan.economy, 0, 1), ("real_income",)
    )
    central = run(["tariff-100", "soybean-pledge"]).value("real_income").sel(scenario=scenario.name)
    np.testing.assert_allclose(task.solve(ignored)["real_income"], central.to_numpy(), atol=EXACT * 100)


def test_numbers_do_not_depend_on_blocks_and_order(plan, drawn, monkeypatch):
    def solved(tasks):
        return {task.name: task.solve(ignored) for task in tasks if task.name.startswith("tariff-100")}

    whole = solved(draw_tasks(plan, drawn))
    monkeypatch.setattr("simulator.solver.iteration.FLOWS_AT_ONCE", 17 * plan.economy.levels.trade_flow.size)
    parts = solved(draw_tasks(plan, drawn)[::-1])
    assert len(parts) > len(whole)
    for name in drawn_indicators():
        joined = [np.concatenate([blocks[key][name] for key in sorted(blocks)]) for blocks in (whole, parts)]
        np.testing.assert_array_equal(*joined)


def test_bands_hold_the_draws_and_pair_the_differences(tmp_path):
    results = uncertainty(["tariff-100"], draws=30, seed=3)
    table = results.quantiles()
    assert (table["value_p05"] <= table["value_p95"] + EXACT).all()
    own = table[(table["scenario"] == "truce-2025-10") & (table["indicator"] == "real_income")]
    assert (own[["reference_change_p05", "reference_change_p95"]] == 0).all(axis=None)
    usa = table[
        (table["scenario"] == "tariff-100") & (table["indicator"] == "real_income") & (table["region"] == "USA")
    ]
    width = float(usa["reference_change_p95"].iloc[0] - usa["reference_change_p05"].iloc[0])
    assert 0 < width < 0.5
    beats = results.summary["beats"].sel(horizon="short", region="USA")
    assert float(beats.sel(scenario="truce-2025-10", against="tariff-100")) == 1.0
    results.write(tmp_path)
    again = read(tmp_path)
    xr.testing.assert_equal(again.summary, results.summary)
    pd.testing.assert_frame_equal(again.quantiles(), table)


def test_quantiles_do_not_depend_on_how_much_is_read_at_a_time(monkeypatch):
    whole = uncertainty(["tariff-100", "soybean-pledge"], draws=3).summary
    monkeypatch.setattr("simulator.experiment.uncertainty.NUMBERS_AT_ONCE", 1)
    xr.testing.assert_identical(uncertainty(["tariff-100", "soybean-pledge"], draws=3).summary, whole)


def test_a_value_of_a_measure_can_be_uncertain(tmp_path):
    file = tmp_path / "spread.yaml"
    file.write_text(
        "title: Spread\nmeasures:\n  - {id: us, type: tariff, importer: USA, exporter: CHN, sectors: goods, "
        "rate: {dist: uniform, low: 0%, high: 100%}}\n"
    )
    results = uncertainty(file, draws=16)
    assert "us.rate" in [item["name"] for item in results.provenance.asked["uncertain"]]
    revenue = results.summary["effective_tariff"].sel(scenario="spread", horizon="short", region="USA", partner="CHN")
    assert float(revenue.sel(quantile="p95") - revenue.sel(quantile="p05")) > 30


def test_nothing_uncertain_and_wrong_numbers_of_draws_are_refused():
    with pytest.raises(ScenarioError, match="nothing is uncertain"):
        draw([], 10, 0)
    number = Uncertain("x", 1.0, 0.5, 2.0, "uniform")
    with pytest.raises(ScenarioError, match="a whole number from 2 to 100,000"):
        draw([number], 1, 0)
    with pytest.raises(ScenarioError, match="powers of 2, such as 128"):
        draw([number], 100, 0, "sobol")


def test_unsolved_draws_are_counted_and_left_out(monkeypatch):
    solve = VariationBlock.solve

    def sometimes(task, count):
        arrays = solve(task, count)
        is_first = np.arange(len(task)) == 0
        numbers = {name: arrays[name] for name in (*task.indicators, "flow_sums") if arrays[name].size}
        holed = {
            name: np.where(is_first.reshape(-1, *[1] * (array.ndim - 1)), np.nan, array)
            for name, array in numbers.items()
        }
        return {**arrays, **holed, "is_solved": ~is_first}

    monkeypatch.setattr(VariationBlock, "solve", sometimes)
    results = uncertainty(["tariff-100"], draws=8)
    assert (results.summary["solved_draws"] == 7).all()
    assert np.isfinite(results.summary["real_income"]).all()


def test_the_time_of_a_run_holds_that_of_its_draws(monkeypatch):
    now, solve = 0.0, VariationBlock.solve

    def a_minute_a_block(task, count):
        nonlocal now
        now += 60.0
        return solve(task, count)

    monkeypatch.setattr(VariationBlock, "solve", a_minute_a_block)
    monkeypatch.setattr(time, "perf_counter", lambda: now)
    assert uncertainty(["tariff-100"], draws=2).provenance.wall_seconds == 120.0
