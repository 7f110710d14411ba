"""Zeros of real tables: flows, rows and columns, final demand, value added; all solve, and zeros stay zeros."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.economy.levels import Levels
from simulator.model.shock import Shock
from simulator.solver.solve import solve
from tests.identities import violations
from tests.shocks import Limit, shock_of, solved

SOLVED = 1e-9
DUTIES = {(2, 1, 0): 1.45, (2, 0, 1): 1.25, (0, 0, 2): 0.5}


def with_flow(levels, place, value=0.0):
    flow = levels.trade_flow.copy()
    flow[place] = value
    return within_spending(replace(levels, trade_flow=flow))


def within_spending(levels):
    """Lower the use of an input where more of it would be used than is bought."""
    used = np.einsum("ksn,sn->kn", levels.input_share, levels.output)
    fit = np.minimum(1, np.divide(0.9 * levels.expenditure, used, out=np.zeros_like(used), where=used > 0))
    return replace(levels, input_share=levels.input_share * fit[:, None])


def without_final_demand(levels):
    """Sector 1 is bought by region 0 for inputs alone: its use is raised to the spending on it."""
    used = (levels.input_share[1, :, 0] * levels.output[:, 0]).sum()
    share = levels.input_share.copy()
    share[1, :, 0] *= levels.expenditure[1, 0] / used
    final = replace(levels, input_share=share)
    assert abs(final.final_demand[1, 0]) < 1e-10 * levels.expenditure[1, 0]
    assert final.value_added_share.min() > 0.05
    return final


def without_value_added(levels):
    """Sector 2 of region 1 pays inputs alone."""
    share = levels.input_share.copy()
    share[:, 2, 1] /= share[:, 2, 1].sum()
    world = replace(levels, input_share=share)
    assert abs(world.value_added_share[2, 1]) < 1e-12
    assert world.final_demand.min() > 0
    return world


EVERYWHERE = slice(None)
WORLDS = {
    "one flow": lambda w: with_flow(w, (2, 0, 2)),
    "no imports of a sector": lambda w: with_flow(w, (1, [0, 1], 2)),
    "no exports of a sector": lambda w: with_flow(w, (1, 2, [0, 1])),
    "a sector that is not traded": lambda w: with_flow(w, (0, ~np.eye(3, dtype=bool))),
    "bought and not made": lambda w: with_flow(w, (1, 0, EVERYWHERE)),
    "made and not bought": lambda w: with_flow(w, (1, EVERYWHERE, 0)),
    "made for abroad alone": lambda w: with_flow(w, (1, 0, 0)),
    "neither made nor bought": lambda w: with_flow(with_flow(w, (1, 0, EVERYWHERE)), (1, EVERYWHERE, 0)),
    "critical, neither made nor bought": lambda w: with_flow(with_flow(w, (3, 0, EVERYWHERE)), (3, EVERYWHERE, 0)),
    "critical, made by one region": lambda w: with_flow(w, (3, [0, 2], EVERYWHERE)),
    "a sector of nobody": lambda w: with_flow(w, (1, EVERYWHERE, EVERYWHERE)),
    "no final demand": without_final_demand,
    "no value added": without_value_added,
    "no inputs": lambda w: replace(w, input_share=np.zeros((4, 4, 3))),
    "no critical input": lambda w: replace(w, is_critical=np.zeros(4, bool)),
    "critical inputs alone": lambda w: replace(w, is_critical=np.ones(4, bool)),
}


@pytest.fixture(params=WORLDS)
def world(request, levels):
    return WORLDS[request.param](levels)


def test_limit_no_shock_changes_nothing(world, elasticities):
    solution = solve(world, Shock.none(world, elasticities))
    assert solution.is_converged.all()
    np.testing.assert_allclose(solution.state.unknowns, 0, atol=SOLVED)


def test_identity_every_world_with_zeros_solves(world, elasticities):
    # The licence is on a flow that every world has but those without it; a bound needs a flow to bind.
    flow = (3, 1, 0) if world.trade_flow[3, 1, 0] > 0 else (2, 1, 0)
    shock = shock_of(world, elasticities, Limit([flow], 0.3), tariff=DUTIES)
    new = solved(world, shock)
    broken = {name: gap for name, gap in violations(world, shock, new).items() if not gap <= SOLVED}
    assert not broken
    absent = world.trade_flow == 0
    assert not new.trade_flow_new[0][absent].any()
    assert np.isnan(new.volume_hat[0][absent]).all()
    assert np.isfinite(new.volume_hat[0][~absent]).all()


def test_symmetry_a_sector_of_nobody_may_as_well_not_be_listed(levels, elasticities):
    world = WORLDS["a sector of nobody"](levels)
    rest = [0, 2, 3]
    smaller = Levels(
        world.trade_flow[rest], world.tariff[rest], world.input_share[np.ix_(rest, rest)], world.is_critical[rest]
    )
    by_sector = ("origin", "home", "input", "value_added", "critical")
    fewer = replace(elasticities, **{name: getattr(elasticities, name)[:, rest] for name in by_sector})
    old = solved(world, shock_of(world, elasticities, Limit([(3, 1, 0)], 0.3), tariff=DUTIES))
    duties = {(rest.index(s), i, j): rate for (s, i, j), rate in DUTIES.items()}
    new = solved(smaller, shock_of(smaller, fewer, Limit([(2, 1, 0)], 0.3), tariff=duties))
    for name in ("price_hat", "cost_hat", "wage_hat", "output_new"):
        np.testing.assert_allclose(getattr(new, name), getattr(old, name)[:, rest], rtol=SOLVED, err_msg=name)
    np.testing.assert_allclose(new.income_new, old.income_new, rtol=SOLVED)
    np.testing.assert_allclose(new.bound_wedge, old.bound_wedge, rtol=SOLVED)


def test_limit_tiny_flows_tend_to_zeros(levels, elasticities):
    place = (1, [0, 1], 2)
    none = with_flow(levels, place)
    tiny = replace(none, trade_flow=with_flow(none, place, 1e-9).trade_flow)
    old, new = (solved(world, shock_of(world, elasticities, tariff=DUTIES)) for world in (none, tiny))
    for name in ("price_hat", "cost_hat", "wage_hat", "income_new", "output_new"):
        np.testing.assert_allclose(getattr(new, name), getattr(old, name), rtol=1e-8, err_msg=name)
