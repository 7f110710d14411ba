"""Names and order of the array axes, and the array types that carry them.

The order is (case, sector, exporter, importer) everywhere; an array drops axes and never permutes them. A leading
case axis may be absent, so axes are counted from the end.
"""

from typing import Final, TypeAlias

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

Pairs: TypeAlias = NDArray[np.float64]
"""(…, sector, exporter, importer)"""
Technology: TypeAlias = NDArray[np.float64]
"""(…, input, sector, region)"""
Regional: TypeAlias = NDArray[np.float64]
"""(…, sector, region)"""
PerRegion: TypeAlias = NDArray[np.float64]
"""(…, region)"""
PerSector: TypeAlias = NDArray[np.float64]
"""(…, sector)"""
PerCase: TypeAlias = NDArray[np.float64]
"""(case,)"""
PerBound: TypeAlias = NDArray[np.float64]
"""(bound,): every bound of every case of a batch in one row"""
