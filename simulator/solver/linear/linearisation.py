"""The quasi-Newton step: the residuals of all markets, carried through the inverse Jacobian of one case."""

from dataclasses import replace
from functools import lru_cache, partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import PerBound
from simulator.economy.elasticities import Elasticities
from simulator.economy.levels import Levels
from simulator.model.shock import Deficits, Shock
from simulator.solver.block import Block, State
from simulator.solver.evaluate import EquationValues
from simulator.solver.linear.columns import Columns
from simulator.solver.linear.correction import Correction
from simulator.solver.linear.inverse import Inverse
from simulator.solver.linear.responses import Responses
from simulator.solver.plain import Step
from simulator.solver.residuals import Neighbourhood, is_at_end
from simulator.solver.wedges import wedge_step

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

    def on(self, block: Block) -> Step:
        """Steps of unknowns and of bounds' log wedges that would close all residuals at the state linearised at.

        They are corrected for the elasticities of the block where these differ from those linearised at.
        """
        return partial(self._step, block, Correction.of(self.responses, block))

    def _step(
        self, block: Block, correction: Correction | None, state: State, at: EquationValues, residual: Array
    ) -> tuple[Array, PerBound]:
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
