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
        variable=[indicator.variable + tail for tail in _tails(frame, indicator)],
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
