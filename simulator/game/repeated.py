"""Repeated play: how patient players must be for the fear of punishment to hold an agreement."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq, linprog

from simulator.errors import GameError
from simulator.game.normal import TIE, Array, Flags, NormalForm, Profile, axis_of, checked_player, checked_tie
from simulator.game.pure import deviation_payoff

FOREVER: Final = np.inf
"""Periods of a punishment that does not end."""


class Hold(Enum):
    """Why a player keeps an agreement, or does not; the value is the sentence shown to the user."""

    ITSELF = "No deviation gains: the player keeps the agreement however impatient it is."
    PATIENCE = "The player keeps the agreement if it weighs the next period by at least the critical discount factor."
    NO_LOSS = "The agreement is no better for the player than the punishment: no patience holds it."
    TOO_SHORT = "The punishment is too short to outweigh what a deviation gains: no patience holds the agreement."
    UNKNOWN = "A payoff that this depends on is not solved."


@dataclass(frozen=True, eq=False)
class Sustainability:
    """Least discount factors that hold an agreement; arrays broadcast like the payoffs, such as (case, player).

    Attributes
    ----------
    critical
        δ*: 0 where no deviation gains, NaN where no patience holds the agreement or a payoff is not known.
    hold
        Which of these it is, as members of `Hold`.
    """

    critical: Array
    hold: NDArray[np.object_]

    @property
    def is_held(self) -> Flags:
        """Where patience, or none, holds the agreement."""
        return ~np.isnan(self.critical)


def critical_discount(
    agreed: ArrayLike, deviation: ArrayLike, punishment: ArrayLike, periods: float = FOREVER, tie: float = TIE
) -> Sustainability:
    """Discount factor from which a player keeps an agreement rather than deviate once and be punished.

    u_dev − u ≤ (δ + δ² + … + δ^T)(u − u_P); for ever, δ* = (u_dev − u)/(u_dev − u_P)

    Parameters
    ----------
    agreed, deviation, punishment
        u, u_dev and u_P: payoff of a period under the agreement, in that of the best deviation, and in each that
        follows it; arrays that broadcast.
    periods
        T: how long the punishment lasts before the agreement is kept again.
    tie
        A deviation that gains no more than this gains nothing; a punishment that costs no more costs nothing.

    Raises
    ------
    GameError
        If the punishment lasts less than a period.

    References
    ----------
    Friedman (1971), A non-cooperative equilibrium for supergames.
    """
    if not periods >= 1:
        raise GameError(f"periods: got {periods}. A punishment lasts 1 period or more, or `FOREVER`.")
    given = [np.asarray(one, np.float64) for one in (agreed, deviation, punishment)]
    kept, tempted, feared = np.broadcast_arrays(*given)
    gain, loss = tempted - kept, kept - feared
    holds_itself = gain <= checked_tie(tie)
    is_needed = (gain > tie) & (loss > tie)
    critical = np.where(holds_itself, 0.0, np.nan)
    critical[is_needed] = _roots(gain[is_needed], loss[is_needed], periods)
    reasons = [holds_itself, np.isfinite(critical), is_needed, (gain > tie) & (loss <= tie)]
    names = [Hold.ITSELF, Hold.PATIENCE, Hold.TOO_SHORT, Hold.NO_LOSS]
    hold = np.full(critical.shape, Hold.UNKNOWN, np.object_)
    for applies, name in zip(reversed(reasons), reversed(names), strict=True):
        hold[applies] = name
    return Sustainability(critical, hold)


def sustainability(
    game: NormalForm, agreed: Profile, punishment: ArrayLike, periods: float = FOREVER, tie: float = TIE
) -> Sustainability:
    """Critical discount factors of all players for keeping a profile, shape (case, player).

    Parameters
    ----------
    punishment
        Payoff of each player in a period of punishment, shape (case, player) or (player,): that of a Nash equilibrium
        (`game.at`), of the status quo, or a minimax value. Whether punishing is credible is not asked: it is where the
        punishment is an equilibrium.
    """
    index: tuple[Any, ...] = (..., *game.checked(agreed))
    best = np.where(_is_row_solved(game, agreed), deviation_payoff(game)[index], np.nan)
    return critical_discount(game.at(agreed), best, punishment, periods, tie)


def minimax(game: NormalForm, player: int) -> Array:
    """What others can hold a player down to by pure actions that it sees, by case.

    min over a_−p of max over a_p of u_p(a); others' profiles at which the player has no action are left out.
    """
    axis = axis_of(checked_player(game, player)) - 1
    payoff = np.where(game.is_excluded, -np.inf, game.payoff[:, player])
    best = payoff.max(axis=axis)
    held = np.where(np.isneginf(best), np.inf, best)
    return np.asarray(held.min(axis=tuple(range(1, held.ndim))))


def mixed_minimax(game: NormalForm, player: int) -> float:
    """What others can hold a player down to by mixed actions that they may concert, in one game.

    min over σ of max over a_p of Σ σ(a_−p) u_p(a), by linear programming. With two players it is the value of the
    zero-sum game; with more it is no higher than what they can do without concert.

    Raises
    ------
    GameError
        If the game has several cases, unsolved profiles, or exclusions other than whole actions.
    """
    usable = [game.usable(one) for one in range(game.n_players)]
    if game.is_excluded[np.ix_(*usable)].any():
        raise GameError("is_excluded: mixed actions would meet in excluded profiles. Exclude whole actions only.")
    payoff = game.only()[checked_player(game, player)][np.ix_(*usable)]
    table = np.moveaxis(payoff, player, 0).reshape(payoff.shape[player], -1)
    n_others = table.shape[1]
    optimum = linprog(
        np.append(np.zeros(n_others), 1.0),
        A_ub=np.hstack([table, -np.ones((len(table), 1))]),
        b_ub=np.zeros(len(table)),
        A_eq=np.append(np.ones(n_others), 0.0)[None],
        b_eq=[1.0],
        bounds=[(0, None)] * n_others + [(None, None)],
    )
    return float(np.asarray(optimum.fun))


def _is_row_solved(game: NormalForm, agreed: Profile) -> Flags:
    """Whether every profile that a player can deviate to is solved, shape (case, player)."""
    is_solved = []
    for player in range(game.n_players):
        index: tuple[Any, ...] = (..., *agreed[:player], *agreed[player + 1 :], slice(None))
        is_solved.append(~np.moveaxis(game.is_unsolved, axis_of(player) - 1, -1)[index].any(axis=-1))
    return np.stack(is_solved, axis=1)


def _roots(gain: Array, loss: Array, periods: float) -> Array:
    """Least δ with gain ≤ loss·(δ + … + δ^T); NaN where δ = 1 is not enough."""
    if np.isinf(periods):
        return np.asarray(gain / (gain + loss))
    return np.array([_root(one / other, periods) for one, other in zip(gain.flat, loss.flat, strict=True)])


def _root(ratio: float, periods: float) -> float:
    if ratio > periods:
        return float("nan")
    if ratio == periods:
        return 1.0
    return float(brentq(lambda delta: _worth(delta, periods) - ratio, 0.0, 1.0, xtol=1e-14))


def _worth(delta: float, periods: float) -> float:
    """δ + … + δ^T."""
    return periods if delta == 1 else delta * (1 - delta**periods) / (1 - delta)
