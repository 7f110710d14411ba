"""Plans: what a request comes to, and that it is read in one pass."""

from collections import Counter
from datetime import date

import pytest

from simulator.errors import ScenarioError
from simulator.experiment.plan import Options, make_plan, plan_futures
from simulator.scenario import library_folder, load_suite
from simulator.scenario import load as loading
from simulator.scenario import suite as suites
from simulator.scenario.reading import draft as drafting

DISPUTE = library_folder() / "dispute-2025.yaml"
AT = date(2025, 10, 25)


@pytest.fixture
def counted(monkeypatch):
    """How often each file is read and checked, and each scenario put together."""
    counts = Counter()

    def count(module, name, label):
        original = getattr(module, name)

        def counting(*arguments):
            counts[name, label(*arguments)] += 1
            return original(*arguments)

        monkeypatch.setattr(module, name, counting)

    for module in (drafting, suites):
        count(module, "read_document", str)
        count(module, "validate", lambda document, model: document.name)
    count(loading, "assembled", lambda name, *_: name)
    return counts


@pytest.mark.parametrize(
    ("requests", "options"),
    [
        ("scenarios", Options()),
        ("tariff-100", Options()),
        (["tariff-100", "busan-deal"], Options(reference="rare-earth-licensing", overrides=["us-100.rate=0.5"])),
        ("scenarios/literature/soybeans-2018", Options(horizon="long")),
    ],
)
def test_each_file_is_read_checked_and_assembled_once(requests, options, counted):
    plan = make_plan(requests, options)
    assert {scenario.name for scenario in plan.scenarios} == {name for kind, name in counted if kind == "assembled"}
    assert ("read_document", str(plan.scenarios[0].path)) in counted
    assert set(counted.values()) == {1}


def test_branches_are_read_in_the_same_pass(counted):
    plan = plan_futures(DISPUTE, Options(), AT)
    assert len(plan.scenarios) == 3
    assert plan.reference == plan.scenarios[0].name
    assert set(counted.values()) == {1}


def test_a_reference_that_is_not_asked_for_is_shown_as_its_suite_says():
    plan = make_plan("tariff-100", Options())
    (label,) = (entry.label for entry in load_suite("scenarios").entries if entry.name == plan.reference)
    assert next(entry.label for entry in plan.entries) == label
    assert [scenario.name for scenario in plan.scenarios] == [plan.reference, "tariff-100"]


def test_options_of_measures_leave_a_reference_that_is_not_asked_for():
    known = {measure.id for measure in make_plan("truce-2025-10", Options()).scenarios[0].measures}
    options = [f"{min(known)}.enabled=false", "parameters.origin.SOY=4"]
    reference, asked = make_plan("tariff-100", Options(overrides=options)).scenarios
    assert reference.overrides == (options[1],)
    assert asked.overrides == tuple(options)


def test_a_wrong_file_and_a_reference_that_is_not_there_are_said_at_once(tmp_path):
    (tmp_path / "wrong.yaml").write_text("title: t\nmeasurs: []\n")
    with pytest.raises(ScenarioError) as caught:
        make_plan(tmp_path / "wrong.yaml", Options(reference="no-such"))
    assert ["measurs" in problem or "no-such" in problem for problem in caught.value.problems] == [True, True]


@pytest.mark.parametrize(
    ("requests", "options", "message"),
    [
        (["tariff-100", "busan-deal"], Options(), "got 2 scenarios — give the one whose branches"),
        (DISPUTE, Options(reference="tariff-100"), r"got 'tariff-100' — one of the branches: "),
        ("tariff-100+busan-deal", Options(), "got an overlay — one scenario file with `branches`"),
    ],
)
def test_futures_are_those_of_one_scenario(requests, options, message):
    with pytest.raises(ScenarioError, match=message):
        plan_futures(requests, options, AT)


@pytest.fixture
def pair(tmp_path):
    """Two scenarios in a folder without a suite, of which the first has a label."""
    (tmp_path / "one.yaml").write_text("title: Peru taxes toys\nlabel: Toys\nsummary: Why.\n")
    (tmp_path / "two.yaml").write_text("title: Chile taxes wine\n")
    return tmp_path


def test_a_headline_is_a_title_and_never_the_name_of_a_folder(pair):
    one, both = (make_plan(request, Options()).suite for request in (pair / "one.yaml", pair))
    assert (one.title, one.summary) == ("Peru taxes toys", "Why.")
    assert both.title == "Toys and two compared"
    assert make_plan({"title": "A tariff"}, Options()).suite.title == "A tariff"
    (pair / "three.yaml").write_text("title: Three\n")
    (pair / "four.yaml").write_text("title: Four\n")
    assert make_plan(pair, Options()).suite.title == "four, Toys, three and 1 more compared"


def test_one_scenario_of_a_suite_stands_under_its_own_title(pair):
    (pair / "suite.yaml").write_text("title: What if?\nsummary: Both.\nscenarios: [{name: two, label: Wine}]\n")
    assert make_plan(pair, Options()).suite.title == "What if?"
    assert make_plan(pair / "two.yaml", Options()).suite.title == "Chile taxes wine"


def test_labels_are_the_suites_else_those_of_files(pair):
    assert [entry.label for entry in make_plan(pair, Options()).entries] == ["Toys", "two"]
    (pair / "suite.yaml").write_text("title: What if?\nscenarios: [{name: one, label: Games}]\n")
    assert [entry.label for entry in make_plan(pair, Options()).entries] == ["Games", "two"]


def test_a_headline_that_is_given_goes_before_all_others(pair):
    assert make_plan(pair, Options(title=" Toys \n and wine ")).suite.title == "Toys and wine"
    for wrong in ("  ", 3):
        with pytest.raises(ScenarioError, match=r"title: got .* — the headline of pages, in one line"):
            make_plan(pair, Options(title=wrong))
