"""Anderson acceleration of a fixed point, for a batch of cases that do not know of each other."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

REGULARISATION: Final = 1e-13
"""Relative ridge of the least-squares problem; keeps it solvable when past steps are nearly parallel."""


class Anderson:
    """Mixes past steps of a fixed-point iteration into the next, by least squares on the residuals.

    Regular unknowns come as (case, unknown); a row of further unknowns belongs to cases by index, so that cases may
    have different numbers of them. All sums run within a case and in a fixed order.
    """

    def __init__(self, n_cases: int, n_unknowns: int, owner: NDArray[np.intp], window: int) -> None:
        self.window = window
        self.owner = owner
        self.count = 0
        self.step_change = np.zeros((n_cases, window, n_unknowns))
        self.image_change = np.zeros((n_cases, window, n_unknowns))
        self.row_step_change = np.zeros((window, owner.size))
        self.row_image_change = np.zeros((window, owner.size))
        self.gram = np.tile(np.eye(window), (n_cases, 1, 1))
        self.last: tuple[Array, Array, Array, Array] | None = None

    def mix(self, unknowns: Array, row: Array, step: Array, row_step: Array) -> tuple[Array, Array]:
        """Next iterate from the current one and its plain fixed-point step."""
        image, row_image = unknowns + step, row + row_step
        if self.last is not None:
            self._remember(image, row_image, step, row_step)
        self.last = image, row_image, step, row_step
        used = min(self.count, self.window)
        if used == 0:
            return image, row_image
        weight = self._weights(step, row_step, used)
        mixed = image - np.einsum("cm,cmu->cu", weight, self.image_change[:, :used])
        past = zip(weight[self.owner].T, self.row_image_change[:used], strict=True)
        return mixed, row_image - sum(share * change for share, change in past)

    def take(self, cases: NDArray[np.intp], owner: NDArray[np.intp], rows: NDArray[np.bool_]) -> None:
        """Keep the given cases, and of the further unknowns those in `rows`, owned as `owner` says."""
        self.owner = owner
        self.step_change, self.image_change = self.step_change[cases], self.image_change[cases]
        self.row_step_change = self.row_step_change[:, rows]
        self.row_image_change = self.row_image_change[:, rows]
        self.gram = self.gram[cases]
        if self.last is not None:
            image, row_image, step, row_step = self.last
            self.last = image[cases], row_image[rows], step[cases], row_step[rows]

    def _remember(self, image: Array, row_image: Array, step: Array, row_step: Array) -> None:
        assert self.last is not None
        slot = self.count % self.window
        self.image_change[:, slot] = image - self.last[0]
        self.row_image_change[slot] = row_image - self.last[1]
        self.step_change[:, slot] = step - self.last[2]
        self.row_step_change[slot] = row_step - self.last[3]
        self.count += 1
        used = min(self.count, self.window)
        product = self._products(self.step_change[:, slot], self.row_step_change[slot], used)
        self.gram[:, slot, :used] = product
        self.gram[:, :used, slot] = product

    def _products(self, step: Array, row_step: Array, used: int) -> Array:
        """Inner products of a step with the remembered step changes, shape (case, used)."""
        product = np.einsum("cmu,cu->cm", self.step_change[:, :used], step)
        place = self.owner * used + np.arange(used)[:, None]
        row = np.bincount(place.ravel(), (self.row_step_change[:used] * row_step).ravel(), product.size)
        return np.asarray(product + row.reshape(product.shape))

    def _weights(self, step: Array, row_step: Array, used: int) -> Array:
        gram = self.gram[:, :used, :used]
        scale = np.einsum("cmm->c", gram)[:, None, None]
        ridge = (REGULARISATION * scale + np.finfo(float).tiny) * np.eye(used)
        return np.asarray(np.linalg.solve(gram + ridge, self._products(step, row_step, used)[..., None])[..., 0])
