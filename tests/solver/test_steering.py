"""Steps steered by the Jacobian of other elasticities: what is translated, and that neighbours do not matter."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.economy.elasticities import Elasticities
from simulator.model.equations import Exponents
from simulator.model.shock import Shock
from simulator.solver.anchor import Anchor
from simulator.solver.block import Block, State
from simulator.solver.slope import own_slope
from simulator.solver.solve import solve
from simulator.solver.step import Linearisation, linearised
from simulator.solver.sweep import sweep
from tests.shocks import elasticities_of, shock_of
from tests.solver.conftest import SETTINGS

NUDGE = 1e-6


@pytest.mark.parametrize("name", ["short", "mixed"])
def test_identity_own_slope_is_the_derivative_of_excess_demand(levels, name):
    elasticities = SETTINGS[name]
    n = levels.output.size
    block = Block.of(levels, Shock.stack([Shock.none(levels, elasticities)] * n))
    unknowns = np.zeros((n, 3, *levels.output.shape))
    unknowns[:, 0] = np.eye(n).reshape(n, *levels.output.shape) * NUDGE
    excess = sweep(block, State(unknowns, np.zeros(0))).excess.reshape(n, n)
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


def stretched(elasticities: Elasticities, factor: float, origin: float) -> Elasticities:
    return replace(elasticities, factor=elasticities.factor * factor, origin=elasticities.origin * origin)


@pytest.mark.parametrize("factor", [1.0, 0.5, 3.0, 10.0])
def test_symmetry_translated_steps_lead_to_the_same_place_in_fewer_sweeps(levels, monkeypatch, factor):
    near = Anchor.at_rest(levels, SETTINGS["mixed"])
    cases = Shock.stack(
        [
            shock_of(levels, stretched(SETTINGS["mixed"], factor, origin), tariff={(2, 1, 0): 0.6, (1, 0, 2): 0.4})
            for origin in (0.5, 1.0, 2.0)
        ]
    )
    translated, own = solve(levels, cases, near=near), solve(levels, cases)
    monkeypatch.setattr(Linearisation, "_translated", lambda self, block, gap: gap)
    as_it_is = solve(levels, cases, near=near)
    assert translated.is_converged.all()
    np.testing.assert_allclose(translated.state.unknowns, own.state.unknowns, atol=1e-9)
    assert translated.iterations.sum() <= as_it_is.iterations.sum()
    if factor == 10.0:
        assert translated.iterations.sum() < 0.8 * as_it_is.iterations.sum()


def test_limit_at_the_elasticities_linearised_at_nothing_is_translated(levels):
    shock = shock_of(levels, SETTINGS["mixed"], tariff={(2, 1, 0): 0.6})
    block = Block.of(levels, shock)
    gap = np.random.default_rng(0).normal(size=(1, 3, *levels.output.shape))
    np.testing.assert_array_equal(linearised(levels, SETTINGS["mixed"])._translated(block, gap), gap)
