"""Labelled results of a path: every indicator of every scenario at every date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
import pandas as pd
import xarray as xr

from simulator.errors import ResultsError
from simulator.results.assembly.lean import flow_sum
from simulator.results.display import count_of
from simulator.results.files.folder import Folder
from simulator.results.indicators.headline import headline_table
from simulator.results.indicators.registry import INDICATORS
from simulator.results.labelled import LabelledResults, stored
from simulator.results.provenance import Provenance
from simulator.results.run import Results
from simulator.results.table import BASELINE, DATE

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


@dataclass(frozen=True, eq=False, repr=False)
class PathResults(LabelledResults):
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

    axis = DATE
    asked_next = ('.at("2026-03")', ".headline()", ".total(…)", ".compare(other)", ".plot()", "list(.plot)")

    @classmethod
    def from_folder(cls, folder: Folder) -> Self:
        """Read a timeline back."""
        data, provenance, summary = stored(folder)
        events = folder.table("events", parse_dates=["day"], keep_default_na=False)
        return cls(data, events, provenance, summary)

    @property
    def dates(self) -> pd.DatetimeIndex:
        """First day of each period."""
        return pd.DatetimeIndex(self.data["date"].to_numpy())

    @property
    def moments(self) -> tuple[str, ...]:
        """The same days as text."""
        return tuple(f"{day:%Y-%m-%d}" for day in self.dates)

    @staticmethod
    def _short(moment: str) -> str:
        return moment[: len("2026-03")]

    @property
    def description(self) -> str:
        """What was solved, in one line."""
        span = f"{self.dates[0]:%Y-%m} to {self.dates[-1]:%Y-%m}"
        failed = f", {len(self.unsolved)} not solved" if self.unsolved else ""
        return f"{count_of(len(self.scenarios), 'scenario')}, {count_of(len(self.dates), 'period')}, {span}{failed}"

    def at(self, day: str) -> Results:
        """The period that holds a day, as the results of a run: every table and chart of a run takes them.

        Raises
        ------
        ResultsError
            A day outside the path.
        """
        period = self._place(day)
        if period < 0 or np.datetime64(day, "D") > np.datetime64(self.data.attrs["last_day"], "D"):
            raise ResultsError(f"got the day {day} — the path goes from {self.dates[0]:%Y-%m-%d} on.")
        return self._period(period)

    def sel(self, scenario: str | Sequence[str]) -> "PathResults":
        """Keep some scenarios; the reference stays, so that changes can still be shown."""
        selection = self._kept(scenario)
        kept = selection["scenario"]
        summary = None if self.summary is None else self.summary.sel(scenario=kept)
        events = self.events[self.events["scenario"].isin(kept)]
        return replace(self, data=self.data.sel(selection), events=events, summary=summary)

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
        if self._known(indicator) in INDICATORS and INDICATORS[indicator].is_percent_change:
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
        chosen = [period for period in dict.fromkeys((past, year, last)) if period <= last]
        months = [f"{self.dates[period]:%Y-%m}" for period in chosen]
        dated = self.data.isel(date=chosen).assign_coords(date=months).rename(date="horizon")
        with self.explaining_gaps():
            table = headline_table(dated)
        table = table.rename(columns={"horizon": "date"}) if len(months) > 1 else table.assign(date=months[0])
        named = ["scenario", "date"]
        in_order = table.sort_values("date", kind="stable", ignore_index=True)
        return in_order[[*named, *in_order.columns.drop(named)]]

    def _place(self, day: str) -> int:
        """Period that holds a day; −1 before the first."""
        return int((self.data["date"].to_numpy() <= np.datetime64(day, "D")).sum()) - 1

    @property
    def _plain(self) -> xr.Dataset:
        """The dataset with dates as text, as tables show them."""
        return self.data.assign_coords(date=np.array(self.moments))

    def _further(self) -> dict[str, Iterable[pd.DataFrame]]:
        return {
            "shipments": [shipment_table(self)],
            "stocks": [stock_table(self)],
            "commitments": [commitment_table(self)],
            "events": [self.events],
        }

    def periods(self) -> list[Results]:
        """Each period as the results of a run."""
        return [self._period(period) for period in range(self.data.sizes["date"])]

    def _period(self, period: int) -> Results:
        data = self.data.isel(date=period)
        day = f"{self.dates[period]:%Y-%m-%d}"
        dated = [name for name, item in data.items() if _has_date(self.data[name])]
        data = data.drop_vars("date").assign(
            {name: data[name].expand_dims(horizon=["path"], axis=1) for name in dated if data[name].ndim}
        )
        summary = None
        if self.summary is not None:
            drawn = self.summary.isel(date=period, drop=True)
            summary = drawn.map(lambda item: item.expand_dims(horizon=["path"], axis=1))
        return Results(data.assign_attrs({DATE: day}), replace(self.provenance, date=day), summary)

    def _ipython_key_completions_(self) -> list[str]:
        return [str(name) for name in self.data.data_vars if not str(name).endswith(BASELINE)]


def _has_date(array: xr.DataArray) -> bool:
    return "date" in array.dims and not str(array.name).endswith(BASELINE)


def stock_table(path: PathResults) -> pd.DataFrame:
    """Months of cover by scenario, date, region and sector, where there is a stock."""
    stock = path.data[STOCK]
    held = stock.to_dataframe(name="months").reset_index()
    kept = held.groupby(["sector", "region"])["months"].transform("max") > 0
    short = path.data[UNTIL_SHORTAGE].to_dataframe(name=UNTIL_SHORTAGE).reset_index()
    columns = ["scenario", "date", "region", "sector", "months", UNTIL_SHORTAGE]
    return held[kept].merge(short, how="left")[columns].reset_index(drop=True)


def commitment_table(path: PathResults) -> pd.DataFrame:
    """What commitments with windows promise, and what has been bought so far."""
    columns = ["scenario", "measure", "date", "window_end", "unit", PLEDGED, DELIVERED]
    if path.data.sizes.get("commitment", 0) == 0:
        return pd.DataFrame(columns=columns)
    frame = path.data[[PLEDGED, DELIVERED]].to_dataframe().reset_index()
    named = frame.rename(columns={f"commitment_{name}": name for name in ("scenario", "measure", "unit")})
    return named[named[PLEDGED].notna()][columns].reset_index(drop=True)


def shipment_table(path: PathResults) -> pd.DataFrame:
    """Goods that cross borders, by scenario, date, exporter and importer, million USD a year."""
    goods = path.data["sector"].to_numpy()[path.data["sector_kind"] == "goods"].tolist()
    names = {"value": SHIPMENTS, "baseline": "trade_flow" + BASELINE}
    total = xr.Dataset({column: flow_sum(path.data, name, goods) for column, name in names.items()})
    frame = total.to_dataframe().reset_index()
    columns = ["scenario", "date", "exporter", "importer", "baseline", "value"]
    return frame.loc[frame["exporter"] != frame["importer"], columns]
