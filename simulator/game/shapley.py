"""Shapley values of a game, and what its players do in pairs: from all coalitions, or from those of balanced orders."""

import itertools
import math
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

ENUMERATED: Final = 12
"""Up to so many players every coalition counts; n of them have 2^n."""

SQUARES: Final = 24
"""Sets of balanced orders that are drawn for more players; errors are told from how far the sets differ."""


class Estimate(NamedTuple):
    """One number for each player, or for each pair in the order of `itertools.combinations`, and its standard error."""

    value: Array
    standard_error: Array


class EveryCoalition:
    """All coalitions of n players, from which values are exact.

    Attributes
    ----------
    members
        Who is in each coalition, shape (coalition, player), in the order of `itertools.product((0, 1), repeat=n)`.
    """

    def __init__(self, n_players: int) -> None:
        self.members = np.array(list(itertools.product((False, True), repeat=n_players)))

    def contributions(self, value: Array) -> Estimate:
        """Shapley values, which sum to value[-1] − value[0].

        φ_i = Σ_S |S|!(n−|S|−1)!/n! · (v(S ∪ i) − v(S))
        """
        game, weights = self._game(value), self._weights(apart=1)
        return _exact([(weights * np.diff(game, axis=player).squeeze(player)).sum() for player in range(game.ndim)])

    def interactions(self, value: Array) -> Estimate:
        """Shapley interaction indices: how much two players do together beyond what each does alone.

        I_ij = Σ_S |S|!(n−|S|−2)!/(n−1)! · (v(S ∪ ij) − v(S ∪ i) − v(S ∪ j) + v(S))
        """
        game = self._game(value)
        if game.ndim < 2:
            return _exact([])
        weights, pairs = self._weights(apart=2), itertools.combinations(range(game.ndim), 2)
        return _exact([(weights * _second_difference(game, pair)).sum() for pair in pairs])

    def _game(self, value: Array) -> Array:
        return value.reshape((2,) * self.members.shape[1])

    def _weights(self, apart: int) -> Array:
        """Share of orders in which a coalition comes just before the players that stand apart, by who is in it."""
        others = self.members.shape[1] - apart
        share = [1 / (others + 1) / math.comb(others, size) for size in range(others + 1)]
        return np.asarray(np.array(share)[np.indices((2,) * others).sum(axis=0, dtype=np.intp)])


class BalancedOrders:
    """Coalitions met along random orders in which n players join; each order's gains add up to the whole.

    Orders come in sets, each balanced: every player comes as often at every place, before and after and next to every
    other (Williams 1949), so that a set is exact where players interact in pairs only. Each set is relabelled at
    random, which makes it an unbiased estimate (Castro, Gómez and Tejada 2009), and sets that differ tell the error.

    Attributes
    ----------
    members
        Who is in each coalition, shape (coalition, player); the first is empty, the last has all players.
    """

    def __init__(self, n_players: int, n_squares: int = SQUARES, seed: int = 0) -> None:
        draws, square = np.random.default_rng(seed), _williams_square(n_players)
        self.n_squares = n_squares
        self.order = np.concatenate([draws.permutation(n_players)[square] for _ in range(n_squares)])
        self.rank = np.argsort(self.order, axis=1)
        rank, n_joined = self.rank[:, None, :], np.arange(n_players + 1)[:, None]
        joined = rank < n_joined
        swapped = (rank < n_joined[:-2]) | (rank == n_joined[1:-1])
        met = np.concatenate([joined, swapped], axis=1)
        self.members, member = np.unique(met.reshape(-1, n_players), axis=0, return_inverse=True)
        self.joined, self.swapped = np.split(member.reshape(met.shape[:2]), [n_players + 1], axis=1)

    def contributions(self, value: Array) -> Estimate:
        """Shapley values: what a player adds to those before, on average over the orders."""
        gain = np.take_along_axis(np.diff(value[self.joined], axis=1), self.rank, axis=1)
        return _of_squares(gain.reshape(self.n_squares, -1, gain.shape[1]).mean(axis=1))

    def interactions(self, value: Array) -> Estimate:
        """Shapley interaction indices: what two who come next to each other do together, on average over the orders."""
        joined = value[self.joined]
        together = joined[:, 2:] - joined[:, 1:-1] - value[self.swapped] + joined[:, :-2]
        first, second = np.triu_indices(self.order.shape[1], k=1)
        number = np.zeros((self.order.shape[1],) * 2, np.intp)
        number[first, second] = number[second, first] = np.arange(first.size)
        pair = number[self.order[:, :-1], self.order[:, 1:]].reshape(self.n_squares, -1)
        total = np.zeros((self.n_squares, first.size))
        np.add.at(total, (np.arange(self.n_squares)[:, None], pair), together.reshape(pair.shape))
        return _of_squares(total * first.size / pair.shape[1])


Game: TypeAlias = EveryCoalition | BalancedOrders


def game_of(n_players: int) -> Game:
    """Coalitions from which the values of so many players are found."""
    return EveryCoalition(n_players) if n_players <= ENUMERATED else BalancedOrders(n_players)


def _williams_square(n_players: int) -> NDArray[np.intp]:
    """Orders of players, one in a row, as balanced as `BalancedOrders` says: n of them, or 2n where n is odd."""
    step = np.arange(n_players)
    zigzag = np.where(step % 2 == 1, (step + 1) // 2, -(step // 2))
    cyclic = (zigzag + step[:, None]) % n_players
    return cyclic if n_players % 2 == 0 else np.concatenate([cyclic, cyclic[:, ::-1]])


def _second_difference(game: Array, pair: tuple[int, int]) -> Array:
    return np.asarray(np.diff(np.diff(game, axis=pair[0]), axis=pair[1]).squeeze(pair))


def _exact(values: list[float]) -> Estimate:
    return Estimate(np.array(values, float), np.zeros(len(values)))


def _of_squares(estimates: Array) -> Estimate:
    """Mean of independent estimates, shape (estimate, number)."""
    return Estimate(estimates.mean(axis=0), estimates.std(axis=0, ddof=1) / math.sqrt(len(estimates)))
