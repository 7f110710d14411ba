"""Commands that are killed: nothing of them goes on, and what is resumed ends with the same bytes."""

import os
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from tests.worlds import write_folder

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(sys.platform == "win32", reason="signals and groups of processes are those of Unix"),
]

SCENARIO = """\
title: A duty of uncertain height
measures:
  - {id: duty, type: tariff, importer: ANA, exporter: BEL, sectors: GRN, start: 2025-02-01,
     rate: {dist: uniform, low: 5%, high: 60%}}
"""
COMMANDS = {
    "run": (140, "run"),
    "draws": (2, "run", "--draws", "130"),
    "timeline": (4, "timeline", "--months", "4", "--draws", "24"),
}
"""Number of scenarios and options of commands of several blocks, and of more equilibria than one process solves."""

SOON: Final = 20.0
"""Seconds within which what was killed is gone, on a machine that is busy."""


@pytest.fixture(scope="module")
def command(tmp_path_factory):
    """A verb on scenarios of a small world, tables only."""
    folder = tmp_path_factory.mktemp("asked")
    world = write_folder(folder / "world")
    files = [folder / f"duty-{rate:03d}.yaml" for rate in range(140)]
    for place, file in enumerate(files):
        file.write_text(SCENARIO.replace("60%", f"{60 + place / 10}%"), encoding="utf-8")

    def words(what, out, *more, jobs=2):
        count, verb, *arguments = COMMANDS[what]
        common = ["--baseline", str(world), "--jobs", str(jobs), "--no-figures", "--out", str(out), *more]
        return [sys.executable, "-m", "simulator", verb, *map(str, files[:count]), *arguments, *common]

    return words


@pytest.fixture(scope="module")
def whole(command, tmp_path_factory):
    """The folder that a command leaves in one process, without being killed."""

    @cache
    def folder(what):
        out = tmp_path_factory.mktemp(what)
        subprocess.run(command(what, out, jobs=1), cwd=ROOT, check=True, capture_output=True)
        return out

    return folder


def blocks_of(out):
    """Blocks that are there, and when each was written."""
    return {path: path.stat().st_mtime_ns for path in (out / "blocks").glob("[!.]*.npy")}


def killed(command, out, *, only_parent):
    """Start a command in a group of its own, kill it when a block is there, and wait until all of it is gone."""
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    while process.poll() is None and not blocks_of(out):
        time.sleep(0.005)
    (os.kill if only_parent else os.killpg)(process.pid, signal.SIGKILL)
    process.wait()
    end = time.monotonic() + SOON
    while is_alive(process.pid) and time.monotonic() < end:
        time.sleep(0.05)
    assert not is_alive(process.pid)


def is_alive(group):
    """Whether any process of a group is still there."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("what", "only_parent"),
    [("run", True), ("draws", False), ("timeline", True)],
)
def test_what_is_killed_is_gone_and_resumes_with_the_same_bytes(what, only_parent, command, whole, tmp_path):
    out = tmp_path / "killed"
    killed(command(what, out), out, only_parent=only_parent)
    kept = blocks_of(out)
    assert kept
    assert not (out / "manifest.json").exists()
    subprocess.run(command(what, out, "--resume"), cwd=ROOT, check=True, capture_output=True)
    tables = sorted(path.name for path in whole(what).glob("*.csv"))
    assert "indicators.csv" in tables
    for name in tables:
        assert (out / name).read_bytes() == (whole(what) / name).read_bytes()
    if what == "run":
        assert not (out / "blocks").exists(), "the results of a run hold all of its blocks"
        return
    assert kept.items() <= blocks_of(out).items(), "blocks that were there are not solved again"
    for path in blocks_of(whole(what)):
        assert (out / "blocks" / path.name).read_bytes() == path.read_bytes()
