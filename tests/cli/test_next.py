"""Commands that are suggested work as they are printed: with the options of the run, and quoted."""

import shlex
from pathlib import Path
from types import SimpleNamespace

import pytest

from simulator.cli import solve
from simulator.cli.output import free, typed
from simulator.cli.solve import next_commands

PLAN = {"baseline": None, "reference": None, "horizons": (), "overrides": (), "on": None, "focus": None, "title": None}


def results(reference="truce", **measures):
    told = tuple({"name": name, "measures": texts} for name, texts in measures.items())
    return SimpleNamespace(reference=reference, provenance=SimpleNamespace(scenarios=told))


RESULTS = results(truce=["a"], mine=["a", "b"])


def test_a_command_is_quoted_and_says_only_what_is_said():
    line = typed("run", "my file.yaml", "-x.yaml", baseline=None, set=("a.rate=1", "b.note=x y"))
    assert line == "tariffsim run 'my file.yaml' ./-x.yaml --set a.rate=1 --set 'b.note=x y'"
    assert shlex.split(line)[2] == "my file.yaml"


def test_a_name_that_is_free(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert free("mine.yaml") == "mine.yaml"
    Path("mine.yaml").touch()
    Path("mine-2.yaml").touch()
    assert free("mine.yaml") == "mine-3.yaml"


@pytest.mark.parametrize(
    ("out", "file"), [("results", "results"), ("a/b", "a/b"), (".", "here"), ("..", "above"), ("a.b", "a.b")]
)
def test_tables_are_exported_beside_the_folder(out, file, tmp_path, monkeypatch):
    (tmp_path / "above" / "here").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "above" / "here")
    monkeypatch.setattr(solve, "find_spec", lambda _: None)
    assert f"tariffsim export {out} --to {file}.csv" in next_commands(RESULTS, Path(out), ["mine.yaml"], PLAN)
    monkeypatch.setattr(solve, "find_spec", lambda _: True)
    assert f"tariffsim export {out} --to {file}.xlsx" in next_commands(RESULTS, Path(out), ["mine.yaml"], PLAN)


@pytest.mark.parametrize(
    ("scenarios", "options", "expected"),
    [
        (["mine.yaml"], {}, "tariffsim decompose mine.yaml"),
        (["sub/mine.yaml", "truce"], {}, "tariffsim decompose sub/mine.yaml"),
        (
            ["mine.yaml"],
            {"baseline": "b c", "reference": "truce", "horizons": ("long", "short"), "overrides": ("b.rate=1",)},
            "tariffsim decompose mine.yaml --baseline 'b c' --reference truce --set b.rate=1 --horizon long",
        ),
    ],
)
def test_what_drives_one_scenario_is_asked_as_it_was_run(scenarios, options, expected):
    assert next_commands(RESULTS, Path("mine"), scenarios, PLAN | options)[2:] == [expected]


@pytest.mark.parametrize(
    "found",
    [results("", mine=["a"]), results(truce=["a"], mine=["a"]), results(truce=["a"], mine=["b"], yours=["c"])],
)
def test_nothing_is_decomposed_without_a_difference_of_one_scenario(found):
    assert len(next_commands(found, Path("out"), ["mine.yaml"], PLAN)) == 2
