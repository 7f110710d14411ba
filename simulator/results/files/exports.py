"""Results to the formats of other tools: CSV, JSON, Parquet, Excel, netCDF and the IAMC's wide table."""

import json
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pandas as pd

from simulator.errors import ResultsError, nearest
from simulator.files.whole import write_whole
from simulator.results.files.csv_table import write_table
from simulator.results.files.iamc import iamc_table
from simulator.results.files.path_store import VERB, read_path
from simulator.results.files.store import MANIFEST, read_results, write_dataset
from simulator.results.files.workbook import write_workbook
from simulator.results.indicators.registry import INDICATORS
from simulator.results.run import Results
from simulator.results.table import BASELINE, IN_FLOW_TABLE
from simulator.results.timeline import PathResults

ENDINGS: Final = (".csv", ".json", ".parquet", ".xlsx", ".nc")
"""Kinds of file that results can be exported to."""
EXTRAS: Final = {".parquet": ("pyarrow", "parquet"), ".xlsx": ("openpyxl", "excel")}
"""Package that writes a kind of file, and the extra that brings it."""
WIDE: Final = ".iamc"
"""Ending before the last that asks for the IAMC's wide table: `usa.iamc.csv`."""


def read_run(folder: str | Path) -> Results | PathResults:
    """Read the results of a run or of a timeline, whichever a folder holds.

    Raises
    ------
    ResultsError
        The folder holds neither, or it cannot be read.
    """
    try:
        verb = json.loads((Path(folder) / MANIFEST).read_text(encoding="utf-8")).get("verb")
    except (OSError, ValueError, AttributeError):
        verb = None  # read_results says what is wrong
    return read_path(folder) if verb == VERB else read_results(folder)


def export(
    results: Results | PathResults,
    file: str | Path,
    indicators: Sequence[str] = (),
    scenarios: Sequence[str] = (),
    *,
    iamc: bool = False,
) -> None:
    """Write a selection of results to a file of the kind that its ending says.

    Parameters
    ----------
    file
        .csv, .json and .parquet hold one long table, .xlsx one sheet for each family of indicators, .nc the dataset,
        with the reference scenario whatever is selected, so that changes can still be worked out.
    indicators, scenarios
        Names to keep; without any, all scenarios and all indicators but flows and their volumes.
    iamc
        Write the wide table of the IAMC; also where the file is called .iamc.csv.

    Raises
    ------
    ResultsError
        An unknown indicator, scenario or kind of file, a package that is missing, or too many rows.
    OutputError
        The place cannot be written to.
    """
    file = Path(file)
    names = _known(indicators)
    is_wide = iamc or Path(file.stem).suffix == WIDE
    _check_kind(file, is_wide)
    chosen = results.sel(scenario=scenarios) if scenarios else results
    if file.suffix == ".nc":
        _write_dataset(chosen, file, names)
        return
    names = names or [name for name in INDICATORS if name not in IN_FLOW_TABLE]
    table = iamc_table(chosen, names) if is_wide else chosen.to_pandas(names)
    if scenarios:  # the reference is left out again, unless it was asked for
        kept = [*scenarios, "baseline"] if is_wide else list(scenarios)
        table = table[table["scenario"].str.replace(r" \(\w+\)$", "", regex=True).isin(kept)]
    _write_table(table.reset_index(drop=True), file, is_wide)


def _known(indicators: Sequence[str]) -> list[str]:
    for name in indicators:
        if name not in INDICATORS:
            hint = nearest(name, list(INDICATORS))
            raise ResultsError(f"got the unknown indicator {name!r}. {hint} `tariffsim indicators` lists them.")
    return list(indicators)


def _check_kind(file: Path, is_wide: bool) -> None:
    if file.suffix not in ENDINGS:
        raise ResultsError(f"{file}: got the ending {file.suffix!r} — one of {', '.join(ENDINGS)}.")
    if is_wide and file.suffix == ".nc":
        raise ResultsError(f"{file}: the IAMC's table is not netCDF — one of {', '.join(ENDINGS[:-1])}.")
    package, extra = EXTRAS.get(file.suffix, ("", ""))
    if package and find_spec(package) is None:
        raise ResultsError(
            f"{file}: writing {file.suffix} needs {package}, which is not installed — "
            f"pip install 'tariffsim[{extra}]', or choose .csv."
        )


def _write_dataset(results: Results | PathResults, file: Path, names: Sequence[str]) -> None:
    kept = [f"{name}{suffix}" for name in names for suffix in ("", BASELINE)]
    data = results.data[[*kept, "status"]] if kept else results.data
    write_whole(file, lambda path: write_dataset(data, path))


def _write_table(table: pd.DataFrame, file: Path, is_wide: bool) -> None:
    if file.suffix == ".csv":
        write_table(file, [table])
    elif file.suffix == ".json":
        write_whole(file, lambda path: table.to_json(path, orient="records", indent=1, double_precision=15))
    elif file.suffix == ".parquet":
        write_whole(file, lambda path: table.to_parquet(path, engine="pyarrow", index=False))
    else:
        write_workbook(table, file, is_wide)
