"""Suites: order, labels and reference of the scenarios of a folder."""

import pytest

from simulator.errors import ScenarioError
from simulator.scenario import library_folder, load_suite

SUITE = """
    title: What if?
    reference: truce
    horizon: [short, 5]
    scenarios:
      - {name: spiral, label: Spiral, colour: "#aa0000", group: worse}
      - {name: truce, label: Truce}
      - {name: spiral+truce, label: Both}
"""


@pytest.fixture
def folder(write):
    for name in ("accord", "spiral", "truce"):
        write(f"s/{name}.yaml", f"title: {name}\n")
    write("s/history/old.yaml", "title: old\n")
    write("s/suite.yaml", SUITE)


@pytest.mark.usefixtures("folder")
def test_a_folder_runs_in_the_order_of_its_suite_and_the_rest_by_name():
    suite = load_suite("s")
    assert suite.title == "What if?"
    assert suite.horizons == ("short", 5.0)
    assert [entry.name for entry in suite.entries] == ["spiral", "truce", "spiral+truce", "accord"]
    assert [entry.label for entry in suite.entries] == ["Spiral", "Truce", "Both", "accord"]
    assert suite.entries[0].colour == "#aa0000"
    assert suite.entries[0].group == "worse"
    assert suite.reference == suite.entries[1]


@pytest.mark.usefixtures("folder")
def test_a_part_of_a_folder_keeps_its_labels_and_reference():
    suite = load_suite(["s/spiral.yaml"])
    assert [entry.label for entry in suite.entries] == ["Spiral"]
    assert suite.reference.name == "truce"


@pytest.mark.usefixtures("folder")
def test_scenarios_of_several_folders_have_no_reference():
    suite = load_suite(["s/spiral.yaml", "s/history", "s/spiral.yaml"])
    assert [entry.name for entry in suite.entries] == ["spiral", "old"]
    assert suite.reference is None
    assert suite.folder is None


@pytest.mark.usefixtures("folder")
def test_a_folder_without_suite_is_in_order_of_names():
    suite = load_suite("s/history")
    assert (suite.title, suite.horizons, suite.reference) == ("", ("short",), None)
    assert [entry.label for entry in suite.entries] == ["old"]


ERRORS = {
    "missing scenario": (
        "title: t\nscenarios:\n  - {name: spirale}\n",
        "s/suite.yaml:3:12: scenarios[0].name: got 'spirale', but no scenario has this name — Did you mean 'spiral'? "
        "Known: accord, spiral, truce.",
    ),
    "missing reference": (
        "title: t\nreference: peace\n",
        "s/suite.yaml:2:12: reference: got 'peace', but no scenario has this name — Known: accord, spiral, truce.",
    ),
    "listed twice": (
        "title: t\nscenarios: [{name: truce}, {name: truce}]\n",
        "s/suite.yaml:2:35: scenarios[1].name: got 'truce' a second time — each scenario once.",
    ),
    "colour": (
        "title: t\nscenarios:\n  - {name: truce, colour: red}\n",
        "s/suite.yaml:3:27: scenarios[0].colour: got 'red' — a colour in quotes, such as \"#1f77b4\".",
    ),
    "horizon": (
        "title: t\nhorizon: [short, soon]\n",
        "s/suite.yaml:2:18: horizon[1]: got 'soon' — short, medium, long, or a number of years from 0.",
    ),
    "horizon in the past": (
        "title: t\nhorizon: -1\n",
        "s/suite.yaml:2:10: horizon: got -1 — short, medium, long, or a number of years from 0.",
    ),
    "unknown key": (
        "title: t\nscenarios: [{name: truce, labl: x}]\n",
        "s/suite.yaml:2:27: scenarios[0].labl: got the key 'labl' — Did you mean 'label'? "
        "Allowed: name, label, colour, group.",
    ),
    "YAML": (
        "title: t: u\n",
        "s/suite.yaml:1:9: got 'title: t: u', which is not valid YAML — check the indentation, and put text that "
        "contains `: ` in quotes.",
    ),
}


@pytest.mark.parametrize(("text", "expected"), ERRORS.values(), ids=list(ERRORS))
@pytest.mark.usefixtures("folder")
def test_errors_name_their_place(write, problems_of, tmp_path, monkeypatch, text, expected):
    monkeypatch.setattr("simulator.scenario.suite.library_folder", lambda: tmp_path)
    write("s/suite.yaml", text)
    assert problems_of("s") == [expected]


def test_a_folder_without_scenarios(write, problems_of):
    write("empty/notes.txt", "nothing")
    advice = "one with .yaml files in it; `tariffsim new` writes one."
    assert problems_of("empty") == [f"empty: got a folder without scenarios — {advice}"]


def test_two_scenarios_of_one_name(write, problems_of):
    write("a/x.yaml", "title: x\n")
    write("b/x.yaml", "title: x\n")
    assert problems_of(["a/x.yaml", "b/x.yaml"]) == ["b/x.yaml: got the name of a/x.yaml — rename one."]


@pytest.mark.parametrize(
    ("request_", "folder"),
    [
        ("scenarios", "."),
        ("history", "history"),
        ("scenarios/history", "history"),
        ("scenarios/literature/soybeans-2018", "literature/soybeans-2018"),
    ],
)
def test_shipped_suites_are_found_from_any_folder(request_, folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    expected = load_suite(library_folder() / folder)
    assert load_suite(request_) == expected
    assert expected.entries


def test_shipped_files_are_found_by_their_path_in_the_library(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load_suite("scenarios/tariff-100.yaml").entries == load_suite("tariff-100").entries


def test_what_is_in_the_working_folder_goes_before_the_library(tmp_path, monkeypatch):
    (tmp_path / "history").mkdir()
    (tmp_path / "history" / "mine.yaml").write_text("title: Mine\nsummary: Mine.\nmeasures: []\n")
    monkeypatch.chdir(tmp_path)
    assert [entry.name for entry in load_suite("history").entries] == ["mine"]
    with pytest.raises(ScenarioError, match="there is no such file"):
        load_suite("scenarios/../mine")
