"""Slopes of what is wanted of an equilibrium with many levers at once, by the adjoint of its equations."""

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.economy.levels import Levels
from simulator.model.shock import Shock
from simulator.solver.block import Block, State
from simulator.solver.iteration import DEFAULT_SETTINGS
from simulator.solver.residuals import Neighbourhood

Array = NDArray[np.float64]

NUDGE: Final = 1e-8
"""Log change of an unknown by which slopes are measured: it loses 1e-8 to rounding and no more to curvature."""

Objectives: TypeAlias = Callable[[Shock, State], Array]
"""What is wanted of cases at states, shape (case, objective)."""


def adjoint_slopes(
    levels: Levels, at: tuple[Shock, State], lever: tuple[Shock, Shock, float], objectives: Objectives
) -> Array:
    """Slopes of objectives in levers along the equilibrium of one case.

    At the equilibrium G(x, τ) = 0 of unknowns x and levers τ, with Gₓᵀμ = Wₓ,

        dW/dτ = W_τ − μᵀG_τ

    so that one system of equations serves any number of levers. Bounds that are charged belong to x, those that are not
    hold still: at a point where one begins to bind this is the slope on the side without it.

    Parameters
    ----------
    at
        Shock of the case and its solution.
    lever
        The shock with each lever in turn below and above where it is, a case a lever, and how far apart they are.
    objectives
        What is wanted.

    Returns
    -------
    slopes
        Shape (objective, lever); NaN where a nudge leaves the numbers.
    """
    shock, state = at
    below, above, apart = lever
    around = Neighbourhood(levels, shock, state, DEFAULT_SETTINGS.cases_at_once(levels))
    with np.errstate(all="ignore"):  # a flow that has dried up has no residual; what comes out is judged
        wanted = _slopes_in_unknowns(around, objectives)
        multipliers = np.linalg.solve(around.slopes(NUDGE), wanted)
        direct, through = ((after - before) / apart for before, after in _at_levers(around, below, above, objectives))
    return np.asarray((direct - through @ multipliers).T)


def _slopes_in_unknowns(around: Neighbourhood, objectives: Objectives) -> Array:
    """Slopes of the objectives in the unknowns, shape (direction, objective)."""
    shock = Shock.stack([around.shock] * around.at_once)
    here = objectives(around.shock, around.state)
    response = [objectives(shock, state) - here for state in around.nudged(NUDGE)]
    return np.asarray(np.concatenate(response)[: around.n_directions] / NUDGE)


def _at_levers(
    around: Neighbourhood, below: Shock, above: Shock, objectives: Objectives
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Objectives, and residuals, with levers below and above where they are while the unknowns hold still."""
    state = around.state.repeated(len(below))
    wanted = objectives(below, state), objectives(above, state)
    left = around.residuals_at(Block.of(around.levels, below), state)
    return wanted, (left, around.residuals_at(Block.of(around.levels, above), state))
