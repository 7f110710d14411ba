"""A solved grid of one scenario at one horizon, and the numbers between its points."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulator.experiment.batch.task import Array
from simulator.experiment.explorer.numbers import GridOutcome
from simulator.experiment.explorer.sliders import BEYOND, Slider
from simulator.experiment.explorer.splines import Nodes, blend, product

Single = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Grid:
    """Numbers over a grid of levers, and in between.

    Attributes
    ----------
    sliders
        Levers, a commitment last.
    outcomes
        What the numbers are.
    kept
        Numbers in the form in which splines run through them, shape (number, *grid), in single precision as a page
        holds them. The last axis of a commitment runs from what the market buys by itself to the highest amount.
    free
        Logarithm of what the market buys by itself, in the lever's unit, over the other axes, or None.
    per_unit
        What one unit of the commitment's lever is in the unit of its bound; 0 without a commitment.
    """

    sliders: tuple[Slider, ...]
    outcomes: tuple[GridOutcome, ...]
    kept: Single
    free: Single | None = None
    per_unit: float = 0.0

    @property
    def n_points(self) -> int:
        """Number of points of the grid."""
        return int(np.prod(self.kept.shape[1:]))

    @property
    def axes(self) -> tuple[Nodes, ...]:
        """Nodes along each axis of the grid."""
        return tuple(BEYOND if slider.is_commitment else slider.nodes for slider in self.sliders)

    @cached_property
    def is_bought(self) -> NDArray[np.bool_]:
        """Which number is the amount bought under the commitment: its own, or what the market buys if more."""
        commitments = {slider.measure for slider in self.sliders if slider.is_commitment}
        return np.array(
            [item.indicator == "bound_quantity" and item.labels[0] in commitments for item in self.outcomes]
        )

    @cached_property
    def gates(self) -> dict[int, list[int]]:
        """By the place of a number that is 0 unless a bound binds, the places of the premiums of its bounds."""
        premiums = {item.labels[0]: number for number, item in enumerate(self.outcomes) if item.form == "premium"}
        gated = ((number, item.gates) for number, item in enumerate(self.outcomes) if item.gates)
        return {number: [premiums[name] for name in names] for number, names in gated}

    def at(self, points: Array) -> Array:
        """Numbers at points (point, lever), shape (number, point); values beyond a range are taken for its end."""
        low, high = (np.array([getattr(slider, end) for slider in self.sliders]) for end in ("low", "high"))
        points = np.clip(points, low, high)
        if self.free is None:
            return self._between(points)
        bought = self.bought_freely(points)
        span = np.maximum(high[-1] - bought, np.finfo(float).tiny)
        way = np.maximum(points[:, -1] - bought, 0) / span
        numbers = self._between(np.column_stack([points[:, :-1], way]))
        numbers[self.is_bought] = self.per_unit * np.maximum(points[:, -1], bought)
        return numbers

    def bought_freely(self, points: Array) -> Array:
        """What the market buys without a commitment, in the lever's unit."""
        weights = self._weights(points[:, :-1])
        return np.exp(blend(weights, np.asarray(self.free, np.float64)))

    def _between(self, places: Array) -> Array:
        kept = blend(self._weights(places), self.kept.astype(np.float64))
        numbers = np.array([item.restored(row) for item, row in zip(self.outcomes, kept, strict=True)])
        for number, premiums in self.gates.items():
            numbers[number] = np.where((numbers[premiums] > 0).any(axis=0), np.maximum(numbers[number], 0), 0)
        return numbers

    def _weights(self, places: Array) -> Array:
        along_axes = [nodes.weights(column) for nodes, column in zip(self.axes, places.T, strict=False)]
        return product(along_axes, len(places))


def gridded(parts: Sequence[Array], shape: Sequence[int]) -> Array:
    """Put numbers (number, point) of several rounds on the grid, rounds side by side along the last axis.

    A round has all points of the other axes in their order, each once or several times in a row.
    """
    return np.concatenate([part.reshape(len(part), *shape, -1) for part in parts], axis=-1)
