"""A type of measure is one file and its name in one list: the example of the documentation, from file to solution."""

import json
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "contributing.md"

SCRIPT = """
import json
from datetime import date
from pathlib import Path

from simulator.economy import load_baseline
from simulator.scenario import load_scenario, over_period
from simulator.scenario.authoring.json_schema import json_schema
from simulator.scenario.authoring.template import new_scenario_text
from simulator.scenario.authoring.questions import MEASURES, measure_of, read_answer
from simulator.scenario.authoring.describe import description
from simulator.scenario.effects.compile import compile_case
from simulator.solver.solve import solve

economy = load_baseline()
asked = MEASURES["import_subsidy"]
answers = {question.key: read_answer(question, question.default) for question in asked.amounts}
measure = measure_of("import_subsidy", {"importer": ["USA"], "exporter": ["CHN"]}, ["SOY", "REE"], answers)
Path("new.yaml").write_text(new_scenario_text("New", None, [{**measure, "start": "2026-01-16", "end": "2026-01-31"}]))
known = {**measure, "type": "subsidy", "paid_by": "importer"}
Path("known.yaml").write_text(new_scenario_text("Known", None, [known]))


def solved(name, at):
    scenario = load_scenario(name, economy)
    scenario = over_period(scenario, *at) if at else scenario
    solution = solve(economy.levels, compile_case(scenario, economy, "short", 1.0).shock)
    return {"is_solved": bool(solution.is_converged.all()), "moved": solution.state.log_price.ravel().tolist()}


print(json.dumps({
    "schema": json_schema()["$defs"]["ImportSubsidy"]["required"],
    "last": list(MEASURES)[-1],
    "rate": load_scenario("new.yaml", economy).measures[0].rate,
    "halved": over_period(load_scenario("new.yaml"), date(2026, 1, 1), date(2026, 1, 30)).measures[0].rate,
    "text": description(load_scenario("new.yaml"))["measures"][0],
    "example": "import_subsidy" in new_scenario_text("Any"),
    "solved": solved("new.yaml", None),
    "averaged": solved("new.yaml", (date(2026, 1, 1), date(2026, 1, 30))),
    "known": solved("known.yaml", None),
}))
"""


def the_class():
    section = PAGE.read_text(encoding="utf-8").partition("### Add a measure type")[2]
    return re.search(r"```python\n(.*?)```", section, re.DOTALL)[1]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """What a copy of the package says of the type once it has the file, and the name in the list."""
    folder = tmp_path_factory.mktemp("package")
    shutil.copytree(ROOT / "simulator", folder / "simulator", ignore=shutil.ignore_patterns("data", "__pycache__"))
    (folder / "simulator" / "data").symlink_to(ROOT / "simulator" / "data")
    measures = folder / "simulator" / "scenario" / "measures"
    (measures / "import_subsidy.py").write_text(the_class(), encoding="utf-8")
    listed = (measures / "__init__.py").read_text(encoding="utf-8")
    listed = listed.replace("    Tariff\n", "    Tariff\n    | ImportSubsidy\n")
    listed = listed.replace(
        "\nMeasure: ", "from simulator.scenario.measures.import_subsidy import ImportSubsidy\n\nMeasure: "
    )
    (measures / "__init__.py").write_text(listed, encoding="utf-8")
    command = [sys.executable, "-c", textwrap.dedent(SCRIPT)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONPATH": "."})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_files_may_say_it(found):
    assert found["schema"] == ["id", "sectors", "importer", "exporter", "type", "rate"]
    assert found["rate"] == 0.1


def test_it_is_asked_for_and_named_in_new_files(found):
    assert found["last"] == "import_subsidy"
    assert found["example"]


def test_it_has_words(found):
    assert found["text"]["flows"] == "CHN → USA: SOY, REE"
    assert found["text"]["values"] == "rate 0.1"
    assert found["text"]["dates"] == "start 2026-01-16, end 2026-01-31"


def test_it_is_averaged_over_days(found):
    assert found["halved"] == pytest.approx(0.1 * 15 / 30, rel=1e-12)


def test_it_does_what_a_subsidy_of_the_importer_does(found):
    assert found["solved"]["is_solved"]
    assert found["known"] == found["solved"]
    away, half_away = (max(map(abs, found[name]["moved"])) for name in ("solved", "averaged"))
    assert 0 < half_away < away
