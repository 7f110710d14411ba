"""Theory: limits and symmetries of the whole model: nests collapse, regions merge, horizons, equal policies."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.economy import load_baseline
from simulator.economy.elasticities import HORIZONS, NESTS, Adjustment
from simulator.economy.levels import Levels
from tests.shocks import Limit, elasticities_of, random_levels, shock_of, solved

SOLVED = 1e-9
SAME = 1e-8  # flows answer to an error in a wedge by as much as their elasticity
DUTIES = {(2, 1, 0): 1.45, (2, 0, 1): 1.25}
THETA = [4.0, 2.5, 6.0, 1.5]


@pytest.fixture(scope="module")
def levels():
    return random_levels(4, 3)


@pytest.mark.parametrize("sigma", [0.05, 0.4, 1.0, 1.7])
def test_limit_equal_production_elasticities_are_one_flat_nest(levels, sigma):
    """With ε = ψ = χ, unit cost is one CES over value added and all inputs, critical or not."""
    elasticities = elasticities_of(4, origin=THETA, input=sigma, value_added=sigma, critical=sigma, factor=2.5)
    new = solved(levels, shock_of(levels, elasticities, Limit([(3, 1, 0)], 0.3), tariff=DUTIES))
    share = np.concatenate([levels.value_added_share[None], levels.input_share])
    price = np.concatenate([new.wage_hat[0][None], np.broadcast_to(new.price_hat[0][:, None], (4, 4, 3))])
    if sigma == 1:
        flat = np.exp((share * np.log(price)).sum(0))
    else:
        flat = (share * price ** (1 - sigma)).sum(0) ** (1 / (1 - sigma))
    np.testing.assert_allclose(new.cost_hat[0], flat, rtol=SOLVED)
    assert np.ptp(flat) > 0.01


def test_limit_which_inputs_are_critical_does_not_matter_if_all_substitute_alike(levels):
    elasticities = elasticities_of(4, origin=THETA, input=0.3, value_added=0.3, critical=0.3, factor=2.5)
    worlds = [levels, replace(levels, is_critical=np.zeros(4, bool)), replace(levels, is_critical=np.ones(4, bool))]
    new = [solved(world, shock_of(world, elasticities, Limit([(3, 1, 0)], 0.3), tariff=DUTIES)) for world in worlds]
    for other in new[1:]:
        np.testing.assert_allclose(other.price_hat, new[0].price_hat, rtol=SOLVED)
        np.testing.assert_allclose(other.trade_flow_new, new[0].trade_flow_new, rtol=SAME)


def split(levels, region, part):
    """The same world with a region in two that hold `part` and the rest of everything, as copies of each other."""
    weight = np.ones(levels.n_regions + 1)
    weight[region], weight[-1] = part, 1 - part
    source = np.append(np.arange(levels.n_regions), region)
    flow = levels.trade_flow[:, source][:, :, source] * weight[:, None] * weight
    return Levels(flow, levels.tariff[:, source][:, :, source], levels.input_share[:, :, source], levels.is_critical)


@pytest.mark.parametrize("factor", [1.0, 2.5, np.inf])
def test_symmetry_a_region_in_two_equal_parts_is_the_region(levels, factor):
    """Sourcing in one level, no wedge between the parts: what is done to both is done to the whole."""
    parts = split(levels, 1, 0.3)
    elasticities = elasticities_of(4, origin=THETA, input=0.4, value_added=0.6, critical=0.2, final=0.9, factor=factor)
    both = (1, 3)
    whole = solved(
        levels,
        shock_of(levels, elasticities, Limit([(3, 1, 0)], 0.3), Limit([(0, 0, 1)], 1.6, is_floor=True), tariff=DUTIES),
    )
    pools = Limit([(3, n, 0) for n in both], 0.3), Limit([(0, 0, n) for n in both], 1.6, is_floor=True)
    duties = {(2, n, 0): 1.45 for n in both} | {(2, 0, n): 1.25 for n in both}
    new = solved(parts, shock_of(parts, elasticities, *pools, tariff=duties))
    for name in ("price_hat", "cost_hat", "wage_hat", "consumer_price_hat"):
        values, expected = getattr(new, name), getattr(whole, name)
        np.testing.assert_allclose(values[..., :3], expected, rtol=SAME, err_msg=name)
        np.testing.assert_allclose(values[..., 3], expected[..., 1], rtol=SAME, err_msg=name)
    np.testing.assert_allclose(new.income_new[0, 1] + new.income_new[0, 3], whole.income_new[0, 1], rtol=SAME)
    np.testing.assert_allclose(new.output_new[..., 1] + new.output_new[..., 3], whole.output_new[..., 1], rtol=SAME)
    np.testing.assert_allclose(new.bound_wedge, whole.bound_wedge, rtol=SAME)


def test_symmetry_lerner_holds_under_licences_and_with_low_elasticities(levels):
    """A uniform tariff of a region and an equal export tax, with all deficits 0, whatever else is in force."""
    elasticities = elasticities_of(4, origin=0.6, home=0.4, input=0.2, value_added=0.5, critical=0.05, factor=1.0)
    limits = Limit([(3, 1, 2)], 0.3), Limit([(0, 2, 1)], 1.4, is_floor=True)
    rate, others = 0.3, (1, 2)
    free = replace(levels, tariff=np.zeros_like(levels.tariff))
    free = replace(free, input_share=levels.input_share * 0.8)
    imports = {(s, i, 0): rate for s in range(4) for i in others}
    exports = {(s, 0, j): 1 + rate for s in range(4) for j in others}
    tariff = solved(free, shock_of(free, elasticities, *limits, tariff=imports, deficit=np.zeros(3)))
    tax = solved(free, shock_of(free, elasticities, *limits, export_charge=exports, deficit=np.zeros(3)))
    np.testing.assert_allclose(tariff.volume_hat, tax.volume_hat, rtol=SAME)
    np.testing.assert_allclose(tariff.bound_wedge, tax.bound_wedge, rtol=SAME)
    real = [new.income_new / new.consumer_price_hat for new in (tariff, tax)]
    np.testing.assert_allclose(real[0], real[1], rtol=SAME)
    assert np.abs(tariff.volume_hat - 1).max() > 0.1


def test_limit_lerner_fails_where_deficits_are_fixed(levels):
    """With deficits fixed in the numéraire the two policies differ, so that the symmetry tests something."""
    free = replace(levels, tariff=np.zeros_like(levels.tariff), input_share=levels.input_share * 0.8)
    elasticities = elasticities_of(4, origin=THETA)
    tariff = solved(free, shock_of(free, elasticities, tariff={(s, i, 0): 0.3 for s in range(4) for i in (1, 2)}))
    tax = solved(free, shock_of(free, elasticities, export_charge={(s, 0, j): 1.3 for s in range(4) for j in (1, 2)}))
    assert np.abs(tariff.volume_hat / tax.volume_hat - 1).max() > 1e-4


@pytest.mark.parametrize("speed", [0.0, 0.17, 0.5, 1.0])
@pytest.mark.parametrize(("short_run", "long_run"), [(0.05, 4.0), (1.2, 0.4), (2.0, 2.0)])
def test_limit_horizons_start_and_end_where_they_say_and_move_one_way(short_run, long_run, speed):
    adjustment = Adjustment(np.array([short_run]), np.array([long_run]), np.array([speed]))
    assert adjustment.at(0).item() == short_run
    assert adjustment.at(np.inf).item() == long_run
    path = np.array([adjustment.at(years).item() for years in (0, 1, 2, 3, 10, 100)])
    assert np.all(np.diff(path) * np.sign(long_run - short_run) >= 0)
    assert min(short_run, long_run) <= path.min() <= path.max() <= max(short_run, long_run)
    one_year = short_run + (long_run - short_run) * speed
    assert path[1] == pytest.approx(one_year, rel=1e-14)


@pytest.mark.parametrize("nest", NESTS)
def test_limit_named_horizons_of_the_shipped_baseline_are_in_order(nest):
    table = load_baseline().elasticities
    values = [getattr(table.at(years), nest) for years in (0.0, *HORIZONS.values())]
    np.testing.assert_array_equal(values[0].ravel(), table.nests[nest].short_run)
    np.testing.assert_array_equal(values[-1].ravel(), table.nests[nest].long_run)
    steps = np.diff(np.stack(values), axis=0)
    assert (np.all(steps >= 0, axis=0) | np.all(steps <= 0, axis=0)).all()


def test_limit_far_horizons_tend_to_the_long_run_of_the_solved_world():
    """The distance of prices from the long run falls with the years, to nothing."""
    economy = load_baseline()
    goods = np.flatnonzero(economy.is_goods)
    duties = {(int(s), 1, 0): 0.6 for s in goods}
    prices = {
        years: solved(economy.levels, shock_of(economy.levels, economy.elasticities.at(years), tariff=duties)).price_hat
        for years in (1.0, 3.0, 10.0, 200.0, np.inf)
    }
    gaps = [np.abs(prices[years] / prices[np.inf] - 1).max() for years in (1.0, 3.0, 10.0, 200.0)]
    assert gaps[0] > gaps[1] > gaps[2] > gaps[3]
    assert gaps[3] < SAME
    assert gaps[0] > 1e-3
