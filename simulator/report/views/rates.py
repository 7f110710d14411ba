"""Average tariffs as charts and sentences read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import pandas as pd

from simulator.economy.names.short import short_name
from simulator.report.looks.style import PALETTE
from simulator.report.wording.words import horizon_words, with_article
from simulator.results.experiments.tariffs import By, Tariffs

BEFORE = "law_before"
AFTER = "collected_after"


@dataclass(frozen=True, eq=False)
class RatesView:
    """Average tariffs, and words and looks for them.

    Attributes
    ----------
    result
        The result.
    """

    result: Tariffs

    verb: ClassVar = "tariffs"
    options: ClassVar = ()

    def at(self) -> "RatesView":
        """All of it."""
        return self

    @property
    def is_empty(self) -> bool:
        """Whether nothing was solved."""
        return bool(self.result.rates[AFTER].isna().all())

    @property
    def is_dated(self) -> bool:
        """Whether rates are by date."""
        return self.result.moment == "date"

    @property
    def scenarios(self) -> list[str]:
        """Names in the order of the run."""
        return self.result.scenarios

    @property
    def asked(self) -> list[str]:
        """Scenarios that are compared with the reference; that one where there is no other."""
        return [name for name in self.scenarios if name != self.result.provenance.reference] or self.scenarios

    @property
    def importers(self) -> list[str]:
        """Codes of those whose tariffs these are."""
        return self.result.importers

    @cached_property
    def starts(self) -> pd.DatetimeIndex:
        """First day of each period."""
        return pd.DatetimeIndex(self.result.rates["date"].unique())

    @cached_property
    def ends(self) -> pd.DatetimeIndex:
        """Day after the last one of each period."""
        length = self.starts[1] - self.starts[0] if len(self.starts) > 1 else pd.Timedelta(days=31)
        return pd.DatetimeIndex([*self.starts[1:], self.starts[-1] + length])

    @cached_property
    def last(self) -> str:
        """The last date, or the first horizon: what tables and charts that show one moment show."""
        moments = [str(moment) for moment in self.result.rates[self.result.moment].unique()]
        return moments[-1] if self.is_dated else moments[0]

    @property
    def when(self) -> str:
        """That moment inside a sentence."""
        return f"in {pd.Timestamp(self.last):%B %Y}" if self.is_dated else horizon_words(self.last)

    def table(self, by: By, importer: str) -> pd.DataFrame:
        """Averages of an importer at that moment, one row a scenario, and partner or sector."""
        table = self.result.table(by)
        kept = table[(table["importer"] == importer) & (table[self.result.moment] == self.last)]
        return kept.reset_index(drop=True)

    def course(self, importer: str) -> pd.DataFrame:
        """Averages of an importer over all by scenario and date."""
        table = self.result.average
        return table[table["importer"] == importer]

    @property
    def year(self) -> str:
        """Base year."""
        return str(self.result.provenance.baseline.get("year", ""))

    @property
    def labels(self) -> Mapping[str, str]:
        """What charts call each scenario, on one line."""
        told = self.result.provenance.labels
        return {name: " ".join(told.get(name, name).split()) for name in self.scenarios}

    def colour(self, scenario: str) -> str:
        """Colour of a scenario, by its place."""
        return PALETTE[self.scenarios.index(scenario) % len(PALETTE)]

    def name(self, code: str) -> str:
        """Short name of a region or sector."""
        return short_name(self.result.provenance.names.get(code, code))

    def inside(self, code: str) -> str:
        """Name of a region inside a sentence."""
        return with_article(self.name(code))

    def caption(self, note: str = "") -> str:
        """Small print: a note of the figure, when, and the baseline."""
        made = self.result.provenance
        when = f"{self.starts[0]:%B %Y} to {self.starts[-1]:%B %Y}" if self.is_dated else horizon_words(self.last)
        return f"{note} Shown: {when}. Baseline: {made.baseline.get('name', '')}, {self.year}.".strip()
