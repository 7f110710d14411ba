"""The files of a baseline folder: which there are, what they hold, and what identifies them."""

import logging
import os
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from simulator.errors import DataError
from simulator.files.problem import Place, Problem, shown_path
from simulator.files.rates import RATE, RATE_HEADERS
from simulator.files.table import LARGEST_TABLE, Columns, Table, parse_csv, report_no_rows
from simulator.files.text import PACKED, entries, read_bytes

SETTINGS: Final = "baseline.yaml"
"""File with the name, year, closure and groups."""
COLUMNS: Final[Mapping[str, Columns]] = {
    "regions.csv": Columns(("region", "name"), ("households", "population")),
    "sectors.csv": Columns(("sector", "name", "kind", "critical", "quantity_unit"), ("profit_share",)),
    "members.csv": Columns(("country", "region")),
    "flows.csv": Columns(("exporter", "importer", "sector", "value")),
    "tariffs.csv": Columns(("exporter", "importer", "sector", RATE), aliases=RATE_HEADERS),
    "input_shares.csv": Columns(("region", "input", "sector", "share")),
    "elasticities.csv": Columns(
        ("nest", "sector", "short_run", "long_run", "speed", "source"), ("low", "high", "distribution")
    ),
    "quantities.csv": Columns(("exporter", "importer", "sector", "quantity", "unit", "quality")),
    "stocks.csv": Columns(("region", "sector", "months", "low", "high", "unit", "source")),
    "exposure.csv": Columns(
        (
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
        )
    ),
}
"""Tables and their columns."""
OPTIONAL: Final = ("members.csv", "tariffs.csv", "input_shares.csv", "quantities.csv", "stocks.csv", "exposure.csv")
"""Tables that a folder may leave out: no members, tariffs, inputs, amounts, stocks, or users who stand still."""
ABSENCES: Final = {"tariffs.csv": "there are no tariffs", "input_shares.csv": "sectors use no inputs"}
"""What it means that a table is not there, where every scenario has other results then."""
MISSPELT: Final = 0.85
"""Similarity from which on a file is taken for a table of another name."""
_LOG: Final = logging.getLogger(__name__)
REQUIRED: Final = tuple(file for file in (SETTINGS, *COLUMNS) if file not in OPTIONAL)


class Content(NamedTuple):
    """A file of the format: as messages show it, and its bytes, unpacked."""

    file: str
    content: bytes


def read_contents(folder: Path, problems: list[Problem]) -> dict[str, Content]:
    """Files of the format that are there, in a fixed order; any table may be packed, as `flows.csv.gz`.

    Raises
    ------
    DataError
        If this is no folder, or holds none of the files.
    """
    if not os.path.isdir(folder):
        got = "is a file" if os.path.exists(folder) else "there is no such folder"
        raise DataError(f"{folder}: {got} — a folder that holds {', '.join(REQUIRED)}.")
    names = [path.name for path in entries(folder, DataError)]
    present = {_unpacked_name(name): name for name in reversed(names)}
    if not any(file in present for file in (SETTINGS, *COLUMNS)):
        raise DataError(f"{folder}: holds no baseline — a folder that holds {', '.join(REQUIRED)}.")
    _report_absent(folder, present, problems)
    _report_twofold(folder, names, problems)
    paths = {file: folder / present[file] for file in (SETTINGS, *COLUMNS) if file in present}
    read = {file: (path, read_bytes(path, LARGEST_TABLE, problems)) for file, path in paths.items()}
    return {file: Content(shown_path(path), content) for file, (path, content) in read.items() if content is not None}


def _unpacked_name(name: str) -> str:
    return name.removesuffix(PACKED) if name.endswith(f".csv{PACKED}") else name


def _report_twofold(folder: Path, names: Sequence[str], problems: list[Problem]) -> None:
    for name in names:
        plain = _unpacked_name(name)
        if plain != name and plain in COLUMNS and plain in names:
            location = Place(shown_path(folder / name))
            problems.append(Problem(location, f"lies beside {plain}", "one of the two", "Remove the one that is old"))


def _report_absent(folder: Path, present: Mapping[str, str], problems: list[Problem]) -> None:
    absent = [file for file in (SETTINGS, *COLUMNS) if file not in present]
    for file in absent:
        if file not in OPTIONAL:
            columns = f"the columns {', '.join(COLUMNS[file].needed)}" if file in COLUMNS else "name, title and year"
            problems.append(Problem(Place(shown_path(folder / file)), "is missing", f"a file with {columns}"))
    for file in (file for file in absent if file in ABSENCES):
        _LOG.warning("%s: is not there, so that %s.", shown_path(folder / file), ABSENCES[file])
    for file in (file for file in present if file.endswith(".csv") and file not in COLUMNS):
        meant = get_close_matches(file.lower(), absent, n=1, cutoff=MISSPELT)
        if meant:
            allowed = f"Did you mean {meant[0]!r}? Rename it, or give it another ending than .csv"
            problems.append(Problem(Place(shown_path(folder / present[file])), "got an unknown table", allowed))
        else:
            text = "%s: is none of the tables of a baseline, and is not read. The tables are %s."
            _LOG.warning(text, shown_path(folder / present[file]), ", ".join(COLUMNS))


def read_tables(folder: Path, contents: Mapping[str, Content], problems: list[Problem]) -> dict[str, Table]:
    """Split every table into rows; one that is absent or cannot be split has none."""
    tables = {file: Table(shown_path(folder / file)) for file in COLUMNS}
    for file in (file for file in COLUMNS if file in contents):
        tables[file] = parse_csv(*contents[file], COLUMNS[file], problems)
        if file in REQUIRED:
            report_no_rows(tables[file], problems)
    return tables


def digest(contents: Mapping[str, Content]) -> str:
    """SHA-256 over names, sizes and bytes of the files, the same whether they are packed or not."""
    total = sha256()
    for file, (_, content) in contents.items():
        total.update(f"{file} {len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()
