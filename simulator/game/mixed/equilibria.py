"""Mixed equilibria of a game of two players."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from simulator.errors import GameError
from simulator.game.dominance import Rule, eliminate
from simulator.game.mixed.lemke_howson import lemke_howson
from simulator.game.mixed.vertices import count, vertices
from simulator.game.normal import Array, Flags, Index, NormalForm

MOST_SYSTEMS: Final = 200_000
"""Linear systems for each player up to which all equilibria are found: 10 × 10 actions left by elimination."""

FEW_SYSTEMS: Final = 2_000
"""Up to so many linear systems it costs less to look at all actions than to find those that are dominated."""

SAME: Final = 1e-7
"""Mixed actions that differ by less are the same."""


@dataclass(frozen=True, eq=False)
class MixedEquilibria:
    """Extreme equilibria: every equilibrium is one of them or a mean of some within one component.

    Attributes
    ----------
    first, second
        How often each action is taken, shape (equilibrium, action).
    payoff
        Expected payoffs, shape (equilibrium, player).
    regret
        What the better placed player would gain by its best action; 0 but for rounding.
    component
        Number of the connected set of equilibria that each belongs to.
    is_complete
        Whether these are all; else they are those that paths from every label reach, and there may be more.
    is_degenerate
        Whether some mixed action has more best replies than actions it takes, so that sets of equilibria can occur.
    """

    first: Array
    second: Array
    payoff: Array
    regret: Array
    component: Index
    is_complete: bool
    is_degenerate: bool

    def __len__(self) -> int:
        return len(self.first)


class _Found(NamedTuple):
    first: Array
    second: Array
    is_complete: bool
    is_degenerate: bool


def mixed_equilibria(game: NormalForm, most_systems: int = MOST_SYSTEMS) -> MixedEquilibria:
    """Equilibria in pure and mixed actions of a game of two players.

    x, y with x_a > 0 only if a is best against y, and y_b > 0 only if b is best against x

    Of large games, actions that are strictly dominated, if only by a mixture, are left out first. Exact up to
    rounding: ties here are those of payoffs that are equal.

    Parameters
    ----------
    most_systems
        Number of linear systems up to which all vertices are looked at; larger games are left to paths.

    Returns
    -------
    equilibria
        The same for any affine change of a payoff and any order of actions, but for their own order.

    Raises
    ------
    GameError
        If the game has not two players, several cases, unsolved profiles, or exclusions other than whole actions.

    References
    ----------
    Avis, Rosenberg, Savani and von Stengel (2010), Enumeration of Nash equilibria for two-player games.
    """
    payoff, kept = _bare(game)
    scaled = np.stack([_from_one_to_two(one) for one in payoff])
    is_small = count(*scaled.shape[1:]) <= most_systems
    mixes = _by_vertices(scaled) if is_small else _by_paths(scaled)
    first = _put_back(mixes.first, kept[0], game.n_actions[0])
    second = _put_back(mixes.second, kept[1], game.n_actions[1])
    full = np.nan_to_num(game.only())
    expected = np.einsum("ea,pab,eb->ep", first, full, second)
    gain = np.stack([_best(second @ full[0].T, game, 0), _best(first @ full[1], game, 1)], axis=1) - expected
    return MixedEquilibria(
        first,
        second,
        expected,
        gain.max(axis=1, initial=0.0),
        _components(mixes.first, mixes.second),
        mixes.is_complete,
        mixes.is_degenerate,
    )


def _bare(game: NormalForm) -> tuple[Array, list[Index]]:
    """Payoffs of the actions that can matter, and which they are."""
    if game.n_players != 2:
        raise GameError(f"payoff: got {game.n_players} players. Mixed equilibria are found for two; use `quantal`.")
    usable = [game.usable(player) for player in range(2)]
    if game.is_excluded[np.ix_(*usable)].any():
        raise GameError(
            "is_excluded: players who mix, each by itself, would meet in excluded profiles, which have no payoff. "
            "Exclude whole actions only, ask for pure equilibria, or give a tree: who is later takes what is left."
        )
    if count(*game.n_actions) <= FEW_SYSTEMS:
        return game.only()[:, usable[0]][:, :, usable[1]], [np.flatnonzero(flags) for flags in usable]
    left = eliminate(game, Rule(is_strict=True, by_mixtures=True, tie=_rounding(game))).left
    kept = [np.array(actions, np.intp) for actions in left]
    return game.only()[:, kept[0]][:, :, kept[1]], kept


def _rounding(game: NormalForm) -> float:
    payoff = game.only()
    return 1e-9 * float(np.nanmax(payoff) - np.nanmin(payoff))


def _from_one_to_two(payoff: Array) -> Array:
    spread = float(np.ptp(payoff))
    return np.asarray(1 + (payoff - payoff.min()) / spread) if spread > 0 else np.ones_like(payoff)


def _by_vertices(payoff: Array) -> _Found:
    """Pairs of vertices that together have every label."""
    first, second = vertices(payoff[1]), vertices(np.ascontiguousarray(payoff[0].T))
    n_first = payoff.shape[1]
    label = np.hstack([second.label[:, -n_first:], second.label[:, :-n_first]])
    n_missing = (~first.label).astype(np.float64) @ (~label).astype(np.float64).T
    row, column = np.nonzero(n_missing == 0)
    degenerate = _is_degenerate(first.label, first.point) or _is_degenerate(second.label, second.point)
    return _Found(_normal(first.point[row]), _normal(second.point[column]), True, degenerate)


def _is_degenerate(label: Flags, point: Array) -> bool:
    return bool((label.sum(axis=1) > point.shape[1]).any())


def _by_paths(payoff: Array) -> _Found:
    """What paths from every label reach, each once."""
    labels = range(payoff.shape[1] + payoff.shape[2])
    ends = [end for end in (lemke_howson(payoff[0], payoff[1], label) for label in labels) if end is not None]
    if not ends:
        raise GameError("payoff: no path reached an equilibrium. Leave out actions that nobody would take.")
    first, second = np.array([end[0] for end in ends]), np.array([end[1] for end in ends])
    _, once = np.unique(np.round(np.hstack([first, second]), 7) + 0.0, axis=0, return_index=True)
    first, second = first[once], second[once]
    n_best = [
        _n_best(second @ payoff[0].T),
        _n_best(first @ payoff[1]),
    ]
    n_taken = [(second > SAME).sum(axis=1), (first > SAME).sum(axis=1)]
    degenerate = any((best > taken).any() for best, taken in zip(n_best, n_taken, strict=True))
    return _Found(first, second, False, degenerate)


def _n_best(payoff: Array) -> Index:
    return np.asarray((payoff >= payoff.max(axis=1, keepdims=True) - SAME).sum(axis=1), np.intp)


def _components(first: Array, second: Array) -> Index:
    """Number of the connected set of each pair: two are connected that share a mixed action."""
    nodes = [np.unique(np.round(mix, 7) + 0.0, axis=0, return_inverse=True)[1].reshape(-1) for mix in (first, second)]
    n_first, n_nodes = int(nodes[0].max(initial=-1)) + 1, sum(int(node.max(initial=-1)) + 1 for node in nodes)
    edges = coo_array((np.ones(len(first)), (nodes[0], n_first + nodes[1])), shape=(n_nodes, n_nodes))
    number = connected_components(edges, directed=False)[1][nodes[0]]
    return np.unique(number, return_inverse=True)[1].reshape(-1)


def _normal(point: Array) -> Array:
    return np.asarray(point / point.sum(axis=1, keepdims=True))


def _put_back(mix: Array, kept: Index, n_actions: int) -> Array:
    """Mixed actions with those left out at 0."""
    whole = np.zeros((len(mix), n_actions))
    whole[:, kept] = mix
    return whole


def _best(payoff: Array, game: NormalForm, player: int) -> Array:
    """Best expected payoff among the actions that can be taken."""
    return np.asarray(payoff[:, game.usable(player)].max(axis=1))
