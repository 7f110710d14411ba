"""The path of Lemke and Howson from each label to an equilibrium, by lexicographic pivots."""

from typing import Final

import numpy as np

from simulator.game.normal import Array, Flags, Index

SMALL: Final = 1e-10
"""A pivot of a tableau in payoffs from 1 to 2 below this is none."""

MOST_PIVOTS: Final = 20_000
"""Pivots after which a path is given up; paths of games of this size take some hundreds at most."""


def lemke_howson(first: Array, second: Array, dropped: int) -> tuple[Array, Array] | None:
    """Follow the path that begins by dropping one label.

    Parameters
    ----------
    first, second
        Payoffs of the players, > 0, shape (action of the first, action of the second).
    dropped
        Label: an action of the first player, or of the second counted on after them.

    Returns
    -------
    mixes
        Mixed actions of both, each summing to 1; None if rounding broke the path.

    References
    ----------
    Lemke and Howson (1964); von Stengel (2002), Computing equilibria for two-person games, section 2.3.
    """
    n_first, n_second = first.shape
    first_labels, second_labels = np.arange(n_first), np.arange(n_first, n_first + n_second)
    tableaux = [
        _Tableau(second.T, np.concatenate([first_labels, second_labels])),
        _Tableau(first, np.concatenate([second_labels, first_labels])),
    ]
    side, entering = (0 if dropped < n_first else 1), dropped
    for _ in range(MOST_PIVOTS):
        left = tableaux[side].enter(entering)
        if left is None:
            return None
        if left == dropped:
            return tableaux[0].mix(), tableaux[1].mix()
        side, entering = 1 - side, left
    return None


class _Tableau:
    """Σ_a payoff_ba x_a + slack_b = 1, one row for each action b of the other player.

    Parameters
    ----------
    payoff
        Of the other player, shape (other's action, own action).
    label
        Labels of the columns: own actions, whose columns are those of x, and then the other's, those of slacks.
    """

    def __init__(self, payoff: Array, label: Index) -> None:
        n_rows, self.n_columns = payoff.shape
        self.label, self.column = label, np.argsort(label)
        self.basis = self.n_columns + np.arange(n_rows)
        self.rows = np.hstack([payoff, np.eye(n_rows), np.ones((n_rows, 1))])

    def enter(self, label: int) -> int | None:
        """Bring a label's column into the basis; the label that leaves it."""
        column = int(self.column[label])
        row = self._leaving(self.rows[:, column])
        if row is None:
            return None
        left = int(self.label[self.basis[row]])
        self.basis[row] = column
        self.rows[row] /= self.rows[row, column]
        others = np.arange(len(self.rows)) != row
        self.rows[others] -= self.rows[others][:, [column]] * self.rows[row]
        return left

    def _leaving(self, entering: Array) -> int | None:
        """Row of least ratio; ties by the ratios of the columns of slacks, so that degenerate paths do not cycle."""
        candidates: Index = np.flatnonzero(entering > SMALL)
        for column in (-1, *range(self.n_columns, self.rows.shape[1] - 1)):
            if candidates.size < 2:
                break
            ratio = self.rows[candidates, column] / entering[candidates]
            lowest: Flags = ratio <= ratio.min() + SMALL
            candidates = candidates[lowest]
        return int(candidates[0]) if candidates.size else None

    def mix(self) -> Array:
        """Values of x, as shares."""
        value = np.zeros(len(self.label))
        value[self.basis] = np.maximum(self.rows[:, -1], 0.0)
        weight = value[: self.n_columns]
        return np.asarray(weight / weight.sum())
