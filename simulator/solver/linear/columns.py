"""Many vectors as the columns of matrices, so that one product serves several cases."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Columns = NDArray[np.float32]
"""(group, …, case of the group): in single precision, as they precondition the steps and are no part of their goal."""

TOGETHER: Final = 16
"""Cases of a group; always so many, so that a case's digits do not depend on its neighbours."""


def columns(vectors: NDArray[np.float64]) -> Columns:
    """Put the vectors of many cases, shape (case, …), side by side; the last group is filled up with 0."""
    n_cases = len(vectors)
    filled = np.zeros((-(-n_cases // TOGETHER) * TOGETHER, *vectors.shape[1:]), np.float32)
    filled[:n_cases] = vectors
    return np.moveaxis(filled.reshape(-1, TOGETHER, *vectors.shape[1:]), 1, -1)


def rows(side_by_side: Columns, n_cases: int) -> NDArray[np.float64]:
    """Put the vectors of so many cases one below the other again, shape (case, …)."""
    inner = side_by_side.shape[1:-1]
    return np.moveaxis(side_by_side, -1, 1).reshape(-1, *inner)[:n_cases].astype(np.float64, order="C")
