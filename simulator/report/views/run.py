"""Results at one horizon, as charts, tables and sentences read them."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from simulator.report.views.names import Names
from simulator.report.wording.words import horizon_words
from simulator.results.analysis.comparison import Comparison
from simulator.solver.status import Status


@dataclass(frozen=True, eq=False)
class View(Comparison):
    """Results at one horizon, with names and words for them."""

    verb: ClassVar = "run"
    options: ClassVar = ("horizon",)

    @cached_property
    def names(self) -> Names:
        """What things are called."""
        return Names.of(self.results.data)

    def status(self, scenario: str) -> str:
        """How solving the scenario ended, as a sentence."""
        return Status[self.texts("status", "scenario")[scenario]].value

    @property
    def versus(self) -> str:
        """What changes are measured against, inside a sentence."""
        return f"against {self.names.label(self.reference)}" if self.reference else f"against the {self.year} baseline"

    def caption(self, *, shows_levels: bool, note: str = "") -> str:
        """Small print under a figure: a note of its own, horizon, baseline, and what prices are measured in."""
        baseline = f"{self.data.attrs.get('baseline', '')}, {self.year}"
        parts = [note] if note else []
        parts += [f"Horizon: {horizon_words(self.horizon)}.", f"Baseline: {baseline}."]
        if shows_levels:
            parts.append(f"Values at prices with {self.data.attrs.get('numeraire', '')}.")
        return " ".join(parts)
