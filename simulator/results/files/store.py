"""Writing a results folder: tables, labelled datasets and a manifest, each written whole."""

import errno
import json
from collections.abc import Collection
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xarray as xr

from simulator.errors import ResultsError
from simulator.files.whole import check_writable, write_text, write_whole
from simulator.results.files.csv_table import write_table
from simulator.results.files.folder import ENGINE, FORMAT, MANIFEST
from simulator.results.provenance import RUN

if TYPE_CHECKING:
    from simulator.results.result import Result


def write(result: "Result", folder: str | Path) -> None:
    """Write tables, datasets and manifest of a result; `read` has it again.

    Files of an earlier result of the same verb are replaced, or removed if this one has none of their name; others are
    left alone.

    Parameters
    ----------
    result
        What a verb returned.
    folder
        Where they are written; made if it is not there.

    Raises
    ------
    ResultsError
        The folder holds the results of another verb.
    OutputError
        The folder cannot be written to; no half-written file is left.
    """
    folder = Path(folder)
    check_writable(folder)
    check_kind(folder, result.verb)
    earlier = _manifest(folder).get("files", [])
    tables, datasets = result.parts(), result.files()
    for name, parts in tables.items():
        write_table(folder / f"{name}.csv", parts)
    for name, data in datasets.items():
        write_whole(folder / name, partial(write_dataset, data))
    files = [*(f"{name}.csv" for name in tables), *datasets, MANIFEST]
    _remove(folder, set(earlier) - set(files))
    cases = result.cases()
    solved = {"cases": cases} if cases else {}
    record = {"format": FORMAT, **result.provenance.record(), **solved, "files": files}
    write_text(folder / MANIFEST, json.dumps(record, indent=2, ensure_ascii=False) + "\n")


def _remove(folder: Path, names: Collection[str]) -> None:
    for name in names:
        if Path(name).name == name and Path(name).suffix in (".csv", ".nc"):
            (folder / name).unlink(missing_ok=True)


def check_kind(folder: str | Path, verb: str) -> None:
    """Refuse a folder that holds the results of another verb, whose manifest would be lost.

    Raises
    ------
    ResultsError
        It does.
    """
    held = _manifest(Path(folder)).get("verb", RUN) if _manifest(Path(folder)) else verb
    if held != verb:
        raise ResultsError(f"{folder}: holds the results of `tariffsim {held}` — choose another place with --out.")


def _manifest(folder: Path) -> dict[str, Any]:
    """What the manifest of a folder says; nothing where there is none, or none that could be read again."""
    try:
        record = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def write_dataset(data: xr.Dataset, path: Path) -> None:
    """Write a dataset as netCDF."""
    try:
        data.to_netcdf(path, engine=ENGINE)
    except RuntimeError as error:  # so the netCDF library reports a full disk
        raise OSError(errno.EIO, str(error)) from error
