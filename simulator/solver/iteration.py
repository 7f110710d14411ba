"""The equilibrium iteration of one block: start at the baseline, step, and let each case end when it is solved."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import PerCase
from simulator.economy.levels import Levels
from simulator.model.shock import Bounds
from simulator.solver.anderson import Anderson
from simulator.solver.block import Block, State
from simulator.solver.evaluate import EquationValues, equation_values
from simulator.solver.feasibility import ROUNDING, unsolvable
from simulator.solver.plain import Steps
from simulator.solver.residuals import residuals
from simulator.solver.status import Status
from simulator.solver.wedges import admissible, largest_residual, project

Array = NDArray[np.float64]

RUNAWAY: Final = 40.0
"""A bound whose log wedge grows beyond this (a factor of 10^17) has no solution within reach."""

SPARE: Final = 0.25
"""Share of ended cases in a block from which taking them out costs less than carrying them along."""

FLOWS_AT_ONCE: Final = 640_000
"""Flows of all cases of a block: with more, arrays leave the processor's cache; with fewer, Python's share grows."""


@dataclass(frozen=True)
class Settings:
    """How hard the solver tries.

    Attributes
    ----------
    tolerance
        Largest residual of any equation, in logs, of a solved case.
    max_iterations
        Iterations after which an unsolved case is given up.
    window
        Past steps that the acceleration remembers.
    longest_step
        Largest move of any log unknown in one step.
    block_size
        Most cases solved side by side; results do not depend on it.
    max_continuation_steps
        Steps of continuation that a case may take which fails when its shock comes all at once; 0 gives it up there.
    """

    tolerance: float = 1e-10
    max_iterations: int = 800
    window: int = 20
    longest_step: float = 1.0
    block_size: int = 128
    max_continuation_steps: int = 60

    def cases_at_once(self, levels: Levels) -> int:
        """Cases of this economy that are solved side by side."""
        return max(1, min(self.block_size, FLOWS_AT_ONCE // levels.trade_flow.size))

    def parts(self, n_cases: int, levels: Levels) -> list[slice]:
        """Split many cases into parts that are solved side by side, so that memory does not grow with their number."""
        at_once = self.cases_at_once(levels)
        return [slice(first, min(first + at_once, n_cases)) for first in range(0, n_cases, at_once)]


DEFAULT_SETTINGS: Final = Settings()

MAY_YET_SOLVE: Final = (Status.STALLED, Status.NONFINITE, Status.UNREACHABLE, Status.UNAFFORDABLE)
"""Ends that may be those of the iteration and not of the case."""


@dataclass(frozen=True, eq=False)
class IterationEnd:
    """How the cases of a block ended; the state of an unsolved case is NaN."""

    state: State
    status: list[Status]
    residual: PerCase
    iterations: NDArray[np.intp]

    @classmethod
    def open(cls, state: State) -> "IterationEnd":
        """No case has ended yet."""
        n_cases = state.unknowns.shape[0]
        unsolved = State(np.full_like(state.unknowns, np.nan), np.full_like(state.log_wedge, np.nan))
        return cls(unsolved, [Status.STALLED] * n_cases, np.full(n_cases, np.nan), np.zeros(n_cases, np.intp))

    @property
    def open_cases(self) -> NDArray[np.intp]:
        """Cases that another attempt may yet solve."""
        return np.flatnonzero([status in MAY_YET_SOLVE for status in self.status])

    def record(self, cases: NDArray[np.intp], bounds: Bounds, part: "IterationEnd") -> None:
        """Enter how the given cases ended, and add their iterations; `bounds` are those of all cases."""
        self.state.unknowns[cases] = part.state.unknowns
        self.state.log_wedge[bounds.of_cases(cases)] = part.state.log_wedge
        self.residual[cases] = part.residual
        self.iterations[cases] += part.iterations
        for case, status in zip(cases, part.status, strict=True):
            self.status[case] = status


class Iteration:
    """One block on its way: a case is recorded as soon as it ends, and leaves the block with others that have."""

    def __init__(self, block: Block, steps: Steps, settings: Settings, start: State | None = None) -> None:
        self.block, self.steps, self.settings = block, steps, settings
        self.step = steps(block)
        self.bounds = block.bounds
        self.state = State(start.unknowns, project(block, start.log_wedge)) if start else block.start()
        self.end = IterationEnd.open(self.state)
        self.cases = np.arange(len(self.end.status))
        self.has_ended = np.zeros(self.cases.size, bool)
        self.acceleration = Anderson(self.cases.size, self.state.unknowns[0].size, block.bounds.case, settings.window)

    def run(self) -> IterationEnd:
        """Step until every case has ended or patience has."""
        with np.errstate(all="ignore"):  # a failing case may divide by zero; its status says so
            verdicts = unsolvable(self.block)
            self._record(verdicts)
            self._thin_out(verdicts)
            for _ in range(self.settings.max_iterations):
                if self.cases.size == 0:
                    break
                self._advance()
        return self.end

    def _advance(self) -> None:
        at = equation_values(self.block, self.state)
        residual = residuals(self.block, self.state, at)
        worst = largest_residual(self.block, self.state, at, residual)
        going = self.cases[~self.has_ended]
        self.end.residual[going] = worst[~self.has_ended]
        self.end.iterations[going] += 1
        verdicts = self._verdicts(worst, at)
        self._record(verdicts)
        self.state = self._moved(at, residual)
        self._thin_out(verdicts)

    def _verdicts(self, worst: PerCase, at: EquationValues) -> dict[int, Status]:
        """Cases, by place in the block, that end here; what leaves the numbers with a charged bound, left by it."""
        wedge = self.state.log_wedge
        is_lost = ~np.isfinite(worst)
        is_runaway = self._owning(np.abs(wedge) > RUNAWAY)
        is_charged = self._owning((wedge != 0) | np.isinf(at.bound_residual))
        ended = _all(is_lost, Status.NONFINITE) | _all(is_runaway | is_lost & is_charged, Status.UNREACHABLE)
        is_solved = worst <= self.settings.tolerance
        is_insolvent = (at.income < -ROUNDING * self.block.nests.factor_income.sum()).any(axis=-1)
        ended |= _all(is_solved, Status.CONVERGED)
        return ended | _all(is_solved & is_insolvent, Status.UNAFFORDABLE)

    def _owning(self, bounds: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Tell which cases, by place, own any of the given bounds."""
        owning = np.zeros(self.cases.size, bool)
        owning[self.block.bounds.case[bounds]] = True
        return owning

    def _moved(self, at: EquationValues, residual: Array) -> State:
        """Next state: the accelerated step, no longer than allowed, with wedges on their side."""
        unknowns, log_wedge = self.state.unknowns, self.state.log_wedge
        flat = unknowns.reshape(self.cases.size, -1)
        step, wedge_step = self.step(self.state, at, residual)
        mixed, wedge = self.acceleration.mix(flat, log_wedge, step.reshape(flat.shape), wedge_step)
        longest = self.settings.longest_step
        move = np.clip(mixed - flat, -longest, longest).reshape(unknowns.shape)
        wedge_move = np.clip(wedge - log_wedge, -longest, longest)
        return State(unknowns + move, admissible(self.block, self.state, at, log_wedge + wedge_move))

    def _record(self, verdicts: dict[int, Status]) -> None:
        """Record how cases have ended that were under way, and the present state of those that are solved."""
        ended = {row: status for row, status in verdicts.items() if not self.has_ended[row]}
        if not ended:
            return
        for row, status in ended.items():
            self.end.status[self.cases[row]] = status
            self.has_ended[row] = True
        solved = np.array([row for row, status in ended.items() if status is Status.CONVERGED], np.intp)
        cases = self.cases[solved]
        self.end.state.unknowns[cases] = self.state.unknowns[solved]
        here = self.block.bounds.of_cases(solved)
        self.end.state.log_wedge[self.bounds.of_cases(cases)] = self.state.log_wedge[here]

    def _thin_out(self, verdicts: dict[int, Status]) -> None:
        """Take ended cases out of the block: those that failed at once, as they may have left the numbers."""
        has_failed = any(status is not Status.CONVERGED for status in verdicts.values())
        if not has_failed and self.has_ended.mean() < SPARE:
            return
        going = np.flatnonzero(~self.has_ended)
        rows = self.block.bounds.of_cases(going)
        self.state = State(self.state.unknowns[going], self.state.log_wedge[rows])
        self.block = self.block.take(going)
        self.step = self.steps(self.block)
        self.acceleration.take(going, self.block.bounds.case, rows)
        self.cases, self.has_ended = self.cases[going], self.has_ended[going]


def _all(chosen: NDArray[np.bool_], status: Status) -> dict[int, Status]:
    return dict.fromkeys(np.flatnonzero(chosen).tolist(), status)
