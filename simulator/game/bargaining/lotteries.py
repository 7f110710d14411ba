"""Bargaining over lotteries of profiles: the convex hull of what can be had, with free disposal."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import LinearConstraint, linprog, minimize

from simulator.errors import GameError
from simulator.game.bargaining.zone import zone
from simulator.game.normal import TIE, Array, Index

OPTIMAL: Final = 1e-9
"""Relative gain of a step at the best lottery."""

TINY: Final = 1e-300
"""Gains below this have the logarithm of this, where a search steps out of the zone."""

SMALL_SHARE: Final = 1e-12
"""Shares below this are none."""


class Lottery(NamedTuple):
    """A deal that lets chance, or turns over time, choose between profiles.

    Attributes
    ----------
    share
        How often each profile is played, shape (profile,).
    gain
        Expected gain of each player over the threat point, shape (player,).
    """

    share: Array
    gain: Array


def egalitarian_lottery(payoff: ArrayLike, threat: ArrayLike) -> Lottery | None:
    """The lottery whose least gain is greatest, max over q of min_p q·s_p; None where that is a loss.

    Parameters
    ----------
    payoff
        Shape (player, profile), NaN where a profile cannot be had.
    threat
        Shape (player,).
    """
    surplus, kept = _table(payoff, threat)
    return _proportional(surplus, kept, np.ones(len(surplus)), np.asarray(payoff).shape[-1])


def kalai_smorodinsky_lottery(payoff: ArrayLike, threat: ArrayLike, tie: float = TIE) -> Lottery | None:
    """The lottery that gives all the same share of the most each could get, and as much of it as can be.

    max over q of min_p q·s_p / m_p with m_p = max q·s_p over lotteries at which nobody loses; None where there is none

    References
    ----------
    Kalai and Smorodinsky (1975).
    """
    surplus, kept = _table(payoff, threat)
    most = [_most(surplus, player) for player in range(len(surplus))]
    if any(one is None for one in most):
        return None
    ideal = np.array([one for one in most if one is not None])
    return _proportional(surplus, kept, np.where(ideal > tie, ideal, 0.0), np.asarray(payoff).shape[-1])


def nash_lottery(
    payoff: ArrayLike, threat: ArrayLike, weight: ArrayLike | None = None, tie: float = TIE
) -> Lottery | None:
    """The lottery with the greatest weighted product of gains; None where no lottery lets all gain more than a tie.

    max over q of Σ_p β_p log q·s_p, by adding to the profiles played the one with the steepest gain until none gains

    References
    ----------
    Nash (1950), The bargaining problem; Holloway (1974) on the algorithm.
    """
    surplus, kept = _table(payoff, threat)
    power = np.ones(len(surplus)) if weight is None else np.asarray(weight, np.float64)
    if power.shape != (len(surplus),) or not (power > 0).all():
        raise GameError(f"weight: got {power.tolist()}. Give a number above 0 for each of {len(surplus)} players.")
    start = _proportional(surplus, kept, np.ones(len(surplus)), np.asarray(payoff).shape[-1])
    if start is None or not (start.gain > tie).all():
        return None
    share = _climb(surplus / start.gain[:, None], power / power.sum(), start.share[kept])
    return _lottery(share, surplus, kept, np.asarray(payoff).shape[-1])


def _table(payoff: ArrayLike, threat: ArrayLike) -> tuple[Array, Index]:
    """Surpluses of the profiles that can be had, (player, profile), and which they are."""
    surplus = zone(payoff, threat).surplus
    if surplus.ndim != 2:
        raise GameError(f"payoff: got shape {surplus.shape}. Lotteries are found for one case, (player, profile).")
    kept = np.flatnonzero(~np.isnan(surplus).any(axis=0))
    if kept.size == 0:
        raise GameError("payoff: no profile can be had. Leave at least one that is solved and not excluded.")
    return surplus[:, kept], kept


def _most(surplus: Array, player: int) -> float | None:
    """Greatest gain of a player over lotteries at which nobody loses."""
    ones, none = np.ones((1, surplus.shape[1])), np.zeros(len(surplus))
    optimum = linprog(-surplus[player], A_ub=-surplus, b_ub=none, A_eq=ones, b_eq=[1.0])
    return -float(np.asarray(optimum.fun)) if optimum.status == 0 else None


def _proportional(surplus: Array, kept: Index, unit: Array, n_profiles: int) -> Lottery | None:
    """The lottery with the greatest t such that every player gains at least t of its unit; None where t < 0."""
    n_kept = surplus.shape[1]
    optimum = linprog(
        np.append(np.zeros(n_kept), -1.0),
        A_ub=np.hstack([-surplus, unit[:, None]]),
        b_ub=np.zeros(len(surplus)),
        A_eq=np.append(np.ones(n_kept), 0.0)[None],
        b_eq=[1.0],
        bounds=[(0, None)] * n_kept + [(0, None if unit.any() else 0)],
    )
    return _lottery(np.asarray(optimum.x)[:-1], surplus, kept, n_profiles) if optimum.status == 0 else None


def _lottery(share: Array, surplus: Array, kept: Index, n_profiles: int) -> Lottery:
    whole = np.zeros(n_profiles)
    whole[kept] = share
    return Lottery(whole, np.asarray(surplus @ share))


def _climb(surplus: Array, power: Array, share: Array) -> Array:
    """Raise Σ β log q·s from a lottery at which all gain."""
    played = set(map(int, np.flatnonzero(share > 0)))
    for _ in range(surplus.shape[1] + 1):
        slope = (power / (surplus @ share)) @ surplus
        steepest = int(slope.argmax())
        if slope[steepest] <= 1 + OPTIMAL:  # the mean of the slopes under the lottery is Σβ = 1
            break
        played.add(steepest)
        columns = np.array(sorted(played))
        best = _best_of_few(surplus[:, columns], power, share[columns])
        share = np.zeros_like(share)
        share[columns] = best
        played = set(map(int, np.flatnonzero(share > SMALL_SHARE)))
    return share


def _best_of_few(surplus: Array, power: Array, start: Array) -> Array:
    """Shares of a few profiles that maximise Σ β log q·s."""

    def loss(share: Array) -> float:
        return -float(power @ np.log(np.maximum(surplus @ share, TINY)))

    def slope(share: Array) -> Array:
        return np.asarray(-(power / np.maximum(surplus @ share, TINY)) @ surplus)

    optimum = minimize(
        loss,
        start,
        jac=slope,
        bounds=[(0.0, 1.0)] * len(start),
        constraints=LinearConstraint(np.ones((1, len(start))), 1.0, 1.0),
        method="SLSQP",
        options={"ftol": 1e-15, "maxiter": 500},
    )
    share = np.maximum(np.asarray(optimum.x), 0.0)
    return np.asarray(share / share.sum())
