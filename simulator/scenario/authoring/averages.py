"""Lines of a schedule that come to one flow, averaged by the trade that they stand for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from simulator.files.plain import Row
from simulator.files.problem import Problem
from simulator.files.table import Table, repeated
from simulator.scenario.authoring.region_map import Named
from simulator.scenario.format.table import LABELS, TableRow

Flow: TypeAlias = tuple[str, str, str]
"""Exporter, importer and sector; or product code instead of the sector."""

SAME_TRADE: Final = 1e-6
"""Relative difference up to which the trade of a total is that of its parts."""
_WEIGH: Final = "Give their imports in a column weight, or in a table country,region,weight with --regions"


@dataclass(frozen=True)
class Line:
    """One line of a schedule: which flow it comes to, what it is about there, its rate, and how much it counts."""

    row: Row
    sides: tuple[Named, Named, Named]
    code: str
    rate: float
    weight: float | None

    @property
    def flow(self) -> Flow:
        """Flow of the economy that it comes to."""
        exporter, importer, sector = (side.label for side in self.sides)
        return exporter, importer, sector

    @property
    def subject(self) -> Flow:
        """What it is about, which no other line should be."""
        exporter, importer, sector = (side.identity for side in self.sides)
        return exporter, importer, self.code or sector


class Averages(NamedTuple):
    """Rates by flow, and what was done to make them."""

    rows: tuple[TableRow, ...]
    notes: tuple[str, ...]


def averaged(lines: Sequence[Line], table: Table, rest: str, problems: list[Problem]) -> Averages:
    """One rate for each flow.

    Parameters
    ----------
    lines
        At least one for each flow.
    table
        Where they stand, for messages.
    rest
        Region that is all others, of which some may be named beside it.
    problems
        Gets what is wrong: lines that repeat others, totals beside their parts, averages without weights.
    """
    kept, notes = _without_totals(lines, table, problems)
    notes += _repetitions(kept, table, problems)
    if problems:
        return Averages((), tuple(notes))
    by_flow: defaultdict[Flow, list[Line]] = defaultdict(list)
    for line in kept:
        by_flow[line.flow].append(line)
    rows = []
    for flow, lines_of_flow in by_flow.items():
        problems += _whole_beside_part(lines_of_flow, table, rest)
        rate = _average(lines_of_flow, table, problems)
        if rate is not None:
            rows.append(TableRow(*flow, rate, lines_of_flow[0].row.line))
    return Averages(tuple(rows), tuple(notes))


def _average(lines: Sequence[Line], table: Table, problems: list[Problem]) -> float | None:
    """Rate of lines by their weights; without weights only where they have one rate."""
    rates = [line.rate for line in lines]
    weights = [line.weight for line in lines]
    total = sum(weight or 0.0 for weight in weights)
    if min(rates) == max(rates):
        return rates[0]
    if total and None not in weights:
        return sum(rate * (weight or 0.0) for rate, weight in zip(rates, weights, strict=True)) / total
    flow, (low, high) = ", ".join(lines[0].flow), (min(rates), max(rates))
    several = f"{len(lines)} lines come to {flow}, from {100 * low:.4g} % to {100 * high:.4g} %"
    if None in weights:
        problems.append(table.problem(lines[0].row, "", several, "lines that say how much each counts", _WEIGH))
    else:
        zero = f"those of {flow} add up to 0"
        problems.append(table.problem(lines[0].row, "weight", zero, "the trade of its lines"))
    return None


def _repetitions(lines: Iterable[Line], table: Table, problems: list[Problem]) -> list[str]:
    """Report lines that repeat an earlier one; say of how many that have another rate or weight."""
    first: dict[Flow, Line] = {}
    averaged_lines = 0
    for line in lines:
        before = first.setdefault(line.subject, line)
        if before is line:
            continue
        if line.weight is None or (line.rate, line.weight) == (before.rate, before.weight):
            problems.append(_repeats(table, line, before))
        else:
            averaged_lines += 1
    if not averaged_lines:
        return []
    count = f"{averaged_lines} lines repeat" if averaged_lines > 1 else "1 line repeats"
    return [f"{table.file}: {count} the flow of another line; these are averaged by weight."]


def _repeats(table: Table, line: Line, before: Line) -> Problem:
    if line.code:
        code = f"got {line.row.cells['code']!r}, which repeats line {before.row.line}"
        return table.problem(line.row, "code", code, "each code once a flow")
    problem = repeated(table, line.row, before.row.line, line.flow)
    return Problem(problem.location, problem.got, problem.allowed, f"{problem.remedy}, or both with a column weight")


def _whole_beside_part(lines: Sequence[Line], table: Table, rest: str) -> list[Problem]:
    """Report a region or sector that stands beside a part of itself, which would count twice."""
    problems = []
    for side, column in enumerate(LABELS):
        whole = [line for line in lines if not line.sides[side].is_part]
        parts = [line for line in lines if line.sides[side].is_part]
        if whole and parts and whole[0].sides[side].label != rest:
            part, label = parts[0].sides[side], whole[0].sides[side].label
            beside = f"got {part.identity!r}, which is part of {label} of line {whole[0].row.line}"
            problems.append(table.problem(parts[0].row, column, beside, "either the whole or its parts"))
    return problems


def _without_totals(lines: Sequence[Line], table: Table, problems: list[Problem]) -> tuple[list[Line], list[str]]:
    """Lines without those whose code is the beginning of others with, together, the same trade."""
    by_pair: defaultdict[tuple[str, str], dict[str, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        if line.code:
            by_pair[line.subject[:2]][line.code].append(line)
    totals = []
    for codes in by_pair.values():
        for code, parts in _parts_by_code(codes).items():
            totals += codes[code]
            if not _adds_up(codes[code], parts):
                problems.append(_total(table, codes[code][0], parts[0]))
    if not totals:
        return list(lines), []
    left_out = {line.row.line for line in totals}
    count = f"{len(totals)} totals are" if len(totals) > 1 else "1 total is"
    text = f"{table.file}: {count} left out beside the lines that they add up, such as {totals[0].row.cells['code']}."
    return [line for line in lines if line.row.line not in left_out], [text]


def _parts_by_code(codes: Mapping[str, Sequence[Line]]) -> dict[str, list[Line]]:
    """Lines of the finest codes below each code that is the beginning of another."""
    above = {code: [code[:n] for n in range(1, len(code)) if code[:n] in codes] for code in codes}
    totals = {start for starts in above.values() for start in starts}
    parts: defaultdict[str, list[Line]] = defaultdict(list)
    for code, starts in above.items():
        for start in starts if code not in totals else ():
            parts[start] += codes[code]
    return dict(parts)


def _adds_up(totals: Sequence[Line], parts: Sequence[Line]) -> bool:
    whole, pieces = (sum(line.weight or 0.0 for line in lines) for lines in (totals, parts))
    return whole > 0 and abs(whole - pieces) <= SAME_TRADE * whole


def _total(table: Table, total: Line, part: Line) -> Problem:
    code, finer = total.row.cells["code"], part.row.cells["code"]
    beside = f"got {code!r}, the beginning of {finer!r} in line {part.row.line}, with other trade than its parts"
    return table.problem(total.row, "code", beside, "either a total or its parts", "Remove one of them")
