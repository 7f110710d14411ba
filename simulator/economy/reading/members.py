"""The table `members.csv`: which region of a baseline each country belongs to."""

from collections.abc import Mapping

from simulator.economy.names.aliases import EVERY_OTHER, place_named
from simulator.files.problem import Place, Problem
from simulator.files.table import BLANK, Codes, Table, got, repeated


def parse_members(table: Table, regions: Codes, problems: list[Problem]) -> Mapping[str, str]:
    """Region of each country by its ISO code; `*` stands for all countries without a row."""
    members: dict[str, str] = {}
    lines: dict[str, int] = {}
    for row in table.rows:
        text, region = row.cells["country"], row.cells["region"]
        area = place_named(text)
        code = EVERY_OTHER if text == EVERY_OTHER else area.code if area and area.is_country else ""
        if not code:
            shown = got(text, "country") if text else BLANK
            problems.append(table.problem(row, "country", shown, f"an ISO code such as DEU, or {EVERY_OTHER!r}"))
        elif code in lines:
            problems.append(repeated(table, row, lines[code], (text,)))
        if region not in regions.index and regions.index:
            problems.append(regions.unknown(Place(table.file, row.line, key="region"), region))
        lines.setdefault(code, row.line)
        members.setdefault(code, region)
    return members
