"""A preconditioner from the inverse Jacobian: each region by itself, and the strongest ties between regions."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.solver.linear.columns import Columns, columns, rows

Array = NDArray[np.float64]

PATTERNS: Final = 2
"""Ties kept for each region and for each unknown of a region; with fewer, iterations are cheaper but too many more."""


class Inverse:
    """Near inverse of a matrix: what a region's unknowns do to each other in full, and the rest by its strongest ties.

    What happens abroad reaches a region mostly through a few sums, such as world prices, so that a third of the work
    and memory does nearly as well. It preconditions the steps and is no part of their goal, so single precision serves.

    Parameters
    ----------
    matrix
        Square. Its first unknowns have shape (unknown of a region, region), row by row; those after them belong to no
        region.
    n_regions, n_per_region
        How many there are.
    """

    def __init__(self, matrix: Array, n_regions: int, n_per_region: int) -> None:
        n_unknowns, n_regional = len(matrix), n_regions * n_per_region
        regional = np.arange(n_regional).reshape(n_per_region, n_regions).T.ravel()
        self.by_region = np.concatenate([regional, np.arange(n_regional, n_unknowns)])
        self.by_kind = np.argsort(self.by_region)
        matrix = matrix[np.ix_(self.by_region, self.by_region)]
        across = np.linalg.inv(matrix)
        region = np.arange(n_regions)
        regional_part = across[:n_regional, :n_regional].reshape(n_regions, n_per_region, n_regions, n_per_region)
        self.within = regional_part[region, :, region].astype(np.float32)
        regional_part[region, :, region] = 0
        n_patterns = min(PATTERNS * (n_regions + n_per_region), n_unknowns)
        self.reach, self.pattern = _strongest(across, matrix, n_patterns)

    def packed(self, vectors: Array) -> Columns:
        """Vectors of shape (case, unknown) as columns that `times` takes: region by region."""
        return np.take(columns(vectors), self.by_region, axis=1)

    def unpacked(self, packed: Columns, n_cases: int) -> Array:
        """Vectors of so many cases from their columns."""
        return rows(np.take(packed, self.by_kind, axis=1), n_cases)

    def times(self, packed: Columns) -> Columns:
        """Product with each column."""
        n_regions, n_per_region, _ = self.within.shape
        product = self.reach @ (self.pattern @ packed)
        here, there = (
            part[:, : n_regions * n_per_region].reshape(len(part), n_regions, n_per_region, -1)
            for part in (packed, product)
        )
        there += self.within @ here
        return product


def _strongest(
    across: NDArray[np.floating], matrix: NDArray[np.floating], n_patterns: int
) -> tuple[NDArray[np.float32], ...]:
    """Factors of a matrix of low rank that is near `across` in its effect, across · matrix: in the error of a step.

    A random sketch finds the range of the effect, sharpened by one step of subspace iteration: Halko, Martinsson and
    Tropp (2011), algorithm 4.4.
    """
    across, matrix = across.astype(np.float32), matrix.astype(np.float32)
    sketch = np.random.default_rng(0).standard_normal((len(matrix), n_patterns), np.float32)
    reach = np.linalg.qr(across @ (matrix @ sketch))[0]
    sketch = np.linalg.qr(matrix.T @ (across.T @ reach))[0]
    reach = np.linalg.qr(across @ (matrix @ sketch))[0]
    return reach, reach.T @ across
