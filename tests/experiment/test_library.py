"""Every shipped scenario at every horizon: solved, consistent, and with switches that switch."""

import numpy as np
import pytest

from simulator.experiment.plan import Options, make_plan, years
from simulator.model.equilibrium import equilibrium
from simulator.scenario import load_scenario
from simulator.scenario.effects.compile import compile_case
from simulator.solver.solve import solve
from tests.identities import violations

SOLVED = 1e-9
"""Largest violation of any identity of a solved case, relative to what it is about."""

ARRAYS = (
    *("tariff_new", "export_charge", "iceberg_cost", "purchase_factor", "is_closed"),
    *("variety_share", "critical_weight", "stopped"),
)
"""What measures do beside bounds."""

HORIZONS = ["short", "medium", "long"]
PLAN = make_plan("scenarios", Options(horizon=HORIZONS))
NAMES = [scenario.name for scenario in PLAN.scenarios]
SWITCHES = [(scenario.name, measure.id) for scenario in PLAN.scenarios for measure in scenario.measures]


@pytest.mark.parametrize("name", NAMES)
def test_identities_hold_at_every_horizon(name):
    scenario = PLAN.scenarios[NAMES.index(name)]
    for horizon in HORIZONS:
        case = compile_case(scenario, PLAN.economy, horizon, years(horizon))
        solution = solve(PLAN.economy.levels, case.shock)
        assert solution.is_converged.all(), (horizon, solution.status)
        assert solution.residual.max() <= SOLVED
        world = equilibrium(PLAN.economy.levels, case.shock, solution.state.unknowns, solution.state.log_wedge)
        broken = {what: gap for what, gap in violations(PLAN.economy.levels, case.shock, world).items() if gap > SOLVED}
        assert not broken, (horizon, broken)


@pytest.mark.parametrize(("name", "measure"), SWITCHES)
def test_a_switched_off_measure_is_as_if_it_were_not_there(name, measure):
    switched = load_scenario(name, PLAN.economy, [f"{measure}.enabled=false"])
    without = PLAN.scenarios[NAMES.index(name)]
    kept = tuple(item for item in without.measures if item.id != measure)
    off = compile_case(switched, PLAN.economy, "short", 1.0)
    absent = compile_case(type(without)(**{**vars(without), "measures": kept}), PLAN.economy, "short", 1.0)
    for array in ARRAYS:
        np.testing.assert_array_equal(getattr(off.shock, array), getattr(absent.shock, array))
    assert off.bounds == absent.bounds


@pytest.mark.parametrize(("name", "measure"), SWITCHES)
def test_every_measure_does_something(name, measure):
    on = compile_case(PLAN.scenarios[NAMES.index(name)], PLAN.economy, "short", 1.0)
    off = compile_case(load_scenario(name, PLAN.economy, [f"{measure}.enabled=false"]), PLAN.economy, "short", 1.0)
    differs = any((getattr(on.shock, array) != getattr(off.shock, array)).any() for array in ARRAYS)
    cancels = measure in ("cn-farm-soybeans", "cn-farm-lists") and name == "busan-deal"
    assert differs or on.bounds != off.bounds or cancels
