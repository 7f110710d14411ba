"""Where an outcome over a lever crosses a value."""

import numpy as np
from numpy.typing import NDArray


def crossings(places: NDArray[np.float64], values: NDArray[np.float64], target: float) -> list[float]:
    """Where a line through points crosses a value; a stretch with an unknown end crosses nothing."""
    gap = values - target
    left, right = gap[:-1], gap[1:]
    at = np.flatnonzero((left < 0) != (right < 0))
    at = at[np.isfinite(left[at]) & np.isfinite(right[at])]
    shares = left[at] / (left[at] - right[at])
    return [float(position) for position in places[at] + shares * (places[at + 1] - places[at])]
