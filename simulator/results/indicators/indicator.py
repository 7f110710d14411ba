"""What an indicator is: a name, a unit, what it is about, a definition, and how it is computed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from simulator.axes import PerRegion
from simulator.files.docstrings import docstring
from simulator.results.indicators.world import World, percent

Array = NDArray[np.float64]

About: TypeAlias = Literal["region", "pair", "region_sector", "flow", "bound"]

DIMENSIONS: Final[dict[About, tuple[str, ...]]] = {
    "region": ("region",),
    "pair": ("region", "partner"),
    "region_sector": ("region", "sector"),
    "flow": ("sector", "exporter", "importer"),
    "bound": ("bound",),
}
"""Axes of each kind of indicator, after scenario and horizon."""

PERCENT: Final = "%"
"""Unit of indicators that are percent changes by definition; their baseline is 0."""


SLACK: Final = 1e-9
"""A wedge closer to 1 than this is none: the bound does not bind."""

Computed: TypeAlias = tuple[Array, Array]
"""Value by case, and baseline level without the case axis; bounds come in one row for all cases."""


@dataclass(frozen=True)
class Indicator:
    """One indicator.

    Attributes
    ----------
    name, title
        In tables, and in words.
    about
        What it is a number of.
    unit
        Unit of its level; "%" for percent changes, whose baseline is 0.
    variable
        First part of its variable in the IAMC's table; sector, and exporter>importer, follow:
        `Trade|Exports|SOY|USA>CHN`.
    definition, formula
        In one sentence, and in symbols.
    compute
        Value by case and baseline level.
    """

    name: str
    title: str
    about: About
    unit: str
    variable: str
    definition: str
    formula: str
    compute: Callable[[World], Computed]

    @property
    def is_percent_change(self) -> bool:
        """Whether the value is itself a change against the baseline."""
        return self.unit == PERCENT


def change_of_regions(hat: PerRegion) -> Computed:
    """Ratios of regions to the baseline as an indicator in %."""
    return percent(hat), np.zeros(hat.shape[-1])


def new_to_regions(world: World, value: PerRegion) -> Computed:
    """An amount that no region has in the baseline; NaN where a case was not solved."""
    return np.where(world.is_solved[:, None], value, np.nan), np.zeros(world.levels.n_regions)


Registry: TypeAlias = dict[str, Indicator]


def defining(registry: Registry, about: About) -> Callable[..., Callable[[Callable[[World], Computed]], Indicator]]:
    """Return a decorator that enters functions into a registry as indicators of one kind.

    The function's name is the indicator's; the first line of its docstring is the definition, the last the formula.
    """

    def define(title: str, unit: str, variable: str) -> Callable[[Callable[[World], Computed]], Indicator]:
        def enter(function: Callable[[World], Computed]) -> Indicator:
            lines = [line.strip() for line in docstring(function).splitlines() if line.strip()]
            name = function.__name__
            registry[name] = Indicator(name, title, about, unit, variable, lines[0], lines[-1], function)
            return registry[name]

        return enter

    return define
