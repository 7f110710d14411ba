"""One number of an outcome, named as users name it: an indicator, and of whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import xarray as xr

from simulator.economy import Economy
from simulator.errors import ScenarioError, nearest
from simulator.experiment.batch.points import ABOUT, Variations
from simulator.experiment.batch.task import Array
from simulator.results import DIMENSIONS, INDICATORS, sides
from simulator.results.indicators.indicator import About

LABELS: Final[dict[About, tuple[str, ...]]] = {**DIMENSIONS, "flow": ("exporter", "importer", "sector"), "bound": ()}
"""What a user says of whom a number is, in the order in which it is said."""

EXAMPLES: Final = {"region": "USA", "partner": "CHN", "exporter": "CHN", "importer": "USA", "sector": "SOY"}


@dataclass(frozen=True)
class Outcome:
    """What a search or decomposition looks at.

    `real_income:USA`, `bilateral_exports:CHN:USA`, `factor_earnings:USA:SOY` or `trade_flow:CHN:USA:ELC`. Of a bound
    nothing is said: `premium` is the highest of all that measures set, and 0 where none is in force.
    """

    indicator: str
    labels: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str, economy: Economy) -> "Outcome":
        """Read an outcome and check it against an economy.

        Raises
        ------
        ScenarioError
            An unknown indicator, region or sector, or too few or many of them.
        """
        indicator, *labels = text.split(":")
        check_indicator(text, indicator, list(INDICATORS))
        wanted = LABELS[INDICATORS[indicator].about]
        if len(labels) != len(wanted):
            form = ":".join((indicator, *(EXAMPLES[name] for name in wanted)))
            raise ScenarioError(f"{text}: got {len(labels)} codes behind the indicator — write it as {form}.")
        for name, label in zip(wanted, labels, strict=True):
            known = economy.sectors if name == "sector" else economy.regions
            if label not in known:
                kind = "sector" if name == "sector" else "region"
                hint = nearest(label, known)
                raise ScenarioError(f"{text}: got the unknown {kind} {label!r}. {hint} Known: {', '.join(known)}.")
        return cls(indicator, tuple(labels))

    @classmethod
    def parse_or_sides(cls, text: str, economy: Economy) -> tuple["Outcome", ...]:
        """Read an outcome of a sweep; an indicator alone stands for those of both sides of the dispute.

        Raises
        ------
        ScenarioError
            As for `parse`, or an indicator that sweeps do not keep.
        """
        indicator, colon, _ = text.partition(":")
        check_indicator(text, indicator, [name for name, item in INDICATORS.items() if item.about in ABOUT])
        if colon or INDICATORS[indicator].about == "bound":
            return (cls.parse(text, economy),)
        first, second = sides_of(economy)
        pair = INDICATORS[indicator].about == "pair"
        labels = ((first, second), (second, first)) if pair else ((first,), (second,))
        return tuple(dict.fromkeys(cls(indicator, item) for item in labels))

    def of(self, variations: Variations, economy: Economy) -> Array:
        """The number in every variation; NaN where it was not solved."""
        array = variations.read(self.indicator)
        place = dict(zip(LABELS[INDICATORS[self.indicator].about], self.labels, strict=True))
        for name in DIMENSIONS[INDICATORS[self.indicator].about]:
            if name in place:
                known = economy.sectors if name == "sector" else economy.regions
                array = array[:, known.index(place[name])]
        return array

    @property
    def place(self) -> str:
        """Of whom it is, as one word."""
        return ":".join(self.labels)

    def place_name(self, economy: Economy) -> str:
        """Of whom it is, in words."""
        return "–".join(label_name(label, economy) for label in self.labels)

    def __str__(self) -> str:
        return ":".join((self.indicator, *self.labels))


def label_name(label: str, economy: Economy) -> str:
    """Name of a region or sector without what stands in brackets."""
    names = dict(zip(economy.sectors, economy.sector_names, strict=True))
    names |= dict(zip(economy.regions, economy.region_names, strict=True))
    return names[label].partition(" (")[0]


def check_indicator(text: str, indicator: str, known: Sequence[str]) -> None:
    """Refuse an indicator that is not known.

    Raises
    ------
    ScenarioError
        With the nearest one.
    """
    if indicator not in known:
        hint = nearest(indicator, known)
        raise ScenarioError(f"{text}: got the unknown indicator {indicator!r}. {hint}".strip())


def sides_of(economy: Economy) -> tuple[str, str]:
    """The two sides of the dispute, in a baseline without them its first two regions."""
    return sides(xr.Dataset(coords={"region": np.array(economy.regions, dtype=str)}))


def incomes(economy: Economy) -> tuple[str, ...]:
    """Real income of both sides, the outcome that is looked at unless another is named."""
    return tuple(dict.fromkeys(f"real_income:{code}" for code in sides_of(economy)))
