"""Result of `explore` as its folder holds it: how exact the page of sliders is."""

from dataclasses import dataclass
from typing import ClassVar, Self

import pandas as pd
import xarray as xr

from simulator.results.display import count_of
from simulator.results.files.folder import Folder
from simulator.results.provenance import Provenance
from simulator.results.result import Result


@dataclass(frozen=True, eq=False, repr=False)
class ExplorationRecord(Result):
    """How far numbers between the points of a solved grid are from exact ones.

    Attributes
    ----------
    errors
        A row for each indicator: indicator, unit, mean and worst absolute error, lowest and highest exact number, and
        `switched`: how often a number that jumps where a bound begins to bind was found on the other side of its jump;
        these points are left out of mean and worst.
    checked
        Exact and interpolated numbers at random points off the grid: horizon, a column for each lever, number,
        indicator, exact, interpolated.
    provenance
        Where it comes from.
    """

    errors: pd.DataFrame
    checked: pd.DataFrame
    provenance: Provenance

    asked_next: ClassVar[tuple[str, ...]] = (".errors", ".checked")
    numbers: ClassVar = ("mean", "worst", "lowest", "highest", "switched")

    @classmethod
    def from_folder(cls, folder: Folder) -> Self:
        """Read tables back; the solved grid is in the page only."""
        return cls(folder.table("errors"), folder.table("checked"), folder.provenance)

    @property
    def description(self) -> str:
        """What was explored, in one line."""
        points = count_of(int(self.provenance.asked.get("points", 0)), "point")
        return f"{points} over {', '.join(self.provenance.asked.get('over', ()))}"

    def overview(self) -> pd.DataFrame:
        """How exact it is."""
        return self.errors

    @property
    def dataset(self) -> xr.Dataset:
        """Checked points."""
        return self.checked.to_xarray()

    def parts(self) -> dict[str, list[pd.DataFrame]]:
        """Errors by indicator, and the points that they are from."""
        return {"errors": [self.errors], "checked": [self.checked]}
