"""What a page of sliders shows: which numbers, and in which form a spline runs through them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np

from simulator.economy import Economy
from simulator.experiment.batch.points import Variations
from simulator.experiment.batch.task import Array
from simulator.results import DIMENSIONS, INDICATORS
from simulator.scenario.effects.bounds import BoundLabel

Form: TypeAlias = Literal["plain", "log", "premium", "withheld"]
"""How a number is kept on the grid: itself, its logarithm, for a premium a number below 0 where its limit is slack, or
what limits would withhold if they bound, which is the number where one does."""

FOLLOWED: Final = 4
"""So many actors between which a reader can switch."""
OF_SIDES: Final = ("real_gdp", "pass_through_prices", "cost_of_living", "terms_of_trade", "tariff_revenue")
OF_TRADE: Final = ("bilateral_exports", "effective_tariff")
OF_BOUNDS: Final = ("premium", "bound_quantity")


@dataclass(frozen=True)
class GridOutcome:
    """One number that is shown.

    Attributes
    ----------
    indicator, labels
        What it is, and the codes it is of, or its bound without the scenario's name.
    form
        How it is kept on the grid.
    gates
        Bounds of which one has to bind, else the number is 0; none: it is shown as it is.
    physical
        Unit of an amount under a bound; "" for all other numbers.
    """

    indicator: str
    labels: tuple[str, ...]
    form: Form = "plain"
    gates: tuple[str, ...] = ()
    physical: str = ""

    @property
    def name(self) -> str:
        """Name as outcomes are written, such as real_income:USA."""
        return ":".join((self.indicator, *self.labels))

    @property
    def unit(self) -> str:
        """Unit of its level."""
        return self.physical or INDICATORS[self.indicator].unit

    def kept(self, values: Array, slack_side: Array | None = None) -> Array:
        """Numbers as they are kept on the grid; of a premium `slack_side` is what stands where the limit is slack.

        Of what limits withhold, `slack_side` is the amount if all of them bound.
        """
        match self.form:
            case "log":
                return np.log(values)
            case "premium":
                return np.where(values > 0, np.log1p(values / 100), 0.0 if slack_side is None else slack_side)
            case "withheld":
                return values if slack_side is None else slack_side
            case _:
                return values

    def restored(self, kept: Array) -> Array:
        """Numbers back from how they are kept."""
        match self.form:
            case "log":
                return np.exp(kept)
            case "premium":
                return 100 * np.expm1(np.maximum(kept, 0))
            case _:
                return kept


def followed(actors: Sequence[str]) -> tuple[str, ...]:
    """Regions of which a page can show more than own income, the two that it begins with first."""
    return tuple(actors[:FOLLOWED])


def outcomes_of(economy: Economy, actors: Sequence[str], bounds: Mapping[str, BoundLabel]) -> tuple[GridOutcome, ...]:
    """Numbers that a page shows of a scenario with these bounds."""
    sides = followed(actors)
    pairs = [(first, second) for first in sides for second in sides if first != second]
    common = [GridOutcome("own_income", (code,)) for code in economy.regions]
    common += [GridOutcome(name, (code,)) for name in OF_SIDES for code in sides]
    common += [
        GridOutcome(name, pair, "log" if name == "bilateral_exports" else "plain")
        for name in OF_TRADE
        for pair in pairs
    ]
    limits = {name: label for name, label in bounds.items() if label.importers and not label.is_floor}
    commitments = {name: label for name, label in bounds.items() if label.is_floor}
    return (*common, *_of_limits(limits, sides, economy), *_of_commitments(commitments))


def _of_limits(limits: Mapping[str, BoundLabel], sides: Sequence[str], economy: Economy) -> list[GridOutcome]:
    if not limits:
        return []
    critical = {code for code, flag in zip(economy.sectors, economy.levels.is_critical, strict=True) if flag}
    gates = {
        code: tuple(
            name for name, label in limits.items() if code in label.importers and critical.intersection(label.sectors)
        )
        for code in sides
    }
    receivers = dict.fromkeys(code for label in limits.values() for code in label.exporters if code in sides)
    return [
        *(GridOutcome("licence_premium_receipts", (code,)) for code in receivers),
        *(GridOutcome("value_added_at_risk", (code,)) for code, limits_of_code in gates.items() if limits_of_code),
        *(
            GridOutcome("output_at_risk", (code,), "withheld", limits_of_code)
            for code, limits_of_code in gates.items()
            if limits_of_code
        ),
        *(GridOutcome("premium", (name,), "premium") for name in limits),
    ]


def _of_commitments(commitments: Mapping[str, BoundLabel]) -> list[GridOutcome]:
    buyers = dict.fromkeys(code for label in commitments.values() for code in label.importers)
    farms = dict.fromkeys(
        (seller, label.sectors[0])
        for label in commitments.values()
        for seller in label.exporters
        if len(label.sectors) == 1
    )
    return [
        *(GridOutcome("bound_quantity", (name,), "log", physical=label.unit) for name, label in commitments.items()),
        *(GridOutcome("commitment_cost", (code,)) for code in buyers),
        *(GridOutcome("factor_earnings", pair) for pair in farms),
    ]


def indicators_of(outcomes: Sequence[GridOutcome]) -> tuple[str, ...]:
    """Indicators to solve for, those of bounds among them."""
    names = dict.fromkeys([*(item.indicator for item in outcomes), "bound_quantity", "premium"])
    return tuple(names)


def read(outcomes: Sequence[GridOutcome], variations: Variations, economy: Economy) -> Array:
    """Numbers of all variations, shape (number, variation); NaN where a bound is not there."""
    arrays = {item.indicator: variations.read(item.indicator) for item in outcomes if item.indicator not in OF_BOUNDS}
    bounds = {name: [item.labels[0] for item in outcomes if item.indicator == name] for name in OF_BOUNDS}
    of = {name: dict(zip(labels, of_bounds(variations, name, labels), strict=True)) for name, labels in bounds.items()}
    places = {"region": economy.regions, "partner": economy.regions, "sector": economy.sectors}
    rows = []
    for item in outcomes:
        if item.indicator in OF_BOUNDS:
            rows.append(of[item.indicator][item.labels[0]])
            continue
        dims = DIMENSIONS[INDICATORS[item.indicator].about]
        row = arrays[item.indicator]
        for dim, code in zip(dims, item.labels, strict=True):
            row = row[:, places[dim].index(code)]
        rows.append(row)
    return np.array(rows)


def of_bounds(variations: Variations, indicator: str, bounds: Sequence[str]) -> Array:
    """An indicator of bounds in every variation, shape (bound, variation); NaN where a bound is not there."""
    parts = []
    for block in variations.blocks:
        full_names = {name.partition("/")[2]: name for name in variations.store.bounds(block)}
        parts.append(variations.store.of_named(block, indicator, [full_names.get(name, name) for name in bounds]).T)
    return np.concatenate(parts, axis=-1)
