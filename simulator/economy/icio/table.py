"""Read a table in the OECD's layout block by block and add it up to regions and sectors on the way."""

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from zipfile import BadZipFile, ZipFile

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from simulator.axes import Pairs, Regional
from simulator.economy.icio.foreign import refuse_foreign
from simulator.economy.icio.layout import Label, check_labels, check_square, label_of, labels_of
from simulator.economy.icio.mapping import CodeMap
from simulator.errors import DataError
from simulator.files.table import BLANK

ROWS_AT_ONCE: Final = 256
"""Rows that are held in memory at a time; a whole table is 4,000 by 5,000."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class IcioTable:
    """A table added up to regions and sectors, million USD.

    Attributes
    ----------
    use
        What a sector of a region buys as input, shape (input, exporter, sector, importer).
    final
        Final demand, inventories included, shape (sector, exporter, importer).
    value_added, taxes
        By using sector and region; taxes less subsidies on what it buys.
    final_taxes
        Taxes less subsidies on final demand, by region.
    output
        As the file states it, by sector and region.
    differences
        Statistical differences, which are sold to nobody, by sector and region.
    """

    use: Array
    final: Pairs
    value_added: Regional
    taxes: Regional
    final_taxes: Array
    output: Regional
    differences: Regional

    @property
    def flow(self) -> Pairs:
        """Sales to all users, shape (sector, exporter, importer)."""
        return np.asarray(self.use.sum(axis=2) + self.final)


@contextmanager
def opened(path: Path, year: int | None) -> Iterator[tuple[IO[bytes], str]]:
    """Open a CSV file, or that of a year inside a zip archive as published, with its name.

    Raises
    ------
    DataError
        There is no such file, or the archive has not exactly one for the year.
    """
    refuse_foreign(str(path), ())
    try:
        if path.suffix.lower() != ".zip":
            with path.open("rb") as file:
                yield file, path.name
            return
        with ZipFile(path) as archive:
            member = _member(path, archive.namelist(), year)
            with archive.open(member) as file:
                yield file, f"{path.name}/{member}"
    except (OSError, BadZipFile) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(f"{path}: cannot be read ({reason}) — the CSV file of one year, or its archive.") from None


def _member(path: Path, names: Sequence[str], year: int | None) -> str:
    for name in names:
        refuse_foreign(f"{path}/{name}", ())
    tables = [name for name in names if name.lower().endswith(".csv")]
    chosen = [name for name in tables if str(year or "") in Path(name).name]
    if len(chosen) != 1:
        got = f"{len(chosen)} tables for {year}" if year else f"{len(chosen)} tables"
        raise DataError(f"{path}: holds {got} — name one year with --year; it has {', '.join(tables[:10])}.")
    return chosen[0]


def year_of(name: str, year: int | None) -> int:
    """Year of a table: the one given, or the one in the name of the file.

    Raises
    ------
    DataError
        Neither is there.
    """
    years = re.findall(r"(?:19|20)\d\d", Path(name).name)
    if year is None and not years:
        raise DataError(f"{name}: its name has no year — give it with --year.")
    return year or int(years[-1])


def read_icio(file: IO[bytes], name: str, regions: CodeMap, sectors: CodeMap) -> IcioTable:
    """Read a table and add it up.

    Raises
    ------
    DataError
        The layout is another one, a code is not mapped, or a cell is no number; the message says which.
    """
    try:
        header = [text.strip() for text in next(csv.reader([file.readline().decode("utf-8-sig")]), [])]
        refuse_foreign(name, header)
        columns = labels_of(header[1:])
        check_labels(columns, "column", name)
        _check_codes(columns, name, regions, sectors)
        adding = _column_sums(columns, regions, sectors)
        chunks = pd.read_csv(file, header=None, index_col=0, chunksize=ROWS_AT_ONCE)
        blocks = [_added_up(chunk, columns, name, adding) for chunk in chunks]
    except (ValueError, UnicodeDecodeError) as error:  # pandas' parser errors are ValueErrors
        raise DataError(f"{name}: cannot be read as CSV ({error}) — the file as the OECD publishes it.") from None
    labels = [label for block, _ in blocks for label in block]
    refuse_foreign(name, (label.text for label in labels))
    check_labels(labels, "line", name)
    check_square(labels, columns, name)
    _check_codes(labels, name, regions, sectors)
    regions.check_families((label.country for label in [*labels, *columns] if label.country), name)
    regions.check_used((label.country for label in [*labels, *columns] if label.country), name)
    sectors.check_used((label.code for label in [*labels, *columns] if label.part == "industry"), name)
    return _table(labels, np.concatenate([values for _, values in blocks]), regions, sectors)


def _added_up(chunk: pd.DataFrame, columns: Sequence[Label], name: str, adding: csr_array) -> tuple[list[Label], Array]:
    """Labels of some rows; their values by using sector and region, final demand by region, differences, output."""
    if chunk.shape[1] != len(columns):
        raise DataError(
            f"{name}: row {chunk.index[0]}: got {chunk.shape[1]} values — {len(columns)}, one for each column."
        )
    labels = [label_of(str(text).strip()) for text in chunk.index]
    return labels, np.asarray(_numbers(chunk, labels, columns, name) @ adding)


def _check_codes(labels: Sequence[Label], name: str, regions: CodeMap, sectors: CodeMap) -> None:
    regions.check_known((label.country for label in labels if label.part in ("industry", "final")), name)
    sectors.check_known((label.code for label in labels if label.part == "industry"), name)


def _numbers(chunk: pd.DataFrame, labels: Sequence[Label], columns: Sequence[Label], name: str) -> Array:
    """Cells as numbers; what does not apply, such as value added of final demand, may be blank and is 0."""
    is_text = [column for column, kind in enumerate(chunk.dtypes) if not pd.api.types.is_numeric_dtype(kind)]
    read = chunk.copy()
    for column in is_text:
        read.isetitem(column, pd.to_numeric(chunk.iloc[:, column], errors="coerce").to_numpy())
    numbers: Array = read.to_numpy(np.float64, copy=True)
    may_be_blank = np.array([label.part != "industry" for label in labels])[:, None]
    numbers[may_be_blank & chunk.isna().to_numpy()] = 0
    wrong = np.argwhere(~np.isfinite(numbers))
    if wrong.size:
        row, column = (int(cell) for cell in wrong[0])
        is_blank, text = bool(chunk.isna().iat[row, column]), str(chunk.iat[row, column])
        got = BLANK if is_blank else f"got {text!r}"
        cell = f"row {labels[row].text}, column {columns[column].text}"
        raise DataError(f"{name}: {cell}: {got} — a number in every cell of the table.")
    return numbers


def _column_sums(columns: Sequence[Label], regions: CodeMap, sectors: CodeMap) -> csr_array:
    """Matrix that adds columns up to (sector, region), final demand to region, differences and output; no totals."""
    n_regions, n_uses = len(regions.codes), len(sectors.codes) * len(regions.codes)

    def position(label: Label) -> int:
        if label.part == "industry":
            return sectors.position(label.code) * n_regions + regions.position(label.country)
        if label.part == "final":
            return n_uses + regions.position(label.country)
        return n_uses + n_regions + (label.part == "output")

    counted = [column for column, label in enumerate(columns) if label.part != "total"]
    target = [position(columns[column]) for column in counted]
    return csr_array((np.ones(len(counted)), (counted, target)), shape=(len(columns), n_uses + n_regions + 2))


def _table(labels: Sequence[Label], values: Array, regions: CodeMap, sectors: CodeMap) -> IcioTable:
    n_regions, n_sectors = len(regions.codes), len(sectors.codes)
    n_uses = n_sectors * n_regions
    sales = np.zeros((n_sectors, n_regions, values.shape[1]))
    for label, row in zip(labels, values, strict=True):
        if label.part == "industry":
            sales[sectors.position(label.code), regions.position(label.country)] += row
    is_part = {part: np.array([label.part == part for label in labels]) for part in ("value_added", "taxes")}
    added, taxes = (values[is_part[part]].sum(axis=0) for part in ("value_added", "taxes"))
    by_use = (n_sectors, n_regions)
    return IcioTable(
        use=sales[..., :n_uses].reshape(n_sectors, n_regions, *by_use),
        final=sales[..., n_uses:-2],
        value_added=added[:n_uses].reshape(by_use),
        taxes=taxes[:n_uses].reshape(by_use),
        final_taxes=taxes[n_uses:-2],
        output=sales[..., -1],
        differences=sales[..., -2],
    )
