"""Shares at a state are derivatives of the equations there, whatever wedges and bounds are charged."""

import numpy as np
import pytest

from simulator.model import equations
from simulator.solver.block import Block
from simulator.solver.evaluate import at_state
from simulator.solver.linear.responses import Responses
from simulator.solver.solve import expansion_point

NUDGE = 1e-5
SINGLE = 1e-5  # of single precision, and of the second order of a nudge


@pytest.fixture
def solved(levels, everything):
    """Block, state and responses where every kind of wedge and bound is charged."""
    block, state = Block.of(levels, everything), expansion_point(levels, everything).state
    return block, state, Responses(levels, block, state)


def derivative(log_of, here: np.ndarray, towards: np.ndarray) -> np.ndarray:
    return (log_of(here + NUDGE * towards) - log_of(here - NUDGE * towards)) / (2 * NUDGE)


def by_region(regional: np.ndarray) -> np.ndarray:
    return regional[0].T


def test_identity_costs_are_the_derivatives_of_unit_cost_and_of_the_bundle(solved):
    block, state, responses = solved
    towards = np.random.default_rng(1).normal(size=(1, 2, *state.log_price.shape[1:]))
    moved = np.concatenate([by_region(towards[:, 0]), by_region(towards[:, 1])], axis=1)[..., None]
    unit, bundle = np.split((responses.costs @ moved)[..., 0], 2, axis=1)

    def costs(prices):
        return equations.unit_costs(block.nests, block.exponents, prices[:, 0], prices[:, 1])

    here = state.unknowns[:, :2]
    np.testing.assert_allclose(unit, by_region(derivative(lambda at: costs(at).unit, here, towards)), atol=SINGLE)
    np.testing.assert_allclose(bundle, by_region(derivative(lambda at: costs(at).bundle, here, towards)), atol=SINGLE)


def test_identity_origin_and_home_are_the_derivatives_of_sales(solved):
    block, state, responses = solved
    at = at_state(block, state)

    def log_sales(cost):
        source = equations.sourcing(block.nests, block.exponents, block.weights.demand, cost)
        return np.log(equations.sales(block.weights.producer, source, at.expenditure))

    towards = np.random.default_rng(2).normal(size=at.output.shape)
    origin, home = ((share @ towards[0][..., None])[..., 0] for share in (responses.origin, responses.home))
    wanted = derivative(log_sales, at.costs.unit, towards)[0]
    found = -block.exponents.theta[0] * origin - block.exponents.eta[0] * home
    np.testing.assert_allclose(found, wanted, atol=SINGLE * np.abs(wanted).max())


def test_identity_use_is_the_share_of_inputs_in_spending(solved):
    block, state, responses = solved
    at = at_state(block, state)
    inputs = equations.input_demand(block.nests, at.costs, at.output)
    np.testing.assert_allclose(responses.use.sum(axis=2), by_region(inputs / at.expenditure), rtol=SINGLE)
