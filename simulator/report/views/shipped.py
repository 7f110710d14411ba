"""Shipped observations by the outcome that they are of, as charts of paths take them."""

from typing import Final

import pandas as pd

from simulator.economy.observations import Observation, observations
from simulator.results.analysis.course import Course
from simulator.results.outcome import Outcome

SERIES: Final = {
    "average_tariff:USA": "us_realised_tariff_world",
    "effective_tariff:USA:CHN": "us_realised_tariff_china",
    "shipments:CHN:USA": "us_imports_from_china",
    "shipments:CHN:USA:REE": "china_magnet_exports_us",
    "shipments:USA:CHN:SOY": "china_soybean_imports_us",
}
"""Shipped series by outcome."""
BASE_YEAR: Final = "2024"
"""Base year whose flows are among them."""
_MONTH: Final = 31
COLUMNS: Final = ("period", "first", "last", "value", "unit", "source")


def shipped_table(outcome: str) -> pd.DataFrame:
    """Observations of an outcome by period; without rows where none are shipped.

    A whole year stands beside its parts only where it is 2024, the base year of flows, or a rate; numbers that may be
    of something else are left out.
    """
    rows = observations(SERIES[outcome]) if outcome in SERIES else []
    kept = [item for item in rows if _is_usable(item)]
    return pd.DataFrame([_row(item) for item in kept], columns=list(COLUMNS))


def shipped_rates(outcome: str) -> pd.DataFrame:
    """Observed rates of an outcome in percent, of single months."""
    table = shipped_table(outcome)
    if table.empty:
        return table
    return table.assign(value=100 * table["value"])[(table["last"] - table["first"]).dt.days <= _MONTH]


def shipped_beside(course: Course) -> dict[str, pd.DataFrame]:
    """Tables of the outcomes of a path of which something is shipped within its dates; flows need their base year."""
    if course.year != BASE_YEAR:
        return {}
    tables = {outcome: shipped_table(outcome) for outcome in SERIES if _is_of(course, outcome)}
    inside = {
        outcome: (table["first"] >= course.starts[0]) & (table["last"] < course.ends[-1])
        for outcome, table in tables.items()
    }
    return {outcome: table for outcome, table in tables.items() if inside[outcome].any()}


def _is_of(course: Course, outcome: str) -> bool:
    """Whether a path knows the indicator, the regions and the sector of an outcome."""
    item = Outcome.read(outcome)
    return course.has(item.indicator) and set(item.labels) <= {*course.regions, *course.sectors}


def _is_usable(item: Observation) -> bool:
    months = 12 * (item.last.year - item.first.year) + item.last.month - item.first.month + 1
    is_part = months < 12 or item.first.year == int(BASE_YEAR) or item.unit == "rate"
    return is_part and "may not be" not in item.source


def _row(item: Observation) -> tuple[str, pd.Timestamp, pd.Timestamp, float, str, str]:
    period = f"{item.first:%Y-%m}/{item.last:%Y-%m}"
    return period, pd.Timestamp(item.first), pd.Timestamp(item.last), item.value, item.unit, item.source
