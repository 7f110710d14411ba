"""Limits: what the model must become where the answer is known without solving it."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.economy.levels import Levels
from simulator.model.shock import Shock
from simulator.solver.solve import solve
from tests.shocks import Limit, elasticities_of, random_levels, shock_of, solved

SOLVED = 1e-9  # equations hold to 1e-10; their errors add up to no more
CONTINUOUS = 1e-7  # prices move by less than 100 times the 1e-9 by which an elasticity moves
PROHIBITIVE = 1e12
HATS = ("price_hat", "cost_hat", "wage_hat", "consumer_price_hat", "volume_hat", "bound_wedge")


def everywhere(levels, value):
    """A value for every flow across a border."""
    n = levels.n_regions
    return {(s, i, j): value for s in range(levels.n_sectors) for i in range(n) for j in range(n) if i != j}


def real_income(levels, new):
    return new.income_new / levels.income / new.consumer_price_hat


def test_limit_no_shock_returns_ones(levels, elasticities):
    shock = Shock.none(levels, elasticities)
    solution = solve(levels, shock)
    assert solution.iterations.tolist() == [1]
    np.testing.assert_array_equal(solution.state.unknowns, 0)
    new = solved(levels, shock)
    np.testing.assert_allclose(new.trade_flow_new[0], levels.trade_flow, rtol=1e-14)
    np.testing.assert_allclose(new.income_new[0], levels.income, rtol=1e-13)


def test_limit_bounds_that_do_not_bind_change_nothing(levels, elasticities):
    slack = Limit([(3, 1, 0)], 1.01), Limit([(0, 2, 0)], 0.99, is_floor=True), Limit([(1, 0, 2)], 1.2, is_value=True)
    solution = solve(levels, shock_of(levels, elasticities, *slack))
    assert solution.iterations.tolist() == [1]
    np.testing.assert_array_equal(solution.state.log_wedge, 0)


@pytest.mark.parametrize("wedge", ["tariff", "iceberg_cost"])
def test_limit_prohibitive_wedges_are_autarky(levels, elasticities, wedge):
    wall = PROHIBITIVE ** (1 / float(min(elasticities.origin.min(), elasticities.home.min())))
    new = solved(levels, shock_of(levels, elasticities, deficit=np.zeros(3), **{wedge: everywhere(levels, wall)}))
    closed = solved(levels, shock_of(levels, elasticities, deficit=np.zeros(3), closed=list(everywhere(levels, True))))
    foreign = ~np.eye(3, dtype=bool)
    assert new.trade_flow_new[0][:, foreign].max() < 1e-9 * levels.trade_flow.max()
    np.testing.assert_allclose(real_income(levels, new), real_income(levels, closed), rtol=1e-8)
    np.testing.assert_allclose(closed.output_new, closed.expenditure_new, rtol=SOLVED)


@pytest.mark.parametrize("theta", [0.8, 4.0])
def test_limit_welfare_is_home_share_for_iceberg_costs(theta):
    """One sector, balanced trade, no tariffs: real income moves by (π̂_nn)^(−1/θ)."""
    levels = balanced(random_levels(1, 5, input_cost=0.0, has_critical=False))
    rng = np.random.default_rng(3)
    cost = {flow: rng.uniform(0.7, 1.6) for flow in everywhere(levels, 1)}
    new = solved(levels, shock_of(levels, elasticities_of(1, origin=theta), iceberg_cost=cost))
    home_hat = (
        np.einsum("cii->ci", new.trade_flow_new[:, 0]) / new.expenditure_new[:, 0] / levels.trade_share[0].diagonal()
    )
    np.testing.assert_allclose(real_income(levels, new), home_hat ** (-1 / theta), rtol=SOLVED)
    assert np.ptp(home_hat) > 0.05


def balanced(levels):
    """The same flows made symmetric, without tariffs: no deficits."""
    flow = levels.trade_flow + levels.trade_flow.transpose(0, 2, 1)
    return Levels(flow, np.zeros_like(flow), levels.input_share, levels.is_critical)


def test_limit_scaling_all_money_scales_nothing_real(levels, everything):
    factor = 1234.5
    scaled = replace(levels, trade_flow=levels.trade_flow * factor)
    bounds = replace(
        everything.bounds,
        limit=everything.bounds.limit * factor,
        entry_weight=np.where(
            everything.bounds.is_value[everything.bounds.entry_bound],
            everything.bounds.entry_weight,
            everything.bounds.entry_weight * factor,
        ),
    )
    shock = replace(everything, deficit_new=everything.deficit_new * factor, bounds=bounds)
    old, new = solved(levels, everything), solved(scaled, shock)
    for name in HATS:
        np.testing.assert_allclose(getattr(new, name), getattr(old, name), rtol=SOLVED, err_msg=name)
    np.testing.assert_allclose(new.income_new, old.income_new * factor, rtol=SOLVED)


def test_limit_equal_tariffs_leave_the_mix_of_imports_to_costs(levels):
    flat = replace(levels, tariff=np.where(levels.tariff > 0, 0.1, 0.0))
    new = solved(flat, shock_of(flat, elasticities_of(4), tariff={(s, i, 0): 0.4 for s in range(4) for i in (1, 2)}))
    ratio = new.trade_flow_new[0, :, 1, 0] / new.trade_flow_new[0, :, 2, 0]
    cost = (new.cost_hat[0, :, 1] / new.cost_hat[0, :, 2]) ** -4.0
    np.testing.assert_allclose(ratio, flat.trade_flow[:, 1, 0] / flat.trade_flow[:, 2, 0] * cost, rtol=SOLVED)


def test_limit_equal_home_elasticity_is_one_level(levels):
    """With η = θ, shares of all sources follow π·p̂^−θ, home goods among them."""
    theta = np.array([4, 2.5, 6, 1.5])
    shock = shock_of(levels, elasticities_of(4, origin=theta), tariff={(2, 1, 0): 1.45, (0, 0, 2): 0.9})
    new = solved(levels, shock)
    delivered = new.cost_hat[0][..., None] * (1 + shock.tariff_new[0]) / (1 + levels.tariff)
    weight = levels.trade_share * delivered ** -theta[:, None, None]
    share = new.trade_flow_new[0] * (1 + shock.tariff_new[0]) / new.expenditure_new[0][:, None]
    np.testing.assert_allclose(share, weight / weight.sum(-2, keepdims=True), rtol=SOLVED)


@pytest.mark.parametrize("home", [3.99, 4.01])
def test_limit_home_elasticity_near_origin_is_near_one_level(levels, home):
    tariff = {(2, 1, 0): 1.45, (0, 0, 2): 0.9}
    one = solved(levels, shock_of(levels, elasticities_of(4, origin=4), tariff=tariff))
    two = solved(levels, shock_of(levels, elasticities_of(4, origin=4, home=home), tariff=tariff))
    gap = np.abs(two.price_hat - one.price_hat).max()
    assert SOLVED < gap < 1e-3


@pytest.mark.parametrize(("kappa", "gap"), [(1e2, 2e-2), (1e3, 2e-3), (1e4, 2e-4)])
def test_limit_very_mobile_factors_tend_to_mobile(levels, everything, kappa, gap):
    """The distance to mobile factors shrinks as 1/κ."""
    large, mobile = (_with(everything, factor=value) for value in (kappa, np.inf))
    new, limit = solved(levels, large), solved(levels, mobile)
    for name in ("price_hat", "cost_hat", "wage_hat", "bound_wedge"):
        np.testing.assert_allclose(getattr(new, name), getattr(limit, name), rtol=gap, err_msg=name)
    assert np.abs(new.wage_hat - limit.wage_hat).max() > gap / 1e3


def _with(shock, **elasticities):
    values = {name: np.full_like(getattr(shock.elasticities, name), value) for name, value in elasticities.items()}
    return replace(shock, elasticities=replace(shock.elasticities, **values))


@pytest.mark.parametrize("side", [-1, 1])
@pytest.mark.parametrize("nest", ["origin", "home", "input", "value_added", "critical", "final", "factor"])
def test_limit_every_nest_is_continuous_at_one(levels, everything, nest, side):
    if nest == "factor" and side < 0:
        side = 0.5  # 1 is the least mobility there is
    at_one, near = _with(everything, **{nest: 1.0}), _with(everything, **{nest: 1 + side * 1e-9})
    old, new = solved(levels, at_one), solved(levels, near)
    for name in HATS:
        np.testing.assert_allclose(getattr(new, name), getattr(old, name), rtol=CONTINUOUS, err_msg=name)


def test_limit_zero_deficits_balance_trade(levels, elasticities):
    new = solved(levels, shock_of(levels, elasticities, deficit=np.zeros(3)))
    imports, exports = new.trade_flow_new.sum((1, 2)), new.trade_flow_new.sum((1, 3))
    np.testing.assert_allclose(imports, exports, rtol=SOLVED)
    assert np.abs(new.wage_hat - 1).max() > 1e-3, "closing the deficits moves wages"


def test_limit_equal_wedges_differ_in_who_receives_them(levels, elasticities):
    flow = (2, 1, 0)
    tariff = solved(levels, shock_of(levels, elasticities, tariff={flow: (1 + levels.tariff[flow]) * 1.3 - 1}))
    tax = solved(levels, shock_of(levels, elasticities, export_charge={flow: 1.3}))
    assert tariff.tariff_revenue_new[0, 0] > tax.tariff_revenue_new[0, 0]
    assert tax.export_charges[0, 1] > tariff.export_charges[0, 1] == 0
    assert real_income(levels, tariff)[0, 0] > real_income(levels, tax)[0, 0]
    assert real_income(levels, tariff)[0, 1] < real_income(levels, tax)[0, 1]


def test_limit_lerner_symmetry():
    """A uniform import tariff and an equal uniform export tax are the same policy where trade is balanced."""
    levels = balanced(random_levels(4, 3))
    elasticities = elasticities_of(4, origin=[4, 2.5, 6, 1.5], input=0.4, value_added=0.6, critical=0.2, factor=2.5)
    imports = {(s, i, 0): 0.35 for s in range(4) for i in (1, 2)}
    exports = {(s, 0, j): 1.35 for s in range(4) for j in (1, 2)}
    tariff = solved(levels, shock_of(levels, elasticities, tariff=imports))
    tax = solved(levels, shock_of(levels, elasticities, export_charge=exports))
    np.testing.assert_allclose(tariff.volume_hat, tax.volume_hat, rtol=SOLVED)
    np.testing.assert_allclose(real_income(levels, tariff), real_income(levels, tax), rtol=SOLVED)
    assert np.abs(tariff.volume_hat - 1).max() > 0.1
