"""The table `elasticities.csv`: adjustment of every nest, with the defaults of the nests it leaves out."""

import math
from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np

from simulator.economy.elasticities import NESTS, OF_REGIONS, SINGLE_NESTS, Adjustment, Band, ElasticityTable
from simulator.files.plain import Row
from simulator.files.problem import Place, Problem, allowed_names
from simulator.files.table import Codes, Table, got, number, repeated, report_other

EVERY_SECTOR: Final = "*"
MIN_TRADE_ELASTICITY: Final = 0.001
"""Smallest trade elasticity; below it a price index would need a power beyond 1,000."""


DISTRIBUTIONS: Final = ("triangular", "uniform", "loguniform")
"""Distributions inside a band; the first where none is named."""


class Course(NamedTuple):
    """Impact value, full-adjustment value and yearly speed of one elasticity."""

    short_run: float
    long_run: float
    speed: float


COBB_DOUGLAS: Final = Course(1.0, 1.0, 1.0)
MOBILE: Final = Course(math.inf, math.inf, 1.0)
NO_RESPONSE: Final = Course(0.0, 0.0, 1.0)
DEFAULTS: Final = {"factor": MOBILE} | dict.fromkeys(OF_REGIONS, NO_RESPONSE)
"""Courses of nests over sectors that a table leaves out; any other is Cobb-Douglas."""


def parse_elasticities(table: Table, sectors: Codes, problems: list[Problem]) -> ElasticityTable:
    """Read the elasticities of every nest; a sector's row goes before the row of all sectors (`*`)."""
    given: dict[str, dict[str, Course | None]] = {nest: {} for nest in NESTS}
    lines: dict[tuple[str, str], int] = {}
    for row in table.rows:
        nest, sector = row.cells["nest"], row.cells["sector"]
        if not _is_key_right(table, row, sectors, problems):
            continue
        first = lines.setdefault((nest, sector), row.line)
        if first != row.line:
            problems.append(repeated(table, row, first, (nest, sector)))
        else:
            given[nest][sector] = _course(table, row, problems)
    _report_missing_origin(table, given["origin"], sectors, problems)
    bands = {key: band for row in table.rows if (band := _band(table, row, problems)) for key in [_key(row)]}
    sources = {_key(row): row.cells["source"] for row in table.rows}
    return ElasticityTable(_adjustments(given, tuple(sectors.index)), sources, bands)


def _is_key_right(table: Table, row: Row, sectors: Codes, problems: list[Problem]) -> bool:
    nest, sector = row.cells["nest"], row.cells["sector"]
    if nest not in NESTS:
        problems.append(table.problem(row, "nest", got(nest, "nest"), allowed_names(nest, NESTS)))
        return False
    if sector == EVERY_SECTOR:
        return True
    if nest in SINGLE_NESTS:
        problems.append(table.problem(row, "sector", got(sector), f"'*', as the nest {nest} is one for all sectors"))
        return False
    if sectors.index and sector not in sectors.index:
        location = Place(table.file, row.line, key="sector")
        problems.append(sectors.unknown(location, sector, "'*' stands for all sectors"))
        return False
    return True


def _course(table: Table, row: Row, problems: list[Problem]) -> Course | None:
    """Read the three numbers of a row; None is a blank row of `home`, equal to origin, or a row with problems."""
    if row.cells["nest"] == "home" and not any(row.cells[column] for column in Course._fields):
        return None
    ends = [_end(table, row, column, problems) for column in ("short_run", "long_run")]
    if ends[0] is None or ends[1] is None:
        return None
    if math.isinf(ends[0]) != math.isinf(ends[1]):
        column = "long_run" if math.isinf(ends[1]) else "short_run"
        allowed = "inf at both ends for mobile factors, or a number"
        problems.append(table.problem(row, column, "got inf at one end only", allowed))
    if row.cells["nest"] == "scale" and ends[0] != ends[1]:
        allowed = "the same value, as returns to scale do not adjust"
        problems.append(table.problem(row, "long_run", "got another value than short_run", allowed))
    if ends[0] == ends[1] and not row.cells["speed"]:
        return Course(ends[0], ends[1], 1.0)  # nothing to adjust
    speed = number(table, row, "speed", problems)
    if speed is not None and not 0 <= speed <= 1:
        problems.append(table.problem(row, "speed", f"got {row.cells['speed']}", "0 to 1, the share closed a year"))
    return None if speed is None else Course(ends[0], ends[1], speed)


def _end(table: Table, row: Row, column: str, problems: list[Problem]) -> float | None:
    nest = row.cells["nest"]
    value = number(table, row, column, problems)
    if value is None or _is_allowed(nest, value):
        return value
    allowed = {
        "origin": f"a number, {MIN_TRADE_ELASTICITY} or more",
        "home": f"a number, {MIN_TRADE_ELASTICITY} or more, or blank for the value of origin",
        "factor": "1 (fixed in their sector) or more; inf is mobile",
        **dict.fromkeys(OF_REGIONS, "a number, 0 (no response) or more"),
    }.get(nest, "a number above 0; 1 is Cobb-Douglas")
    problems.append(table.problem(row, column, f"got {row.cells[column]} for {nest}", allowed))
    return None


def _is_allowed(nest: str, value: float) -> bool:
    if nest == "factor":
        return value >= 1
    if nest in ("origin", "home"):
        return MIN_TRADE_ELASTICITY <= value < math.inf
    if nest in OF_REGIONS:
        return 0 <= value < math.inf
    return 0 < value < math.inf


def _key(row: Row) -> tuple[str, str]:
    return row.cells["nest"], row.cells["sector"]


def _band(table: Table, row: Row, problems: list[Problem]) -> Band | None:
    """Read the band of a row; None where it has none, or one with problems."""
    if not any(row.cells[column] for column in ("low", "high", "distribution")):
        return None
    low, centre, high = (number(table, row, column, problems) for column in ("low", "long_run", "high"))
    kind = row.cells["distribution"] or DISTRIBUTIONS[0]
    if kind not in DISTRIBUTIONS:
        report_other(table, row, "distribution", DISTRIBUTIONS, problems)
        return None
    if low is None or high is None or centre is None:
        return None
    if not low <= centre <= high < math.inf or not _is_allowed(row.cells["nest"], low) or centre == 0:
        least = {"factor": "1", **dict.fromkeys(OF_REGIONS, "0")}.get(row.cells["nest"], "above 0")
        band = f"got the band {low:g} to {high:g} around {centre:g}"
        problems.append(table.problem(row, "low", band, f"low ≤ long_run ≤ high, from {least} on"))
        return None
    return Band(centre, low, high, kind)


def _report_missing_origin(
    table: Table, origin: Mapping[str, Course | None], sectors: Codes, problems: list[Problem]
) -> None:
    missing = [code for code in sectors.index if code not in origin and EVERY_SECTOR not in origin]
    if table.rows and missing:
        names = ", ".join(map(repr, missing[:5])) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        needed = "a trade elasticity for every sector"
        advice = "Add its row, or one for all with sector '*'"
        problems.append(Problem(Place(table.file, key="origin"), f"got no row for {names}", needed, advice))


def _adjustments(given: Mapping[str, Mapping[str, Course | None]], sectors: tuple[str, ...]) -> dict[str, Adjustment]:
    courses: dict[str, tuple[Course, ...]] = {}
    for nest in NESTS:
        labels = (EVERY_SECTOR,) if nest in SINGLE_NESTS else sectors
        default = DEFAULTS.get(nest, COBB_DOUGLAS)
        fallback = courses["origin"] if nest == "home" else (default,) * len(labels)
        own_courses = [given[nest].get(label, given[nest].get(EVERY_SECTOR)) for label in labels]
        courses[nest] = tuple(course or other for course, other in zip(own_courses, fallback, strict=True))
    return {nest: Adjustment(*np.array(rows).reshape(-1, 3).T) for nest, rows in courses.items()}
