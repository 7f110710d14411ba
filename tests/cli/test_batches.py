"""Verbs that take many equilibria, on a suite in a small world: files, output, messages and exit codes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from click.testing import CliRunner

from simulator import read
from simulator.cli import cli
from simulator.experiment.batch.store import BlockStore
from tests.cli.interrupts import hear_interrupts
from tests.worlds import write_folder

ROOT = Path(__file__).resolve().parents[2]
ELASTICITIES = """\
nest,sector,short_run,long_run,speed,source,low,high,distribution
origin,*,1.1,4.5,0.17,made up,3,8,uniform
input,*,0.2,0.8,0.3,made up,0.5,1.2,uniform
"""
REFERENCE = "title: Nothing new\nsummary: The world as it is.\nmeasures: []\n"
STORM = """\
title: A tariff and a licence
summary: Ana taxes Bel, Bel licenses ore.
measures:
  - {id: tax, type: tariff, importer: ANA, exporter: BEL, sectors: all, rate: 0.4}
  - {id: licences, type: export_licensing, exporter: BEL, importer: ANA, sectors: ORE, approval_rate: 0.6}
"""
TWIN = STORM.replace("A tariff and", "A higher tariff and").replace("0.4", "0.8")
CONTRADICTION = """\
title: Contradiction
summary: A promise above what a lost harvest leaves.
measures:
  - {id: harvest, type: supply_disruption, region: BEL, sectors: ORE, lost: 0.999}
  - {id: floor, type: purchase_commitment, importer: ANA, exporter: BEL, sectors: ORE, quantity: 1 kt}
"""
SUITE = "title: Small\nreference: calm\nscenarios:\n  - {name: calm, label: Calm}\n  - {name: storm, label: Storm}\n"
INCOME = "real_income:ANA"


def call(*arguments):
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def names(folder):
    return {
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and "blocks" not in path.parts
    }


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def figures(*stems):
    return {f"figures/{stem}{ending}" for stem in stems for ending in (".svg", ".png", ".csv")}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = write_folder(tmp_path_factory.mktemp("world") / "world")
    (folder / "elasticities.csv").write_text(ELASTICITIES, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def suite(tmp_path_factory):
    folder = tmp_path_factory.mktemp("suite")
    (folder / "calm.yaml").write_text(REFERENCE, encoding="utf-8")
    (folder / "storm.yaml").write_text(STORM, encoding="utf-8")
    (folder / "suite.yaml").write_text(SUITE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def ask(world, suite):
    """Call a verb on the storm, in one process unless on a cluster."""

    def ask(verb, *arguments, scenario=None):
        where = () if "--scheduler" in arguments else ("--jobs", 1)
        return call(verb, scenario or suite / "storm.yaml", "--baseline", world, *where, *arguments)

    return ask


@pytest.fixture(scope="module")
def unsolvable(suite):
    path = suite.parent / "contradiction.yaml"
    path.write_text(CONTRADICTION, encoding="utf-8")
    return path


VERBS = {
    "sweep": ["--over", "tax.rate=0:0.4:0.2"],
    "sensitivity": ["--samples", 4],
    "breakeven": ["--lever", "tax.rate", "--low", 0, "--high", 1, "--target", 0.05],
    "decompose": [],
}
FILES = {
    "sweep": {"sweep.csv", "sweep.nc", *figures("real_income")},
    "sensitivity": {"sensitivity.csv", *figures("tornado", "sobol")},
    "breakeven": {"breakeven.csv", "scan.csv", "scan.nc", *figures("breakeven-storm")},
    "decompose": {
        "decomposition.csv",
        "interactions.csv",
        *figures("waterfall-real_income-ANA", "waterfall-real_income-BEL"),
    },
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_writes_its_folder(verb, ask, tmp_path):
    done = ask(verb, *VERBS[verb], "--out", tmp_path)
    assert done.exit_code == 0, done.output
    assert names(tmp_path) == FILES[verb] | {"manifest.json"}
    made = manifest(tmp_path)
    assert made["verb"] == verb
    assert made["baseline"]["name"] == "small"
    assert [item["name"] for item in made["scenarios"]] == ["calm", "storm"]
    assert set(made["files"]) == FILES[verb] | {"manifest.json"}
    for name in FILES[verb]:
        if name.endswith(".csv"):
            assert len(pd.read_csv(tmp_path / name)) > 0


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_prints_json_and_leaves_charts_out(verb, ask, tmp_path):
    done = ask(verb, *VERBS[verb], "--out", tmp_path, "--no-figures", "--json")
    assert done.exit_code == 0, done.output
    assert len(json.loads(done.stdout)) > 0
    assert not (tmp_path / "figures").exists()


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_takes_up_its_blocks_again(verb, ask, tmp_path, monkeypatch):
    clear = BlockStore.clear
    monkeypatch.setattr(BlockStore, "clear", lambda store: None)
    first = ask(verb, *VERBS[verb], "--out", tmp_path, "--no-figures", "--json")
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "blocks").iterdir()}
    again = ask(verb, *VERBS[verb], "--out", tmp_path, "--no-figures", "--json", "--resume")
    assert again.stdout == first.stdout
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "blocks").iterdir()} == stamps
    fresh = ask(verb, *VERBS[verb], "--out", tmp_path, "--no-figures", "--json")
    assert fresh.stdout == first.stdout
    assert all(path.stat().st_mtime_ns > stamp for path, stamp in stamps.items())
    monkeypatch.setattr(BlockStore, "clear", clear)
    assert ask(verb, *VERBS[verb], "--out", tmp_path, "--no-figures", "--resume").exit_code == 0
    assert not (tmp_path / "blocks").exists(), "the results have all of their numbers"


@pytest.mark.process
@pytest.mark.parametrize("verb", ["sweep", "decompose"])
def test_a_verb_solves_on_a_cluster(verb, ask, cluster, tmp_path, monkeypatch):
    monkeypatch.setattr("simulator.experiment.batch.executors.FEW", 0)
    there = ask(verb, *VERBS[verb], "--scheduler", cluster, "--out", tmp_path / "there", "--no-figures", "--json")
    assert there.exit_code == 0, there.output
    here = ask(verb, *VERBS[verb], "--out", tmp_path / "here", "--no-figures", "--json")
    assert there.stdout == here.stdout


def test_every_horizon_reference_and_override_reaches_a_sweep(ask, suite, tmp_path):
    more = ["--horizon", "short", "--horizon", "long", "--set", "licences.approval_rate=0.9", "--out", tmp_path]
    assert ask("sweep", *VERBS["sweep"], *more).exit_code == 0
    data = read(tmp_path).data
    assert dict(data["real_income"].sizes) == {"scenario": 2, "horizon": 2, "tax.rate": 3, "region": 3}
    assert data["real_income"].attrs["unit"] == "%"
    assert not np.allclose(data["real_income"].sel(horizon="short"), data["real_income"].sel(horizon="long"))
    assert {"figures/real_income-short.svg", "figures/real_income-long.svg"} <= names(tmp_path)


def test_an_overlay_is_swept_over_levers_of_both(ask, suite, tmp_path):
    (tmp_path / "promise.yaml").write_text(
        "title: Promise\nsummary: Cyr buys ore.\nmeasures:\n"
        "  - {id: ore, type: purchase_commitment, importer: CYR, exporter: BEL, sectors: ORE, quantity: 5 kt}\n",
        encoding="utf-8",
    )
    overlay = f"{suite / 'storm.yaml'}+{tmp_path / 'promise.yaml'}"
    over = ["--over", "tax.rate=0,0.4", "--over", "ore.quantity=5,20", "--reference", suite / "calm.yaml"]
    done = ask("sweep", *over, "--out", tmp_path / "out", scenario=overlay)
    assert done.exit_code == 0, done.output
    assert {f"figures/real_income-storm+promise-{code}.svg" for code in ("ANA", "BEL")} <= names(tmp_path / "out")


def test_three_levers_are_maps_for_each_value_of_the_third(ask, tmp_path):
    over = [f"--over={axis}" for axis in ("tax.rate=0,0.4", "licences.approval_rate=0.6,1", "parameters.input=0.5,1")]
    done = ask("sweep", *over, "--indicator", "bilateral_exports:BEL:ANA", "--out", tmp_path, "--json")
    assert done.exit_code == 0, done.output
    assert len(json.loads(done.stdout)) == 16
    stems = [f"figures/bilateral_exports-storm-BEL-ANA-{value}.svg" for value in ("0.5", "1")]
    assert set(stems) <= names(tmp_path)
    table = pd.read_csv(tmp_path / "sweep.csv")
    assert list(table.columns[:5]) == ["scenario", "horizon", "tax.rate", "licences.approval_rate", "parameters.input"]
    assert not (table["region"] == table["partner"]).any()


def test_a_reference_that_was_not_asked_for_keeps_its_measures(ask, suite, tmp_path):
    (tmp_path / "twin.yaml").write_text(TWIN, encoding="utf-8")
    wanted = ["--over", "tax.rate=0,0.4,0.8", "--reference", suite / "storm.yaml", "--no-figures", "--out"]
    assert ask("sweep", *wanted, tmp_path / "one", scenario=tmp_path / "twin.yaml").exit_code == 0
    income = read(tmp_path / "one").data["real_income"]
    of_reference = income.sel(scenario="storm")
    assert float(abs(of_reference - of_reference.isel({"tax.rate": 0})).max()) == 0
    assert float(income.sel(scenario="twin").std("tax.rate").max()) > 0.1
    both = [suite / "storm.yaml", *wanted, tmp_path / "two"]
    assert ask("sweep", *both, scenario=tmp_path / "twin.yaml").exit_code == 0
    income = read(tmp_path / "two").data["real_income"]
    np.testing.assert_allclose(income.sel(scenario="storm"), income.sel(scenario="twin"))


def test_screening_ranks_assumptions(ask, tmp_path):
    done = ask("sensitivity", "--method", "morris", "--samples", 6, "--outcome", INCOME, "--out", tmp_path)
    assert done.exit_code == 0, done.output
    table = pd.read_csv(tmp_path / "sensitivity.csv")
    assert list(table["mu_star"]) == sorted(table["mu_star"], reverse=True)
    assert (table[["mu_star", "sigma"]] >= 0).all(axis=None)
    assert figures("tornado", "morris") <= names(tmp_path)
    assert manifest(tmp_path)["method"] == "morris"


def test_screening_without_its_package_says_what_to_install(ask, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib.analyze", None)
    done = ask("sensitivity", "--method", "morris", "--out", tmp_path)
    assert done.exit_code == 3
    assert "pip install 'tariffsim[sensitivity]'" in done.stderr


def test_a_breakeven_map_says_where_nothing_is_crossed(ask, tmp_path):
    wanted = [*VERBS["breakeven"], "--map", "parameters.origin=1,3,9", "--outcome", INCOME, "--out", tmp_path]
    done = ask("breakeven", *wanted)
    assert done.exit_code == 0, done.output
    table = pd.read_csv(tmp_path / "breakeven.csv")
    assert set(table["parameters.origin"]) == {1, 3, 9}
    assert "none in range" in done.stdout
    alone = ask("breakeven", *VERBS["breakeven"], "--outcome", INCOME, "--set", "parameters.origin=3", "--out",
                tmp_path / "alone", "--no-figures", "--json")  # fmt: skip
    found = table[table["parameters.origin"] == 3]["value"].to_list()
    assert found == pytest.approx([row["value"] for row in json.loads(alone.stdout)], abs=1e-5)
    assert found[0] > 0
    with xr.open_dataset(tmp_path / "scan.nc") as data:
        assert dict(data["real_income"].sizes) == {"scenario": 2, "horizon": 1, "parameters.origin": 3, "tax.rate": 17}


@pytest.mark.parametrize(
    ("verb", "arguments", "message"),
    [
        ("sweep", ["--over", "tacs.rate=0,1"], "Did you mean 'tax'?"),
        ("sweep", ["--over", "tax.rat=0,1"], "Did you mean 'rate'?"),
        ("sweep", ["--over", "parameters.orign=1,2"], "Did you mean 'origin'?"),
        ("sweep", ["--over", "parameters.origin.OER=1,2"], "Did you mean 'ORE'?"),
        ("sweep", ["--over", "parameters.final.ORE=1,2"], "write parameters.final"),
        ("sweep", ["--over", "tax.rate=0,1", "--over", "tax.rate=0,2"], "got it twice"),
        ("sweep", ["--over", "tax.rate=0:1:1e-6"], "at most 100,000"),
        ("sweep", ["--over", "licences.approval_rate=0.5,2"], "a share from 0 to 1"),
        ("sweep", ["--over", "tax.rate=0,1", "--indicator", "real_incme"], "Did you mean 'real_income'?"),
        ("sweep", ["--over", "tax.rate=0,1", "--indicator", "output_volume"], "unknown indicator 'output_volume'"),
        ("breakeven", ["--lever", "tacs.rate", "--low", 0, "--high", 1], "Did you mean 'tax'?"),
        ("breakeven", ["--lever", "tax.rate", "--low", 1, "--high", 1], "low below high"),
        ("breakeven", ["--lever", "tax.rate", "--low", 0, "--high", 1, "--map", "tax.rate=0,1"], "another lever"),
        ("breakeven", ["--lever", "tax.rate", "--low", 0, "--high", 1, "--outcome", "real_income:ANB"], "'ANA'?"),
        ("sensitivity", ["--samples", 6], "a power of 2"),
        ("sensitivity", ["--outcome", "real_income"], "write it as real_income:USA"),
        ("sensitivity", ["--horizon", "short", "--horizon", "long"], "give one"),
        ("decompose", ["--outcome", "factor_earnings:ANA:OER"], "Did you mean 'ORE'?"),
        ("decompose", ["--horizon", "short", "--horizon", "long"], "give one"),
    ],
)  # fmt: skip
def test_a_wrong_question_is_refused_before_anything_is_solved(verb, arguments, message, ask, tmp_path):
    done = ask(verb, *arguments, "--out", tmp_path)
    assert done.exit_code == 3, done.output
    assert message in done.stderr
    assert names(tmp_path) == set()


@pytest.mark.parametrize("verb", ["sweep", "breakeven", "sensitivity", "decompose"])
def test_points_without_solution_are_exit_code_1(verb, ask, unsolvable, suite, tmp_path):
    wanted = {
        "sweep": ["--over", "harvest.lost=0.999,0.9995"],
        "breakeven": ["--lever", "harvest.lost", "--low", 0.999, "--high", 0.9995],
    }
    more = [*wanted.get(verb, []), "--reference", suite / "calm.yaml", "--out", tmp_path]
    done = ask(verb, *more, scenario=unsolvable)
    assert done.exit_code == 1, done.output
    assert "not solved" in done.stderr
    assert "Traceback" not in done.output
    if verb in wanted:
        assert manifest(tmp_path)["unsolved"] > 0


def test_a_folder_of_another_verb_is_left_alone(ask, tmp_path):
    assert ask("decompose", "--out", tmp_path, "--no-figures").exit_code == 0
    before = (tmp_path / "manifest.json").read_bytes()
    done = ask("sweep", *VERBS["sweep"], "--out", tmp_path)
    assert done.exit_code == 3
    assert "holds the results of `tariffsim decompose`" in done.stderr
    assert (tmp_path / "manifest.json").read_bytes() == before


@pytest.mark.process
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupted_sweep_keeps_its_blocks_and_goes_on(jobs, world, suite, tmp_path):
    command = [sys.executable, "-m", "simulator", "sweep", str(suite / "storm.yaml"), "--over", "tax.rate=0:0.75:0.001"]
    command += ["--baseline", str(world), "--jobs", str(jobs), "--no-figures", "--out"]
    process = subprocess.Popen(
        [*command, str(tmp_path / "out")],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=hear_interrupts,
    )
    while process.poll() is None and len(list((tmp_path / "out" / "blocks").glob("[!.]*.npy"))) < 2:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all processes of the command
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert said.splitlines() == [
        "Interrupted. Files are whole or not there; --resume goes on with blocks that were kept."
    ]
    kept = {path.name: path.read_bytes() for path in (tmp_path / "out" / "blocks").glob("[!.]*.npy")}
    assert 2 <= len(kept) < 7
    subprocess.run([*command, str(tmp_path / "out"), "--resume"], cwd=ROOT, check=True, capture_output=True)
    assert not (tmp_path / "out" / "blocks").exists()
    assert (tmp_path / "out" / "sweep.csv").is_file()
