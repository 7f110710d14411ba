"""Identities: every equation and account holds in every solved case, on small worlds and on the shipped baseline."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.economy import load_baseline
from simulator.model.shock import Shock
from simulator.solver.solve import solve
from tests.identities import violations
from tests.shocks import Limit, random_levels, shock_of, solved, worked_out

SOLVED = 1e-9  # the residual that users are promised
YEARS = {"short": 1.0, "medium": 3.0, "long": np.inf}
USA, CHN = 0, 1
SOYBEANS, RARE_EARTHS = 0, 2


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


@pytest.fixture(scope="module")
def economy():
    return load_baseline("us-china-2024")


@pytest.fixture(scope="module")
def hard_shocks(economy):
    """The corners the tool is for, at one horizon as one batch."""
    levels = economy.levels
    goods = np.flatnonzero(economy.is_goods)
    duties = {(s, CHN, USA): levels.tariff[s, CHN, USA] + 1.45 for s in goods}
    duties |= {(s, USA, CHN): levels.tariff[s, USA, CHN] + 1.25 for s in goods}
    buyers = [j for j in range(levels.n_regions) if j != CHN]
    licences = [Limit([(RARE_EARTHS, CHN, j)], 0.2) for j in buyers]
    pooled = Limit([(RARE_EARTHS, CHN, j) for j in buyers], 0.2)
    soybeans = Limit([(SOYBEANS, USA, CHN)], 25 / 22.13, is_floor=True)
    basket = Limit([(s, USA, CHN) for s in range(12)], 1.5, is_floor=True, is_value=True)

    def shock(horizon):
        elasticities = economy.elasticities.at(YEARS[horizon])
        return Shock.stack(
            [
                shock_of(levels, elasticities, tariff=duties),
                shock_of(levels, elasticities, *licences),
                shock_of(levels, elasticities, *licences, soybeans, tariff=duties),
                shock_of(levels, elasticities, pooled, basket, tariff=duties),
                shock_of(levels, elasticities, closed=[(RARE_EARTHS, CHN, j) for j in buyers]),
            ]
        )

    return shock


@pytest.mark.parametrize("horizon", YEARS)
def test_identity_hard_shocks_to_the_shipped_baseline(economy, hard_shocks, horizon):
    shock = hard_shocks(horizon)
    solution = solve(economy.levels, shock)
    assert_holds(economy.levels, shock, worked_out(economy.levels, shock, solution))
    assert solution.residual.max() <= SOLVED
    idle = np.count_nonzero(solution.state.log_wedge == 0)
    assert idle <= 1, "all bind but, in the long run, the licence of a buyer that tariffs of 145 % keep away"
