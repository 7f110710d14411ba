"""Which deal of a finite set would be struck: Nash, Kalai–Smorodinsky and egalitarian bargaining."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simulator.errors import GameError
from simulator.game.bargaining.zone import zone
from simulator.game.normal import TIE, Array, Flags, Index

SAME: Final = 1e-9
"""Difference of shares, or of logarithms of products, up to which profiles are equally good."""


class BargainingSolution(NamedTuple):
    """The deal that a rule picks.

    Attributes
    ----------
    profile
        The first of the profiles picked, −1 where there is no deal; shape (…).
    is_picked
        All profiles that are equally good by the rule, shape (…, profile).
    """

    profile: Index
    is_picked: Flags


def nash_bargaining(
    payoff: ArrayLike, threat: ArrayLike, weight: ArrayLike | None = None, tie: float = TIE
) -> BargainingSolution:
    """The deal with the greatest weighted product of gains.

    argmax Π_p (u_p(a) − u_p(d))^β_p over deals; where somebody gains in no such deal, over those who can gain together

    Parameters
    ----------
    payoff, threat
        As in `zone`.
    weight
        Bargaining power β > 0, shape (player,); equal if not given.

    Returns
    -------
    solution
        The same for any affine change of a player's payoffs, with the tie in the new unit.

    References
    ----------
    Nash (1950), The bargaining problem; Mariotti (1998) on finite sets.
    """
    agreement = zone(payoff, threat, tie)
    n_players = agreement.surplus.shape[-2]
    power = np.ones(n_players) if weight is None else np.asarray(weight, np.float64)
    if power.shape != (n_players,) or not ((power > 0) & np.isfinite(power)).all():
        raise GameError(f"weight: got {power.tolist()}. Give a number above 0 for each of {n_players} players.")
    gains = (agreement.surplus > tie) & agreement.is_deal[..., None, :]
    n_gainers = gains.sum(axis=-2)
    most = agreement.is_deal & (n_gainers == np.where(agreement.is_deal, n_gainers, -1).max(axis=-1, keepdims=True))
    log_gain = np.log(np.where(gains, agreement.surplus, 1.0))
    return _picked((power[:, None] * log_gain).sum(axis=-2)[..., None, :], most, SAME)


def kalai_smorodinsky(payoff: ArrayLike, threat: ArrayLike, tie: float = TIE) -> BargainingSolution:
    """The deal at which the player that gets least of the most it could get in any deal gets the greatest share.

    argmax min_p (u_p(a) − u_p(d))/m_p with m_p the greatest gain in the zone, then the next smallest share and so on.
    A player who can gain nothing in any deal does not count.

    References
    ----------
    Kalai and Smorodinsky (1975); Nagahisa and Tanaka (2002) on finite sets.
    """
    agreement = zone(payoff, threat, tie)
    gain = np.where(agreement.is_deal[..., None, :], agreement.surplus, 0.0)
    most = gain.max(axis=-1, keepdims=True)
    share = np.divide(gain, most, out=np.ones_like(gain), where=most > tie)
    return _picked(np.sort(share, axis=-2), agreement.is_deal, SAME)


def egalitarian(payoff: ArrayLike, threat: ArrayLike, tie: float = TIE) -> BargainingSolution:
    """The deal at which the player that gains least gains most, then the next, and so on; in one unit for all.

    argmax min_p (u_p(a) − u_p(d))

    References
    ----------
    Kalai (1977), Proportional solutions to bargaining situations.
    """
    agreement = zone(payoff, threat, tie)
    return _picked(np.sort(agreement.surplus, axis=-2), agreement.is_deal, tie)


def _picked(criteria: Array, is_deal: Flags, tie: float) -> BargainingSolution:
    """Deals that are best by the first of several criteria, among them by the second, and so on; the more the better.

    Parameters
    ----------
    criteria
        Shape (…, criterion, profile).
    """
    left = is_deal
    for criterion in range(criteria.shape[-2]):
        value = np.where(left, criteria[..., criterion, :], -np.inf)
        best = value.max(axis=-1, keepdims=True)
        left = left & (value >= best - tie)
    return BargainingSolution(np.where(left.any(axis=-1), left.argmax(axis=-1), -1), left)
