"""A results folder that is read: its manifest, tables and datasets."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
import xarray as xr

from simulator.errors import ResultsError
from simulator.results.files.csv_table import from_text
from simulator.results.provenance import Provenance

MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
"""Number of the format in which folders are written; one without a number is older and read in the same way."""
UNFINISHED: Final = "unfinished"
"""Mark of a manifest while files are being written beside it."""
ENGINE: Final = "netcdf4"


@dataclass(frozen=True)
class Folder:
    """A folder that a verb wrote.

    Attributes
    ----------
    path
        Where it is.
    provenance
        What its manifest says of the result.
    """

    path: Path
    provenance: Provenance

    @classmethod
    def open(cls, path: Path) -> "Folder":
        """Read the manifest.

        Raises
        ------
        ResultsError
            There is none, or it is of a later format, or of results that are not all there.
        ValueError
            It is damaged.
        """
        if not (path / MANIFEST).is_file():
            raise ResultsError(f"{path}: holds no results — give the folder that `tariffsim run … --out` wrote.")
        record: Any = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        if not isinstance(record, dict):
            raise ValueError(f"{MANIFEST} holds no record")
        if record.get(UNFINISHED):
            raise ResultsError(f"{path}: holds results of which not all were written — solve them again.")
        provenance, number = Provenance.from_record(record), record.get("format", FORMAT)
        if number > FORMAT:
            raise ResultsError(
                f"{path}: got format {number}, written by tariffsim {provenance.version} — this version reads formats "
                f"up to {FORMAT}; bring it up to date with `pip install --upgrade tariffsim`."
            )
        return cls(path, provenance)

    def dataset(self, name: str) -> xr.Dataset:
        """One of the datasets."""
        with xr.open_dataset(self.path / name, engine=ENGINE) as data:
            return data.load()

    def dataset_if_any(self, name: str) -> xr.Dataset | None:
        """One of the datasets, or None where it was not written."""
        return self.dataset(name) if (self.path / name).is_file() else None

    def table(self, name: str, **options: Any) -> pd.DataFrame:  # noqa: ANN401  # of pandas
        """One of the tables."""
        table: pd.DataFrame = pd.read_csv(self.path / f"{name}.csv", **options)
        texts = {str(name): column.map(from_text) for name, column in table.items() if column.dtype.kind == "O"}
        return table.assign(**texts)
