"""Tariff-rate quotas: a premium up to its ceiling holds the limit, and at its ceiling lets more in."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.model.shock import Shock
from simulator.solver.solve import expansion_point, solve
from tests.identities import violations
from tests.shocks import Limit, elasticities_of, random_levels, shock_of, solved, worked_out
from tests.solver.conftest import SETTINGS

SOLVED = 1e-9  # equations hold to 1e-10
SAME = 1e-8  # a wedge is found to the residual over its elasticity, and flows answer by as much
FLOW, OTHER = (3, 1, 0), (3, 2, 0)
RATE = 0.2


def quota(ratio, ceiling=RATE):
    return Limit([FLOW], ratio, to_importer=True, ceiling=ceiling)


@pytest.fixture(params=SETTINGS)
def at_rate(request, levels):
    """The world in which every unit of the flow pays the rate, by elasticities."""
    elasticities = SETTINGS[request.param]
    rate = (1 + levels.tariff[FLOW]) * (1 + RATE) - 1
    return elasticities, solved(levels, shock_of(levels, elasticities, tariff={FLOW: float(rate)}))


def test_identity_a_premium_is_idle_within_its_ceiling_or_at_it(levels, at_rate):
    elasticities, taxed = at_rate
    at_most = float(taxed.volume_hat[0][FLOW])
    ratios = (1.5, 1.0, (1 + at_most) / 2, at_most, at_most / 2, 1e-9)
    shock = Shock.stack([shock_of(levels, elasticities, quota(ratio)) for ratio in ratios])
    new = worked_out(levels, shock, solve(levels, shock))
    volume, premium = new.volume_hat[(slice(None), *FLOW)], new.bound_wedge
    assert max(violations(levels, shock, new).values()) <= SOLVED
    np.testing.assert_array_equal(premium[:2], 1)
    np.testing.assert_allclose(volume[2:4], ratios[2:4], rtol=SOLVED)
    assert 1 < premium[2] < 1 + RATE
    np.testing.assert_allclose(premium[3:], 1 + RATE, rtol=SAME)
    np.testing.assert_allclose(volume[4:], at_most, rtol=SAME)


def test_limit_a_quota_at_its_ceiling_is_the_tariff_of_its_rate(levels, at_rate):
    elasticities, taxed = at_rate
    new = solved(levels, shock_of(levels, elasticities, quota(0.01)))
    for name in ("price_hat", "cost_hat", "wage_hat", "income_new", "output_new", "volume_hat"):
        np.testing.assert_allclose(getattr(new, name), getattr(taxed, name), rtol=SAME, err_msg=name)


def test_limit_a_ceiling_of_nothing_is_no_quota(levels, elasticities):
    duty = {FLOW: 0.0, OTHER: 0.5}
    free = solved(levels, shock_of(levels, elasticities, tariff=duty))
    new = solved(levels, shock_of(levels, elasticities, quota(0.5, ceiling=0.0), tariff=duty))
    assert new.bound_wedge.tolist() == [1]
    np.testing.assert_array_equal(new.price_hat, free.price_hat)


def test_limit_a_ceiling_out_of_reach_is_none(levels, elasticities):
    bounded, free = (
        solve(levels, shock_of(levels, elasticities, quota(0.5, ceiling=ceiling))) for ceiling in (1e3, np.inf)
    )
    np.testing.assert_array_equal(bounded.state.unknowns, free.state.unknowns)
    np.testing.assert_array_equal(bounded.iterations, free.iterations)


@pytest.mark.parametrize("ceiling", [0.05, 5.0])
def test_contract_a_premium_that_another_case_starts_with_stops_at_the_ceiling(levels, elasticities, ceiling):
    """The expansion point meets the limit with a premium that a case of a lower ceiling may not charge."""
    near = expansion_point(levels, shock_of(levels, elasticities, quota(0.3, ceiling=1.5)))
    case = shock_of(levels, elasticities, quota(0.3, ceiling=ceiling))
    found, own = solve(levels, case, near=near), solve(levels, case)
    assert found.is_converged.all()
    np.testing.assert_allclose(found.state.unknowns, own.state.unknowns, atol=SOLVED)
    assert found.state.log_wedge[0] <= np.log1p(ceiling)


def test_limit_cases_near_an_expansion_point_at_its_ceiling_are_linearised_along_it(levels, elasticities):
    bounds = quota(0.01), Limit([OTHER], 0.5)
    centre = shock_of(levels, elasticities, *bounds)
    near = expansion_point(levels, centre)
    assert near.linearisation.around.charged.tolist() == [1]
    assert solve(levels, centre, near=near).iterations.tolist() == [1]
    cases = Shock.stack(
        [
            shock_of(levels, elasticities, quota(0.01, ceiling=0.3), bounds[1]),
            shock_of(levels, elasticities, quota(0.95), bounds[1]._replace(ratio=0.4)),
            shock_of(levels, elasticities, *bounds, tariff={(2, 1, 0): 0.8}),
        ]
    )
    found, own = solve(levels, cases, near=near), solve(levels, cases)
    assert found.is_converged.all()
    np.testing.assert_allclose(found.state.unknowns, own.state.unknowns, atol=SOLVED)
    assert found.iterations.sum() < own.iterations.sum()


def test_symmetry_quotas_that_come_to_their_ceilings_do_not_flicker(levels):
    """Many quotas whose premium would just reach its ceiling, or just not, at elasticities of every kind."""
    rng = np.random.default_rng(2)
    flows = [(s, i, j) for s in range(4) for i, j in ((0, 1), (1, 2), (2, 0))]
    cases = []
    for _ in range(24):
        elasticities = elasticities_of(
            4, origin=rng.uniform(0.3, 8, 4), input=rng.uniform(0.05, 1.2), critical=0.1, factor=rng.choice([1, 3, 50])
        )
        limits = [
            Limit([flow], float(rng.uniform(0.5, 1)), to_importer=True, ceiling=float(rng.uniform(0.05, 0.4)))
            for flow in flows
        ]
        cases.append(shock_of(levels, elasticities, *limits))
    shock = Shock.stack(cases)
    solution = solve(levels, shock)
    new = worked_out(levels, shock, solution)
    assert max(violations(levels, shock, new).values()) <= SOLVED
    at_ceiling = solution.state.log_wedge == shock.bounds.ceiling
    assert at_ceiling.any()
    assert (~at_ceiling & (solution.state.log_wedge > 0)).any()
    assert solution.iterations.max() < 60


def test_limit_premiums_that_come_to_their_ceilings_near_an_expansion_point_stay_there():
    """Charged wedges are unknowns of the expansion point; at its ceiling a wedge is none, whatever moves the others."""
    levels, rng = random_levels(4, 5, seed=3), np.random.default_rng(5)
    flows = [(s, i, (i + step) % 5) for s in range(4) for i, step in ((0, 1), (1, 2), (2, 4), (3, 3))]
    elasticities = elasticities_of(4, origin=rng.uniform(0.5, 8, 4), input=0.3, critical=0.1, factor=3.0)
    limits = [Limit([flow], rng.uniform(0.4, 0.9), to_importer=True, ceiling=rng.uniform(0.05, 0.5)) for flow in flows]
    near = expansion_point(levels, shock_of(levels, elasticities, *limits))
    cases = []
    for _ in range(24):
        drawn = replace(elasticities, origin=elasticities.origin * rng.uniform(0.7, 1.4))
        moved = [
            limit._replace(ratio=limit.ratio * rng.uniform(0.8, 1.2), ceiling=limit.ceiling * rng.uniform(0.5, 1.5))
            for limit in limits
        ]
        cases.append(shock_of(levels, drawn, *moved))
    found, own = (solve(levels, Shock.stack(cases), near=start) for start in (near, None))
    np.testing.assert_allclose(found.state.unknowns, own.state.unknowns, atol=SOLVED)
    assert found.iterations.max() < own.iterations.max()
