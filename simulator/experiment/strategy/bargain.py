"""Deals between players over all their tariffs: equal gains for all, and Nash's bargaining solution."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, nnls

from simulator.experiment.strategy.evaluator import Evaluator
from simulator.experiment.strategy.reply import EDGE, Player

Array = NDArray[np.float64]

LEAST: Final = 1e-4
"""Gain of payoff below which there is nothing to agree on."""

SEARCH: Final = {"ftol": 1e-7, "maxiter": 150}
"""When a search ends, short of the noise of slopes: gains are counted in the mean range of payoffs."""


@dataclass(frozen=True, eq=False)
class Deal:
    """Tariffs that players agree on, and what each gains over the threat."""

    rates: Array
    gains: Array


class Bargain:
    """Players at a table: all their tariffs are open, and each has a payoff without a deal.

    Tariffs are counted in units of their scale.
    """

    def __init__(self, evaluator: Evaluator, players: Sequence[Player], threat: Array) -> None:
        self.evaluator, self.players, self.threat = evaluator, players, threat
        self.varied = np.concatenate([player.tariffs for player in players])
        self.scale = np.concatenate([player.scale for player in players])
        limits = [(player.low, player.high) for player in players for _ in player.tariffs]
        self.limits = np.array(limits) * self.scale[:, None]
        self.unit = float(np.mean([player.spread for player in players]))
        self._last: tuple[bytes, Array, Array] = (b"", np.empty(0), np.empty(0))

    def equal_gains(self, rates: Array) -> Deal:
        """Tariffs under which the smallest gain is the largest: all gain the same unless a limit is in the way."""

        def short(point: Array) -> Array:
            return np.asarray(self._gains(point[:-1]) / self.unit - point[-1])

        def slopes(point: Array) -> Array:
            return np.concatenate([self._slopes(point[:-1]) / self.unit, -np.ones((len(self.players), 1))], axis=1)

        start = self._start(rates)
        first = np.append(start, self._gains(start).min() / self.unit)
        downhill = np.append(np.zeros(start.size), -1.0)
        above_all: Any = {"type": "ineq", "fun": short, "jac": slopes}
        search: Any = {"bounds": [*map(tuple, self.limits), (None, None)], "constraints": above_all}
        search |= {"method": "SLSQP", "options": SEARCH, "jac": lambda _: downhill}
        minimum = minimize(downhill.dot, first, **search)
        return self._deal(minimum.x[:-1])

    def nash(self, start: Deal) -> Deal:
        """Tariffs under which the product of gains is the largest, from a deal from which all gain."""

        def cost(point: Array) -> tuple[float, Array]:
            gains = np.maximum(self._gains(point), LEAST / 10)
            return -float(np.log(gains).sum()), -(self._slopes(point) / gains[:, None]).sum(axis=0)

        point = self._start(start.rates)
        search: Any = {"bounds": self.limits, "method": "SLSQP", "options": SEARCH, "jac": True}
        minimum = minimize(cost, point, **search)
        return self._deal(minimum.x)

    def left(self, deal: Deal) -> float:
        """Largest slope that is left of the players' payoffs, in the mix of them in which it is the smallest.

        It is 0 where nobody can gain without another's loss.
        """
        point = self._start(deal.rates)
        slopes = self._slopes(point) * self.scale
        is_low, is_high = point <= self.limits[:, 0] + EDGE, point >= self.limits[:, 1] - EDGE
        sure = 1e6 * np.ones((1, len(self.players)))
        free = ~(is_low | is_high)
        mix, _ = nnls(np.concatenate([slopes.T[free], sure]), np.append(np.zeros(free.sum()), sure[0, 0]))
        mixed = mix @ slopes
        mixed[(is_low & (mixed < 0)) | (is_high & (mixed > 0))] = 0
        return float(np.abs(mixed).max())

    def _start(self, rates: Array) -> Array:
        low, high = self.limits.T
        return np.asarray(np.clip(rates[self.varied] * self.scale, low, high))

    def _deal(self, point: Array) -> Deal:
        low, high = self.limits.T
        point = np.where(point <= low + EDGE, low, np.where(point >= high - EDGE, high, point))
        return Deal(self._rates(point), self._gains(point))

    def _rates(self, point: Array) -> Array:
        rates = np.empty(len(self.evaluator.problem.tariffs))
        rates[self.varied] = point / self.scale
        return rates

    def _gains(self, point: Array) -> Array:
        return np.asarray(self._at(point)[0])

    def _slopes(self, point: Array) -> Array:
        return np.asarray(self._at(point)[1])

    def _at(self, point: Array) -> tuple[Array, Array]:
        """Gains and their slopes, kept for the next question at the same point."""
        if self._last[0] != point.tobytes():
            payoffs, slopes = self.evaluator.slopes(self._rates(point), self.varied)
            self._last = point.tobytes(), payoffs - self.threat, slopes / self.scale
        return self._last[1], self._last[2]
