"""The map over two concerns: which outcome follows where, with ties and several equilibria kept apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simulator.errors import GameError
from simulator.game.normal import TIE, Array, Flags, Index, NormalForm, Profile, checked_player
from simulator.game.pure import pure_equilibria

NONE: Final = -1
"""No profile is an equilibrium in pure actions."""

SEVERAL: Final = -2
"""More than one profile is."""

NUMBERS_AT_ONCE: Final = 4_000_000
"""Payoffs that are held at once, so that memory stays bounded."""


class GameAxis(NamedTuple):
    """One concern whose weight is not known.

    Attributes
    ----------
    player
        Whose payoff it is added to.
    outcome
        What a weight of 1 adds at each profile, shape (actions of player 0, …).
    weights
        Weights along the axis, shape (weight,).
    """

    player: int
    outcome: ArrayLike
    weights: ArrayLike


@dataclass(frozen=True, eq=False)
class ConcernMap:
    """Equilibria in pure actions over a grid of two weights; arrays have the shape (first weight, second weight).

    Attributes
    ----------
    profile
        Flat number of the only equilibrium, `NONE` or `SEVERAL`.
    which
        Number in `sets` of the set of all equilibria there.
    sets
        Sets of equilibria that occur on the map, each a tuple of profiles.
    n_equilibria
        How many there are.
    is_tied
        Some equilibrium there is one only because of a tie, so that an edge of its region is near.
    is_unknown
        Some profile may be an equilibrium, and a payoff that this depends on is not solved.
    """

    profile: Index
    which: Index
    sets: tuple[tuple[Profile, ...], ...]
    n_equilibria: Index
    is_tied: Flags
    is_unknown: Flags

    def share(self) -> Array:
        """Share of the grid that each set of equilibria takes, in the order of `sets`."""
        return np.bincount(self.which.reshape(-1), minlength=len(self.sets)) / self.which.size


def concern_map(game: NormalForm, first: GameAxis, second: GameAxis, tie: float = TIE) -> ConcernMap:
    """Equilibria of u_p + w · y over a grid of two weights.

    Parameters
    ----------
    game
        Payoffs without the two concerns, of one case.
    first, second
        The concerns; of the same player or of two.

    Returns
    -------
    map
        The same for any order of actions, but for the numbers of profiles and of sets.

    Raises
    ------
    GameError
        If the game has several cases, or an axis does not fit it.
    """
    if game.n_cases != 1:
        raise GameError(f"payoff: got {game.n_cases} cases where one game is asked for. Take one with `case`.")
    axes = _checked(game, first, "first"), _checked(game, second, "second")
    grid = np.stack(np.meshgrid(axes[0].weights, axes[1].weights, indexing="ij"), axis=-1).reshape(-1, 2)
    held, tied, unknown = _over(game, axes, grid, tie)
    shape = np.size(axes[0].weights), np.size(axes[1].weights)
    rows, which = np.unique(held, axis=0, return_inverse=True)
    count = held.sum(axis=1)
    single = np.where(count == 1, held.argmax(axis=1), np.where(count == 0, NONE, SEVERAL))
    sets = tuple(tuple(_profile(game, flat) for flat in np.flatnonzero(row).tolist()) for row in rows)
    return ConcernMap(
        single.reshape(shape),
        which.reshape(shape),
        sets,
        count.reshape(shape),
        tied.reshape(shape),
        unknown.reshape(shape),
    )


def _over(game: NormalForm, axes: tuple[GameAxis, GameAxis], grid: Array, tie: float) -> tuple[Flags, Flags, Flags]:
    """Which profiles are equilibria, and whether some is tied or unknown, at every point of the grid."""
    parts = []
    for points in _blocks(grid, game.payoff.size):
        payoff = np.repeat(game.payoff, len(points), axis=0)
        for column, axis in enumerate(axes):
            payoff[:, axis.player] += np.multiply.outer(points[:, column], np.asarray(axis.outcome))
        equilibria = pure_equilibria(NormalForm.batch(payoff, game.is_excluded), tie)
        flat = [
            flags.reshape(len(points), -1)
            for flags in (equilibria.is_equilibrium, equilibria.is_tied, equilibria.is_unknown)
        ]
        parts.append((flat[0], flat[1].any(axis=1), flat[2].any(axis=1)))
    held, tied, unknown = (np.concatenate(part) for part in zip(*parts, strict=True))
    return held, tied, unknown


def _blocks(grid: Array, size: int) -> Iterator[Array]:
    step = max(1, NUMBERS_AT_ONCE // size)
    for start in range(0, len(grid), step):
        yield grid[start : start + step]


def _profile(game: NormalForm, flat: int) -> Profile:
    return tuple(int(action) for action in np.unravel_index(flat, game.n_actions))


def _checked(game: NormalForm, axis: GameAxis, name: str) -> GameAxis:
    outcome, weights = np.array(axis.outcome, np.float64), np.array(axis.weights, np.float64)
    if outcome.shape != game.n_actions or weights.ndim != 1 or weights.size == 0 or not np.isfinite(weights).all():
        raise GameError(
            f"{name}: give an outcome for each of the profiles {game.n_actions}, got {outcome.shape}, and a row of "
            "finite weights."
        )
    return GameAxis(checked_player(game, axis.player), outcome, weights)
