"""Results at one horizon, as charts, tables and sentences read them."""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from simulator.report.views.names import Names
from simulator.report.wording.words import horizon_words
from simulator.results.analysis.claims import Claim
from simulator.results.analysis.comparison import Comparison
from simulator.results.assembly.lean import kept_words
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

    @property
    def kept(self) -> str:
        """Which flows lean results of a large economy hold one by one; empty where that is all of them."""
        return kept_words(self.results.data)

    def caption(self, *, shows_levels: bool, note: str = "", of_flows: bool = False) -> Claim:
        """Small print under a figure: a note of its own, horizon, baseline, and what prices are measured in.

        Parameters
        ----------
        of_flows
            It shows single flows, of which lean results do not hold all.
        """
        baseline = f"{self.data.attrs.get('baseline', '')}, {self.year}"
        parts = [text for text in (note, self.kept if of_flows else "") if text]
        parts += [f"Horizon: {horizon_words(self.horizon)}.", f"Baseline: {baseline}."]
        if shows_levels:
            parts.append(f"Values at prices with {self.data.attrs.get('numeraire', '')}.")
        return Claim(" ".join(parts), [note] if isinstance(note, Claim) else [])
