import pytest

from simulator.economy import load_baseline
from simulator.experiment.run import run


@pytest.fixture(scope="session")
def economy():
    return load_baseline()


@pytest.fixture(scope="session")
def library():
    return run("scenarios", horizon=["short", "medium", "long"])
