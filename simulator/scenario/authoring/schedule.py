"""Tariff schedules from elsewhere: rates by country, sector or product line as rates of the flows of an economy."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from simulator.economy.economy import Economy
from simulator.economy.names import meaning_of
from simulator.files.plain import Row
from simulator.files.problem import Problem, raise_all
from simulator.files.rates import UNSAID, UnitChoice, flow_text, read_rates, spread_text
from simulator.files.table import Columns, Table, got, read_csv
from simulator.scenario.authoring.averages import Line, averaged
from simulator.scenario.authoring.dated_lines import lines_of_day
from simulator.scenario.authoring.headers import SECTOR, SIDES, Form, columns_of, header_notes, untold_goods
from simulator.scenario.authoring.product_codes import CodeMap, checked_codes, digits, read_code_map, read_weight
from simulator.scenario.authoring.region_map import EVERY_OTHER, Named, Names, read_regions
from simulator.scenario.authoring.wide_table import Axes, Layout, layout_of, stacked
from simulator.scenario.effects.flows import clashes
from simulator.scenario.format.table import TableRow


@dataclass(frozen=True)
class TariffSchedule:
    """Rates by exporter, importer and sector, and how many lines they were made from.

    Attributes
    ----------
    rows
        One for each flow, with the first line of the schedule that is about it.
    used, left_out
        Lines that count, and lines whose code or country is mapped to nothing on purpose.
    notes
        What was done to the lines that the file does not say itself.
    """

    rows: tuple[TableRow, ...]
    used: int
    left_out: int = 0
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        rates, lines = (
            f"{n} {word}{'s' if n != 1 else ''}" for n, word in ((len(self.rows), "rate"), (self.used, "line"))
        )
        left_out = f", {self.left_out} left out by the mapping" if self.left_out else ""
        return f"{rates} from {lines}{left_out}"

    @property
    def spread(self) -> str:
        """From where to where its rates reach, and the flow of the largest."""
        return spread_text((row.rate, flow_text(row.exporter, row.importer, row.sector)) for row in self.rows)


@dataclass(frozen=True)
class Source:
    """Where a schedule is read from, and what it does not say itself.

    Attributes
    ----------
    path
        Columns exporter, importer, sector and rate; weight where several lines come to one flow. By product line it has
        code instead of sector. Instead of a column of rates it may have one for each region, sector or code.
    mapping
        Table `code,sector[,weight]`: codes are the beginnings of those of the schedule, the longest counts, and a blank
        sector leaves its lines out. Rates of a sector are averaged by weight.
    regions
        Table `country,region[,weight]`; countries without a row are understood by the names that people use.
    sides
        Exporter and importer of all lines, where the schedule has no such column.
    unit
        What is said of the unit of its bare numbers.
    on
        Day whose lines count, where they have dates.
    """

    path: Path
    mapping: Path | None = None
    regions: Path | None = None
    sides: Mapping[str, str] = field(default_factory=dict)
    unit: UnitChoice = UNSAID
    on: date | None = None


class _Draft(NamedTuple):
    """A line before its rate is read: what it is about, and the weight of its code in the mapping."""

    row: Row
    sides: tuple[Named, Named, Named]
    code: str
    weight: float | None


def read_schedule(source: Source, economy: Economy) -> TariffSchedule:
    """Read a schedule of tariffs as rates of the flows of an economy.

    Raises
    ------
    ScenarioError
        With every problem and its line.
    """
    problems: list[Problem] = []
    codes = read_code_map(source.mapping, problems) if source.mapping else None
    regions = read_regions(source.regions, economy, problems) if source.regions else {}
    table = _read_table(source, codes, regions, economy, problems)
    raise_all(problems)
    table, dated = lines_of_day(table, source.on, problems)
    problems += untold_goods(table)
    raise_all(problems)
    names = Names(economy, table, regions)
    drafts, notes = _drafts(names, source, codes, problems)
    lines = _lines(drafts, table, codes, source.unit, problems)
    rows, told = averaged(lines, table, economy.members.get(EVERY_OTHER, ""), problems)
    problems += _home_sales(rows, table, economy)
    problems += [] if problems else _overlaps(rows, table, economy)
    if not drafts and not problems:
        problems.append(Problem(table.at_header(""), "got no rate", "at least one line that counts"))
    raise_all(problems)
    return TariffSchedule(
        rows, len(lines), len(table.rows) - len(drafts), (*header_notes(table), *dated, *notes, *told, *names.notes)
    )


def _read_table(
    source: Source, codes: CodeMap | None, regions: Mapping[str, Named], economy: Economy, problems: list[Problem]
) -> Table:
    """Read the table of a schedule, whose columns depend on what is known without it."""
    axes = Axes(
        lambda name: name in regions or bool(meaning_of(name, "region", economy).label),
        lambda name: bool(codes.match(digits(name)) if codes else meaning_of(name, "sector", economy).label),
        "code" if codes else "sector",
    )
    layouts: list[Layout | None] = []
    form = Form(tuple(source.sides), codes is not None, codes is not None and not codes.has_weights)

    def columns(header: Sequence[str]) -> Columns:
        layouts.append(layout_of(header, axes, source.sides))
        return Columns((), takes_all=True) if layouts[-1] else columns_of(header, form)

    table = read_csv(source.path, columns, problems)
    layout = layouts[-1] if layouts else None
    table = stacked(table, layout) if layout and table.rows else table
    for side in SIDES if layout and table.rows else ():
        if side not in (*table.header, *source.sides):
            problems.append(Problem(table.at_header(side), "is missing", f"a column {side}, or --{side}"))
    return table


def _drafts(
    names: Names, source: Source, codes: CodeMap | None, problems: list[Problem]
) -> tuple[list[_Draft], tuple[str, ...]]:
    """Lines that count, and what was done to their codes."""
    table = names.table
    listed, notes = checked_codes(table, codes.is_harmonized, problems) if codes else ([""] * len(table.rows), ())
    drafts = []
    for row, code in zip(table.rows, listed, strict=True):
        if code is None:
            continue
        sector, weight = _sector(names, codes, row, code)
        sides = [names.region(source.sides.get(side) or row.cells[side], row, side) for side in SIDES]
        if sector is not None and all(side is not None and side.label for side in (*sides, sector)):
            drafts.append(_Draft(row, (sides[0], sides[1], sector), code, weight))  # type: ignore[arg-type]  # as checked
    problems += names.problems
    return drafts, (*(codes.notes if codes else ()), *notes)


def _sector(names: Names, codes: CodeMap | None, row: Row, code: str) -> tuple[Named | None, float | None]:
    """Sector of a line, blank where it is left out, with the weight that the mapping gives it."""
    if codes is None:
        goods = row.cells[SECTOR] if SECTOR in names.table.header else "goods"
        return names.sector(goods, names.table, row), None
    target = codes.match(code)
    if target is None:
        unknown = f"one that begins like a code of {codes.table.file}"
        names.problems.append(names.table.problem(row, "code", got(row.cells["code"]), unknown))
        return None, None
    if not target.sector:
        return None, None
    return names.sector(target.sector, codes.table, target.row), target.weight


def _lines(
    drafts: Sequence[_Draft], table: Table, codes: CodeMap | None, unit: UnitChoice, problems: list[Problem]
) -> list[Line]:
    """Lines with their rates and weights; what is left out need not have any."""
    rates = read_rates(replace(table, rows=tuple(draft.row for draft in drafts)), problems, unit)
    has_weights = "weight" in table.header and not (codes and codes.has_weights)
    lines = []
    for draft, rate in zip(drafts, rates, strict=True):
        line_weight = read_weight(table, draft.row, problems) if has_weights else draft.weight
        if rate is not None:
            lines.append(Line(draft.row, draft.sides, draft.code, rate, _weight(line_weight, draft.sides)))
    return lines


def _weight(line_weight: float | None, sides: Iterable[Named]) -> float | None:
    """How much a line counts: by its own weight and those of its countries, or None where nothing says so."""
    weights = [weight for weight in (line_weight, *(side.weight for side in sides)) if weight is not None]
    total = 1.0
    for weight in weights:
        total *= weight
    return total if weights else None


def _home_sales(rows: Iterable[TableRow], table: Table, economy: Economy) -> list[Problem]:
    at_home = (row for row in rows if row.exporter == row.importer and row.exporter in economy.regions)
    allowed = "another one; tariffs are on imports"
    return [
        table.problem(Row(row.line, {}), "importer", f"got the exporter {row.exporter!r}", allowed) for row in at_home
    ]


def _overlaps(rows: Sequence[TableRow], table: Table, economy: Economy) -> list[Problem]:
    """Report flows that come in two lines of which neither is an exception within the other."""
    allowed = "each flow once, or an exception that lies within a wider line"
    return [
        table.problem(
            Row(row.line, {}),
            "",
            f"{row.exporter}, {row.importer}, {row.sector} has flows that line {other.line} has too",
            allowed,
        )
        for row, other in clashes(rows, economy)
    ]
