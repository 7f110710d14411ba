"""Sensitivity: assumptions ranked by what they move."""

import numpy as np
import pytest

from simulator.experiment.run import run
from simulator.experiment.sensitivity import sensitivity


def test_sensitivity_ranks_by_width_and_explains_variance():
    found = sensitivity("tariff-100")
    width = (found.table["high"] - found.table["low"]).abs().to_numpy()
    assert (np.diff(width) <= 0).all()
    change = run("tariff-100").reference_change("real_income").sel(scenario="tariff-100", horizon="short", region="USA")
    assert found.centre == pytest.approx(float(change), abs=1e-7)
    indices = sensitivity("tariff-100", samples=16, seed=1).table
    assert indices["total_order"].max() > 0.05
