"""Tariff schedules from elsewhere: rates by sector as they are, or by product line added up with a mapping table."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from simulator.economy.economy import Economy
from simulator.errors import nearest
from simulator.files.problem import Problem, raise_all, read_text, shown_path
from simulator.scenario.effects.flows import row_index
from simulator.scenario.format.table import TableRow
from simulator.scenario.format.values import tax_rate

LARGEST_SCHEDULE: Final = 200_000_000
"""Bytes of a schedule or of its mapping table."""
FREE: Final = "free"
"""How schedules write that there is no duty."""
LABELS: Final = ("exporter", "importer")
SEPARATORS: Final = {";": "semicolons", "\t": "tabs", "|": "bars"}
"""What other programs put between cells instead of commas."""


class Line(NamedTuple):
    """One line of a CSV file: its number, and its cells by column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Schedule:
    """Rates by exporter, importer and sector, and how many lines they were made from.

    Attributes
    ----------
    rows
        One for each flow, with the first line of the schedule that is about it.
    used, left_out
        Lines that count, and lines whose code is mapped to no sector on purpose.
    """

    rows: tuple[TableRow, ...]
    used: int
    left_out: int = 0


class _Reader:
    """One CSV file whose problems are gathered with their line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.header: list[str] = []
        self.given: Sequence[str] = ()
        """Columns that options stand for."""

    def add(self, line: int, text: str) -> None:
        self.problems.append(Problem(shown_path(self.path), line, 0, "", text))

    def lines(self, needed: Sequence[str], optional: Sequence[str]) -> Iterator[Line]:
        """Lines of the file, once its header has the columns needed and no others."""
        text = read_text(self.path, LARGEST_SCHEDULE)
        if isinstance(text, Problem):
            raise_all([text])
            return
        if not text.strip():
            self.add(0, f"is empty — a header with the columns {', '.join(needed)}, then a line for each rate.")
            raise_all(self.problems)
        rows = csv.reader(text.splitlines(), strict=True)
        try:
            self.header = [cell.strip().lower() for cell in next(rows, [])]
            self._check_header(needed, optional)
            for cells in rows:
                if any(cell.strip() for cell in cells):
                    yield from self._line(rows.line_num, cells)
        except csv.Error:
            self.add(rows.line_num, "got a line that is not CSV — check its quotes.")

    def _check_header(self, needed: Sequence[str], optional: Sequence[str]) -> None:
        allowed = f"The columns are {', '.join(needed)}" + (f"; also {', '.join(optional)}." if optional else ".")
        missing = [name for name in needed if name not in self.header]
        between = next((name for sign, name in SEPARATORS.items() if sign in self.header[0]), "") if missing else ""
        if between:
            self.add(1, f"got {between} between the cells — save it with commas, and points in decimals. {allowed}")
            raise_all(self.problems)
        for name in missing:
            self.add(1, f"the column {name!r} is missing — {allowed}")
        for name, count in Counter(self.header).items():
            if name in self.given:
                self.add(1, f"got the column {name!r} and --{name} — one of the two.")
            elif name not in (*needed, *optional):
                self.add(1, f"got the column {name!r} — {nearest(name, missing)} {allowed}".replace("  ", " "))
            elif count > 1:
                self.add(1, f"got the column {name!r} {count} times — once.")
        raise_all(self.problems)

    def _line(self, number: int, cells: Sequence[str]) -> Iterator[Line]:
        if len(cells) != len(self.header):
            self.add(number, f"got {len(cells)} cells — {len(self.header)}, one for each column.")
            return
        yield Line(number, dict(zip(self.header, (cell.strip() for cell in cells), strict=True)))

    def rate(self, line: Line, in_percent: bool) -> float | None:
        """Rate of a line; a problem where it is none, such as a duty by weight."""
        text = line.cells["rate"]
        try:
            return tax_rate(_value(text, in_percent))
        except ValueError as wrong:
            may_be_percent = "which is" in str(wrong) and not in_percent
            hint = " If all rates of the file are in percent, add --percent." if may_be_percent else ""
            self.add(line.number, f"rate: {wrong}{hint}")
            return None

    def weight(self, line: Line) -> float | None:
        """Trade weight of a line."""
        try:
            weight = float(line.cells["weight"])
        except ValueError:
            weight = -1.0
        if not 0 <= weight < float("inf"):
            self.add(line.number, f"weight: got {line.cells['weight']!r} — the trade of the line, a number from 0 on.")
            return None
        return weight


def _value(text: str, in_percent: bool) -> float | str:
    """A cell as a number, or as the percentage that it is written as."""
    if text.lower() == FREE:
        return 0.0
    if text.endswith("%"):
        return text
    try:
        return float(text) / 100 if in_percent else float(text)
    except ValueError:
        raise ValueError(
            f"got {text!r} — an ad valorem rate such as 0.25, 25% or {FREE}; turn a duty by weight or piece into one "
            "by the average price."
        ) from None


def read_schedule(
    path: Path, mapping: Path | None, sides: Mapping[str, str | None], economy: Economy, *, in_percent: bool = False
) -> Schedule:
    """Read a schedule of tariffs.

    Parameters
    ----------
    path
        Without a mapping the columns are sector and rate; with one code and rate, and weight unless the mapping has it.
        exporter and importer are columns too, but for those given in `sides`.
    mapping
        Table `code,sector[,weight]`: codes are the beginnings of those of the schedule, the longest counts, and a blank
        sector leaves its lines out. Rates of a sector are averaged by weight.
    sides
        Exporter and importer of all lines, or None where the schedule has a column.
    economy
        Baseline whose codes and groups the rows must have.
    in_percent
        Read a bare 25 as 25 %.

    Raises
    ------
    ScenarioError
        With every problem and its line.
    """
    reader = _Reader(path)
    columns = [label for label in LABELS if sides[label] is None]
    reader.given = [label for label in LABELS if label not in columns]
    by_sector = _by_line if mapping else _as_it_is
    schedule = by_sector(reader, mapping or path, columns, sides, in_percent)
    _report_unknown(reader, schedule.rows, economy)
    if not reader.problems:
        _report_overlaps(reader, schedule.rows, economy)
    if not schedule.rows and not reader.problems:
        reader.add(1, "got no rate — at least one line that counts.")
    raise_all(reader.problems)
    return schedule


def _as_it_is(
    reader: _Reader, _: Path, columns: Sequence[str], sides: Mapping[str, str | None], in_percent: bool
) -> Schedule:
    rows: dict[tuple[str, str, str], TableRow] = {}
    for line in reader.lines((*columns, "sector", "rate"), ()):
        rate = reader.rate(line, in_percent)
        exporter, importer = (sides[label] or line.cells[label] for label in LABELS)
        key = (exporter, importer, line.cells["sector"])
        if key in rows:
            reader.add(line.number, f"repeats line {rows[key].line} ({', '.join(key)}) — each flow once.")
        elif rate is not None:
            rows[key] = TableRow(*key, rate, line.number)
    return Schedule(tuple(rows.values()), len(rows))


class _Sum:
    """Rates of one flow, averaged by weight."""

    def __init__(self, line: int) -> None:
        self.line, self.weight, self.revenue = line, 0.0, 0.0

    def add(self, rate: float, weight: float) -> None:
        self.weight += weight
        self.revenue += weight * rate


def _by_line(
    reader: _Reader, mapping: Path, columns: Sequence[str], sides: Mapping[str, str | None], in_percent: bool
) -> Schedule:
    codes = _Codes(mapping)
    sums: dict[tuple[str, str, str], _Sum] = {}
    first: dict[tuple[str, str, str], int] = {}
    used = left_out = 0
    weighted = () if codes.has_weights else ("weight",)
    for line in reader.lines((*columns, "code", "rate", *weighted), ()):
        found = codes.match(line.cells["code"])
        if found is None:
            reader.add(line.number, f"code: {line.cells['code']!r} begins like no code of {shown_path(mapping)}.")
        if found is None or not found.sector:
            left_out += 1
            continue
        rate = reader.rate(line, in_percent)
        weight = found.weight if codes.has_weights else reader.weight(line)
        if rate is not None and weight is not None:
            exporter, importer = (sides[label] or line.cells[label] for label in LABELS)
            before = first.setdefault((exporter, importer, _digits(line.cells["code"])), line.number)
            if before != line.number:
                reader.add(line.number, f"code: {line.cells['code']!r} repeats line {before} — each code once a flow.")
            sums.setdefault((exporter, importer, found.sector), _Sum(line.number)).add(rate, weight)
            used += 1
    for key, total in sums.items():
        if total.weight == 0:
            reader.add(total.line, f"weight: those of {', '.join(key)} add up to 0 — the trade of its lines.")
    rows = (TableRow(*key, total.revenue / total.weight, total.line) for key, total in sums.items() if total.weight)
    return Schedule(tuple(rows), used, left_out)


class _Target(NamedTuple):
    """Where a code goes; the weight is that of the mapping table, if it has any."""

    sector: str
    weight: float


class _Codes:
    """A mapping table by the beginnings of codes."""

    def __init__(self, path: Path) -> None:
        reader = _Reader(path)
        self._targets: dict[str, _Target] = {}
        for line in reader.lines(("code", "sector"), ("weight",)):
            code = _digits(line.cells["code"])
            weight = reader.weight(line) if "weight" in line.cells else 0.0
            if not code or code in self._targets:
                reader.add(line.number, f"code: got {line.cells['code']!r} — each code once, and none blank.")
            self._targets[code] = _Target(line.cells["sector"], weight or 0.0)
        self.has_weights = "weight" in reader.header
        raise_all(reader.problems)

    def match(self, code: str) -> _Target | None:
        """Target of the longest beginning of a code that is known."""
        digits = _digits(code)
        beginnings = (digits[:length] for length in range(len(digits), 0, -1))
        return next((self._targets[start] for start in beginnings if start in self._targets), None)


def _digits(code: str) -> str:
    """Code without the dots and spaces that schedules are printed with: 8505.11 is 850511."""
    return "".join(code.replace(".", " ").split())


def _report_unknown(reader: _Reader, rows: Iterable[TableRow], economy: Economy) -> None:
    """Report names that the economy does not know, each once, and home sales."""
    regions = (*economy.regions, *economy.region_groups)
    known = {"exporter": regions, "importer": regions, "sector": (*economy.sectors, *economy.sector_groups)}
    seen: set[tuple[str, str]] = set()
    for row in rows:
        for label, names in known.items():
            name = getattr(row, label)
            if name not in names and (label, name) not in seen:
                seen.add((label, name))
                hint = f"{nearest(name, names)} `tariffsim baseline show` lists them.".strip()
                reader.add(row.line, f"{label}: {name!r} is not in {economy.name} — {hint}")
        if row.exporter == row.importer and row.exporter in economy.regions:
            reader.add(row.line, f"exporter and importer are both {row.exporter!r} — tariffs are on imports.")


def _report_overlaps(reader: _Reader, rows: Iterable[TableRow], economy: Economy) -> None:
    """Report flows that come in two lines, one of which names a group."""
    lines = np.zeros(economy.levels.trade_flow.shape, int)
    for row in rows:
        place = row_index(row, economy)
        before = int(lines[place].max(initial=0))
        if before:
            what = ", ".join((row.exporter, row.importer, row.sector))
            reader.add(row.line, f"{what} has flows that line {before} has too — each flow once.")
        lines[place] = row.line
