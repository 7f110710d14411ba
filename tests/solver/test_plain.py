"""Plain steps: they rest where every equation holds, lead where linearised ones lead, and serve what those cannot."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.economy import load_baseline
from simulator.economy.levels import Levels
from simulator.model.shock import Deficits, Shock
from simulator.solver.block import Block
from simulator.solver.evaluate import equation_values
from simulator.solver.plain import PlainStep
from simulator.solver.residuals import residuals
from simulator.solver.solve import expansion_point, solve
from simulator.solver.start import ExpansionPoint
from simulator.solver.work import LINEARISED, PLAIN, linearising_pays, ways
from tests.shocks import elasticities_of, random_levels, shock_of
from tests.solver.conftest import SETTINGS, USA

SOLVED = 1e-9


def stepped(levels, shock, state):
    block = Block.of(levels, shock)
    at = equation_values(block, state)
    return PlainStep.of(block)(state, at, residuals(block, state, at))


@pytest.mark.parametrize("name", SETTINGS)
def test_identity_nothing_moves_where_every_equation_holds(levels, name):
    shock = shock_of(levels, SETTINGS[name], tariff={(2, 1, 0): 0.6})
    step, _ = stepped(levels, shock, solve(levels, shock).state)
    np.testing.assert_allclose(step, 0, atol=SOLVED)


def test_identity_a_higher_price_of_one_sectors_factors_moves_it_back(levels):
    """Alone against the rest of its region, by its excess over 1 + θ where factors are fixed in their sector."""
    shock = Shock.none(levels, SETTINGS["short"])
    state = Block.of(levels, shock).start()
    state.unknowns[0, 0, 1, USA] = 0.01
    step, _ = stepped(levels, shock, state)
    assert step[0, 0, 1, USA] < 0
    assert abs(step[0, 0, 1, USA]) < 0.02


def test_symmetry_both_ways_lead_to_the_same_equilibrium(levels, everything):
    rest = ExpansionPoint.at_rest(levels, everything.elasticities)
    assert rest.is_linearised
    plain, linearised = solve(levels, everything), solve(levels, everything, near=rest)
    np.testing.assert_allclose(plain.state.unknowns, linearised.state.unknowns, atol=SOLVED)
    np.testing.assert_allclose(plain.state.log_wedge, linearised.state.log_wedge, atol=1e-8)
    assert linearised.iterations < plain.iterations


@pytest.mark.parametrize("response", [0.0, 1.0, 20.0, 100.0])
def test_limit_deficits_that_respond_ever_more_are_solved_without_linearising(economy, response):
    elasticities = replace(economy.elasticities.at(1.0), deficit=np.array([response]))
    duties = {(sector, 1, USA): 1.0 for sector in range(economy.levels.n_sectors)}
    solution = solve(economy.levels, shock_of(economy.levels, elasticities, tariff=duties, closure=Deficits.RESPONSIVE))
    assert solution.is_converged.all()
    assert solution.iterations.max() < 120


def test_contract_small_economies_are_linearised_for_many_cases_and_large_ones_never(economy):
    assert linearising_pays(economy.levels)
    assert ways(economy.levels) == {"alone": PLAIN, "many near one": LINEARISED}
    world = load_baseline("world-2024").levels
    assert not linearising_pays(world)
    assert ways(world) == {"alone": PLAIN, "many near one": PLAIN}


@pytest.fixture(scope="module")
def wide():
    """An economy whose Jacobian nobody would invert: 90 sectors, each a thirtieth of one of three."""
    levels = random_levels(3, 12)
    copies = 30
    return Levels(
        np.repeat(levels.trade_flow, copies, axis=0) / copies,
        np.repeat(levels.tariff, copies, axis=0),
        np.repeat(np.repeat(levels.input_share, copies, axis=0), copies, axis=1) / copies,
        np.zeros(3 * copies, bool),
    )


def test_contract_where_linearising_does_not_pay_nothing_is_linearised(wide):
    """A point near which others lie then only says where they start."""
    elasticities = elasticities_of(wide.n_sectors, origin=4.0, factor=2.0)
    duty = {(sector, 1, 0): 0.5 for sector in range(wide.n_sectors)}
    centre, case = (
        shock_of(wide, elasticities, tariff={key: rate * up for key, rate in duty.items()}) for up in (1.0, 1.1)
    )
    near = expansion_point(wide, centre)
    assert not near.is_linearised
    alone, beside = solve(wide, case), solve(wide, case, near=near)
    np.testing.assert_allclose(beside.state.unknowns, alone.state.unknowns, atol=SOLVED)
    assert beside.iterations < alone.iterations
