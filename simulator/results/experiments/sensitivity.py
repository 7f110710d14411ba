"""Result of `sensitivity`: how an outcome depends on each assumption."""

from dataclasses import dataclass
from typing import ClassVar, Self

import pandas as pd
import xarray as xr

from simulator.results.files.folder import Folder
from simulator.results.provenance import Provenance
from simulator.results.result import Result


@dataclass(frozen=True, eq=False, repr=False)
class Sensitivity(Result):
    """How an outcome of a scenario depends on each assumption.

    Attributes
    ----------
    table
        One row for each assumption, the most important first: number, low_value, high_value (of the assumption, at its
        5 and 95 % points; of `closure.responsive` 0, deficits are given, and 1, they respond), low, high (the outcome
        there, all else central). With Sobol indices first_order and
        total_order: the share of the outcome's variance that the assumption explains alone, and with all interactions.
        With Morris screening mu_star, mu_star_conf, sigma: how far the outcome moves on average as the assumption goes
        from end to end from many starting points, half the width of its 95 % band, and how much that differs between
        them.
    provenance
        Where it comes from.
    """

    table: pd.DataFrame
    provenance: Provenance

    asked_next = (".table", ".plot()", "list(.plot)")

    @classmethod
    def from_folder(cls, folder: Folder) -> Self:
        """Read the result back."""
        return cls(folder.table("sensitivity"), folder.provenance)

    @property
    def scenario(self) -> str:
        """Scenario that was looked at."""
        return self.provenance.asked_scenario

    @property
    def horizon(self) -> str:
        """Horizon at which it was."""
        return self.provenance.horizons[0]

    @property
    def outcome(self) -> str:
        """What was looked at, such as `real_income:USA`."""
        return str(self.provenance.asked["outcome"])

    @property
    def centre(self) -> float:
        """The outcome where every assumption is central."""
        return float(self.provenance.asked["centre"])

    @property
    def description(self) -> str:
        """What was asked, in one line."""
        return f"{self.outcome} of {self.scenario} ({self.horizon}), {self.centre:.4g} with central assumptions"

    def overview(self) -> pd.DataFrame:
        """Assumptions, the most important first."""
        return self.table

    @property
    def dataset(self) -> xr.Dataset:
        """The table by assumption."""
        return self.table.set_index("number").to_xarray()

    def parts(self) -> dict[str, list[pd.DataFrame]]:
        """The table."""
        return {"sensitivity": [self.table]}

    numbers: ClassVar = (
        "low_value", "high_value", "low", "high", "first_order", "total_order", "mu_star", "mu_star_conf", "sigma",
    )  # fmt: skip
