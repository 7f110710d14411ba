"""Payoffs and their slopes at any tariffs, solved through the engine of batches."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.errors import ConvergenceError
from simulator.experiment.batch.work import Work
from simulator.experiment.strategy.problem import NUDGE, SETTINGS, PayoffBlock, Problem, SlopeBlock

Array = NDArray[np.float64]

MOST_DIFFERENCED: Final = 150
"""Tariffs up to which slopes are differences of equilibria that are solved again; of more, the adjoint is faster."""


class Evaluator:
    """What tariffs are worth to every player.

    Attributes
    ----------
    problem
        What holds beside them.
    anchor
        Rates near which cases are solved, shape (tariff,).
    equilibria
        How many have been solved.
    """

    def __init__(self, problem: Problem, work: Work, anchor: Array) -> None:
        self.problem, self.anchor, self.equilibria = problem, anchor, 0
        self._work = work
        self._known: dict[bytes, Array] = {}

    def at(self, rates: Array) -> Array:
        """Payoffs under sets of tariffs of shape (case, tariff), shape (case, player); NaN where one is not solved.

        Sets that have been asked for before are not solved again.
        """
        if rates.tobytes() not in self._known:
            self._known[rates.tobytes()] = self._solved(rates)
        return self._known[rates.tobytes()]

    def _solved(self, rates: Array) -> Array:
        prefix, parts = self._work.next_round(), SETTINGS.parts(len(rates), self.problem.economy.levels)
        tasks = [
            PayoffBlock(f"{prefix}-payoffs-{part.start:06d}", self.problem, rates[part], self.anchor[None])
            for part in parts
        ]
        self._work.finish(tasks)
        self.equilibria += len(rates)
        return self._work.store.read([task.name for task in tasks], "payoff")

    def now(self) -> Array:
        """Payoffs in the scenario as it stands, shape (player,).

        Raises
        ------
        ConvergenceError
            It was not solved.
        """
        payoffs = self.at(np.full((1, len(self.problem.tariffs)), np.nan))[0]
        if not np.isfinite(payoffs).all():
            raise ConvergenceError(f"{self.problem.scenario.name}: it was not solved as it stands — `run` says why.")
        return np.asarray(payoffs)

    def slopes(self, rates: Array, varied: NDArray[np.intp]) -> tuple[Array, Array]:
        """Payoffs of all players under one set of tariffs, and their slopes in some of these.

        Returns
        -------
        payoffs, slopes
            Shape (player,) and (player, varied tariff).

        Raises
        ------
        ConvergenceError
            An equilibrium was not solved.
        """
        is_few = varied.size <= MOST_DIFFERENCED
        payoffs, slopes = self._differences(rates, varied) if is_few else self._adjoint(rates, varied)
        if not (np.isfinite(payoffs).all() and np.isfinite(slopes).all()):
            span = f"{rates[varied].min():.0%} to {rates[varied].max():.0%}"
            raise ConvergenceError(
                f"{self.problem.scenario.name}: the equilibrium under tariffs of {span} was not solved, so that their "
                "slopes are not known — narrow the range with --low and --high."
            )
        return payoffs, slopes

    def _differences(self, rates: Array, varied: NDArray[np.intp]) -> tuple[Array, Array]:
        moves = np.eye(rates.size)[varied] * NUDGE
        payoffs = self.at(np.concatenate([rates[None], rates + moves, rates - moves]))
        above, below = np.split(payoffs[1:], 2)
        return payoffs[0], (above - below).T / (2 * NUDGE)

    def _adjoint(self, rates: Array, varied: NDArray[np.intp]) -> tuple[Array, Array]:
        task = SlopeBlock(f"{self._work.next_round()}-slopes", self.problem, rates[None], self.anchor[None], varied)
        self._work.finish([task])
        self.equilibria += 1
        store = self._work.store
        return store.read([task.name], "payoff")[0], store.read([task.name], "slopes")[0]
