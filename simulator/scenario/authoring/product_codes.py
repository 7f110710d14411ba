"""Codes of product lines: checked as codes of the Harmonized System, and looked up in a table of their beginnings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from simulator.files.plain import Row
from simulator.files.problem import Problem, shown
from simulator.files.table import Columns, Table, got, parse_number, read_csv

LONGEST: Final = 10
"""Digits of the longest code of a tariff schedule."""
_EVEN: Final = "2, 4, 6, 8 or 10 digits"
_AS_TEXT: Final = "Save the column as text, so that no program takes codes for numbers"
_MORE_THAN_DIGITS: Final = re.compile(r".*(\d.*[^\d.\s]|[^\d.\s].*\d).*")
_EXPONENT: Final = re.compile(r"\d+(\.\d+)?[eE][+-]?\d+")
_DECIMALS: Final = re.compile(r"\d+\.0|\d{5,}\.\d")
_HEADING_AND_ONE_DIGIT: Final = re.compile(r"\d{4}\.\d|\d{4}(\.\d{2})+\.\d")


class Target(NamedTuple):
    """Sector of a code, blank where it is left out on purpose, with the weight that the mapping has for it, if any."""

    sector: str
    weight: float | None
    row: Row


@dataclass(frozen=True)
class CodeMap:
    """A mapping table by the beginnings of codes.

    Attributes
    ----------
    table
        The table that it was read from.
    targets
        By the digits or letters of each code.
    is_harmonized
        Whether all its codes can be codes of the Harmonized System.
    notes
        What was done to its codes.
    """

    table: Table
    targets: Mapping[str, Target]
    is_harmonized: bool
    notes: tuple[str, ...] = ()

    @property
    def has_weights(self) -> bool:
        """Whether it says how much its codes count."""
        return "weight" in self.table.header

    def match(self, code: str) -> Target | None:
        """Target of the longest beginning of a code that is known."""
        beginnings = (code[:length] for length in range(len(code), 0, -1))
        return next((self.targets[start] for start in beginnings if start in self.targets), None)


def read_code_map(path: Path, problems: list[Problem]) -> CodeMap:
    """Read `code,sector[,weight]`."""
    table = read_csv(path, Columns(("code", "sector"), ("weight",)), problems)
    texts = [row.cells["code"] for row in table.rows]
    lost_zeros = all(text.isdecimal() and len(text) <= 2 and text[0] != "0" for text in texts if text)
    codes = [text.zfill(2) if lost_zeros and text else digits(text) for text in texts]
    restored = [text for text in texts if lost_zeros and len(text) == 1]
    targets: dict[str, Target] = {}
    for row, code in zip(table.rows, codes, strict=True):
        if not code or code in targets:
            problems.append(table.problem(row, "code", got(row.cells["code"]), "each code once, and none blank"))
        weight = read_weight(table, row, problems) if "weight" in table.header else None
        targets[code] = Target(row.cells["sector"], weight, row)
    is_harmonized = _is_harmonized(table, texts, codes, problems)
    return CodeMap(table, targets, is_harmonized, _restored_note(table.file, restored))


def _is_harmonized(table: Table, texts: Sequence[str], codes: Sequence[str], problems: list[Problem]) -> bool:
    """Whether codes are of the Harmonized System; a column that is so but for some odd codes is a problem."""
    odd = [row for row, code in enumerate(codes) if len(code) % 2 or len(code) > LONGEST]
    wrong = [row for row, text in enumerate(texts) if _spoilt(text)]
    is_other = len(odd) == len(codes) or not all(code.isdecimal() for code in codes)
    mixed = [] if is_other or any("." in texts[row] for row in odd) else odd
    for row in sorted({*wrong, *mixed}):
        problems.append(_wrong_code(table, table.rows[row], texts[row]))
    return not odd and not is_other


def checked_codes(
    table: Table, is_harmonized: bool, problems: list[Problem]
) -> tuple[list[str | None], tuple[str, ...]]:
    """Codes of a schedule without dots and spaces, row by row, and what was done to them.

    A code of the Harmonized System has an even number of digits. One that lost the zero at its beginning, as a number
    does, gets it back where no code of the column kept one; any other odd one is a problem, and None.
    """
    texts = [row.cells["code"] for row in table.rows]
    if not is_harmonized:
        return [digits(text) for text in texts], ()
    keeps_zeros = any(text.startswith("0") or "." in text or " " in text for text in texts)
    codes: list[str | None] = []
    restored = []
    for row, text in zip(table.rows, texts, strict=True):
        code = digits(text)
        is_odd = bool(len(code) % 2) and code.isdecimal()
        if is_odd and not keeps_zeros and len(code) < LONGEST:
            restored.append(text)
            codes.append(f"0{code}")
        elif _spoilt(text) or (code.isdecimal() and (is_odd or len(code) > LONGEST)):
            problems.append(_wrong_code(table, row, text))
            codes.append(None)
        else:
            codes.append(code)
    return codes, _restored_note(table.file, restored)


def digits(code: str) -> str:
    """Code without the dots and spaces that schedules are printed with: 8505.11 is 850511."""
    return "".join(code.replace(".", " ").split())


def read_weight(table: Table, row: Row, problems: list[Problem]) -> float | None:
    """Trade weight of a line."""
    try:
        weight = float(parse_number(row.cells["weight"]))
    except ValueError:
        weight = -1.0
    if not 0 <= weight < float("inf"):
        problems.append(
            table.problem(row, "weight", got(row.cells["weight"]), "the trade of the line, from 0 on, such as 1250000")
        )
        return None
    return weight


def _spoilt(text: str) -> str:
    """What a program that took a code for a number made of it; empty where nothing shows."""
    if _EXPONENT.fullmatch(text):
        return "a number with an exponent, which has lost digits"
    if _DECIMALS.fullmatch(text):
        return "a number with decimals"
    if _MORE_THAN_DIGITS.fullmatch(text):
        return "no single code, as a range or a part is none"
    return "a code that has lost a zero at its end" if _HEADING_AND_ONE_DIGIT.fullmatch(text) else ""


def _wrong_code(table: Table, row: Row, text: str) -> Problem:
    count = len(digits(text))
    lost = " and has lost a zero, at its beginning or end" if count % 2 else ""
    why = _spoilt(text) or f"a code of {count} digits{lost}"
    return table.problem(row, "code", f"got {shown(text)}, {why}", f"a code of {_EVEN}", _AS_TEXT)


def _restored_note(file: str, restored: Sequence[str]) -> tuple[str, ...]:
    if not restored:
        return ()
    count = f"{len(restored)} codes have" if len(restored) > 1 else "1 code has"
    return (f"{file}: {count} lost the zero at the beginning, such as {restored[0]}, which is read as 0{restored[0]}.",)
