"""An oracle for claims: every number that a sentence writes or ranks, computed again from tables."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from simulator.results.analysis.claims import Cell, Claim

MONEY = ("dollars", "money", "welfare_usd", "value_added_at_risk", "price_multiple", "price")
RATES = ("law_before", "collected_after", "rate")
"""Tariffs, which are high or low whatever the size of those who pay them."""
PLACES = {"region", "sector", "exporter", "importer", "partner"}
NUMBER = re.compile(r"[−+]?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE = re.compile(rf"(?:\d+ )?(?:{MONTHS}) \d{{4}}")
NEGATIVE_ZERO = re.compile(r"−0(?:\.0+)?(?!\d|\.\d)")
LESS, MORE = "less than ", "more than "
OPTION = re.compile(r"--[a-z]+ \d+")
"""An option of a command, as it is typed."""


def check(claim: Claim, tables: Mapping[str, pd.DataFrame], names: Iterable[str] = ()) -> None:
    """Fail where a sentence holds a number without a cell, or a cell differs from its table.

    Parameters
    ----------
    names
        Texts that may hold digits of their own, such as names of regions and years.
    """
    assert isinstance(claim, Claim), f"no claim: {claim!r}"
    unclaimed = list(numbers_without_cell(claim, names))
    assert not unclaimed, f"{claim!r} writes {unclaimed} without a cell"
    assert "nan" not in claim
    assert not NEGATIVE_ZERO.search(claim)
    for cell in claim.cells:
        _check_cell(claim, cell, tables[cell.table])


def numbers_without_cell(claim: Claim, names: Iterable[str] = ()) -> Iterator[str]:
    """Numbers of a sentence, outside quotation marks and names, that no cell writes."""
    rest = OPTION.sub("", DATE.sub("", re.sub("“[^”]*”", "", claim)))
    limits = {f"{cell.below * cell.factor:g}" for cell in claim.cells if math.isfinite(cell.below)}
    for text in sorted({*names, *limits, *(cell.text for cell in claim.cells)} - {""}, key=len, reverse=True):
        rest = rest.replace(text, " ")
    return (found.group() for found in NUMBER.finditer(rest))


def _check_cell(claim: Claim, cell: Cell, table: pd.DataFrame) -> None:
    value = recomputed(cell, table)
    where = f"{claim!r}: {cell}"
    assert np.isclose(value, cell.value, rtol=1e-6, atol=1e-9), f"{where} is {cell.value}, the table has {value}"
    if cell.text:
        assert cell.text in claim, f"{where} is not written"
        _check_text(cell, where)
    assert not cell.sign or cell.sign * value >= 0, f"{where} has the wrong sign"
    assert abs(value) <= cell.below, f"{where} is larger than is said"
    if cell.rank:
        _check_rank(cell, table, where)


def recomputed(cell: Cell, table: pd.DataFrame) -> float:
    """The number of a cell, from its table."""
    rows = matching(cell.row, table)
    values = expression(rows, cell.column)
    if cell.total:
        return float(values.agg(cell.total))
    assert len(values), f"no row of {dict(cell.row)} in {list(table.columns)}"
    assert values.nunique(dropna=False) == 1, f"several rows of {dict(cell.row)}"
    return float(values.iloc[0])


def matching(row: Mapping[str, object], table: pd.DataFrame) -> pd.DataFrame:
    """Rows that have these values, or one of several."""
    is_meant = np.ones(len(table), bool)
    for column, value in row.items():
        wanted = value if isinstance(value, tuple) else (value,)
        is_meant &= table[column].isin(wanted).to_numpy()
    return table[is_meant]


def expression(rows: pd.DataFrame, column: str) -> pd.Series:
    if column in rows:
        return rows[column]
    found = rows.eval(column, engine="python")
    return found if isinstance(found, pd.Series) else pd.Series([found])


def _check_text(cell: Cell, where: str) -> None:
    """The number is written as it is, to the digits that it shows."""
    value = cell.value * cell.factor - cell.less
    if cell.text == "none":
        assert value == 0, where
        return
    if cell.text.startswith(LESS):
        assert 0 < abs(value) < float(NUMBER.search(cell.text).group()), where
        return
    if cell.text.startswith(MORE):
        assert float(NUMBER.search(cell.text).group()) < abs(value) < 100, where
        return
    found = NUMBER.search(cell.text).group().replace("−", "-").replace(",", "")
    written, digits = float(found), len(found.partition("e")[0].partition(".")[2])
    scale = 1e-3 if "billion" in cell.text else 1.0
    if "e" in found:
        assert np.isclose(written, value, rtol=0.6 * 10.0**-digits), f"{where} is written for {value}"
        return
    if written >= 0 and "+" not in found:
        value = abs(value)
    unit = 10 ** (math.floor(math.log10(written)) - 2) if written >= 1000 and not digits else 10.0**-digits
    assert abs(written - value * scale) <= 0.501 * unit, f"{where} is written for {value * scale}"
    assert written or abs(value * scale) < 1e-6, f"{where} is a false zero of {value * scale}"


def _check_rank(cell: Cell, table: pd.DataFrame, where: str) -> None:
    """Nothing that is compared lies beyond, and places of different sizes are compared in money."""
    by = cell.rank.by or cell.column
    fixed = {name: value for name, value in cell.row.items() if name not in cell.rank.over}
    rows = matching({**fixed, **(cell.rank.among or {})}, table)
    values, own = expression(rows, by).dropna(), float(expression(matching(cell.row, table), by).iloc[0])
    if cell.rank.kind == "largest":
        values, own = values.abs(), abs(own)
    beyond = values.min() if cell.rank.kind == "lowest" else values.max()
    assert np.isclose(own, beyond, rtol=1e-6, atol=1e-9), f"{where} is not the {cell.rank.kind} by {by}: {beyond}"
    if PLACES & set(cell.rank.over) and by not in RATES:
        unit = rows["unit"].iloc[0] if by == cell.column and "unit" in rows else "USD" if by in MONEY else "%"
        assert unit != "%", f"{where} ranks places of different sizes by {by}, in percent"
