"""The plain step: prices and expenditure go to their equations, factor prices by excess demand over its slope."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.axes import REGION, PerBound, Regional
from simulator.solver.block import Block, State
from simulator.solver.evaluate import EquationValues
from simulator.solver.wedges import wedge_step

Array = NDArray[np.float64]

Step: TypeAlias = Callable[[State, EquationValues, Array], tuple[Array, PerBound]]
"""From a state, its equations and their residuals to the next step of the unknowns and of the bounds' log wedges."""

Steps: TypeAlias = Callable[[Block], Step]
"""What turns the residuals of a block's cases into steps."""


@dataclass(frozen=True, eq=False)
class PlainStep:
    """The plain step of the cases of a block, whose work and memory grow with the number of flows and of inputs.

    What a region's sectors have in common in their excess demand for factors moves its wage, against which sales fall
    with θ at most; what sets a sector apart moves its own factor price:

        Δ log ŵ_sn = (excess_sn − excess_n)/(κ + θ_s) + excess_n/(1 + θ̄),  θ̄ = Σ θ_s X_s / ΣX

    Where factors are mobile, and where a sector has none, its factor price goes to the region's wage index instead.

    Attributes
    ----------
    block
        The cases.
    apart
        1/(κ + θ) of each sector; of no meaning where factors are mobile.
    together
        1/(1 + θ̄), shape (case, 1, 1).
    follows
        Where a factor price follows the region's wage.
    """

    block: Block
    apart: Regional
    together: Array
    follows: NDArray[np.bool_]

    @classmethod
    def of(cls, block: Block) -> Self:
        """Work out the slopes of a block."""
        nests, theta, kappa = block.nests, block.exponents.theta, block.exponents.kappa
        spent = nests.expenditure.sum(axis=REGION)
        mean = (theta[..., 0] * spent).sum(axis=-1) / spent.sum()
        is_mobile = np.isinf(kappa)
        follows = is_mobile | (nests.earnings == 0)
        apart = 1 / (np.where(is_mobile, 1.0, kappa) + theta)
        return cls(block, apart, (1 / (1 + mean))[:, None, None], follows)

    def __call__(self, state: State, at: EquationValues, residual: Array) -> tuple[Array, PerBound]:
        """Steps of the unknowns, and of the log wedge of each bound."""
        step, in_common = residual.copy(), at.excess_total[:, None]
        to_index = at.wage_index[:, None] - state.log_wage
        step[:, 0] = np.where(self.follows, to_index, self.apart * (at.excess - in_common))
        step[:, 0] += self.together * (in_common - at.log_world[:, None, None])
        return step, wedge_step(self.block, state, at)
