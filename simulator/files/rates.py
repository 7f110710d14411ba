"""Ad valorem rates of a table: whether bare numbers are percent or fractions is decided once, for the whole file."""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from statistics import median, median_low
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

from simulator.files.plain import Row
from simulator.files.problem import Problem, shown
from simulator.files.table import Table, got, parse_number

Unit: TypeAlias = Literal["percent", "fraction"]
"""What a bare 2.5 stands for: 2.5 % or 250 %."""

UNITS: Final[tuple[Unit, ...]] = get_args(Unit)
RATE: Final = "rate"
UNIT_ENDINGS: Final[dict[str, Unit]] = {
    "_pct": "percent",
    "_percent": "percent",
    "_%": "percent",
    " (%)": "percent",
    " (percent)": "percent",
    "_fraction": "fraction",
}
"""Ends of headers that say the unit of the numbers below them."""
RATE_HEADERS: Final = {f"{RATE}{ending}": RATE for ending in UNIT_ENDINGS}
"""Other names of the column `rate` that say its unit."""

FREE: Final = "free"
"""How schedules write that there is no duty."""
LARGEST_BARE_RATE: Final = 5.0
"""A bare number above this is no fraction, as no ordinary rate is above 500 %."""
LARGEST_RATE: Final = 20.0
"""No rate exceeds 2000 %."""
SMALLEST_TYPICAL_PERCENTAGE: Final = 1.0
"""Percentages of which half are below this look like fractions with a slip among them."""

_INFINITE: Final = re.compile(r"[+-]?(inf|infinity|\d+(\.\d*)?e\+?\d+)\s*%?", re.IGNORECASE)
_DECIMAL_COMMA: Final = re.compile(r"[+-]?\d+,\d+\s*%?")
_SPECIFIC: Final = re.compile(r"\d\s*(¢|c\b|cents?\b|usd\b|eur\b|€|£|\$)|[$€£¢]\s*\d|/|\bper\b|\bkg\b", re.IGNORECASE)
_MISSING: Final = ("-", "–", "—", "..", "...", "na", "n/a", "nan", "none", "null", ".")
_AD_VALOREM: Final = f"an ad valorem rate such as 0.25, 25% or {FREE}"


class UnitChoice(NamedTuple):
    """What is said about the unit of a file's bare numbers beside the file.

    Attributes
    ----------
    unit
        The unit, or None where nothing is said.
    is_certain
        Whether it stands even where the numbers look as if they were of the other unit.
    option
        Option that says it, for messages; empty where there is none.
    ask
        Puts a doubt to the user and returns the unit; None where nobody can be asked.
    """

    unit: Unit | None = None
    is_certain: bool = True
    option: str = ""
    ask: Callable[[str], Unit] | None = None


UNSAID: Final = UnitChoice()


class _Cell(NamedTuple):
    """A cell that holds a number: without its sign if it is a percentage, and whether it is bare."""

    row: Row
    number: str
    is_bare: bool

    @property
    def value(self) -> float:
        return parse_number(self.number)


def read_rates(table: Table, problems: list[Problem], choice: UnitChoice = UNSAID) -> list[float | None]:
    """Rates of the column `rate` as fractions, row by row; None where a cell is wrong, which is a problem.

    Cells are percentages with their sign, bare numbers of one unit for the whole file, or `free`. A bare unit is told
    by the header or the choice, else by the numbers themselves: none above 1 are fractions, some above 5 percent, and
    everything between is in doubt.
    """
    cells = [_cell(table, row, problems) for row in table.rows]
    unit = _unit(table, [cell for cell in cells if cell is not None], problems, choice)
    return [None if cell is None or unit is None else _rate(table, cell, unit, problems) for cell in cells]


def certain_limit(table: Table) -> float | None:
    """Largest of a table's bare numbers up to which they are fractions without doubt; None where they are percent."""
    unit = _named_unit(table)
    return {"percent": None, "fraction": LARGEST_RATE}[unit] if unit else 1.0


def without_unit(header: str) -> str:
    """Name of a column without the unit at its end."""
    return next((header.removesuffix(ending) for ending in UNIT_ENDINGS if header.endswith(ending)), header)


def percent_text(rate: float) -> str:
    """Write a rate as a percentage that is read back as exactly the same number: 25%."""
    return f"{Decimal(repr(float(rate))).scaleb(2).normalize():f}%"


def fraction_of(percentage: str) -> float:
    """Fraction of a finite number of percent, correctly rounded."""
    return float(Decimal(percentage).scaleb(-2))


def spread_text(rates: Iterable[tuple[float, str]]) -> str:
    """Say from where to where rates reach, their median, and the flow of the largest.

    Parameters
    ----------
    rates
        Each with its flow in words; at least one.
    """
    listed = list(rates)
    values = sorted(rate for rate, _ in listed)
    largest, flow = max(listed, key=lambda item: item[0])
    return (
        f"{100 * values[0]:.4g} % to {100 * largest:.4g} %, median {100 * median(values):.4g} %; the largest is {flow}"
    )


def flow_text(exporter: str, importer: str, sector: str) -> str:
    """A flow in words."""
    return f"{sector} from {exporter} to {importer}"


def _cell(table: Table, row: Row, problems: list[Problem]) -> _Cell | None:
    text = row.cells[RATE]
    number, is_bare = (text[:-1].rstrip(), False) if text.endswith("%") else (text, True)
    if text.lower() == FREE:
        return _Cell(row, "0", is_bare=False)
    try:
        is_finite = math.isfinite(parse_number(number))
    except ValueError:
        is_finite = False
    if not is_finite:
        problems.append(_unreadable(table, row, text))
        return None
    return _Cell(row, number, is_bare)


def _unreadable(table: Table, row: Row, text: str) -> Problem:
    """Name a cell that holds no rate for what it is, with the remedy."""
    if _INFINITE.fullmatch(text):
        return table.problem(row, RATE, f"got {text}, which is not finite", _AD_VALOREM)
    if text.lower() in ("", *_MISSING):
        return table.problem(row, RATE, got(text), f"{_AD_VALOREM}; where none is known, leave the row out")
    if _DECIMAL_COMMA.fullmatch(text):
        comma = f"got {shown(text)}, which has a comma"
        return table.problem(
            row, RATE, comma, f"a decimal point, {text.replace(',', '.')}, and nothing between thousands"
        )
    if _SPECIFIC.search(text):
        kind = "a compound duty" if "%" in text else "a specific duty"
        return table.problem(row, RATE, f"got {shown(text)}, which is {kind}", f"{_AD_VALOREM}{_BY_PRICE}")
    return table.problem(row, RATE, got(text), f"{_AD_VALOREM}{_BY_PRICE}")


_BY_PRICE: Final = "; turn a duty by weight or piece into one by the average price"


def _unit(table: Table, cells: Sequence[_Cell], problems: list[Problem], choice: UnitChoice) -> Unit | None:
    """Unit of the bare numbers; None where it is in doubt or contradicted, which is a problem."""
    named, header = _named_unit(table), table.written.get(RATE, RATE)
    if named and choice.unit not in (None, named):
        location = table.at_header(RATE)
        problems.append(Problem(location, f"got {choice.option} {choice.unit} and the header {header!r}", "one unit"))
        return None
    bare = [cell for cell in cells if cell.is_bare and cell.value]
    sizes = [abs(cell.value) for cell in bare]
    if named or (choice.unit and (choice.is_certain or max(sizes, default=0) > 1)):
        return named or choice.unit
    is_mixed = any(not cell.is_bare and cell.value for cell in cells)
    unit = _unit_of_numbers(sizes, is_mixed)
    if unit is not None and (choice.unit in (None, unit) or not sizes):
        return unit
    doubt = _doubt(table, max(bare, key=lambda cell: abs(cell.value)), is_mixed, choice)
    if choice.ask is not None:
        return choice.ask(str(doubt))
    problems.append(doubt)
    return None


def _named_unit(table: Table) -> Unit | None:
    """Unit that the header says."""
    header = table.written.get(RATE, RATE)
    return next((unit for ending, unit in UNIT_ENDINGS.items() if header.endswith(ending)), None)


def _unit_of_numbers(sizes: Sequence[float], is_mixed: bool) -> Unit | None:
    """Unit that numbers can only have; None where both are plausible."""
    if not sizes:
        return "fraction"
    if is_mixed:
        return None
    if max(sizes) > LARGEST_BARE_RATE:
        return "percent" if median_low(sizes) >= SMALLEST_TYPICAL_PERCENTAGE else None
    return "fraction" if max(sizes) <= 1 else None


def _doubt(table: Table, largest: _Cell, is_mixed: bool, choice: UnitChoice) -> Problem:
    number = largest.number
    beside = " beside percentages with their sign" if is_mixed else ""
    readings = f"got {number} as the largest bare number{beside}, which is {number} % or {100 * largest.value:.10g} %"
    option = f", or {' or '.join(f'{choice.option} {unit}' for unit in UNITS)}" if choice.option else ""
    allowed = "percent or fractions, the same in the whole file"
    return table.problem(largest.row, RATE, readings, allowed, f"Say which with % signs, or a header rate_pct{option}")


def _rate(table: Table, cell: _Cell, unit: Unit, problems: list[Problem]) -> float | None:
    """Rate of a cell; a problem where no tariff can be so."""
    is_fraction = cell.is_bare and unit == "fraction"
    rate = cell.value if is_fraction else fraction_of(cell.number)
    text = cell.row.cells[RATE]
    if rate < 0:
        allowed = "0 or more, as a tax is not negative; a subsidy is a measure of type `subsidy`"
        problems.append(table.problem(cell.row, RATE, f"got {text}", allowed))
    elif rate > LARGEST_RATE:
        percent = f"got {text}, which is {100 * rate:.10g} %"
        problems.append(table.problem(cell.row, RATE, percent, f"a rate of at most {LARGEST_RATE:.0%}"))
    else:
        return float(rate)
    return None
