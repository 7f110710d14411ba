"""Result of `tariffs`: average tariffs by partner, sector and date."""

from dataclasses import dataclass
from typing import ClassVar, Literal, Self, TypeAlias

import pandas as pd
import xarray as xr

from simulator.results.display import count_of
from simulator.results.files.folder import Folder
from simulator.results.indicators.tracker import ALL, GOODS, RATES
from simulator.results.provenance import Provenance
from simulator.results.result import Result

By: TypeAlias = Literal["all", "partner", "sector"]
"""What has an average of its own: an importer, each of its partners, or each sector."""


@dataclass(frozen=True, eq=False, repr=False)
class Tariffs(Result):
    """Average tariffs of importers in every scenario, at a horizon or date by date.

    Attributes
    ----------
    rates
        One row an average: scenario, horizon or date (first day of the period), importer, partner ("all": over all of
        them), sector ("goods": over all goods), and in percent of border value baseline, law_before, law_after,
        collected_before, collected_after. `law` has what the law says, `collected` what treasuries get; `before`
        substitution is at the weights of baseline imports, `after` at those of the imports in the scenario.
    provenance
        Where it comes from.
    """

    rates: pd.DataFrame
    provenance: Provenance

    asked_next = (".average", ".by_partner", ".by_sector", ".rates", ".plot()")
    numbers: ClassVar = RATES

    @classmethod
    def from_folder(cls, folder: Folder) -> Self:
        """Read the result back."""
        return cls(folder.table("rates", keep_default_na=False, na_values=[""]), folder.provenance)

    @property
    def moment(self) -> str:
        """What tells the cases of a scenario apart: date or horizon."""
        return "date" if "date" in self.rates else "horizon"

    @property
    def scenarios(self) -> list[str]:
        """Names in the order of the run."""
        return [str(name) for name in self.rates["scenario"].unique()]

    @property
    def importers(self) -> list[str]:
        """Codes of those whose tariffs these are."""
        return [str(code) for code in self.rates["importer"].unique()]

    @property
    def average(self) -> pd.DataFrame:
        """Averages over all partners and goods."""
        return self.table("all")

    @property
    def by_partner(self) -> pd.DataFrame:
        """Averages over the goods of each partner."""
        return self.table("partner")

    @property
    def by_sector(self) -> pd.DataFrame:
        """Averages over the partners of each sector."""
        return self.table("sector")

    def table(self, by: By) -> pd.DataFrame:
        """Averages over all, by partner or by sector."""
        is_all = {"partner": self.rates["partner"] == ALL, "sector": self.rates["sector"] == GOODS}
        wanted = [~same if name == by else same for name, same in is_all.items()]
        spare = [name for name in is_all if name != by]
        return self.rates[wanted[0] & wanted[1]].drop(columns=spare).reset_index(drop=True)

    def brief(self, by: By = "all") -> pd.DataFrame:
        """The same for reading: by date where a rate moves, and without columns that say one thing only."""
        table = self.table(by)
        if self.moment == "date":
            table = changes_of(table).assign(date=lambda rows: rows["date"].str[: len("2025-08")])
        spare = [name for name in ("horizon", "importer") if name in table and table[name].nunique() == 1]
        return table.drop(columns=spare)

    def notes(self) -> list[str]:
        """What the brief table leaves unsaid."""
        whose = f"Tariffs of {', '.join(self.importers)}, percent of border value"
        if self.moment == "date":
            return [f"{whose}, at the dates from which the law's rate is another."]
        return [f"{whose}; {', '.join(map(str, self.rates['horizon'].unique()))} run."]

    @property
    def heading(self) -> str:
        """Title of the suite or the scenario."""
        return self.provenance.title

    @property
    def description(self) -> str:
        """What was asked, in one line."""
        moments = self.rates[self.moment].unique()
        when = f"{moments[0]} to {moments[-1]}" if self.moment == "date" else ", ".join(map(str, moments))
        return f"average tariffs of {', '.join(self.importers)} in {count_of(len(self.scenarios), 'scenario')}, {when}"

    def overview(self) -> pd.DataFrame:
        """Averages over all partners and goods."""
        return self.brief().rename(columns=lambda name: str(name).replace("_", " "))

    @property
    def dataset(self) -> xr.Dataset:
        """Rates by scenario, horizon or date, importer, partner and sector; NaN where an average has no row."""
        return self.rates.set_index([name for name in self.rates if name not in RATES]).to_xarray()

    def parts(self) -> dict[str, list[pd.DataFrame]]:
        """The table of rates."""
        return {"rates": [self.rates]}


def changes_of(table: pd.DataFrame, least: float = 0.05) -> pd.DataFrame:
    """Rows of the first and last date and of those at which the law's rate has moved since the last row shown."""
    kept = []
    keys = [name for name in ("scenario", "importer", "partner", "sector") if name in table]
    for _, course in table.groupby(keys, sort=False):
        shown = None
        for number, (row, rate) in enumerate(course["law_before"].items()):
            if shown is None or abs(rate - shown) >= least or number == len(course) - 1:
                kept.append(row)
                shown = rate
    return table.loc[kept].reset_index(drop=True)
