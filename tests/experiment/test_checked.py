"""Numbers that verbs are given by keyword obey the rules of options: whole, finite, and within sense."""

import logging

import numpy as np
import pytest

from simulator.errors import ScenarioError, SimulatorError
from simulator.experiment.assumptions.draws import check_draws
from simulator.experiment.batch.checked import finite, whole
from simulator.experiment.batch.work import Batch, forecast
from simulator.experiment.breakeven import breakeven
from simulator.experiment.dynamics.timeline import Span, timeline
from simulator.experiment.explorer.explore import explore
from simulator.experiment.run import run
from simulator.experiment.sensitivity import sensitivity
from simulator.experiment.uncertainty import uncertainty

HUGE = 10**400


@pytest.mark.parametrize("wrong", [-1, 11, True, 1.0, "3", None, float("nan"), HUGE])
def test_contract_a_count_is_a_whole_number_within_its_limits(wrong):
    with pytest.raises(ScenarioError, match=r"^draws: got .* — a whole number from 0 to 10\.$"):
        whole("draws", wrong, 0, 10)


def test_contract_numbers_of_numpy_count():
    assert (whole("draws", np.int64(3), 0, 10), finite("low", np.float32(0.5))) == (3, 0.5)


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), "1", True, None, 1e300])
def test_contract_a_number_is_finite(wrong):
    with pytest.raises(ScenarioError, match=r"^low: got .* — a number from -1e\+12 to 1e\+12\.$"):
        finite("low", wrong)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: run("tariff-100", jobs=-1), "^jobs: got -1 — a whole number from 1 to 1,024"),
        (lambda: Batch(jobs="2"), "^jobs: got '2' — a whole number"),
        (lambda: Batch(scheduler=""), "^scheduler: got '' — the address of a Dask scheduler"),
        (lambda: uncertainty("tariff-100", 10**9), "^draws: got 1000000000 — a whole number from 2 to 100,000"),
        (lambda: uncertainty("tariff-100", 2, seed=-1), "^seed: got -1 — a whole number from 0 to 4,294,967,295"),
        (lambda: check_draws(2, 0, "latin"), "^method: got 'latin' — Did you mean 'latin-hypercube'. one of latin"),
        (lambda: sensitivity("tariff-100", samples=-1), "^samples: got -1"),
        (lambda: sensitivity("tariff-100", method="x"), "^method: got 'x' — one of sobol, morris"),
        (lambda: explore(seed=-1), "^seed: got -1"),
        (lambda: breakeven("tariff-100", "us-100.rate", 0.0, float("nan")), "^high: got nan — a number"),
        (lambda: timeline("tariff-100", months=10**9), "^months: got 1000000000 — a whole number from 1 to 600"),
        (lambda: timeline("tariff-100", draws=2, seed=1.5), r"^seed: got 1\.5"),
        (lambda: timeline("tariff-100", draws=-1), "^draws: got -1"),
        (lambda: timeline("tariff-100", start="9999-12-01"), "^start: got 9999-12-01 — a day from 1900 to 2200"),
        (lambda: Span(step="week"), "^step: got 'week' — one of month, quarter"),
        (lambda: Span(front_loading=-1.0), "^front_loading: got -1.0 — a number from 0 to 12"),
        (lambda: run("tariff-100", baseline=""), "^baseline '': no folder and no shipped baseline has this name"),
        (lambda: run("tariff-100", baseline="b" * 300), "^baseline 'bbb.*: no folder and no shipped baseline"),
    ],
)
def test_contract_every_verb_checks_its_numbers_before_it_solves(call, message):
    with pytest.raises(SimulatorError, match=message):
        call()


class _Slow:
    """A task of many equilibria that says that it took long."""

    def __init__(self, name):
        self.name = name

    def __len__(self):
        return 800

    def key(self):
        return self.name

    def solve(self, count):
        count(len(self))
        return {"x": np.zeros(1000)}


def test_contract_a_long_batch_says_its_time_and_disk_first(tmp_path, monkeypatch, caplog):
    clock = iter(range(0, 10_000, 50))
    monkeypatch.setattr("simulator.experiment.batch.work.time.perf_counter", lambda: next(clock))
    tasks = [_Slow(name) for name in "abcde"]
    with caplog.at_level(logging.WARNING), Batch(folder=tmp_path).work() as work:
        work.finish(tasks)
    assert [text.partition(" and ")[0] for text in caplog.messages] == ["This takes about 3 minutes"]
    assert all(work.store.has(task) for task in tasks)


def test_contract_a_forecast_names_room_that_is_not_there():
    assert forecast(600, 5e9, 2e9).startswith("This takes about 10 minutes and 5 GB of disk, of which 2.0 GB are free.")
