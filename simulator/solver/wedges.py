"""Wedges of bounds: where their residuals would move them, on which side they may be, and how far a bound is broken."""

import numpy as np
from numpy.typing import NDArray

from simulator.axes import PerBound, PerCase
from simulator.solver.block import Block, State
from simulator.solver.evaluate import EquationValues
from simulator.solver.residuals import is_at_end

Array = NDArray[np.float64]


def wedge_step(block: Block, state: State, at: EquationValues) -> PerBound:
    """Step of each bound's log wedge: residual over demand elasticity, projected on the side where it may be."""
    return _relaxed(block, at, state.log_wedge) - state.log_wedge


def admissible(block: Block, state: State, at: EquationValues, log_wedge: PerBound) -> PerBound:
    """Wedges of the bounds from those proposed: on their side, and at the end where they are and would come back to.

    What moves the others also moves a bound that holds without a wedge; charged by ever so little, it is broken. So is
    one at its ceiling that is charged by ever so little less.
    """
    comes_back = _relaxed(block, at, log_wedge) == state.log_wedge
    is_kept = is_at_end(block.bounds, state.log_wedge) & comes_back
    return np.where(is_kept, state.log_wedge, project(block, log_wedge))


def _relaxed(block: Block, at: EquationValues, log_wedge: PerBound) -> PerBound:
    """Where the residual of each bound would move its wedge if nothing else moved."""
    return project(block, log_wedge + at.bound_residual / block.bound_elasticity)


def project(block: Block, log_wedge: PerBound) -> PerBound:
    """Premiums are at least 0 and at most their ceiling, wedges of floors at most 0."""
    premium = np.minimum(np.maximum(log_wedge, 0.0), block.bounds.ceiling)
    return np.where(block.bounds.is_floor, np.minimum(log_wedge, 0.0), premium)


def largest_residual(block: Block, state: State, at: EquationValues, residual: Array) -> PerCase:
    """Largest violation of any equation in logs, by case; NaN or infinite where the state has left the numbers."""
    worst = np.maximum(np.abs(residual).max(axis=(-3, -2, -1)), np.abs(at.log_world))
    worst = np.maximum(worst, np.abs(at.excess_total).max(axis=-1))
    np.maximum.at(worst, block.bounds.case, bound_violation(block, state, at))
    return np.asarray(worst)


def bound_violation(block: Block, state: State, at: EquationValues) -> PerBound:
    """How far each bound is broken, or, where its wedge is charged, how far it is from holding with equality.

    A premium at its ceiling lets more through than the limit, and is too high only where less comes.
    """
    beyond = np.where(block.bounds.is_floor, -at.bound_residual, at.bound_residual)
    broken = np.where(state.log_wedge == block.bounds.ceiling, 0.0, np.maximum(beyond, 0.0))
    return np.maximum(broken, np.where(state.log_wedge == 0, 0.0, np.maximum(-beyond, 0.0)))
