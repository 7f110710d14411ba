"""Residuals of all equations as one vector for each case, and their slopes at a state."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from simulator.axes import PerBound
from simulator.economy.levels import Levels
from simulator.model.shock import Bounds, Shock
from simulator.solver.block import Block, State
from simulator.solver.evaluate import EquationValues, equation_values

Array = NDArray[np.float64]


def residuals(block: Block, state: State, at: EquationValues) -> Array:
    """How far each unknown is from its equation, in logs, shape (case, 3, sector, region).

    For factor prices this is excess demand; where factors are mobile, that of the whole region and the distance from
    the region's one wage; where a sector has no factors, the distance from the region's wage index. The distance of
    world factor income from the numéraire is taken off every factor price.
    """
    from_index, is_mobile = at.wage_index[:, None] - state.log_wage, np.isinf(block.exponents.kappa)
    wage = np.where(is_mobile, at.excess_total[:, None] + from_index, at.excess) if is_mobile.any() else at.excess
    wage = np.where(block.nests.earnings > 0, wage, from_index) - at.log_world[:, None, None]
    residual = np.stack([wage, at.log_price, at.log_expenditure], axis=1)
    residual[:, 1:] -= state.unknowns[:, 1:]
    return residual


def is_at_end(bounds: Bounds, log_wedge: PerBound) -> NDArray[np.bool_]:
    """Tell which wedges have come to an end of where they may be: none at all, or a premium at its ceiling."""
    return np.asarray((log_wedge == 0) | (log_wedge == bounds.ceiling))


class Neighbourhood:
    """One case at a state, with the directions in which the state may move.

    Bounds that are charged there, and not at their ceiling, belong to the unknowns; the others hold still.

    Attributes
    ----------
    charged
        Those bounds.
    at_once
        Cases that are worked out side by side.
    """

    def __init__(self, levels: Levels, shock: Shock, state: State, at_once: int) -> None:
        self.levels, self.shock, self.state, self.at_once = levels, shock, state, at_once
        self.charged = np.flatnonzero(~is_at_end(shock.bounds, state.log_wedge))

    @property
    def n_directions(self) -> int:
        """Unknowns, and bounds that are charged."""
        return self.state.unknowns.size + self.charged.size

    def nudged(self, step: float) -> Iterator[State]:
        """States with one unknown moved in each case, all of them in order, in parts of `at_once` cases.

        The last part is filled up with the state itself.
        """
        for first in range(0, self.n_directions, self.at_once):
            yield self._moved(np.eye(self.at_once, self.n_directions, first) * step)

    def _moved(self, steps: Array) -> State:
        state, n_unknowns = self.state.repeated(len(steps)), self.state.unknowns.size
        log_wedge = state.log_wedge.reshape(len(steps), -1).copy()
        log_wedge[:, self.charged] += steps[:, n_unknowns:]
        moves = steps[:, :n_unknowns].reshape(state.unknowns.shape)
        return State(state.unknowns + moves, log_wedge.ravel())

    def residuals_at(self, block: Block, state: State) -> Array:
        """Residuals of cases with the bounds of this one, shape (case, direction)."""
        at = equation_values(block, state)
        n_cases = len(state.unknowns)
        return np.concatenate(
            [residuals(block, state, at).reshape(n_cases, -1), self.of_charged(at.bound_residual, n_cases)], axis=1
        )

    def of_charged(self, row: PerBound, n_cases: int) -> Array:
        """Values of the charged bounds, shape (case, charged bound): with any, all cases have the same bounds."""
        return row.reshape(n_cases, -1)[:, self.charged] if self.charged.size > 0 else np.zeros((n_cases, 0))

    def slopes(self, step: float) -> Array:
        """Jacobian of the residuals by forward differences, shape (direction, residual)."""
        block = Block.of(self.levels, Shock.stack([self.shock] * self.at_once))
        here = self.residuals_at(block, self.state.repeated(self.at_once))
        response = [self.residuals_at(block, state) - here for state in self.nudged(step)]
        return np.asarray(np.concatenate(response)[: self.n_directions] / step)
