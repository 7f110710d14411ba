"""A timeline beside what statistics recorded, in one unit and over the same periods."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from simulator.errors import ResultsError
from simulator.results.analysis.bands import HIGH, LOW
from simulator.results.analysis.course import FLOWS, Course
from simulator.results.outcome import Outcome

_NEEDED: Final = ("period", "value", "source")
_INDEX: Final = 100.0


@dataclass(frozen=True, eq=False)
class Compared:
    """Model and observations of one outcome in one unit.

    Attributes
    ----------
    model
        One row a scenario and period, as `Course.series` has it.
    dots
        Observations with first day, day after the last, and length in months.
    """

    outcome: str
    unit: str
    model: pd.DataFrame
    dots: pd.DataFrame

    @classmethod
    def of(cls, course: Course, outcome: str, table: pd.DataFrame) -> "Compared":
        """Lay observations beside a timeline; flows as indices, all else as it is.

        Raises
        ------
        ResultsError
            A missing column, a period that cannot be read, or no observation of a flow in the base year.
        """
        model, dots = course.series(outcome), _periods(outcome, table)
        is_index = Outcome.read(outcome).indicator in (*FLOWS, "bilateral_exports")
        if is_index:
            base = _base_year(outcome, dots, int(course.year))
            for name in ("value", LOW, HIGH):
                model[name] = _INDEX * model[name] / model["baseline"]
            dots["value"] = _INDEX * dots["value"] / dots["months"] / base
        elif "unit" in dots and (dots["unit"] == "rate").any():
            dots["value"] = dots["value"] * np.where(dots["unit"] == "rate", 100.0, 1.0)
        inside = (dots["first"] >= course.starts[0]) & (dots["last"] <= course.ends[-1])
        unit = (
            f"{course.year} = 100" if is_index else "percent" if "%" in course.unit(outcome) else course.unit(outcome)
        )
        return cls(outcome, unit, model, dots[inside].reset_index(drop=True))

    def table(self) -> pd.DataFrame:
        """Numbers behind the panel: the model by scenario and date, and observations by period."""
        model = self.model.drop(columns=[LOW, HIGH, "baseline"]).assign(kind="model")
        seen = self.dots[["period", "first", "value", "source"]].rename(columns={"first": "date"})
        return pd.concat([model, seen.assign(outcome=self.outcome, kind="observed")]).assign(unit=self.unit)

    def gaps(self, course: Course) -> pd.DataFrame:
        """Observed months that the model has too, with the model's number beside."""
        model = self.model[self.model["scenario"] == course.scenarios[0]].set_index("date")["value"]
        months = self.dots[self.dots["months"] <= 1]
        last = course.starts[course.common - 1] if course.common else course.starts[-1]
        month = months["first"].dt.to_period("M").dt.to_timestamp()
        kept: pd.DataFrame = months.assign(model=month.map(model))[(month <= last).to_numpy()]
        return kept.dropna(subset=["model", "value"])


def _periods(outcome: str, table: pd.DataFrame) -> pd.DataFrame:
    """Observations with first day, day after the last, and length in months."""
    missing = [name for name in _NEEDED if name not in table]
    if missing:
        raise ResultsError(f"observed: {outcome}: lacks the column {missing[0]!r} — it takes {', '.join(_NEEDED)}.")
    spans = [_span(outcome, str(period)) for period in table["period"]]
    first, last = (pd.DatetimeIndex([span[side] for span in spans]) for side in (0, 1))
    months = [max(round((span[1] - span[0]).days / (365.25 / 12)), 1) for span in spans]
    return table.assign(first=first, last=last, months=months)


def _span(outcome: str, period: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    first, _, last = period.partition("/")
    try:
        begin, end = pd.Timestamp(first), pd.Timestamp(last or first)
    except ValueError:
        raise ResultsError(
            f"observed: {outcome}: got the period {period!r} — a month 2025-05, months 2025-01/2025-03, or a day."
        ) from None
    is_day = len(last or first) > len("2025-05")
    return begin, end + (pd.Timedelta(days=1) if is_day else pd.DateOffset(months=1))


def _base_year(outcome: str, dots: pd.DataFrame, year: int) -> float:
    """Average month of the base year: of the year as a whole where it is given, else of its months."""
    of_year = dots[(dots["first"].dt.year == year) & (dots["last"] <= pd.Timestamp(year + 1, 1, 1))]
    whole = of_year[of_year["months"] == 12]
    if of_year.empty or (whole.empty and of_year["months"].sum() < 12):
        raise ResultsError(
            f"observed: {outcome}: no observation covers {year} — add its months, or the period {year}-01/{year}-12."
        )
    chosen = whole if len(whole) else of_year
    return float(chosen["value"].sum() / chosen["months"].sum())
