"""Cases solved near another: the same answers in fewer iterations, whatever the neighbours and whatever the anchor."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.model.shock import Bounds, Deficits, Shock
from simulator.solver.block import State
from simulator.solver.iteration import Settings
from simulator.solver.solve import expansion_point, solve
from simulator.solver.start import ExpansionPoint
from simulator.solver.status import Status
from tests.shocks import Limit, shock_of
from tests.solver.conftest import CHN, RARE_EARTHS, SETTINGS, USA

SOLVED = 1e-9  # the same equilibrium, reached from elsewhere

LICENCE, FLOOR = Limit([(3, 1, 0)], 0.3), Limit([(0, 0, 1)], 1.6, is_floor=True)
PAIR = (LICENCE, FLOOR)


def variations(levels, elasticities):
    """Cases around a centre: other rates, limits and elasticities, a bound that does not bind, and no bounds at all."""
    stiffer = replace(elasticities, origin=elasticities.origin * 0.7)
    return [
        shock_of(levels, elasticities, *PAIR, tariff={(2, 1, 0): 0.2}),
        shock_of(levels, elasticities, *PAIR, tariff={(2, 1, 0): 2.0}),
        shock_of(levels, stiffer, *PAIR, tariff={(2, 1, 0): 1.0}),
        shock_of(levels, elasticities, LICENCE._replace(ratio=0.05), FLOOR._replace(ratio=2.5)),
        shock_of(levels, elasticities, LICENCE._replace(ratio=5.0), FLOOR),
        shock_of(levels, elasticities, tariff={(2, 1, 0): 1.0}),
        shock_of(levels, elasticities, FLOOR),
    ]


@pytest.fixture
def centre(levels, elasticities):
    return shock_of(levels, elasticities, *PAIR, tariff={(2, 1, 0): 1.0})


def test_limit_the_expansion_point_itself_takes_one_iteration(levels, centre):
    near = expansion_point(levels, centre)
    assert not near.is_at_rest
    again = solve(levels, centre, near=near)
    assert again.iterations.tolist() == [1]
    np.testing.assert_array_equal(again.state.unknowns, near.state.unknowns)


def test_symmetry_answers_do_not_depend_on_the_expansion_point(levels, elasticities, centre):
    cases = Shock.stack(variations(levels, elasticities))
    near, rest = solve(levels, cases, near=expansion_point(levels, centre)), solve(levels, cases)
    assert near.is_converged.all()
    np.testing.assert_allclose(near.state.unknowns, rest.state.unknowns, atol=SOLVED)
    np.testing.assert_allclose(near.state.log_wedge, rest.state.log_wedge, atol=1e-8)
    assert near.iterations[:3].sum() < rest.iterations[:3].sum()


@pytest.mark.parametrize("block_size", [1, 2, 32])
def test_symmetry_neighbours_do_not_matter_near_an_expansion_point(levels, elasticities, centre, block_size):
    cases, near = variations(levels, elasticities), expansion_point(levels, centre)
    batch = solve(levels, Shock.stack(cases), Settings(block_size=block_size), near)
    for place, case in enumerate(cases):
        alone = solve(levels, case, near=near)
        np.testing.assert_array_equal(batch.state.unknowns[place], alone.state.unknowns[0])
        assert batch.iterations[place] == alone.iterations[0]


def test_contract_without_a_solution_the_expansion_point_is_at_rest(levels):
    contradiction = shock_of(levels, SETTINGS["short"], Limit([(0, 0, 1)], 0.5), FLOOR)
    assert solve(levels, contradiction).status == (Status.UNREACHABLE,)
    near = expansion_point(levels, contradiction)
    assert near.is_at_rest
    possible = shock_of(levels, SETTINGS["short"], FLOOR)
    assert solve(levels, possible, near=near).is_converged.all()


def test_contract_a_case_that_fails_near_the_expansion_point_is_tried_from_rest(levels):
    """An expansion point far away, of which no step leads back, costs iterations and no answer."""
    elasticities = SETTINGS["mixed"]
    case = shock_of(levels, elasticities, tariff={(2, 1, 0): 1.0})
    rest = ExpansionPoint.at_rest(levels, elasticities)
    astray = replace(rest, state=State(rest.state.unknowns + 300.0, rest.state.log_wedge))
    found, own = solve(levels, case, Settings(max_continuation_steps=0), astray), solve(levels, case, near=rest)
    assert found.is_converged.all()
    assert found.iterations[0] > own.iterations[0]
    np.testing.assert_allclose(found.state.unknowns, own.state.unknowns, atol=SOLVED)


def test_limit_licences_that_no_longer_bind_away_from_the_expansion_point_do_not_flicker(economy):
    """Rare earths that a tight licence for one buyer sends to others are just within theirs, or just beyond."""
    levels, long_run = economy.levels, economy.elasticities.at(np.inf)
    buyers = [j for j in range(levels.n_regions) if j != CHN]
    licences = [Limit([(RARE_EARTHS, CHN, j)], 0.5 if j == USA else 1.005) for j in buyers]
    rng = np.random.default_rng(0)
    drawn = [
        replace(
            long_run, **{nest: getattr(long_run, nest) * rng.uniform(0.5, 2) for nest in ("origin", "home", "factor")}
        )
        for _ in range(16)
    ]
    cases = Shock.stack([shock_of(levels, elasticities, *licences) for elasticities in drawn])
    solution = solve(levels, cases, near=expansion_point(levels, shock_of(levels, long_run, *licences)))
    assert solution.is_converged.all()
    assert len(set((solution.state.log_wedge.reshape(16, -1) > 0).sum(axis=1))) > 1
    assert solution.iterations.max() < 40


def test_contract_cases_under_another_closure_are_not_linearised_at_the_expansion_point(levels, elasticities):
    case = replace(elasticities, deficit=np.array([5.0]))
    given, responsive = (
        shock_of(levels, case, LICENCE, tariff={(2, 1, 0): 1.0}, closure=closure)
        for closure in (Deficits.GIVEN, Deficits.RESPONSIVE)
    )
    near = expansion_point(levels, given)
    assert near.served(Shock.stack([given, responsive])).tolist() == [True, False]
    unbound = replace(given, bounds=Bounds.none())
    assert near.served(Shock.stack([given, responsive, unbound])).tolist() == [True, False, False]
    rest = ExpansionPoint.at_rest(levels, case, Deficits.RESPONSIVE)
    alone, beside = solve(levels, responsive, near=rest), solve(levels, Shock.stack([given, responsive]), near=near)
    np.testing.assert_array_equal(beside.state.unknowns[1], alone.state.unknowns[0])
    assert beside.iterations.tolist() == [1, alone.iterations[0]]
    again = expansion_point(levels, responsive)
    assert again.closure == Deficits.RESPONSIVE
    assert solve(levels, responsive, near=again).iterations.tolist() == [1]


def test_limit_deficits_that_respond_are_linearised_as_such(economy):
    """Deficits that give way to factor prices hold them; as if they were given, steps would be far too long."""
    elasticities = replace(economy.elasticities.at(1.0), deficit=np.array([5.0]))
    duties = {(s, USA, CHN): 1.25 for s in range(economy.levels.n_sectors)}
    shock = shock_of(economy.levels, elasticities, tariff=duties, closure=Deficits.RESPONSIVE)
    own = ExpansionPoint.at_rest(economy.levels, elasticities, Deficits.RESPONSIVE)
    astray = replace(own, linearisation=ExpansionPoint.at_rest(economy.levels, elasticities).linearisation)
    as_given = replace(shock, closure=np.array([Deficits.GIVEN], np.intp))
    iterations = solve(economy.levels, shock, near=own).iterations[0]
    rest = ExpansionPoint.at_rest(economy.levels, elasticities)
    assert iterations <= solve(economy.levels, as_given, near=rest).iterations[0] + 2
    assert iterations < solve(economy.levels, shock, near=astray).iterations[0] / 2
