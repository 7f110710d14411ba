"""Adjoint: slopes of what is wanted of an equilibrium are those of equilibria that are solved again."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.model.equilibrium import equilibrium
from simulator.model.shock import Deficits, Shock
from simulator.solver.adjoint import adjoint_slopes
from simulator.solver.iteration import Settings
from simulator.solver.solve import solve
from tests.shocks import Limit, elasticities_of, random_levels, shock_of

LEVELS = random_levels(2, 3)
STIFF = {"origin": [1.5, 4.0], "input": 0.3, "value_added": 0.5, "critical": 0.2, "final": 0.8, "factor": 1.0}
FLOWS = [(0, 1, 0), (0, 2, 0), (1, 1, 0), (1, 2, 0), (0, 0, 1)]
TIGHT = Settings(tolerance=1e-12)
SAME = 1e-6
APART = 4e-3

CASES = {
    "plain": shock_of(LEVELS, elasticities_of(2), tariff={(0, 1, 0): 0.4}),
    "fixed factors": shock_of(LEVELS, elasticities_of(2, **STIFF, supply=0.3), closure=Deficits.RESPONSIVE),
    "tax on pay": shock_of(LEVELS, elasticities_of(2, **STIFF, supply=0.3), is_income_tax=True),
    "licence and promise": shock_of(
        LEVELS,
        elasticities_of(2, **STIFF),
        Limit([(1, 1, 0)], 0.6),
        Limit([(0, 0, 1)], 1.3, is_floor=True),
        Limit([(0, 2, 0)], 5.0),
        tariff={(0, 1, 0): 0.4},
    ),
    "bound on a producer": shock_of(LEVELS, elasticities_of(2, **STIFF), Limit([(1, 2, 2)], 0.8, is_producer=True)),
}


def real_income(shock, state):
    world = equilibrium(LEVELS, shock, state.unknowns, state.log_wedge)
    return world.income_new / LEVELS.income / world.consumer_price_hat


def moved(shock, step):
    """The shock with each flow's tariff moved by a step, a case a flow."""
    tariff = np.repeat(shock.tariff_new, len(FLOWS), axis=0)
    for case, flow in enumerate(FLOWS):
        tariff[(case, *flow)] += step
    return replace(Shock.stack([shock] * len(FLOWS)), tariff_new=tariff)


def solved_again(shock, step):
    """Central difference of equilibria that are solved again."""
    above, below = moved(shock, step), moved(shock, -step)
    ends = [real_income(each, solve(LEVELS, each, TIGHT).state) for each in (above, below)]
    return (ends[0] - ends[1]).T / (2 * step)


@pytest.mark.parametrize("name", CASES)
def test_identity_adjoint_slopes_are_those_of_equilibria_solved_again(name):
    shock = CASES[name]
    solution = solve(LEVELS, shock, TIGHT)
    assert solution.is_converged.all()
    lever = moved(shock, -1e-4), moved(shock, 1e-4), 2e-4
    slopes = adjoint_slopes(LEVELS, (shock, solution.state), lever, real_income)
    coarse, fine = (solved_again(shock, APART / part) for part in (1, 2))
    np.testing.assert_allclose(slopes, (4 * fine - coarse) / 3, atol=SAME)
    assert np.abs(slopes).max() > 1000 * SAME


def test_contract_one_state_serves_any_number_of_levers_and_objectives():
    shock = CASES["licence and promise"]
    state = solve(LEVELS, shock, TIGHT).state
    lever = moved(shock, -1e-4), moved(shock, 1e-4), 2e-4
    slopes = adjoint_slopes(LEVELS, (shock, state), lever, lambda *at: real_income(*at) @ np.diag([1.0, 2.0, 0.0]))
    assert slopes.shape == (3, len(FLOWS))
    np.testing.assert_allclose(slopes[2], 0, atol=1e-12)
    single = adjoint_slopes(LEVELS, (shock, state), lever, lambda *at: real_income(*at)[:, 1:2])
    np.testing.assert_allclose(slopes[1], 2 * single[0], atol=SAME)
