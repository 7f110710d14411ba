"""Result of `decompose`: what each measure contributes to outcomes."""

from dataclasses import dataclass
from typing import ClassVar, Self

import pandas as pd
import xarray as xr

from simulator.results.files.folder import Folder
from simulator.results.provenance import Provenance
from simulator.results.result import Result


@dataclass(frozen=True, eq=False, repr=False)
class Decomposition(Result):
    """Contributions of measures to the change of outcomes against the reference.

    Attributes
    ----------
    contributions
        Columns outcome, measure, contribution, standard_error; contributions to an outcome add up to its total.
    interactions
        Columns outcome, first, second, interaction, standard_error: how much two measures do together beyond what each
        does alone, averaged over what else is in force (Shapley interaction index).
    provenance
        Where it comes from.
    """

    contributions: pd.DataFrame
    interactions: pd.DataFrame
    provenance: Provenance

    asked_next = (".contributions", ".interactions", ".plot()", "list(.plot)")
    numbers: ClassVar = ("contribution", "standard_error")

    @classmethod
    def from_folder(cls, folder: Folder) -> Self:
        """Read the result back."""
        return cls(folder.table("decomposition"), folder.table("interactions"), folder.provenance)

    @property
    def scenario(self) -> str:
        """Scenario whose difference from the reference was split."""
        return self.provenance.asked_scenario

    @property
    def reference(self) -> str:
        """Scenario from which it starts."""
        return self.provenance.reference

    @property
    def horizon(self) -> str:
        """Horizon at which it was looked at."""
        return self.provenance.horizons[0]

    @property
    def totals(self) -> dict[str, float]:
        """Change of each outcome from the reference to the scenario."""
        sums = self.contributions.groupby("outcome", sort=False)["contribution"].sum()
        return {str(name): float(value) for name, value in sums.items()}

    @property
    def description(self) -> str:
        """What was split, in one line."""
        return f"{', '.join(self.totals)} of {self.scenario} against {self.reference} ({self.horizon}), by measure"

    def overview(self) -> pd.DataFrame:
        """What each measure contributes."""
        return self.contributions

    @property
    def dataset(self) -> xr.Dataset:
        """Contributions by outcome and measure, interactions by outcome and two measures."""
        alone = self.contributions.set_index(["outcome", "measure"]).to_xarray()
        pairs = self.interactions.set_index(["outcome", "first", "second"]).to_xarray()
        return alone.merge(pairs.rename(standard_error="interaction_standard_error"))

    def parts(self) -> dict[str, list[pd.DataFrame]]:
        """Contributions and interactions."""
        return {"decomposition": [self.contributions], "interactions": [self.interactions]}
