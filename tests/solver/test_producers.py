"""Caps on producers: complementarity, one wedge on all sales, and rents that stay at home."""

import numpy as np
import pytest

from simulator.model.shock import Shock
from simulator.solver.solve import solve
from tests.identities import violations
from tests.shocks import Limit, random_levels, shock_of, solved, worked_out

SOLVED = 1e-9  # equations hold to 1e-10
SAME = 1e-8  # a wedge is found to the residual over its elasticity, and flows answer by as much
PRODUCER, OTHER = (3, 1), (0, 2)
DUTIES = {(2, 1, 0): 1.45, (2, 0, 1): 1.25}


def cap(producer, ratio):
    sector, region = producer
    return Limit([(sector, region, region)], ratio, is_producer=True)


def made(levels, new, producer):
    """What a producer makes against the baseline, from its sales."""
    sector, region = producer
    volume = new.volume_hat[0, sector, region]
    return float(volume @ levels.trade_flow[sector, region] / levels.output[producer])


@pytest.mark.parametrize("ratio", [0.2, 0.7, 0.99])
def test_identity_a_cap_that_binds_is_met_and_its_rent_stays(levels, elasticities, ratio):
    shock = shock_of(levels, elasticities, cap(PRODUCER, ratio), tariff=DUTIES)
    new = solved(levels, shock)
    assert max(violations(levels, shock, new).values()) <= SOLVED
    assert made(levels, new, PRODUCER) == pytest.approx(ratio, rel=SOLVED)
    assert new.bound_wedge[0] > 1
    paid = (new.trade_flow_new / new.export_charge_new).sum(-1)[0][PRODUCER]
    np.testing.assert_allclose(new.producer_rents[0], [0, paid * (1 - 1 / new.bound_wedge[0]), 0], rtol=SAME)


def test_limit_a_cap_on_who_sells_abroad_alone_is_a_licence_on_all_of_it(elasticities):
    """Where nothing is sold at home, a common premium on all exports is the same wedge, received by the same region."""
    levels = random_levels(4, 3)
    flow = levels.trade_flow.copy()
    flow[0, 2, 2] = 0
    levels = type(levels)(flow, levels.tariff, levels.input_share * 0.5, levels.is_critical)
    pooled = Limit([(0, 2, 0), (0, 2, 1)], 0.6)
    capped, licensed = (solved(levels, shock_of(levels, elasticities, limit)) for limit in (cap(OTHER, 0.6), pooled))
    np.testing.assert_allclose(capped.bound_wedge, licensed.bound_wedge, rtol=SAME)
    for name in ("price_hat", "cost_hat", "wage_hat", "income_new"):
        np.testing.assert_allclose(getattr(capped, name), getattr(licensed, name), rtol=SAME, err_msg=name)


def test_limit_a_cap_that_just_does_not_bind_is_none(levels, elasticities):
    free = solved(levels, shock_of(levels, elasticities, tariff=DUTIES))
    at = made(levels, free, PRODUCER)
    idle = solved(levels, shock_of(levels, elasticities, cap(PRODUCER, at * (1 + 1e-6)), tariff=DUTIES))
    assert idle.bound_wedge.tolist() == [1]
    np.testing.assert_allclose(idle.price_hat, free.price_hat, rtol=SOLVED)
    tight = solved(levels, shock_of(levels, elasticities, cap(PRODUCER, at * (1 - 1e-6)), tariff=DUTIES))
    assert 1 < tight.bound_wedge[0] < 1 + 1e-3


def test_limit_a_cap_at_the_baseline_changes_nothing_there(levels, elasticities):
    solution = solve(levels, shock_of(levels, elasticities, cap(PRODUCER, 1.0)))
    assert solution.iterations.tolist() == [1]
    assert solution.state.log_wedge.tolist() == [0]
    np.testing.assert_array_equal(solution.state.unknowns, 0)


def test_identity_of_two_caps_on_a_producer_the_tighter_is_charged(levels, elasticities):
    two = solved(levels, shock_of(levels, elasticities, cap(PRODUCER, 0.8), cap(PRODUCER, 0.5)))
    one = solved(levels, shock_of(levels, elasticities, cap(PRODUCER, 0.5)))
    assert two.bound_wedge[0] == 1
    assert two.bound_wedge[1] == pytest.approx(one.bound_wedge[0], rel=SAME)
    np.testing.assert_allclose(two.price_hat, one.price_hat, rtol=SOLVED)


def test_identity_caps_of_equal_ratio_on_a_producer_are_one(levels, elasticities):
    two = solved(levels, shock_of(levels, elasticities, cap(PRODUCER, 0.5), cap(PRODUCER, 0.5)))
    one = solved(levels, shock_of(levels, elasticities, cap(PRODUCER, 0.5)))
    assert two.bound_wedge.prod() == pytest.approx(one.bound_wedge[0], rel=SAME)
    np.testing.assert_allclose(two.price_hat, one.price_hat, rtol=SOLVED)


def test_identity_a_cap_and_a_licence_of_the_same_seller_each_hold(levels, elasticities):
    licence = Limit([(3, 1, 0)], 0.3)
    new = solved(levels, shock_of(levels, elasticities, licence, cap(PRODUCER, 0.6)))
    assert new.volume_hat[0, 3, 1, 0] == pytest.approx(0.3, rel=SOLVED)
    assert made(levels, new, PRODUCER) == pytest.approx(0.6, rel=SOLVED)
    assert (new.bound_wedge > 1).all()


@pytest.mark.parametrize("ratio", [0.95, 0.5])
def test_identity_caps_on_all_users_of_an_input_at_once(levels, elasticities, ratio):
    """Licences leave less of the critical input, its weight falls with every user, and all of them make less."""
    licences = [Limit([(3, 1, j)], ratio) for j in (0, 2)]
    caps = [cap((user, region), ratio) for user in range(3) for region in range(3)]
    weight = np.full((1, 4, 3), ratio)
    shock = shock_of(levels, elasticities, *licences, *caps, critical_weight=weight)
    new = solved(levels, shock)
    assert max(violations(levels, shock, new).values()) <= SOLVED
    assert (new.bound_wedge > 1).any()


def test_symmetry_caps_on_every_producer_of_a_closed_copy_have_one_price(elasticities):
    """In a world of equal regions equal caps on a sector have equal premiums."""
    levels = random_levels(4, 3)
    flow = np.broadcast_to(levels.trade_flow[:, :1, 1:2], levels.trade_flow.shape).copy()
    flow[:, np.arange(3), np.arange(3)] = 300.0
    share = np.broadcast_to(levels.input_share[:, :, :1] * 0.5, levels.input_share.shape)
    alike = type(levels)(flow, np.zeros_like(flow), share, levels.is_critical)
    new = solved(alike, shock_of(alike, elasticities, *(cap((1, region), 0.7) for region in range(3))))
    assert new.bound_wedge.min() > 1
    np.testing.assert_allclose(new.bound_wedge, new.bound_wedge[0], rtol=SAME)


def test_symmetry_caps_in_any_order(levels, elasticities):
    limits = [cap(PRODUCER, 0.5), Limit([(1, 0, 2)], 0.4), cap(OTHER, 0.8), cap((1, 0), 0.9)]
    shock = Shock.stack([shock_of(levels, elasticities, *order) for order in (limits, limits[::-1])])
    wedge = worked_out(levels, shock, solve(levels, shock)).bound_wedge
    np.testing.assert_allclose(wedge[:4], wedge[:3:-1], rtol=SAME)
