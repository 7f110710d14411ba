"""The files of a baseline folder: which there are, what they hold, and what identifies them."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from simulator.errors import DataError, nearest
from simulator.files.table import Problems, Table, parse_table

SETTINGS: Final = "baseline.yaml"
"""File with the name, year, closure and groups."""
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "regions.csv": ("region", "name"),
    "sectors.csv": ("sector", "name", "kind", "critical", "quantity_unit"),
    "flows.csv": ("exporter", "importer", "sector", "value"),
    "tariffs.csv": ("exporter", "importer", "sector", "rate"),
    "input_shares.csv": ("region", "input", "sector", "share"),
    "elasticities.csv": ("nest", "sector", "short_run", "long_run", "speed", "source"),
    "quantities.csv": ("exporter", "importer", "sector", "quantity", "unit", "quality"),
    "stocks.csv": ("region", "sector", "months", "low", "high", "unit", "source"),
    "exposure.csv": (
        "input",
        "user",
        "region",
        "share",
        "share_low",
        "share_high",
        "relief",
        "relief_low",
        "relief_high",
        "source",
    ),
}
"""Tables and their columns."""
OPTIONAL_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "regions.csv": ("households", "population"),
    "sectors.csv": ("profit_share",),
    "elasticities.csv": ("low", "high", "distribution"),
}
"""Columns that a table may leave out."""
OPTIONAL: Final = ("tariffs.csv", "input_shares.csv", "quantities.csv", "stocks.csv", "exposure.csv")
"""Tables that a folder may leave out: no tariffs, inputs, physical amounts, stocks, or users who stand still."""
REQUIRED: Final = tuple(file for file in (SETTINGS, *COLUMNS) if file not in OPTIONAL)


def read_contents(folder: Path, problems: Problems) -> dict[str, bytes]:
    """Bytes of the files of the format that are there, in a fixed order.

    Raises
    ------
    DataError
        If this is no folder, or holds none of the files.
    """
    if not folder.is_dir():
        got = "this is a file" if folder.exists() else "there is no such folder"
        raise DataError(f"{folder}: {got}. Give a folder that holds {', '.join(REQUIRED)}.")
    present = sorted(path.name for path in folder.iterdir())
    expected = [file for file in (SETTINGS, *COLUMNS) if file in present]
    if not expected:
        raise DataError(f"{folder}: this folder holds no baseline. It needs {', '.join(REQUIRED)}.")
    _report_absent(present, problems)
    contents = {}
    for file in expected:
        try:
            contents[file] = (folder / file).read_bytes()
        except OSError as error:
            problems.add(file, f"cannot be read: {error.strerror}. It must be a file that you may read.")
    return contents


def _report_absent(present: list[str], problems: Problems) -> None:
    absent = [file for file in (SETTINGS, *COLUMNS) if file not in present]
    for file in absent:
        if file not in OPTIONAL:
            content = f"columns {','.join(COLUMNS[file])!r}" if file in COLUMNS else "at least name, title and year"
            problems.add(file, f"this file is missing. Write it with {content}.")
    for file in present:
        if file.endswith(".csv") and file not in COLUMNS:
            advice = nearest(file, absent) or "Move it elsewhere."
            problems.add(file, f"unknown table. {advice} The tables are {', '.join(COLUMNS)}.")


def read_tables(contents: Mapping[str, bytes], problems: Problems) -> dict[str, Table]:
    """Split every table into rows; one that is absent or cannot be split has none."""
    tables = {}
    for file, columns in COLUMNS.items():
        table = (
            parse_table(file, contents[file], (columns, OPTIONAL_COLUMNS.get(file, ())), problems)
            if file in contents
            else None
        )
        if table and not table.rows and file in REQUIRED:
            problems.add(file, "holds no row below the header. Write at least one.")
        tables[file] = table or Table(file)
    return tables


def digest(contents: Mapping[str, bytes]) -> str:
    """SHA-256 over names, sizes and bytes of the files."""
    total = sha256()
    for file, content in contents.items():
        total.update(f"{file} {len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()
