"""Result of `sweep`: outcomes over a grid of levers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

import pandas as pd
import xarray as xr

from simulator.results.display import count_of
from simulator.results.files.folder import Folder
from simulator.results.files.thin import thinned, whole
from simulator.results.indicators.headline import sides
from simulator.results.indicators.registry import INDICATORS
from simulator.results.labelled import checked_names
from simulator.results.outcome import Outcome
from simulator.results.provenance import Provenance
from simulator.results.result import Result

DATASET: Final = "sweep.nc"

LISTED: Final = "indicators"
"""Key of a manifest with the indicators that the table lists; absent: the one that charts show."""

ROWS_AT_ONCE: Final = 200_000
"""Rows of a table that are made at a time, so that its size does not matter."""


@dataclass(frozen=True, eq=False, repr=False)
class Sweep(Result):
    """Outcomes of scenarios over a grid of levers.

    Attributes
    ----------
    data
        Dimensions scenario, horizon, one for each lever by its name, and those of the indicator; NaN where a point was
        not solved. Indicators of bounds hold the highest of all, 0 where none is in force. Levers that a scenario does
        not have leave it as it is, and so do measures' levers a reference that was not asked for.
    provenance
        Where it comes from.
    """

    data: xr.Dataset
    provenance: Provenance

    asked_next = (".shown()", ".plot()", "list(.plot)")

    @classmethod
    def from_folder(cls, folder: Folder) -> Self:
        """Read the result back."""
        return cls(whole(folder.dataset(DATASET)), folder.provenance)

    @property
    def dataset(self) -> xr.Dataset:
        """All outcomes."""
        return self.data

    @property
    def levers(self) -> dict[str, tuple[float, ...]]:
        """Values of each lever."""
        names = [str(name) for name in self.data["is_solved"].dims[2:]]
        return {name: tuple(self.data[name].to_numpy().tolist()) for name in names}

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Outcomes that charts show."""
        asked = str(self.provenance.asked["indicator"])
        return Outcome.both_sides(asked, sides(self.data))

    @property
    def listed(self) -> tuple[str, ...]:
        """Indicators that the table lists: the one that charts show, unless others were asked for."""
        return tuple(self.provenance.asked.get(LISTED, (self.outcomes[0].indicator,)))

    def listing(self, indicators: Sequence[str]) -> Self:
        """The same sweep with other indicators in its table.

        Raises
        ------
        ResultsError
            An indicator that sweeps do not keep.
        """
        kept = [name for name in INDICATORS if name in self.data]
        names = list(checked_names(indicators, kept, "indicator"))
        return replace(self, provenance=replace(self.provenance, asked={**self.provenance.asked, LISTED: names}))

    @property
    def description(self) -> str:
        """What was varied, in one line."""
        failed = f", {self.unsolved} not solved" if self.unsolved else ""
        return f"{count_of(self.n_points, 'point')} over {', '.join(self.levers)}{failed}"

    def overview(self) -> pd.DataFrame:
        """Outcomes that charts show."""
        return self.shown()

    @property
    def n_points(self) -> int:
        """Number of points of the grid, over all scenarios and horizons."""
        return int(self.data["is_solved"].size)

    @property
    def unsolved(self) -> int:
        """Number of points that were not solved."""
        return int((self.data["is_solved"] == 0).sum())

    def shown(self) -> pd.DataFrame:
        """Long table of what charts show: scenario, horizon, a column for each lever, outcome, value."""
        parts = [self._frame(item.indicator, self.values(item)).assign(outcome=str(item)) for item in self.outcomes]
        table = pd.concat(parts, ignore_index=True)
        return table.reindex(columns=["scenario", "horizon", *self.levers, "outcome", "value"])

    def values(self, outcome: Outcome) -> xr.DataArray:
        """One outcome over scenario, horizon and the levers.

        Raises
        ------
        ResultsError
            An indicator that results of an older version lack.
        """
        with self.explaining_gaps():
            return outcome.select(self.data)

    def parts(self) -> dict[str, Iterator[pd.DataFrame]]:
        """Long table of what is listed: scenario, horizon, one column a lever, indicator, region, partner, value."""
        return {"sweep": self._rows()}

    def _rows(self) -> Iterator[pd.DataFrame]:
        first_lever = next(iter(self.levers))
        columns = ["scenario", "horizon", *self.levers, "indicator", "region", "partner", "value"]
        for name in (name for name in self.listed if name in self.data):
            array = self.data[name]
            step = max(1, ROWS_AT_ONCE * array.sizes[first_lever] // array[0].size)
            for scenario in range(array.sizes["scenario"]):
                for first in range(0, array.sizes[first_lever], step):
                    part = array.isel({"scenario": [scenario], first_lever: slice(first, first + step)})
                    frame = self._frame(name, part).reindex(columns=columns)
                    yield frame[frame["region"].isna() | (frame["region"] != frame["partner"])]

    def _frame(self, indicator: str, values: xr.DataArray) -> pd.DataFrame:
        frame = values.reset_coords(drop=True).to_dataframe(name="value").reset_index()
        return frame.assign(indicator=indicator)

    def files(self) -> dict[str, xr.Dataset]:
        """All outcomes with their labels; a scenario that is the same at every point once, along `fixed`."""
        return {DATASET: thinned(self.data, list(self.levers))}
