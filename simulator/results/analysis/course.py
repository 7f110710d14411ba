"""A timeline, its scenarios over dates: what every analysis of it reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr

from simulator.economy.reading.units import A_YEAR, MONEY, is_money
from simulator.errors import ResultsError
from simulator.results.analysis.bands import HIGH, LOW
from simulator.results.analysis.comparison import Labelled, chosen
from simulator.results.analysis.events import period_ends
from simulator.results.assembly.lean import check_kept, flow_sum
from simulator.results.outcome import Outcome
from simulator.results.provenance import Provenance
from simulator.results.timeline import SHIPMENTS, PathResults
from simulator.solver.status import Status

FLOWS: Final = (SHIPMENTS, "trade_flow", "quantity", "trade_volume")
"""Indicators of flows, which are added up over goods where no sector is named."""


@dataclass(frozen=True, eq=False)
class Course(Labelled):
    """A timeline as analyses read it.

    Attributes
    ----------
    path
        All that was computed.
    """

    path: PathResults

    @property
    def is_empty(self) -> bool:
        """Whether nothing was solved."""
        return not bool((self.data["status"] == Status.CONVERGED.name).any())

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

    @cached_property
    def parting(self) -> int:
        """Place of the period in which the scenarios part; the first one in a path without branches."""
        return 0 if self.branch_at is None else int(self.starts.searchsorted(self.branch_at, side="right")) - 1

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
            sides, sectors = self._flow(outcome, places)
            if len(sectors) == 1:
                check_kept(self.data, name, {**sides, "sector": sectors[0]})
            return flow_sum(self.data, name, sectors).sel(sides), flow_sum(self.data, str(base.name), sectors).sel(
                sides
            )
        dims = [dim for dim in level.dims if dim not in ("scenario", "date")]
        if len(dims) != len(places):
            raise ResultsError(f"outcome: got {outcome!r} — {name} takes {' and '.join(map(str, dims))} after a colon.")
        return level.sel(self._place(dims, places)), base.sel(self._place(dims, places))

    def _flow(self, outcome: str, places: Sequence[str]) -> tuple[dict[str, str], list[str]]:
        """Exporter and importer of flows, and the sectors that are added up."""
        if len(places) not in (2, 3):
            raise ResultsError(f"outcome: got {outcome!r} — name exporter and importer after colons, then a sector.")
        sectors = [chosen(places[2], self.sectors, "sector")] if len(places) == 3 else self.goods
        return self._place(["exporter", "importer"], places[:2]), sectors

    def _place(self, dims: Sequence[object], places: Sequence[str]) -> dict[str, str]:
        codes = {str(dim): [str(code) for code in self.data[dim].values] for dim in dims}
        return {dim: chosen(label, codes[dim], dim) for dim, label in zip(codes, places, strict=True)}

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
            columns = {"outcome": outcome, "scenario": scenario, "date": self.starts}
            numbers = {"value": values, LOW: np.asarray(low)[row], HIGH: np.asarray(high)[row], "baseline": float(base)}
            parts.append(pd.DataFrame(columns | numbers))
        return pd.concat(parts, ignore_index=True)

    def unit(self, outcome: str) -> str:
        """Unit of an outcome; that of a flow is a year's."""
        item = Outcome.read(outcome)
        name, places = item.indicator, item.labels
        if name == "quantity":
            return f"{self.quantity_unit(places[2])}{A_YEAR}" if len(places) == 3 else ""
        if name in (SHIPMENTS, "trade_flow") or is_money(super().unit(name)):
            return f"{MONEY}{A_YEAR}"
        return super().unit(name)
