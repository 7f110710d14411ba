"""Where many cases start: at rest or near a solved case, with steps through its Jacobian where that pays."""

import contextlib
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from simulator.economy.elasticities import Elasticities
from simulator.economy.levels import Levels
from simulator.model.shock import Bounds, Deficits, Shock
from simulator.solver.block import State
from simulator.solver.linear.linearisation import Linearisation, linearised
from simulator.solver.plain import PlainStep, Steps
from simulator.solver.work import linearising_pays

ALIKE: Final = ("entry_flow", "is_floor", "is_value", "is_producer", "receiver")
"""What bounds must have in common beside their entries for the wedges of one case to be a start for another."""


@dataclass(frozen=True, eq=False)
class ExpansionPoint:
    """Where many cases start, and by which steps they go on.

    Attributes
    ----------
    elasticities
        Elasticities of the case, as a batch of one.
    closure
        How its trade balances answer, a `Deficits`.
    bounds
        Its bounds.
    state
        Where it is.
    linearisation
        Linearisation at that state; None where none pays, so that steps are plain.
    """

    elasticities: Elasticities
    closure: int
    bounds: Bounds
    state: State
    linearisation: Linearisation | None

    @classmethod
    def at_rest(cls, levels: Levels, elasticities: Elasticities, closure: int = Deficits.GIVEN) -> Self:
        """No change anywhere, linearised at the given elasticities; cases with any bounds may start here."""
        state = State(np.zeros((1, 3, levels.n_sectors, levels.n_regions)), np.zeros(0))
        linearisation = linearised(levels, elasticities, closure) if linearising_pays(levels) else None
        return cls(elasticities, closure, Bounds.none(), state, linearisation)

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing has changed here."""
        return not self.state.unknowns.any()

    @property
    def is_linearised(self) -> bool:
        """Whether steps go through a Jacobian."""
        return self.linearisation is not None

    @property
    def steps(self) -> Steps:
        """Steps of cases that start here."""
        return self.linearisation.on if self.linearisation else PlainStep.of

    def moved(self, levels: Levels, shock: Shock, state: State) -> "ExpansionPoint":
        """Expansion point at the solution of a shock of one case; or this one where no step can be found there."""
        with contextlib.suppress(np.linalg.LinAlgError):
            linearisation = Linearisation(levels, shock, state) if self.is_linearised else None
            return ExpansionPoint(shock.elasticities, int(shock.closure[0]), shock.bounds, state, linearisation)
        return self

    def served(self, shock: Shock) -> NDArray[np.bool_]:
        """Tell which cases may start here: under the same closure, and none are charged here or they bind the same."""
        is_alike, bounds = shock.closure == self.closure, shock.bounds
        if len(self.bounds) == 0 or self._is_repeated(bounds, len(shock)):
            return np.asarray(is_alike)
        cases = np.arange(len(shock))[:, None]
        is_repeated = np.array([self._is_repeated(bounds.take(case), 1) for case in cases])
        return np.asarray(is_alike & is_repeated)

    def _is_repeated(self, bounds: Bounds, n_cases: int) -> bool:
        """Tell whether each of so many cases has the bounds of this one, but for their limits."""
        expanded, case = self.bounds, np.arange(n_cases)
        first = np.repeat(case * len(expanded), expanded.entry_bound.size)
        return (
            np.array_equal(bounds.case, np.repeat(case, len(expanded)))
            and np.array_equal(bounds.entry_bound, np.tile(expanded.entry_bound, n_cases) + first)
            and all(np.array_equal(getattr(bounds, name), np.tile(getattr(expanded, name), n_cases)) for name in ALIKE)
        )

    def state_of(self, bounds: Bounds, n_cases: int) -> State:
        """Start of a block of cases that it serves."""
        start = self.state.repeated(n_cases)
        return start if len(self.bounds) else State(start.unknowns, np.zeros(len(bounds)))


def blocks(
    levels: Levels, shock: Shock, cases: NDArray[np.intp], near: ExpansionPoint | None, size: int
) -> list[tuple[ExpansionPoint | None, NDArray[np.intp]]]:
    """Cases that can share a block: alike in start, linearisation, closure, and whether ε differs between users.

    Parameters
    ----------
    near
        Expansion point of the cases that it serves, at whose elasticities the others are linearised, from rest; absent:
        all cases start at rest with plain steps.
    """
    groups: dict[tuple[int, bool, bool], list[int]] = {}
    inputs = shock.elasticities.input
    is_uniform = (inputs == inputs[:, :1]).all(axis=1)
    served = near.served(shock) if near else np.zeros(len(shock), bool)
    for case in cases.tolist():
        closure = int(shock.closure[case]) if near else 0
        groups.setdefault((closure, bool(served[case]), bool(is_uniform[case])), []).append(case)
    return [
        (
            near if near is None or is_served else ExpansionPoint.at_rest(levels, near.elasticities, closure),
            np.array(group[first : first + size], np.intp),
        )
        for (closure, is_served, _), group in groups.items()
        for first in range(0, len(group), size)
    ]
