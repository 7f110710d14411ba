"""The results folder: tables, the labelled dataset and a manifest, each written whole."""

import errno
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import pandas as pd
import xarray as xr

from simulator.errors import ResultsError
from simulator.files.whole import check_writable, write_text, write_whole
from simulator.results.files.csv_table import write_table
from simulator.results.indicators.registry import INDICATORS
from simulator.results.provenance import RUN, Provenance
from simulator.results.run import Results
from simulator.results.table import IN_FLOW_TABLE, flow_table
from simulator.solver.status import Status

DATASET: Final = "results.nc"
MANIFEST: Final = "manifest.json"
SUMMARY: Final = "summary.nc"
SUMMARY_TABLE: Final = "summary.csv"
ENGINE: Final = "netcdf4"
TABLES: Final = ("indicators.csv", "flows.csv")
SCENARIOS_AT_ONCE: Final = 16
"""Scenarios whose flows are put into long form at a time."""


def write_results(results: Results, folder: str | Path) -> None:
    """Write tables, dataset and manifest of a run; files of an earlier run are replaced, others are left alone.

    Parameters
    ----------
    results
        What `run` or `uncertainty` returned.
    folder
        Where they are written; made if it is not there.

    Raises
    ------
    ResultsError
        The folder cannot be written to; no half-written file is left.
    """
    folder = Path(folder)
    check_writable(folder)
    for name, parts in zip(TABLES, (_indicator_parts(results), _flow_parts(results)), strict=True):
        write_table(folder / name, parts)
    write_whole(folder / DATASET, lambda path: write_dataset(results.data, path))
    if results.summary is not None:
        write_table(folder / SUMMARY_TABLE, [results.quantiles()])
        summary = results.summary
        write_whole(folder / SUMMARY, lambda path: write_dataset(summary, path))
    else:
        for name in (SUMMARY, SUMMARY_TABLE):
            (folder / name).unlink(missing_ok=True)
    write_text(folder / MANIFEST, json.dumps(manifest(results), indent=2, ensure_ascii=False) + "\n")


def _indicator_parts(results: Results) -> Iterator[pd.DataFrame]:
    """The table of indicators, one indicator at a time: whole, that of a large suite would not fit into memory."""
    return (results.to_pandas([name]) for name in INDICATORS if name not in IN_FLOW_TABLE)


def _flow_parts(results: Results) -> Iterator[pd.DataFrame]:
    """The table of flows, a few scenarios at a time."""
    count = results.data.sizes["scenario"]
    scenarios = (slice(first, first + SCENARIOS_AT_ONCE) for first in range(0, count, SCENARIOS_AT_ONCE))
    return (flow_table(results.data.isel(scenario=part)) for part in scenarios)


def write_experiment(
    folder: str | Path,
    tables: Mapping[str, Iterable[pd.DataFrame]],
    datasets: Mapping[str, xr.Dataset],
    provenance: Provenance,
    cases: Sequence[Mapping[str, object]] = (),
) -> None:
    """Write tables, datasets and manifest of an experiment, each file whole.

    Parameters
    ----------
    tables, datasets
        By the name of their file; a table may come in parts.
    provenance
        Where it comes from.
    cases
        How each case was solved.

    Raises
    ------
    OutputError
        The folder cannot be written to; no half-written file is left.
    """
    folder = Path(folder)
    check_writable(folder)
    for name, parts in tables.items():
        write_table(folder / name, parts)
    for name, data in datasets.items():
        write_whole(folder / name, partial(write_dataset, data))
    solved = {"cases": list(cases)} if cases else {}
    record = {**provenance.record(), **solved, "files": [*tables, *datasets, MANIFEST]}
    write_text(folder / MANIFEST, json.dumps(record, indent=2, ensure_ascii=False) + "\n")


def check_kind(folder: str | Path, verb: str) -> None:
    """Refuse a folder that holds the results of another verb, whose manifest would be lost.

    Raises
    ------
    ResultsError
        It does.
    """
    path = Path(folder) / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8")).get("verb", RUN)
    except (OSError, ValueError, AttributeError):
        return  # nothing there, or nothing that could be read again
    if found != verb:
        raise ResultsError(f"{folder}: holds the results of `tariffsim {found}` — choose another place with --out.")


def read_results(folder: str | Path) -> Results:
    """Read the results of a run.

    Parameters
    ----------
    folder
        Where they were written.

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
        check_complete(loaded)
    except (OSError, ValueError, TypeError) as error:
        raise ResultsError(f"{folder}: the results cannot be read ({error}) — run the scenarios again.") from error
    return Results(loaded, Provenance.from_record(provenance), summary)


def check_complete(data: xr.Dataset) -> None:
    """Refuse a dataset that lacks numbers, as one of an earlier version may; a `ValueError` says which."""
    missing = {*INDICATORS, "status", "residual", "iterations"} - {str(name) for name in data.data_vars}
    if missing:
        raise ValueError(f"{DATASET} lacks {', '.join(sorted(missing)[:5])}")


def _read_summary(folder: Path) -> xr.Dataset | None:
    if not (folder / SUMMARY).is_file():
        return None
    with xr.open_dataset(folder / SUMMARY, engine=ENGINE) as data:
        return data.load()


def manifest(results: Results) -> dict[str, Any]:
    """What is needed to make the results again, and how each case was solved."""
    cases = [_case(results, scenario, horizon) for scenario in results.scenarios for horizon in results.horizons]
    drawn = [] if results.summary is None else [SUMMARY_TABLE, SUMMARY]
    files = [*TABLES, DATASET, *drawn, MANIFEST]
    return {**results.provenance.record(), "cases": cases, "files": files}


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


def write_dataset(data: xr.Dataset, path: Path) -> None:
    """Write a dataset as netCDF."""
    try:
        data.to_netcdf(path, engine=ENGINE)
    except RuntimeError as error:  # so the netCDF library reports a full disk
        raise OSError(errno.EIO, str(error)) from error
