"""Property: every drawn case is solved and verified, or fails with a status that is true.

The fast profile is drawn alike in every run; `TARIFFSIM_TEST_PROFILE=long` draws more worlds, and new ones each time.
"""

import os
from dataclasses import fields, replace
from itertools import combinations
from types import SimpleNamespace

import numpy as np
from hypothesis import HealthCheck, assume, given, settings

from simulator.model.equilibrium import equilibrium
from simulator.model.shock import Bounds
from simulator.solver.solve import solve
from simulator.solver.status import Status
from tests.identities import violations
from tests.property.drawn import Drawn, drawn_plain, drawn_world
from tests.shocks import elasticities_of, random_levels, shock_of
from tests.witness.fixed_point import FixedPoint
from tests.witness.records import Policy, Rule, World

VERIFIED = 1e-8
IS_LONG = os.environ.get("TARIFFSIM_TEST_PROFILE") == "long"
PROFILE = dict(deadline=None, derandomize=not IS_LONG, database=None, suppress_health_check=list(HealthCheck))


def subsets(n):
    return [set(chosen) for size in range(1, n) for chosen in combinations(range(n), size)]


def is_traded(drawn, exporter, importer):
    """Whether any flow from one region to another is open, sector by sector."""
    open_flows = drawn.levels.trade_flow * ~drawn.shock.is_closed[0]
    return any(flow > 0 for flow in open_flows[:, exporter, importer])


def has_region_without_source(drawn):
    levels = drawn.levels
    for s, j in np.argwhere(levels.expenditure > 0):
        sources = [i for i in range(levels.n_regions) if levels.trade_flow[s, i, j] > 0]
        if all(drawn.shock.is_closed[0, s, i, j] for i in sources):
            return True
    return False


def has_sector_without_buyer(drawn):
    levels = drawn.levels
    for s, i in np.argwhere(levels.earnings > 0):
        buyers = [j for j in range(levels.n_regions) if levels.trade_flow[s, i, j] > 0]
        if all(drawn.shock.is_closed[0, s, i, j] for j in buyers):
            return bool(np.isfinite(drawn.shock.elasticities.factor[0]))
    return False


def has_bloc_without_balance(drawn):
    """Whether some regions export to none of the others, or import from none, and their deficit does not fit."""
    deficit, everybody = drawn.shock.deficit_new[0], range(drawn.levels.n_regions)
    for bloc in subsets(len(everybody)):
        others = set(everybody) - bloc
        exports = any(is_traded(drawn, i, j) for i in bloc for j in others)
        imports = any(is_traded(drawn, j, i) for i in bloc for j in others)
        total = sum(deficit[list(bloc)])
        least = 1e-12 * drawn.levels.world_factor_income
        fits = {(True, True): True, (True, False): total < -least, (False, True): total > least}
        if not fits.get((exports, imports), abs(total) <= least):
            return True
    return False


def has_blocs_apart(drawn):
    """Whether some regions do not trade with the others at all, so that nothing ties their prices to theirs."""
    everybody = set(range(drawn.levels.n_regions))
    return any(
        not any(is_traded(drawn, i, j) or is_traded(drawn, j, i) for i in bloc for j in everybody - bloc)
        for bloc in subsets(len(everybody))
    )


def has_prices_beyond_measure(drawn):
    """Whether flows are closed where prices have to move far beyond what any step can follow.

    Either at a θ so low that they move by e to the power of several times 1/θ; or where goods are near-perfect
    substitutes and neither users nor factors give way, so that prices move by factors of e and more while a change of
    1/θ, some hundredths, already turns every flow over.
    """
    elasticities = drawn.shock.elasticities
    theta = np.append(elasticities.origin, elasticities.home)
    is_rigid = elasticities.final[0] < 0.1 and elasticities.factor[0] <= 1
    is_far = theta.min() < 0.3 or (theta.max() > 50 and is_rigid)
    return bool(drawn.shock.is_closed.any() and is_far)


def defies_steps(drawn):
    """Whether one of the known reasons is there for which no step may lead on."""
    return has_blocs_apart(drawn) or has_prices_beyond_measure(drawn) or is_solved_without_bounds(drawn)


def has_promise_and_limit_on_one_flow(drawn):
    """Whether at least so much and at most so much are asked of the same flow."""
    promised, limited = (
        {flow for limit in drawn.limits if limit.is_floor == kind for flow in limit.flows} for kind in (True, False)
    )
    return bool(promised & limited)


def may_cost_more_than_income(drawn):
    shock = drawn.shock
    pays = shock.bounds.is_floor.any() or (shock.purchase_factor < 1).any() or (shock.export_charge < 1).any()
    return bool(pays or (np.abs(shock.deficit_new) > 1e-12 * drawn.levels.world_factor_income).any())


def is_solved_without_bounds(drawn):
    """Whether it is the bounds that cannot be met: without them the case ends with another, true status."""
    free = drawn._replace(shock=replace(drawn.shock, bounds=Bounds.none()), limits=())
    return len(drawn.shock.bounds) > 0 and is_true(free, solve(free.levels, free.shock).status[0])


CLAIMS = {
    Status.CONVERGED: lambda drawn: True,
    Status.UNSUPPLIED: has_region_without_source,
    Status.UNSOLD: has_sector_without_buyer,
    Status.UNBALANCED: has_bloc_without_balance,
    Status.UNAFFORDABLE: may_cost_more_than_income,
    Status.UNREACHABLE: is_solved_without_bounds,
    Status.SPLIT: has_blocs_apart,
    Status.OPPOSED: has_promise_and_limit_on_one_flow,
    Status.STALLED: defies_steps,
    Status.NONFINITE: defies_steps,
}
"""What has to be so for a status to be true."""


def is_true(drawn, status):
    return CLAIMS[status](drawn)


@settings(max_examples=1000 if IS_LONG else 120, **PROFILE)
@given(drawn_world())
def test_property_solved_and_verified_or_a_true_reason(drawn):
    solution = solve(drawn.levels, drawn.shock)
    status = solution.status[0]
    assert is_true(drawn, status), status
    if status is Status.CONVERGED:
        new = equilibrium(drawn.levels, drawn.shock, solution.state.unknowns, solution.state.log_wedge)
        broken = {name: gap for name, gap in violations(drawn.levels, drawn.shock, new).items() if not gap <= VERIFIED}
        assert not broken
    else:
        assert np.isnan(solution.state.unknowns).all()


def test_contract_every_status_has_a_claim():
    assert set(CLAIMS) == set(Status)


WEDGES = ("tariff", "export_charge", "iceberg_cost", "purchase_factor")


def witness(drawn):
    """The drawn case in the witness's own terms."""
    levels, shock = drawn.levels, drawn.shock
    nests = {item.name: getattr(shock.elasticities, item.name)[0] for item in fields(shock.elasticities)}
    recorded = levels.trade_flow, levels.tariff, levels.input_share, levels.is_critical
    rules = [
        Rule(limit.flows, limit.ratio, limit.is_floor, limit.is_value, limit.receiver.name.lower())
        for limit in drawn.limits
    ]
    policy = Policy(*(drawn.wedges[name] for name in WEDGES), rules=rules)
    return FixedPoint(World(*recorded, **nests), policy)


@settings(max_examples=600 if IS_LONG else 100, **PROFILE)
@given(drawn_plain())
def test_property_witness_agrees(drawn):
    """Floors and caps on one region's trade can have several equilibria, so the witness judges ours."""
    solution = solve(drawn.levels, drawn.shock)
    assume(solution.is_converged[0])
    new = equilibrium(drawn.levels, drawn.shock, solution.state.unknowns, solution.state.log_wedge)
    found = SimpleNamespace(
        wage=new.wage_hat[0],
        price=new.price_hat[0],
        expenditure=new.expenditure_new[0],
        supply=new.supply_hat[0],
        wedge=new.bound_wedge,
        producer_wedge=new.markup_hat[0],
    )
    assert witness(drawn).distance(found) <= VERIFIED


def test_contract_no_reason_is_true_of_a_world_left_alone():
    levels = random_levels(2, 3)
    drawn = Drawn(levels, shock_of(levels, elasticities_of(2), deficit=np.zeros(3)), {}, ())
    assert [status for status in Status if is_true(drawn, status)] == [Status.CONVERGED]
