"""What an experiment asked, in the words that its figures use."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulator.economy.names.short import short_name
from simulator.errors import ResultsError, nearest
from simulator.report.wording.words import (
    SPACE,
    horizon_words,
    lowered,
    money_scale,
    quoted,
    signed_size,
    with_article,
)
from simulator.results import INDICATORS, Indicator
from simulator.results.analysis.claims import capitalised
from simulator.results.outcome import Outcome


@dataclass(frozen=True)
class AskedQuestion:
    """An outcome, and the circumstances under which it was looked at.

    Attributes
    ----------
    outcome
        Such as `real_income:USA`, `bilateral_exports:CHN:USA` or `premium`.
    scenario, reference
        Labels; with a reference the outcome is its change against it.
    horizon
        Its name, or empty.
    baseline
        Its name and year, or empty.
    names
        Names of regions by their codes; a region without one is shown by its code.
    """

    outcome: str = "real_income:USA"
    scenario: str = ""
    reference: str = ""
    horizon: str = ""
    baseline: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check the indicator."""
        name = self._read.indicator
        if name not in INDICATORS:
            raise ResultsError(
                f"outcome: got {self.outcome!r} — {nearest(name, list(INDICATORS))} an indicator's name."
            )

    @property
    def _read(self) -> Outcome:
        return Outcome.read(self.outcome)

    @property
    def indicator(self) -> Indicator:
        """What is measured."""
        return INDICATORS[self._read.indicator]

    @property
    def is_change(self) -> bool:
        """Whether the number is a change, and so has a sign worth writing."""
        return bool(self.reference) or self.indicator.is_percent_change

    @property
    def what(self) -> str:
        """The outcome inside a sentence."""
        places = [self.inside(code) for code in self._read.labels]
        name = lowered(self.indicator.title)
        return f"{name} in {places[0]}" if len(places) == 1 else f"{name} ({', '.join(places)})" if places else name

    @property
    def subject(self) -> str:
        """The outcome, or the change in it, as the subject of a sentence."""
        return f"the change in {self.what}" if self.is_change else self.what

    def inside(self, code: str) -> str:
        """Name of a region inside a sentence."""
        return with_article(short_name(self.names.get(code, code)))

    @property
    def subtitle(self) -> str:
        """The outcome, where and against what."""
        start = f"Change in {self.what}" if self.is_change else capitalised(self.what)
        against = f" against {self.reference or 'the baseline'}" if self.is_change else ""
        return f"{start}{against}{f' under {quoted(self.scenario)}' if self.scenario else ''}"

    def scale(self, largest: float) -> tuple[float, str]:
        """Factor and unit that write numbers up to `largest` shortly."""
        factor, unit = money_scale(self.indicator.unit, largest)
        return factor, "percent" if unit == "%" else unit

    def words(self, value: float) -> str:
        """Write a number of the outcome with its unit, and its sign."""
        factor, unit = money_scale(self.indicator.unit, value)
        return f"{signed_size(value * factor)}{SPACE}{unit}"

    def caption(self, note: str = "") -> str:
        """Small print: a note of the figure, the horizon and the baseline."""
        parts = [note, f"Horizon: {horizon_words(self.horizon)}." if self.horizon else ""]
        return " ".join(part for part in (*parts, f"Baseline: {self.baseline}." if self.baseline else "") if part)
