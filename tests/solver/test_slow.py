"""Equilibria with weights that move slowly: impact, rest, and neighbours in a batch."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.economy.elasticities import Elasticities
from simulator.model.adjustment import NEST_OF, at_rest, member_prices, pace, slow_weights
from simulator.model.shock import Deficits, Shock
from simulator.solver.iteration import Settings
from simulator.solver.solve import solve
from simulator.solver.start import ExpansionPoint
from tests.shocks import Limit, elasticities_of, shock_of

REST = 1e-8
SHORT = elasticities_of(
    4, origin=[1.5, 0.9, 2, 0.5], home=[1, 0.9, 2, 0.4], input=0.2, value_added=0.5, critical=0.05, final=0.9, factor=1
)
LONG = elasticities_of(
    4,
    origin=[4, 2.5, 6, 1.5],
    home=[3, 2.5, 5, 0.7],
    input=1.0,
    value_added=1.2,
    critical=[0.6, 1, 0.3, 0.7],
    final=1.1,
    factor=5.0,
)
MOBILE = elasticities_of(4, origin=[4, 2.5, 6, 1.5], critical=0.6)
MOBILE_SHORT = replace(MOBILE, origin=MOBILE.origin * 0.38, home=MOBILE.home * 0.38)

ANSWERING = replace(SHORT, supply=np.array([0.2]), scale=np.array([0.1]), deficit=np.array([0.9]))
ANSWERING_LONG = replace(LONG, supply=np.array([0.7]), scale=np.array([0.1]), deficit=np.array([0.2]))

TARIFF = {"tariff": {(2, 1, 0): 1.45}, "export_charge": {(1, 2, 0): 1.2}}
BOUNDS = Limit([(3, 1, 0)], 0.3), Limit([(0, 0, 1)], 1.6, is_floor=True)


def path(levels, shock, long_run, share, dates):
    """Solutions date by date while remembered prices move by a share of the way."""
    remembered = at_rest(levels, len(shock))
    moves = pace({nest: np.full(1, share) for nest in set(NEST_OF.values())}, 1)
    start, near = None, ExpansionPoint.at_rest(levels, shock.elasticities.take(np.array([0])))
    for _ in range(dates):
        now = replace(shock, weights=slow_weights(levels, shock.elasticities, long_run, remembered))
        solution = solve(levels, now, near=near, start=start)
        assert solution.is_converged.all()
        yield now, solution
        start = solution.state
        remembered = remembered.moved_towards(
            member_prices(levels, now, solution.state.unknowns, solution.state.log_wedge), moves
        )


@pytest.mark.parametrize(("short_run", "long_run"), [(SHORT, LONG), (MOBILE_SHORT, MOBILE)])
@pytest.mark.parametrize("bounds", [(), BOUNDS])
def test_limit_at_rest_the_path_is_the_static_long_run(levels, short_run, long_run, bounds):
    *_, (_, last) = path(levels, shock_of(levels, short_run, *bounds, **TARIFF), long_run, 0.12, 170)
    static = solve(levels, shock_of(levels, long_run, *bounds, **TARIFF))
    np.testing.assert_allclose(last.state.unknowns, static.state.unknowns, atol=REST)
    np.testing.assert_allclose(last.state.log_wedge, static.state.log_wedge, atol=REST)


def test_limit_at_rest_supply_and_deficits_are_the_static_long_run(levels):
    closure = dict(closure=Deficits.RESPONSIVE, is_income_tax=True)
    shock = shock_of(levels, ANSWERING, *BOUNDS, **TARIFF, **closure)
    *_, (_, last) = path(levels, shock, ANSWERING_LONG, 0.12, 170)
    static = solve(levels, shock_of(levels, ANSWERING_LONG, *BOUNDS, **TARIFF, **closure))
    np.testing.assert_allclose(last.state.unknowns, static.state.unknowns, atol=REST)


def test_limit_the_first_date_has_the_impact_elasticities(levels):
    shock = shock_of(levels, SHORT, *BOUNDS, **TARIFF)
    (_, first), *_ = path(levels, shock, LONG, 0.12, 1)
    np.testing.assert_allclose(first.state.unknowns, solve(levels, shock).state.unknowns, atol=1e-9)


def test_limit_without_a_shock_nothing_ever_moves(levels):
    for _, solution in path(levels, Shock.none(levels, SHORT), LONG, 0.5, 4):
        np.testing.assert_allclose(solution.state.unknowns, 0, atol=1e-10)


@pytest.mark.parametrize("block_size", [1, 2, 32])
def test_symmetry_a_batch_with_weights_is_its_singles(levels, block_size):
    """Cases at different dates and elasticities stand in one block, and leave it one by one."""
    steps = list(path(levels, shock_of(levels, SHORT, *BOUNDS, **TARIFF), LONG, 0.12, 5))
    mobile = list(path(levels, shock_of(levels, MOBILE_SHORT, BOUNDS[0]), MOBILE, 0.12, 3))
    cases = [steps[0][0], mobile[2][0], steps[4][0], mobile[0][0]]
    near = ExpansionPoint.at_rest(levels, Elasticities.stack([SHORT]))
    batch = solve(levels, Shock.stack(cases), Settings(block_size=block_size), near)
    for place, case in enumerate(cases):
        alone = solve(levels, case, near=near)
        np.testing.assert_array_equal(batch.state.unknowns[place], alone.state.unknowns[0])


def test_contract_cases_with_and_without_weights_do_not_mix(levels):
    moved, _ = next(iter(path(levels, Shock.none(levels, SHORT), LONG, 0.5, 1)))
    with pytest.raises(ValueError, match="give all of them some"):
        Shock.stack([moved, Shock.none(levels, SHORT)])
