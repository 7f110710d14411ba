"""The batch engine: the same bytes wherever blocks are solved, kept under what they follow from, and told how far."""

import os
import pickle
import signal
from concurrent.futures import as_completed
from dataclasses import replace
from datetime import date
from multiprocessing import active_children

import numpy as np
import pytest
import xarray as xr

from simulator.errors import ConvergenceError, ScenarioError
from simulator.experiment.assumptions.draws import draw, uncertain_numbers
from simulator.experiment.batch.executors import executor, solve_and_keep
from simulator.experiment.batch.scenarios import scenario_blocks
from simulator.experiment.batch.store import BlockStore
from simulator.experiment.batch.task import contents
from simulator.experiment.batch.work import Batch
from simulator.experiment.dynamics.blocks import CentralTimeline, DrawnTimelines
from simulator.experiment.dynamics.periods import periods
from simulator.experiment.plan import Options, make_plan
from simulator.experiment.run import run
from simulator.experiment.uncertainty import draw_tasks, uncertainty
from simulator.scenario import load_scenario
from simulator.solver.iteration import DEFAULT_SETTINGS
from tests.experiment.counting import ignored
from tests.worlds import write_folder

DUTY = """\
title: A duty and licences that change by the day
measures:
  - {id: duty, type: tariff, importer: ANA, exporter: BEL, sectors: GRN, start: 2025-02-01,
     rate: {2025-02-01: 10%, 2025-06-01: 40%}}
  - {id: tax, type: export_tax, exporter: BEL, importer: CYR, sectors: ORE,
     rate: {dist: uniform, low: 5%, high: 20%}}
  - {id: licence, type: export_licensing, importer: all, exporter: ANA, sectors: ORE, approval_rate: 0.6}
  - {id: promise, type: purchase_commitment, importer: ANA, exporter: CYR, sectors: ORE,
     windows: [{start: 2025-01-01, end: 2025-06-30, quantity: 5 kt}]}
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return write_folder(tmp_path_factory.mktemp("world") / "small")


@pytest.fixture(scope="module")
def duty(tmp_path_factory):
    file = tmp_path_factory.mktemp("scenarios") / "duty.yaml"
    file.write_text(DUTY, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def plan(world, duty):
    return make_plan(duty, Options(baseline=world, horizon=["short", "long"]))


@pytest.fixture(scope="module")
def tasks(plan):
    """One of each kind: scenarios as they stand, under draws, and along timelines."""
    drawn = draw(uncertain_numbers(plan.economy, plan.scenarios), 6, seed=1)
    common = plan.economy, plan.scenarios, periods(date(2025, 1, 1), 3)
    return [
        *scenario_blocks(plan, DEFAULT_SETTINGS),
        *draw_tasks(plan, drawn),
        CentralTimeline(*common),
        DrawnTimelines("drawn", *common, drawn.levers(0, 2), drawn.assumed(plan.economy, 0, 2)),
    ]


@pytest.fixture
def always_elsewhere(monkeypatch):
    """Let no batch be too small for other processes."""
    monkeypatch.setattr("simulator.experiment.batch.executors.FEW", 0)


def files_of(tasks, folder, pool=None):
    """Blocks as they are kept, by name."""
    store = BlockStore(folder)
    solve_and_keep(tasks, store, pool, ignored)
    return {task.name: store.path(task.name).read_bytes() for task in tasks}


@pytest.mark.process
def test_processes_give_the_same_to_the_last_bit(tasks, tmp_path, monkeypatch, always_elsewhere):
    """No answer is longer than a pipe takes at once: a worker that dies halfway would leave this process waiting."""
    answers = []

    def overheard(waiting):
        for answer in as_completed(waiting):
            answers.append(answer.result())
            yield answer

    monkeypatch.setattr("simulator.experiment.batch.executors.as_completed", overheard)
    with executor(jobs=2) as pool:
        assert files_of(tasks, tmp_path / "there", pool) == files_of(tasks, tmp_path / "here")
    assert len(answers) == len(tasks)
    assert max(len(pickle.dumps(answer)) for answer in answers) < 4096


@pytest.mark.process
def test_a_cluster_gives_the_same_to_the_last_bit(tasks, cluster, tmp_path):
    with executor(scheduler=cluster) as pool:
        assert files_of(tasks, tmp_path / "there", pool) == files_of(tasks, tmp_path / "here")


@pytest.mark.process
def test_a_cluster_is_sent_an_economy_once_and_not_with_each_task(tasks, plan, cluster, monkeypatch):
    """The same economy read twice is one, and another one is sent, too."""
    distributed = pytest.importorskip("distributed")
    sent, submitted = [], []
    scatter, submit = distributed.Client.scatter, distributed.Client.submit
    monkeypatch.setattr(
        distributed.Client, "scatter", lambda client, data, **how: (sent.append(data), scatter(client, data, **how))[1]
    )
    monkeypatch.setattr(
        distributed.Client,
        "submit",
        lambda client, job, text, *there, **how: (submitted.append(text), submit(client, job, text, *there, **how))[1],
    )
    again = pickle.loads(pickle.dumps(tasks[1]))
    other = replace(tasks[1], economy=replace(plan.economy, digest="another"))
    with executor(scheduler=cluster) as workers:
        keys = [workers.submit(type(task).key, task).result() for task in (*tasks, again, other)]
    assert keys == [task.key() for task in (*tasks, again, other)]
    assert sent == [plan.economy, other.economy]
    assert not any(b"simulator.economy.economy" in text for text in submitted)


def test_a_cluster_that_is_not_there_is_an_error():
    pytest.importorskip("distributed")
    with pytest.raises(Exception, match="cannot reach"), executor(scheduler="tcp://127.0.0.1:1"):
        pass


@pytest.mark.process
def test_a_dead_worker_is_reported_and_what_was_finished_is_kept(tasks, tmp_path, always_elsewhere):
    store = BlockStore(tmp_path)
    copies = [replace(task, name=f"{task.name}-{copy}") for copy in range(20) for task in tasks]

    others = active_children()  # those of a cluster that other tests use

    def kill_all(_):
        for process in set(active_children()).difference(others):
            os.kill(process.pid, signal.SIGKILL)

    with executor(jobs=2) as pool, pytest.raises(ConvergenceError, match="worker process died"):
        solve_and_keep(copies, store, pool, kill_all)
    kept = [store.has(task) for task in copies]
    assert any(kept)
    assert not all(kept)


@pytest.mark.process
def test_a_batch_that_does_not_end_well_ends_its_processes_at_once(tasks, tmp_path, always_elsewhere):
    def interrupted(_):
        raise KeyboardInterrupt

    others = set(active_children())
    with pytest.raises(KeyboardInterrupt), executor(jobs=2) as pool:
        solve_and_keep(tasks, BlockStore(tmp_path), pool, interrupted)
    assert set(active_children()) == others


def test_a_block_is_read_as_it_was_solved(tasks, tmp_path):
    store = BlockStore(tmp_path)
    for task in tasks:
        solved = task.solve(ignored)
        store.write(task, solved)
        assert store.has(task)
        kept = store.arrays(task.name)
        assert kept.keys() == solved.keys()
        for name, array in solved.items():
            np.testing.assert_array_equal(kept[name], array, err_msg=name)
            assert kept[name].dtype == array.dtype


def test_a_block_that_is_cut_off_or_another_one_is_not_there(tasks, tmp_path):
    store, task = BlockStore(tmp_path), tasks[0]
    assert not store.has(task)
    store.write(task, task.solve(ignored))
    assert not store.has(replace(task, horizons=("long",)))
    whole = store.path(task.name).read_bytes()
    for part in (b"", b"no block", whole[:100], whole[:-1]):
        store.path(task.name).write_bytes(part)
        assert not store.has(task)


@pytest.mark.parametrize("jobs", [1, 2])
def test_progress_counts_every_equilibrium_wherever_it_is_solved(jobs, tasks, always_elsewhere):
    heard, total = [], sum(map(len, tasks))
    with Batch(jobs=jobs, progress=lambda *far: heard.append(far)).work() as work:
        work.finish(tasks)
    assert heard[-1] == (total, total)
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)


def test_blocks_of_other_draws_are_not_taken_for_these(world, duty, tmp_path):
    def drawn(seed, **how):
        return uncertainty(duty, 8, seed=seed, options=Options(baseline=world), batch=Batch(**how)).summary

    first = drawn(1, folder=tmp_path)
    other = drawn(2, folder=tmp_path, resume=True)
    xr.testing.assert_equal(other, drawn(2))
    assert not first["real_income"].equals(other["real_income"])


def test_blocks_of_another_day_are_not_taken_for_this_one(world, duty, tmp_path):
    """The rate differs by the day, the file and what is switched on do not."""

    def income(day, **how):
        return run(duty, baseline=world, on=day, batch=Batch(**how))["real_income"]

    first = income(date(2025, 3, 1), folder=tmp_path)
    other = income(date(2025, 7, 1), folder=tmp_path, resume=True)
    xr.testing.assert_equal(other, income(date(2025, 7, 1)))
    assert not first.equals(other)


def test_a_run_does_not_depend_on_blocks(world, duty, monkeypatch):
    asked = {"baseline": world, "horizon": ["short", 3, "long"]}
    whole = run(duty, **asked).data
    monkeypatch.setattr("simulator.solver.iteration.FLOWS_AT_ONCE", 1)
    xr.testing.assert_identical(run(duty, **asked).data, whole)


def test_resuming_without_a_folder_is_refused():
    with pytest.raises(ScenarioError, match=r"resume: got no folder — give the one of the batch to go on with"):
        Batch(resume=True)


def test_scenarios_are_known_together_by_each_measure_written_once():
    scenarios = [load_scenario(name) for name in ("truce-2025-10", "tariff-100", "tariff-100-retaliation")]
    other = [*scenarios[:2], load_scenario("tariff-100-retaliation", overrides=["us-100.rate=0.9"])]
    assert repr(contents(scenarios)) == repr(contents([load_scenario(item.name) for item in scenarios]))
    assert repr(contents(scenarios)) != repr(contents(other))
    same = scenarios[1]
    assert len(contents([same] * 50)[0]) == len(same.measures)
