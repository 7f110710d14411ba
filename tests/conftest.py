"""How the suite runs: one thread of linear algebra a worker, kinds by folder, and what takes long first."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # before numpy is imported, here and in every process that a test starts

os.environ.setdefault("TARIFFSIM_CACHE", tempfile.mkdtemp(prefix="tariffsim-"))  # the user's is left alone

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
    "mutation": "property",
    "": "room",
}
"""Kind of each file or folder of tests, in the order in which a run begins them; a room of the package is the last."""
APART = {"test_house.py", "test_notebooks.py", "docs/test_commands.py"}
"""Files whose tests share nothing, so that each may go to another worker."""

TOGETHER = {"docs/test_site.py": "site", "browser/test_site.py": "site"}
"""Files whose tests go to one worker, as they share what takes long to make."""


class Scheduling(LoadScopeScheduling):
    """Keeps the tests of a file in one worker, so that what they share is made once."""

    def _split_scope(self, nodeid):
        name = nodeid.partition("::")[0].removeprefix("tests/")
        return nodeid if name in APART else TOGETHER.get(name, name)


def pytest_xdist_make_scheduler(config, log):
    return Scheduling(config, log)


def pytest_xdist_auto_num_workers(config):
    """Workers for the whole suite only: files and folders given by name run in this process."""
    return 0 if config.args_source is config.ArgsSource.ARGS else None


def pytest_collection_modifyitems(config, items):
    for item in items:
        item.add_marker(KINDS[home_of(item.path.relative_to(ROOT).as_posix())])
    if hasattr(config, "workerinput"):  # in one process the order is that of the command
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
