"""The trade war of 2018 and 2019 as predicted from 2017, beside what was observed."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

import numpy as np
from experiments import HORIZONS, Experiments
from page import number, prose, table
from quantities import Array

OBSERVED = Path(__file__).parent / "events" / "observed.csv"
YEARS: Final = {"2018": ("trade-war-2018",), "2019": ("trade-war-2019-average", "trade-war-2019")}
"""Scenarios that a year is held against; the first one gives the errors."""
TOTAL = "ALL"

Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class History:
    """Observed series of 2017 to 2019 by (series, exporter, importer, sector), and the solved scenarios."""

    observed: Mapping[Key, Mapping[str, float]]
    experiments: Experiments

    @classmethod
    def read(cls, experiments: Experiments) -> "History":
        """Read the observed series."""
        series: dict[Key, dict[str, float]] = {}
        with OBSERVED.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                key = row["series"], row["exporter"], row["importer"], row["sector"]
                series.setdefault(key, {})[row["year"]] = float(row["value"])
        return cls(series, experiments)

    def flows(self, scenario: str) -> tuple[Array, Array]:
        """Border values of goods between regions: (horizon, sector, exporter, importer), and in the baseline."""
        world = self.experiments.world
        is_goods = world.economy.is_goods[:, None, None]
        every = world.abroad_new.reshape(len(self.experiments.names), len(HORIZONS), *world.abroad.shape)
        return every[self.experiments.names.index(scenario)] * is_goods, world.abroad * is_goods

    def share_change(self, importer: str, scenario: str, sectors: Sequence[str] = ()) -> Array:
        """Points by which exporters' shares of an importer's goods imports change: (horizon, exporter)."""
        economy = self.experiments.plan.economy
        new, base = self.flows(scenario)
        rows = [economy.sector_index(code) for code in sectors] or slice(None)
        j = economy.region_index(importer)
        shares = [flows[..., j][..., rows, :].sum(axis=-2) for flows in (new, base)]
        after, before = (100 * flow / flow.sum(axis=-1, keepdims=True) for flow in shares)
        return np.asarray(after - before)

    def growth(self, series: str, exporter: str, importer: str, year: str) -> float:
        """Observed growth of a value since 2017 in percent."""
        values = self.observed[series, exporter, importer, TOTAL]
        return 100 * (values[year] / values["2017"] - 1)

    def growth_beyond(self, exporter: str, importer: str, scenario: str) -> Array:
        """Predicted growth of trade beyond that of all imports of goods in percent, by horizon."""
        economy = self.experiments.plan.economy
        i, j = economy.region_index(exporter), economy.region_index(importer)
        shares = [flows[..., i, j].sum(axis=-1) / flows[..., j].sum(axis=(-2, -1)) for flows in self.flows(scenario)]
        return np.asarray(100 * (shares[0] / shares[1] - 1))

    def soybeans(self, kind: str, exporter: str, scenario: str) -> Array:
        """Predicted growth of soybeans sold to China in percent, by horizon: their quantity, or their value."""
        world = self.experiments.world
        cell = (
            world.economy.sector_index("SOY"),
            world.economy.region_index(exporter),
            world.economy.region_index("CHN"),
        )
        value = world.abroad_new[:, *cell] / world.abroad[cell]
        hat = world.volume_hat[:, *cell] if kind == "quantity" else value
        return np.asarray(100 * (hat.reshape(-1, len(HORIZONS))[self.experiments.names.index(scenario)] - 1))

    def observed_share_change(self, exporter: str, importer: str, year: str) -> float:
        """Points by which the share of one exporter changed since 2017."""
        series = self.observed["share_of_goods_imports", exporter, importer, TOTAL]
        return series[year] - series["2017"]


def errors(observed: Array, predicted: Array) -> tuple[float, float, float]:
    """Mean absolute error, share of equal signs in percent, and error over that of predicting no change."""
    miss = float(np.abs(predicted - observed).mean())
    agree = 100 * float((np.sign(predicted) == np.sign(observed)).mean())
    return miss, agree, miss / float(np.abs(observed).mean())


def section(history: History) -> str:
    """The history part of the page."""
    parts = [prose("history")]
    parts.append(_growth(history))
    parts += [_origins(history, importer) for importer in ("USA", "CHN")]
    parts += [
        _sectors(history, "CHN", "USA"),
        _sectors(history, "USA", "CHN"),
        _soybeans(history),
        prose("history_limits"),
    ]
    return "\n".join(parts)


PAIRS: Final = (("CHN", "USA"), ("VNM", "USA"), ("MEX", "USA"), ("TWN", "USA"), ("USA", "CHN"), ("BRA", "CHN"))
"""Exporter and importer whose trade is followed: the two sides, and where it went."""


def _growth(history: History) -> str:
    """Growth of trade less growth of all imports, as observed and as predicted."""
    header = ["exporter → importer", "year", "observed", "of all imports", "beyond", *HORIZONS]
    rows, misses = [], []
    for exporter, importer in PAIRS:
        for year, scenarios in YEARS.items():
            flow, total = (
                history.growth(series, code, importer, year)
                for series, code in (("bilateral_exports", exporter), ("imports", TOTAL))
            )
            beyond = 100 * ((1 + flow / 100) / (1 + total / 100) - 1)
            predicted = history.growth_beyond(exporter, importer, scenarios[0])
            misses.append(np.abs(predicted - beyond))
            cells = [number(float(value)) for value in (flow, total, beyond, *predicted)]
            rows.append([f"{exporter} → {importer}", year, *cells])
    return (
        "### Value of goods imports, growth since 2017 in percent\n\n"
        "Growth beyond that of all imports is what the model is held against.\n\n"
        + table(header, rows)
        + f"\nMean absolute error in points: {_by_horizon(misses)}.\n"
    )


def _by_horizon(misses: Sequence[Array]) -> str:
    return ", ".join(f"{name} {miss:.0f}" for name, miss in zip(HORIZONS, np.mean(misses, axis=0), strict=True))


def _origins(history: History, importer: str) -> str:
    economy = history.experiments.plan.economy
    exporters = [
        code for code in economy.regions if ("share_of_goods_imports", code, importer, TOTAL) in history.observed
    ]
    places = [economy.region_index(code) for code in exporters]
    parts = [f"### Shares of goods imports of {importer}, change since 2017 in points\n"]
    header = [
        "exporter",
        "year",
        "observed",
        *(f"{name} {horizon}" for name in ("first", "second") for horizon in HORIZONS),
    ]
    rows, lines = [], []
    for year, scenarios in YEARS.items():
        observed = np.array([history.observed_share_change(code, importer, year) for code in exporters])
        predicted = [history.share_change(importer, name)[:, places] for name in scenarios]
        for place, code in enumerate(exporters):
            cells = [number(values[step, place]) for values in predicted for step in range(len(HORIZONS))]
            rows.append([code, year, number(float(observed[place])), *cells, *[""] * (len(header) - 3 - len(cells))])
        lines += _error_lines(year, scenarios[0], observed, predicted[0])
    rows.sort(key=lambda row: exporters.index(row[0]))
    names = "; ".join(f"{year}: {' and '.join(f'`{name}`' for name in names)}" for year, names in YEARS.items())
    parts += [table(header, rows), f"First and second scenario: {names}.\n", *lines]
    return "\n".join(parts)


def _error_lines(year: str, scenario: str, observed: Array, predicted: Array) -> list[str]:
    rows = []
    for horizon, values in zip(HORIZONS, predicted, strict=True):
        miss, agree, relative = errors(observed, values)
        rows.append([horizon, number(miss, "level"), f"{agree:.0f} %", f"{relative:.2f}"])
    header = ["horizon", "mean absolute error", "equal signs", "error over that of no change"]
    return [f"Errors in {year}, `{scenario}`:\n", table(header, rows)]


def _sectors(history: History, exporter: str, importer: str) -> str:
    keys = [key for key in history.observed if key[:3] == ("trade_flow", exporter, importer)]
    sectors = [key[3] for key in keys if ("trade_flow", TOTAL, importer, key[3]) in history.observed]
    place = history.experiments.plan.economy.region_index(exporter)
    parts = [f"### Share of {exporter} in what {importer} imports of each sector, change since 2017 in points\n"]
    year = "2019"
    scenario = YEARS[year][0]
    observed = np.array([_sector_share(history, exporter, importer, code, year) for code in sectors])
    predicted = np.array([history.share_change(importer, scenario, code.split("+"))[:, place] for code in sectors]).T
    rows = [
        [code, number(float(observed[n])), *(number(float(value)) for value in predicted[:, n])]
        for n, code in enumerate(sectors)
    ]
    ranks = ", ".join(
        f"{horizon} {_correlation(observed, values):+.2f}".replace("-", "−")
        for horizon, values in zip(HORIZONS, predicted, strict=True)
    )
    parts += [table(["sector", "observed", *HORIZONS], rows), *_error_lines(year, scenario, observed, predicted)]
    return "\n".join([*parts, f"Correlation over sectors: {ranks}.\n"])


def _correlation(one: Array, other: Array) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def _sector_share(history: History, exporter: str, importer: str, sector: str, year: str) -> float:
    flow = history.observed["trade_flow", exporter, importer, sector]
    total = history.observed["trade_flow", TOTAL, importer, sector]
    return 100 * (flow[year] / total[year] - flow["2017"] / total["2017"])


SOYBEANS: Final = {"quantity": "Mt", "trade_flow": "million USD"}
"""Series of soybeans sold to China, with the unit."""


def _soybeans(history: History) -> str:
    rows, misses = [], []
    for kind, exporter, year in product(SOYBEANS, ("USA", "BRA"), YEARS):
        series = history.observed[kind, exporter, "CHN", "SOY"]
        seen = 100 * (series[year] / series["2017"] - 1)
        predicted = history.soybeans(kind, exporter, YEARS[year][0])
        misses.append(np.abs(predicted - seen))
        levels = [f"{series[label]:,.6g}" for label in ("2017", year)]
        changes = [number(float(value)) for value in (seen, *predicted)]
        rows.append([exporter, f"{kind}, {SOYBEANS[kind]}", year, *levels, *changes])
    header = ["exporter", "series", "year", "2017", "observed", "change, %", *HORIZONS]
    scenarios = " and ".join(f"`{names[0]}` for {year}" for year, names in YEARS.items())
    return (
        f"### Soybeans to China\n\nChanges since 2017 in percent, {scenarios}.\n\n{table(header, rows)}\n"
        f"Mean absolute error in points: {_by_horizon(misses)}.\n"
    )
