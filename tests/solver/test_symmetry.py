"""Symmetries: names and neighbours mean nothing."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.economy.elasticities import Elasticities
from simulator.economy.levels import Levels
from simulator.model.shock import Bounds, Deficits, Shock
from simulator.solver.iteration import Settings
from simulator.solver.solve import solve
from simulator.solver.start import ExpansionPoint
from tests.shocks import Limit, elasticities_of, shock_of, solved
from tests.solver.conftest import SETTINGS

SOLVED = 1e-9  # the same equilibrium, reached by sums in another order


def permuted(levels, shock, sectors, regions):
    """The same world and shock with sectors and regions listed in another order."""
    pairs = np.ix_(sectors, regions, regions)
    case_pairs = np.ix_(np.arange(len(shock)), sectors, regions, regions)
    moved = Levels(
        levels.trade_flow[pairs],
        levels.tariff[pairs],
        levels.input_share[np.ix_(sectors, sectors, regions)],
        levels.is_critical[sectors],
    )
    place = np.empty(levels.trade_flow.size, np.intp)
    place[np.arange(levels.trade_flow.size).reshape(levels.trade_flow.shape)[pairs].ravel()] = np.arange(place.size)
    by_sector = ("origin", "home", "input", "value_added", "critical")
    elasticities = {name: getattr(shock.elasticities, name)[:, sectors] for name in by_sector}
    wedges = ("tariff_new", "export_charge", "iceberg_cost", "purchase_factor", "is_closed")
    return moved, replace(
        shock,
        **{name: getattr(shock, name)[case_pairs] for name in wedges},
        deficit_new=shock.deficit_new[:, regions],
        elasticities=replace(shock.elasticities, **elasticities),
        bounds=replace(shock.bounds, entry_flow=place[shock.bounds.entry_flow]),
    )


@pytest.mark.parametrize(
    ("sectors", "regions"), [([0, 1, 2, 3], [2, 0, 1]), ([3, 1, 0, 2], [0, 1, 2]), ([2, 3, 1, 0], [1, 2, 0])]
)
def test_symmetry_order_of_sectors_and_regions(levels, everything, sectors, regions):
    old, new = solved(levels, everything), solved(*permuted(levels, everything, sectors, regions))
    here = np.ix_([0], sectors, regions)
    for name in ("price_hat", "cost_hat", "wage_hat", "output_new", "final_demand_new"):
        np.testing.assert_allclose(getattr(new, name), getattr(old, name)[here], rtol=SOLVED, err_msg=name)
    np.testing.assert_allclose(new.income_new, old.income_new[:, regions], rtol=SOLVED)
    np.testing.assert_allclose(
        new.trade_flow_new, old.trade_flow_new[np.ix_([0], sectors, regions, regions)], rtol=1e-8
    )
    np.testing.assert_allclose(new.bound_wedge, old.bound_wedge, rtol=1e-8)


def test_symmetry_order_of_bounds_and_of_their_flows(levels, everything):
    limits = (
        Limit([(3, 1, 0), (3, 2, 0)], 0.3),
        Limit([(0, 0, 1)], 1.6, is_floor=True),
        Limit([(1, 0, 1), (2, 0, 1)], 1.5, is_floor=True, is_value=True),
    )
    turned = [limit._replace(flows=limit.flows[::-1]) for limit in limits[::-1]]
    elasticities = everything.elasticities
    old = solved(levels, shock_of(levels, elasticities, *limits))
    new = solved(levels, shock_of(levels, elasticities, *turned))
    np.testing.assert_allclose(new.bound_wedge[::-1], old.bound_wedge, rtol=1e-8)
    np.testing.assert_allclose(new.price_hat, old.price_hat, rtol=SOLVED)


@pytest.fixture(scope="module")
def cases(levels):
    """Eleven cases with 0 to 3 bounds and four kinds of elasticities; two of them have no solution."""
    mixed, short, mobile = (SETTINGS[name] for name in ("mixed", "short", "mobile"))
    uneven = elasticities_of(4, origin=3, input=[0.3, 0.3, 0.3, 0.8], factor=2)
    licence, floor = Limit([(3, 1, 0)], 0.3), Limit([(0, 0, 1)], 1.6, is_floor=True)
    value = Limit([(1, 0, 1), (2, 0, 1)], 1.5, is_floor=True, is_value=True)
    contradiction = Limit([(0, 0, 1)], 0.5), floor
    return [
        Shock.none(levels, short),
        shock_of(levels, short, licence, floor, value, tariff={(2, 1, 0): 1.45}),
        shock_of(levels, mobile, tariff={(2, 1, 0): 1.45}),
        shock_of(levels, mixed, licence),
        shock_of(levels, short, *contradiction),
        shock_of(levels, mobile, value, closed=[(0, 1, 2)]),
        shock_of(levels, uneven, licence, value, iceberg_cost={(0, 2, 1): 1.3}),
        shock_of(levels, short, floor),
        shock_of(levels, short, closed=[(0, 1, 2), (0, 0, 2)]),
        shock_of(levels, uneven, export_charge={(1, 1, 2): 0.9}),
        shock_of(levels, mixed, licence, floor, tariff={(2, 0, 1): 1.25}),
    ]


@pytest.fixture(scope="module")
def singles(levels, cases):
    return [solve(levels, case) for case in cases]


def assert_same_bits(levels, cases, singles, order, block_size):
    shock = Shock.stack([cases[case] for case in order])
    batch = solve(levels, shock, Settings(block_size=block_size))
    alone = [singles[case] for case in order]
    np.testing.assert_array_equal(batch.state.unknowns, np.concatenate([one.state.unknowns for one in alone]))
    np.testing.assert_array_equal(batch.state.log_wedge, np.concatenate([one.state.log_wedge for one in alone]))
    np.testing.assert_array_equal(batch.residual, np.concatenate([one.residual for one in alone]))
    np.testing.assert_array_equal(batch.iterations, np.concatenate([one.iterations for one in alone]))
    assert batch.status == tuple(one.status[0] for one in alone)


@pytest.mark.parametrize("block_size", [1, 2, 3, 5, 32])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_symmetry_batch_is_singles_bit_for_bit(levels, cases, singles, seed, block_size):
    order = np.random.default_rng(seed).permutation(len(cases)) if seed else np.arange(len(cases))
    assert_same_bits(levels, cases, singles, order, block_size)


def test_symmetry_neighbours_repeated_and_left_out(levels, cases, singles):
    assert_same_bits(levels, cases, singles, [1, 1, 4, 1, 7, 0, 1], 32)
    assert_same_bits(levels, cases, singles, [10], 7)


def test_symmetry_more_cases_than_one_product_serves(levels, cases, singles):
    """Steps of cases are worked out several at a time; which of them stand together must not matter."""
    assert_same_bits(levels, cases, singles, [1, 0, 7] * 6, 32)


def test_symmetry_a_preconditioned_batch_is_its_singles(levels, cases):
    """At a common preconditioner, too, a case depends neither on its neighbours nor, in its answer, on it."""
    chosen = [cases[case] for case in (1, 2, 3, 6, 10)]
    preconditioner = ExpansionPoint.at_rest(levels, SETTINGS["mixed"])
    batch = solve(levels, Shock.stack(chosen), near=preconditioner)
    assert batch.is_converged.all()
    for case, shock in enumerate(chosen):
        alone = solve(levels, shock, near=preconditioner)
        np.testing.assert_array_equal(batch.state.unknowns[case], alone.state.unknowns[0])
        own = solve(levels, shock)
        np.testing.assert_allclose(batch.state.unknowns[case], own.state.unknowns[0], atol=SOLVED)


def test_symmetry_cases_that_end_keep_the_state_in_which_they_ended(levels, cases, singles):
    """A case that is solved at once stands unchanged beside one that takes long."""
    batch = solve(levels, Shock.stack([cases[0], cases[1]]))
    assert batch.iterations[0] < batch.iterations[1]
    np.testing.assert_array_equal(batch.state.unknowns[0], 0)
    assert batch.residual[0] == singles[0].residual[0]


@pytest.fixture(scope="module")
def wider_cases(levels):
    """Cases with each kind of answer of factors, balances, producers and quotas, alone and together."""
    short, mixed, mobile = (SETTINGS[name] for name in ("short", "mixed", "mobile"))
    responsive, scaled = (
        replace(mixed, supply=np.array([0.8]), scale=np.array([scale]), deficit=np.array([2.0])) for scale in (0.0, 0.3)
    )
    duty = {(s, i, 0): 0.6 for s in range(4) for i in (1, 2)}
    cap = Limit([(3, 1, 1)], 0.6, is_producer=True)
    quota = Limit([(1, 0, 1)], 0.5, to_importer=True, ceiling=0.1)
    burnt = Limit([(3, 1, 0)], 0.4, is_burnt=True)
    weight = np.full((1, 4, 3), 0.7)
    return [
        shock_of(levels, responsive, tariff=duty),
        shock_of(levels, responsive, tariff=duty, is_income_tax=True),
        shock_of(levels, scaled, tariff=duty, is_income_tax=True),
        shock_of(levels, scaled, tariff={(0, 1, 0): 0.2}, is_income_tax=True),
        shock_of(levels, scaled, burnt, tariff=duty),
        shock_of(levels, short, tariff=duty, closure=Deficits.PROPORTIONAL),
        shock_of(levels, responsive, cap, tariff=duty, closure=Deficits.RESPONSIVE),
        shock_of(levels, mobile, cap, cap._replace(ratio=0.5), quota),
        shock_of(levels, mixed, cap, burnt, quota, critical_weight=weight, variety_share={(0, 1, 2): 0.1}),
        shock_of(levels, short, quota, variety_share={(2, 0, 1): 0.5}),
    ]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_symmetry_neighbours_that_answer_in_other_ways_change_no_bit(levels, cases, singles, wider_cases, seed):
    """Nor do those of a neighbour that does not answer at all: each is what it is alone, in any order."""
    every = cases + wider_cases
    alone = singles + [solve(levels, case) for case in wider_cases]
    assert all(one.is_converged.all() for one in alone[len(cases) :])
    order = np.random.default_rng(seed).permutation(len(every))
    for block_size in (3, 32):
        assert_same_bits(levels, every, alone, order, block_size)


def test_symmetry_neighbours_that_answer_in_other_ways_change_no_bit_at_a_common_preconditioner(
    levels, cases, wider_cases
):
    chosen = [case for case in cases + wider_cases if case.elasticities != SETTINGS["short"]]
    near = ExpansionPoint.at_rest(levels, SETTINGS["mixed"])
    batch = solve(levels, Shock.stack(chosen), near=near)
    alone = [solve(levels, case, near=near) for case in chosen]
    np.testing.assert_array_equal(batch.state.unknowns, np.concatenate([one.state.unknowns for one in alone]))
    assert batch.iterations.tolist() == [one.iterations[0] for one in alone]


@pytest.mark.parametrize("horizon", ["short", "long"])
def test_symmetry_hard_shocks_to_the_shipped_baseline(economy, hard_shocks, horizon):
    """Sums over hundreds of flows, too, do not depend on where in a batch a case stands."""
    shock = hard_shocks(horizon)
    batch = solve(economy.levels, shock)
    for case in range(len(shock)):
        alone = solve(economy.levels, shock.take(np.array([case])))
        np.testing.assert_array_equal(batch.state.unknowns[case], alone.state.unknowns[0])
        np.testing.assert_array_equal(batch.state.log_wedge[shock.bounds.case == case], alone.state.log_wedge)
    turned = solve(economy.levels, Shock.stack([shock.take(np.array([case])) for case in (4, 2, 3, 0)]))
    np.testing.assert_array_equal(turned.state.unknowns, batch.state.unknowns[[4, 2, 3, 0]])


def test_symmetry_empty_batch(levels):
    empty = Elasticities.stack([SETTINGS["mixed"]]).take(np.empty(0, np.intp))
    solution = solve(levels, Shock.none(levels, empty))
    assert solution.status == ()
    assert len(Bounds.none()) == solution.state.log_wedge.size == 0
