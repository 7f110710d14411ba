"""Lists of scenarios that hold what can be read of a folder, whatever else is in it."""

import json

import pytest
from click.testing import CliRunner

from simulator.cli import cli
from simulator.errors import ScenarioError
from simulator.scenario.library.catalogue import catalogue

GOOD = "title: Good\nmeasures:\n  - {id: a, type: tariff, importer: USA, exporter: CHN, sectors: goods, rate: 10%}\n"
CHILD = (
    "title: Child\nextends: good\n"
    "measures:\n  - {id: b, type: tariff, importer: CHN, exporter: USA, sectors: SOY, rate: 5%}\n"
)
WRONG = {
    "broken": "title: [",
    "unknown": "title: Unknown key\nmeasure: []\n",
    "orphan": "title: Orphan\nextends: nobody\nmeasures: []\n",
    "circle": "title: Circle\nextends: circle\nmeasures: []\n",
    "empty": "",
    "binary": "\0\1\2",
    "list": "- a\n- b\n",
}


@pytest.fixture
def folder(tmp_path):
    for name, text in {"good": GOOD, "child": CHILD, **WRONG}.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    return tmp_path


def test_what_is_wrong_is_listed_with_its_problem_and_the_rest_as_ever(folder):
    rows = {row["name"]: row for row in catalogue(folder)}
    assert set(rows) == {"good", "child", *WRONG}
    assert {name for name, row in rows.items() if row["problem"]} == set(WRONG)
    assert all(f"{name}.yaml" in rows[name]["problem"] for name in WRONG)
    assert (rows["good"]["measures"], rows["child"]["measures"]) == ("a", "a, b")
    assert (rows["child"]["extends"], rows["child"]["own"]) == ("good", "b")
    assert rows["orphan"]["title"] == "Orphan"


def test_a_child_of_a_wrong_file_says_which(tmp_path):
    (tmp_path / "broken.yaml").write_text("title: [")
    (tmp_path / "child.yaml").write_text(CHILD.replace("good", "broken"))
    assert all("broken.yaml" in row["problem"] for row in catalogue(tmp_path))


@pytest.mark.parametrize("suite", ["title: [", "scenarios: [{name: nobody}]\ntitle: x\n", "\0"])
def test_a_wrong_suite_hides_no_scenario(suite, tmp_path):
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "suite.yaml").write_text(suite)
    good, wrong = catalogue(tmp_path)
    assert (good["name"], good["problem"]) == ("good", "")
    assert "suite.yaml" in wrong["problem"]


def test_a_game_is_no_problem():
    assert all(not row["problem"] and row["own"].startswith("a game") for row in catalogue("games"))


def test_a_folder_without_scenarios_is_refused(tmp_path):
    with pytest.raises(ScenarioError, match="a folder without scenarios"):
        catalogue(tmp_path)


def test_contract_the_command_goes_on(folder):
    done = CliRunner().invoke(cli, ["list", str(folder)])
    assert done.exit_code == 0
    assert "cannot be used: Orphan" in done.stdout
    assert f"Next:\n  tariffsim validate {folder}" in done.stderr
    listed = json.loads(CliRunner().invoke(cli, ["list", str(folder), "--json"]).stdout)
    assert len(listed) == 2 + len(WRONG)
