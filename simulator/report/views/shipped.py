"""Shipped observations by the outcome that they are of, as charts of paths take them."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from simulator.economy.observations import Observation, observations

SERIES: Final = {
    "average_tariff:USA": "us_realised_tariff_world",
    "effective_tariff:USA:CHN": "us_realised_tariff_china",
    "shipments:CHN:USA": "us_imports_from_china",
    "shipments:CHN:USA:REE": "china_magnet_exports_us",
    "shipments:USA:CHN:SOY": "china_soybean_imports_us",
}
"""Shipped series by outcome."""
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


def shipped(outcomes: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Tables of the outcomes that something is shipped of."""
    tables = {outcome: shipped_table(outcome) for outcome in outcomes}
    return {outcome: table for outcome, table in tables.items() if len(table)}


def _is_usable(item: Observation) -> bool:
    months = 12 * (item.last.year - item.first.year) + item.last.month - item.first.month + 1
    is_part = months < 12 or item.first.year == 2024 or item.unit == "rate"
    return is_part and "may not be" not in item.source


def _row(item: Observation) -> tuple[str, pd.Timestamp, pd.Timestamp, float, str, str]:
    period = f"{item.first:%Y-%m}/{item.last:%Y-%m}"
    return period, pd.Timestamp(item.first), pd.Timestamp(item.last), item.value, item.unit, item.source
