"""Results in the IAMC's wide table: model, scenario, region, variable, unit, then one column a year or date.

It is the format of the Integrated Assessment Modeling Consortium, which pyam and the tools built on it read. A run
compares equilibria, so that all of its numbers stand under the baseline's year; those of a path stand under the first
day of their period. The scenario `baseline` holds what every scenario starts from.
"""

from collections.abc import Sequence
from typing import Final

import pandas as pd
import xarray as xr

from simulator.results.indicators.indicator import Indicator
from simulator.results.indicators.registry import INDICATORS
from simulator.results.run import Results
from simulator.results.table import BASELINE, DATE
from simulator.results.timeline import PathResults

VARIABLES: Final = {
    "real_income": "Real Income|Change",
    "own_income": "Real Income|Own|Change",
    "welfare": "Welfare|Change",
    "welfare_usd": "Welfare|Equivalent Variation",
    "welfare_per_household": "Welfare|Equivalent Variation|Per Household",
    "welfare_per_head": "Welfare|Equivalent Variation|Per Capita",
    "real_gdp": "GDP|Real|Change",
    "factor_supply": "Employment|Change",
    "real_factor_income": "Factor Income|Real|Change",
    "farm_income": "Factor Income|Real|Farms|Change",
    "cost_of_living": "Price|Consumer|Over Pay|Change",
    "pass_through_prices": "Price|Consumer|Duties Passed On|Change",
    "pass_through_prices_substituted": "Price|Consumer|Duties Passed On|After Substitution|Change",
    "consumer_prices": "Price|Consumer|Change",
    "terms_of_trade": "Terms of Trade|Change",
    "tariff_revenue": "Revenue|Tariffs",
    "licence_premium_receipts": "Revenue|Licence Premiums",
    "shortage_rents": "Revenue|Shortage Rents",
    "commitment_cost": "Expenditure|Purchase Commitments",
    "duty_waived": "Revenue|Tariffs|Waived",
    "exports": "Trade|Exports",
    "imports": "Trade|Imports",
    "trade_balance": "Trade|Balance",
    "value_added_at_risk": "Value Added|At Risk",
    "output_at_risk": "Output|At Risk",
    "bilateral_exports": "Trade|Exports",
    "effective_tariff": "Tariff Rate|Goods",
    "effective_tariff_all": "Tariff Rate",
    "effective_tariff_before": "Tariff Rate|Goods|Before Substitution",
    "output_volume": "Output|Volume|Change",
    "output_value": "Output|Value",
    "producer_price": "Price|Producer|Change",
    "factor_earnings": "Factor Earnings|Change",
    "price_index": "Price|Buyer|Change",
    "trade_flow": "Trade|Exports",
    "trade_volume": "Trade|Volume|Change",
    "import_tax": "Trade|Import Tax",
    "delivered_price": "Price|Delivered|Change",
    "quota_premium": "Price|Quota Premium",
    "quantity": "Trade|Quantity",
    "binding": "Bound|Binding",
    "premium": "Bound|Premium",
    "price_multiple": "Bound|Price Multiple",
    "bound_quantity": "Bound|Amount",
}
"""First part of each indicator's variable; sector, and exporter>importer, follow: `Trade|Exports|SOY|USA>CHN`."""
KEYS: Final = ("model", "scenario", "region", "variable", "unit")


def iamc_table(results: Results | PathResults, indicators: Sequence[str]) -> pd.DataFrame:
    """Wide table of some indicators of every scenario.

    Returns
    -------
    table
        Columns model, scenario, region, variable, unit, and one for the baseline's year or for each date; a horizon of
        several is named after its scenario. Flows and pairs stand with their exporter as region.
    """
    parts = [_rows(results, INDICATORS[name]) for name in indicators]
    frame = pd.concat(parts, ignore_index=True)
    frame["model"] = f"tariffsim {results.provenance.version}".strip()
    wide = frame.pivot(index=list(KEYS), columns="time", values="value")
    order = frame.drop_duplicates(list(KEYS)).set_index(list(KEYS)).index
    return wide.loc[order].rename_axis(columns=None).reset_index()


def _rows(results: Results | PathResults, indicator: Indicator) -> pd.DataFrame:
    """Rows scenario, region, variable, unit, time, value of one indicator, the baseline's first."""
    is_bound = indicator.about == "bound"
    frame = _bound_rows(results, indicator) if is_bound else results.to_pandas([indicator.name])
    frame = frame.assign(
        variable=[VARIABLES[indicator.name] + tail for tail in _tails(frame, indicator)],
        time=frame[DATE] if isinstance(results, PathResults) else str(results.data.attrs["year"]),
    )
    if "horizon" in frame:
        frame["scenario"] = frame["scenario"] + " (" + frame["horizon"] + ")"
    columns = ["scenario", "region", "variable", "unit", "time", "value"]
    if is_bound:
        return frame[columns]  # the baseline has no bounds
    base = frame.assign(scenario="baseline", value=frame["baseline"]).drop_duplicates(["variable", "region", "time"])
    return pd.concat([base[columns], frame[columns]], ignore_index=True)


def _tails(frame: pd.DataFrame, indicator: Indicator) -> list[str]:
    """What follows the first part of a variable, row by row."""
    if indicator.about == "region":
        return [""] * len(frame)
    if indicator.about == "bound":
        return [f"|{bound}" for bound in frame["bound"]]
    sectors = [f"|{sector}" for sector in frame["sector"]] if indicator.about != "pair" else [""] * len(frame)
    if indicator.about == "region_sector":
        return sectors
    pairs = zip(sectors, frame["region"], frame["partner"], strict=True)
    return [f"{sector}|{exporter}>{importer}" for sector, exporter, importer in pairs]


def _bound_rows(results: Results | PathResults, indicator: Indicator) -> pd.DataFrame:
    """Rows of bounds, each named by its measure and, unless it is pooled, by its flow."""
    data: xr.Dataset = results.data[[indicator.name, indicator.name + BASELINE]]
    if isinstance(results, PathResults):
        data = data.assign_coords(date=[f"{day:%Y-%m-%d}" for day in results.dates])
    elif data.sizes["horizon"] == 1:
        data = data.isel(horizon=0, drop=True)
    frame = data.to_dataframe().reset_index()
    names = {indicator.name: "value", indicator.name + BASELINE: "baseline", "bound_scenario": "scenario"}
    frame = frame.rename(columns={**names, "exporters": "region"})
    owned = zip(frame["bound"], frame["scenario"], strict=True)
    frame["bound"] = [bound.removeprefix(f"{scenario}/").replace("/", "|") for bound, scenario in owned]
    return frame if indicator.name == "bound_quantity" else frame.assign(unit=indicator.unit)
