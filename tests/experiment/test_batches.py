"""Draws, sweeps, searches and decompositions: the same numbers wherever and however they are solved."""

import os
import pickle
import signal
import subprocess
import sys
import time
from concurrent.futures import as_completed
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from simulator.errors import ConvergenceError, ResultsError, ScenarioError
from simulator.experiment import shapley
from simulator.experiment.batch import task as blocks
from simulator.experiment.batch.executors import executor, kept_blocks
from simulator.experiment.batch.store import BlockStore
from simulator.experiment.batch.task import Task, solve_task
from simulator.experiment.batch.work import Batch
from simulator.experiment.breakeven import NONE, SCAN, Search, breakeven, crossings
from simulator.experiment.decompose import decompose
from simulator.experiment.draws import Uncertain, draw, uncertain_elasticities
from simulator.experiment.plan import Options, make_plan
from simulator.experiment.run import run
from simulator.experiment.sensitivity import sensitivity
from simulator.experiment.sweep import Axis, sweep
from simulator.experiment.uncertainty import draw_tasks, uncertainty
from simulator.results import in_use, read_results, write_results
from simulator.results.quantiles import drawn_indicators

ROOT = Path(__file__).resolve().parents[2]
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
    task = Task("one", plan.economy, scenario, "short", ({},), centre.assumed(plan.economy, 0, 1), ("real_income",))
    central = run(["tariff-100", "soybean-pledge"]).value("real_income").sel(scenario=scenario.name)
    np.testing.assert_allclose(solve_task(task).arrays["real_income"], central.to_numpy(), atol=EXACT * 100)


def test_numbers_do_not_depend_on_blocks_and_order(plan, drawn, monkeypatch):
    whole = [solve_task(task) for task in draw_tasks(plan, drawn)]
    monkeypatch.setattr("simulator.solver.iteration.FLOWS_AT_ONCE", 17 * plan.economy.levels.trade_flow.size)
    parts = [solve_task(task) for task in reversed(draw_tasks(plan, drawn))][::-1]
    for name in drawn_indicators():
        first = [block for block in whole if block.name.startswith("tariff-100")]
        second = [block for block in parts if block.name.startswith("tariff-100")]
        joined = [np.concatenate([block.arrays[name] for block in blocks_]) for blocks_ in (first, second)]
        np.testing.assert_array_equal(*joined)


def files_of(tasks, folder, pool=None):
    """Blocks as they are kept, by name."""
    store = BlockStore(folder)
    assert {task.name for task in kept_blocks(tasks, store, pool)} == {task.name for task in tasks}
    return {task.name: store.path(task.name).read_bytes() for task in tasks}


@pytest.mark.process
def test_processes_give_the_same_to_the_last_bit(plan, drawn, tmp_path, monkeypatch):
    monkeypatch.setattr("simulator.experiment.batch.executors.FEW", 0)
    tasks = draw_tasks(plan, drawn)
    with executor(jobs=2) as pool:
        assert files_of(tasks, tmp_path / "there", pool) == files_of(tasks, tmp_path / "here")


@pytest.mark.process
def test_a_cluster_gives_the_same_to_the_last_bit(plan, drawn, tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr("simulator.experiment.batch.executors.FEW", 0)
    tasks = draw_tasks(plan, drawn)[:3]
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        executor(scheduler=cluster.scheduler_address) as pool,
    ):
        assert files_of(tasks, tmp_path / "there", pool) == files_of(tasks, tmp_path / "here")


def test_a_cluster_that_is_not_there_is_an_error():
    pytest.importorskip("distributed")
    with pytest.raises(Exception, match="cannot reach"), executor(scheduler="tcp://127.0.0.1:1"):
        pass


def kill_after_the_first(tasks, store):
    """Solve blocks in two processes that are killed when the first block is there."""
    with executor(jobs=2) as pool:
        kept = kept_blocks(tasks, store, pool)
        yield next(kept)
        for process in pool._processes.values():
            os.kill(process.pid, signal.SIGKILL)
        yield from kept


@pytest.mark.process
def test_a_dead_worker_is_reported_and_what_was_finished_is_kept(plan, drawn, tmp_path, monkeypatch):
    monkeypatch.setattr("simulator.experiment.batch.executors.FEW", 0)
    tasks, store = draw_tasks(plan, drawn), BlockStore(tmp_path)
    again = [replace(task, name=f"{task.name}-{copy}") for copy in range(4) for task in tasks]
    found = kill_after_the_first(again, store)
    first = next(found)
    with pytest.raises(ConvergenceError, match="worker process died"):
        list(found)
    assert store.has(first)


@pytest.mark.process
def test_no_answer_of_a_process_is_longer_than_a_pipe_takes_at_once(plan, drawn, tmp_path, monkeypatch):
    """A worker that dies halfway through a longer one would leave this process waiting."""
    answers = []
    monkeypatch.setattr("simulator.experiment.batch.executors.FEW", 0)

    def overheard(waiting):
        for answer in as_completed(waiting):
            answers.append(answer.result())
            yield answer

    monkeypatch.setattr("simulator.experiment.batch.executors.as_completed", overheard)
    with executor(jobs=2) as pool:
        files_of(draw_tasks(plan, drawn), tmp_path, pool)
    assert answers
    assert max(len(pickle.dumps(answer)) for answer in answers) < 4096


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
    write_results(results, tmp_path)
    again = read_results(tmp_path)
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
    with pytest.raises(ScenarioError, match="at least 2"):
        draw([number], 1, 0)
    with pytest.raises(ScenarioError, match="powers of 2, such as 128"):
        draw([number], 100, 0, "sobol")


@pytest.mark.process
def test_a_killed_run_resumes_and_ends_with_the_same_bytes(tmp_path):
    command = [
        sys.executable,
        "-m",
        "simulator",
        "run",
        "tariff-100",
        "soybean-pledge",
        "--draws",
        "320",
        "--jobs",
        "1",
    ]
    command += ["--no-figures", "--out"]
    subprocess.run([*command, str(tmp_path / "whole")], cwd=ROOT, check=True, capture_output=True)
    process = subprocess.Popen(
        [*command, str(tmp_path / "killed")], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while process.poll() is None and len(list((tmp_path / "killed" / "draws").glob("[!.]*.nc"))) < 3:
        time.sleep(0.02)
    process.kill()
    process.wait()
    finished = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "killed" / "draws").glob("[!.]*.nc")}
    assert 3 <= len(finished) < 15
    subprocess.run([*command, str(tmp_path / "killed"), "--resume"], cwd=ROOT, check=True, capture_output=True)
    for name in ("indicators.csv", "flows.csv", "summary.csv"):
        assert (tmp_path / "killed" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    for path in (tmp_path / "whole" / "draws").glob("*.nc"):
        assert (tmp_path / "killed" / "draws" / path.name).read_bytes() == path.read_bytes()
    kept = [
        name for name, stamp in finished.items() if (tmp_path / "killed" / "draws" / name).stat().st_mtime_ns == stamp
    ]
    assert kept


def test_blocks_of_another_run_are_not_taken_for_this_one(tmp_path):
    first = uncertainty(["tariff-100"], draws=8, seed=1, batch=Batch(folder=tmp_path))
    other = uncertainty(["tariff-100"], draws=8, seed=2, batch=Batch(folder=tmp_path, resume=True))
    fresh = uncertainty(["tariff-100"], draws=8, seed=2)
    xr.testing.assert_equal(other.summary, fresh.summary)
    assert not first.summary["real_income"].equals(other.summary["real_income"])


def test_two_runs_into_one_folder_are_refused(tmp_path):
    with in_use(tmp_path), pytest.raises(ResultsError, match="another run is writing here"), in_use(tmp_path):
        pass
    with in_use(tmp_path):
        pass


HOLDER = """
import os, pathlib, sys, time
from simulator.results import in_use

with in_use(pathlib.Path(sys.argv[1])):
    if os.fork() == 0:
        time.sleep(60)
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_killed_run_lets_go_of_its_folder_though_its_workers_live(tmp_path):
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout.readline() == "held\n"
    try:
        with pytest.raises(ResultsError, match="wait for it, or choose another --out"), in_use(tmp_path):
            pass
        process.kill()
        process.wait()
        with in_use(tmp_path):
            pass
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()


def test_unsolved_draws_are_counted_and_left_out(monkeypatch):
    def sometimes(task):
        solved = solve_task(task)
        for array in solved.arrays.values():
            if array.shape[0]:
                array.setflags(write=True)
                array[0] = np.nan
        return blocks.Solved(
            solved.name,
            solved.arrays,
            solved.bounds,
            ("STALLED", *solved.status[1:]),
            solved.residual,
            solved.iterations,
        )

    monkeypatch.setattr("simulator.experiment.batch.executors.solve_task", sometimes)
    results = uncertainty(["tariff-100"], draws=8)
    assert (results.summary["solved_draws"] == 7).all()
    assert np.isfinite(results.summary["real_income"]).all()


def test_the_time_of_a_run_holds_that_of_its_draws(monkeypatch):
    now = 0.0

    def a_minute_a_block(task):
        nonlocal now
        now += 60.0
        return solve_task(task)

    monkeypatch.setattr("simulator.experiment.batch.executors.solve_task", a_minute_a_block)
    monkeypatch.setattr(time, "perf_counter", lambda: now)
    assert uncertainty(["tariff-100"], draws=2).provenance.wall_seconds == 120.0


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


def test_crossings_are_found_with_their_direction():
    roots = np.array([[0.31, 1.7], [-1.0, 0.5], [-2.0, -1.0]])

    def gap(searches, values):
        return (values - roots[searches, 0]) * (values - roots[searches, 1])

    values = np.linspace(0.0, 2.0, SCAN)
    found = crossings(gap, values, np.stack([gap(np.full(SCAN, row), values) for row in range(3)]))
    assert [[way for _, way in own] for own in found] == [["falling", "rising"], ["rising"], []]
    np.testing.assert_allclose([value for own in found for value, _ in own], [0.31, 1.7, 0.5], atol=1e-5)


def test_a_crossing_beside_an_unsolved_point_is_not_made_up():
    def gap(searches, values):
        return np.where(np.abs(values - 0.5) < 0.01, np.nan, values - 0.5)

    values = np.linspace(0.0, 2.0, SCAN)
    assert crossings(gap, values, gap(None, values)[None]) == [[]]
    values = np.linspace(0.0, 2.1, SCAN)
    assert crossings(gap, values, gap(None, values)[None]) == [[]]


def test_breakeven_is_where_the_outcome_meets_its_target():
    search = Search("us-100.rate", 0.0, 2.0, "real_income:USA", -0.3)
    row = breakeven("tariff-100", search).table.iloc[0]
    results = run("tariff-100", overrides=[f"us-100.rate={row['value']}"])
    change = results.reference_change("real_income").sel(scenario="tariff-100", horizon="short", region="USA")
    assert float(change) == pytest.approx(-0.3, abs=1e-5)
    none = breakeven("tariff-100", Search("us-100.rate", 0.0, 2.0, "real_income:USA", 5.0)).table.iloc[0]
    assert np.isnan(none["value"])
    assert none["direction"] == NONE


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


def test_sensitivity_ranks_by_width_and_explains_variance():
    found = sensitivity("tariff-100")
    width = (found.table["high"] - found.table["low"]).abs().to_numpy()
    assert (np.diff(width) <= 0).all()
    change = run("tariff-100").reference_change("real_income").sel(scenario="tariff-100", horizon="short", region="USA")
    assert found.centre == pytest.approx(float(change), abs=1e-7)
    indices = sensitivity("tariff-100", samples=16, seed=1).table
    assert indices["total_order"].max() > 0.05
