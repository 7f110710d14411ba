"""The path from 2018 to 2026 on the economy of 2017, beside what was observed year by year."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import xarray as xr
from history import errors
from page import number, prose, table
from quantities import Array

from simulator.economy import Economy, load_baseline
from simulator.experiment.dynamics.timeline import Span, timeline
from simulator.experiment.plan import Options
from simulator.results.timeline import PathResults
from simulator.scenario import library_folder

OBSERVED: Final = Path(__file__).parent / "events" / "timeline_years.csv"
NAME: Final = "history-2018-2026"
MONTHS: Final = 103
"""From January 2018 to July 2026."""

Key = tuple[str, str, str]


@dataclass(frozen=True, eq=False)
class Years:
    """The path, and observed series by (series, exporter, importer) and year."""

    economy: Economy
    path: PathResults
    observed: Mapping[Key, Mapping[int, float]]

    @classmethod
    def simulated(cls) -> "Years":
        """Follow the record of tariffs and pledges."""
        file = library_folder() / "history" / f"{NAME}.yaml"
        path = timeline(file, Span(start=date(2018, 1, 1), months=MONTHS), options=Options(reference=NAME))
        series: dict[Key, dict[int, float]] = {}
        for row in read_rows():
            key = row["series"], row["exporter"], row["importer"]
            series.setdefault(key, {})[int(row["year"])] = float(row["value"])
        return cls(load_baseline("us-china-2017"), path, series)

    @cached_property
    def _goods(self) -> list[str]:
        return [code for code, is_goods in zip(self.economy.sectors, self.economy.is_goods, strict=True) if is_goods]

    def share_change(self, importer: str) -> xr.DataArray:
        """Points by which exporters' shares of an importer's goods imports differ from 2017: (year, exporter)."""
        data = self.path.data.sel(scenario=NAME)
        flows = data["shipments"].sel(sector=self._goods, importer=importer).sum("sector")
        base = self.path.data["trade_flow_baseline"].sel(sector=self._goods, importer=importer).sum("sector")
        after, before = (_shares(flow, importer) for flow in (flows.groupby("date.year").mean(), base))
        return after - before

    def observed_share_change(self, importer: str, year: int, exporters: list[str]) -> Array:
        """The same as observed, by exporter."""
        every = (self.observed["share_of_goods_imports", code, importer] for code in exporters)
        return np.array([series[year] - series[2017] for series in every])

    def soybeans(self, exporter: str) -> Mapping[int, float]:
        """Million tonnes shipped to China by year."""
        place = {"sector": "SOY", "exporter": exporter, "importer": "CHN"}
        own = self.path.data.sel(scenario=NAME, **place)
        tonnes = own["quantity"] * own["shipments"] / own["trade_flow"]
        return _by_year(tonnes)

    def tariff(self, importer: str, exporter: str) -> Mapping[int, float]:
        """Duties over imports in percent by year."""
        return _by_year(self.path.data["effective_tariff"].sel(scenario=NAME, region=importer, partner=exporter))


def read_rows() -> list[dict[str, str]]:
    """Rows of the observed series by year."""
    with OBSERVED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _shares(flow: xr.DataArray, importer: str) -> xr.DataArray:
    abroad = flow.drop_sel(exporter=importer)
    return 100 * abroad / abroad.sum("exporter")


def _by_year(series: xr.DataArray) -> dict[int, float]:
    means = series.groupby("date.year").mean()
    return {int(year): float(value) for year, value in zip(means["year"].values, means.values, strict=True)}


def section(years: Years) -> str:
    """The part of the page on 2018 to 2026."""
    parts = [prose("timeline_years"), _origins(years), _soybeans(years), _duties(years)]
    return "\n".join([*parts, prose("timeline_years_limits")])


FOLLOWED: Final = (("USA", "CHN"), ("USA", "VNM"), ("USA", "MEX"), ("CHN", "USA"), ("CHN", "BRA"))
"""Importer and exporter whose shares are shown."""


def _origins(years: Years) -> str:
    parts = []
    for importer in ("USA", "CHN"):
        model = years.share_change(importer)
        codes = [str(code) for code in model["exporter"].values]
        own = [exporter for buyer, exporter in FOLLOWED if buyer == importer]
        header = ["year", *(f"{code}, {kind}" for code in own for kind in ("observed", "path"))]
        rows = []
        for year in range(2018, 2023):
            seen, said = years.observed_share_change(importer, year, codes), model.sel(year=year).to_numpy()
            miss, _, relative = errors(seen, said)
            places = [codes.index(code) for code in own]
            cells = [number(float(values[place])) for place in places for values in (seen, said)]
            rows.append([str(year), *cells, number(miss, "level"), f"{relative:.2f}"])
        header += ["mean absolute error, all origins", "over that of no change"]
        parts.append(f"### Shares of goods imports of {importer}, change since 2017 in points\n\n{table(header, rows)}")
    census = years.observed["share_of_goods_imports_census", "CHN", "USA"]
    model = years.share_change("USA").sel(exporter="CHN")
    said = ", ".join(
        f"{number(census[year] - census[2017])} in {year} where the path has {number(float(model.sel(year=year)))}"
        for year in (2022, 2024)
    )
    return "\n".join([*parts, f"US customs count China's share otherwise: {said}.\n"])


def _soybeans(years: Years) -> str:
    rows, lines = [], []
    for code in ("USA", "BRA"):
        seen, said = years.observed["quantity", code, "CHN"], years.soybeans(code)
        known = [year for year in seen if year > 2017]
        rows += [[code, str(year), number(seen[year], "level"), number(said[year], "level")] for year in known]
        both = np.array([[seen[year] for year in known], [said[year] for year in known]])
        lines.append(f"{code} {rmse(both[0], both[1]):.1f}, of no change {rmse(both[0], np.array(seen[2017])):.1f}")
    header = ["exporter", "year", "observed", "path"]
    told = "; ".join(lines)
    return f"### Soybeans to China, Mt\n\n{table(header, rows)}\nRoot mean squared error in Mt: {told}.\n"


def rmse(seen: Array, said: Array) -> float:
    """Root mean squared error."""
    return float(np.sqrt(((seen - said) ** 2).mean()))


def _duties(years: Years) -> str:
    seen, said = years.observed["realised_tariff", "CHN", "USA"], years.tariff("USA", "CHN")
    rows = [[str(year), number(seen[year], "level"), number(said[year], "level")] for year in seen]
    head = "### Duties over US imports from China, percent\n\n"
    return head + table(["year", "observed", "path"], rows)
