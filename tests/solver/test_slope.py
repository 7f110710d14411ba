"""How steeply excess demand for factors falls in their own price."""

import numpy as np
import pytest

from simulator.model.equations import Exponents
from simulator.model.shock import Shock
from simulator.solver.block import Block, State
from simulator.solver.evaluate import equation_values
from simulator.solver.linear.slope import own_slope
from tests.shocks import elasticities_of
from tests.solver.conftest import SETTINGS

NUDGE = 1e-6


@pytest.mark.parametrize("name", ["short", "mixed"])
def test_identity_own_slope_is_the_derivative_of_excess_demand(levels, name):
    elasticities = SETTINGS[name]
    n = levels.output.size
    block = Block.of(levels, Shock.stack([Shock.none(levels, elasticities)] * n))
    unknowns = np.zeros((n, 3, *levels.output.shape))
    unknowns[:, 0] = np.eye(n).reshape(n, *levels.output.shape) * NUDGE
    excess = equation_values(block, State(unknowns, np.zeros(0))).excess.reshape(n, n)
    slope = own_slope(levels, Exponents.of(elasticities))[0]
    np.testing.assert_allclose(slope.ravel(), -np.diag(excess) / NUDGE, rtol=1e-5)


@pytest.mark.parametrize("seed", range(5))
def test_identity_own_slope_is_positive_whatever_the_elasticities(levels, seed):
    rng = np.random.default_rng(seed)
    low = [rng.uniform(0.01, 60, 4) for _ in range(2)]
    nests = {name: rng.uniform(0.01, 5, 4) for name in ("input", "value_added", "critical")}
    drawn = elasticities_of(4, origin=low[0], home=low[1], **nests, final=0.9, factor=rng.uniform(1, 30))
    assert (own_slope(levels, Exponents.of(drawn)) > 0).all()


def test_limit_mobile_factors_only_follow_the_wage_of_their_region(levels):
    np.testing.assert_array_equal(own_slope(levels, Exponents.of(SETTINGS["mobile"])), 1.0)
