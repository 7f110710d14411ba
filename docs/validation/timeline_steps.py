"""What each part of the record of 2025 and 2026 closes of the distance to what was observed, one after the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from page import number, prose, table
from timeline_months import MONTHS, NAME, PATH, Comparison, Months

from simulator.economy import load_baseline
from simulator.experiment.dynamics.timeline import Span, timeline
from simulator.experiment.plan import Options
from simulator.scenario import library_folder, load_scenario

TRACKER: Final = Path(__file__).parent / "tariffs" / "tracker" / f"{NAME}.yaml"
"""The record with tariffs as averages by partner, spread evenly over goods."""

FULL: Final[Mapping[str, float]] = {"transit_days": 0, "collection": 1, "coverage": 1}
"""Values under which a duty bites at once and is collected in full."""

WITHOUT: Final[Mapping[str, tuple[str, ...]]] = {
    "tariffs by partner and sector, exemptions": ("transit_days", "collection", "coverage"),
    "what is not collected, returned goods": ("transit_days",),
}
"""What the record is without, by the last step that it has."""

FIRST, LAST = "averages of a tracker, spread evenly", "goods at sea: the path"


@dataclass(frozen=True, eq=False)
class Steps:
    """Paths by the last step that they have, in order."""

    paths: Mapping[str, Months]

    @classmethod
    def simulated(cls, months: Months) -> "Steps":
        """Follow the record without its last steps; the path itself is there already."""
        between = {step: _followed(NAME, overrides_of(keys)) for step, keys in WITHOUT.items()}
        return cls({FIRST: _followed(TRACKER), **between, LAST: months})

    def rows(self) -> list[list[str]]:
        """Lines of the table."""
        return [_row(step, months) for step, months in self.paths.items()]


def overrides_of(keys: tuple[str, ...]) -> dict[str, float]:
    """Settings that undo some fields of every tariff of the record."""
    economy = load_baseline("us-china-2024")
    measures = load_scenario(library_folder() / f"{NAME}.yaml", economy).measures
    tariffs = [item for item in measures if item.type == "tariff" and item.importer == ("USA",)]
    return {f"{item.id}.{key}": FULL[key] for item in tariffs for key in keys if getattr(item, key) != FULL[key]}


def _followed(scenario: str | Path, overrides: Mapping[str, float] | None = None) -> Months:
    options = Options(reference=scenario, overrides=overrides or {})
    path = timeline(scenario, Span(start=date(2025, 1, 1), months=MONTHS), options=options)
    return Months(load_baseline("us-china-2024"), path, path)


def _row(step: str, months: Months) -> list[str]:
    imports, on_china, on_all = (_said(months, title) for title in (IMPORTS, ON_CHINA, ON_ALL))
    model = imports.models[PATH]
    since_april = slice(imports.periods.index("2025-04"), None)
    trough = imports.periods[int(np.argmin(model))]
    cells = [float(imports.errors()[PATH]), float(on_china.models[PATH][0]), float(on_all.errors()[PATH])]
    average, revenue = float(model[since_april].mean()), september_revenue(months)
    error, rate, miss = (number(cell, "level") for cell in cells)
    return [step, error, number(average), trough, rate, miss, number(revenue, "level")]


IMPORTS, ON_CHINA, ON_ALL = "US imports from China", "Duties over US imports from China", "Duties over all US imports"


def _said(months: Months, title: str) -> Comparison:
    return next(item for item in months.comparisons() if item.title == title)


def september_revenue(months: Months) -> float:
    """US tariff revenue of September 2025, billion USD a month."""
    revenue = months.path.data["tariff_revenue"].sel(scenario=NAME, region="USA")
    monthly = pd.Series(revenue.to_numpy(), index=pd.PeriodIndex(revenue["date"].values, freq="M"))
    return float(monthly["2025-09"]) / 12e3


def section(steps: Steps) -> str:
    """The part of the page on what closes what."""
    imports = _said(steps.paths[LAST], IMPORTS)
    since_april = slice(imports.periods.index("2025-04"), None)
    observed = ["observed", "", number(float(imports.observed[since_april].mean()))]
    observed += [imports.periods[int(np.argmin(imports.observed[: imports.periods.index("2025-09")]))]]
    observed += [number(float(_said(steps.paths[LAST], ON_CHINA).observed[0]), "level"), "", "30"]
    header = ["with each step", "imports from China, error", "average from April", "trough"]
    header += ["duties on China, 2025", "duties on all, error", "revenue, September, bn USD"]
    return prose("timeline_steps") + "\n" + table(header, [*steps.rows(), observed])
