"""The verb that writes a page of sliders: files, output, messages and exit codes."""

import json

import pandas as pd
import pytest
from click.testing import CliRunner

from simulator.cli import cli
from simulator.experiment.batch.store import BlockStore
from tests.worlds import write_folder

CALM = "title: Nothing new\nsummary: The world as it is.\nmeasures: []\n"
STORM = """\
title: A tariff
summary: Ana taxes Bel.
measures:
  - {id: tax, type: tariff, importer: ANA, exporter: BEL, sectors: all, rate: 0.4}
"""
FILES = {"explorer.html", "errors.csv", "checked.csv", "manifest.json"}


@pytest.fixture
def ask(tmp_path):
    world = write_folder(tmp_path / "world")
    for name, text in {"calm": CALM, "storm": STORM}.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")

    def ask(*arguments):
        given = ["explore", tmp_path / "storm.yaml", "--baseline", world, "--jobs", 1, *arguments]
        return CliRunner().invoke(cli, [str(item) for item in given])

    return ask


def test_it_writes_a_page_and_how_exact_it_is(ask, tmp_path):
    out = tmp_path / "out"
    done = ask("--over", "tax.rate=0:1", "--reference", tmp_path / "calm.yaml", "--checked", 5, "--out", out, "--json")
    assert done.exit_code == 0, done.output
    assert {path.name for path in out.iterdir() if path.is_file()} == FILES
    assert {row["indicator"] for row in json.loads(done.stdout)} == set(pd.read_csv(out / "errors.csv")["indicator"])
    assert f"17 points solved; errors between them are above. Open {out / 'explorer.html'}." in done.stderr
    made = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert (made["verb"], made["over"], made["checked"], made["seed"]) == ("explore", ["tax.rate=0:1"], 5, 20251026)
    assert "Nothing new" in (out / "explorer.html").read_text(encoding="utf-8")


def test_blocks_are_taken_up_again_and_the_page_is_the_same(ask, tmp_path, monkeypatch):
    monkeypatch.setattr(BlockStore, "clear", lambda store: None)
    given = ("--over", "tax.rate=0,0.5,1", "--checked", 2, "--out", tmp_path / "out")
    pages, blocks = [], []
    for more in ((), ("--resume",)):
        assert ask(*given, *more).exit_code == 0
        text = (tmp_path / "out" / "explorer.html").read_text(encoding="utf-8")
        pages.append(text.partition('id="payload">')[2])
        blocks.append({path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "blocks").iterdir()})
    assert pages[0] == pages[1] != ""
    assert blocks[0] == blocks[1] != {}


@pytest.mark.parametrize(
    ("given", "code", "message"),
    [
        ((), 3, "storm: got no lever — name one to five of its values"),
        (("--over", "tax.rate=1:0"), 3, "the lowest value, then a higher one"),
        (("--over", "tax.rate=0:1", "--checked", "0"), 2, "0 is not in the range 1<=x<=16384"),
        (("--over", "tax.rate=0:1", "--horizon", "soon"), 3, "horizon: got 'soon'"),
    ],
)
def test_what_cannot_be_explored_is_said(ask, tmp_path, given, code, message):
    done = ask(*given, "--out", tmp_path / "out")
    assert (done.exit_code, message in done.output) == (code, True), done.output
    assert not (tmp_path / "out" / "explorer.html").exists()


def test_the_folder_of_another_verb_is_left_alone(ask, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "manifest.json").write_text('{"verb": "sweep", "versions": {}}', encoding="utf-8")
    done = ask("--over", "tax.rate=0:1", "--out", out)
    assert done.exit_code != 0
    assert "sweep" in done.output
    assert [path.name for path in out.iterdir() if path.suffix == ".html"] == []
