"""Bounds: complementarity, and that each is the tax or subsidy that would do the same."""

import numpy as np
import pytest

from simulator.model.shock import Shock
from simulator.solver.solve import solve
from tests.shocks import Limit, random_levels, shock_of, solved, worked_out
from tests.solver.conftest import SETTINGS

SOLVED = 1e-9  # equations hold to 1e-10
SAME = 1e-8  # a wedge is found to the residual over its elasticity, and flows answer by as much
FLOW, OTHER = (3, 1, 0), (3, 1, 2)
DUTIES = {(2, 1, 0): 1.45, (2, 0, 1): 1.25}


def assert_same(new, old):
    for name in (
        "price_hat",
        "cost_hat",
        "wage_hat",
        "income_new",
        "output_new",
        "trade_flow_new",
        "tariff_revenue_new",
    ):
        np.testing.assert_allclose(getattr(new, name), getattr(old, name), rtol=SAME, atol=1e-9, err_msg=name)


@pytest.mark.parametrize("ratio", [0.05, 0.4, 0.9])
def test_limit_licence_is_the_export_tax_of_its_premium(levels, elasticities, ratio):
    licence = solved(levels, shock_of(levels, elasticities, Limit([FLOW], ratio), tariff=DUTIES))
    assert licence.volume_hat[0][FLOW] == pytest.approx(ratio, rel=SOLVED)
    premium = licence.bound_wedge[0]
    assert premium > 1
    assert_same(licence, solved(levels, shock_of(levels, elasticities, export_charge={FLOW: premium}, tariff=DUTIES)))


def test_limit_quota_is_the_tariff_of_its_premium(levels, elasticities):
    """A premium that importers keep is a tariff on top of the tariff, but for the name of its receipts."""
    quota = solved(levels, shock_of(levels, elasticities, Limit([FLOW], 0.4, to_importer=True)))
    rate = quota.bound_wedge[0] * (1 + levels.tariff[FLOW]) - 1
    tariff = solved(levels, shock_of(levels, elasticities, tariff={FLOW: float(rate)}))
    for name in ("price_hat", "cost_hat", "wage_hat", "income_new", "output_new", "volume_hat"):
        np.testing.assert_allclose(getattr(quota, name), getattr(tariff, name), rtol=SAME, err_msg=name)
    received = quota.tariff_revenue_new + quota.quota_rents
    np.testing.assert_allclose(received, tariff.tariff_revenue_new, rtol=SAME)
    assert quota.quota_rents[0, 0] > 0
    np.testing.assert_array_equal(quota.export_charges, 0)


def test_identity_who_gets_the_premium_is_the_richer(levels, elasticities):
    home, abroad = (
        solved(levels, shock_of(levels, elasticities, Limit([FLOW], 0.3, to_importer=to_importer)))
        for to_importer in (False, True)
    )
    gain = abroad.income_new / abroad.consumer_price_hat - home.income_new / home.consumer_price_hat
    assert gain[0, 0] > 0 > gain[0, 1]


@pytest.mark.parametrize("ratio", [1.05, 1.6, 3.0])
def test_limit_commitment_is_the_subsidy_of_its_wedge(levels, elasticities, ratio):
    flow = (0, 0, 1)
    pledge = solved(levels, shock_of(levels, elasticities, Limit([flow], ratio, is_floor=True), tariff=DUTIES))
    assert pledge.volume_hat[0][flow] == pytest.approx(ratio, rel=SOLVED)
    wedge = pledge.bound_wedge[0]
    assert wedge < 1
    subsidy = solved(levels, shock_of(levels, elasticities, purchase_factor={flow: wedge}, tariff=DUTIES))
    assert_same(pledge, subsidy)
    border, rate = pledge.trade_flow_new[0][flow], levels.tariff[flow]
    net = (1 + rate) * wedge - 1
    np.testing.assert_allclose(pledge.commitment_cost[0], [0, border * max(0, -net), 0], rtol=SOLVED)
    np.testing.assert_allclose(pledge.duty_waived[0], [0, border * (rate - max(0, net)), 0], rtol=SOLVED, atol=1e-12)
    gross = pledge.commitment_cost[0, 1] + pledge.duty_waived[0, 1]
    assert gross == pytest.approx(border * (1 + rate) * (1 - wedge), rel=SOLVED), "the sum is what buyers do not pay"


def test_limit_a_bound_that_just_does_not_bind_is_no_bound(levels, elasticities):
    free = solved(levels, shock_of(levels, elasticities, tariff=DUTIES))
    cap = float(free.volume_hat[0][FLOW]) * (1 + 1e-6)
    floor = float(free.volume_hat[0][OTHER]) * (1 - 1e-6)
    bounds = Limit([FLOW], cap), Limit([OTHER], floor, is_floor=True)
    new = solved(levels, shock_of(levels, elasticities, *bounds, tariff=DUTIES))
    assert new.bound_wedge.tolist() == [1, 1]
    assert_same(new, free)


def test_limit_premium_vanishes_as_the_bound_stops_binding(levels, elasticities):
    free = solved(levels, shock_of(levels, elasticities, tariff=DUTIES))
    at = float(free.volume_hat[0][FLOW])
    ratios = [at * (1 - gap) for gap in (1e-2, 1e-4, 1e-6)]
    premiums = [
        solved(levels, shock_of(levels, elasticities, Limit([FLOW], ratio), tariff=DUTIES)).bound_wedge[0] - 1
        for ratio in ratios
    ]
    assert premiums[0] > premiums[1] > premiums[2] > 0
    assert premiums[1] / premiums[2] == pytest.approx(100, rel=0.01)


def test_identity_tighter_licences_have_higher_premiums(levels, elasticities):
    ratios = (1.2, 1.0, 0.8, 0.5, 0.2, 0.05)
    shock = Shock.stack([shock_of(levels, elasticities, Limit([FLOW], ratio)) for ratio in ratios])
    premium = worked_out(levels, shock, solve(levels, shock)).bound_wedge
    assert premium[:2].tolist() == [1, 1]
    assert np.all(np.diff(premium[1:]) > 0)


def test_limit_pool_of_one_flow_is_a_single_bound(levels, elasticities):
    """A flow of zero in the baseline adds nothing to a pool."""
    single = solved(levels, shock_of(levels, elasticities, Limit([FLOW], 0.4)))
    twice = solved(levels, shock_of(levels, elasticities, Limit([FLOW, FLOW], 0.4)))
    assert_same(twice, single)


def test_identity_pool_charges_one_premium_and_lets_flows_differ(levels, elasticities):
    both = [FLOW, OTHER]
    duties = {FLOW: 0.8}
    pooled = solved(levels, shock_of(levels, elasticities, Limit(both, 0.4), tariff=duties))
    amount = [levels.trade_flow[flow] for flow in both]
    volume = [pooled.volume_hat[0][flow] for flow in both]
    assert np.dot(amount, volume) == pytest.approx(0.4 * sum(amount), rel=SOLVED)
    assert volume[0] < 0.4 < volume[1]
    taxed = shock_of(levels, elasticities, export_charge=dict.fromkeys(both, pooled.bound_wedge[0]), tariff=duties)
    assert_same(pooled, solved(levels, taxed))


def test_limit_single_bounds_at_the_quantities_of_a_pool_have_its_premium(levels, elasticities):
    both = [FLOW, OTHER]
    pooled = solved(levels, shock_of(levels, elasticities, Limit(both, 0.4), tariff={FLOW: 0.8}))
    singles = [Limit([flow], float(pooled.volume_hat[0][flow])) for flow in both]
    new = solved(levels, shock_of(levels, elasticities, *singles, tariff={FLOW: 0.8}))
    np.testing.assert_allclose(new.bound_wedge, pooled.bound_wedge[0], rtol=SAME)


@pytest.mark.parametrize("is_floor", [False, True])
def test_identity_value_bound_counts_border_value(levels, elasticities, is_floor):
    basket = [(1, 0, 1), (2, 0, 1)]
    ratio = 1.7 if is_floor else 0.6
    new = solved(levels, shock_of(levels, elasticities, Limit(basket, ratio, is_floor=is_floor, is_value=True)))
    value = sum(new.trade_flow_new[0][flow] for flow in basket)
    assert value == pytest.approx(ratio * sum(levels.trade_flow[flow] for flow in basket), rel=SOLVED)
    assert (new.bound_wedge[0] < 1) == is_floor
    np.testing.assert_allclose(new.bound_quantity, value, rtol=SOLVED)


def test_identity_of_two_caps_on_a_flow_the_tighter_is_charged(levels, elasticities):
    new = solved(levels, shock_of(levels, elasticities, Limit([FLOW], 0.6), Limit([FLOW], 0.4)))
    alone = solved(levels, shock_of(levels, elasticities, Limit([FLOW], 0.4)))
    assert new.bound_wedge[0] == 1
    assert new.bound_wedge[1] == pytest.approx(alone.bound_wedge[0], rel=SAME)


def test_identity_cap_and_floor_on_a_flow_leave_a_corridor(levels, elasticities):
    corridor = Limit([FLOW], 0.9), Limit([FLOW], 0.7, is_floor=True)
    shocks = [shock_of(levels, elasticities, *corridor, tariff={FLOW: rate}) for rate in (0.0, 0.5, 30.0)]
    volumes = [solved(levels, shock).volume_hat[0][FLOW] for shock in shocks]
    assert volumes[0] == pytest.approx(0.9, rel=SOLVED)
    assert volumes[2] == pytest.approx(0.7, rel=SOLVED)
    assert 0.7 - SOLVED <= volumes[1] <= 0.9 + SOLVED


def test_limit_closed_flow_is_exactly_zero_and_the_end_of_a_licence(levels, elasticities):
    closed = solved(levels, shock_of(levels, elasticities, closed=[FLOW]))
    assert closed.trade_flow_new[0][FLOW] == closed.volume_hat[0][FLOW] == 0
    licences = [solved(levels, shock_of(levels, elasticities, Limit([FLOW], ratio))) for ratio in (0.1, 1e-3, 1e-6)]
    distance = [np.abs(licence.cost_hat / closed.cost_hat - 1).max() for licence in licences]
    assert distance[0] > 2 * distance[1] > 4 * distance[2] > 0


def test_identity_bounds_of_many_flows_at_low_elasticities():
    """Licences on every export of the critical input and floors on every import, factors fixed: all bind."""
    levels = random_levels(4, 5, seed=8)
    licences = [Limit([(3, 0, j)], 0.2) for j in range(1, 5)]
    floors = [Limit([(0, i, 1)], 1.2, is_floor=True) for i in (0, 2, 3, 4)]
    new = solved(levels, shock_of(levels, SETTINGS["short"], *licences, *floors))
    volume = [new.volume_hat[0][limit.flows[0]] for limit in (*licences, *floors)]
    np.testing.assert_allclose(volume, [0.2] * 4 + [1.2] * 4, rtol=SOLVED)
    assert np.all(new.bound_wedge[:4] > 1)
    assert np.all(new.bound_wedge[4:] < 1)
