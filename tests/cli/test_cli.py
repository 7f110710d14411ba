"""The command line as a user meets it: output, messages, files and exit codes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli import cli
from tests.cli.interrupts import hear_interrupts

ROOT = Path(__file__).resolve().parents[2]


def call(*arguments):
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "results"
    done = call("run", "tariff-100", "soybean-pledge", "--out", folder, "--no-figures")
    assert done.exit_code == 0, done.output
    return folder


NEEDLESS = {
    ("--help",): {"numpy", "pydantic"},
    ("validate", "tariff-100"): {"xarray", "pandas", "scipy", "matplotlib", "ruamel", "dask"},
    ("run", "tariff-100", "--no-figures", "--out"): {"scipy", "matplotlib", "ruamel", "dask.base", "distributed"},
}
"""Packages that take long to import, by commands that have no use for them."""


@pytest.mark.process
@pytest.mark.parametrize(("words", "needless"), NEEDLESS.items())
def test_commands_import_only_what_they_need(words, needless, tmp_path):
    words = [*words, *([str(tmp_path / "out")] if words[-1] == "--out" else [])]
    code = f"import sys, atexit; sys.argv[1:] = {words}; from simulator.cli import main\n"
    code += "atexit.register(lambda: print(*(name for name, module in sys.modules.items() if module)))\nmain()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not needless & set(done.stdout.split())


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_every_command_explains_itself(command):
    done = call(command, "--help")
    assert done.exit_code == 0
    assert len(done.output.splitlines()) > 4


def test_run_writes_tables_and_prints_the_headline(results):
    names = {path.name for path in results.iterdir()}
    assert names == {"indicators.csv", "flows.csv", "results.nc", "manifest.json"}


def test_run_prints_json_on_stdout(tmp_path):
    done = call("run", "tariff-100", "--out", tmp_path, "--no-figures", "--json")
    rows = json.loads(done.stdout)
    assert [row["scenario"] for row in rows] == ["truce-2025-10", "tariff-100"]
    assert "Tables are in" in done.stderr


def test_a_wrong_file_is_one_message_and_exit_code_3(tmp_path):
    file = tmp_path / "bad.yaml"
    file.write_text(
        "title: Bad\nmeasures:\n  - {id: a, type: tariff, importer: Mars, exporter: CHN, sectors: goods, rate: 100}\n"
    )
    done = call("run", file, "--out", tmp_path / "out")
    assert done.exit_code == 3
    assert f"{file}:3:" in done.stderr
    assert "got the unknown region 'Mars'" in done.stderr
    assert "write 1 or 100%" in done.stderr
    assert "Traceback" not in done.output


def test_debug_shows_the_traceback(tmp_path):
    done = call("validate", tmp_path / "absent.yaml", "--debug")
    assert done.exception is not None
    assert type(done.exception).__name__ == "ScenarioError"


def test_wrong_usage_is_exit_code_2():
    assert call("run").exit_code == 2
    assert call("run", "tariff-100", "--no-such-option").exit_code == 2


def test_a_case_without_solution_is_exit_code_1(tmp_path):
    file = tmp_path / "closed.yaml"
    file.write_text(
        "title: Contradiction\nmeasures:\n"
        "  - {id: harvest, type: supply_disruption, region: USA, sectors: SOY, lost: 0.99}\n"
        "  - {id: floor, type: purchase_commitment, importer: CHN, exporter: USA, sectors: SOY, quantity: 25 Mt}\n"
    )
    done = call("run", file, "--out", tmp_path / "out", "--no-figures")
    assert done.exit_code == 1
    assert "closed (short): No" in done.stderr
    assert "not solved" in done.stdout
    assert "nan" not in (tmp_path / "out" / "indicators.csv").read_text().lower()


EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "generated" / "examples"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("supply_disruption", ["BRA: SOY", "lost 0.2 (triangular from 0.1 to 0.35)"]),
        ("import_quota-tariff-rate", ["all → EUU: STL", "value 20 bn USD", "over_quota_rate 0.5"]),
        ("export_licensing-market", ["allocation market", "premium_to importer"]),
        ("closure", ["Closure: deficit = responsive", "Closure: revenue = income_tax"]),
    ],
)
def test_a_scenario_is_shown_with_all_that_it_says(name, shown):
    done = call("show", EXAMPLES / f"{name}.yaml")
    assert done.exit_code == 0
    words = " ".join(done.stdout.split())
    assert [text for text in shown if text not in words] == []


def test_a_promise_above_a_limit_is_refused_before_anything_is_solved(tmp_path):
    file = tmp_path / "both.yaml"
    file.write_text(
        "title: Contradiction\nmeasures:\n"
        "  - {id: cap, type: import_quota, importer: CHN, exporter: USA, sectors: SOY, share: 0.1}\n"
        "  - {id: floor, type: purchase_commitment, importer: CHN, exporter: USA, sectors: SOY, quantity: 25 Mt}\n"
    )
    for command in (("validate", file), ("run", file, "--out", tmp_path / "out")):
        done = call(*command)
        assert done.exit_code == 3
        assert f"{file}:4:5: measures[1]: floor promises at least 25 Mt a year, but cap lets at most" in done.stderr
    assert not list((tmp_path / "out").glob("*.csv"))


def test_a_file_in_the_place_of_the_results_folder_is_refused(tmp_path):
    (tmp_path / "taken").write_text("mine")
    done = call("run", "tariff-100", "--out", tmp_path / "taken")
    assert done.exit_code == 3
    assert "choose another place with --out" in done.stderr
    assert (tmp_path / "taken").read_text() == "mine"


def test_an_empty_folder_is_refused(tmp_path):
    done = call("run", tmp_path)
    assert done.exit_code == 3
    assert "a folder without scenarios" in done.stderr


def test_a_game_is_validated_as_one(tmp_path):
    done = call("validate", "scenarios/games/prisoners-dilemma.yaml")
    assert (done.exit_code, done.stderr.splitlines()[0]) == (0, "prisoners-dilemma is a valid game.")
    assert "tariffsim escalate scenarios/games/prisoners-dilemma.yaml" in done.stderr
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("title: x\nstatus_quo: truce-2025-10\nplayers: {USA: {}}\nmoves: []\n", encoding="utf-8")
    done = call("validate", wrong)
    assert done.exit_code == 3
    assert "wrong.yaml:4:8: moves: got" in done.stderr


def test_validate_counts(tmp_path):
    done = call("validate", "scenarios")
    assert done.exit_code == 0
    assert "22 scenarios are valid against us-china-2024." in done.stderr


def test_list_and_show():
    assert "tariff-100" in call("list").stdout
    shown = json.loads(call("show", "tariff-100", "--json").stdout)
    assert [measure["id"] for measure in shown["measures"]][-1] == "us-100"
    assert "assumption" in call("show", "tariff-100").stdout.lower()


def test_new_file_is_valid_and_not_overwritten(tmp_path):
    file = tmp_path / "mine.yaml"
    assert call("new", file, "--title", "Mine: a <test>").exit_code == 0
    assert call("validate", file).exit_code == 0
    again = call("new", file)
    assert again.exit_code == 3
    assert "the file exists" in again.stderr


def test_diff_names_the_added_measure():
    assert "us-100: added tariff" in call("diff", "truce-2025-10", "tariff-100").stdout


def test_compare_keeps_what_is_the_same_once(results, tmp_path):
    half = tmp_path / "half"
    call("run", "tariff-100", "--set", "us-100.rate=0.5", "--out", half, "--no-figures")
    rows = json.loads(call("compare", results, half, "--json").stdout)
    assert [row["scenario"] for row in rows] == ["truce-2025-10", "tariff-100", "soybean-pledge", "half:tariff-100"]


def test_export_selects(results, tmp_path):
    file = tmp_path / "usa.csv"
    assert call("export", results, file, "--indicator", "real_income", "--scenario", "tariff-100").exit_code == 0
    lines = file.read_text().splitlines()
    assert len(lines) == 16
    assert all(line.startswith("tariff-100,,real_income,") for line in lines[1:])
    wrong = call("export", results, "--to", tmp_path / "x.docx")
    assert wrong.exit_code == 3
    assert "one of .csv, .json, .parquet, .xlsx, .nc" in wrong.stderr
    assert call("export", results).exit_code == 2


def test_export_writes_several_files_at_once(results, tmp_path):
    files = [tmp_path / f"all.{ending}" for ending in ("iamc.csv", "parquet", "xlsx")]
    done = call("export", results, *[word for file in files for word in ("--to", file)])
    assert done.exit_code == 0, done.output
    assert all(file.stat().st_size > 1000 for file in files)
    assert files[0].read_text().startswith("model,scenario,region,variable,unit,2024\n")


def test_indicators_and_schema():
    assert "real_income" in call("indicators").stdout
    assert json.loads(call("schema").stdout)["title"] == "ScenarioFile"


def test_baseline_show_and_check():
    assert "region group usmca: USA, MEX, CAN" in call("baseline", "show").stdout
    checked = call("baseline", "check", "simulator/data/us-china-2024")
    assert checked.exit_code == 0
    assert "can be used" in checked.stderr


def test_doctor_finds_nothing_wrong():
    done = call("doctor")
    assert done.exit_code == 0, done.output
    assert "solved in" in done.stdout


def test_results_that_are_none_are_refused(tmp_path):
    done = call("report", tmp_path)
    assert done.exit_code == 3
    assert "holds no results" in done.stderr


@pytest.mark.process
def test_an_interrupted_run_leaves_no_half_written_file(tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, "-m", "simulator", "run", "scenarios", "--out", str(out)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=hear_interrupts
    )
    while process.poll() is None and not (out / "indicators.csv").exists():
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=60) == 130
    assert not [path for path in out.rglob("*") if path.name.startswith(".")]
    for table in out.glob("*.csv"):
        assert table.read_text().endswith("\n")


@pytest.mark.process
def test_a_narrow_terminal_and_no_terminal_are_served(tmp_path):
    command = [sys.executable, "-m", "simulator", "list"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"COLUMNS": "40", "TERM": "dumb"},
    )
    assert "tariff-100" in done.stdout


def test_a_file_with_many_problems_is_one_screen(tmp_path):
    file = tmp_path / "many.yaml"
    line = "  - {{id: a{}, type: tariff, importer: XXX, exporter: CHN, sectors: goods, rate: 100}}\n"
    file.write_text("title: Many\nmeasures:\n" + "".join(line.format(number) for number in range(150)))
    done = call("validate", file)
    assert done.exit_code == 3
    lines = done.stderr.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "and 280 more like these; mend them and look again."
