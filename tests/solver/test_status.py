"""Contract: how a case ends, and that one without a solution says why and holds no numbers."""

import numpy as np
import pytest

from simulator.economy.levels import Levels
from simulator.model.equilibrium import equilibrium
from simulator.model.shock import Shock
from simulator.solver.iteration import Settings
from simulator.solver.solve import Solution, solve
from simulator.solver.status import Status
from tests.shocks import Limit, elasticities_of, random_levels, shock_of
from tests.solver.conftest import SETTINGS

FLOW = (0, 0, 1)
SHORT, MIXED, MOBILE = SETTINGS.values()
SOURCES = [(1, 0, 2), (1, 1, 2)]
BUYERS = [(1, 2, 0), (1, 2, 1)]


def not_made_at_home(levels):
    """A world in which region 2 neither sells sector 1 at home nor is without buyers and sources abroad."""
    flow = levels.trade_flow.copy()
    flow[1, 2, 2] = 0
    return Levels(flow, levels.tariff, levels.input_share * 0.5, levels.is_critical)


CASES = {
    "solved": (Status.CONVERGED, lambda w: shock_of(w, MIXED, tariff={FLOW: 0.5})),
    "sources all closed": (Status.UNSUPPLIED, lambda w: shock_of(w, MIXED, closed=SOURCES)),
    "buyers all closed": (Status.UNSOLD, lambda w: shock_of(w, SHORT, closed=BUYERS)),
    "floor over cap": (Status.UNREACHABLE, lambda w: shock_of(w, SHORT, *contradiction(1.6, 0.5))),
    "floor just over cap": (Status.UNREACHABLE, lambda w: shock_of(w, MOBILE, *contradiction(1.02, 1.0))),
    "promise of more than a capped producer makes": (
        Status.UNAFFORDABLE,
        lambda w: shock_of(
            w, MIXED, Limit([(1, 0, 0)], 0.2, is_producer=True), Limit([(1, 0, 1)], 30.0, is_floor=True)
        ),
    ),
    "producer that may make nothing": (
        Status.UNREACHABLE,
        lambda w: shock_of(w, MIXED, Limit([(3, 1, 1)], 0.0, is_producer=True)),
    ),
    "floor beyond the world": (Status.UNAFFORDABLE, lambda w: shock_of(w, MIXED, Limit([FLOW], 1e3, is_floor=True))),
    "floor on a closed flow": (
        Status.UNREACHABLE,
        lambda w: shock_of(w, MIXED, Limit([FLOW], 0.5, is_floor=True), closed=[FLOW]),
    ),
    "cap that nothing can meet": (Status.UNREACHABLE, lambda w: shock_of(w, MIXED, Limit([FLOW], 0.0))),
    "premium beyond all measure": (Status.UNREACHABLE, lambda w: shock_of(w, MIXED, Limit([(3, 1, 0)], 1e-60))),
    "no export price at all": (Status.NONFINITE, lambda w: shock_of(w, MIXED, export_charge={FLOW: 1e-300})),
    "no exports and no deficit": (
        Status.UNBALANCED,
        lambda w: shock_of(w, MIXED, closed=abroad(w, [0], [1, 2]), deficit=np.zeros(3)),
    ),
    "no imports and a deficit": (
        Status.UNBALANCED,
        lambda w: shock_of(w, MIXED, closed=abroad(w, [1, 2], [0]), deficit=np.array([10.0, -5.0, -5.0])),
    ),
    "no trade and a deficit": (
        Status.UNBALANCED,
        lambda w: shock_of(w, MIXED, closed=abroad(w, [1, 2], [0]) + abroad(w, [0], [1, 2])),
    ),
    "unknown tariff": (Status.NONFINITE, lambda w: shock_of(w, MIXED, tariff={FLOW: np.nan})),
    "transfer above income": (
        Status.UNAFFORDABLE,
        lambda w: shock_of(w, MIXED, deficit=np.array([-5000.0, 3000.0, 2000.0])),
    ),
}


def contradiction(floor, cap):
    return Limit([FLOW], cap), Limit([FLOW], floor, is_floor=True)


def abroad(levels, exporters, importers):
    return [(s, i, j) for s in range(levels.n_sectors) for i in exporters for j in importers]


@pytest.fixture(scope="module")
def world(levels):
    return not_made_at_home(levels)


@pytest.mark.parametrize("name", CASES)
def test_contract_every_case_says_how_it_ended(world, name):
    expected, build = CASES[name]
    solution = solve(world, build(world))
    assert solution.status == (expected,)
    assert solution.is_converged.tolist() == [expected is Status.CONVERGED]
    numbers = np.concatenate([solution.state.unknowns.ravel(), solution.state.log_wedge])
    assert np.isfinite(numbers).all() if expected is Status.CONVERGED else np.isnan(numbers).all()


def test_contract_impatience_is_said_to_be_a_stall(world):
    shock = shock_of(world, MIXED, tariff={FLOW: 0.5})
    needed = int(solve(world, shock).iterations[0])
    enough, short = (
        solve(world, shock, Settings(max_iterations=n, max_continuation_steps=0)) for n in (needed, needed - 1)
    )
    assert enough.status == (Status.CONVERGED,)
    assert short.status == (Status.STALLED,)
    assert np.isnan(short.state.unknowns).all()
    assert short.residual[0] > Settings().tolerance
    assert short.iterations.tolist() == [needed - 1]


IMPATIENT = Settings(max_iterations=2, max_continuation_steps=1)


def test_contract_a_stall_is_blamed_on_what_its_shock_shows(world):
    apart = abroad(world, [0], [1, 2]) + abroad(world, [1, 2], [0])
    split = shock_of(world, MIXED, closed=apart, deficit=np.zeros(3))
    opposed = shock_of(world, MIXED, Limit([FLOW], 1.2, is_floor=True), Limit([FLOW], 1.1, is_value=True))
    plain = shock_of(world, MIXED, Limit([FLOW], 0.5), Limit([(1, 0, 1)], 1.5, is_floor=True))
    endings = [solve(world, shock, IMPATIENT).status[0] for shock in (split, opposed, plain)]
    assert endings == [Status.SPLIT, Status.OPPOSED, Status.STALLED]


def test_contract_every_status_has_a_case():
    tested = {status for status, _ in CASES.values()} | {Status.STALLED, Status.SPLIT, Status.OPPOSED}
    assert tested == set(Status)


@pytest.mark.parametrize("status", Status)
def test_contract_sentences_say_what_to_do(status):
    sentences = status.value.rstrip(".").split(". ")
    assert status.value.endswith(".")
    assert len(sentences) == (1 if status is Status.CONVERGED else 2)
    assert status.value.startswith("Solved" if status is Status.CONVERGED else ("Not solved", "No solution"))


def test_limit_mobile_factors_leave_a_sector_that_nobody_may_buy(world):
    solution = solve(world, shock_of(world, MOBILE, closed=BUYERS))
    assert solution.status == (Status.CONVERGED,)


def test_contract_an_unsolved_case_holds_no_numbers_and_spoils_none(world):
    shocks = [build(world) for _, build in CASES.values()]
    shock = Shock.stack(shocks)
    solution = solve(world, shock)
    assert solution.status == tuple(status for status, _ in CASES.values())
    new = equilibrium(world, shock, solution.state.unknowns, solution.state.log_wedge)
    for name in ("price_hat", "wage_hat", "expenditure_new", "output_new", "income_new", "trade_flow_new"):
        values = getattr(new, name).reshape(len(shock), -1)
        assert np.isfinite(values[0]).all(), name
        assert np.isnan(values[1:]).any(axis=1).all(), name
    assert np.isnan(new.bound_wedge[shock.bounds.case > 0]).all()


def test_contract_solutions_join_in_order(world):
    parts = [solve(world, build(world)) for _, build in CASES.values()]
    joined = Solution.join(parts)
    assert joined.status == tuple(part.status[0] for part in parts)
    assert joined.state.unknowns.shape[0] == joined.residual.size == joined.iterations.size == len(parts)
    assert joined.numeraire == "world factor income fixed"


@pytest.mark.parametrize("n_sectors", [2, 5])
def test_contract_world_of_any_size(n_sectors):
    levels = random_levels(n_sectors, 2)
    elasticities = elasticities_of(n_sectors, origin=2.0, input=0.5, critical=0.2, factor=3.0)
    solution = solve(levels, shock_of(levels, elasticities, Limit([(1, 0, 1)], 0.2), tariff={(0, 1, 0): 0.9}))
    assert solution.status == (Status.CONVERGED,)


@pytest.mark.parametrize(("exporters", "importers", "balance"), [([0], [1, 2], 1.0), ([1, 2], [0], -1.0)])
def test_limit_a_region_that_only_buys_or_only_sells_is_solved_with_the_balance_for_it(
    world, exporters, importers, balance
):
    deficit = balance * np.array([10.0, -5.0, -5.0])
    shock = shock_of(world, MIXED, closed=abroad(world, exporters, importers), deficit=deficit)
    assert solve(world, shock).status == (Status.CONVERGED,)


def test_contract_cases_cut_off_alike_are_told_apart_by_their_balance(world):
    cases = [
        shock_of(world, MIXED, closed=abroad(world, [0], [1, 2]), deficit=balance * np.array([10.0, -5.0, -5.0]))
        for balance in (1.0, 0.0, -1.0)
    ]
    assert solve(world, Shock.stack(cases)).status == (Status.CONVERGED, Status.UNBALANCED, Status.UNBALANCED)


@pytest.mark.parametrize(("kept", "expected"), [([], Status.UNBALANCED), ([(0, 3, 1)], Status.UNBALANCED)])
def test_contract_a_bloc_cut_off_is_seen_though_its_members_trade(kept, expected):
    """Regions 0 and 1 trade with each other alone, or buy one good of the others without selling any."""
    levels = random_levels(2, 4)
    rest = [*abroad(levels, [0, 1], [2, 3]), *(flow for flow in abroad(levels, [2, 3], [0, 1]) if flow not in kept)]
    deficit = np.array([-3.0, -2.0, 4.0, 1.0])
    elasticities = elasticities_of(2, origin=3.0, factor=2.0)
    assert solve(levels, shock_of(levels, elasticities, closed=rest, deficit=deficit)).status == (expected,)
    paid_for = shock_of(levels, elasticities, closed=rest, deficit=-deficit if kept else np.array([3.0, -3, 1, -1]))
    assert solve(levels, paid_for).status == (Status.CONVERGED,)
