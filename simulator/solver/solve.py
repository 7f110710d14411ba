"""The equilibrium iteration: start at the baseline, step until every case has ended, say how each ended."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import EXPORTER, IMPORTER, PerCase
from simulator.economy.levels import Levels
from simulator.model.nests import Nests
from simulator.model.shock import Shock
from simulator.solver.anderson import Anderson
from simulator.solver.block import Block, State
from simulator.solver.status import Status
from simulator.solver.step import Leontief, fixed_point_step, project, residual
from simulator.solver.sweep import Sweep, sweep

RUNAWAY: Final = 40.0
"""A bound whose log wedge grows beyond this (a factor of 10^17) has no solution within reach."""


@dataclass(frozen=True)
class Settings:
    """How hard the solver tries.

    Attributes
    ----------
    tolerance
        Largest residual of any equation, in logs, of a solved case.
    max_iterations
        Sweeps after which an unsolved case is given up.
    window
        Past steps that the acceleration remembers.
    longest_step
        Largest move of any log unknown in one step.
    block_size
        Cases solved side by side; results do not depend on it, memory does.
    """

    tolerance: float = 1e-10
    max_iterations: int = 600
    window: int = 10
    longest_step: float = 1.0
    block_size: int = 32


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
        Sweeps that the case took.
    numeraire
        What prices are measured in.
    """

    state: State
    status: tuple[Status, ...]
    residual: PerCase
    iterations: NDArray[np.intp]
    numeraire: str = "world factor income fixed"

    @property
    def is_converged(self) -> NDArray[np.bool_]:
        """Which cases are solved."""
        return np.array([status is Status.CONVERGED for status in self.status], dtype=bool)


def solve(levels: Levels, shock: Shock, settings: Settings = Settings()) -> Solution:
    """Find the equilibrium of every case of a batch.

    Parameters
    ----------
    levels
        The baseline.
    shock
        Wedges, bounds, elasticities and closure of each case.
    settings
        Tolerance, effort and block size.

    Returns
    -------
    solution
        A case that was not solved says so in its status and holds NaN; solving never raises for a case. A case's
        answer does not depend on which others are in the batch.
    """
    nests, leontief = Nests.of(levels), Leontief.of(levels)
    runs = []
    for first in range(0, len(shock), settings.block_size):
        cases = np.arange(first, min(first + settings.block_size, len(shock)))
        run = _Run(Block.of(levels, nests, shock.take(cases)), leontief, settings)
        run.to_end()
        runs.append(run)
    return Solution(
        State(np.concatenate([run.end.unknowns for run in runs]), np.concatenate([run.end.log_wedge for run in runs])),
        tuple(status for run in runs for status in run.status),
        np.concatenate([run.residual for run in runs]),
        np.concatenate([run.iterations for run in runs]),
    )


class _Run:
    """One block on its way: the cases still going, and how the others ended."""

    def __init__(self, block: Block, leontief: Leontief, settings: Settings) -> None:
        n_cases = block.deficit_new.shape[0]
        self.block, self.leontief, self.settings = block, leontief, settings
        self.state = block.start()
        self.acceleration = Anderson(n_cases, self.state.unknowns[0].size, block.bounds.case, settings.window)
        self.going = np.arange(n_cases)
        self.bounds = block.bounds
        self.end = State(np.full_like(self.state.unknowns, np.nan), np.full_like(self.state.log_wedge, np.nan))
        self.status: list[Status] = [Status.STALLED] * n_cases
        self.residual = np.full(n_cases, np.nan)
        self.iterations = np.zeros(n_cases, np.intp)

    def to_end(self) -> None:
        """Step until every case has ended or patience has."""
        with np.errstate(all="ignore"):  # a failing case may divide by zero; its status says so
            self._end(unsolvable(self.block))
            while self.going.size > 0 and self.iterations.max() < self.settings.max_iterations:
                self._advance()

    def _advance(self) -> None:
        at = sweep(self.block, self.state)
        worst = residual(self.block, self.state, at)
        self.residual[self.going] = worst
        self.iterations[self.going] += 1
        ended = self._verdicts(worst)
        self._keep([place for place, status in ended.items() if status is Status.CONVERGED])
        self.state = self._next_state(at)
        self._end(ended)

    def _verdicts(self, worst: PerCase) -> dict[int, Status]:
        """Cases, by place in the block, that end here."""
        runaway = np.zeros(worst.size, dtype=bool)
        runaway[self.block.bounds.case[np.abs(self.state.log_wedge) > RUNAWAY]] = True
        ended = dict.fromkeys(np.flatnonzero(runaway).tolist(), Status.UNREACHABLE)
        ended |= dict.fromkeys(np.flatnonzero(~np.isfinite(worst)).tolist(), Status.NONFINITE)
        return ended | dict.fromkeys(np.flatnonzero(worst <= self.settings.tolerance).tolist(), Status.CONVERGED)

    def _next_state(self, at: Sweep) -> State:
        n_cases = self.going.size
        step, wedge_step = fixed_point_step(self.block, self.leontief, self.state, at)
        flat = self.state.unknowns.reshape(n_cases, -1)
        mixed, wedge = self.acceleration.mix(flat, self.state.log_wedge, step.reshape(n_cases, -1), wedge_step)
        longest = self.settings.longest_step
        move = np.clip(mixed - flat, -longest, longest)
        wedge_move = np.clip(wedge - self.state.log_wedge, -longest, longest)
        unknowns = (flat + move).reshape(self.state.unknowns.shape)
        return State(unknowns, project(self.block, self.state.log_wedge + wedge_move))

    def _keep(self, places: list[int]) -> None:
        """Record the present state of cases that are solved."""
        cases = self.going[places]
        self.end.unknowns[cases] = self.state.unknowns[places]
        self.end.log_wedge[self.bounds.of_cases(cases)] = self.state.log_wedge[self.block.bounds.of_cases(np.array(places, np.intp))]

    def _end(self, ended: dict[int, Status]) -> None:
        """Take ended cases out of the block, so that they stop changing and cost nothing."""
        if not ended:
            return
        for place, status in ended.items():
            self.status[self.going[place]] = status
        going = np.setdiff1d(np.arange(self.going.size), list(ended))
        rows = self.block.bounds.of_cases(going)
        self.state = self.state.take(going, self.block.bounds)
        self.block = self.block.take(going)
        self.acceleration.take(going, self.block.bounds.case, rows)
        self.going = self.going[going]


def unsolvable(block: Block) -> dict[int, Status]:
    """Cases that have no equilibrium because flows are closed: a buyer without source, a seller without buyer."""
    nests = block.nests
    reached = (nests.home_share > 0) | (block.weights.demand > 0).any(axis=EXPORTER)
    bought = nests.expenditure > 0
    outlets = (block.weights.producer > 0) & bought[:, None, :]
    sold = (nests.home_share * nests.expenditure > 0) | outlets.any(axis=IMPORTER)
    is_fixed = ~np.isinf(block.exponents.kappa)
    unsupplied = (bought & ~reached).any(axis=(-2, -1))
    unsold = ((nests.earnings > 0) & ~sold & is_fixed).any(axis=(-2, -1))
    ended = dict.fromkeys(np.flatnonzero(unsold).tolist(), Status.UNSOLD)
    return ended | dict.fromkeys(np.flatnonzero(unsupplied).tolist(), Status.UNSUPPLIED)
