"""Measures that bound flows from above, so that what comes through earns a premium."""

from abc import abstractmethod
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simulator.economy.economy import Economy
from simulator.scenario.effects.amounts import Amounts
from simulator.scenario.effects.bounds import PlannedBound, Premium, Source, limits
from simulator.scenario.effects.wedges import Wedges
from simulator.scenario.measures.measure import FlowMeasure


class LimitingMeasure(FlowMeasure):
    """A measure that bounds flows from above, each on its own unless they are pooled."""

    limits_flows = True

    if TYPE_CHECKING:
        pooled: bool  # a field of each type, after its other ones

    @property
    def source_of_bounds(self) -> Source:
        """The measure as bounds name it."""
        return super().source_of_bounds._replace(pooled=self.pooled)

    @property
    @abstractmethod
    def premium(self) -> Premium:
        """Who receives the premium, and where it stops."""

    @abstractmethod
    def counted(self, economy: Economy) -> Amounts:
        """What it limits."""

    @abstractmethod
    def most(self, base: float) -> float:
        """Limit of flows by their baseline amount; 0 closes them."""

    def apply(self, economy: Economy, wedges: Wedges) -> None:
        """Bound the flows, and close those of which nothing is let through."""
        bounds, is_closed = _limits(self, economy)
        wedges.bounds.extend(bounds)
        wedges.is_closed[...] |= is_closed


@lru_cache(maxsize=256)
def _limits(measure: LimitingMeasure, economy: Economy) -> tuple[list[PlannedBound], NDArray[np.bool_]]:
    counted = measure.counted(economy)
    return limits(measure.source_of_bounds, economy, measure.cells(economy), counted, measure.most, measure.premium)
