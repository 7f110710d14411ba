"""Lines of a schedule that are of one day, where they have dates."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from simulator.files.plain import Row
from simulator.files.problem import Problem
from simulator.files.table import Table, got
from simulator.scenario.authoring.headers import CODE, DATE, SECTOR, SIDES

_DAY: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def lines_of_day(table: Table, day: date | None, problems: list[Problem]) -> tuple[Table, tuple[str, ...]]:
    """The last lines of each flow up to a day, and what was done; all lines where there is one date, or none.

    Dates are `2025-04-05`, `2025-04` or `2025`, so that texts have the order of days.
    """
    if DATE not in table.header:
        if day is not None:
            problems.append(Problem(table.at_header(DATE), "is missing", "a column date, or no --on"))
        return table, ()
    wrong = [row for row in table.rows if not _DAY.fullmatch(row.cells[DATE])]
    problems += [table.problem(row, DATE, got(row.cells[DATE]), "a date such as 2025-04-05") for row in wrong]
    dates = sorted({row.cells[DATE] for row in table.rows})
    if wrong or (day is None and len(dates) == 1):
        return table, () if wrong else (f"{table.file}: the rates are of {dates[0]}; --start says when they begin.",)
    if day is None:
        several = f"got {len(dates)} dates, {dates[0]} to {dates[-1]}"
        problems.append(Problem(table.at_header(DATE), several, "one, or --on DATE for the rates of a day"))
        return table, ()
    return _up_to(table, str(day), dates, problems)


def _up_to(table: Table, day: str, dates: Sequence[str], problems: list[Problem]) -> tuple[Table, tuple[str, ...]]:
    rows = [row for row in table.rows if row.cells[DATE] <= day]
    if not rows:
        problems.append(Problem(table.at_header(DATE), f"got none up to {day}", f"--on from {dates[0]} on"))
    last: dict[tuple[str, ...], str] = {}
    for row in rows:
        last[_flow(row)] = max(last.get(_flow(row), ""), row.cells[DATE])
    kept = tuple(row for row in rows if row.cells[DATE] == last[_flow(row)])
    note = f"{table.file}: {len(kept)} of {len(table.rows)} lines are the last of their flow up to {day}."
    return replace(table, rows=kept), (note,)


def _flow(row: Row) -> tuple[str, ...]:
    return tuple(row.cells.get(name, "") for name in (*SIDES, SECTOR, CODE))
