"""Disks that are full and folders that are not one's own: a clear message, exit code 1, and what was finished stays."""

import os
import resource
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli import cli

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(sys.platform == "win32", reason="limits of files and users are those of Unix"),
]
NOBODY = 65534
RUN = ("run", "tariff-100", "--no-figures")
DRAWS = (*RUN, "--draws", "128", "--jobs", "1")


def start(*arguments, preexec=None, **environment):
    command = [sys.executable, "-m", "simulator", *map(str, arguments)]
    return subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=preexec,
        env=os.environ | environment,
    )


def whole(folder):
    """Names of the files of a folder, all of which are complete: none is hidden, and tables end with a line."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert not [path for path in files if path.name.startswith(".")]
    assert all(path.read_text(encoding="utf-8").endswith("\n") for path in files if path.suffix == ".csv")
    return {path.name for path in files}


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own, and a way to make it larger."""
    place = tmp_path / "disk"
    place.mkdir()

    def resize(size, *options):
        command = ["mount", "-t", "tmpfs", "-o", ",".join((f"size={size}", *options)), "tmpfs", str(place)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    mounted = resize("900k") if os.geteuid() == 0 else None
    if mounted is None or mounted.returncode:
        pytest.skip("mounting a file system takes root, and a system that lets it mount")
    yield place, resize
    subprocess.run(["umount", str(place)], check=True, capture_output=True)


def test_a_full_disk_is_exit_code_1_and_leaves_whole_files(small_disk):
    place, _ = small_disk
    done = start(*RUN, "--out", place / "out")
    assert done.returncode == 1
    assert "cannot be written (" in done.stderr
    assert "make room there" in done.stderr
    assert "Traceback" not in done.stderr
    assert whole(place) < {"scenarios-000000.npy", "indicators.csv", "flows.csv", "results.nc", "manifest.json"}


def test_draws_go_on_when_the_full_disk_has_room_again(small_disk):
    place, resize = small_disk
    assert resize("6m", "remount").returncode == 0
    done = start(*DRAWS, "--out", place / "out")
    assert done.returncode == 1
    assert "cannot be written (No space left on device)" in done.stderr
    assert "Traceback" not in done.stderr
    blocks = {path: path.stat().st_mtime_ns for path in (place / "out" / "blocks").iterdir()}
    assert 0 < len(blocks) < 3
    assert whole(place) == {path.name for path in blocks}
    assert resize("64m", "remount").returncode == 0
    again = start(*DRAWS, "--out", place / "out", "--resume")
    assert again.returncode == 0, again.stderr
    assert {path: path.stat().st_mtime_ns for path in blocks} == blocks
    assert "summary.csv" in whole(place)


@pytest.mark.parametrize("command", [RUN, ("sweep", "tariff-100", "--over", "us-100.rate=0:1:0.1", "--jobs", "1")])
def test_a_file_that_cannot_grow_is_exit_code_1(command, tmp_path):
    def no_large_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    done = start(*command, "--out", tmp_path / "out", preexec=no_large_files)
    assert done.returncode == 1
    assert "cannot be written (" in done.stderr
    assert "Traceback" not in done.stderr
    assert all(name.endswith("000000.npy") for name in whole(tmp_path))  # blocks that fit


@contextmanager
def as_nobody():
    """Give up root's rights for a while; others have none to give up."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("verb", ["run", "decompose"])
def test_a_folder_of_somebody_else_is_exit_code_1(verb, tmp_path):
    place = tmp_path / "theirs"
    place.mkdir(mode=0o555)
    for above in tmp_path.parents[:2]:
        above.chmod(0o755)
    done = CliRunner().invoke(cli, [verb, "tariff-100", "--no-figures", "--out", str(tmp_path / "mine")])
    assert done.exit_code == 0, done.output
    with as_nobody():
        done = CliRunner().invoke(cli, [verb, "tariff-100", "--out", str(place)])
    assert done.exit_code == 1, done.output
    assert done.stderr.splitlines() == [
        f"{place}: cannot be written (Permission denied) — choose another place with --out, or make room there."
    ]
    assert list(place.iterdir()) == []


def test_a_read_only_disk_is_exit_code_1(small_disk):
    place, resize = small_disk
    assert resize("900k", "remount", "ro").returncode == 0
    done = start(*RUN, "--out", place)
    assert done.returncode == 1
    assert "cannot be written (Read-only file system)" in done.stderr
    assert "Traceback" not in done.stderr
