"""Lower bounds of dependencies are true: the lowest versions that are declared are installed, and solve and draw."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
UV = shutil.which("uv")
pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(UV is None, reason="uv is not installed, which finds the lowest versions: pip install uv"),
]
SCENARIO = (
    "title: A tariff\nmeasures:\n  - {id: a, type: tariff, importer: USA, exporter: CHN, sectors: goods, rate: 10%}\n"
)


@pytest.fixture
def lowest(tmp_path):
    """Python with the lowest versions of everything that is declared."""
    place = tmp_path / "lowest"
    subprocess.run([UV, "venv", "-q", "-p", sys.executable, place], check=True, capture_output=True)
    wanted = [UV, "pip", "install", "--resolution", "lowest-direct", f"{ROOT}[excel,parquet,sensitivity]"]
    environment = {**os.environ, "VIRTUAL_ENV": str(place)}
    done = subprocess.run(wanted, capture_output=True, text=True, check=False, env=environment)
    if done.returncode and any(word in done.stderr for word in ("Failed to fetch", "dns error", "client error")):
        pytest.skip("there is no network from which versions could be installed")
    assert done.returncode == 0, done.stderr
    return place / ("Scripts" if os.name == "nt" else "bin") / "python"


def test_the_lowest_versions_that_are_declared_run_draw_and_export(lowest, tmp_path):
    (tmp_path / "a.yaml").write_text(SCENARIO)
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}
    for words in ("run a.yaml --draws 2 --out out", "export out --to a.xlsx --to a.parquet --to a.iamc.csv"):
        command = [lowest, "-W", "ignore", "-m", "simulator", *words.split()]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment)
        assert done.returncode == 0, done.stderr
