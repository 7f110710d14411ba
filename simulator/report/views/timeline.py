"""A path as its charts and sentences read it: dates, the common past, names, and series by outcome."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar, Final, Self

import pandas as pd

from simulator.report.looks.style import INK
from simulator.report.views.names import Names
from simulator.report.views.shipped import shipped_beside
from simulator.report.wording.words import SPACE, lowered, with_article
from simulator.results import Results
from simulator.results.analysis.course import Course
from simulator.results.outcome import Outcome
from simulator.results.timeline import SHIPMENTS, PathResults

DASHES: Final = ("-", (0, (5, 1.6)), (0, (1.2, 1.2)), (0, (5, 1.4, 1.2, 1.4)))
"""Of the lines of scenarios, so that they can be told apart in grey."""


@dataclass(frozen=True, eq=False)
class PathView(Course):
    """Results of a timeline, and the words and looks that go with them.

    Attributes
    ----------
    observations
        What was observed, by outcome, to be shown beside it.
    """

    observations: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    verb: ClassVar = "timeline"
    options: ClassVar = ("observations",)

    @classmethod
    def of(cls, path: PathResults) -> Self:
        """A path beside the observations that are shipped with the baseline's year."""
        alone = cls(path)
        return replace(alone, observations=shipped_beside(alone))

    def at(self, observations: Mapping[str, pd.DataFrame] | None = None) -> "PathView":
        """The same with what was observed."""
        return self if observations is None else replace(self, observations=observations)

    @cached_property
    def names(self) -> Names:
        """What things are called."""
        return Names.of(self.data)

    def period(self, number: int) -> Results:
        """Central numbers of one period as the results of a run."""
        return replace(self.path, summary=None).at(f"{self.path.dates[number]:%Y-%m-%d}")

    @property
    def periods_a_year(self) -> float:
        """Twelve for months."""
        return 1 / float(self.data.attrs["period_years"])

    def later(self, months: int) -> int:
        """Place of a period some months after the scenarios part; the last one of a path that ends before."""
        return min(self.parting + round(months / 12 * self.periods_a_year), len(self.starts) - 1)

    def dashes(self, scenario: str) -> str | tuple[int, tuple[float, ...]]:
        """Dashes of a scenario's lines."""
        return DASHES[self.scenarios.index(scenario) % len(DASHES)]

    def caption(self, note: str = "", *, shows_levels: bool = True) -> str:
        """Small print: a note of the figure, the periods, the baseline, and what prices are measured in."""
        name = {12.0: "month", 4.0: "quarter"}.get(round(self.periods_a_year, 6), "period")
        parts = [note, f"One point a {name}.", f"Baseline: {self.data.attrs.get('baseline', '')}, {self.year}."]
        if shows_levels:
            parts.append(f"Values at prices with {self.data.attrs.get('numeraire', '')}.")
        return " ".join(part for part in parts if part)

    @property
    def past_note(self) -> str:
        """Small print on the common past; empty in a path without branches."""
        if self.branch_at is None:
            return ""
        day = f"{self.branch_at.day} {self.branch_at:%B %Y}"
        return f"Dark line: the past that all scenarios share, up to {day} (upright dashes)."

    def day_words(self, period: int) -> str:
        """Month of a period inside a sentence."""
        return f"{self.starts[period]:%B %Y}"

    def series(self, outcome: str) -> pd.DataFrame:
        """One row a scenario and period: value, its band where there are draws, and the baseline."""
        table = super().series(outcome)
        table.insert(2, "label", table["scenario"].map(self.names.label))
        return table

    def heading(self, outcome: str) -> str:
        """Name a place as the head of a panel."""
        item = Outcome.read(outcome)
        name, codes = item.indicator, item.labels
        if len(codes) >= 2:
            sides = " → ".join(self.names.region(code) for code in codes[:2])
            side = f"{self.names.region(codes[0])} on {self.names.region(codes[1])}"
            goods = f", {_brief(lowered(self.names.sector(codes[2])))}" if len(codes) == 3 else ""
            return side if name == "effective_tariff" else sides + goods
        return self.names.region(codes[0]) if codes else self.long_name(name)

    def what(self, outcome: str) -> str:
        """Name an outcome inside a sentence, with its place."""
        item = Outcome.read(outcome)
        name, codes = item.indicator, item.labels
        words = {SHIPMENTS: "shipments", "bilateral_exports": "exports"}.get(name) or lowered(self.long_name(name))
        places = [with_article(self.names.region(code)) for code in codes[:2]]
        if len(places) < 2:
            return f"{words} in {places[0]}" if places else words
        goods = f" of {lowered(self.names.sector(codes[2]))}" if len(codes) == 3 else ""
        return f"{words}{goods} from {places[0]} to {places[1]}"


TRUNK: Final = INK
"""Colour of the common past."""


def _brief(name: str) -> str:
    """First of several things that a name lists."""
    first, _, rest = name.partition(", ")
    return first + f"{SPACE}…" * bool(rest)


def extremes(table: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Rows with the lowest and the highest value."""
    low, high = int(table["value"].argmin()), int(table["value"].argmax())
    return table.iloc[low], table.iloc[high]
