"""Made-up results and what tests read off a figure."""

import pytest

from simulator.results import Results
from tests.report.made_up import made_up, with_draws


@pytest.fixture(scope="session")
def results() -> Results:
    """Six scenarios against a truce; the last one is not solved."""
    return made_up()


@pytest.fixture(scope="session")
def drawn(results) -> Results:
    """The same results with draws."""
    return with_draws(results)
