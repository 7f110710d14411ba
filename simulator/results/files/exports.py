"""Results to the formats of other tools: CSV, JSON, Parquet, Excel, netCDF and the IAMC's wide table."""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pandas as pd

from simulator.errors import ResultsError, nearest
from simulator.files.whole import write_whole
from simulator.results.experiments.sweep import Sweep
from simulator.results.files.csv_table import write_table
from simulator.results.files.iamc import iamc_table
from simulator.results.files.store import write_dataset
from simulator.results.files.workbook import write_sheets, write_workbook
from simulator.results.indicators.registry import INDICATORS
from simulator.results.labelled import checked_names
from simulator.results.result import Result
from simulator.results.run import Results
from simulator.results.table import BASELINE, IN_FLOW_TABLE
from simulator.results.timeline import PathResults

ENDINGS: Final = (".csv", ".json", ".parquet", ".xlsx", ".nc")
"""Kinds of file that results can be exported to."""
EXTRAS: Final = {".parquet": ("pyarrow", "parquet"), ".xlsx": ("openpyxl", "excel")}
"""Package that writes a kind of file, and the extra that brings it."""
WIDE: Final = ".iamc"
"""Ending before the last that asks for the IAMC's wide table: `usa.iamc.csv`."""


def export(
    result: Result,
    file: str | Path,
    indicators: Sequence[str] = (),
    scenarios: Sequence[str] = (),
    *,
    iamc: bool = False,
) -> None:
    """Write a result of any verb, or a selection of it, to a file of the kind that its ending says.

    Parameters
    ----------
    result
        What a verb returned.
    file
        .csv, .json and .parquet hold the main table, .xlsx a sheet for each table, or of a run and a timeline for each
        family of indicators, .nc the dataset, with the reference scenario whatever is selected, so that changes can
        still be worked out.
    indicators, scenarios
        Names to keep; without any, all scenarios and all indicators but flows and their volumes.
    iamc
        Write the wide table of the IAMC, of a run or a timeline; also where the file is called .iamc.csv.

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
    if isinstance(result, Results | PathResults):
        _export_labelled(result, file, names, scenarios, is_wide=is_wide)
    elif is_wide:
        raise ResultsError(
            f"{file}: the IAMC's table holds indicators by region and year, which results of `{result.verb}` are not — "
            f"choose a name without {WIDE}, or export a run or a timeline."
        )
    else:
        listed = result.listing(names) if isinstance(result, Sweep) and names else result
        _export_tables(listed, file, {"indicator": names, "scenario": scenarios})


def _export_labelled(
    results: Results | PathResults, file: Path, names: Sequence[str], scenarios: Sequence[str], *, is_wide: bool
) -> None:
    chosen = results.sel(scenario=scenarios) if scenarios else results
    if file.suffix == ".nc":
        _write_dataset(chosen, file, names)
        return
    names = names or [name for name in INDICATORS if name not in IN_FLOW_TABLE and name in chosen.data]
    table = iamc_table(chosen, names) if is_wide else chosen.to_pandas(names)
    if scenarios:  # the reference is left out again, unless it was asked for
        kept = [*scenarios, "baseline"] if is_wide else list(scenarios)
        table = table[table["scenario"].str.replace(r" \(\w+\)$", "", regex=True).isin(kept)]
    table = table.reset_index(drop=True)
    if file.suffix == ".xlsx":
        write_workbook(table, file, is_wide)
    else:
        _write_table(table, file)


def _export_tables(result: Result, file: Path, chosen: Mapping[str, Sequence[str]]) -> None:
    """Write the tables of an experiment."""
    if file.suffix == ".nc":
        if any(chosen.values()):
            raise ResultsError(f"{file}: got a selection, of which a `{result.verb}` has no dataset — choose .csv.")
        write_whole(file, lambda path: write_dataset(result.dataset, path))
    elif file.suffix == ".xlsx":
        write_sheets({name: _selected(table, chosen, result.verb) for name, table in result.tables().items()}, file)
    else:
        _write_table(_selected(result.to_pandas(), chosen, result.verb), file)


def _selected(table: pd.DataFrame, chosen: Mapping[str, Sequence[str]], verb: str) -> pd.DataFrame:
    """Rows of some indicators and scenarios."""
    for column, names in chosen.items():
        if names and column not in table:
            raise ResultsError(f"{column}: got {', '.join(names)} — the tables of `{verb}` do not tell any apart.")
        if names:
            checked_names(names, [str(name) for name in table[column].unique()], column)
            table = table[table[column].isin(names)]
    return table.reset_index(drop=True)


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
    with results.explaining_gaps():
        data = results.data[[*kept, "status"]] if kept else results.data
    write_whole(file, lambda path: write_dataset(data, path))


def _write_table(table: pd.DataFrame, file: Path) -> None:
    if file.suffix == ".csv":
        write_table(file, [table])
    elif file.suffix == ".json":
        write_whole(file, lambda path: table.to_json(path, orient="records", indent=1, double_precision=15))
    else:
        write_whole(file, lambda path: table.to_parquet(path, engine="pyarrow", index=False))
