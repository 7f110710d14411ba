"""A results folder belongs to the user: only files that its manifest lists are replaced or removed."""

import json
import os
import re

import numpy as np
import pytest

from simulator.errors import DataError, ResultsError, ScenarioError
from simulator.experiment.batch.store import LONGEST_NAME, BlockStore
from simulator.files.lock import LOCK, in_use
from simulator.files.text import entries
from simulator.results import check_kind, read
from simulator.results.files.folder import MANIFEST
from simulator.results.files.owned import claim, drop, listed, refuse_foreign

MINE = "my own words\n"


@pytest.mark.parametrize("name", ["indicators.csv", "report.html", "figures/real_income.svg", MANIFEST])
def test_contract_a_file_of_the_user_in_the_way_is_refused_and_stays(tmp_path, name):
    (tmp_path / "figures").mkdir()
    (tmp_path / name).write_text(MINE)
    message = f"^{re.escape(str(tmp_path))}: holds {name}, which no run wrote here — choose another place with --out"
    with pytest.raises(ResultsError, match=message):
        claim(tmp_path, ["indicators.csv", "report.html", "figures/real_income.svg"])
    assert (tmp_path / name).read_text() == MINE


def test_contract_a_link_is_in_the_way_as_a_file_is(tmp_path):
    (tmp_path / "flows.csv").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ResultsError, match=r"holds flows\.csv"):
        refuse_foreign(tmp_path, ["flows.csv"])


def test_contract_a_manifest_of_another_program_is_no_manifest(tmp_path):
    (tmp_path / MANIFEST).write_text('{"manifest_version": 3, "files": ["mine.csv"]}')
    assert listed(tmp_path) == set()
    with pytest.raises(ResultsError, match=r"holds manifest\.json"):
        check_kind(tmp_path, "run")


def test_contract_only_listed_files_below_the_folder_are_removed(tmp_path):
    folder = tmp_path / "out"
    (folder / "figures").mkdir(parents=True)
    for name in ("../theirs.csv", "mine.csv", "old.csv", "notes.txt", "figures/old.svg"):
        (folder / name).write_text(MINE)
    files = ["../theirs.csv", "old.csv", "notes.txt", "figures/old.svg"]
    (folder / MANIFEST).write_text(json.dumps({"format": 1, "files": files}))
    drop(folder, [*files, "mine.csv"])
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == [
        "manifest.json",
        "mine.csv",
        "notes.txt",
        "theirs.csv",
    ]


def test_contract_what_is_claimed_may_be_written_again_though_a_run_died(tmp_path):
    claim(tmp_path, ["indicators.csv"], unfinished=True)
    (tmp_path / "indicators.csv").write_text("half")
    with pytest.raises(ResultsError, match="holds results of which not all were written — solve them again"):
        read(tmp_path)
    refuse_foreign(tmp_path, ["indicators.csv"])


def test_contract_charts_of_an_older_version_are_known_by_their_three_files(tmp_path):
    (tmp_path / "figures").mkdir()
    (tmp_path / MANIFEST).write_text('{"versions": {"tariffsim": "0.1.0"}, "files": ["flows.csv"]}')
    for name in ("a.svg", "a.png", "a.csv", "mine.svg"):
        (tmp_path / "figures" / name).write_text(MINE)
    figures = {"figures/a.svg", "figures/a.png", "figures/a.csv"}
    assert listed(tmp_path) == {"flows.csv", MANIFEST, "report.html"} | figures


@pytest.mark.parametrize("kind", ["link", "text", "folder"])
def test_contract_a_lock_takes_nothing_of_the_users(tmp_path, kind):
    mine = tmp_path / "mine"
    mine.write_text(MINE)
    lock = tmp_path / LOCK
    if kind == "folder":
        lock.mkdir()
    elif kind == "text":
        lock.write_text(MINE)
    else:
        lock.symlink_to(mine)
    with pytest.raises(ResultsError, match="is no lock of a run — choose another --out"), in_use(tmp_path):
        pass
    assert mine.read_text() == MINE
    assert os.path.lexists(lock)


@pytest.mark.parametrize("error", [DataError, ScenarioError])
def test_contract_a_folder_that_cannot_be_read_says_so(tmp_path, monkeypatch, error):
    def refuse(_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.iterdir", refuse)
    with pytest.raises(error, match=r"cannot be read \(Permission denied\) — a folder that you may read"):
        entries(tmp_path, error)


class _Task:
    def __init__(self, name):
        self.name = name

    def key(self):
        return "key"


def test_contract_blocks_leave_files_of_the_user_alone(tmp_path):
    store = BlockStore(tmp_path / "blocks")
    (tmp_path / "blocks").mkdir()
    np.save(store.path("mine"), np.ones(3))
    long = "n" * 300
    for name in ("ours", long):
        store.write(_Task(name), {"x": np.ones(2)})
        assert store.has(_Task(name))
    assert len(store.path(long).name) < LONGEST_NAME
    with pytest.raises(ResultsError, match=r"mine\.npy: no run wrote this file"):
        store.write(_Task("mine"), {"x": np.ones(2)})
    store.clear()
    assert [path.name for path in (tmp_path / "blocks").iterdir()] == ["mine.npy"]
    store.path("mine").unlink()
    store.clear()
    assert not (tmp_path / "blocks").exists()
