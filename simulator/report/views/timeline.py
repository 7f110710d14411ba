"""A path as its charts and sentences read it: dates, the common past, names, and series by outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar, Final

import numpy as np
import pandas as pd
import xarray as xr

from simulator.errors import ResultsError
from simulator.report.looks.style import INK
from simulator.report.views.names import Names
from simulator.report.wording.words import SPACE, lowered, with_article
from simulator.results import Results
from simulator.results.analysis.bands import HIGH, LOW
from simulator.results.analysis.comparison import Labelled, chosen
from simulator.results.analysis.events import period_ends
from simulator.results.outcome import Outcome
from simulator.results.provenance import Provenance
from simulator.results.timeline import SHIPMENTS, PathResults
from simulator.solver.status import Status

DASHES: Final = ("-", (0, (5, 1.6)), (0, (1.2, 1.2)), (0, (5, 1.4, 1.2, 1.4)))
"""Of the lines of scenarios, so that they can be told apart in grey."""
FLOWS: Final = (SHIPMENTS, "trade_flow", "quantity", "trade_volume")


@dataclass(frozen=True, eq=False)
class PathView(Labelled):
    """Results of a timeline, and the words and looks that go with them.

    Attributes
    ----------
    path
        All that was computed.
    observations
        What was observed, by outcome, to be shown beside it.
    """

    path: PathResults
    observations: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    verb: ClassVar = "timeline"
    options: ClassVar = ("observations",)

    def at(self, observations: Mapping[str, pd.DataFrame] | None = None) -> "PathView":
        """The same with what was observed."""
        return self if observations is None else replace(self, observations=observations)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was solved."""
        return not bool((self.data["status"] == Status.CONVERGED.name).any())

    @cached_property
    def names(self) -> Names:
        """What things are called."""
        return Names.of(self.data)

    def period(self, place: int) -> Results:
        """Central numbers of one period as the results of a run."""
        return replace(self.path, summary=None).at(f"{self.path.dates[place]:%Y-%m-%d}")

    @property
    def data(self) -> xr.Dataset:
        """Every number."""
        return self.path.data

    @property
    def provenance(self) -> Provenance:
        """Where the numbers come from."""
        return self.path.provenance

    @property
    def scenarios(self) -> list[str]:
        """Names in the order of the run."""
        return list(self.path.scenarios)

    @cached_property
    def starts(self) -> pd.DatetimeIndex:
        """First day of each period."""
        return self.path.dates

    @cached_property
    def ends(self) -> pd.DatetimeIndex:
        """Day after the last one of each period."""
        return period_ends(self.path)

    @property
    def branch_at(self) -> pd.Timestamp | None:
        """Last day of the common past; None in a path without branches."""
        day = str(self.data.attrs.get("branch_at", ""))
        return pd.Timestamp(day) if day else None

    @cached_property
    def common(self) -> int:
        """Number of periods that all scenarios share."""
        return 0 if self.branch_at is None else int((self.ends <= self.branch_at + pd.Timedelta(days=1)).sum())

    @property
    def periods_a_year(self) -> float:
        """Twelve for months."""
        return 1 / float(self.data.attrs["period_years"])

    @cached_property
    def parting(self) -> int:
        """Place of the period in which the scenarios part; the first one in a path without branches."""
        return 0 if self.branch_at is None else int(self.starts.searchsorted(self.branch_at, side="right")) - 1

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

    def day_words(self, place: int) -> str:
        """Month of a period inside a sentence."""
        return f"{self.starts[place]:%B %Y}"

    def array(self, outcome: str) -> tuple[xr.DataArray, xr.DataArray]:
        """Level of an outcome by scenario and date, and its baseline.

        Parameters
        ----------
        outcome
            An indicator and where: `real_income:USA`, `bilateral_exports:CHN:USA`, and for flows also the sector,
            `shipments:CHN:USA:REE`; without one, all goods together.

        Raises
        ------
        ResultsError
            An unknown name, or an indicator that is not one number a date at this place.
        """
        item = Outcome.read(outcome)
        name, places = item.indicator, item.labels
        chosen(name, [str(item) for item in self.data.data_vars], "outcome")
        level, base = self.data[name], self.baseline("trade_flow" if name == SHIPMENTS else name)
        if name in FLOWS:
            place = self._flow(outcome, places)
            return (array.sel(place).sum("sector", skipna=False) for array in (level, base))  # type: ignore[return-value]
        dims = [dim for dim in level.dims if dim not in ("scenario", "date")]
        if len(dims) != len(places):
            raise ResultsError(f"outcome: got {outcome!r} — {name} takes {' and '.join(map(str, dims))} after a colon.")
        return level.sel(self._place(dims, places)), base.sel(self._place(dims, places))

    def _flow(self, outcome: str, places: Sequence[str]) -> dict[str, str | list[str]]:
        if len(places) not in (2, 3):
            raise ResultsError(f"outcome: got {outcome!r} — name exporter and importer after colons, then a sector.")
        sectors = [chosen(places[2], self.sectors, "sector")] if len(places) == 3 else self.goods
        return {**self._place(["exporter", "importer"], places[:2]), "sector": sectors}

    def _place(self, dims: Sequence[object], places: Sequence[str]) -> dict[str, str]:
        codes = {str(dim): [str(code) for code in self.data[dim].values] for dim in dims}
        return {dim: chosen(place, codes[dim], dim) for dim, place in zip(codes, places, strict=True)}

    def bands(self, outcome: str) -> xr.DataArray | None:
        """Quantiles over draws of an outcome; None where there are none of it."""
        item = Outcome.read(outcome)
        name, places = item.indicator, item.labels
        summary = self.path.summary
        if summary is None or name not in summary or name in FLOWS:
            return None
        dims = [dim for dim in self.data[name].dims if dim not in ("scenario", "date")]
        return summary[name].sel(self._place(dims, places))

    def series(self, outcome: str) -> pd.DataFrame:
        """One row a scenario and period: value, its band where there are draws, and the baseline."""
        level, base = self.array(outcome)
        bands = self.bands(outcome)
        low, high = (
            np.full(level.shape, np.nan) if bands is None else bands.sel(quantile=name).transpose("scenario", "date")
            for name in (LOW, HIGH)
        )
        parts = []
        for row, scenario in enumerate(self.scenarios):
            values = level.sel(scenario=scenario).to_numpy()
            columns = {
                "outcome": outcome,
                "scenario": scenario,
                "label": self.names.label(scenario),
                "date": self.starts,
            }
            numbers = {"value": values, LOW: np.asarray(low)[row], HIGH: np.asarray(high)[row], "baseline": float(base)}
            parts.append(pd.DataFrame(columns | numbers))
        return pd.concat(parts, ignore_index=True)

    def unit(self, outcome: str) -> str:
        """Unit of an outcome; that of a flow is a year's."""
        item = Outcome.read(outcome)
        name, places = item.indicator, item.labels
        if name == "quantity":
            return f"{self.quantity_unit(places[2])} a year" if len(places) == 3 else ""
        if name in (SHIPMENTS, "trade_flow") or super().unit(name).startswith("million "):
            return "million USD a year"
        return super().unit(name)

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
