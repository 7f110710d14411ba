"""Dominated actions, and what is left when they are taken away round by round."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from scipy.optimize import linprog

from simulator.game.normal import TIE, Array, Flags, Index, NormalForm, checked_tie

SMALL_SHARE: Final = 1e-9
"""A mixture's shares below this are none."""


class Dominated(NamedTuple):
    """An action that a player does better without.

    Attributes
    ----------
    player, action
        Whose action, and which.
    by
        What dominates it: one action, or those of a mixture.
    share
        How often the mixture takes each of them; sums to 1.
    n_ties
        Number of others' profiles at which both yield the same, within a tie.
    """

    player: int
    action: int
    by: tuple[int, ...]
    share: tuple[float, ...]
    n_ties: int


class Elimination(NamedTuple):
    """What iterated elimination took away and what is left.

    Attributes
    ----------
    rounds
        Actions dominated in each round, all of them taken away together.
    left
        Actions left to each player.
    depends_on_order
        Whether taking away one player's actions after the other's, in some order tried, leaves others. Never with
        strict dominance; with weak dominance it can.
    """

    rounds: tuple[tuple[Dominated, ...], ...]
    left: tuple[tuple[int, ...], ...]
    depends_on_order: bool


class Rule(NamedTuple):
    """What counts as dominance.

    Attributes
    ----------
    is_strict
        Better by more than a tie whatever others do; else never worse by more than a tie, and somewhere better.
    by_mixtures
        Whether mixtures of actions dominate too.
    tie
        Differences up to this are ties.
    """

    is_strict: bool = True
    by_mixtures: bool = False
    tie: float = TIE


STRICT: Final = Rule()
WEAK: Final = Rule(is_strict=False)


class _Table(NamedTuple):
    """One player's payoffs, (own action, others' profile), where they are available, and which actions they are."""

    payoff: Array
    is_available: Flags
    action: Index


def dominated(game: NormalForm, rule: Rule = STRICT) -> tuple[Dominated, ...]:
    """Actions of all players that are dominated in the whole game.

    An action dominates another if it is available wherever the other is and, for every profile of others' actions,
    u_p(b, a_−p) > u_p(a, a_−p) + tie (strict), or ≥ u_p(a, a_−p) − tie with > + tie somewhere (weak).

    Raises
    ------
    GameError
        If the game has several cases or unsolved profiles.
    """
    return _round(game.only(), _all_actions(game), rule, range(game.n_players))


def eliminate(game: NormalForm, rule: Rule = STRICT) -> Elimination:
    """Take away dominated actions until none is left.

    Returns
    -------
    elimination
        With strict dominance every equilibrium survives; with weak dominance some may not.

    Raises
    ------
    GameError
        If the game has several cases or unsolved profiles.
    """
    checked_tie(rule.tie)
    payoff, players = game.only(), range(game.n_players)
    rounds, left = _until_none(payoff, _all_actions(game), rule, [tuple(players)])
    depends = False
    if not rule.is_strict:
        turns = [[(p,) for p in (*players[first:], *players[:first])] for first in players]
        depends = any(_until_none(payoff, _all_actions(game), rule, order)[1] != left for order in turns)
    return Elimination(tuple(rounds), left, depends)


def _all_actions(game: NormalForm) -> list[Index]:
    return [np.flatnonzero(game.usable(player)) for player in range(game.n_players)]


def _until_none(
    payoff: Array, left: list[Index], rule: Rule, turns: Sequence[tuple[int, ...]]
) -> tuple[list[tuple[Dominated, ...]], tuple[tuple[int, ...], ...]]:
    """Rounds of elimination, in each of which the players of one turn are looked at, until no turn finds any."""
    rounds: list[tuple[Dominated, ...]] = []
    n_idle, turn = 0, 0
    while n_idle < len(turns):
        eliminated = _round(payoff, left, rule, turns[turn % len(turns)])
        n_idle, turn = (0 if eliminated else n_idle + 1), turn + 1
        rounds += [eliminated] if eliminated else []
        left = [_without(actions, player, eliminated) for player, actions in enumerate(left)]
    return rounds, tuple(tuple(int(action) for action in actions) for actions in left)


def _without(actions: Index, player: int, eliminated: Sequence[Dominated]) -> Index:
    gone = [item.action for item in eliminated if item.player == player]
    return actions[~np.isin(actions, gone)]


def _round(payoff: Array, left: Sequence[Index], rule: Rule, players: Sequence[int]) -> tuple[Dominated, ...]:
    return tuple(item for player in players for item in _of_player(payoff, left, player, rule))


def _of_player(payoff: Array, left: Sequence[Index], player: int, rule: Rule) -> Iterator[Dominated]:
    """Dominated actions of one player; what has been dominated in this round dominates nothing more."""
    own_payoff = np.moveaxis(payoff[player][np.ix_(*left)], player, 0).reshape(left[player].size, -1)
    table = _Table(np.nan_to_num(own_payoff), ~np.isnan(own_payoff), left[player])
    is_left = np.ones(len(own_payoff), np.bool_)
    for row in range(len(own_payoff)):
        shares = _by_one(table, is_left, row, rule)
        if shares is None and rule.by_mixtures:
            shares = _by_mixture(table, is_left, row, rule)
        if shares is not None:
            is_left[row] = False
            yield _told(player, table, row, shares, rule.tie)


def _by_one(table: _Table, is_left: Flags, row: int, rule: Rule) -> Array | None:
    """Shares of the action that dominates a row, if one does: the one that is better by most in its worst case."""
    where = table.is_available[row]
    rivals = is_left & table.is_available[:, where].all(axis=1) & where.any()
    rivals[row] = False
    gain = table.payoff[:, where] - table.payoff[row, where]
    holds = (gain > rule.tie) if rule.is_strict else (gain >= -rule.tie)
    wins = rivals & holds.all(axis=1) & (gain > rule.tie).any(axis=1)
    if not wins.any():
        return None
    best = np.argmax(np.where(wins, gain.min(axis=1, initial=np.inf), -np.inf))
    return np.asarray(np.arange(len(wins)) == best, np.float64)


def _by_mixture(table: _Table, is_left: Flags, row: int, rule: Rule) -> Array | None:
    """Shares of a mixture that dominates a row, by linear programming over the shares.

    Strict: maximise ε with Σ_b σ_b u(b, s) ≥ u(a, s) + ε at every s. Weak: maximise Σ_s ε_s ≥ 0 likewise.
    """
    where = table.is_available[row]
    rivals = is_left & table.is_available[:, where].all(axis=1)
    rivals[row] = False
    if rivals.sum() < 2 or not where.any():
        return None
    gain = table.payoff[rivals][:, where] - table.payoff[row, where]
    slack = np.ones((gain.shape[1], 1)) if rule.is_strict else np.eye(gain.shape[1])
    lowest = None if rule.is_strict else -rule.tie
    optimum = linprog(
        np.concatenate([np.zeros(len(gain)), -np.ones(slack.shape[1])]),
        A_ub=np.hstack([-gain.T, slack]),
        b_ub=np.zeros(gain.shape[1]),
        A_eq=np.concatenate([np.ones(len(gain)), np.zeros(slack.shape[1])])[None],
        b_eq=[1.0],
        bounds=[(0, None)] * len(gain) + [(lowest, None)] * slack.shape[1],
    )
    solution = np.asarray(optimum.x) if optimum.status == 0 else np.zeros(len(gain) + 1)
    if not solution[len(gain) :].max() > rule.tie:
        return None
    shares = np.zeros(len(is_left))
    shares[rivals] = solution[: len(gain)]
    return shares


def _told(player: int, table: _Table, row: int, shares: Array, tie: float) -> Dominated:
    used = np.flatnonzero(shares > SMALL_SHARE)
    share = shares[used] / shares[used].sum()
    where = table.is_available[row]
    gain = share @ table.payoff[used][:, where] - table.payoff[row, where]
    by = tuple(int(action) for action in table.action[used])
    n_ties = int((np.abs(gain) <= tie).sum())
    return Dominated(player, int(table.action[row]), by, tuple(map(float, share)), n_ties)
