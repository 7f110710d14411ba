"""Labelled results of a path: every indicator of every scenario at every date."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr

from simulator.errors import ResultsError, nearest
from simulator.results.difference import difference
from simulator.results.display import Displayed, count_of
from simulator.results.indicators.registry import INDICATORS
from simulator.results.provenance import Provenance
from simulator.results.quantiles import summary_table
from simulator.results.run import OF_REGIONS, Results, check_comparable
from simulator.results.table import BASELINE, DATE, IN_FLOW_TABLE, flow_table, indicator_table
from simulator.solver.status import Status

SHIPMENTS: Final = "shipments"
"""What crosses borders: use, front-loading and restocking less withdrawals from stock, million USD a year by flow."""
STOCK: Final = "stock"
"""Months of cover left at the end of a period."""
UNTIL_SHORTAGE: Final = "months_until_shortage"
"""Months from the first date until a bound binds that no stock makes up for; NaN: never."""
DELIVERED: Final = "delivered"
"""Bought so far in the calendar window of a commitment, in its unit."""
PLEDGED: Final = "pledged"
"""Promised over the calendar window of a commitment, after compliance, in its unit."""
NEXT: Final = ('.at("2026-03")', ".headline()", ".total(…)", ".compare(other)", ".plot()", "list(.plot)")
"""What can be asked of a path, as it shows it."""


@dataclass(frozen=True, eq=False, repr=False)
class PathResults(Displayed):
    """Indicators of every scenario at every date, and where they come from.

    Attributes
    ----------
    data
        One variable for each indicator, with dimensions scenario and date (or bound and date) before its own, and
        `<indicator>_baseline` beside it; flows and money are a year. Beside them `shipments`, `stock`,
        `months_until_shortage`, and `delivered` and `pledged` by commitment. NaN means that a case was not solved or
        that the number does not apply.
    events
        What the scenarios' measures do and when: day, scenario, measure, kind, label, importer, exporter.
    summary
        Quantiles over draws by name, dimensions quantile, scenario, date and those of the indicator; None without.
    provenance
        Versions, hashes, scenario texts and settings.
    """

    data: xr.Dataset
    events: pd.DataFrame
    provenance: Provenance
    summary: xr.Dataset | None = None

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the scenarios."""
        return tuple(str(name) for name in self.data["scenario"].values)

    @property
    def dates(self) -> pd.DatetimeIndex:
        """First day of each period."""
        return pd.DatetimeIndex(self.data["date"].to_numpy())

    @property
    def reference(self) -> str:
        """Scenario against which changes are shown; empty: none."""
        return str(self.data.attrs["reference"])

    @property
    def unsolved(self) -> list[str]:
        """A sentence for each period of a scenario that was not solved."""
        status = self.data["status"]
        failed = np.argwhere(status.to_numpy() != Status.CONVERGED.name)
        return [
            f"{self.scenarios[place]} ({self.dates[time]:%Y-%m}): {Status[str(status.to_numpy()[place, time])].value}"
            for place, time in failed
        ]

    asked_next = NEXT

    @property
    def heading(self) -> str:
        """Title of the suite or the scenario."""
        return str(self.data.attrs.get("title", ""))

    @property
    def description(self) -> str:
        """What was solved, in one line."""
        span = f"{self.dates[0]:%Y-%m} to {self.dates[-1]:%Y-%m}"
        failed = f", {len(self.unsolved)} not solved" if self.unsolved else ""
        return f"{count_of(len(self.scenarios), 'scenario')}, {count_of(len(self.dates), 'period')}, {span}{failed}"

    def overview(self) -> pd.DataFrame:
        """The headline."""
        return self.headline()

    def __getitem__(self, indicator: str) -> xr.DataArray:
        """Level of an indicator, or of what only a path has, by scenario and date."""
        known = self._ipython_key_completions_()
        if indicator not in known:
            raise ResultsError(f"got the unknown indicator {indicator!r}. {nearest(indicator, known)}".strip())
        return self.data[indicator]

    def at(self, day: str) -> Results:
        """The period that holds a day, as the results of a run: every table and chart of a run takes them.

        Raises
        ------
        ResultsError
            A day outside the path.
        """
        place = self._place(day)
        if place < 0 or np.datetime64(day, "D") > np.datetime64(self.data.attrs["last_day"], "D"):
            raise ResultsError(f"got the day {day} — the path goes from {self.dates[0]:%Y-%m-%d} on.")
        return self._period(place)

    def sel(self, scenario: str | Sequence[str]) -> "PathResults":
        """Keep some scenarios; the reference stays, so that changes can still be shown."""
        chosen = [scenario] if isinstance(scenario, str) else list(scenario)
        for name in chosen:
            if name not in self.scenarios:
                raise ResultsError(f"got the unknown scenario {name!r}. {nearest(name, self.scenarios)}".strip())
        kept = [name for name in self.scenarios if name in chosen or name == self.reference]
        place = {"scenario": kept, "bound": np.isin(self.data["bound_scenario"], kept)}
        summary = None if self.summary is None else self.summary.sel(scenario=kept)
        return replace(
            self,
            data=self.data.sel(place),
            events=self.events[self.events["scenario"].isin(kept)],
            summary=summary,
        )

    def compare(self, other: "PathResults", indicators: Sequence[str] = ()) -> pd.DataFrame:
        """Hold the scenarios and dates that another path has too against it, number by number.

        Parameters
        ----------
        indicators
            Which; absent: those of regions.

        Returns
        -------
        table
            scenario, date, indicator, region, partner, sector, unit, value, other, difference (value less other).

        Raises
        ------
        ResultsError
            Paths on different baselines, or without a scenario and date in common.
        """
        check_comparable([self, other])
        own, others = (path.to_pandas(list(indicators) or OF_REGIONS) for path in (self, other))
        return difference(own, others, ["scenario", "date", "indicator", "region", "partner", "sector", "unit"])

    def total(self, indicator: str, first: str, last: str, discount_rate: float = 0.0) -> xr.DataArray:
        """Sum of a yearly amount over the periods that start from one day to another, at present value.

        Parameters
        ----------
        discount_rate
            A year; amounts are discounted to the first day from the middle of their period. 0: undiscounted.

        Raises
        ------
        ResultsError
            An unknown indicator, one in % that does not add up over time, or no period between the days.
        """
        if indicator not in self.data:
            raise ResultsError(f"got the unknown indicator {indicator!r}. {nearest(indicator, list(INDICATORS))}")
        if indicator in INDICATORS and INDICATORS[indicator].is_percent_change:
            raise ResultsError(f"{indicator}: is in % and does not add up over time — use one in USD.")
        chosen = self.data[indicator].sel(date=slice(first, last))
        if chosen.sizes["date"] == 0:
            raise ResultsError(f"got no period from {first} to {last}.")
        length = float(self.data.attrs["period_years"])
        middle = (np.arange(chosen.sizes["date"]) + 0.5) * length
        weight = xr.DataArray(length * (1 + discount_rate) ** -middle, dims="date", coords={"date": chosen["date"]})
        return (chosen * weight).sum("date", skipna=False)

    def headline(self) -> pd.DataFrame:
        """What a reader asks first: at the last period of the common past, a year later, and at the end."""
        last = len(self.dates) - 1
        branch = self.data.attrs["branch_at"]
        past = self._place(branch) if branch else 0
        year = past + round(1 / float(self.data.attrs["period_years"]))
        chosen = [place for place in dict.fromkeys((past, year, last)) if place <= last]
        parts = [self._period(place).headline().assign(date=f"{self.dates[place]:%Y-%m}") for place in chosen]
        table = pd.concat(parts, ignore_index=True)
        return table[["scenario", "date", *(name for name in table if name not in ("scenario", "date"))]]

    def _place(self, day: str) -> int:
        """Period that holds a day; −1 before the first."""
        return int((self.data["date"].to_numpy() <= np.datetime64(day, "D")).sum()) - 1

    def to_pandas(self, indicators: Sequence[str] = ()) -> pd.DataFrame:
        """Long table with one row for each number: the columns of `indicators.csv`."""
        names = list(indicators) or [name for name in INDICATORS if name not in IN_FLOW_TABLE]
        return indicator_table(self._with_days(), names)

    def flows(self, *scenarios: str) -> pd.DataFrame:
        """Long table of trade flows of all or some scenarios: the columns of `flows.csv`."""
        return flow_table(self._with_days().sel(scenario=list(scenarios or self.scenarios)))

    def quantiles(self) -> pd.DataFrame:
        """Long table of quantiles over draws: the columns of `summary.csv`.

        Raises
        ------
        ResultsError
            The path had no draws.
        """
        if self.summary is None:
            raise ResultsError("this path had no draws — run it with `--draws 24`.")
        data = self._with_days()
        return summary_table(data, self.summary.assign_coords(date=data["date"]))

    def _with_days(self) -> xr.Dataset:
        """The dataset with dates as text, as tables show them."""
        return self.data.assign_coords(date=np.array([f"{day:%Y-%m-%d}" for day in self.dates]))

    def periods(self) -> list[Results]:
        """Each period as the results of a run."""
        return [self._period(place) for place in range(self.data.sizes["date"])]

    def _period(self, place: int) -> Results:
        data = self.data.isel(date=place)
        day = f"{self.dates[place]:%Y-%m-%d}"
        own = [name for name, item in data.items() if _has_date(self.data[name])]
        data = data.drop_vars("date").assign(
            {name: data[name].expand_dims(horizon=["path"], axis=1) for name in own if data[name].ndim}
        )
        summary = None
        if self.summary is not None:
            drawn = self.summary.isel(date=place, drop=True)
            summary = drawn.map(lambda item: item.expand_dims(horizon=["path"], axis=1))
        return Results(data.assign_attrs({DATE: day}), replace(self.provenance, date=day), summary)

    def _ipython_key_completions_(self) -> list[str]:
        return [str(name) for name in self.data.data_vars if not str(name).endswith(BASELINE)]


def _has_date(array: xr.DataArray) -> bool:
    return "date" in array.dims and not str(array.name).endswith(BASELINE)
