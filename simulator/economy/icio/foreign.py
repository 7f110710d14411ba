"""Tables of other publishers, which are known by their labels or names and refused by name."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from simulator.errors import DataError


class _Foreign(NamedTuple):
    """A publisher's table: what is known of its file name and of its labels, and what stands in the way."""

    name: str
    file: str
    label: str
    advice: str


_RELABEL: Final = "label rows and columns as the OECD does (AUS_A01, AUS_HFCE, TLS, VA, OUT), in million USD"
_FOREIGN: Final = (
    _Foreign(
        "Eurostat's FIGARO",
        r"figaro|eu-ic-(?:io|supply|use)",
        r"rowLabels|refArea|counterpartArea|\w+_(?:P3_S1[345]|P51G|P5M)|W2_\w+|FIGW1_\w+",
        f"it is in million EUR and states no output: {_RELABEL}, and add the column and line OUT",
    ),
    _Foreign(
        "the World Input-Output Database (WIOD)",
        r"wiot",
        r"(?:\w+_)?(?:CONS_h|CONS_np|CONS_g|INVEN|II_fob|TXSP|EXP_adj|PURR|PURNR|IntTTM)|v[A-Z]{3}\d+|IndustryCode",
        f"its labels fill several lines: {_RELABEL}",
    ),
    _Foreign(
        "Eora",
        r"eora|labels_(?:T|FD|VA)",
        r"(?:Industries|Commodities)",
        f"its labels are in files of their own: {_RELABEL}",
    ),
    _Foreign("GLORIA", r"gloria|120secMother", r"(?!)", f"it is a supply-use table without labels: {_RELABEL}"),
    _Foreign(
        "EXIOBASE", r"exiobase|^IOT_\d{4}_(?:ixi|pxp)", r"(?:region|sector)\t.*", f"it is in million EUR: {_RELABEL}"
    ),
    _Foreign(
        "one country's table of the OECD",
        r"(?:dom|imp|ttl)imp|^[A-Z]{3}\d{4}(?:dom|imp|ttl)",
        r"(?:TTL|DOM|IMP)_\w+|TXS_(?:INT|IMP)_FNL",
        "it has no partners: take the inter-country table (ICIO) instead",
    ),
)


def refuse_foreign(file: str, labels: Iterable[str]) -> None:
    """Refuse the table of another publisher.

    Raises
    ------
    DataError
        Naming it, and what would have to be done.
    """
    texts = list(labels)
    name = file.rpartition("/")[2]
    for each in _FOREIGN:
        shown = next((text for text in texts if re.fullmatch(each.label, text)), "")
        if shown or re.search(each.file, name, re.IGNORECASE):
            sign = f" (label {shown!r})" if shown else ""
            raise DataError(f"{file}: looks like a table of {each.name}{sign}, which is not read — {each.advice}.")
