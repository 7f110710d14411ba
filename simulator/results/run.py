"""Labelled results of a run: one dataset, read by name and compared with a reference."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import pandas as pd
import xarray as xr

from simulator.results.display import count_of
from simulator.results.files.folder import Folder
from simulator.results.indicators.headline import headline_table
from simulator.results.labelled import LabelledResults, checked_names, stored
from simulator.results.provenance import Provenance


@dataclass(frozen=True, eq=False, repr=False)
class Results(LabelledResults):
    """Indicators of every scenario at every horizon, and where they come from.

    Attributes
    ----------
    data
        One variable for each indicator, with dimensions scenario and horizon (or bound and horizon) before its own,
        and `<indicator>_baseline` beside it. NaN means that a case was not solved or that the number does not apply.
    summary
        Quantiles over draws, or None for a run without: for each indicator that of its value, and with the suffix
        `_reference_change` that of its change against the reference, draw by draw.
    provenance
        Versions, hashes, scenario texts and settings.
    """

    data: xr.Dataset
    provenance: Provenance
    summary: xr.Dataset | None = None

    axis = "horizon"
    asked_next = ('.reference_change("real_income")', ".headline()", ".compare(other)", ".plot()", "list(.plot)")

    @classmethod
    def from_folder(cls, folder: Folder) -> Self:
        """Read a run back."""
        return cls(*stored(folder))

    @property
    def horizons(self) -> tuple[str, ...]:
        """Names of the horizons."""
        return tuple(str(name) for name in self.data["horizon"].values)

    @property
    def moments(self) -> tuple[str, ...]:
        """The horizons."""
        return self.horizons

    @property
    def description(self) -> str:
        """What was solved, in one line."""
        against = f", against {self.reference}" if self.reference else ""
        failed = f", {len(self.unsolved)} not solved" if self.unsolved else ""
        return f"{count_of(len(self.scenarios), 'scenario')} at {', '.join(self.horizons)}{against}{failed}"

    def sel(self, scenario: str | Sequence[str] | None = None, horizon: str | Sequence[str] | None = None) -> "Results":
        """Keep some scenarios or horizons; the reference stays, so that changes can still be shown."""
        selection: dict[str, Any] = {}
        if horizon is not None:
            selection["horizon"] = checked_names(horizon, self.horizons, "horizon")
        if scenario is not None:
            selection |= self._kept(scenario)
        summary = None if self.summary is None else self.summary.sel(selection)
        return replace(self, data=self.data.sel(selection), summary=summary)

    def headline(self) -> pd.DataFrame:
        """One row for each scenario and horizon: what a reader asks first, for the two sides of the dispute."""
        with self.explaining_gaps():
            return headline_table(self.data)
