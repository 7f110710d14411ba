"""Leverage: what a level costs the player who takes it, what it costs the other, and whether it is credible."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.errors import GameError
from simulator.game.normal import TIE, Array, Flags, Index, NormalForm, Profile, checked_player, checked_tie
from simulator.game.pure import ratio


@dataclass(frozen=True, eq=False)
class Leverage:
    """Leverage of one player on another by each of its actions taken alone; shape (case, action) unless said.

    NaN where the profile is excluded or not solved; flags are false there.

    Attributes
    ----------
    own_cost
        c = −Δu of the player against the status quo while others stand still; negative where it gains.
    harm
        h = −Δu of the target.
    price_per_pain
        c/h where both exceed a tie; else NaN.
    gains_by_itself
        c below minus a tie: worth doing whatever the other feels.
    reply
        The target's best reply (its present action if that is one, within a tie), −1 where it has none.
    after_reply
        Δu of the player against the status quo after that reply; NaN where some reply is not solved.
    is_credible
        `after_reply` is no loss beyond a tie, whichever of its equally good replies the target takes. True of the
        present action.
    is_credible_at_best
        The same if the target takes the equally good reply that the player likes best.
    """

    own_cost: Array
    harm: Array
    price_per_pain: Array
    gains_by_itself: Flags
    reply: Index
    after_reply: Array
    is_credible: Flags
    is_credible_at_best: Flags


class SignShares(NamedTuple):
    """Share of cases in which a change is a loss, a tie or a gain, among those in which it is known."""

    loss: Array
    tie: Array
    gain: Array


def leverage(game: NormalForm, player: int, target: int, status_quo: Profile, tie: float = TIE) -> Leverage:
    """Leverage of each action of a player on a target, all others at the status quo.

    Raises
    ------
    GameError
        If player and target are the same or unknown, or the status quo cannot come about.
    """
    checked_player(game, player), checked_player(game, target), checked_tie(tie)
    if player == target:
        raise GameError(f"target: got {target}, the player itself. Leverage is on another player.")
    change = _changes(game, player, target, game.checked(status_quo))
    now = status_quo[target]
    cost, harm = -change[:, 0, :, now], -change[:, 1, :, now]
    is_priced = (cost > tie) & (harm > tie)
    price = np.divide(cost, harm, out=np.full(cost.shape, np.nan), where=is_priced)
    reply, after, worst, best = _after_reply(change, now, tie)
    gaps = _plane(game.is_unsolved, player, target, status_quo).any(axis=-1)
    after, worst, best = (np.where(gaps, np.nan, value) for value in (after, worst, best))
    return Leverage(cost, harm, price, cost < -tie, reply, after, worst >= -tie, best >= -tie)


def sign_shares(change: Array, tie: float = TIE) -> SignShares:
    """Share of the cases, along the first axis, in which a change falls, stays within a tie, or rises."""
    n_known = (~np.isnan(change)).sum(axis=0)
    signs = [change < -tie, np.abs(change) <= tie, change > tie]
    return SignShares(*(ratio(np.asarray(sign.sum(axis=0), np.float64), n_known) for sign in signs))


def _changes(game: NormalForm, player: int, target: int, status_quo: Profile) -> Array:
    """Change against the status quo, (case, player or target, action of the player, action of the target)."""
    allowed = np.where(game.is_excluded, np.nan, game.payoff)[:, [player, target]]
    plane = _plane(allowed, player, target, status_quo)
    base = plane[:, :, status_quo[player], status_quo[target]]
    return np.asarray(plane - base[:, :, None, None])


def _plane(array: NDArray[Any], player: int, target: int, status_quo: Profile) -> NDArray[Any]:
    """Actions of the player and of the target as last axes, all others at the status quo."""
    first = array.ndim - len(status_quo)
    others = tuple(action for p, action in enumerate(status_quo) if p not in (player, target))
    index: tuple[Any, ...] = (..., *others, slice(None), slice(None))
    return np.asarray(np.moveaxis(array, [first + player, first + target], [-2, -1])[index])


def _after_reply(change: Array, now: int, tie: float) -> tuple[Index, Array, Array, Array]:
    """The target's reply, and the player's change after it, after the reply it likes least, and likes best."""
    player_change, target_change = change[:, 0], change[:, 1]
    usable = np.where(np.isnan(target_change), -np.inf, target_change)
    best = usable.max(axis=-1, keepdims=True)
    is_reply = (usable >= best - tie) & np.isfinite(usable)
    stays = is_reply[..., now]
    reply = np.where(stays, now, usable.argmax(axis=-1))
    after = np.take_along_axis(player_change, reply[..., None], axis=-1)[..., 0]
    worst = np.where(is_reply, player_change, np.inf).min(axis=-1)
    kindest = np.where(is_reply, player_change, -np.inf).max(axis=-1)
    is_known = is_reply.any(axis=-1)
    nothing = np.full(after.shape, np.nan)
    return (
        np.where(is_known, reply, -1),
        np.where(is_known, after, nothing),
        np.where(is_known, worst, nothing),
        np.where(is_known, kindest, nothing),
    )
