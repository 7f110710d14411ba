"""Vertices of the polytopes of best replies, by small linear systems over supports."""

import math
from collections.abc import Iterator
from itertools import combinations, islice
from typing import Final, NamedTuple

import numpy as np

from simulator.game.normal import Array, Flags, Index

TIGHT: Final = 1e-9
"""An inequality of a polytope in payoffs from 1 to 2 holds with equality within this."""

AT_ONCE: Final = 20_000
"""Linear systems solved in one call, so that memory stays bounded."""

SINGULAR: Final = 1e-11
"""Determinant below which a support has no vertex of its own."""


class Vertices(NamedTuple):
    """Vertices of {x ≥ 0 : x·payoff ≤ 1}.

    Attributes
    ----------
    point
        Shape (vertex, action); not normalised, the origin is left out.
    label
        Inequalities that are tight, shape (vertex, own actions and then others'): own action not taken, or other's
        action a best reply.
    """

    point: Array
    label: Flags


def count(n_own: int, n_other: int) -> int:
    """Number of linear systems that `vertices` solves."""
    return math.comb(n_own + n_other, n_own)


def vertices(payoff: Array) -> Vertices:
    """All vertices of {x ≥ 0 : Σ_a x_a payoff_ab ≤ 1 for every b}, whose normalised points are mixed actions.

    Parameters
    ----------
    payoff
        The other player's payoffs, > 0, shape (own action, other's action).

    References
    ----------
    Mangasarian (1964), Equilibrium points of bimatrix games; Avis, Rosenberg, Savani and von Stengel (2010).
    """
    points = [_of_size(payoff, size) for size in range(1, min(payoff.shape) + 1)]
    point = _distinct(np.concatenate(points))
    slack = np.hstack([point, 1 - point @ payoff])
    return Vertices(point, slack < TIGHT)


def _of_size(payoff: Array, size: int) -> Array:
    """Vertices at which so many own actions are taken and so many of the other's are tight."""
    points = [_solved(payoff, support, tight) for support, tight in _blocks(payoff.shape, size)]
    return np.concatenate(points) if points else np.empty((0, payoff.shape[0]))


def _blocks(shape: tuple[int, ...], size: int) -> Iterator[tuple[Index, Index]]:
    """Pairs of supports of one size, (pair, size) each, a bounded number at a time."""
    others = np.array(list(combinations(range(shape[1]), size)), np.intp)
    owns = combinations(range(shape[0]), size)
    n_own = max(1, AT_ONCE // len(others))
    while taken := list(islice(owns, n_own)):
        support = np.array(taken, np.intp)
        yield np.repeat(support, len(others), axis=0), np.tile(others, (len(support), 1))


def _solved(payoff: Array, support: Index, tight: Index) -> Array:
    """Points with x·payoff = 1 on the tight columns and 0 off the support, those that are feasible."""
    system = payoff[support[:, None, :], tight[:, :, None]]
    regular = np.abs(np.linalg.det(system)) > SINGULAR
    x = np.linalg.solve(system[regular], np.ones((int(regular.sum()), support.shape[1], 1)))[..., 0]
    point = np.zeros((len(x), payoff.shape[0]))
    np.put_along_axis(point, support[regular], x, axis=1)
    return point[(x >= -TIGHT).all(axis=1) & (point @ payoff <= 1 + TIGHT).all(axis=1)]


def _distinct(point: Array) -> Array:
    """Points that differ by more than rounding."""
    _, first = np.unique(np.round(point, 8) + 0.0, axis=0, return_index=True)
    return np.maximum(point[first], 0.0)
