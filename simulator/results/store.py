"""The results folder: tables, the labelled dataset and a manifest, each written whole."""

import errno
import json
import math
from pathlib import Path
from typing import Any, Final

import pandas as pd
import xarray as xr

from simulator.errors import ResultsError
from simulator.results.files import check_writable, write_text, write_whole
from simulator.results.registry import INDICATORS
from simulator.results.results import Results
from simulator.results.table import BASELINE
from simulator.solver.status import Status

DATASET: Final = "results.nc"
MANIFEST: Final = "manifest.json"
SUMMARY: Final = "summary.nc"
SUMMARY_TABLE: Final = "summary.csv"
ENGINE: Final = "netcdf4"
ENDINGS: Final = (".csv", ".json", ".nc")
"""Kinds of file that results can be exported to."""
TABLES: Final = ("indicators.csv", "flows.csv")
OF_THE_RUN: Final = ("numeraire", "cases", "files")
"""Keys of the manifest that the dataset and the folder say themselves."""


def write_results(results: Results, folder: str | Path) -> None:
    """Write tables, dataset and manifest of a run; files of an earlier run are replaced, others are left alone.

    Raises
    ------
    ResultsError
        The folder cannot be written to; no half-written file is left.
    """
    folder = Path(folder)
    check_writable(folder)
    for name, table in zip(TABLES, (results.to_pandas(), results.flows()), strict=True):
        write_table(folder / name, table)
    write_whole(folder / DATASET, lambda path: _write_dataset(results.data, path))
    if results.summary is not None:
        write_table(folder / SUMMARY_TABLE, results.quantiles())
        summary = results.summary
        write_whole(folder / SUMMARY, lambda path: _write_dataset(summary, path))
    else:
        for name in (SUMMARY, SUMMARY_TABLE):
            (folder / name).unlink(missing_ok=True)
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
        summary = _read_summary(folder)
        provenance = dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
        missing = {*INDICATORS, "status", "residual", "iterations"} - {str(name) for name in loaded.data_vars}
        if missing:
            raise ValueError(f"{DATASET} lacks {', '.join(sorted(missing)[:5])}")
    except (OSError, ValueError, TypeError) as error:
        raise ResultsError(f"{folder}: the results cannot be read ({error}) — run the scenarios again.") from error
    return Results(loaded, {key: value for key, value in provenance.items() if key not in OF_THE_RUN}, summary)


def _read_summary(folder: Path) -> xr.Dataset | None:
    if not (folder / SUMMARY).is_file():
        return None
    with xr.open_dataset(folder / SUMMARY, engine=ENGINE) as data:
        return data.load()


def manifest(results: Results) -> dict[str, Any]:
    """What is needed to make the results again, and how each case was solved."""
    cases = [_case(results, scenario, horizon) for scenario in results.scenarios for horizon in results.horizons]
    numeraire = results.data.attrs["numeraire"]
    drawn = [] if results.summary is None else [SUMMARY_TABLE, SUMMARY]
    files = [*TABLES, DATASET, *drawn, MANIFEST]
    return {**results.provenance, "numeraire": numeraire, "cases": cases, "files": files}


def _case(results: Results, scenario: str, horizon: str) -> dict[str, Any]:
    case = results.data[["status", "residual", "iterations"]].sel(scenario=scenario, horizon=horizon)
    status, residual = str(case["status"].item()), float(case["residual"])
    return {
        "scenario": scenario,
        "horizon": horizon,
        "status": status,
        "sentence": Status[status].value,
        "residual": residual if math.isfinite(residual) else None,
        "iterations": int(case["iterations"]),
    }


def export(
    results: Results, file: str | Path, indicators: tuple[str, ...] = (), scenarios: tuple[str, ...] = ()
) -> None:
    """Write a selection of the results: a long table as .csv or .json, or the dataset as .nc.

    The dataset keeps the reference scenario, whatever is selected, so that changes can still be worked out.

    Raises
    ------
    ResultsError
        An unknown indicator, scenario or kind of file, or a place that cannot be written to.
    """
    file = Path(file)
    if file.suffix not in ENDINGS:
        raise ResultsError(f"{file}: got the ending {file.suffix!r} — one of {', '.join(ENDINGS)}.")
    chosen = results.sel(scenario=scenarios) if scenarios else results
    if file.suffix == ".nc":
        kept = [f"{chosen.value(name).name}{suffix}" for name in indicators for suffix in ("", BASELINE)]
        data = chosen.data[[*kept, "status"]] if kept else chosen.data
        write_whole(file, lambda path: _write_dataset(data, path))
        return
    table = chosen.to_pandas(indicators)
    if scenarios:
        table = table[table["scenario"].isin(scenarios)]
    if file.suffix == ".csv":
        write_table(file, table)
    else:
        write_whole(file, lambda path: table.to_json(path, orient="records", indent=1))


def _write_dataset(data: xr.Dataset, path: Path) -> None:
    try:
        data.to_netcdf(path, engine=ENGINE)
    except RuntimeError as error:  # so the netCDF library reports a full disk
        raise OSError(errno.EIO, str(error)) from error


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a table as CSV, whole."""
    write_whole(path, lambda unfinished: table.to_csv(unfinished, index=False, float_format="%.10g"))
