"""The zone of agreement against a threat point, who refuses, what would pay for it, and what is efficient."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simulator.errors import GameError
from simulator.game.normal import TIE, Array, Flags, Index, checked_tie

ROUNDING: Final = 1e-12
"""Share of the largest payoff by which a profile may fall short of another and still dominate it."""


class Zone(NamedTuple):
    """What each player accepts against a threat point; all arrays keep the leading axes of the payoffs.

    Attributes
    ----------
    surplus
        u_p(a) − u_p(d), shape (…, player, profile); NaN where the profile cannot be had.
    is_accepted
        Surplus no lower than minus a tie, shape (…, player, profile).
    is_deal
        Accepted by all, shape (…, profile).
    is_gain
        A deal that raises somebody's payoff by more than a tie, shape (…, profile).
    """

    surplus: Array
    is_accepted: Flags
    is_deal: Flags
    is_gain: Flags


class Refusal(NamedTuple):
    """Who refuses and by how much, at the profile that comes nearest to acceptance.

    Attributes
    ----------
    profile
        Profile with the least total shortfall, ties by the greatest total surplus; −1 where none is known; shape (…).
    shortfall
        max(0, u_p(d) − u_p(a)) of each player there, 0 within a tie; shape (…, player).
    is_empty
        Whether no profile raises somebody's payoff at nobody's cost.
    """

    profile: Index
    shortfall: Array
    is_empty: Flags


class SidePayment(NamedTuple):
    """The smallest payment in the unit of the payoffs that makes each profile acceptable to all.

    Attributes
    ----------
    amount
        Sum of what must be paid, shape (…, profile); infinite where those who gain cannot pay it.
    transfer
        What each player receives (below 0 where it pays, in proportion to its surplus), shape (…, player, profile);
        NaN where the amount is infinite.
    """

    amount: Array
    transfer: Array


def zone(payoff: ArrayLike, threat: ArrayLike, tie: float = TIE) -> Zone:
    """Profiles that all players accept rather than the threat point.

    {a : u_p(a) ≥ u_p(d) − tie for all p}

    Parameters
    ----------
    payoff
        Shape (…, player, profile), NaN where a profile is excluded or not solved: `NormalForm.flat`.
    threat
        u_p(d): payoffs if no deal is struck, shape (…, player).
    """
    surplus = _surplus(payoff, threat)
    is_accepted = surplus >= -checked_tie(tie)
    is_deal = np.asarray(is_accepted.all(axis=-2))
    return Zone(surplus, is_accepted, is_deal, np.asarray(is_deal & (surplus > tie).any(axis=-2)))


def refusal(payoff: ArrayLike, threat: ArrayLike, tie: float = TIE) -> Refusal:
    """Who stands in the way where the zone of agreement holds nothing but the threat point and its equals.

    Profiles that raise nobody's payoff by more than a tie are no offers and are passed over where others exist.
    """
    agreement = zone(payoff, threat, tie)
    missing = np.where(agreement.surplus < -tie, -agreement.surplus, 0.0)
    is_known = np.asarray(~np.isnan(agreement.surplus).any(axis=-2))
    is_offer = is_known & (agreement.surplus > tie).any(axis=-2)
    candidates = np.where(is_offer.any(axis=-1, keepdims=True), is_offer, is_known)
    total = np.where(candidates, missing.sum(axis=-2), np.inf)
    is_least = candidates & (total <= total.min(axis=-1, keepdims=True))
    profile = np.where(is_least, np.nan_to_num(agreement.surplus).sum(axis=-2), -np.inf).argmax(axis=-1)
    shortfall = np.take_along_axis(missing, profile[..., None, None], axis=-1)[..., 0]
    none, is_empty = np.asarray(~is_known.any(axis=-1)), np.asarray(~agreement.is_gain.any(axis=-1))
    return Refusal(np.where(none, -1, profile), np.where(none[..., None], np.nan, shortfall), is_empty)


def side_payment(payoff: ArrayLike, threat: ArrayLike) -> SidePayment:
    """What those who gain must pay those who lose so that all accept a profile.

    Σ_p max(0, −s_p) if Σ_p s_p ≥ 0, s the surplus over the threat point
    """
    surplus = _surplus(payoff, threat)
    short, over = np.maximum(-surplus, 0.0), np.maximum(surplus, 0.0)
    amount, means = short.sum(axis=-2), over.sum(axis=-2)
    is_enough = means >= amount * (1 - ROUNDING)
    share = np.divide(amount, means, out=np.zeros_like(amount), where=means > 0)
    transfer = np.where(is_enough[..., None, :], short - share[..., None, :] * over, np.nan)
    unknown = np.isnan(amount)
    return SidePayment(np.where(unknown, np.nan, np.where(is_enough, amount, np.inf)), transfer)


def is_pareto(payoff: ArrayLike, tie: float = TIE) -> Flags:
    """Profiles that no other beats: none is as good for all and better for somebody by more than a tie.

    Parameters
    ----------
    payoff
        Shape (…, player, profile); NaN where a profile cannot be had, which is then not efficient.

    Returns
    -------
    is_pareto
        Shape (…, profile); some profile is efficient in every case in which one can be had.
    """
    values = np.asarray(payoff, np.float64)
    checked_tie(tie)
    rows = values.reshape(-1, *values.shape[-2:])
    return np.array([_efficient(row.T, tie) for row in rows]).reshape(*values.shape[:-2], values.shape[-1])


def _efficient(point: Array, tie: float) -> Flags:
    """Points (profile, player) that stay when each in turn, best sum first, takes away what it beats."""
    stays = np.asarray(~np.isnan(point).any(axis=1))
    noise = min(tie, ROUNDING * float(np.abs(point[stays]).max(initial=0.0)))
    order = np.argsort(-np.where(stays, point.sum(axis=1), -np.inf), kind="stable")
    for profile in order[: int(stays.sum())]:
        if stays[profile]:
            best = point[profile]
            stays[stays] = ~((point[stays] <= best + noise).all(axis=1) & (point[stays] < best - tie).any(axis=1))
    return stays


def _surplus(payoff: ArrayLike, threat: ArrayLike) -> Array:
    values, point = np.asarray(payoff, np.float64), np.asarray(threat, np.float64)
    if values.ndim < 2 or point.ndim < 1 or point.shape[-1] != values.shape[-2]:
        raise GameError(
            f"payoff, threat: got shapes {values.shape} and {point.shape}. Payoffs are (…, player, profile) and the "
            "threat point is (…, player)."
        )
    return np.asarray(values - point[..., None])
