"""Results at one horizon, as charts, tables and sentences read them."""

from dataclasses import dataclass
from typing import ClassVar

from simulator.report.looks.style import PALETTE
from simulator.report.wording.words import SPACE, horizon_words, short_name
from simulator.results.analysis.comparison import Comparison
from simulator.solver.status import Status


@dataclass(frozen=True, eq=False)
class View(Comparison):
    """Results at one horizon, with names and words for them."""

    verb: ClassVar = "run"
    options: ClassVar = ("horizon",)

    def label(self, scenario: str) -> str:
        """What charts call a scenario."""
        one_line = " ".join((self._text("label", scenario) or scenario).splitlines())
        return one_line.replace(" %", f"{SPACE}%")

    def title(self, scenario: str) -> str:
        """What happens in a scenario, in one line."""
        return self._text("title", scenario) or self.label(scenario)

    def summary(self, scenario: str) -> str:
        """What a scenario represents, in a few sentences."""
        return self._text("summary", scenario)

    def group(self, scenario: str) -> str:
        """Heading under which a scenario is shown, or empty."""
        return self._text("group", scenario)

    def known_label(self, scenario: str) -> str:
        """Label of a scenario of the run, or the name of one that is not part of it."""
        return self.label(scenario) if scenario in self.scenarios else scenario

    def status(self, scenario: str) -> str:
        """How solving the scenario ended, as a sentence."""
        return Status[self.texts("status", "scenario")[scenario]].value

    def _text(self, coordinate: str, scenario: str) -> str:
        return self.texts(coordinate, "scenario")[scenario]

    def colour(self, scenario: str) -> str:
        """Colour of a scenario: the suite's, else by its place."""
        return self._text("colour", scenario) or PALETTE[self.scenarios.index(scenario) % len(PALETTE)]

    def region_name(self, code: str) -> str:
        """Short name of a region."""
        return short_name(self.texts("region_name", "region")[code])

    def sector_name(self, code: str) -> str:
        """Short name of a sector."""
        return short_name(self.texts("sector_name", "sector")[code])

    def long_name(self, indicator: str) -> str:
        """Name of an indicator in words."""
        return str(self.data[indicator].attrs.get("long_name", "") or indicator.replace("_", " "))

    @property
    def versus(self) -> str:
        """What changes are measured against, inside a sentence."""
        return f"against {self.label(self.reference)}" if self.reference else f"against the {self.year} baseline"

    @property
    def year(self) -> str:
        """Base year."""
        return str(self.data.attrs.get("year", ""))

    def caption(self, *, shows_levels: bool, note: str = "") -> str:
        """Small print under a figure: a note of its own, horizon, baseline, and what prices are measured in."""
        baseline = f"{self.data.attrs.get('baseline', '')}, {self.year}"
        parts = [note] if note else []
        parts += [f"Horizon: {horizon_words(self.horizon)}.", f"Baseline: {baseline}."]
        if shows_levels:
            parts.append(f"Values at prices with {self.data.attrs.get('numeraire', '')}.")
        return " ".join(parts)
