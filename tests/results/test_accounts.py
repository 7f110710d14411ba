"""Every identity holds with profits, responsive supply and deficits, shortages, and premiums of every kind."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.economy.levels import Levels
from simulator.model.shock import Deficits
from tests.identities import violations
from tests.shocks import Limit, elasticities_of, random_levels, shock_of, solved

SOLVED = 1e-9
CLOSURES = list(Deficits)


def broken(levels, shock, new):
    return {name: gap for name, gap in violations(levels, shock, new).items() if not gap <= SOLVED}


@pytest.fixture(scope="module")
def levels():
    plain = random_levels(4, 3)
    return Levels(plain.trade_flow, plain.tariff, plain.input_share, plain.is_critical, np.array([0.1, 0, 0.05, 0]))


def everything(levels, closure, is_income_tax, **elasticities):
    """Every kind of wedge, bound, premium and response at once."""
    given = elasticities_of(
        4,
        origin=[3, 2, 4, 1.2],
        input=0.3,
        value_added=0.6,
        critical=0.2,
        factor=2,
        supply=0.3,
        deficit=0.5,
        **elasticities,
    )
    weight = np.full((1, 4, 3), 0.95)
    shock = shock_of(
        levels,
        given,
        Limit([(3, 1, 0)], 0.5),
        Limit([(0, 1, 2), (1, 0, 2)], 0.5, to_importer=True),
        Limit([(2, 2, 0)], 0.6, is_burnt=True),
        Limit([(1, 2, 1)], 0.2, to_importer=True, ceiling=0.1),
        Limit([(0, 0, 1)], 2.5, is_floor=True),
        Limit([(2, 0, 0)], 0.8, is_producer=True),
        tariff={(1, 1, 0): 0.6, (0, 0, 1): 0.02},
        export_charge={(3, 1, 0): 1.1, (1, 1, 2): 0.9},
        iceberg_cost={(3, 1, 0): 1.2},
        purchase_factor={(2, 1, 2): 0.8},
        closed=[(0, 2, 1)],
        variety_share={(1, 0, 1): 0.6},
        critical_weight=weight,
        closure=closure,
        is_income_tax=is_income_tax,
    )
    return replace(shock, stopped=0 * weight[None])


@pytest.mark.parametrize("closure", CLOSURES)
@pytest.mark.parametrize("is_income_tax", [False, True])
def test_identity_all_accounts_at_once(levels, closure, is_income_tax):
    shock = everything(levels, closure, is_income_tax)
    new = solved(levels, shock)
    assert np.all(new.bound_wedge != 1), "every bound binds, or this tests less than it says"
    assert broken(levels, shock, new) == {}
    for received in (new.profits_new, new.producer_rents, new.quota_rents, new.commitment_cost, new.duty_waived):
        assert received.max() > 0


def test_identity_factors_that_make_more_together(levels):
    shock = everything(levels, Deficits.GIVEN, False, scale=0.1)
    assert broken(levels, shock, solved(levels, shock)) == {}


def test_identity_scenarios_of_a_run(batch, economy):
    for place in batch.solved_cases:
        shock = batch.cases[place].shock
        assert broken(economy.levels, shock, solved(economy.levels, shock)) == {}, batch.cases[place].scenario
