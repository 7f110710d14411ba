"""A made-up path with every indicator, stocks, a pledge and events, so that charts can be tested without solving."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import xarray as xr

from simulator.results import INDICATORS
from simulator.results.assembly.quantiles import QUANTILES
from simulator.results.timeline import PathResults
from tests.report.made_up import SEED, made_up

SCENARIOS = ("truce", "tariff", "cutoff", "pledge")
START = "2025-02-01"
MONTHS = 18
BRANCH = "2025-07-20"
COMMON = 5
"""Months that end by the day of the branch: February to June."""
SHORT_IN = 8
"""Months from the start until Brazil's stock is used up in the scenario "cutoff"."""

EVENTS = (
    ("2025-02-04", "", "fence", "start", "US fence duty", "USA", "CHN"),
    ("2025-03-10", "", "fence", "step", "US fence duty: rate 20 %", "USA", "CHN"),
    ("2025-04-01", "", "wall", "threat", "US wall", "USA", "CHN"),
    ("2025-05-01", "", "wall", "threat", "US wall", "USA", "CHN"),
    ("2025-05-14", "", "fence", "suspended", "US fence duty", "USA", "CHN"),
    ("2025-06-01", "", "moat", "announced", "China's moat", "CHN", "USA"),
    ("2025-08-12", "tariff", "fence", "resumed", "US fence duty", "USA", "CHN"),
    ("2025-09-01", "tariff", "moat", "start", "China's moat", "CHN", "USA"),
    ("2025-09-01", "cutoff", "licences", "start", "China's licences", "all", "CHN"),
    ("2025-10-10", "pledge", "beans", "start", "China's bean pledge", "CHN", "USA"),
    ("2026-01-01", "pledge", "beans", "step", "China's bean pledge: 25 Mt by 2026-12-31", "CHN", "USA"),
)
"""Day, scenario (empty: all), measure, kind, label, importer, exporter."""

MEASURES = {"fence": "tariff", "wall": "tariff", "moat": "tariff", "licences": "export_licensing"}

OBSERVED = pd.DataFrame(
    {
        "period": ["2024-01/2024-12", "2025-03", "2025-04/2025-06", "2025-08-15"],
        "value": [1200.0, 90.0, 240.0, 50.0],
        "source": ["Customs; by month", "Customs; by month", "Press", "Press"],
    }
)
"""Observations of a flow: a year, a month, a quarter and a day."""


def made_up_path(
    scenarios: Sequence[str] = SCENARIOS,
    *,
    branch_at: str = BRANCH,
    events: Sequence[tuple[str, ...]] = EVENTS,
    unsolved: Sequence[str] = (),
    **world: object,
) -> PathResults:
    """Path of random numbers by month; scenarios are equal up to the branch."""
    months = pd.date_range(START, periods=MONTHS, freq="MS")
    run = made_up(scenarios, unsolved=unsolved, horizons=[str(month) for month in range(MONTHS)], **world)
    data = run.data.rename(horizon="date").assign_coords(date=months.to_numpy())
    if branch_at:
        data = _with_common_past(data)
    data = data.assign(_tracks(data, scenarios)).assign(_pledge(scenarios, months))
    data.attrs |= {"branch_at": branch_at, "last_day": "2026-07-31", "period_years": 1 / 12, "summary": "A question?"}
    told = [{"id": name, "type": kind} for name, kind in MEASURES.items()]
    record = replace(
        run.provenance, verb="timeline", scenarios=tuple({"name": name, "measures": told} for name in scenarios)
    )
    return PathResults(data, _events(events, scenarios), record)


def _with_common_past(data: xr.Dataset) -> xr.Dataset:
    is_past = xr.DataArray(np.arange(data.sizes["date"]) < COMMON, dims="date")
    names = [name for name, item in data.items() if {"scenario", "date"} <= set(item.dims) and item.dtype.kind == "f"]
    return data.assign(
        {
            name: data[name].where(~is_past, data[name].isel(scenario=0, drop=True)).transpose(*data[name].dims)
            for name in names
        }
    )


def _tracks(data: xr.Dataset, scenarios: Sequence[str]) -> dict[str, object]:
    """Shipments a tenth above flows; stocks of Brazil that fall to nothing in the scenario "cutoff"."""
    shape = (len(scenarios), MONTHS, data.sizes["sector"], data.sizes["region"])
    stock, first = np.zeros(shape), np.full((shape[0], *shape[2:]), np.nan)
    place = {name: data[name].values.tolist() for name in ("region", "sector")}
    if "cutoff" in scenarios and "BRA" in place["region"] and "REE" in place["sector"]:
        where = (place["sector"].index("REE"), place["region"].index("BRA"))
        stock[:, :, *where] = 2.0
        row = list(scenarios).index("cutoff")
        stock[row, :, *where] = np.clip(2.0 - 0.25 * np.arange(MONTHS), 0, None)
        first[row, *where] = SHORT_IN
    return {
        "shipments": 1.1 * data["trade_flow"],
        "stock": (("scenario", "date", "sector", "region"), stock),
        "months_until_shortage": (("scenario", "sector", "region"), first),
    }


def _pledge(scenarios: Sequence[str], months: pd.DatetimeIndex) -> xr.Dataset:
    """12 Mt from October to December 2025, kept; 25 Mt in 2026, of which one a month is bought."""
    names = ["pledge/beans"] if "pledge" in scenarios else []
    pledged, delivered = np.full((2, len(names), MONTHS), np.nan)
    ends = np.full(MONTHS, np.datetime64("NaT"), dtype="datetime64[ns]")
    pledged[:, 8:11], pledged[:, 11:] = 12.0, 25.0
    delivered[:, 8:11], delivered[:, 11:] = [3.0, 8.0, 12.0], np.arange(1.0, MONTHS - 10)
    ends[8:11], ends[11:] = np.datetime64("2025-12-31"), np.datetime64("2026-12-31")
    return xr.Dataset(
        {"pledged": (("commitment", "date"), pledged), "delivered": (("commitment", "date"), delivered)},
        {
            "date": months.to_numpy(),
            "commitment": np.array(names, dtype=str),
            "commitment_scenario": ("commitment", np.array([name.split("/")[0] for name in names], dtype=str)),
            "commitment_measure": ("commitment", np.array([name.split("/")[1] for name in names], dtype=str)),
            "commitment_unit": ("commitment", np.array(["Mt" for _ in names], dtype=str)),
            "window_end": ("date", ends),
        },
    )


def _events(events: Sequence[tuple[str, ...]], scenarios: Sequence[str]) -> pd.DataFrame:
    rows = [
        (pd.Timestamp(day), name, *rest) for day, where, *rest in events for name in scenarios if where in ("", name)
    ]
    columns = ["day", "scenario", "measure", "kind", "label", "importer", "exporter"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({"day": "datetime64[ns]"}).sort_values("day", kind="stable", ignore_index=True)


def with_path_draws(path: PathResults, spread: float = 0.5) -> PathResults:
    """The same path with made-up quantiles of region and pair indicators around it."""
    summary = xr.Dataset(coords={"quantile": list(QUANTILES)})
    steps = xr.DataArray([-spread, 0.0, spread], dims="quantile", coords={"quantile": list(QUANTILES)})
    for name, item in INDICATORS.items():
        if item.about in ("region", "pair"):
            size = 1.0 if item.is_percent_change else abs(path.data[name])
            summary[name] = (path.data[name] + steps * size).transpose(..., "quantile")
    asked = {"draws": 40, "uncertain": [{"name": "origin.SOY", "is_elasticity": True}]}
    record = replace(path.provenance, seed=SEED, asked=asked)
    return PathResults(path.data, path.events, record, summary)
