"""Who gains and who loses under a scenario: regions by their income, sectors by the worth of their output."""

import pandas as pd

from simulator.results.analysis.channels import base_income
from simulator.results.analysis.comparison import Comparison


def change_of(run: Comparison, indicator: str, scenario: str) -> pd.Series:
    """Change of a regional indicator by region, highest first; of the reference against the baseline."""
    level = run.data[indicator].sel(scenario=scenario)
    before = run.baseline(indicator) if scenario == run.reference else run.from_reference(indicator)
    series = (level - before).reset_coords(drop=True).to_series().dropna()
    return series.sort_values(ascending=False, kind="stable")


def sector_moves(run: Comparison, scenario: str, region: str) -> pd.DataFrame:
    """Change of each sector's output in a region, in percent and at baseline prices, largest rise first."""
    percent = change_of(run, "output_volume", scenario)[lambda series: series.index.get_level_values(0) == region]
    percent = percent.droplevel(0)
    base = run.baseline("output_value").sel(region=region).reset_coords(drop=True).to_series()
    table = pd.DataFrame({"percent": percent, "money": percent / 100 * base.reindex(percent.index)})
    return table.sort_values("money", ascending=False, kind="stable")


def income_moves(run: Comparison, scenario: str) -> pd.DataFrame:
    """Change of own income of each region, in percent and in dollars of baseline income, largest gain first."""
    percent = change_of(run, "own_income", scenario)
    worth = base_income(run).reset_coords(drop=True).to_series()
    table = pd.DataFrame({"percent": percent, "money": percent / 100 * worth.reindex(percent.index)})
    return table.sort_values("money", ascending=False, kind="stable")
