"""Against what scenarios are compared: what is asked for, else the suite's reference, else what they extend."""

import pytest

from simulator.errors import ScenarioError
from simulator.scenario import Scenario
from simulator.scenario.load import read
from simulator.scenario.suite import load_suite

TRUCE = "truce-2025-10"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, parent in (("trunk", ""), ("left", "trunk"), ("right", "trunk"), ("leaf", "left"), ("deal", TRUCE)):
        text = f"title: {name}\n" + (f"extends: {parent}\n" if parent else "")
        (tmp_path / f"{name}.yaml").write_text(text)
    return tmp_path


def reference(*requests, against=None):
    found = read(list(requests), against).reference
    return found.entry.name if found else None


@pytest.mark.parametrize(
    ("requests", "expected"),
    [
        (("left",), "trunk"),
        (("left", "right"), "trunk"),
        (("left", "trunk"), "trunk"),
        (("left", "leaf"), "trunk"),
        (("leaf",), "left"),
        (("deal",), TRUCE),
        (("left+right",), "trunk"),
        (("trunk",), None),
        (("left", "deal"), None),
        (("tariff-100",), TRUCE),
    ],
)
def test_contract_scenarios_are_compared_with_what_they_extend(folder, requests, expected):
    assert reference(*requests) == expected


def test_contract_another_reference_may_be_asked_for(folder):
    assert reference("leaf", against="trunk") == "trunk"
    assert reference("leaf", against="baseline") is None
    assert reference("tariff-100", against="baseline") is None
    (folder / "baseline.yaml").write_text("title: A scenario of this name\n")
    assert reference("leaf", "baseline", against="baseline") == "baseline"
    with pytest.raises(ScenarioError, match=r"^reference: got '', but no scenario has this name"):
        read("leaf", "")


def test_contract_scenarios_in_memory_are_compared_with_what_they_extend(folder):
    made = Scenario(title="Made", extends=TRUCE)
    assert reference(made) == TRUCE
    further = Scenario(title="Further", extends=made.replace(title="Half way"))
    assert reference(further) == "half-way"


def test_contract_a_scenario_is_found_beside_a_folder_of_its_results(folder):
    (folder / "left").mkdir()
    assert [entry.paths for entry in load_suite("left").entries] == [(folder / "left.yaml",)]
    (folder / "results").mkdir()
    with pytest.raises(ScenarioError, match="got a folder without scenarios"):
        load_suite("results")
