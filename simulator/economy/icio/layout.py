"""The layout of the OECD's public tables: what the label of a row or column means.

Rows are `COUNTRY_INDUSTRY` (AUS_A01_02), then taxes less subsidies (TLS; TAXSUB by country in earlier editions), value
added (VA or VALU) and output (OUT or OUTPUT). Columns are `COUNTRY_INDUSTRY`, then final demand by country and
category (AUS_HFCE; HFCE_AUS in the edition of 2016), a column of statistical differences (DISC) in some editions, then
output (OUT or TOTAL). The extended edition splits China and Mexico in production into CN1 and CN2, MX1 and MX2, while
their final demand stays with CHN and MEX.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from simulator.errors import DataError, nearest

FINAL_DEMAND: Final = {
    "HFCE": "households",
    "HC": "households, earlier editions",
    "NPISH": "non-profit institutions",
    "NPS": "non-profit institutions, earlier editions",
    "GGFC": "government",
    "GFCF": "fixed investment",
    "INVNT": "changes in inventories",
    "INV": "changes in inventories, earlier editions",
    "DPABR": "direct purchases abroad",
    "DIRP": "direct purchases abroad, earlier editions",
    "P33": "direct purchases abroad, earlier editions",
    "CONS_ABR": "direct purchases abroad, earlier editions",
    "NONRES": "direct purchases by non-residents, earlier editions",
    "CONS_NONRES": "direct purchases by non-residents, earlier editions",
}
"""Categories of final demand."""
ALL_FINAL_DEMAND: Final = "FD"
"""Final demand of a country in one column; a total where its categories are there, too."""
OUTPUT: Final = ("OUT", "OUTPUT", "TOTAL")
TOTALS: Final = (*OUTPUT, "TOT", "TTL", "INT", "TTL_INT", "TOT_INT", "INTERMEDIATE")
"""Sums of what stands beside them."""
WITH_TAXES: Final = ("VA+TAXSUB", "VA.TAXSUB", "VA_TAXSUB")
"""Value added and taxes in one line."""
VALUE_ADDED: Final = ("VA", "VALU", *WITH_TAXES)
TAXES: Final = ("TLS", "TAXSUB", "TXS")
DIFFERENCES: Final = ("DISC", "DISCREP", "STAT_DISC")
"""Statistical differences, which nobody buys."""

Part: TypeAlias = Literal["industry", "final", "output", "value_added", "taxes", "difference", "total"]

_NAMED: Final[dict[str, Part]] = {
    **dict.fromkeys((*FINAL_DEMAND, ALL_FINAL_DEMAND), "final"),
    **dict.fromkeys(TOTALS, "total"),
    **dict.fromkeys(VALUE_ADDED, "value_added"),
    **dict.fromkeys(TAXES, "taxes"),
    **dict.fromkeys(DIFFERENCES, "difference"),
}
"""Codes that are no industry's."""
_MAY_BE: Final[dict[str, tuple[Part, ...]]] = {
    "line": ("industry", "output", "total", "value_added", "taxes", "difference"),
    "column": ("industry", "output", "total", "final", "difference"),
}
_NEEDED: Final[dict[str, dict[Part, str]]] = {
    "line": {"industry": "COUNTRY_INDUSTRY", "value_added": "VA", "taxes": "TLS"},
    "column": {"industry": "COUNTRY_INDUSTRY", "final": "COUNTRY_HFCE", "output": "OUT"},
}
"""Parts that a table has in any edition, and what they are called."""

Side: TypeAlias = Literal["line", "column"]


@dataclass(frozen=True)
class Label:
    """What one row or column is: its part of the table, and country and industry or category where it has them."""

    text: str
    part: Part
    country: str = ""
    code: str = ""


def label_of(text: str) -> Label:
    """Read the label of a row or column; one of unknown form is an industry without a country."""
    whole = text.upper()
    if whole in OUTPUT:
        return Label(text, "output")
    if whole in _NAMED and whole not in FINAL_DEMAND:
        return Label(text, _NAMED[whole])
    country, _, code = text.partition("_")
    before, _, last = text.rpartition("_")
    if code.upper() in _NAMED:
        return Label(text, _NAMED[code.upper()], country, code.upper())
    if before.upper() in _NAMED:  # HFCE_AUS
        return Label(text, _NAMED[before.upper()], last, before.upper())
    return Label(text, "industry", country, code)


def labels_of(texts: Iterable[str]) -> list[Label]:
    """Read the labels of one side; final demand in one column is a total of its country's categories."""
    labels = [label_of(text) for text in texts]
    divided = {label.country for label in labels if label.part == "final" and label.code != ALL_FINAL_DEMAND}
    return [
        Label(each.text, "total", each.country, each.code)
        if each.code == ALL_FINAL_DEMAND and each.country in divided
        else each
        for each in labels
    ]


def check_labels(labels: Sequence[Label], side: Side, file: str) -> None:
    """Check that labels are of the form `COUNTRY_CODE`, come once, and that the parts needed are there.

    Raises
    ------
    DataError
        With the first label that is wrong, or the part that is missing.
    """
    seen: set[str] = set()
    for position, label in enumerate(labels):
        if label.part in ("industry", "final") and not (label.country and label.code):
            allowed = "COUNTRY_INDUSTRY such as AUS_A01_02, or TLS, VA, OUT"
            raise DataError(f"{file}: {side} {position + 2}: got the label {label.text!r} — {allowed}.")
        if label.part not in _MAY_BE[side]:
            other = "lines" if side == "column" else "columns"
            raise DataError(f"{file}: {side} {position + 2}: got {label.text!r}, which belongs to the {other}.")
        if label.text in seen:
            raise DataError(f"{file}: {side} {position + 2}: got {label.text!r} a second time — each label once.")
        seen.add(label.text)
    present = {label.part for label in labels} | {"taxes" for label in labels if label.text.upper() in WITH_TAXES}
    for part, name in _NEEDED[side].items():
        if part not in present:
            raise DataError(f"{file}: has no {side} {name} — the CSV file of one year as the OECD publishes it.")


def check_square(lines: Sequence[Label], columns: Sequence[Label], file: str) -> None:
    """Check that industries that buy and industries that sell are the same.

    Raises
    ------
    DataError
        With the first label that one side has alone.
    """
    made, used = ({label.text for label in side if label.part == "industry"} for side in (lines, columns))
    industries = {label.code for label in lines if label.part == "industry"}
    for label in columns:
        if label.text in used - made:
            missing = f"no line has {'this country' if label.code in industries else f'the industry {label.code}'}"
            known = sorted({*FINAL_DEMAND, ALL_FINAL_DEMAND, *TOTALS})
            hint = "" if label.code in industries else nearest(label.code, known)
            advice = "Add its line, or give the column a name of the layout: " + ", ".join(FINAL_DEMAND)
            text = f"{file}: column {label.text}: {missing}, so what it sells is not known. {hint} {advice}."
            raise DataError(text.replace("  ", " "))
    for label in lines:
        if label.text in made - used:
            raise DataError(
                f"{file}: line {label.text}: no column has this label, so what it buys is not known. Add its column, "
                "or give the line a name of the layout: TLS, VA, OUT."
            )
