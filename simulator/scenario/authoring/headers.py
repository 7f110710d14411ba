"""Columns of schedules as others call them: which of them is read as what, and which are not read."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from simulator.errors import nearest
from simulator.files.problem import Problem
from simulator.files.rates import RATE, without_unit
from simulator.files.table import Columns, Table

SIDES: Final = ("exporter", "importer")
SECTOR: Final = "sector"
CODE: Final = "code"
WEIGHT: Final = "weight"
DATE: Final = "date"

_ISO: Final = ("iso3", "iso", "iso_code", "iso code", "iso2", "country_iso3", "country_iso")
_COUNTRY: Final = (*_ISO, "country_name", "country name", "country", "country_code", "country code")
_CODES: Final = (
    *(f"{kind}{length}" for kind in ("hts", "hs", "cn") for length in (10, 8, 6, 4, 2)),
    *("hts", "hts_code", "hts code", "htsno", "hts number", "hs", "hs_code", "hs code"),
    *("product_code", "product code", "commodity_code", "commodity code", "product", "commodity"),
)
_RATES: Final = (
    *("tariff", "duty", "tariff rate", "tariff_rate", "duty rate", "duty_rate", "average duty", "avg duty"),
    *("effective tariff", "effective_tariff", "effective tariff rate", "effective_tariff_rate"),
    *("ad_valorem", "ad valorem", "ad_valorem_rate", "mfn", "mfn_rate", "applied tariff", "applied_tariff"),
)
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "exporter": (
        *("exporter_iso3", "partner_iso3", "exporter_name", "exporting country", "partner_name", "partner name"),
        *("partner", "origin", "country of origin"),
    ),
    "importer": (
        *("importer_iso3", "reporter_iso3", "importer_name", "importing country", "reporter_name", "reporter name"),
        *("reporter", "destination"),
    ),
    SECTOR: ("sector_code", "sector_name", "sector name", "industry", "gtap_code", "gtap_sector"),
    CODE: (*_CODES, "sector", "sector_code", "industry", "gtap_code", "gtap_sector"),
    RATE: _RATES,
    WEIGHT: (
        *("imports", "total imports", "total_imports", "import_value", "import value", "import_usd", "imports_usd"),
        *("trade", "trade_value", "trade value", "total trade", "customs_value", "customs value", "value"),
    ),
    DATE: ("day", "effective date", "effective_date", "as_of", "month", "year", "period"),
}
"""What others call the columns of a schedule, those first that say it best."""
_QUANTITIES: Final = (RATE, WEIGHT, DATE)
"""Columns of which two names in one header would be two numbers, so that none is chosen."""
_YEAR: Final = re.compile(r"(19|20)\d\d")
_NUMBER: Final = re.compile(r"[\d.,+%eE -]*")


@dataclass(frozen=True)
class Form:
    """What is known of a schedule without its header.

    Attributes
    ----------
    given
        Sides that options name for the whole file.
    has_codes
        Whether its lines are by product code.
    needs_weight
        Whether its lines have to say how much they count.
    """

    given: Collection[str] = ()
    has_codes: bool = False
    needs_weight: bool = False

    @property
    def needed(self) -> tuple[str, ...]:
        """Columns that it cannot do without; a sector only where something tells goods apart."""
        sides = (side for side in SIDES if side not in self.given)
        goods = CODE if self.has_codes else SECTOR
        return (*sides, goods, RATE, *((WEIGHT,) if self.needs_weight else ()))

    @property
    def optional(self) -> tuple[str, ...]:
        """Columns that it may have."""
        return (*(() if self.needs_weight else (WEIGHT,)), DATE)


def has_rates(header: Sequence[str]) -> bool:
    """Whether a column of a header holds rates by its name."""
    return any(without_unit(name) in (RATE, *_RATES) for name in header)


def columns_of(header: Sequence[str], form: Form) -> Columns:
    """Columns of a schedule with a column of rates, by what its header calls them."""
    known = (*form.needed, *form.optional)
    aliases = _aliases(header, known, form)
    present = {aliases.get(name, name) for name in header}
    is_all_goods = RATE in present and not set(header) & {CODE, *_CODES}
    needed = tuple(name for name in form.needed if name in present or name != SECTOR or not is_all_goods)
    advice = dict(_advice(header, aliases, known, form))
    is_whole = set(needed) <= present
    spare = [name for name in header if is_whole and name not in (*known, *aliases, *advice)]
    absent = [name for name in known if name not in present]
    unread = frozenset(name for name in spare if not nearest(name, absent))
    misspelt = {name: nearest(name, absent) for name in spare if name not in unread}
    return Columns(needed, form.optional, elsewhere=advice | misspelt, aliases=aliases, unread=unread)


def _aliases(header: Sequence[str], known: Sequence[str], form: Form) -> dict[str, str]:
    """Canonical name of each column that the header calls otherwise."""
    aliases: dict[str, str] = {}
    for name in known:
        if name in header:
            continue
        spelled = [text for text in header if without_unit(text) == RATE] if name == RATE else []
        others = _candidates(header, name, known, form)
        choices = [text for text in (*spelled, *others) if text not in aliases]
        if len(choices) == 1 or (choices and name not in _QUANTITIES):
            aliases[choices[0]] = name
    return aliases


def _candidates(header: Sequence[str], name: str, known: Sequence[str], form: Form) -> list[str]:
    """Columns of a header that may be meant by a name, the best first."""
    first_side = next((side for side in SIDES if side not in form.given), "")
    names = (*NAMES[name], *(_COUNTRY if name == first_side else ()))
    if name == RATE:
        return [text for text in header if without_unit(text) in names]
    return [text for text in names if text in header and text not in known]


def _advice(
    header: Sequence[str], aliases: Mapping[str, str], known: Sequence[str], form: Form
) -> Iterator[tuple[str, str]]:
    """What to do about columns that say what is said already, or that cannot be told from others."""
    for side in form.given:
        yield side, f"leave it out, or --{side}"
    for name in (name for name in known if name in _QUANTITIES and name not in aliases.values()):
        for text in _candidates(header, name, known, form):
            yield text, f"call it {name!r}, or leave it out"
    for text in header if RATE not in aliases.values() else ():
        if _YEAR.fullmatch(text):
            yield text, f"call the year that counts {RATE!r}, and leave the others out"
    if not form.has_codes and SECTOR not in (*header, *aliases.values()):
        for text in (CODE, *_CODES):
            yield text, "name a table code,sector with --mapping"


def header_notes(table: Table) -> tuple[str, ...]:
    """What columns of a schedule are read as, and which are not read."""
    read = [f"{text!r} is read as {name}" for name, text in table.written.items() if name != RATE or text in _RATES]
    unread = [f"{name!r} is not read" for name in table.unread]
    notes = (f"{table.file}: {', '.join((*read, *unread))}.",) if read or unread else ()
    if CODE in table.header or SECTOR in table.header:
        return notes
    return (*notes, f"{table.file}: there is no column sector; the rates are those of all goods.")


def untold_goods(table: Table) -> list[Problem]:
    """Report columns of text that are not read where nothing says which goods the rates are of."""
    if CODE in table.header or SECTOR in table.header:
        return []
    names = [name for name in table.unread if name not in {text for texts in NAMES.values() for text in texts}]
    texts = [name for name in names if name not in _COUNTRY and not _is_of_numbers(table, name)]
    allowed = "call it 'sector' if it says which goods the rates are of, or leave it out"
    return [Problem(table.at_header(""), f"got the column {name!r}", allowed) for name in texts]


def _is_of_numbers(table: Table, name: str) -> bool:
    return all(_NUMBER.fullmatch(row.cells[name]) for row in table.rows)
