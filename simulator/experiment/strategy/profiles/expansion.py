"""Pairwise expansion: outcomes of many profiles from those of single levels and of pairs of levels."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Self

import numpy as np
from scipy.sparse import csr_array

from simulator.experiment.batch.task import Array
from simulator.experiment.strategy.profiles.solved import NOTHING
from simulator.scenario.games.axes import Levels


@dataclass(frozen=True, eq=False)
class Expansion:
    """Outcomes of scenarios as sums of those of the status quo, of single levels and of pairs.

    y(a) ≈ y⁰ + Σ_i Δ_i + Σ_i<j Δ_ij with Δ_i = y(i) − y⁰ and Δ_ij = y(i, j) − y(i) − y(j) + y⁰

    Attributes
    ----------
    basis
        Levels of the scenarios that are solved, the first the status quo.
    weight
        Of each of them in every scenario, sparse, shape (scenario, basis); rows sum to 1.
    """

    basis: tuple[Levels, ...]
    weight: csr_array

    @classmethod
    def of(cls, levels: Sequence[Levels]) -> Self:
        """Expansion of scenarios with these levels, `NOTHING` where an axis changes nothing."""
        basis: dict[Levels, int] = {}
        entries = [(row, *term) for row, of_row in enumerate(levels) for term in _terms(of_row)]
        rows, names, weights = zip(*entries, strict=True)
        basis[(NOTHING,) * len(levels[0])] = 0
        columns = [basis.setdefault(name, len(basis)) for name in names]
        shape = len(levels), len(basis)
        return cls(tuple(basis), csr_array((np.array(weights, np.float64), (rows, columns)), shape=shape))

    def spread(self, values: Array) -> Array:
        """Outcomes of all scenarios from those of the basis, the last axis; exact for those that are part of it."""
        return np.asarray((self.weight @ values.reshape(-1, values.shape[-1]).T).T.reshape(*values.shape[:-1], -1))


def _terms(levels: Levels) -> list[tuple[Levels, int]]:
    """Scenarios of the basis whose weighted sum a scenario is.

    y⁰·(1 − n + n(n−1)/2) + Σ y(i)·(2 − n) + Σ y(i, j), n the number of axes that change something
    """
    active = [axis for axis, level in enumerate(levels) if level != NOTHING]
    n_active = len(active)
    if n_active <= 2:
        return [(levels, 1)]
    pairs = [(_only(levels, pair), 1) for pair in combinations(active, 2)]
    singles = [(_only(levels, (axis,)), 2 - n_active) for axis in active]
    return [(_only(levels, ()), 1 - n_active + n_active * (n_active - 1) // 2), *singles, *pairs]


def _only(levels: Levels, kept: Sequence[int]) -> Levels:
    return tuple(level if axis in kept else NOTHING for axis, level in enumerate(levels))
