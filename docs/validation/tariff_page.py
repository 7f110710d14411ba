"""Write docs/tariffs.md: tariffs of 2025 and 2026 by sector, by law and as collected, and what they change.

python docs/validation/tariff_page.py
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import xarray as xr
from page import number, prose, table
from tariff_tables import Line, read_lines

from simulator import run
from simulator.economy import Economy, load_baseline
from simulator.results import Results

PAGE: Final = Path(__file__).parents[1] / "tariffs.md"
TRACKER: Final = Path(__file__).parent / "tariffs" / "tracker"
OCTOBER: Final = "2025-10-14"
COMPARED: Final = (
    "truce-2025-10",
    "interim-relief",
    "busan-deal",
    "tariff-100",
    "tariff-100-retaliation",
    "april-2025",
    "spiral",
)
SHOWN: Final = {
    "real income, USA": ("real_income", {"region": "USA"}, 1.0),
    "China": ("real_income", {"region": "CHN"}, 1.0),
    "EU": ("real_income", {"region": "EUU"}, 1.0),
    "Canada": ("real_income", {"region": "CAN"}, 1.0),
    "cost of living, USA": ("cost_of_living", {"region": "USA"}, 1.0),
    "tariff revenue, USA, bn USD": ("tariff_revenue", {"region": "USA"}, 1e-3),
}
"""Indicators of the table of results: where, and in which unit."""


def average(lines: Sequence[Line], key: str, chosen: Callable[[Line], bool]) -> float:
    """Points of some lines at the imports of 2024."""
    kept = [line for line in lines if chosen(line)]
    trade = sum(line.values["imports_2024_musd"] for line in kept)
    return 100 * sum(line.values[key] * line.values["imports_2024_musd"] for line in kept) / trade


def by_sector(economy: Economy) -> str:
    """Points added in October 2025 by sector: all partners, China, others; and how sure they are."""
    lines = [line for line in read_lines("us_added") if line.day == OCTOBER]
    rows = []
    for code, name, is_goods in zip(economy.sectors, economy.sector_names, economy.is_goods, strict=True):
        if is_goods:
            of_sector = [line for line in lines if line.sector == code]
            cells = [average(of_sector, "added_rate", chosen) for chosen in (_every, _china, _others)]
            rows.append([f"{name} ({code})", *(f"{cell:.1f}" for cell in cells)])
    cells = [average(lines, "added_rate", chosen) for chosen in (_every, _china, _others)]
    rows.append(["**all goods**", *(f"{cell:.1f}" for cell in cells)])
    return table(["sector", "all partners", "China", "others"], rows)


def _every(line: Line) -> bool:
    return True


def _china(line: Line) -> bool:
    return line.exporter == "CHN"


def _others(line: Line) -> bool:
    return line.exporter != "CHN"


AUTHORITIES: Final = {
    "section 232": "s232",
    "fentanyl, migration": "fentanyl",
    "reciprocal": "reciprocal",
    "section 122": "s122",
    "forced labour, 338": "s301_338",
    "301 review": "s301_review",
}


def by_day() -> str:
    """Points added from all partners by day and authority."""
    days: defaultdict[str, list[Line]] = defaultdict(list)
    for line in read_lines("us_added"):
        days[line.day].append(line)
    keys = (*AUTHORITIES.values(), "added_rate")
    rows = [[day, *(f"{average(lines, key, _every):.1f}" for key in keys)] for day, lines in days.items()]
    return table(["state of", *AUTHORITIES, "together"], rows)


def results() -> str:
    """Headline numbers of the shipped scenarios: with averages spread evenly, and by partner and sector."""
    before, after = run([TRACKER / f"{name}.yaml" for name in COMPARED]), run(list(COMPARED))
    rows = []
    for name in COMPARED:
        found = [_values(results, name) for results in (before, after)]
        rows.append([name, *(f"{number(one, unit)} → {number(two, unit)}" for one, two, unit in _paired(*found))])
    return table(["scenario", *SHOWN], rows)


def _values(results: Results, name: str) -> Mapping[str, float]:
    data: xr.Dataset = results.data
    first = data["horizon"].to_numpy()[0]
    return {
        shown: factor * float(data[key].sel(scenario=name, horizon=first, **place))
        for shown, (key, place, factor) in SHOWN.items()
    }


def _paired(one: Mapping[str, float], two: Mapping[str, float]) -> list[tuple[float, float, str]]:
    return [(one[key], two[key], "level" if "revenue" in key else "") for key in SHOWN]


def collected() -> str:
    """The truce by law and as collected."""
    data = run(["truce-2025-10", "truce-collected"]).data
    first = data["horizon"].to_numpy()[0]
    rows = []
    for partner in ("CHN", "EUU", "JPN", "KOR", "VNM", "IND", "MEX", "CAN"):
        cell = {"scenario": "truce-collected", "horizon": first, "region": "USA", "partner": partner}
        law = float(data["effective_tariff_before"].sel({**cell, "scenario": "truce-2025-10"}))
        rates = [float(data[key].sel(cell)) for key in ("effective_tariff_before", "effective_tariff")]
        rows.append([partner, *(number(rate, "level") for rate in (law, *rates))])
    return table(["partner", "law", "collected, trade of 2024", "collected, once trade has shifted"], rows)


def page() -> str:
    """The whole page."""
    economy = load_baseline("us-china-2024")
    parts = [
        prose("tariffs"),
        by_sector(economy),
        prose("tariffs_by_day"),
        by_day(),
        prose("tariffs_results"),
        results(),
        prose("tariffs_collected"),
        collected(),
    ]
    return "\n".join(part.rstrip() + "\n" for part in parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
