"""Quantal response: better actions are taken more often, the more so the more rational players are."""

import math
from dataclasses import dataclass
from itertools import combinations
from typing import Final, NamedTuple

import numpy as np
from scipy.linalg import lu_factor, lu_solve

from simulator.errors import GameError
from simulator.game.normal import Array, Index, NormalForm

SOLVED: Final = 1e-10
"""Largest residual of the equations of an equilibrium, in units of log odds."""

FIRST_STEP: Final = 0.03
"""Length of the first step along the path, in units of log odds and of λ times the spread of payoffs."""

SHORTEST: Final = 1e-9
"""Length of a step below which the path is given up."""

MOST_STEPS: Final = 20_000
"""Steps after which the path is given up."""

MOST_CORRECTIONS: Final = 25
"""Corrections after which a step is taken to be too long."""

CLOSE: Final = 0.05
"""Correction that a step may need, as a share of its length; more could lead to another branch."""

STRAIGHT: Final = 0.99
"""Cosine of the angle by which the branch may turn in a step."""

LONGEST: Final = 0.1
"""Longest step, as a share of 1 + λ: branches come near each other over short ways."""

CROSSING: Final = 1e-4
"""Length of a step, as a share of 1 + λ, below which a change of orientation is a branch that crosses, and no stray."""

LONGER: Final = 1.2
"""Growth of the steps where the branch is easy to follow."""


@dataclass(frozen=True, eq=False)
class QuantalPath:
    """The branch of logit equilibria that begins where all actions are equally likely.

    Attributes
    ----------
    rationality
        λ at each step, per unit of payoff; not always rising, where the branch bends.
    mix
        How often each player takes each action, one array of shape (step, action) for each player.
    payoff
        Expected payoffs, shape (step, player).
    """

    rationality: Array
    mix: tuple[Array, ...]
    payoff: Array


def share_of_better(rationality: float, apart: float) -> float:
    """How often the better of two actions is taken whose payoffs are so far apart: 1/(1 + e^(−λ·d))."""
    return 1 / (1 + math.exp(-min(max(rationality * apart, -700.0), 700.0)))


def rationality_of(share: float, apart: float) -> float:
    """λ at which the better of two actions so far apart in payoff is taken that often; inverse of `share_of_better`."""
    if not (0.5 <= share < 1 and apart > 0):
        raise GameError(
            f"share, apart: got {share} and {apart}. The better of two actions is taken in at least half and "
            "fewer than all cases, and is better by more than 0."
        )
    return math.log(share / (1 - share)) / apart


def quantal_path(game: NormalForm, rationality: float) -> QuantalPath:
    """Trace the logit equilibrium from λ = 0 until λ first reaches a value.

    σ_pa = e^(λ u_pa(σ)) / Σ_b e^(λ u_pb(σ))

    A predictor along the tangent and Newton corrections across it, so that the branch is followed around bends. In
    almost all games its limit as λ → ∞ is a Nash equilibrium.

    Parameters
    ----------
    rationality
        λ ≥ 0, per unit of payoff, at which the path ends.

    Returns
    -------
    path
        Uniform mixes at its first step. Payoffs shifted, or scaled with 1/λ scaled alike, change nothing.

    Raises
    ------
    GameError
        If the game has several cases, unsolved profiles, or exclusions other than whole actions, λ is negative, or the
        branch is lost.

    References
    ----------
    McKelvey and Palfrey (1995); Turocy (2005), A dynamic homotopy interpretation of the logistic QRE correspondence.
    """
    if not (rationality >= 0 and math.isfinite(rationality)):
        raise GameError(f"rationality: got {rationality}. λ is 0 or more, and finite.")
    system = _Logit.of(game)
    points = np.array(system.trace(rationality * system.unit))
    mixes = [system.mixes(point[:-1]) for point in points]
    whole = tuple(
        _put_back(np.array([mix[player] for mix in mixes]), game.usable(player)) for player in range(game.n_players)
    )
    expected = np.array([system.expected(mix) for mix in mixes])
    return QuantalPath(points[:, -1] / system.unit, whole, expected * system.unit)


def quantal_equilibrium(game: NormalForm, rationality: float) -> tuple[Array, ...]:
    """Mixed action of each player at the end of `quantal_path`."""
    return tuple(mix[-1] for mix in quantal_path(game, rationality).mix)


class _Step(NamedTuple):
    point: Array
    tangent: Array
    is_odd: bool
    length: float


class _Logit:
    """Equations of the logit equilibrium, in log odds against first actions and payoffs in units of their spread.

    H_pa(x, λ) = x_pa − λ (u_pa(σ(x)) − u_p0(σ(x))) for actions a ≥ 1 of every player; a point is (x, λ).
    """

    def __init__(self, payoff: Array, unit: float) -> None:
        self.payoff, self.unit = payoff, unit
        self.sizes = payoff.shape[1:]
        self.cut: Index = np.cumsum([size - 1 for size in self.sizes])

    @classmethod
    def of(cls, game: NormalForm) -> "_Logit":
        usable = [game.usable(player) for player in range(game.n_players)]
        if game.is_excluded[np.ix_(*usable)].any():
            raise GameError(
                "is_excluded: players who may err, each by itself, would meet in excluded profiles, which have no "
                "payoff. Exclude whole actions only, or give a tree, in which who is later takes what is left."
            )
        payoff = game.only()[np.ix_(np.ones(game.n_players, np.bool_), *usable)]
        unit = float(
            (payoff.max(axis=tuple(range(1, payoff.ndim))) - payoff.min(axis=tuple(range(1, payoff.ndim)))).max()
        )
        unit = unit or 1.0
        return cls(payoff / unit, unit)

    def mixes(self, x: Array) -> list[Array]:
        """Shares of the actions from log odds, one array for each player."""
        shares = []
        for odds in np.split(x, self.cut[:-1]):
            log = np.concatenate([[0.0], odds])
            weight = np.exp(log - log.max())
            shares.append(weight / weight.sum())
        return shares

    def expected(self, mixes: list[Array]) -> Array:
        """Expected payoff of every player."""
        return self._against(mixes, ())

    def _against(self, mixes: list[Array], kept: tuple[int, ...]) -> Array:
        """Payoffs of all players, (player, actions of those kept), the actions of all others averaged."""
        payoff, behind = self.payoff, 1
        for other, mix in reversed(list(enumerate(mixes))):
            if other in kept:
                behind *= mix.size
            else:
                payoff = mix @ payoff.reshape(-1, mix.size, behind)
        return payoff.reshape(len(mixes), *(mixes[one].size for one in kept))

    def residual(self, point: Array) -> Array:
        """H at a point."""
        return np.asarray(point[:-1] - point[-1] * self._advantage(self.mixes(point[:-1])))

    def _advantage(self, mixes: list[Array]) -> Array:
        value = [self._against(mixes, (player,))[player] for player in range(len(mixes))]
        return np.concatenate([payoff[1:] - payoff[0] for payoff in value])

    def jacobian(self, point: Array) -> Array:
        """Derivatives of H by x and, in the last column, by λ."""
        mixes = self.mixes(point[:-1])
        slope = np.eye(len(point) - 1, len(point))
        start = self.cut - [size - 1 for size in self.sizes]
        for one, other in combinations(range(len(mixes)), 2):
            table = self._against(mixes, (one, other))
            rows, columns = slice(start[one], self.cut[one]), slice(start[other], self.cut[other])
            slope[rows, columns] = -point[-1] * _by_odds(table[one], mixes[other])
            slope[columns, rows] = -point[-1] * _by_odds(table[other].T, mixes[one])
        slope[:, -1] = -self._advantage(mixes)
        return slope

    def trace(self, end: float) -> list[Array]:
        """Points of the branch from λ = 0 to λ = end."""
        start = np.zeros(int(self.cut[-1]) + 1)
        points, step = [start], _Step(start, *self._tangent(start, np.eye(len(start))[-1]), FIRST_STEP)
        while points[-1][-1] < end:
            if len(points) > MOST_STEPS:
                raise GameError(
                    f"rationality: the branch was lost at λ = {points[-1][-1] / self.unit:.3g}. Ask for less."
                )
            step = self._onward(step)
            points.append(step.point)
        return [*points[:-1], self._at(end, points[-1], points[-2])] if len(points) > 1 else points

    def _onward(self, step: _Step) -> _Step:
        """One step along the branch, as long as corrections stay small."""
        length = step.length
        while length > SHORTEST:
            guess = step.point + length * step.tangent
            point = self._corrected(guess, step.tangent)
            if point is not None and np.linalg.norm(point - guess) < CLOSE * length:
                tangent, is_odd = self._tangent(point, step.tangent)
                is_sure = is_odd == step.is_odd or length < CROSSING * (1 + point[-1])
                if is_sure and tangent @ step.tangent > STRAIGHT:
                    return _Step(point, tangent, is_odd, min(LONGER * length, LONGEST * (1 + point[-1])))
            length /= 2
        raise GameError(f"rationality: the branch was lost at λ = {step.point[-1] / self.unit:.3g}. Ask for less.")

    def _tangent(self, point: Array, like: Array) -> tuple[Array, bool]:
        """Unit vector along the branch, on the side of another vector, and the sign of the determinant with it.

        The sign is that of the Jacobian with the vector below it. It stays the same along a branch unless another one
        crosses it, as in games that are symmetric, so that a step that strays is seen.
        """
        factors = lu_factor(np.vstack([self.jacobian(point), like]))
        along = lu_solve(factors, np.eye(len(point))[-1])
        is_odd = ((factors[1] != np.arange(len(point))).sum() + (np.diag(factors[0]) < 0).sum()) % 2
        return np.asarray(along / np.linalg.norm(along)), bool(is_odd)

    def _corrected(self, guess: Array, direction: Array) -> Array | None:
        """Newton's method across a direction with the slopes at the guess; None where it does not settle."""
        point, factors = guess, lu_factor(np.vstack([self.jacobian(guess), direction]))
        for _ in range(MOST_CORRECTIONS):
            residual = self.residual(point)
            if np.abs(residual).max(initial=0.0) < SOLVED * max(1.0, abs(point[-1])):
                return point
            point = point - lu_solve(factors, np.append(residual, 0.0))
        return None

    def _at(self, end: float, beyond: Array, before: Array) -> Array:
        """The point at λ = end between two points of the branch."""
        share = (end - before[-1]) / (beyond[-1] - before[-1])
        guess = before + share * (beyond - before)
        point = self._corrected(guess, np.eye(len(guess))[-1])
        if point is None:
            raise GameError(
                f"rationality: λ = {end / self.unit:.3g} lies in a bend of the branch. Ask for a little more."
            )
        return point


def _by_odds(payoff: Array, mix: Array) -> Array:
    """∂(u_a − u_0)/∂x_b from payoffs (own action, other's): a share moves by σ_c (1[b = c] − σ_b) with log odds x_b."""
    advantage = payoff[1:] - payoff[0]
    return np.asarray((advantage - (advantage @ mix)[:, None])[:, 1:] * mix[1:])


def _put_back(mix: Array, usable: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Array:
    whole = np.zeros((len(mix), usable.size))
    whole[:, usable] = mix
    return whole
