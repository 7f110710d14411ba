"""The results folder of a path: the tables of a run with their date column, events, shipments, dataset and manifest."""

import json
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr

from simulator.errors import ResultsError
from simulator.results.files.store import (
    DATASET,
    ENGINE,
    MANIFEST,
    SUMMARY,
    SUMMARY_TABLE,
    check_complete,
    write_experiment,
)
from simulator.results.indicators.registry import INDICATORS
from simulator.results.provenance import Provenance
from simulator.results.table import BASELINE, IN_FLOW_TABLE
from simulator.results.timeline import DELIVERED, PLEDGED, SHIPMENTS, STOCK, UNTIL_SHORTAGE, PathResults
from simulator.solver.status import Status

EVENTS: Final = "events.csv"
STOCKS: Final = "stocks.csv"
COMMITMENTS: Final = "commitments.csv"
SHIPMENTS_TABLE: Final = "shipments.csv"
VERB: Final = "timeline"


def write_path(path: PathResults, folder: str | Path) -> None:
    """Write the tables, datasets and manifest of a path, each file whole.

    Raises
    ------
    OutputError
        The folder cannot be written to; no half-written file is left.
    """
    names = [name for name in INDICATORS if name not in IN_FLOW_TABLE]
    tables = {
        "indicators.csv": (path.to_pandas([name]) for name in names),
        "flows.csv": (path.flows(name) for name in path.scenarios),
        SHIPMENTS_TABLE: iter([shipment_table(path)]),
        STOCKS: iter([stock_table(path)]),
        COMMITMENTS: iter([commitment_table(path)]),
        EVENTS: iter([path.events]),
    }
    datasets = {DATASET: path.data}
    if path.summary is not None:
        tables[SUMMARY_TABLE] = iter([path.quantiles()])
        datasets[SUMMARY] = path.summary
    write_experiment(folder, tables, datasets, path.provenance, _cases(path))


def read_path(folder: str | Path) -> PathResults:
    """Read the results of a path.

    Raises
    ------
    ResultsError
        The folder does not hold a path, or it cannot be read.
    """
    folder = Path(folder)
    try:
        provenance = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if provenance.get("verb") != VERB:
            raise ResultsError(f"{folder}: holds no path — give the folder that `tariffsim timeline … --out` wrote.")
        with xr.open_dataset(folder / DATASET, engine=ENGINE) as data:
            loaded = data.load()
        events = pd.read_csv(folder / EVENTS, parse_dates=["day"], keep_default_na=False)
        summary = None
        if (folder / SUMMARY).is_file():
            with xr.open_dataset(folder / SUMMARY, engine=ENGINE) as data:
                summary = data.load()
        check_complete(loaded)
    except (OSError, ValueError, KeyError) as error:
        raise ResultsError(f"{folder}: the path cannot be read ({error}) — run the timeline again.") from error
    return PathResults(loaded, events, Provenance.from_record(provenance), summary)


def stock_table(path: PathResults) -> pd.DataFrame:
    """Months of cover by scenario, date, region and sector, where there is a stock."""
    stock = path.data[STOCK]
    held = stock.to_dataframe(name="months").reset_index()
    kept = held.groupby(["sector", "region"])["months"].transform("max") > 0
    short = path.data[UNTIL_SHORTAGE].to_dataframe(name=UNTIL_SHORTAGE).reset_index()
    columns = ["scenario", "date", "region", "sector", "months", UNTIL_SHORTAGE]
    return held[kept].merge(short, how="left")[columns].reset_index(drop=True)


def commitment_table(path: PathResults) -> pd.DataFrame:
    """What commitments with windows promise, and what has been bought so far."""
    columns = ["scenario", "measure", "date", "window_end", "unit", PLEDGED, DELIVERED]
    if path.data.sizes.get("commitment", 0) == 0:
        return pd.DataFrame(columns=columns)
    frame = path.data[[PLEDGED, DELIVERED]].to_dataframe().reset_index()
    named = frame.rename(columns={f"commitment_{name}": name for name in ("scenario", "measure", "unit")})
    return named[named[PLEDGED].notna()][columns].reset_index(drop=True)


def shipment_table(path: PathResults) -> pd.DataFrame:
    """Goods that cross borders, by scenario, date, exporter and importer, million USD a year."""
    goods = path.data["sector_kind"] == "goods"
    names = {SHIPMENTS: "value", "trade_flow" + BASELINE: "baseline"}
    total = path.data[list(names)].sel(sector=goods).sum("sector", skipna=False).rename(names)
    frame = total.to_dataframe().reset_index()
    columns = ["scenario", "date", "exporter", "importer", "baseline", "value"]
    return frame.loc[frame["exporter"] != frame["importer"], columns]


def _cases(path: PathResults) -> list[dict[str, object]]:
    status, residual = path.data["status"].to_numpy(), path.data["residual"].to_numpy()
    return [
        {
            "scenario": scenario,
            "date": f"{day:%Y-%m-%d}",
            "status": str(status[place, time]),
            "sentence": Status[str(status[place, time])].value,
            "residual": float(residual[place, time]) if np.isfinite(residual[place, time]) else None,
        }
        for place, scenario in enumerate(path.scenarios)
        for time, day in enumerate(path.dates)
    ]
