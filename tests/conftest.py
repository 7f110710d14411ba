"""How the suite runs: one thread of linear algebra a worker, kinds by folder, and what takes long first."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # before numpy is imported, here and in every process that a test starts

ROOT = Path(__file__).parent
KINDS = {
    "test_house.py": "house",
    "docs/test_commands.py": "docs",
    "test_notebooks.py": "notebook",
    "docs": "docs",
    "browser": "browser",
    "validation": "validation",
    "benchmarks": "benchmark",
    "property": "property",
    "witness": "witness",
    "": "room",
}
"""Kind of each file or folder of tests, in the order in which a run begins them; a room of the package is the last."""
APART = {"test_house.py", "test_notebooks.py", "docs/test_commands.py"}
"""Files whose tests share nothing, so that each may go to another worker; other files stay together."""

ONCE = ("cluster", "site")
"""Fixtures whose tests stay together, whatever their file, so that each is made once."""


def pytest_xdist_auto_num_workers(config):
    """Workers for the whole suite only: files and folders given by name run in this process."""
    return 0 if config.args_source is config.ArgsSource.ARGS else None


def pytest_collection_modifyitems(config, items):
    for item in items:
        name = item.path.relative_to(ROOT).as_posix()
        item.add_marker(KINDS[home_of(name)])
        shared = next((fixture for fixture in ONCE if fixture in item.fixturenames), name)
        if shared not in APART:
            item.add_marker(pytest.mark.xdist_group(shared))
    if not hasattr(config, "workerinput"):
        return  # in one process the order is that of the command
    order = list(KINDS)
    items.sort(key=lambda item: order.index(home_of(item.path.relative_to(ROOT).as_posix())))


@pytest.fixture(scope="session")
def cluster():
    """Address of a cluster of two workers."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster:
        yield cluster.scheduler_address


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The documentation as mkdocs builds it, without a warning."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT.parent), "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


def home_of(name):
    """The first entry of the kinds that is this file, or a folder above it."""
    return next(home for home in KINDS if name == home or name.startswith(f"{home}/") or not home)
