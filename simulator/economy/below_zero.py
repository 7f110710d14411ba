"""Input shares and final demand a little below zero, as subsidies and changes in stocks leave them in real tables."""

import logging
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import Regional
from simulator.economy.elasticities import ElasticityTable
from simulator.economy.labels import Labels
from simulator.economy.levels import Levels
from simulator.economy.reading.nests import EVERY_SECTOR
from simulator.files.plain import Row
from simulator.files.problem import Problem
from simulator.files.table import Codes, Entry, Table, entries_of, number

ABSORBED: Final = 0.01
"""Share of output, or of spending, up to which what is below zero becomes value added."""
LARGEST: Final = 0.1
"""Share below zero that is kept where the inputs of a sector are Cobb-Douglas; beyond it, it is a mistake."""
ROUNDING: Final = 1e-6
"""Share of a sector's spending up to which negative final demand is rounding of the tables and is not told."""
MAX_SCALINGS: Final = 10
"""Rounds of scaling after which rounding is left to the checks; three are enough in practice."""
_ALLOWED: Final = (
    f"a share of output, 0 or more; one down to -{ABSORBED} becomes value added, and one of an ordinary input down to "
    f"-{LARGEST} is kept where the nest `input` is 1 at every horizon and has no band"
)
_LOG: Final = logging.getLogger(__name__)


def read_shares(table: Table, keys: Mapping[str, Codes], problems: list[Problem]) -> tuple[Entry, ...]:
    """Input shares, those a little below zero included."""
    if not all(codes.index for codes in keys.values()):
        return ()  # the codes themselves could not be read, which is a problem of its own
    return entries_of(table, keys, [_share(table, row, problems) for row in table.rows], problems)


def _share(table: Table, row: Row, problems: list[Problem]) -> float | None:
    value = number(table, row, "share", problems)
    if value is not None and not -LARGEST <= value < math.inf:
        allowed = _ALLOWED if value < 0 else "a finite number, 0 or more"
        problems.append(table.problem(row, "share", f"got {row.cells['share']}", allowed))
        return None
    return value


def sensible_shares(
    table: Table, entries: Sequence[Entry], labels: Labels, elasticities: ElasticityTable, problems: list[Problem]
) -> tuple[Entry, ...]:
    """Shares as the model takes them: one below zero is kept where it can be, becomes value added, or is wrong."""
    can_keep = ~labels.is_critical[:, None] & _is_cobb_douglas(labels, elasticities)
    below = [entry for entry in entries if entry.value < 0]
    kept = [entry for entry in below if can_keep[entry.position[:2]]]
    others = [entry for entry in below if not can_keep[entry.position[:2]]]
    absorbed = [entry for entry in others if entry.value >= -ABSORBED]
    problems += [
        table.problem(entry.row, "share", f"got {entry.row.cells['share']}", _ALLOWED)
        for entry in others
        if entry.value < -ABSORBED
    ]
    _tell(table, absorbed, "become value added")
    _tell(table, kept, "are kept, as inputs of these sectors are Cobb-Douglas")
    _report_no_inputs(table, entries, kept, labels, problems)
    return tuple(entry for entry in entries if entry.value >= 0 or can_keep[entry.position[:2]])


def _is_cobb_douglas(labels: Labels, elasticities: ElasticityTable) -> NDArray[np.bool_]:
    """Sectors whose ordinary inputs have an elasticity of 1 at every horizon and in every draw."""
    course = elasticities.nests["input"]
    is_drawn = [
        ("input", sector) in elasticities.bands
        or (("input", EVERY_SECTOR) in elasticities.bands and ("input", sector) not in elasticities.sources)
        for sector in labels.sectors.index
    ]
    return np.asarray((course.short_run == 1) & (course.long_run == 1) & ~np.array(is_drawn, dtype=np.bool_))


def _tell(table: Table, entries: Sequence[Entry], what: str) -> None:
    if entries:
        least = min(entries, key=lambda entry: entry.value)
        cells = ", ".join(least.row.cells[column] for column in ("region", "input", "sector"))
        text = "%s: %d shares below zero %s; the least is %g (%s)."
        _LOG.warning(text, table.file, len(entries), what, least.value, cells)


def _report_no_inputs(
    table: Table, entries: Sequence[Entry], kept: Sequence[Entry], labels: Labels, problems: list[Problem]
) -> None:
    """Report sectors whose ordinary inputs together are not above zero because some are below."""
    if not kept:
        return
    sums = np.zeros((len(labels.sectors.index), len(labels.regions.index)))
    for entry in entries:
        sums[entry.position[1:]] += entry.value * (not labels.is_critical[entry.position[0]])
    for entry in kept:
        total = sums[entry.position[1:]]
        if total <= 0:
            shown = f"got {entry.row.cells['share']}, with which ordinary inputs of this sector sum to {total:.3g}"
            problems.append(table.problem(entry.row, "share", shown, "inputs above 0 together"))


@np.errstate(all="ignore")  # an overflow is left to the checks
def without_small_demand(levels: Levels, labels: Labels) -> Levels:
    """Set final demand a little below zero to 0, by scaling what the region's sectors use of that input.

    Nothing is left of such final demand, or one unit in the last place where rounding does not allow 0. Users have that
    much more value added, which is told unless it is rounding.
    """
    _tell_demand(levels, labels)
    for _ in range(MAX_SCALINGS):
        demand, expenditure = levels.final_demand, levels.expenditure
        is_small = (demand < 0) & (-demand <= ABSORBED * expenditure)
        if not is_small.any():
            return levels
        scale = np.divide(expenditure, expenditure - demand, out=np.ones_like(demand), where=is_small)
        scale = np.where(is_small, np.minimum(scale, 1 - np.finfo(np.float64).eps), 1)
        levels = replace(levels, input_share=levels.input_share * scale[:, None, :])
    return levels


def _tell_demand(levels: Levels, labels: Labels) -> None:
    share = np.divide(levels.final_demand, levels.expenditure, out=_zeros(levels), where=levels.expenditure > 0)
    told = np.where((share < -ROUNDING) & (share >= -ABSORBED), share, 0)
    if told.any():
        sector, region = np.unravel_index(int(told.argmin()), told.shape)
        cell = f"{list(labels.sectors.index)[sector]}, {list(labels.regions.index)[region]}"
        text = (
            "final demand below zero in %d cells becomes value added of users; the least is %.2g %% of spending (%s)."
        )
        _LOG.warning(text, np.count_nonzero(told), 100 * told.min(), cell)


def _zeros(levels: Levels) -> Regional:
    return np.zeros_like(levels.expenditure)
