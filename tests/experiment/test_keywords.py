"""The face for Python: every verb takes the same forms of scenarios, levers and keywords, and says what is wrong."""

import inspect
import re
from datetime import date

import numpy as np
import pandas as pd
import pytest

import simulator
from simulator.errors import ScenarioError
from simulator.experiment.batch.work import Batch
from simulator.experiment.breakeven import Search, breakeven
from simulator.experiment.decompose import decompose
from simulator.experiment.dynamics.timeline import timeline
from simulator.experiment.explorer.explore import explore
from simulator.experiment.keywords import Keywords, lever_texts, records
from simulator.experiment.plan import Options, make_plan
from simulator.experiment.run import run
from simulator.experiment.sensitivity import sensitivity
from simulator.experiment.strategy.optimal import optimal
from simulator.experiment.sweep import sweep
from simulator.experiment.uncertainty import uncertainty
from simulator.scenario import Scenario, Tariff, load_scenario

VERBS = (run, uncertainty, sweep, sensitivity, breakeven, decompose, optimal, explore, timeline)
TARIFF = Tariff(id="us-100", importer="USA", exporter="CHN", sectors="goods", rate=0.5)


def documented(function):
    """Parameters that the docstring of a function describes, in its order."""
    section = re.split(r"\n(?=\w+\n-{4,}\n)", inspect.getdoc(function))
    (body,) = [part.partition("----------\n")[2] for part in section if part.startswith("Parameters\n")] or [""]
    return [name.lstrip("*") for line in re.findall(r"(?m)^\S.*$", body) for name in line.split(", ")]


def public_functions():
    return [item for name in simulator.__all__ if inspect.isfunction(item := getattr(simulator, name))]


@pytest.mark.parametrize("function", public_functions(), ids=lambda function: function.__name__)
def test_every_parameter_of_a_public_function_is_documented(function):
    assert documented(function) == list(inspect.signature(function).parameters)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_every_verb_takes_the_same_keywords_in_the_same_order(verb):
    names = list(inspect.signature(verb).parameters)
    shared = list(Keywords.__annotations__)
    assert names[-len(shared) :] == shared
    with pytest.raises(ScenarioError, match=rf"^{verb.__name__}: got the keyword 'horizn' — Did you mean 'horizon'\?"):
        verb("tariff-100", **({"over": {}} if verb is sweep else {}), **_needed(verb), horizn="long")


def _needed(verb):
    return {"lever": "us-100.rate", "low": 0, "high": 1} if verb is breakeven else {}


def test_keywords_go_before_the_records():
    given = {
        "options": Options(horizon="long", on="2025-12-01"),
        "batch": Batch(scheduler="tcp://host:1"),
        "horizon": 2,
    }
    options, batch = records("run", {**given, "folder": "kept", "jobs": 2})
    assert options == Options(horizon=2, on="2025-12-01")
    assert (batch.scheduler, batch.jobs, str(batch.folder)) == ("tcp://host:1", 2, "kept")
    with pytest.raises(ScenarioError, match=r"run: got 5 — Options\(…\), or keywords as in horizon='long'"):
        records("run", {"options": 5})


def test_days_may_be_texts():
    days = ("2025-12-01", date(2025, 12, 1), pd.Timestamp("2025-12-01"), np.datetime64("2025-12-01"))
    plans = [make_plan("tariff-100", Options(on=day)) for day in days]
    assert {plan.on for plan in plans} == {date(2025, 12, 1)}
    assert len({plan.scenarios[-1].digest for plan in plans} | {load_scenario("tariff-100").digest}) == 2
    with pytest.raises(ScenarioError, match=r"^on: got 'soon' — a date is written 2025-11-01"):
        make_plan("tariff-100", Options(on="soon"))
    with pytest.raises(ScenarioError, match=r"^branch_at: got '2025-13-01', which is not in the calendar"):
        timeline("dispute-2025", branch_at="2025-13-01")


def test_a_scenario_in_memory_runs_as_its_file_does(tmp_path):
    made = Scenario(title="100 % tariff", name="mine", extends="truce-2025-10", measures=[TARIFF])
    made.to_yaml(tmp_path / "mine.yaml")
    results = run(made, reference="truce-2025-10", overrides={"us-100.rate": 1})
    file = run(tmp_path / "mine.yaml", reference="truce-2025-10", overrides=["us-100.rate=100%"])
    pd.testing.assert_frame_equal(results.to_pandas(), file.to_pandas())
    again = run([{"title": "Truce", "name": "truce", "extends": "truce-2025-10"}, made], overrides={"us-100.rate": 1})
    welfare = again.data["welfare"].sel(scenario="mine")
    np.testing.assert_array_equal(welfare, results.data["welfare"].sel(scenario="mine"))


def test_a_reference_may_be_a_scenario():
    made = Scenario(title="Half", extends="truce-2025-10", measures=[TARIFF])
    plan = make_plan("tariff-100", Options(reference=made))
    assert (plan.reference, [item.name for item in plan.scenarios]) == ("half", ["half", "tariff-100"])
    assert make_plan([made, "tariff-100"], Options(reference=made)).scenarios[0].name == "half"


def test_a_sweep_takes_numbers_by_lever():
    scenario = load_scenario("tariff-100")
    found = sweep(scenario, {"us-100.rate": np.linspace(0, 1, 3)})
    text = sweep("tariff-100", ["us-100.rate=0:1:0.5"])
    pd.testing.assert_frame_equal(found.to_pandas(), text.to_pandas())
    assert sorted(found.to_pandas()["us-100.rate"].unique()) == [0, 0.5, 1]


def test_a_search_is_told_by_keywords():
    found = breakeven("tariff-100", "us-100.rate", 0.3, 0.7, target=-0.3)
    assert found.table.equals(breakeven("tariff-100", Search("us-100.rate", 0.3, 0.7, target=-0.3)).table)


@pytest.mark.parametrize(
    ("given", "is_range", "texts"),
    [
        ({"a.rate": (0, 1.5), "b.rate": np.array([0.1, 0.2, 0.3])}, True, ("a.rate=0.0:1.5", "b.rate=0.1,0.2,0.3")),
        ({"a.rate": (0, 1.5), "a.enabled": [True, False]}, False, ("a.rate=0.0,1.5", "a.enabled=1.0,0.0")),
        ("a.rate=0:1:0.5", False, ("a.rate=0:1:0.5",)),
        (["a.rate=0:1:0.5"], False, ("a.rate=0:1:0.5",)),
    ],
)
def test_levers_are_told_by_numbers_or_texts(given, is_range, texts):
    assert lever_texts("sweep", given, is_range=is_range) == texts


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: run(42), r'^scenarios: got 42 — a name, .*, such as run\(\["tariff-100", "busan-deal"\]\)'),
        (lambda: run(run("truce-2025-10")), "^scenarios: got something of type Results — a name, a file, a Scenario"),
        (lambda: run("tariff-100", overrides=["a"]), r"got 'a' — .*overrides=\{'us-100.rate': 0.5\}"),
        (lambda: run("tariff-100", horizon={}), "^horizon: got a mapping — short, medium, long or years"),
        (lambda: sweep("tariff-100", 5), r'^sweep: got 5 for levers — .* sweep\("tariff-100", \{"us-100.rate": \[0'),
        (lambda: sweep("tariff-100", {"us-100.rate": 5}), r"^us-100.rate: got 5 — a dict of numbers by lever"),
        (lambda: explore("tariff-100", {"us-100.rate": "x"}), r"^us-100.rate: got 'x' — .* explore\("),
        (lambda: breakeven("tariff-100", "us-100.rate"), r'got the range nothing .* breakeven\("tariff-100", "us-1'),
    ],
)
def test_a_wrong_type_is_answered_with_the_right_call(call, message):
    with pytest.raises(ScenarioError, match=message):
        call()
