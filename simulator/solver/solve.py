"""Solving a batch: block by block, near a solved case or from rest, and each case says how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from simulator.axes import PerCase
from simulator.economy.levels import Levels
from simulator.model.shock import Shock
from simulator.solver.block import Block, State
from simulator.solver.continuation import led_to
from simulator.solver.iteration import DEFAULT_SETTINGS, Iteration, IterationEnd, Settings
from simulator.solver.plain import PlainStep
from simulator.solver.start import ExpansionPoint, blocks
from simulator.solver.status import Status


@dataclass(frozen=True, eq=False)
class Solution:
    """Unknowns, status and effort of every case of a batch; unknowns of an unsolved case are NaN.

    Attributes
    ----------
    state
        Log changes of factor prices, sector prices and expenditure, and the log wedge of each bound.
    status
        One `Status` per case.
    residual
        Largest residual of any equation, in logs.
    iterations
        Iterations that the case took, in all its steps of continuation.
    numeraire
        What prices are measured in.
    """

    state: State
    status: tuple[Status, ...]
    residual: PerCase
    iterations: NDArray[np.intp]
    numeraire: str = "world factor income fixed"

    @classmethod
    def join(cls, parts: Sequence[Self]) -> Self:
        """Put the cases of several solutions one after the other."""
        return cls(
            State(
                np.concatenate([part.state.unknowns for part in parts]),
                np.concatenate([part.state.log_wedge for part in parts]),
            ),
            tuple(status for part in parts for status in part.status),
            np.concatenate([part.residual for part in parts]),
            np.concatenate([part.iterations for part in parts]),
        )

    @property
    def is_converged(self) -> NDArray[np.bool_]:
        """Which cases are solved."""
        return np.array([status is Status.CONVERGED for status in self.status], dtype=bool)


def solve(
    levels: Levels,
    shock: Shock,
    settings: Settings = DEFAULT_SETTINGS,
    near: ExpansionPoint | None = None,
    start: State | None = None,
) -> Solution:
    """Find the equilibrium of every case of a batch.

    Parameters
    ----------
    levels
        The baseline.
    shock
        Wedges, bounds, elasticities and closure of each case.
    settings
        Tolerance, effort and block size.
    near
        Where cases start and are linearised. Give it for many cases, as linearising takes as long as solving some
        fifty without. Absent: from rest, with plain steps.
    start
        State from which each case starts, such as that of the date before; absent: the expansion point's.

    Returns
    -------
    solution
        A case that was not solved says so in its status and holds NaN; solving never raises for a case. A case's
        answer does not depend on which others are in the batch. A case that fails when its shock comes all at once is
        led there by continuation before it is given up.
    """
    _keep_pages()
    with _libraries().limit(limits=1):
        return _solve(levels, shock, settings, near, start)


KEPT: Final = 31 * 2**20
"""Bytes just below the largest array whose size the allocator takes as a measure."""


@cache
def _keep_pages() -> None:
    """Let the allocator keep memory that is freed and soon asked for again.

    That of GNU hands it back to the system as soon as twice the largest array freed so far is unused; fetching it anew
    takes a sixth of the time. One large array, freed and never touched, raises the measure.
    """
    np.empty(KEPT, np.uint8)


@cache
def _libraries() -> ThreadpoolController:
    """Thread pools of the linear algebra libraries.

    They are held to one thread: matrices are small, so that threads would only wait for each other, and digits would
    depend on their number.
    """
    return ThreadpoolController()


def _solve(
    levels: Levels, shock: Shock, settings: Settings, near: ExpansionPoint | None, start: State | None
) -> Solution:
    batch = IterationEnd.open(State(np.zeros((len(shock), 3, *levels.output.shape)), np.zeros(len(shock.bounds))))
    for near_to, origin in _attempts(near, start):
        for point, cases in blocks(levels, shock, batch.open_cases, near_to, settings.cases_at_once(levels)):
            begun = origin.take(cases, shock.bounds) if origin else None
            batch.record(cases, shock.bounds, _ended(levels, shock.take(cases), settings, point, begun))
    if settings.max_continuation_steps > 0:
        for case in batch.open_cases[:, None]:
            reason = batch.status[case.item()]
            batch.record(case, shock.bounds, led_to(levels, shock.take(case), settings, reason))
    return Solution(batch.state, tuple(batch.status), batch.residual, batch.iterations)


def _ended(
    levels: Levels, shock: Shock, settings: Settings, near: ExpansionPoint | None, start: State | None = None
) -> IterationEnd:
    """How the cases of a shock end, solved side by side from a start, near an expansion point, or from rest."""
    with np.errstate(all="ignore"):  # a failing case may divide by zero; its status says so
        block = Block.of(levels, shock)
    if start is None and near is not None:
        start = near.state_of(block.bounds, len(shock))
    return Iteration(block, near.steps if near else PlainStep.of, settings, start).run()


def _attempts(near: ExpansionPoint | None, start: State | None) -> list[tuple[ExpansionPoint | None, State | None]]:
    """From where to try: from the start or near the expansion point first, and what that leaves open from rest."""
    is_from_rest = start is None and (near is None or (near.is_at_rest and not near.is_linearised))
    return [(None, None)] if is_from_rest else [(near, start), (None, None)]


@lru_cache(maxsize=4)
def expansion_point(levels: Levels, shock: Shock, settings: Settings = DEFAULT_SETTINGS) -> ExpansionPoint:
    """Solve one case as the expansion point of others; where it has no solution, that is at rest."""
    solution = solve(levels, shock, settings)
    rest = ExpansionPoint.at_rest(levels, shock.elasticities, int(shock.closure[0]))
    if not solution.is_converged.all():
        return rest
    with _libraries().limit(limits=1):
        return rest.moved(levels, shock, solution.state)
