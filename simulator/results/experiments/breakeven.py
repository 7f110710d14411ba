"""Result of `breakeven`: where an outcome crosses a target as a lever varies."""

from dataclasses import dataclass
from typing import Self

import pandas as pd
import xarray as xr

from simulator.results.files.folder import Folder
from simulator.results.outcome import Outcome
from simulator.results.provenance import Provenance
from simulator.results.result import Result

SCAN = "scan.nc"


@dataclass(frozen=True, eq=False, repr=False)
class Breakeven(Result):
    """Crossings, and the outcome at the points that were looked at first.

    Attributes
    ----------
    table
        Columns scenario, horizon, the second lever if there is one, lever, outcome, target, value, direction (rising or
        falling). Where nothing is crossed there is one row with value NaN and direction "none in range".
    scan
        Outcome over scenario, horizon, second lever and lever; with a reference, its own outcome is among them.
    provenance
        Where it comes from.
    """

    table: pd.DataFrame
    scan: xr.DataArray
    provenance: Provenance

    asked_next = (".table", ".scan", ".plot()")

    @classmethod
    def from_folder(cls, folder: Folder) -> Self:
        """Read the result back."""
        (scan,) = folder.dataset(SCAN).data_vars.values()
        return cls(folder.table("breakeven"), scan, folder.provenance)

    @property
    def outcome(self) -> Outcome:
        """What is to cross the target."""
        return Outcome.read(str(self.provenance.asked["outcome"]))

    @property
    def target(self) -> float:
        """What it is to cross."""
        return float(self.provenance.asked["target"])

    @property
    def lever(self) -> str:
        """Lever that was searched."""
        return str(self.provenance.asked["lever"])

    @property
    def across(self) -> str:
        """Second lever; empty: there is none."""
        return str(self.provenance.asked.get("across") or "").partition("=")[0]

    @property
    def unsolved(self) -> int:
        """Number of points that were not solved; a crossing beside one of them would be missed."""
        return int(self.provenance.asked["unsolved"])

    @property
    def description(self) -> str:
        """What was searched for, in one line."""
        failed = f", {self.unsolved} points not solved" if self.unsolved else ""
        return f"where {self.outcome} is {self.target:g} as {self.lever} varies{failed}"

    def overview(self) -> pd.DataFrame:
        """Every crossing."""
        return self.table

    @property
    def dataset(self) -> xr.Dataset:
        """The outcome at the points that were looked at first."""
        return self.scan.to_dataset()

    def parts(self) -> dict[str, list[pd.DataFrame]]:
        """Crossings, and the points that were looked at first."""
        return {"breakeven": [self.table], "scan": [self.scan.to_dataframe().reset_index()]}

    def files(self) -> dict[str, xr.Dataset]:
        """The same points with their labels."""
        return {SCAN: self.dataset}

    def long(self) -> pd.DataFrame:
        """Crossings, those of one search numbered in their order."""
        keys = [str(name) for name in self.table if name not in ("value", "direction")]
        return self.table.assign(crossing=self.table.groupby(keys, dropna=False).cumcount() + 1)
