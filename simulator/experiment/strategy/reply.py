"""Best tariffs of one player while all others hold still: a scan of uniform rates, then a climb by slopes."""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from scipy.optimize import minimize

from simulator.errors import ConvergenceError, ScenarioError
from simulator.experiment.strategy.evaluator import Evaluator

Array = NDArray[np.float64]

SCAN: Final = 33
"""Uniform rates that are looked at first, so that the climb starts on the highest hill."""

CLIMB: Final = {"ftol": 1e-13, "gtol": 1e-6, "maxls": 10, "maxiter": 200}
"""When a climb ends, short of the noise of slopes; payoffs are counted in their range over uniform rates."""

FLAT: Final = 0.01
"""Loss of payoff within which an optimum counts as flat: a hundredth of a point."""

EDGE: Final = 1e-6
"""Distance from a limit within which a tariff is at it."""

NOTHING: Final = 1e-9
"""Range of payoffs, in what they are measured in, that is the solver's residual."""


@dataclass(frozen=True, eq=False)
class Curve:
    """A player's payoff along uniform rates on all that its tariffs hit."""

    rates: Array
    payoff: Array

    @property
    def best(self) -> float:
        """Best of the rates."""
        return float(self.rates[np.nanargmax(self.payoff)])

    @property
    def spread(self) -> float:
        """From the worst to the best."""
        return float(np.nanmax(self.payoff) - np.nanmin(self.payoff))

    @property
    def curvature(self) -> float:
        """Fall of the slope at the best of the rates, or next to it where that is the first or last; above 0."""
        middle = int(np.clip(np.nanargmax(self.payoff), 1, self.rates.size - 2))
        step, before, here, after = self.rates[1] - self.rates[0], *self.payoff[middle - 1 : middle + 2]
        fall = (2 * here - before - after) / step**2
        return float(fall) if fall > 0 else self.spread / float(np.ptp(self.rates)) ** 2


@dataclass(frozen=True, eq=False)
class Player:
    """A player before its choice.

    Attributes
    ----------
    code
        Its region.
    index
        Its place among the players.
    tariffs
        Those that it sets.
    low, high
        Lowest and highest rate.
    spread
        Range of its payoff over uniform rates in the scenario: the size in which a climb counts.
    scale
        Units of each tariff in which the payoff, so counted, falls about alike with all of them: its curvature along
        uniform rates, split by θ times what is imported under each.
    """

    code: str
    index: int
    tariffs: NDArray[np.intp]
    low: float
    high: float
    spread: float
    scale: Array

    @classmethod
    def of(cls, evaluator: Evaluator, code: str, limits: tuple[float, float], now: Array) -> "Player":
        """A player of a problem, all tariffs as they are."""
        problem = evaluator.problem
        theta, levels = problem.shock.elasticities.origin[0][:, None, None], problem.economy.levels
        tariffs = problem.tariffs.of_player(code)
        bent = problem.tariffs.sums(theta * levels.trade_flow)[tariffs]
        player = cls(code, problem.players.index(code), tariffs, *limits, 1.0, np.sqrt(bent / bent.sum()))
        curve = player.curve(evaluator, now)
        return replace(player, spread=curve.spread, scale=player.scale * np.sqrt(curve.curvature / curve.spread))

    def with_own(self, rates: Array, chosen: Array) -> Array:
        """All tariffs with this player's in place of those given, a row for each row of its own."""
        changed = np.repeat(rates[None], len(chosen), axis=0)
        changed[:, self.tariffs] = chosen
        return changed

    def curve(self, evaluator: Evaluator, rates: Array) -> Curve:
        """Payoff along uniform rates, others' tariffs as given.

        Raises
        ------
        ConvergenceError
            Nothing was solved.
        ScenarioError
            Its tariffs do nothing to its payoff.
        """
        uniform = np.linspace(self.low, self.high, SCAN)
        chosen = np.repeat(uniform[:, None], self.tariffs.size, axis=1)
        curve = Curve(uniform, evaluator.at(self.with_own(rates, chosen))[:, self.index])
        if not np.isfinite(curve.payoff).any():
            raise ConvergenceError(f"{self.code}: no uniform tariff of {self.low:.0%} to {self.high:.0%} was solved.")
        if curve.spread <= NOTHING:
            payoff = evaluator.problem.payoffs[self.code]
            raise ScenarioError(f"{self.code}: got the payoff {payoff}, to which its tariffs do nothing.")
        return curve

    def with_best_uniform(self, evaluator: Evaluator, rates: Array) -> Array:
        """All tariffs with the best uniform rate in place of its own."""
        best = self.curve(evaluator, rates).best
        return np.asarray(self.with_own(rates, np.full((1, self.tariffs.size), best))[0])

    def reply(self, evaluator: Evaluator, rates: Array) -> Array:
        """Its best tariffs near those given, others' as given."""
        scale, spread = self.scale, self.spread

        def falling(scaled: Array) -> tuple[float, Array]:
            tried = self.with_own(rates, scaled[None] / scale)[0]
            value, slopes = evaluator.slopes(tried, self.tariffs)
            return -float(value[self.index]) / spread, -slopes[self.index] / scale / spread

        limits = np.stack([self.low * scale, self.high * scale], axis=1)
        start = np.clip(rates[self.tariffs], self.low, self.high) * scale
        options: Any = {"options": CLIMB, "bounds": limits, "method": "L-BFGS-B", "jac": True}
        minimum = minimize(falling, start, **options)
        return self.snapped(minimum.x / scale)

    def snapped(self, chosen: Array) -> Array:
        """Its tariffs with those next to a limit on it."""
        return np.where(chosen <= self.low + EDGE, self.low, np.where(chosen >= self.high - EDGE, self.high, chosen))

    def left(self, chosen: Array, slopes: Array) -> Array:
        """Slopes of its payoff that it could still follow: none against a limit that binds."""
        is_kept = ((chosen <= self.low) & (slopes < 0)) | ((chosen >= self.high) & (slopes > 0))
        return np.where(is_kept, 0.0, slopes)

    def flat(self, evaluator: Evaluator, rates: Array, best: float) -> tuple[float, float]:
        """Mean rates between which its payoff stays within a hundredth point of the best as all its tariffs shift.

        A tariff that comes to a limit stays there. In between the payoff runs along a spline.

        Parameters
        ----------
        best
            Payoff under the tariffs given.
        """
        imports = evaluator.problem.tariffs.sums(evaluator.problem.economy.levels.trade_flow)[self.tariffs]
        mean = np.average(rates[self.tariffs], weights=imports)

        def shifted(means: Array) -> Array:
            return np.clip(rates[self.tariffs] - mean + means[:, None], self.low, self.high)

        means = np.linspace(self.low, self.high, SCAN)
        payoff = evaluator.at(self.with_own(rates, shifted(means)))[:, self.index]
        known = np.isfinite(payoff)
        edges = CubicSpline(means[known], payoff[known]).solve(best - FLAT, extrapolate=False)
        ends = [edges[edges < mean].max(initial=self.low), edges[edges > mean].min(initial=self.high)]
        low, high = np.average(shifted(np.array(ends)), axis=1, weights=imports)
        return float(low), float(high)
