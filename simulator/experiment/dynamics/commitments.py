"""Purchase commitments by calendar window: what is still due is spread over the days that are left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np

from simulator.axes import PerBound
from simulator.experiment.dynamics.periods import Period
from simulator.model.shock import Bounds
from simulator.scenario import Scenario
from simulator.scenario.effects.bounds import BoundLabel
from simulator.scenario.effects.compile import Case

DAYS_A_YEAR: Final = 365.25

NOTHING: Final = 1e-6
"""Share of the baseline amount that a commitment asks for when it has been met: too little to bind."""


@dataclass(frozen=True)
class Due:
    """A commitment in a period: its window, and what has been delivered in it before.

    `total`, `delivered` and `rate` (a year) are in the unit of the bound.
    """

    measure: str
    window_end: date
    total: float
    delivered: float
    rate: float


@dataclass(frozen=True)
class Deliveries:
    """Amounts delivered in the windows of every commitment by case and measure, and the last rate a year."""

    delivered: Mapping[tuple[int, str, date], float] = field(default_factory=dict)
    last_rate: Mapping[tuple[int, str], float] = field(default_factory=dict)

    def due(self, case: int, scenario: Scenario, label: BoundLabel, period: Period) -> Due | None:
        """What a commitment with windows asks for in a period; None for other bounds."""
        measure = next(item for item in scenario.measures if item.id == label.measure)
        reaching = (item for item in measure.commitments if period.overlap(item.window.start, item.window.end))
        commitment = next(reaching, None)
        if commitment is None:
            return None
        window, total = commitment.window, commitment.total(label.unit)
        delivered = self.delivered.get((case, measure.id, window.end), 0.0)
        left = (window.end - max(period.first, window.start)).days + 1
        share = period.overlap(window.start, window.end) / period.days
        pace = max(total - delivered, 0.0) / left * DAYS_A_YEAR
        before = self.last_rate.get((case, measure.id), label.base)
        return Due(measure.id, window.end, total, delivered, share * pace + (1 - share) * min(pace, before))

    def asked(
        self, bounds: Bounds, cases: Sequence[Case], scenarios: Sequence[Scenario], period: Period
    ) -> tuple[PerBound, dict[int, Due]]:
        """Limits of all bounds of a period, and what is due of commitments by bound."""
        limit, dues = bounds.limit.copy(), {}
        labels = [label for case in cases for label in case.bounds]
        for row, (case, label) in enumerate(zip(bounds.case.tolist(), labels, strict=True)):
            due = self.due(case, scenarios[case], label, period) if label.is_floor else None
            if due is not None:
                dues[row] = due
                limit[row] = max(due.rate, NOTHING * label.base)
        return limit, dues

    def settled(
        self, bounds: Bounds, dues: Mapping[int, Due], amount: PerBound, period: Period
    ) -> tuple["Deliveries", dict[int, float]]:
        """Enter what a period delivered, a year in `amount`; return it with the deliveries in each window, by bound."""
        so_far = {row: due.delivered + _finite(amount[row]) * period.days / DAYS_A_YEAR for row, due in dues.items()}
        windows = {(int(bounds.case[row]), due.measure, due.window_end): so_far[row] for row, due in dues.items()}
        rates = {(int(bounds.case[row]), due.measure): _finite(amount[row]) for row, due in dues.items()}
        return Deliveries({**self.delivered, **windows}, {**self.last_rate, **rates}), so_far


def _finite(amount: float) -> float:
    """Nothing is delivered in a case that was not solved."""
    return float(np.nan_to_num(amount))
