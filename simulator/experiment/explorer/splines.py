"""Smooth surfaces through the points of a grid: cubic splines along each axis, multiplied."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, TypeAlias

import numpy as np

from simulator.experiment.batch.task import Array

Coordinate: TypeAlias = Literal["plain", "shifted log", "log", "root"]
"""In what a surface is smooth: the value x itself, log(1 + x), log x, or √x."""

WIDE: Final = 4.0
"""Highest value over the lowest from which on a range is spaced by ratios."""

_COORDINATES: Final = {"plain": np.positive, "shifted log": np.log1p, "log": np.log, "root": np.sqrt}
_VALUES: Final = {"plain": np.positive, "shifted log": np.expm1, "log": np.exp, "root": np.square}


@dataclass(frozen=True)
class Nodes:
    """Nodes along one axis of a grid, and the cubic spline through numbers that stand on them.

    Attributes
    ----------
    values
        Values on the axis, rising, at least two.
    coordinate
        What the spline is a cubic of.
    """

    values: tuple[float, ...]
    coordinate: Coordinate = "plain"

    @classmethod
    def between(cls, low: float, high: float, count: int) -> "Nodes":
        """Place values closer to the ends, where splines go astray first, as Chebyshev's points lie."""
        coordinate = coordinate_of(low, high)
        first, last = _COORDINATES[coordinate]([low, high])
        inner = (first + last) / 2 - (last - first) / 2 * np.cos(np.pi * np.arange(count) / (count - 1))
        values = [float(value) for value in _VALUES[coordinate](inner)]
        return cls((low, *values[1:-1], high), coordinate)

    @cached_property
    def places(self) -> Array:
        """Nodes in the coordinate."""
        return np.asarray(_COORDINATES[self.coordinate](np.array(self.values)))

    @cached_property
    def pieces(self) -> Array:
        """Coefficients (power from 3 down to 0, interval, node) of each node's weight, in distance from the left."""
        from scipy.interpolate import CubicSpline  # slow to import, and only the explorer needs it

        return np.asarray(CubicSpline(self.places, np.eye(len(self.values))).c)

    def weights(self, values: Array) -> Array:
        """Weight of every node at each value, shape (value, node); rows sum to 1, and a node has all its own weight."""
        places = self.places
        wanted = _COORDINATES[self.coordinate](np.clip(values, self.values[0], self.values[-1]))
        interval = np.clip(np.searchsorted(places, wanted, side="right") - 1, 0, len(places) - 2)
        distance = (wanted - places[interval])[:, None]
        cubic, square, slope, level = self.pieces[:, interval]
        return np.asarray(((cubic * distance + square) * distance + slope) * distance + level)


def coordinate_of(low: float, high: float) -> Coordinate:
    """Coordinate for a range: ratios where it is wide and above 0, log(1 + x) from 0 on, else the value."""
    if low > 0 and high / low >= WIDE:
        return "log"
    return "shifted log" if low >= 0 else "plain"


def product(weights: Sequence[Array], count: int) -> Array:
    """Weights of all points of a grid, shape (value, *grid), from those along its axes, each (value, node)."""
    total = np.ones(count)
    for along_axis in weights:
        total = total[..., None] * along_axis.reshape(count, *(1 for _ in total.shape[1:]), -1)
    return total


def blend(weights: Array, grid: Array) -> Array:
    """Numbers between the points of a grid: (value, *grid) and (…, *grid) give (…, value)."""
    n_axes = weights.ndim - 1
    flat = grid.reshape(*grid.shape[: grid.ndim - n_axes], math.prod(weights.shape[1:]))
    return np.asarray(flat @ weights.reshape(len(weights), -1).T)
