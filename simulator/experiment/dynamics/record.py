"""What is kept of the periods of a timeline, as arrays by name."""

import numpy as np

from simulator.economy import Economy
from simulator.experiment.batch.task import Arrays
from simulator.experiment.dynamics.steps import SolvedPeriod
from simulator.results.assembly.solved import bound_id, joined_arrays, solved_arrays
from simulator.results.timeline import DELIVERED, PLEDGED, SHIPMENTS, STOCK

IS_SHORT = "is_short"
"""Array that says where users are short of something that no stock makes up for."""


class Record:
    """Periods of a timeline, entered one after the other."""

    def __init__(self, economy: Economy) -> None:
        self._economy = economy
        self._cases: list[Arrays] = []
        self._tracks: list[Arrays] = []
        self._commitments: list[tuple[str, str, int, float, float, str]] = []

    def enter(self, period: SolvedPeriod) -> None:
        """Keep the indicators, stocks, shipments and commitments of a period."""
        self._commitments += _commitments(period, len(self._cases))
        self._cases.append(solved_arrays(self._economy, period.cases, period.shock, period.solution))
        self._tracks.append({SHIPMENTS: period.shipments, STOCK: period.stock, IS_SHORT: period.is_short})

    def arrays(self) -> Arrays:
        """Everything: cases period after period, tracks by scenario and period, and a row for what is due in each."""
        names, units, periods, delivered, total, ends = (
            zip(*self._commitments, strict=True) if self._commitments else [()] * 6
        )
        tracks = {name: np.stack([track[name] for track in self._tracks], axis=1) for name in self._tracks[0]}
        return {
            **joined_arrays(self._cases),
            **tracks,
            "commitment": np.array(names, str),
            "commitment_unit": np.array(units, str),
            "commitment_period": np.array(periods, np.intp),
            "commitment_end": np.array(ends, "datetime64[D]"),
            DELIVERED: np.array(delivered, float),
            PLEDGED: np.array(total, float),
        }


def _commitments(period: SolvedPeriod, number: int) -> list[tuple[str, str, int, float, float, str]]:
    """Name, unit, period, delivered and promised amount and end of the window of each commitment that is due."""
    bounds = [(case, label) for case in period.cases for label in case.bounds[: case.n_unrationed]]
    rows = []
    for row, due in period.dues.items():
        case, label = bounds[row]
        rows.append(
            (bound_id(case, label), label.unit, number, period.delivered[row], due.total, due.window_end.isoformat())
        )
    return rows
