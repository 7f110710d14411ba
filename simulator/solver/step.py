"""The quasi-Newton step: the residuals of all markets, carried through the inverse Jacobian of the baseline."""

from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import PerBound, PerCase
from simulator.economy.elasticities import Elasticities
from simulator.economy.levels import Levels
from simulator.model.shock import Deficits, Shock
from simulator.solver.block import Block, State
from simulator.solver.columns import Columns
from simulator.solver.correction import Correction
from simulator.solver.evaluate import EquationValues
from simulator.solver.inverse import Inverse
from simulator.solver.residuals import Neighbourhood, is_at_end
from simulator.solver.responses import Responses

Array = NDArray[np.float64]

NUDGE: Final = 1e-6
"""Log change by which an unknown is moved to see how the residuals respond."""


class Linearisation:
    """Inverse Jacobian of all residuals of one case at a state, by default at no change.

    Bounds that are charged at that state, and not at their ceiling, belong to its unknowns; others step on their own.

    Raises
    ------
    numpy.linalg.LinAlgError
        The residuals have no finite slopes there, or none that can be inverted.
    """

    def __init__(self, levels: Levels, shock: Shock, state: State | None = None) -> None:
        one = Block.of(levels, shock)
        state = one.start() if state is None else state
        self.responses = Responses(levels, one, state)
        self.around = Neighbourhood(levels, shock, state, levels.n_sectors * 3)
        with np.errstate(
            all="ignore"
        ):  # where a flow has dried up, a bound on it has no residual; what comes out is judged
            slopes = self.around.slopes(NUDGE)
        if not np.isfinite(slopes).all():
            raise np.linalg.LinAlgError("the residuals have no finite slopes at this state")
        self.inverse = Inverse(-slopes.T, levels.n_regions, 3 * levels.n_sectors)

    def correction(self, block: Block) -> Correction | None:
        """Correction for the elasticities of a block; None where they are those of the linearisation."""
        return Correction.of(self.responses, block)

    def step(
        self, block: Block, correction: Correction | None, state: State, at: EquationValues, residual: Array
    ) -> tuple[Array, PerBound]:
        """Steps of unknowns and of bounds' log wedges that would close all residuals at the state linearised at.

        Parameters
        ----------
        correction
            That of the block.
        residual
            Residuals of the unknowns, shape (case, 3, sector, region).
        """
        n_cases, wedge = len(residual), wedge_step(block, state, at)
        is_held = is_at_end(block.bounds, state.log_wedge) & (wedge == 0)
        due = self.around.of_charged(np.where(is_held, 0.0, at.bound_residual), n_cases)
        packed = self.inverse.packed(np.concatenate([residual.reshape(n_cases, -1), due], axis=1))
        step = self.inverse.unpacked(self._closing(packed, correction), n_cases)
        of_unknowns, of_charged = np.split(step, [residual[0].size], axis=1)
        if self.around.charged.size > 0:
            wedge.reshape(n_cases, -1)[:, self.around.charged] = of_charged
        return of_unknowns.reshape(residual.shape), wedge

    def _closing(self, residuals: Columns, correction: Correction | None) -> Columns:
        """Steps that close residuals, corrected once for what they would leave at the elasticities of the cases."""
        if correction is None:
            return self.inverse.times(residuals)
        translated = correction.translated(residuals)
        step = self.inverse.times(translated)
        left = residuals - translated + correction.response(step)
        return step + self.inverse.times(correction.translated(left))


@lru_cache(maxsize=8)
def linearised(levels: Levels, elasticities: Elasticities, closure: int = Deficits.GIVEN) -> Linearisation:
    """Linearisation of the baseline at one set of elasticities and under one closure.

    It is kept, as a run solves many blocks at the same ones.
    """
    return Linearisation(levels, replace(Shock.none(levels, elasticities), closure=np.array([closure], np.intp)))


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
