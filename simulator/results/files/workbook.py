"""Results as an Excel workbook: a sheet that explains, and one for each family of indicators."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pandas as pd

from simulator.errors import ResultsError
from simulator.files.whole import write_whole
from simulator.results.indicators.indicator import About
from simulator.results.indicators.registry import INDICATORS, indicators_table

FAMILIES: Final[dict[About, str]] = {
    "region": "Regions",
    "pair": "Pairs",
    "region_sector": "Regions and sectors",
    "flow": "Flows",
    "bound": "Bounds",
}
"""Sheet of each family of indicators."""
README: Final = "README"
MOST_ROWS: Final = 1_048_575
"""Rows below the header that a sheet of Excel holds."""
_TAKEN_FOR_MORE: Final = ("f", "e")
"""Kinds of cell that openpyxl makes of text that looks like a formula or an error; results hold neither."""
WIDEST: Final = 44
"""Characters that a column is wide at most."""
COLUMNS: Final = {
    "scenario": "Name of the scenario.",
    "date": "Day whose measures are in force, or first day of the period; empty: all measures that are switched on.",
    "horizon": "Years of adjustment: short is one, medium three, long full adjustment.",
    "region": "Region; of pairs and flows the exporter.",
    "partner": "Of pairs and flows the importer.",
    "baseline": "Level in the baseline; 0 for an indicator in %.",
    "value": "Level in the scenario; for an indicator in % its percent change against the baseline.",
    "change": "Value less baseline.",
    "change_pct": "The same in percent of the baseline.",
    "reference_change": "Value less that of the reference scenario; for an indicator in % in percentage points.",
}
"""What the columns of the sheets say."""


def write_workbook(table: pd.DataFrame, file: Path, is_wide: bool) -> None:
    """Write a long table by families, or a wide one as it is, with a sheet that explains.

    Raises
    ------
    ResultsError
        A sheet has more rows than Excel can hold.
    """
    sheets = {"data": table} if is_wide else _by_family(table)
    write_sheets(sheets, file, {README: _readme(table, is_wide)})


def write_sheets(
    sheets: Mapping[str, pd.DataFrame], file: Path, before: Mapping[str, pd.DataFrame] = MappingProxyType({})
) -> None:
    """Write tables as sheets of a workbook, behind others that explain them.

    Raises
    ------
    ResultsError
        A sheet has more rows than Excel can hold.
    """
    for name, sheet in sheets.items():
        if len(sheet) > MOST_ROWS:
            advice = "select some with --indicator or --scenario, or choose .csv or .parquet"
            raise ResultsError(
                f"{file}: the sheet {name!r} would have {len(sheet):,} rows, more than Excel's — {advice}."
            )
    write_whole(file, lambda path: _write(path, {**before, **sheets}))


def _by_family(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    about = table["indicator"].map({name: item.about for name, item in INDICATORS.items()})
    families = {title: table[about == key].dropna(axis="columns", how="all") for key, title in FAMILIES.items()}
    return {title: sheet for title, sheet in families.items() if len(sheet)}


def _readme(table: pd.DataFrame, is_wide: bool) -> pd.DataFrame:
    """Rows name, unit, meaning, formula: first the columns, then the indicators."""
    columns = [] if is_wide else [(name, "", text, "") for name, text in COLUMNS.items() if name in table]
    known = indicators_table()
    if not is_wide:
        known = known[known["name"].isin(table["indicator"].unique())]
    items = [tuple(row) for row in known[["name", "unit", "definition", "formula"]].to_numpy().tolist()]
    return pd.DataFrame([*columns, *items], columns=["name", "unit", "meaning", "formula"])


def _write(path: Path, sheets: dict[str, pd.DataFrame]) -> None:
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        for name, sheet in sheets.items():
            sheet.to_excel(book, sheet_name=name, index=False, freeze_panes=(1, 0))
            page = book.sheets[name]
            for cell in (cell for row in page.iter_rows() for cell in row if cell.data_type in _TAKEN_FOR_MORE):
                cell.data_type = "s"
            page.auto_filter.ref = page.dimensions
            for index, column in enumerate(sheet):
                page.column_dimensions[page.cell(1, index + 1).column_letter].width = _width(str(column), sheet[column])


def _width(name: str, values: pd.Series) -> int:
    texts: Sequence[str] = [str(value) for value in values.head(200)] if values.dtype.kind not in "fi" else ["0" * 12]
    return min(WIDEST, 2 + max(map(len, [name, *texts])))
