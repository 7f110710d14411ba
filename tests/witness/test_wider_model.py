"""Witness: the fixed point in loops finds the same world with supply, closures, profits, controls and rationing."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.economy.levels import Levels
from simulator.model.shock import Deficits
from tests.shocks import Limit, elasticities_of, shock_of, solved
from tests.witness.fixed_point import FixedPoint
from tests.witness.records import Policy
from tests.witness.test_fixed_point import (
    ALONE,
    ANSWERS,
    CLOSURES,
    RULES,
    SETTINGS,
    WEDGES,
    everything,
    rationing_of,
    world_of,
)

AGREE = 1e-8  # the simulator solves to 1e-10 in logs, and levels follow with the elasticities
SAME_NAMES = {
    "wage": "wage_hat",
    "cost": "cost_hat",
    "price": "price_hat",
    "expenditure": "expenditure_new",
    "output": "output_new",
    "earnings": "earnings_new",
    "final_demand": "final_demand_new",
    "border_value": "trade_flow_new",
    "supply": "supply_hat",
    "factor_income": "factor_income_new",
    "income": "income_new",
    "tariff_revenue": "tariff_revenue_new",
    "duty_waived": "duty_waived",
    "commitment_cost": "commitment_cost",
    "export_receipts": "export_charges",
    "quota_rents": "quota_rents",
    "producer_rents": "producer_rents",
    "producer_wedge": "markup_hat",
    "consumer_price": "consumer_price_hat",
}


def model_of(world):
    """The same world in the simulator's terms."""
    bare = world.trade, world.tariff, world.input_share, world.is_critical
    profit = np.zeros(len(world.trade)) if world.profit_share is None else np.array(world.profit_share)
    by_sector = {name: getattr(world, name) for name in ("origin", "home", "input", "value_added", "critical")}
    of_regions = {name: getattr(world, name) for name in ("final", "factor", "supply", "scale", "deficit")}
    return Levels(*bare, profit), elasticities_of(len(world.trade), **by_sector, **of_regions)


def limits_of(policy):
    """Its bounds: those on flows in their order, then those on producers, the smaller of two on one."""
    rules = [
        Limit(
            rule.flows,
            rule.ratio,
            rule.is_floor,
            rule.is_value,
            to_importer=rule.premium_to == "importer",
            is_burnt=rule.premium_to == "nobody",
            ceiling=rule.stop - 1,
        )
        for rule in policy.rules
    ]
    caps = dict(policy.producer_caps)
    for producer in np.argwhere(policy.rationing.output_cap < 1).tolist() if policy.rationing else ():
        caps[tuple(producer)] = min(caps.get(tuple(producer), 1.0), policy.rationing.output_cap[tuple(producer)])
    return [*rules, *(Limit([(s, n, n)], ratio, is_producer=True) for (s, n), ratio in caps.items())]


def policy_shock(levels, elasticities, world, policy):
    closed = [flow for flow, share in policy.blocked.items() if share == 1]
    shock = shock_of(
        levels,
        elasticities,
        *limits_of(policy),
        tariff=policy.tariff,
        export_charge=policy.export_charge,
        iceberg_cost=policy.iceberg,
        purchase_factor=policy.purchase,
        closed=closed,
        variety_share={flow: 1 - share for flow, share in policy.blocked.items() if share < 1},
        critical_weight=policy.rationing.weight[world.is_critical] if policy.rationing else None,
        closure={"proportional": Deficits.PROPORTIONAL, "responsive": Deficits.RESPONSIVE}.get(
            policy.closure, Deficits.GIVEN
        ),
        is_income_tax=policy.revenue == "income_tax",
    )
    return replace(shock, deficit_new=0 * shock.deficit_new) if policy.closure == "zero" else shock


def assert_agree(world, policy):
    theirs = FixedPoint(world, policy).solve()
    levels, elasticities = model_of(world)
    shock = policy_shock(levels, elasticities, world, policy)
    ours = solved(levels, shock)
    for name, own in SAME_NAMES.items():
        np.testing.assert_allclose(getattr(ours, own)[0], getattr(theirs, name), rtol=AGREE, atol=AGREE, err_msg=name)
    np.testing.assert_allclose(ours.profits_new[0], theirs.profits.sum(axis=0), rtol=AGREE)
    n_rules = len(policy.rules)
    np.testing.assert_allclose(ours.bound_wedge[:n_rules], theirs.wedge, rtol=AGREE)
    world_income = levels.world_factor_income
    np.testing.assert_allclose(ours.deficit_new[0], theirs.deficit, rtol=AGREE, atol=AGREE * world_income)
    return ours


@pytest.mark.parametrize("closure", CLOSURES)
@pytest.mark.parametrize("setting", SETTINGS)
def test_witness_everything_at_once(setting, closure):
    world = world_of(setting, **ANSWERS)
    new = assert_agree(world, everything(world, closure=closure, revenue="income_tax"))
    assert (new.markup_hat > 1).any()
    assert (new.bound_wedge != 1).sum() >= 5


@pytest.mark.parametrize("feature", ALONE)
def test_witness_each_alone_in_the_short_run(feature):
    answers, measures = ALONE[feature]
    assert_agree(world_of(**answers), Policy(**WEDGES, **measures))


@pytest.mark.parametrize("seed", range(1, 5))
def test_witness_other_worlds_under_rations(seed):
    world = world_of(seed=seed, supply=0.3)
    assert_agree(world, Policy(rationing=rationing_of(world), rules=RULES[:1]))


@pytest.mark.parametrize("setting", SETTINGS)
def test_limit_no_exposure_makes_rationing_free_of_caps(setting):
    world = world_of(setting)
    policy = Policy(rationing=rationing_of(world, exposure=(0.0, 0.0, 0.0)))
    assert not [limit for limit in limits_of(policy) if limit.is_producer]
    assert_agree(world, policy)
