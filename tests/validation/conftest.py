import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[2] / "docs" / "validation"
sys.path.insert(0, str(PROGRAM))


@pytest.fixture(scope="session")
def suites():
    from experiments import Experiments
    from make import SUITES

    return {name: Experiments.of(name) for name in SUITES}


@pytest.fixture(scope="session")
def page():
    return PROGRAM.with_suffix(".md").read_text(encoding="utf-8")
