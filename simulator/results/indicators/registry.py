"""All indicators by name, and the table that documents them."""

from typing import Final

import pandas as pd

from simulator.results.indicators.at_risk import AT_RISK_INDICATORS
from simulator.results.indicators.bound import BOUND_INDICATORS
from simulator.results.indicators.indicator import Registry
from simulator.results.indicators.prices import PRICE_INDICATORS
from simulator.results.indicators.regions import REGION_INDICATORS
from simulator.results.indicators.tariffs import TARIFF_INDICATORS
from simulator.results.indicators.trade import TRADE_INDICATORS
from simulator.results.indicators.welfare import WELFARE_INDICATORS

INDICATORS: Final[Registry] = {
    **WELFARE_INDICATORS,
    **PRICE_INDICATORS,
    **REGION_INDICATORS,
    **AT_RISK_INDICATORS,
    **TRADE_INDICATORS,
    **BOUND_INDICATORS,
    **TARIFF_INDICATORS,
}
"""Every indicator in the order of tables."""


def indicators_table() -> pd.DataFrame:
    """Name, unit, axes, definition and formula of every indicator."""
    rows = [
        {
            "name": item.name,
            "unit": item.unit,
            "about": item.about.replace("_", " × "),
            "definition": item.definition,
            "formula": item.formula,
        }
        for item in INDICATORS.values()
    ]
    return pd.DataFrame(rows)
