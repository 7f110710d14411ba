"""Front-loading: imports pulled forward between the announcement and the start of a tariff, and missing afterwards.

It moves shipments in time and leaves use as it is: over the whole window it adds up to nothing.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import numpy as np

from simulator.axes import Pairs
from simulator.economy import Economy
from simulator.experiment.dynamics.periods import Period
from simulator.scenario import Scenario
from simulator.scenario.effects.answers import answered

DEFAULT_MONTHS: Final = 0.6
"""Months of imports pulled forward by an announcement of three months or more.

Cumulative excess US imports of 164 bn USD in March 2025 (Yale Budget Lab) over 275 bn USD of goods imports a month.
"""

BUILDING_DAYS: Final = 91
"""Days before the start over which imports are pulled forward, at most; a shorter notice pulls forward less."""

UNWINDING_DAYS: Final = 274
"""Days after the start over which they are missing: the excess of March 2025 was back at zero in December."""


def front_loading(scenario: Scenario, economy: Economy, grid: Sequence[Period], months: float) -> Pairs:
    """Imports pulled forward less imports missing, million USD a year, shape (period, sector, exporter, importer).

    Parameters
    ----------
    months
        Months of imports of the hit flows that an announcement three months ahead pulls forward; 0 is none. The
        announcement of a tariff that is switched off, a threat, counts too. Goods that are at sea for some days arrive
        as many days later.
    """
    total = np.zeros((len(grid), *economy.levels.trade_flow.shape))
    for measure in answered(scenario, economy).measures:
        if measure.announced and measure.start and measure.announced < measure.start:
            profile = _profile(measure.announced + measure.transit, measure.start + measure.transit, grid)
            total += months * profile[:, None, None, None] * measure.stocked_up(economy) * economy.levels.trade_flow
    return total


def _profile(announced: date, start: date, grid: Sequence[Period]) -> np.ndarray:
    """Pulled forward in each period, as a share of a year's imports for each month pulled forward, a year."""
    first = max(announced, start - timedelta(days=BUILDING_DAYS))
    notice = (start - first).days
    last = start + timedelta(days=UNWINDING_DAYS - 1)
    amount = notice / BUILDING_DAYS / 12
    building = np.array([period.overlap(first, start - timedelta(days=1)) / period.days for period in grid])
    unwinding = np.array([period.overlap(start, last) / period.days for period in grid])
    days = 365.25
    return np.asarray(amount * days * (building / notice - unwinding / UNWINDING_DAYS))
