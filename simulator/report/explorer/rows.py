"""What the numbers of an exploration are called, and in which units and groups a page shows them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from simulator.experiment.explorer.explore import Exploration
from simulator.experiment.explorer.numbers import GridOutcome
from simulator.report.views.names import Names
from simulator.report.wording.words import common_places, listed, money_scale, with_article
from simulator.results import INDICATORS
from simulator.results.indicators.headline import first_two
from simulator.scenario.effects.bounds import BoundLabel

TITLES: Final = {
    "bilateral_exports": "Exports",
    "effective_tariff": "Average tariff",
    "premium": "Premium where a limit binds",
    "bound_quantity": "Bought under the promise",
    "commitment_cost": "Subsidy that keeps the promise",
    "licence_premium_receipts": "Premiums received",
}
"""What a reader calls an indicator, where its own title is too general."""

UNITS: Final = {"ad valorem %": "%", "% of border value": "%"}
HIDDEN: Final = ("output_at_risk",)
"""Indicators that a page leaves out: they leave with the next version."""
FEW: Final = 4
"""So many rows of one indicator stand in the table at most where none is between both sides."""


@dataclass(frozen=True)
class NumberRow:
    """One number: its place among those shown, and of whom it is.

    Attributes
    ----------
    full, brief, inside
        In words; in few words beside others of its kind; and inside a sentence.
    regions
        Codes of the regions that it is of.
    """

    number: int
    full: str
    brief: str
    inside: str
    regions: tuple[str, ...]


@dataclass(frozen=True)
class RowGroup:
    """Numbers of one indicator.

    Attributes
    ----------
    key, title
        The indicator, and what it is called.
    unit, factor, places
        Unit that is shown, what a number is multiplied by for it, and decimals.
    is_change
        True for percent changes against the baseline, which bear a sign.
    rows
        Those in the table: of the two sides with which a page begins and between them, else the first few.
    all_rows
        All of them.
    """

    key: str
    title: str
    unit: str
    factor: float
    places: int
    is_change: bool
    rows: tuple[NumberRow, ...]
    all_rows: tuple[NumberRow, ...]


def groups(exploration: Exploration) -> list[RowGroup]:
    """All numbers by indicator, in their order."""
    names = dict.fromkeys(item.indicator for item in exploration.outcomes if item.indicator not in HIDDEN)
    return [_group(exploration, name) for name in names]


def _group(exploration: Exploration, indicator: str) -> RowGroup:
    numbers = [number for number, item in enumerate(exploration.outcomes) if item.indicator == indicator]
    rows = tuple(_row(exploration, number) for number in numbers)
    sides = set(first_two(exploration.plan.actors))
    first = exploration.outcomes[numbers[0]]
    factor, unit = money_scale(first.unit, largest(exploration, numbers))
    return RowGroup(
        indicator,
        title_of(indicator),
        UNITS.get(unit, unit),
        factor,
        _places(exploration, numbers, first.unit, factor),
        first.unit == "%",
        tuple(row for row in rows if sides.issuperset(row.regions)) or rows[:FEW],
        rows,
    )


def title_of(indicator: str) -> str:
    """What an indicator is called on the page."""
    return TITLES.get(indicator, INDICATORS[indicator].title)


def largest(exploration: Exploration, numbers: Sequence[int]) -> float:
    """Largest size of some numbers over the whole grid."""
    return max(float(np.abs(row).max()) for _, row in over_the_grid(exploration, numbers))


def over_the_grid(exploration: Exploration, numbers: Sequence[int]) -> Iterator[tuple[str, np.ndarray]]:
    """Some numbers at every point of the grid, one horizon after the other."""
    for horizon, grid in exploration.grids.items():
        kept = grid.kept[list(numbers)].astype(np.float64)
        shown = [grid.outcomes[number].restored(row) for number, row in zip(numbers, kept, strict=True)]
        yield horizon, np.array(shown)


def _places(exploration: Exploration, numbers: Sequence[int], unit: str, factor: float) -> int:
    if unit == "%":
        return 2
    if unit in UNITS:
        return 1
    return max(1, common_places([largest(exploration, numbers) * factor]))


def _regions(exploration: Exploration, item: GridOutcome) -> tuple[str, ...]:
    """Regions that a number is of, of a bound those whose trade it counts."""
    label = exploration.bounds.get(item.labels[0])
    if label is not None:
        return tuple(dict.fromkeys((*label.exporters, *label.importers)))
    return tuple(code for code in item.labels if code in exploration.plan.economy.regions)


def _row(exploration: Exploration, number: int) -> NumberRow:
    item = exploration.outcomes[number]
    full, label = place_of(exploration, item), exploration.bounds.get(item.labels[0])
    brief = full if label is None else _few(label.importers, Names.of_plan(exploration.plan))
    return NumberRow(number, full, brief, with_article(full), _regions(exploration, item))


def place_of(exploration: Exploration, item: GridOutcome) -> str:
    """Of whom a number is, in words."""
    names = Names.of_plan(exploration.plan)
    if item.labels[0] in exploration.bounds:
        return flows_of(exploration.bounds[item.labels[0]], names)
    words = [names.of_code(code) for code in item.labels]
    match INDICATORS[item.indicator].about:
        case "pair" if item.indicator == "effective_tariff":
            return f"{words[0]} on {words[1]}"
        case "pair":
            return f"{words[0]} to {words[1]}"
        case _:
            return ", ".join(words)


def flows_of(label: BoundLabel, names: Names) -> str:
    """What a bound counts, in words."""
    exporters, importers, sectors = (_few(codes, names) for codes in (label.exporters, label.importers, label.sectors))
    return f"{sectors}, {exporters} to {importers}"


def _few(codes: Sequence[str], names: Names) -> str:
    if len(codes) <= 2:
        return listed([names.of_code(code) for code in codes])
    return f"{len(codes)} {'sectors' if codes[0] in names.sectors else 'regions'}"
