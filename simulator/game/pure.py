"""Nash equilibria in pure actions: profiles that no player gains by leaving."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.game.normal import PLAYER, TIE, Array, Flags, Index, NormalForm, Profile, axis_of, checked_tie

FREE: Final = 1e-12
"""Share of the largest payoff that is rounding: a difference that exceeds a tie by less does not count."""


@dataclass(frozen=True, eq=False)
class PureEquilibria:
    """Which profiles are equilibria, by case; all arrays have the shape (case, actions of player 0, …).

    Attributes
    ----------
    is_equilibrium
        No player gains more than a tie by another action.
    is_strict
        Every other action costs its player more than a tie.
    is_unknown
        No known deviation gains, and some profile that the claim depends on is not solved.
    """

    is_equilibrium: Flags
    is_strict: Flags
    is_unknown: Flags

    @property
    def is_tied(self) -> Flags:
        """Equilibria at which some player has another action that is as good, within a tie."""
        return self.is_equilibrium & ~self.is_strict

    def profiles(self, case: int = 0) -> list[Profile]:
        """Equilibria of one case."""
        return [tuple(int(action) for action in where) for where in np.argwhere(self.is_equilibrium[case])]

    def share(self) -> Array:
        """Share of the cases in which each profile is an equilibrium, among those in which this is known; else NaN."""
        n_known = (~self.is_unknown).sum(axis=0)
        n_held = self.is_equilibrium.sum(axis=0).astype(np.float64)
        return ratio(n_held, n_known)


def ratio(above: Array, below: Array | Index) -> Array:
    """One array over the other, NaN where the other is 0."""
    return np.asarray(np.divide(above, below, out=np.full(above.shape, np.nan), where=below != 0))


def deviation_payoff(game: NormalForm) -> Array:
    """What the best available action yields each player if others keep theirs.

    max over a'_p of u_p(a'_p, a_−p)

    Returns
    -------
    payoff
        Shape (case, player, actions of player 0, …), the same along the player's own axis. Profiles that are excluded
        or not solved count for nothing; −∞ where none is left.
    """
    usable = np.where(game.is_excluded | np.isnan(game.payoff), -np.inf, game.payoff)
    best = [
        np.broadcast_to(usable[:, p].max(axis=axis_of(p) - 1, keepdims=True), usable[:, p].shape)
        for p in range(game.n_players)
    ]
    return np.stack(best, axis=PLAYER)


def deviation_gain(game: NormalForm) -> Array:
    """What each player gains by its best deviation from each profile, ≥ 0; NaN where excluded or not solved."""
    payoff = np.where(game.is_excluded, np.nan, game.payoff)
    return deviation_payoff(game) - payoff


def best_replies(game: NormalForm, tie: float = TIE) -> Flags:
    """Tell where a player's action is a best reply to the actions of others, ties included.

    Returns
    -------
    is_best
        Shape (case, player, actions of player 0, …); false where the profile is excluded or not solved.
    """
    return np.asarray(deviation_gain(game) <= checked_tie(tie) + rounding(game))


def pure_equilibria(game: NormalForm, tie: float = TIE) -> PureEquilibria:
    """All equilibria in pure actions of every case.

    u_p(a) ≥ u_p(a'_p, a_−p) − tie for all p and a'_p

    Parameters
    ----------
    tie
        Differences up to this, in the unit of the payoffs, are ties.

    Returns
    -------
    equilibria
        The same for any affine change of payoffs (with the tie in the new unit) and any order of actions.

    References
    ----------
    Nash (1951), Non-cooperative games.
    """
    is_best = best_replies(game, tie)
    n_best = [is_best[:, p].sum(axis=axis_of(p) - 1, keepdims=True) for p in range(game.n_players)]
    is_single = np.stack([np.broadcast_to(count == 1, is_best[:, 0].shape) for count in n_best], axis=PLAYER)
    refuted = ((deviation_gain(game) > tie + rounding(game)) & ~game.is_excluded).any(axis=PLAYER)
    is_unknown = ~refuted & ~game.is_excluded & _depends_on_unsolved(game)
    holds = is_best.all(axis=PLAYER) & ~is_unknown
    return PureEquilibria(holds, holds & is_single.all(axis=PLAYER), is_unknown)


def rounding(game: NormalForm) -> Array:
    """Size of differences that are rounding alone, by case, in the unit of the payoffs; of one size for all axes."""
    size = np.nan_to_num(np.abs(np.where(game.is_excluded, 0.0, game.payoff)))
    return np.asarray(FREE * size.max(axis=tuple(range(1, size.ndim)), keepdims=True))


def _depends_on_unsolved(game: NormalForm) -> Flags:
    unsolved = game.is_unsolved
    reached = [unsolved.any(axis=axis_of(p) - 1, keepdims=True) for p in range(game.n_players)]
    return np.asarray(np.logical_or.reduce([unsolved | flag for flag in reached]))
