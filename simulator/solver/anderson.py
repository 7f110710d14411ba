"""Anderson acceleration of a fixed point, for a batch of cases that do not know of each other."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

REGULARISATION: Final = 1e-13
"""Relative ridge of the least-squares problem; keeps it solvable when past steps are nearly parallel."""


class Point(NamedTuple):
    """Where a step led and the step, or how both changed from one iterate to the next.

    Regular unknowns have shape (case, unknown); `row_` belongs to the row of further unknowns.
    """

    image: Array
    row_image: Array
    step: Array
    row_step: Array

    def less(self, other: "Point") -> "Point":
        """Difference from another point."""
        return Point(*(mine - its for mine, its in zip(self, other, strict=True)))

    def take(self, cases: NDArray[np.intp], rows: NDArray[np.bool_]) -> "Point":
        """Keep the given cases, and the further unknowns in `rows`."""
        return Point(self.image[cases], self.row_image[rows], self.step[cases], self.row_step[rows])


class Anderson:
    """Mixes past steps of a fixed-point iteration into the next, by least squares on the residuals.

    Regular unknowns come as (case, unknown); a row of further unknowns belongs to cases by index, so that cases may
    have different numbers of them. All sums run within a case and in a fixed order.
    """

    def __init__(self, n_cases: int, owner: NDArray[np.intp], window: int) -> None:
        self.window = window
        self.owner = owner
        self.changes: list[Point] = []
        self.gram = np.empty((n_cases, 0, 0))
        self.last: Point | None = None

    def mix(self, unknowns: Array, row: Array, step: Array, row_step: Array) -> tuple[Array, Array]:
        """Next iterate from the current one and its plain fixed-point step."""
        here = Point(unknowns + step, row + row_step, step, row_step)
        if self.last is not None and self.window > 0:
            self._remember(here.less(self.last))
        self.last = here
        mixed, row_mixed = here.image, here.row_image
        if self.changes:
            mixed = mixed.copy()
            for weight, change in zip(self._weights(here).T, self.changes, strict=True):
                mixed -= weight[:, None] * change.image
                row_mixed = row_mixed - weight[self.owner] * change.row_image
        return mixed, row_mixed

    def take(self, cases: NDArray[np.intp], owner: NDArray[np.intp], rows: NDArray[np.bool_]) -> None:
        """Keep the given cases, and of the further unknowns those in `rows`, owned as `owner` says."""
        self.owner = owner
        self.changes = [change.take(cases, rows) for change in self.changes]
        self.gram = self.gram[cases]
        if self.last is not None:
            self.last = self.last.take(cases, rows)

    def _remember(self, change: Point) -> None:
        forgotten = int(len(self.changes) == self.window)
        self.changes = [*self.changes[forgotten:], change]
        known, used = self.gram[:, forgotten:, forgotten:], len(self.changes)
        self.gram = np.empty((known.shape[0], used, used))
        self.gram[:, :-1, :-1] = known
        self.gram[:, -1] = self.gram[:, :, -1] = self._products(change)

    def _products(self, point: Point) -> Array:
        """Inner products of a step with the remembered changes of steps, shape (case, change)."""
        products = np.stack([np.einsum("cu,cu->c", change.step, point.step) for change in self.changes], axis=-1)
        if self.owner.size:
            rows = (np.bincount(self.owner, change.row_step * point.row_step, len(products)) for change in self.changes)
            products += np.stack(list(rows), axis=-1)
        return products

    def _weights(self, here: Point) -> Array:
        used = len(self.changes)
        scale = np.einsum("cmm->c", self.gram)[:, None, None]
        ridge = (REGULARISATION * scale + np.finfo(float).tiny) * np.eye(used)
        return np.asarray(np.linalg.solve(self.gram + ridge, self._products(here)[..., None])[..., 0])
