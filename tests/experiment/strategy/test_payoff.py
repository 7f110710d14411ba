"""Payoffs: what they say of solved cases, and what cannot be wanted."""

import numpy as np
import pytest

from simulator.errors import ScenarioError
from simulator.experiment.run import run
from simulator.experiment.strategy.payoff import Payoff
from simulator.model.equilibrium import equilibrium
from simulator.model.shock import Shock
from simulator.results.indicators.world import World
from simulator.results.outcome import Outcome
from simulator.scenario import load_scenario
from simulator.scenario.effects.compile import compile_case
from simulator.solver.solve import solve

WANTED = {"welfare:USA": 1, "factor_earnings:USA:SOY": 0.5, "bilateral_exports:CHN:USA": -1e-6, "real_income:CHN": 0}


@pytest.fixture(scope="module")
def world(economy):
    shock = compile_case(load_scenario("tariff-100", economy=economy), economy, "short", 1.0).shock
    shock = Shock.stack([Shock.none(economy.levels, shock.elasticities), shock])
    solution = solve(economy.levels, shock)
    return World(economy, shock, equilibrium(economy.levels, shock, solution.state.unknowns, solution.state.log_wedge))


def test_a_payoff_is_the_weighted_sum_of_what_results_show(economy, world):
    data = run("tariff-100", horizon="short").data.sel(scenario="tariff-100").squeeze()
    payoff = Payoff.parse(WANTED, economy)
    shown = [weight * float(Outcome.parse(text, economy).select(data)) for text, weight in WANTED.items()]
    assert payoff.of(world)[1] == pytest.approx(sum(shown), abs=1e-8)
    assert str(payoff) == "welfare:USA + 0.5·factor_earnings:USA:SOY + -1e-06·bilateral_exports:CHN:USA"


def test_welfare_of_a_player_is_what_it_wants_by_default(economy, world):
    assert Payoff.welfare_of("CHN") == Payoff.parse({"welfare:CHN": 1}, economy)
    np.testing.assert_allclose(Payoff.welfare_of("CHN").of(world)[0], 0, atol=1e-9)


def test_everything_that_cannot_be_wanted_is_said_at_once(economy):
    wrong = {"welfare:UAS": 1, "premium": 1, "welfare:USA": "much", "real_income:CHN": float("nan")}
    with pytest.raises(ScenarioError, match="unknown region 'UAS'") as caught:
        Payoff.parse(wrong, economy)
    for text in ("premium: got an indicator of bounds", "welfare:USA: got the weight", "real_income:CHN: got the"):
        assert text in str(caught.value)
    with pytest.raises(ScenarioError, match="got no outcome that counts"):
        Payoff.parse({}, economy)
