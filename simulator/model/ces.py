"""The constant-elasticity nest in changes, exact through elasticity 1: one transform pair serves every nest."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

NEAR_COBB_DOUGLAS: Final = 1e-4
"""Below this |r| the logarithmic form is used; above it, what cancels costs an index no more than 1e-11."""

Array = NDArray[np.float64]


def power(log_price: Array, r: Array) -> Array:
    """Transform log prices so that a CES index is `log_index` of their share-weighted mean.

    e^{r·x}, or near Cobb–Douglas (e^{r·x} − 1)/r, whose limit at r = 0 is x; r = 1 − σ.
    """
    near, is_unit = np.abs(r) < NEAR_COBB_DOUGLAS, r == 0
    if is_unit.all():
        return log_price + np.zeros_like(r)
    scaled = np.asarray(r * log_price)
    if not near.any():
        return np.asarray(np.exp(scaled))
    result = np.exp(scaled, where=~near, out=np.empty_like(scaled))
    np.expm1(scaled, where=near, out=result)
    np.divide(result, r, where=near & ~is_unit, out=result)
    np.copyto(result, log_price, where=is_unit)
    return result


def log_index(mean: Array, r: Array) -> Array:
    """Log CES index, log(Σ share·e^{r·x})/r, from the mean of `power` under shares that sum to 1."""
    near, is_unit = np.abs(r) < NEAR_COBB_DOUGLAS, r == 0
    if is_unit.all():
        return mean + np.zeros_like(r)
    if not near.any():
        return np.asarray(np.log(mean) / r)
    scaled = np.asarray(r * mean)
    result = np.log1p(scaled, where=near, out=np.empty_like(scaled))
    np.log(mean, where=~near, out=result)
    np.divide(result, r, where=~is_unit, out=result)
    np.copyto(result, mean, where=is_unit)
    return result


def plain(transformed: Array, r: Array) -> Array:
    """e^{r·x} itself, from `power` or from the mean of it; a member's share changes by the ratio of the two."""
    near = np.abs(r) < NEAR_COBB_DOUGLAS
    return np.where(near, 1 + r * transformed, transformed) if near.any() else transformed


def pair_log_index(first: tuple[Array, Array], second: tuple[Array, Array], r: Array) -> Array:
    """Log CES index of two members, each given by its share and its log price."""
    return log_index(first[0] * power(first[1], r) + second[0] * power(second[1], r), r)
