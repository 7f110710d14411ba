"""Measures that may hit a part of each flow only."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from simulator.axes import Pairs
from simulator.economy.economy import Economy
from simulator.scenario.measures.measure import FlowMeasure
from simulator.scenario.measures.stays import Stays


class CoveredMeasure(FlowMeasure):
    """A measure of one strength that hits a share of each flow, its coverage, and works in proportion to both.

    Attributes
    ----------
    strength
        Key of the number that says how much it does to what it hits.
    """

    strength: ClassVar[str] = "rate"
    averaged = frozenset({"rate", "coverage"})

    if TYPE_CHECKING:
        coverage: float  # a field of each type, after its other ones

    def reach(self, economy: Economy) -> Pairs:
        """Share of each flow that it is about, of which coverage is a share."""
        return self.cells(economy).astype(float)

    def average(self, stays: Stays[Any]) -> Self | None:
        """Coverage over all days, and the strength as a mean over what is covered."""
        coverage = stays.mean(lambda measure: measure.coverage)
        update = {"coverage": coverage}
        if coverage and getattr(self, self.strength) is not None:
            total = stays.mean(lambda measure: measure.coverage * getattr(measure, measure.strength))
            update[self.strength] = total / coverage
        return self.model_copy(update=update)
