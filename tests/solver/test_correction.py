"""Steps at other elasticities than those linearised at: the correction is a derivative, and leads to the same place."""

from dataclasses import fields, replace

import numpy as np
import pytest

from simulator.economy.elasticities import Elasticities
from simulator.economy.levels import Levels
from simulator.model.shock import Shock
from simulator.solver.block import Block, State
from simulator.solver.evaluate import equation_values
from simulator.solver.linear.correction import LEFT_OUT, Correction
from simulator.solver.linear.linearisation import Linearisation, linearised
from simulator.solver.residuals import residuals
from simulator.solver.solve import solve
from simulator.solver.start import ExpansionPoint
from tests.shocks import shock_of
from tests.solver.conftest import SETTINGS

NUDGE = 1e-4
SINGLE = 1e-4  # relative to the largest; products are in single precision, and a nudge has a second order


@pytest.fixture(scope="session")
def untaxed(levels):
    """The world of the tests without tariffs, whose income depends on no elasticity."""
    spent = levels.trade_flow * (1 + levels.tariff)
    return Levels(spent, np.zeros_like(spent), levels.input_share, levels.is_critical)


def gaps_at(levels: Levels, elasticities: Elasticities, unknowns: np.ndarray) -> np.ndarray:
    block = Block.of(levels, Shock.none(levels, elasticities))
    state = State(unknowns, np.zeros(0))
    return residuals(block, state, equation_values(block, state))


def response_of(
    preconditioner: Linearisation, levels: Levels, elasticities: Elasticities, step: np.ndarray
) -> np.ndarray:
    correction = Correction.of(preconditioner.responses, Block.of(levels, Shock.none(levels, elasticities)))
    packed = correction.response(preconditioner.inverse.packed(step.reshape(1, -1)))
    return preconditioner.inverse.unpacked(packed, 1).reshape(step.shape)


def scaled(elasticities: Elasticities, **factors: float) -> Elasticities:
    return replace(elasticities, **{name: getattr(elasticities, name) * factor for name, factor in factors.items()})


@pytest.mark.parametrize(
    ("setting", "name"),
    [
        (setting, name)
        for setting in SETTINGS
        for name in ("origin", "home", "input", "value_added", "critical", "factor")
        if (setting, name) != ("mobile", "factor")
    ],
)
def test_identity_the_response_is_how_the_derivatives_of_gaps_differ(untaxed, setting, name):
    elasticities = SETTINGS[setting]
    other = scaled(elasticities, **{name: 1.4})
    step = np.random.default_rng(3).normal(size=(1, 3, *untaxed.output.shape))
    by_nudge = [gaps_at(untaxed, at, sign * NUDGE * step) * sign for at in (other, elasticities) for sign in (1, -1)]
    wanted = (by_nudge[0] + by_nudge[1] - by_nudge[2] - by_nudge[3]) / (2 * NUDGE)
    found = response_of(linearised(untaxed, elasticities), untaxed, other, step)
    assert np.abs(wanted).max() > 0.001
    np.testing.assert_allclose(found, wanted, atol=SINGLE * np.abs(wanted).max())


@pytest.mark.parametrize("setting", SETTINGS)
def test_identity_the_response_of_supply_is_that_of_excess_demand(untaxed, setting):
    """What more factors earn moves final demand too, which is left out."""
    elasticities = replace(SETTINGS[setting], supply=np.array([0.3]))
    other = scaled(elasticities, supply=2.0)
    step = np.random.default_rng(3).normal(size=(1, 3, *untaxed.output.shape))
    by_nudge = [gaps_at(untaxed, at, sign * NUDGE * step) * sign for at in (other, elasticities) for sign in (1, -1)]
    wanted = (by_nudge[0] + by_nudge[1] - by_nudge[2] - by_nudge[3]) / (2 * NUDGE)
    world = wanted[:, 0].copy()
    found = response_of(linearised(untaxed, elasticities), untaxed, other, step)[:, 0]
    common = (world - found).ravel()
    np.testing.assert_allclose(
        common, common[0], atol=SINGLE * np.abs(found).max(), err_msg="one number, of the numéraire"
    )


def test_identity_differences_of_elasticities_add_up(untaxed):
    central = replace(SETTINGS["mixed"], supply=np.array([0.3]))
    factors = {item.name: 1.3 for item in fields(Elasticities) if item.name not in LEFT_OUT}
    preconditioner = linearised(untaxed, central)
    step = np.random.default_rng(4).normal(size=(1, 3, *untaxed.output.shape))
    parts = [
        response_of(preconditioner, untaxed, scaled(central, **{name: factor}), step)
        for name, factor in factors.items()
    ]
    whole = response_of(preconditioner, untaxed, scaled(central, **factors), step)
    np.testing.assert_allclose(whole, sum(parts), atol=SINGLE * np.abs(whole).max())


@pytest.mark.parametrize("factor", [1.0, 0.5, 3.0, 10.0])
def test_symmetry_corrected_steps_lead_to_the_same_place_in_fewer_iterations(levels, monkeypatch, factor):
    near = ExpansionPoint.at_rest(levels, SETTINGS["mixed"])
    cases = Shock.stack(
        [
            shock_of(
                levels,
                scaled(SETTINGS["mixed"], factor=factor, origin=origin),
                tariff={(2, 1, 0): 0.6, (1, 0, 2): 0.4},
            )
            for origin in (0.5, 1.0, 2.0)
        ]
    )
    corrected, own = solve(levels, cases, near=near), solve(levels, cases)
    monkeypatch.setattr(Correction, "of", lambda responses, block: None)
    as_it_is = solve(levels, cases, near=near)
    assert corrected.is_converged.all()
    np.testing.assert_allclose(corrected.state.unknowns, own.state.unknowns, atol=1e-9)
    assert corrected.iterations.sum() < (0.7 if factor != 1.0 else 1.0) * as_it_is.iterations.sum()


def test_limit_at_the_elasticities_linearised_at_nothing_is_corrected(levels):
    preconditioner = linearised(levels, SETTINGS["mixed"])
    assert Correction.of(preconditioner.responses, Block.of(levels, Shock.none(levels, SETTINGS["mixed"]))) is None
    other = Block.of(levels, Shock.none(levels, scaled(SETTINGS["mixed"], factor=2.0)))
    assert Correction.of(preconditioner.responses, other) is not None


def test_symmetry_a_case_that_does_not_depart_steps_alike_beside_one_that_does(levels):
    near = ExpansionPoint.at_rest(levels, SETTINGS["mixed"])
    here, there = (
        shock_of(levels, scaled(SETTINGS["mixed"], origin=origin), tariff={(2, 1, 0): 0.6}) for origin in (1.0, 2.0)
    )
    alone, beside = solve(levels, here, near=near), solve(levels, Shock.stack([there, here]), near=near)
    np.testing.assert_array_equal(beside.state.unknowns[1], alone.state.unknowns[0])
