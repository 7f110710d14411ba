"""Contract and limits: continuation solves what fails at once to the same standard, or ends with a true reason."""

from dataclasses import replace

import numpy as np
import pytest

from simulator.model.equilibrium import equilibrium
from simulator.model.shock import Deficits, Shock
from simulator.solver.block import State
from simulator.solver.continuation import SHORTEST, Continuation, shock_at
from simulator.solver.iteration import Settings
from simulator.solver.linear.linearisation import Linearisation, linearised
from simulator.solver.solve import solve
from simulator.solver.status import Status
from tests.identities import violations
from tests.shocks import Limit, elasticities_of, random_levels, shock_of, worked_out
from tests.solver.conftest import SETTINGS

SOLVED = 1e-9
AT_ONCE = Settings(max_continuation_steps=0)
FLOW = (0, 0, 1)
SHORT, MIXED, MOBILE = SETTINGS.values()
HIGH = elasticities_of(4, origin=60.0, input=0.2, value_added=0.5, critical=0.05, final=0.9, factor=1.0)
WALLS = {(s, i, j): 5.0 for s in range(4) for i in range(3) for j in range(3) if i != j}

RESCUED = {
    "buyers pay a tenth": (Status.NONFINITE, lambda w: shock_of(w, SHORT, purchase_factor={FLOW: 0.1})),
    "exports at a twentieth": (Status.NONFINITE, lambda w: shock_of(w, SHORT, export_charge={FLOW: 0.05})),
    "a commitment beside a subsidy": (
        Status.NONFINITE,
        lambda w: shock_of(w, SHORT, Limit([(1, 0, 1)], 1.5, is_floor=True), purchase_factor={FLOW: 0.1}),
    ),
    "walls of 500 % at θ 60": (Status.STALLED, lambda w: shock_of(w, HIGH, tariff=WALLS)),
}
"""Cases that have a solution, and how they fail when their shock comes at once."""

LOST = {
    "subsidy beyond income": (Status.UNAFFORDABLE, lambda w: shock_of(w, MOBILE, purchase_factor={FLOW: 0.01})),
    "export subsidy beyond income": (Status.UNAFFORDABLE, lambda w: shock_of(w, MIXED, export_charge={FLOW: 0.01})),
    "commitment beyond income": (
        Status.UNAFFORDABLE,
        lambda w: shock_of(w, MOBILE, Limit([FLOW], 100.0, is_floor=True)),
    ),
    "surplus beyond income": (
        Status.UNAFFORDABLE,
        lambda w: shock_of(w, MIXED, deficit=np.array([-5000.0, 3000.0, 2000.0])),
    ),
    "commitment beyond what fixed factors can make": (
        Status.UNAFFORDABLE,
        lambda w: shock_of(w, SHORT, Limit([FLOW], 100.0, is_floor=True)),
    ),
    "contradiction": (
        Status.UNREACHABLE,
        lambda w: shock_of(w, MIXED, Limit([FLOW], 0.5), Limit([FLOW], 1.6, is_floor=True)),
    ),
}
"""Cases without a solution, and the reason that continuation finds."""


@pytest.mark.parametrize("name", RESCUED)
def test_contract_continued_cases_are_solved_to_the_same_standard(levels, name):
    at_once, build = RESCUED[name]
    shock = build(levels)
    assert solve(levels, shock, AT_ONCE).status == (at_once,)
    new = worked_out(levels, shock, solve(levels, shock))
    broken = {name: gap for name, gap in violations(levels, shock, new).items() if not gap <= SOLVED}
    assert not broken
    assert new.income_new.min() > 0


@pytest.mark.parametrize("name", LOST)
def test_contract_lost_cases_say_why_and_hold_no_numbers(levels, name):
    reason, build = LOST[name]
    solution = solve(levels, build(levels))
    assert solution.status == (reason,)
    assert np.isnan(solution.state.unknowns).all()
    assert np.isnan(solution.state.log_wedge).all()


def last_solved(levels, shock):
    """Last step at which a shock is solved, as its parameter and equilibrium."""
    continuation = Continuation(levels, shock, Settings())
    continuation.run(Status.NONFINITE)
    step = continuation.solved[-1]
    state = step.end.state
    return step.parameter, equilibrium(levels, shock_at(levels, shock, step.parameter), state.unknowns, state.log_wedge)


@pytest.mark.parametrize("name", [name for name, (reason, _) in LOST.items() if reason is Status.UNAFFORDABLE])
def test_limit_income_runs_out_where_a_shock_becomes_unaffordable(levels, name):
    """Just short of that parameter some region has next to no income left, and less than at half of it."""
    shock = LOST[name][1](levels)
    parameter, near = last_solved(levels, shock)
    half = last_solved(levels, shock_at(levels, shock, parameter / 2))[1]
    left = [(new.income_new / levels.income).min() for new in (half, near)]
    assert 0 < parameter < 1 - SHORTEST
    assert 0 < left[1] < 0.06
    assert left[1] < left[0]


def test_contract_a_state_without_finite_slopes_cannot_be_linearised_at(levels):
    """A bound on a flow that has dried up, charged all the same, leaves no way on but the preconditioner so far."""
    shock = shock_of(levels, MIXED, Limit([FLOW], 0.5))
    is_closed = np.zeros_like(shock.is_closed)
    is_closed[(0, *FLOW)] = True
    state = State(np.zeros((1, 3, levels.n_sectors, levels.n_regions)), np.array([0.1]))
    with pytest.raises(np.linalg.LinAlgError, match="no finite slopes"):
        Linearisation(levels, replace(shock, is_closed=is_closed), state)


def test_contract_continuation_that_runs_out_of_steps_holds_no_numbers(levels):
    shock = RESCUED["buyers pay a tenth"][1](levels)
    solution = solve(levels, shock, Settings(max_continuation_steps=1))
    assert solution.status == (Status.NONFINITE,)
    assert np.isnan(solution.state.unknowns).all()


def test_contract_iterations_of_all_steps_are_counted(levels):
    shock = RESCUED["walls of 500 % at θ 60"][1](levels)
    at_once, whole = solve(levels, shock, AT_ONCE), solve(levels, shock)
    continuation = Continuation(levels, shock, Settings())
    assert whole.iterations == at_once.iterations + continuation.run(Status.STALLED).iterations


def test_symmetry_continued_cases_do_not_know_their_neighbours(levels):
    chosen = (RESCUED["buyers pay a tenth"], LOST["contradiction"], LOST["subsidy beyond income"])
    cases = [build(levels) for _, build in (*chosen, RESCUED["exports at a twentieth"])]
    cases.insert(2, shock_of(levels, MIXED, tariff={FLOW: 0.5}))
    batch = solve(levels, Shock.stack(cases))
    turned = solve(levels, Shock.stack(cases[::-1]), Settings(block_size=2))
    np.testing.assert_array_equal(turned.state.unknowns[::-1], batch.state.unknowns)
    alone = [solve(levels, case) for case in cases]
    np.testing.assert_array_equal(batch.state.unknowns, np.concatenate([one.state.unknowns for one in alone]))
    np.testing.assert_array_equal(batch.state.log_wedge, np.concatenate([one.state.log_wedge for one in alone]))
    assert batch.status == tuple(one.status[0] for one in alone)
    assert batch.iterations.tolist() == [one.iterations[0] for one in alone]


def test_limit_shock_on_its_way_runs_from_none_to_all(levels, everything):
    none, whole = shock_at(levels, everything, 0.0), shock_at(levels, everything, 1.0)
    np.testing.assert_allclose(none.tariff_new[0], levels.tariff, atol=1e-15)
    for name in ("export_charge", "iceberg_cost", "purchase_factor"):
        assert (getattr(none, name) == 1).all(), name
        np.testing.assert_array_equal(getattr(whole, name), getattr(everything, name), err_msg=name)
    np.testing.assert_allclose(whole.tariff_new, everything.tariff_new, atol=1e-15)
    np.testing.assert_allclose(whole.bounds.limit, everything.bounds.limit, rtol=1e-15)
    baseline = Limit([(3, 1, 0)], 1.0), Limit([(1, 0, 1), (2, 0, 1)], 1.0, is_value=True)
    moved = tuple(limit._replace(ratio=0.3) for limit in baseline)
    expected = shock_of(levels, SHORT, *baseline).bounds.limit
    np.testing.assert_allclose(
        shock_at(levels, shock_of(levels, SHORT, *moved), 0.0).bounds.limit, expected, rtol=1e-14
    )


def wider(levels):
    """A shock with every kind of measure that is brought in along a line of its own."""
    return shock_of(
        levels,
        MIXED,
        Limit([(3, 1, 1)], 0.5, is_producer=True),
        Limit([(1, 0, 1)], 0.25, to_importer=True, ceiling=0.3),
        Limit([(2, 0, 1)], 0.25, is_burnt=True),
        variety_share={FLOW: 0.04},
        critical_weight=np.full((1, 4, 3), 0.25),
    )


@pytest.mark.parametrize("parameter", [0.0, 0.5, 1.0])
def test_identity_limits_varieties_and_rations_come_in_by_their_logs(levels, parameter):
    whole = wider(levels)
    part = shock_at(levels, whole, parameter)
    assert part.variety_share[0][FLOW] == pytest.approx(0.04**parameter)
    np.testing.assert_allclose(part.critical_weight, 0.25**parameter)
    baseline = [1.0, levels.trade_flow[1, 0, 1], levels.trade_flow[2, 0, 1]]
    np.testing.assert_allclose(part.bounds.limit / baseline, [0.5**parameter, 0.25**parameter, 0.25**parameter])
    np.testing.assert_array_equal(part.bounds.ceiling, whole.bounds.ceiling)
    np.testing.assert_array_equal(part.bounds.receiver, whole.bounds.receiver)


@pytest.mark.parametrize("closure", Deficits)
@pytest.mark.parametrize("is_income_tax", [False, True])
def test_limit_nothing_has_changed_where_continuation_starts(levels, closure, is_income_tax):
    """No closure and no use of revenue moves anything at the baseline, so that none has to be brought in."""
    answering = elasticities_of(4, critical=0.3, factor=3.0, supply=0.7, scale=0.2, deficit=2.0)
    shock = replace(
        wider(levels).with_elasticities(answering),
        closure=np.array([closure], np.intp),
        is_income_tax=np.array([is_income_tax]),
    )
    start = solve(levels, shock_at(levels, shock, 0.0))
    assert start.iterations.tolist() == [1]
    np.testing.assert_allclose(start.state.unknowns, 0, atol=1e-12)
    at_once = solve(levels, shock)
    end = Continuation(levels, shock, Settings()).run(Status.STALLED)
    assert end.status == [Status.CONVERGED]
    np.testing.assert_allclose(end.state.unknowns, at_once.state.unknowns, atol=SOLVED)
    np.testing.assert_allclose(end.state.log_wedge, at_once.state.log_wedge, atol=1e-8)


def test_contract_a_continued_case_is_linearised_under_its_closure(levels):
    answering = elasticities_of(4, factor=1.5, deficit=5.0)
    shock = shock_of(levels, answering, tariff=WALLS, closure=Deficits.RESPONSIVE)
    assert Continuation(levels, shock, Settings()).near.steps == linearised(levels, answering, Deficits.RESPONSIVE).on


def test_limit_continuation_to_what_solves_at_once_changes_nothing(levels, everything):
    at_once = solve(levels, everything)
    end = Continuation(levels, everything, Settings()).run(Status.STALLED)
    assert end.status == [Status.CONVERGED]
    np.testing.assert_allclose(end.state.unknowns, at_once.state.unknowns, atol=SOLVED)
    np.testing.assert_allclose(end.state.log_wedge, at_once.state.log_wedge, atol=1e-8)


def test_contract_negative_income_is_no_solution():
    """All equations can hold where a region's inputs hide its negative final demand; that is no equilibrium."""
    levels = random_levels(4, 3, input_cost=0.9)
    transfer = levels.factor_income[0] * np.array([-1.0, 0.5, 0.5])
    solution = solve(levels, shock_of(levels, SHORT, deficit=transfer), AT_ONCE)
    assert solution.status == (Status.UNAFFORDABLE,)
    assert solution.residual[0] <= Settings().tolerance
    assert np.isnan(solution.state.unknowns).all()


def test_identity_a_flow_that_a_control_closes_fades_with_all_its_varieties(levels):
    """A share of 0 would close it at the first step."""
    shock = shock_of(levels, MIXED, closed=[FLOW], variety_share={FLOW: 0.0})
    parts = [shock_at(levels, shock, parameter) for parameter in (0.01, 0.5, 1.0)]
    assert [bool(part.is_closed[0][FLOW]) for part in parts] == [False, False, True]
    assert [float(part.variety_share[0][FLOW]) for part in parts] == [1.0, 1.0, 0.0]
