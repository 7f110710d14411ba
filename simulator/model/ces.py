"""The constant-elasticity nest in changes, exact through elasticity 1: one transform pair serves every nest."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

NEAR_COBB_DOUGLAS: Final = 0.05
"""Below this |r| the logarithmic form is used: log prices stay well inside ±1/r, so that nothing cancels."""

Array = NDArray[np.float64]


def power(log_price: Array, r: Array) -> Array:
    """Transform log prices so that a CES index is `log_index` of their share-weighted mean.

    e^{r·x}, or near Cobb–Douglas (e^{r·x} − 1)/r, whose limit at r = 0 is x; r = 1 − σ.
    """
    near = np.abs(r) < NEAR_COBB_DOUGLAS
    if not near.any():
        return np.asarray(np.exp(r * log_price))
    linear = _linear(np.expm1, log_price, r)
    return linear if near.all() else np.where(near, linear, np.exp(r * log_price))


def log_index(mean: Array, r: Array) -> Array:
    """Log CES index, log(Σ share·e^{r·x})/r, from the mean of `power` under shares that sum to 1."""
    near = np.abs(r) < NEAR_COBB_DOUGLAS
    if not near.any():
        return np.asarray(np.log(mean) / r)
    linear = _linear(np.log1p, np.where(near, mean, 0.0), r)
    far = np.where(near, 1.0, r)
    return linear if near.all() else np.where(near, linear, np.log(np.where(near, 1.0, mean)) / far)


def _linear(transform: np.ufunc, x: Array, r: Array) -> Array:
    """transform(r·x)/r, and x itself at Cobb–Douglas."""
    is_zero = r == 0
    if is_zero.all():
        return np.broadcast_arrays(x, r)[0]
    return np.where(is_zero, x, transform(r * x) / np.where(is_zero, 1.0, r))


def pair_log_index(first: tuple[Array, Array], second: tuple[Array, Array], r: Array) -> Array:
    """Log CES index of two members, each given by its share and its log price."""
    return log_index(first[0] * power(first[1], r) + second[0] * power(second[1], r), r)


def raised(base: Array, exponent: Array) -> Array:
    """Base to a power, worked out only where that changes it: few flows have a wedge, and θ is often η."""
    result = base + np.zeros_like(exponent)
    return np.power(base, exponent, out=result, where=(base != 1) & (exponent != 1))
