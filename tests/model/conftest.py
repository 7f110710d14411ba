import numpy as np
import pytest

from simulator.model.equations import Exponents
from simulator.model.nests import Nests
from tests.shocks import elasticities_of, random_levels
from tests.worlds import SEED


@pytest.fixture(autouse=True)
def _strict():
    with np.errstate(divide="raise", over="raise", invalid="raise"):
        yield


@pytest.fixture(scope="package")
def levels():
    return random_levels(4, 3)


@pytest.fixture(scope="package")
def elasticities():
    """Different in every nest and sector, on both sides of 1 and at 1."""
    return elasticities_of(
        4,
        origin=[4, 2.5, 6, 1.5],
        home=[3, 2.5, 5, 0.7],
        input=[0.2, 1.6, 1, 0.9],
        value_added=[0.5, 1.2, 1, 0.98],
        critical=[0.05, 1, 0.3, 1.7],
        final=0.9,
        factor=2.5,
    )


@pytest.fixture(scope="package")
def nests(levels):
    return Nests.of(levels)


@pytest.fixture(scope="package")
def exponents(elasticities):
    return Exponents.of(elasticities)


@pytest.fixture
def log_wage():
    return np.random.default_rng(SEED).normal(0, 0.3, (1, 4, 3))


@pytest.fixture
def log_price():
    return np.random.default_rng(SEED + 1).normal(0, 0.3, (1, 4, 3))
