"""Writing a results folder: tables, labelled datasets and a manifest, each written whole."""

import errno
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import xarray as xr

from simulator.errors import ResultsError
from simulator.files.whole import check_writable, write_whole
from simulator.results.assembly.lean import has_many_flows
from simulator.results.files.csv_table import write_table
from simulator.results.files.folder import ENGINE, FORMAT, MANIFEST, UNFINISHED
from simulator.results.files.owned import (
    claim,
    drop,
    is_of_a_report,
    listed,
    manifest_of,
    refuse_foreign,
    write_manifest,
)
from simulator.results.provenance import RUN

if TYPE_CHECKING:
    from simulator.results.result import Result


def write(result: "Result", folder: str | Path, *, full: bool = False) -> None:
    """Write tables, datasets and manifest of a result; `read` has it again.

    Files of an earlier result of the same verb are replaced, or removed if this one has none of their name. Files that
    no manifest lists are the user's: they are left alone, and one in the way is refused.

    Parameters
    ----------
    result
        What a verb returned.
    folder
        Where they are written; made if it is not there.
    full
        Write every flow of a large economy too; else of its small ones the sum by exporter and importer, and the
        manifest says from which value on a flow stands by itself.

    Raises
    ------
    ResultsError
        The folder holds the results of another verb, or a file of the user's in the way.
    OutputError
        The folder cannot be written to; no half-written file is left.
    """
    folder = Path(folder)
    check_writable(folder)
    check_kind(folder, result.verb)
    result = result if full else result.lean()
    tables, datasets = result.parts(), result.files()
    files = [*(f"{name}.csv" for name in tables), *datasets, MANIFEST]
    claim(folder, files, **{UNFINISHED: True, "verb": result.verb})
    for name, parts in tables.items():
        write_table(folder / f"{name}.csv", parts)
    for name, data in datasets.items():
        write_whole(folder / name, partial(write_dataset, data))
    of_reports = sorted(filter(is_of_a_report, listed(folder)))
    drop(folder, listed(folder) - {*files, *of_reports})
    cases = result.cases()
    solved = {"cases": cases} if cases else {}
    record = {"format": FORMAT, **result.provenance.record(), **solved, "files": [*files, *of_reports]}
    write_manifest(folder, record)


CERTAIN: Final[Mapping[str, tuple[str, ...]]] = {
    "run": ("indicators.csv", "flows.csv", "results.nc"),
    "sweep": ("sweep.csv", "sweep.nc"),
    "sensitivity": ("sensitivity.csv",),
    "breakeven": ("breakeven.csv", "scan.csv", "scan.nc"),
    "decompose": ("decomposition.csv", "interactions.csv"),
    "timeline": ("indicators.csv", "flows.csv", "results.nc"),
    "explore": ("errors.csv", "checked.csv"),
}
"""Files that each verb writes whatever it is asked."""


_LONG: Final = 5_000
"""Numbers in a variable from which on compressing it saves room."""


def check_kind(folder: str | Path, verb: str) -> None:
    """Refuse a folder before any work that holds the results of another verb, or files of the user's in the way.

    Raises
    ------
    ResultsError
        It does.
    """
    folder = Path(folder)
    held = manifest_of(folder).get("verb", RUN) if manifest_of(folder) else verb
    if held != verb:
        raise ResultsError(f"{folder}: holds the results of `tariffsim {held}` — choose another place with --out.")
    refuse_foreign(folder, CERTAIN.get(verb, ()))


def write_dataset(data: xr.Dataset, path: Path) -> None:
    """Write a dataset as netCDF, that of a large economy compressed."""
    long = [name for name, item in data.data_vars.items() if item.dtype.kind == "f" and item.size > _LONG]
    packed = {name: {"zlib": True, "complevel": 1} for name in long} if has_many_flows(data) else {}
    try:
        data.to_netcdf(path, engine=ENGINE, encoding=packed)
    except RuntimeError as error:  # so the netCDF library reports a full disk
        raise OSError(errno.EIO, str(error)) from error
