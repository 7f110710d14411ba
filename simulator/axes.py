"""Names and order of the array axes, the array types that carry them with their shapes, and sums over pairs.

The order is (case, sector, exporter, importer) everywhere; an array drops axes and never permutes them. A leading
case axis may be absent, so axes are counted from the end. The shapes that types name are checked by a test.
"""

from typing import Annotated, Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

EXPORTER: Final = -2
"""Selling region of a `Pairs` array: its rows."""
IMPORTER: Final = -1
"""Buying region of a `Pairs` array: its columns."""
INPUT: Final = -3
"""Input of a `Technology` array."""
SECTOR: Final = -2
"""Sector of a `Regional` array, and the using sector of a `Technology` array."""
REGION: Final = -1
"""Region of a `Regional` or `Technology` array."""

Pairs: TypeAlias = Annotated[NDArray[np.float64], "... sector exporter importer"]
Technology: TypeAlias = Annotated[NDArray[np.float64], "... input sector region"]
CriticalUse: TypeAlias = Annotated[NDArray[np.float64], "... critical sector region"]
Regional: TypeAlias = Annotated[NDArray[np.float64], "... sector region"]
PerRegion: TypeAlias = Annotated[NDArray[np.float64], "... region"]
PerSector: TypeAlias = Annotated[NDArray[np.float64], "... sector"]
PerCase: TypeAlias = Annotated[NDArray[np.float64], "case"]
PerBound: TypeAlias = Annotated[NDArray[np.float64], "bound"]
"""Every bound of every case of a batch in one row"""


def taken(array: NDArray[Any], cases: NDArray[np.intp]) -> NDArray[Any]:
    """Keep the given cases of an array that may have one row for all of them; such a row stays."""
    return array if len(array) == 1 else array[cases]


def by_exporter(pairs: Pairs) -> PerRegion:
    """Sum over sectors and importers."""
    return np.asarray(pairs.sum(axis=-3).sum(axis=IMPORTER))


def by_importer(pairs: Pairs) -> PerRegion:
    """Sum over sectors and exporters; one axis after the other is several times as fast as both at once."""
    return np.asarray(pairs.sum(axis=-3).sum(axis=EXPORTER))
