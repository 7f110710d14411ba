"""The constant-elasticity nest in changes, exact through elasticity 1: one transform pair serves every nest."""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

NEAR_COBB_DOUGLAS: Final = 0.05
"""Below this |r| the logarithmic form is used: log prices stay well inside ±1/r, so that nothing cancels."""

Array: TypeAlias = NDArray[np.float64]


def power(log_price: Array, r: Array) -> Array:
    """Transform log prices so that a CES index is the inverse transform of their share-weighted mean.

    exp(r·x), or near Cobb–Douglas (e^{r·x} − 1)/r, whose limit at r = 0 is x.
    """
    rx = r * log_price
    near = np.abs(r) < NEAR_COBB_DOUGLAS
    if not near.any():
        return np.asarray(np.exp(rx))
    linear = np.divide(np.expm1(rx), r, out=np.array(np.broadcast_to(log_price, rx.shape)), where=r != 0)
    return linear if near.all() else np.where(near, linear, np.exp(rx))


def log_index(mean: Array, r: Array) -> Array:
    """Log CES index from the share-weighted mean of `power`, whose shares sum to 1."""
    near = np.abs(r) < NEAR_COBB_DOUGLAS
    with np.errstate(divide="ignore", invalid="ignore"):
        if not near.any():
            return np.asarray(np.log(mean) / r)
        linear = np.where(r == 0, mean, np.log1p(r * mean) / np.where(r == 0, 1.0, r))
        return linear if near.all() else np.where(near, linear, np.log(mean) / np.where(near, 1.0, r))


def ces_index(share: Array, log_price: Array, r: Array, axis: int) -> Array:
    """Log price index of a nest.

    log P̂ = log(Σ share·e^{r·x}) / r, with r = 1 − σ, and Σ share·x at r = 0

    Parameters
    ----------
    share
        Baseline cost shares; they sum to 1 over `axis`, or are all 0 where the nest is empty.
    log_price
        Log price changes x of the members; +inf closes a member when r < 0.
    r
        1 − σ, or −θ for a trade elasticity, broadcast against `log_price`.

    Returns
    -------
    log_index
        0 where nothing changed and where the nest is empty; homogeneous of degree 1 in prices.
    """
    member = power(log_price, r)
    mean = np.sum(np.multiply(share, member, out=np.zeros(np.broadcast_shapes(share.shape, member.shape)), where=share > 0), axis=axis)
    is_empty = ~(share > 0).any(axis=axis)
    index = log_index(mean, np.squeeze(r, axis=axis) if np.ndim(r) > 0 else r)
    return np.where(is_empty, 0.0, index)
