"""Identities: every equation and account holds in every solved case, on small worlds and on the shipped baseline."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.economy.elasticities import HORIZONS
from simulator.solver.solve import solve
from tests.identities import violations
from tests.shocks import Limit, random_levels, shock_of, solved, worked_out

SOLVED = 1e-9  # the residual that users are promised


def assert_holds(levels, shock, new):
    broken = {name: gap for name, gap in violations(levels, shock, new).items() if not gap <= SOLVED}
    assert not broken


def test_identity_everything_at_once(levels, everything):
    new = solved(levels, everything)
    assert np.all(new.bound_wedge != 1), "every bound binds, or this tests less than it says"
    assert levels.deficit.min() < 0 < levels.deficit.max()
    assert_holds(levels, everything, new)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_identity_other_worlds(elasticities, seed):
    levels = random_levels(4, 5, seed=seed)
    rng = np.random.default_rng(seed)
    tariff = {(s, i, (i + 1) % 5): rng.uniform(0, 1) for s in range(4) for i in range(5)}
    shock = shock_of(
        levels, elasticities, Limit([(3, 0, j) for j in range(1, 5)], 0.2), tariff=tariff, closed=[(1, 2, 3)]
    )
    assert_holds(levels, shock, solved(levels, shock))


def test_identity_closing_deficits(levels, everything):
    shock = replace(everything, deficit_new=np.zeros((1, 3)))
    new = solved(levels, shock)
    assert_holds(levels, shock, new)
    assert np.abs(levels.deficit).max() > 1


@pytest.mark.parametrize("horizon", HORIZONS)
def test_identity_hard_shocks_to_the_shipped_baseline(economy, hard_shocks, horizon):
    shock = hard_shocks(horizon)
    solution = solve(economy.levels, shock)
    assert_holds(economy.levels, shock, worked_out(economy.levels, shock, solution))
    assert solution.residual.max() <= SOLVED
    idle = np.count_nonzero(solution.state.log_wedge == 0)
    assert idle <= 1, "all bind but, in the long run, the licence of a buyer that tariffs of 145 % keep away"
