"""The layout of the OECD's public tables: what the label of a row or column means.

Rows are `COUNTRY_INDUSTRY` (AUS_A01_02), then taxes less subsidies (TLS; TAXSUB by country in earlier editions), value
added (VA or VALU) and output (OUT or OUTPUT). Columns are `COUNTRY_INDUSTRY`, then final demand by country and
category (AUS_HFCE), then output (OUT or TOTAL). The extended edition splits China and Mexico in production into CN1 and
CN2, MX1 and MX2, while their final demand stays with CHN and MEX.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from simulator.errors import DataError

FINAL_DEMAND: Final = {
    "HFCE": "households",
    "NPISH": "non-profit institutions",
    "GGFC": "government",
    "GFCF": "fixed investment",
    "INVNT": "changes in inventories",
    "DPABR": "direct purchases abroad",
    "DIRP": "direct purchases abroad, earlier editions",
    "P33": "direct purchases abroad, earlier editions",
    "NONRES": "direct purchases by non-residents, earlier editions",
}
"""Categories of final demand."""
OUTPUT: Final = ("OUT", "OUTPUT", "TOTAL")
VALUE_ADDED: Final = ("VA", "VALU")
TAXES: Final = ("TLS", "TAXSUB")

Part: TypeAlias = Literal["industry", "final", "output", "value_added", "taxes"]


@dataclass(frozen=True)
class Label:
    """What one row or column is: its part of the table, and country and industry or category where it has them."""

    text: str
    part: Part
    country: str = ""
    code: str = ""


def row_label(text: str) -> Label:
    """Read the label of a row; one of unknown form is an industry without a country."""
    country, _, code = text.partition("_")
    if text in OUTPUT:
        return Label(text, "output")
    if text in VALUE_ADDED:
        return Label(text, "value_added")
    if text in TAXES or code in TAXES:
        return Label(text, "taxes")
    return Label(text, "industry", country, code)


def column_label(text: str) -> Label:
    """Read the label of a column; one of unknown form is an industry without a country."""
    country, _, code = text.partition("_")
    if text in OUTPUT:
        return Label(text, "output")
    return Label(text, "final" if code in FINAL_DEMAND else "industry", country, code)


def check_labels(labels: Sequence[Label], side: str, file: str, needed: Iterable[Part]) -> None:
    """Check that labels are of the form `COUNTRY_CODE`, come once, and that the parts needed are there.

    Raises
    ------
    DataError
        With the first label that is wrong, or the part that is missing.
    """
    seen: set[str] = set()
    for place, label in enumerate(labels):
        if label.part in ("industry", "final") and not (label.country and label.code):
            allowed = "COUNTRY_INDUSTRY such as AUS_A01_02, or TLS, VA, OUT"
            raise DataError(f"{file}: {side} {place + 2}: got the label {label.text!r} — {allowed}.")
        if label.text in seen:
            raise DataError(f"{file}: {side} {place + 2}: got {label.text!r} a second time — each label once.")
        seen.add(label.text)
    for part in needed:
        if not any(label.part == part for label in labels):
            names = {"output": "OUT", "industry": "COUNTRY_INDUSTRY", "final": "COUNTRY_HFCE"}[part]
            raise DataError(f"{file}: has no {side} {names} — the CSV file of one year as the OECD publishes it.")
