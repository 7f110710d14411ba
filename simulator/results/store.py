"""The results folder: tables, the labelled dataset and a manifest, each written whole."""

import json
from pathlib import Path
from typing import Any, Final

import pandas as pd
import xarray as xr

from simulator.errors import ResultsError
from simulator.results.files import check_writable, write_text, write_whole
from simulator.results.results import Results

DATASET: Final = "results.nc"
MANIFEST: Final = "manifest.json"
ENGINE: Final = "netcdf4"


def write_results(results: Results, folder: str | Path) -> None:
    """Write tables, dataset and manifest of a run; files of an earlier run are replaced, others are left alone.

    Raises
    ------
    ResultsError
        The folder cannot be written to; no half-written file is left.
    """
    folder = Path(folder)
    check_writable(folder)
    _write_table(folder / "indicators.csv", results.to_pandas())
    _write_table(folder / "flows.csv", results.flows())
    write_whole(folder / DATASET, lambda path: results.data.to_netcdf(path, engine=ENGINE))
    write_text(folder / MANIFEST, json.dumps(manifest(results), indent=2, ensure_ascii=False) + "\n")


def read_results(folder: str | Path) -> Results:
    """Read the results of a run.

    Raises
    ------
    ResultsError
        The folder does not hold results, or they cannot be read.
    """
    folder = Path(folder)
    if not (folder / DATASET).is_file() or not (folder / MANIFEST).is_file():
        raise ResultsError(f"{folder}: holds no results — give the folder that `tariffsim run … --out` wrote.")
    try:
        with xr.open_dataset(folder / DATASET, engine=ENGINE) as data:
            loaded = data.load()
        provenance = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError) as error:
        raise ResultsError(f"{folder}: the results cannot be read ({error}) — run the scenarios again.") from error
    provenance.pop("cases")
    return Results(loaded, provenance)


def manifest(results: Results) -> dict[str, Any]:
    """What is needed to make the results again, and how each case was solved."""
    data = results.data
    cases = [
        {
            "scenario": scenario,
            "horizon": horizon,
            "status": str(data["status"].loc[scenario, horizon].item()),
            "residual": float(data["residual"].loc[scenario, horizon]),
            "iterations": int(data["iterations"].loc[scenario, horizon]),
        }
        for scenario in results.scenarios
        for horizon in results.horizons
    ]
    return {**results.provenance, "cases": cases}


def export(
    results: Results, file: str | Path, indicators: tuple[str, ...] = (), scenarios: tuple[str, ...] = ()
) -> None:
    """Write a selection of the results: a long table as .csv or .json, or the dataset as .nc.

    Raises
    ------
    ResultsError
        An unknown indicator, scenario or kind of file, or a place that cannot be written to.
    """
    file = Path(file)
    chosen = results.sel(scenario=scenarios) if scenarios else results
    if file.suffix == ".nc":
        write_whole(file, lambda path: chosen.data.to_netcdf(path, engine=ENGINE))
        return
    table = chosen.to_pandas(indicators)
    if scenarios:
        table = table[table["scenario"].isin(scenarios)]
    if file.suffix == ".csv":
        _write_table(file, table)
    elif file.suffix == ".json":
        write_whole(file, lambda path: table.to_json(path, orient="records", indent=1))
    else:
        raise ResultsError(f"{file}: got the ending {file.suffix!r} — one of .csv, .json, .nc.")


def _write_table(path: Path, table: pd.DataFrame) -> None:
    write_whole(path, lambda unfinished: table.to_csv(unfinished, index=False, float_format="%.10g"))
