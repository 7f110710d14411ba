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
    have different numbers of them. Sums run within a case: each has products of its own, in a fixed order.
    """

    def __init__(self, n_cases: int, n_unknowns: int, owner: NDArray[np.intp], window: int) -> None:
        self.window = window
        self.owner = owner
        self.count = 0
        self.step_change = np.empty((window, n_cases, n_unknowns))
        self.image_change = np.empty((window, n_cases, n_unknowns))
        self.row_step_change = np.empty((window, owner.size))
        self.row_image_change = np.empty((window, owner.size))
        self.gram = np.tile(np.eye(window), (n_cases, 1, 1))
        self.last: tuple[Array, Array, Array, Array] | None = None

    @property
    def used(self) -> int:
        """Number of changes that are remembered."""
        return min(self.count, self.window)

    def mix(self, unknowns: Array, row: Array, step: Array, row_step: Array) -> tuple[Array, Array]:
        """Next iterate from the current one and its plain fixed-point step."""
        image, row_image = unknowns + step, row + row_step
        if self.last is not None:
            self._remember(image, row_image, step, row_step)
        self.last = image, row_image, step, row_step
        if self.used == 0:
            return image, row_image
        weight = self._weights(step, row_step)
        changes = self.image_change[: self.used].swapaxes(0, 1)
        mixed = image - (weight[:, None] @ changes)[:, 0]
        past = zip(weight[self.owner].T, self.row_image_change[: self.used], strict=True)
        return mixed, row_image - sum(share * change for share, change in past)

    def take(self, cases: NDArray[np.intp], owner: NDArray[np.intp], rows: NDArray[np.bool_]) -> None:
        """Keep the given cases, and of the further unknowns those in `rows`, owned as `owner` says."""
        self.owner = owner
        self.step_change, self.image_change = (
            self._taken(self.step_change, cases),
            self._taken(self.image_change, cases),
        )
        self.row_step_change = self.row_step_change[:, rows]
        self.row_image_change = self.row_image_change[:, rows]
        self.gram = self.gram[cases]
        if self.last is not None:
            image, row_image, step, row_step = self.last
            self.last = image[cases], row_image[rows], step[cases], row_step[rows]

    def _taken(self, changes: Array, cases: NDArray[np.intp]) -> Array:
        """Changes of the given cases; what is not yet remembered is not copied."""
        taken = np.empty((self.window, cases.size, changes.shape[-1]))
        taken[: self.used] = changes[: self.used, cases]
        return taken

    def _remember(self, image: Array, row_image: Array, step: Array, row_step: Array) -> None:
        assert self.last is not None
        slot = self.count % self.window
        np.subtract(image, self.last[0], out=self.image_change[slot])
        np.subtract(row_image, self.last[1], out=self.row_image_change[slot])
        np.subtract(step, self.last[2], out=self.step_change[slot])
        np.subtract(row_step, self.last[3], out=self.row_step_change[slot])
        self.count += 1
        product = self._products(self.step_change[slot], self.row_step_change[slot])
        self.gram[:, slot, : self.used] = product
        self.gram[:, : self.used, slot] = product

    def _products(self, step: Array, row_step: Array) -> Array:
        """Inner products of a step with the remembered step changes, shape (case, change)."""
        changes = self.step_change[: self.used].swapaxes(0, 1)
        product = (changes @ step[..., None])[..., 0]
        if self.owner.size:
            slot = self.owner * self.used + np.arange(self.used)[:, None]
            rows = (self.row_step_change[: self.used] * row_step).ravel()
            product += np.bincount(slot.ravel(), rows, product.size).reshape(product.shape)
        return product

    def _weights(self, step: Array, row_step: Array) -> Array:
        gram = self.gram[:, : self.used, : self.used]
        scale = np.einsum("cmm->c", gram)[:, None, None]
        ridge = (REGULARISATION * scale + np.finfo(float).tiny) * np.eye(self.used)
        return np.asarray(np.linalg.solve(gram + ridge, self._products(step, row_step)[..., None])[..., 0])
