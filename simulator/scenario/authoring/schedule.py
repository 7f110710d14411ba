"""Tariff schedules from elsewhere: rates by sector as they are, or by product line added up with a mapping table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import numpy as np

from simulator.economy.economy import Economy
from simulator.errors import nearest
from simulator.files.problem import Place, Problem, raise_all
from simulator.files.table import Columns, Row, Table, got, parse_number, read_csv, repeated
from simulator.scenario.effects.flows import row_index
from simulator.scenario.format.table import TableRow
from simulator.scenario.format.values import tax_rate

FREE: Final = "free"
"""How schedules write that there is no duty."""
LABELS: Final = ("exporter", "importer")
Flow: TypeAlias = tuple[str, str, str]
"""Exporter, importer and sector; or product code instead of the sector."""


@dataclass(frozen=True)
class TariffSchedule:
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


class _Lines:
    """Lines of a schedule as rates of flows, and what is wrong with them."""

    def __init__(self, table: Table, sides: Mapping[str, str | None], in_percent: bool) -> None:
        self.table, self.sides, self.in_percent = table, sides, in_percent
        self.problems: list[Problem] = []

    def flow(self, row: Row, sector: str) -> Flow:
        """Exporter, importer and sector of a line."""
        exporter, importer = (self.sides[label] or row.cells[label] for label in LABELS)
        return exporter, importer, sector

    def rate(self, row: Row) -> float | None:
        """Rate of a line; a problem where it is none, such as a duty by weight."""
        try:
            return tax_rate(_value(row.cells["rate"], self.in_percent))
        except ValueError as wrong:
            may_be_percent = "which is" in str(wrong) and not self.in_percent
            remedy = "If all rates of the file are in percent, add --percent" if may_be_percent else ""
            self.problems.append(replace(self.table.unfit(row, "rate", wrong), remedy=remedy))
            return None

    def add(self, line: int, key: str, got: str, allowed: str) -> None:
        """Note a problem of a line."""
        self.problems.append(Problem(Place(self.table.file, line, key=key), got, allowed))


def _weight(table: Table, row: Row, problems: list[Problem]) -> float | None:
    """Trade weight of a line."""
    try:
        weight = parse_number(row.cells["weight"])
    except ValueError:
        weight = -1.0
    if not 0 <= weight < float("inf"):
        problems.append(table.problem(row, "weight", got(row.cells["weight"]), "the trade of the line, from 0 on"))
        return None
    return weight


def _value(text: str, in_percent: bool) -> float | str:
    """A cell as a number, or as the percentage that it is written as."""
    if text.lower() == FREE:
        return 0.0
    if text.endswith("%"):
        return text
    try:
        return parse_number(text) / 100 if in_percent else parse_number(text)
    except ValueError:
        raise ValueError(
            f"{got(text)} — an ad valorem rate such as 0.25, 25% or {FREE}; turn a duty by weight or piece into one "
            "by the average price."
        ) from None


def read_schedule(
    path: Path, mapping: Path | None, sides: Mapping[str, str | None], economy: Economy, *, in_percent: bool = False
) -> TariffSchedule:
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
    codes = _Codes(mapping) if mapping else None
    lines = _Lines(_read_lines(path, codes, sides), sides, in_percent)
    schedule = _by_code(lines, codes) if codes else _as_it_is(lines)
    _report_unknown(lines, schedule.rows, economy)
    if not lines.problems:
        _report_overlaps(lines, schedule.rows, economy)
    if not schedule.rows and not lines.problems:
        lines.add(0, "", "got no rate", "at least one line that counts")
    raise_all(lines.problems)
    return schedule


def _read_lines(path: Path, codes: "_Codes | None", sides: Mapping[str, str | None]) -> Table:
    """Read the table of a schedule, whose columns depend on what is known without it."""
    sector = ("sector",) if codes is None else ("code",)
    weight = () if codes is None or codes.has_weights else ("weight",)
    given = {label: f"leave it out, or --{label}" for label in LABELS if sides[label] is not None}
    columns = (*(label for label in LABELS if label not in given), *sector, "rate", *weight)
    problems: list[Problem] = []
    table = read_csv(path, Columns(columns, elsewhere=given), problems)
    raise_all(problems)
    return table


def _as_it_is(lines: _Lines) -> TariffSchedule:
    rows: dict[Flow, TableRow] = {}
    for row in lines.table.rows:
        rate = lines.rate(row)
        flow = lines.flow(row, row.cells["sector"])
        if flow in rows:
            lines.problems.append(repeated(lines.table, row, rows[flow].line, flow))
        elif rate is not None:
            rows[flow] = TableRow(*flow, rate, row.line)
    return TariffSchedule(tuple(rows.values()), len(rows))


class _Sum:
    """Rates of one flow, averaged by weight."""

    def __init__(self, line: int) -> None:
        self.line, self.weight, self.revenue = line, 0.0, 0.0

    def add(self, rate: float, weight: float) -> None:
        self.weight += weight
        self.revenue += weight * rate


def _by_code(lines: _Lines, codes: "_Codes") -> TariffSchedule:
    sums: dict[Flow, _Sum] = {}
    first: dict[Flow, int] = {}
    used = left_out = 0
    for row in lines.table.rows:
        code = row.cells["code"]
        target = codes.match(code)
        if target is None:
            lines.add(row.line, "code", got(code), f"one that begins like a code of {codes.file}")
        if target is None or not target.sector:
            left_out += 1
            continue
        rate = lines.rate(row)
        weight = target.weight if codes.has_weights else _weight(lines.table, row, lines.problems)
        if rate is not None and weight is not None:
            before = first.setdefault(lines.flow(row, _digits(code)), row.line)
            if before != row.line:
                lines.add(row.line, "code", f"got {code!r}, which repeats line {before}", "each code once a flow")
            sums.setdefault(lines.flow(row, target.sector), _Sum(row.line)).add(rate, weight)
            used += 1
    for flow, total in sums.items():
        if total.weight == 0:
            lines.add(total.line, "weight", f"those of {', '.join(flow)} add up to 0", "the trade of its lines")
    rows = (TableRow(*flow, total.revenue / total.weight, total.line) for flow, total in sums.items() if total.weight)
    return TariffSchedule(tuple(rows), used, left_out)


class _Target(NamedTuple):
    """Where a code goes; the weight is that of the mapping table, if it has any."""

    sector: str
    weight: float


class _Codes:
    """A mapping table by the beginnings of codes."""

    def __init__(self, path: Path) -> None:
        problems: list[Problem] = []
        table = read_csv(path, Columns(("code", "sector"), ("weight",)), problems)
        self.file = table.file
        self.has_weights = "weight" in table.header
        self._targets: dict[str, _Target] = {}
        for row in table.rows:
            code = _digits(row.cells["code"])
            weight = _weight(table, row, problems) if self.has_weights else 0.0
            if not code or code in self._targets:
                problems.append(table.problem(row, "code", got(row.cells["code"]), "each code once, and none blank"))
            self._targets[code] = _Target(row.cells["sector"], weight or 0.0)
        raise_all(problems)

    def match(self, code: str) -> _Target | None:
        """Target of the longest beginning of a code that is known."""
        digits = _digits(code)
        beginnings = (digits[:length] for length in range(len(digits), 0, -1))
        return next((self._targets[start] for start in beginnings if start in self._targets), None)


def _digits(code: str) -> str:
    """Code without the dots and spaces that schedules are printed with: 8505.11 is 850511."""
    return "".join(code.replace(".", " ").split())


def _report_unknown(lines: _Lines, rows: Iterable[TableRow], economy: Economy) -> None:
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
                lines.add(row.line, label, f"got {name!r}, which is not in {economy.name}", hint)
        if row.exporter == row.importer and row.exporter in economy.regions:
            lines.add(row.line, "importer", f"got the exporter {row.exporter!r}", "another one; tariffs are on imports")


def _report_overlaps(lines: _Lines, rows: Iterable[TableRow], economy: Economy) -> None:
    """Report flows that come in two lines, one of which names a group."""
    taken = np.zeros(economy.levels.trade_flow.shape, int)
    for row in rows:
        place = row_index(row, economy)
        before = int(taken[place].max(initial=0))
        if before:
            flow = ", ".join((row.exporter, row.importer, row.sector))
            lines.add(row.line, "", f"{flow} has flows that line {before} has too", "each flow once")
        taken[place] = row.line
