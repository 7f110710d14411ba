"""The path of 2025 and early 2026 beside what was observed month by month."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.figure import Figure
from page import number, prose, table
from quantities import Array

from simulator.economy import Economy, load_baseline, observations
from simulator.economy.observations import Observation
from simulator.experiment.dynamics.timeline import Span, timeline
from simulator.experiment.plan import Options
from simulator.report import plot
from simulator.results.timeline import PathResults

NAME: Final = "dispute-2025"
MONTHS: Final = 18
"""From January 2025 to June 2026; no series goes further than March 2026."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """A series beside the path over the same days, as changes against the year before the dispute.

    Attributes
    ----------
    title, unit
        What it is, and of what the changes are.
    periods
        Days that each number is about.
    observed
        As observed.
    models
        What variants of the path say, by name; the first one is the path.
    marks
        Why a number does not count, empty where it does: licences were derived from it, or it is the sum of others.
    """

    title: str
    unit: str
    periods: tuple[str, ...]
    observed: Array
    models: Mapping[str, Array]
    marks: tuple[str, ...]

    def errors(self) -> dict[str, float]:
        """Root mean squared error of each variant, and of predicting no change, over the numbers that count."""
        test = np.array([not mark for mark in self.marks])
        every = {**self.models, NAIVE: np.zeros_like(self.observed)}
        return {name: float(np.sqrt(((self.observed - said)[test] ** 2).mean())) for name, said in every.items()}

    def rows(self) -> list[list[str]]:
        """Lines of its table."""
        values = [self.observed, *self.models.values()]
        cells = [[number(float(item[row])) for item in values] for row in range(len(self.periods))]
        return [[period, *line, mark] for period, line, mark in zip(self.periods, cells, self.marks, strict=True)]


NAIVE: Final = "no change"
PATH, PLAIN = "path", "without front-loading"
USE: Final = "used"


@dataclass(frozen=True, eq=False)
class Months:
    """The path of the dispute with front-loading and without."""

    economy: Economy
    path: PathResults
    plain: PathResults

    @classmethod
    def simulated(cls) -> "Months":
        """Follow the trunk, no branch, from January 2025 on."""
        span = Span(start=date(2025, 1, 1), months=MONTHS)
        with_it, without = (
            timeline(NAME, item, options=Options(reference=NAME)) for item in (span, replace(span, front_loading=0))
        )
        return cls(load_baseline("us-china-2024"), with_it, without)

    @cached_property
    def goods(self) -> list[str]:
        """Codes of the sectors of goods."""
        return [code for code, is_goods in zip(self.economy.sectors, self.economy.is_goods, strict=True) if is_goods]

    def value(self, path: PathResults, exporter: str, importer: str) -> pd.Series:
        """Shipments of goods by month, percent against the baseline."""
        place = {"sector": self.goods, "exporter": exporter, "importer": importer}
        flow = path.data["shipments"].sel(scenario=NAME, **place).sum("sector")
        return _monthly(100 * (flow / path.data["trade_flow_baseline"].sel(place).sum("sector") - 1))

    def tonnes(self, sector: str, exporter: str, importers: list[str], kind: str = "shipments") -> pd.Series:
        """Quantity shipped, or used, by month, percent against the baseline."""
        place = {"sector": sector, "exporter": exporter, "importer": importers}
        own = self.path.data.sel(scenario=NAME, **place)
        hat = (1 + own["trade_volume"] / 100) * own[kind] / own["trade_flow"]
        base = self.path.data["trade_flow_baseline"].sel(place)
        return _monthly(100 * ((hat * base).sum("importer") / base.sum() - 1))

    def duties(self, exporters: list[str]) -> pd.Series:
        """Duties over US imports by month, points against the baseline."""
        place = {"region": "USA", "partner": exporters}
        rate = self.path.data["effective_tariff"].sel(scenario=NAME, **place)
        base = self.path.data["effective_tariff_baseline"].sel(place)
        flows = {"sector": self.goods, "exporter": exporters, "importer": "USA"}
        trade = self.path.data["trade_flow"].sel(scenario=NAME, **flows).sum("sector").rename(exporter="partner")
        before = self.path.data["trade_flow_baseline"].sel(flows).sum("sector").rename(exporter="partner")
        return _monthly(_mean(rate, trade) - _mean(base, before))

    def comparisons(self) -> list[Comparison]:
        """Every series."""
        abroad = [code for code in self.economy.regions if code != "CHN"]
        return [
            self._bilateral("US imports from China", "us_imports_from_china", "CHN", "USA"),
            self._bilateral("US exports to China", "us_exports_to_china", "USA", "CHN"),
            self._magnets("Magnets from China to the world", "world", abroad, date(2025, 7, 1)),
            self._magnets("Magnets from China to the United States", "us", ["USA"], date(2025, 10, 1)),
            self._soybeans("Soybeans, United States to China", "us", "USA"),
            self._soybeans("Soybeans, Brazil to China", "brazil", "BRA"),
            self._duties_on_china(),
            self._duties_on_all(),
        ]

    def _bilateral(self, title: str, series: str, exporter: str, importer: str) -> Comparison:
        """Compare values with the same month of 2024, so that seasons fall out."""
        known = {item.first: item.value for item in observations(series)}
        days = [day for day in known if day.year > 2024]
        seen = np.array([100 * (known[day] / known[day.replace(year=day.year - 1)] - 1) for day in days])
        path, plain = (self.value(item, exporter, importer) for item in (self.path, self.plain))
        models = {PATH: path, PLAIN: plain}
        spans = [(day, day) for day in days]
        return _compare(title, "% against the same month of 2024", spans, seen, models)

    def _magnets(self, title: str, whom: str, importers: list[str], test_from: date) -> Comparison:
        rows = observations(f"china_magnet_exports_{whom}")
        base = next(item.value for item in rows if _months(item) == 12 and item.first.year == 2024) / 12
        months = [item for item in rows if _months(item) == 1]
        models = {
            PATH: self.tonnes("REE", "CHN", importers),
            USE: self.tonnes("REE", "CHN", importers, "trade_flow"),
        }
        seen = np.array([100 * (item.value / base - 1) for item in months])
        given = ["given" if date(2025, 4, 1) <= item.first < test_from else "" for item in months]
        spans = [(item.first, item.last) for item in months]
        return _compare(title, "% of tonnes against the average month of 2024", spans, seen, models, given)

    def _soybeans(self, title: str, whom: str, exporter: str) -> Comparison:
        rows = observations(f"china_soybean_imports_{whom}")
        base = next(item.value for item in rows if item.first.year == 2024) / 12
        parts = [item for item in rows if item.first.year == 2025]
        path = self.tonnes("SOY", exporter, ["CHN"])
        models = {PATH: path}
        seen = np.array([100 * (item.value / _months(item) / base - 1) for item in parts])
        spans = [(item.first, item.last) for item in parts]
        marks = ["sum" if _months(item) == 12 < 12 * len(parts) else "" for item in parts]
        return _compare(title, "% of tonnes against the average month of 2024", spans, seen, models, marks)

    def _duties_on_china(self) -> Comparison:
        rows = duties_on_china()
        base = next(item.value for item in rows if item.first.year == 2024)
        later = [item for item in rows if item.first.year > 2024]
        seen = np.array([100 * (item.value - base) for item in later])
        models = {PATH: self.duties(["CHN"])}
        spans = [(item.first, item.last) for item in later]
        return _compare("Duties over US imports from China", "points against 2024", spans, seen, models)

    def _duties_on_all(self) -> Comparison:
        first, *later = observations("us_realised_tariff_world")
        seen = np.array([100 * (item.value - first.value) for item in later])
        models = {PATH: self.duties([code for code in self.economy.regions if code != "USA"])}
        spans = [(item.first, item.last) for item in later]
        return _compare("Duties over all US imports", "points against January 2025", spans, seen, models)

    def purchases(self) -> list[tuple[date, float, float]]:
        """Soybeans bought since Busan in Mt, cumulative: the day, observed, and delivered on the path by then."""
        data = self.path.data
        windows = data["delivered"].isel(commitment=0).to_numpy(), data["window_end"].to_numpy()
        sums = np.concatenate([[0.0], np.cumsum(_steps(*windows))])
        ends = [*(day.date() for day in self.path.dates), date.fromisoformat(data.attrs["last_day"])]
        at = np.array([day.toordinal() for day in ends], dtype=float)
        return [
            (item.first, item.value, float(np.interp(item.first.toordinal(), at, sums)))
            for item in observations("us_soybeans_bought_since_busan")
        ]

    def figure(self) -> Figure:
        """The path beside the observations."""
        series = {
            "shipments:CHN:USA": observations("us_imports_from_china"),
            "effective_tariff:USA:CHN": duties_on_china(),
            "shipments:CHN:USA:REE": observations("china_magnet_exports_us"),
            "shipments:USA:CHN:SOY": observations("china_soybean_imports_us"),
        }
        return plot(self.path, "observed", observations={outcome: dots(rows) for outcome, rows in series.items()})


def duties_on_china() -> list[Observation]:
    """Duties over US imports from China, without the number that may be a statutory one."""
    return [item for item in observations("us_realised_tariff_china") if "may not be" not in item.source]


def dots(rows: Iterable[Observation]) -> pd.DataFrame:
    """Observations as charts take them; a year stands beside its parts only where it is the base year."""
    kept = [item for item in rows if _months(item) < 12 or item.first.year == 2024 or item.unit == "rate"]
    table = [(f"{item.first:%Y-%m}/{item.last:%Y-%m}", item.value, item.unit, item.source) for item in kept]
    return pd.DataFrame(table, columns=["period", "value", "unit", "source"])


def _months(item: Observation) -> int:
    return 12 * (item.last.year - item.first.year) + item.last.month - item.first.month + 1


def _monthly(series: xr.DataArray) -> pd.Series:
    return pd.Series(series.to_numpy(), index=pd.PeriodIndex(series["date"].values, freq="M"))


def _mean(rate: xr.DataArray, trade: xr.DataArray) -> xr.DataArray:
    return (rate * trade).sum("partner") / trade.sum("partner")


def _steps(delivered: Array, window_end: np.ndarray) -> Array:
    """Deliveries of each period; the count begins anew with each window."""
    known = np.nan_to_num(delivered)
    is_new = [True, *(one != other for one, other in pairwise(window_end))]
    return np.where(is_new, known, np.diff(known, prepend=0.0))


def _compare(
    title: str,
    unit: str,
    spans: list[tuple[date, date]],
    seen: Array,
    models: Mapping[str, pd.Series],
    marks: Sequence[str] = (),
) -> Comparison:
    """Average the path over the days of each observation."""
    months = [(pd.Period(first, "M"), pd.Period(last, "M")) for first, last in spans]
    said = {
        name: np.array([float(series[first:last].mean()) for first, last in months]) for name, series in models.items()
    }
    names = tuple(f"{first}" if first == last else f"{first} to {last}" for first, last in months)
    return Comparison(title, unit, names, seen, said, tuple(marks) or ("",) * len(spans))


def section(months: Months, steps: str) -> str:
    """The part of the page on 2025 and 2026, with that on its steps."""
    comparisons = months.comparisons()
    said = _in_words(months, comparisons[0])
    parts = [prose("timeline_months"), _summary(comparisons), prose("timeline_months_limits", **said), steps]
    for item in comparisons:
        header = ["period", "observed", *item.models, ""]
        parts.append(f"### {item.title}\n\nIn {item.unit}.\n\n{table(header, item.rows())}")
    rows = [[f"{day:%Y-%m-%d}", number(seen, "level"), number(said, "level")] for day, seen, said in months.purchases()]
    parts.append("### Soybeans of the pledge of Busan, Mt since 30 October 2025\n\n" + prose("timeline_pledge"))
    return "\n".join([*parts, table(["day", "bought, observed", "delivered, path"], rows)])


def _in_words(months: Months, imports: Comparison) -> dict[str, float]:
    """What the text says about US imports from China."""
    errors = imports.errors()
    path, plain = (imports.models[name] for name in (PATH, PLAIN))
    summer = slice(imports.periods.index("2025-07"), imports.periods.index("2025-11") + 1)
    november = imports.periods.index("2025-11")
    seen, said = float(imports.observed[summer].mean()), float(path[summer].mean())
    base = float(months.path.data["effective_tariff_baseline"].sel(region="USA", partner="CHN")) / 100
    rise = np.log1p(float(months.duties(["CHN"])["2025-07":"2025-11"].mean()) / 100 / (1 + base))
    return {
        "loaded": errors[PATH],
        "plain": errors[PLAIN],
        "threat": float(path[november] - plain[november]),
        "seen": -seen,
        "said": -said,
        "seen_elasticity": float(-np.log1p(seen / 100) / rise),
        "said_elasticity": float(-np.log1p(said / 100) / rise),
    }


def _summary(comparisons: list[Comparison]) -> str:
    """Errors of every series, and how the path compares with saying nothing."""
    rows = []
    for item in comparisons:
        found = item.errors()
        cells = [number(found[name], "level") if name in found else "" for name in (PATH, PLAIN, NAIVE)]
        tested = sum(not mark for mark in item.marks)
        rows.append([item.title, item.unit, str(tested), *cells, f"{found[PATH] / found[NAIVE]:.2f}"])
    header = ["series", "unit", "numbers", PATH, PLAIN, NAIVE, f"{PATH} over {NAIVE}"]
    return table(header, rows)
