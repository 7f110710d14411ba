"""One number of an outcome, named as users name it: an indicator, and of whom."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from simulator.economy import Economy
from simulator.economy.names import Kind, meaning_of
from simulator.errors import ScenarioError, nearest
from simulator.results.indicators.headline import first_two
from simulator.results.indicators.indicator import DIMENSIONS, About
from simulator.results.indicators.registry import INDICATORS
from simulator.results.indicators.world import World

_LOG: Final = logging.getLogger(__name__)

LABELS: Final[dict[About, tuple[str, ...]]] = {**DIMENSIONS, "flow": ("exporter", "importer", "sector"), "bound": ()}
"""What a user says of whom a number is, in the order in which it is said."""

SAID_OF: Final = ("region", "exporter", "importer", "partner", "sector")
"""Dimensions that labels are about, in the order in which they are said."""

EXAMPLES: Final = {"region": "USA", "partner": "CHN", "exporter": "CHN", "importer": "USA", "sector": "SOY"}


@dataclass(frozen=True)
class Outcome:
    """One number of results, as it is written: an indicator, and of whom.

    `real_income:USA`, `bilateral_exports:CHN:USA`, `factor_earnings:USA:SOY` or `trade_flow:CHN:USA:ELC`. Of a bound
    nothing is said: `premium` is the highest of all that measures set, and 0 where none is in force.
    """

    indicator: str
    labels: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: str) -> "Outcome":
        """Read an outcome as it is written, whether or not there is such a one."""
        indicator, *labels = text.split(":")
        return cls(indicator, tuple(labels))

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
        codes = (_code(text, label, name, economy) for name, label in zip(wanted, labels, strict=True))
        return cls(indicator, tuple(codes))

    @classmethod
    def of_every_case(cls, text: str, economy: Economy) -> "Outcome":
        """Read an outcome that every case has, as payoffs need it: of anything but bounds.

        Raises
        ------
        ScenarioError
            As for `parse`, or an indicator of bounds.
        """
        outcome = cls.parse(text, economy)
        if INDICATORS[outcome.indicator].about == "bound":
            got = "got an indicator of bounds, which not every case has"
            raise ScenarioError(f"{text}: {got} — one of regions, pairs, sectors or flows.")
        return outcome

    @classmethod
    def parse_or_sides(
        cls, text: str, economy: Economy, kept: Sequence[str], actors: Sequence[str]
    ) -> tuple["Outcome", ...]:
        """Read an outcome of a sweep; an indicator alone stands for those of the first two actors.

        Parameters
        ----------
        kept
            Indicators that are kept of every point.

        Raises
        ------
        ScenarioError
            As for `parse`, or an indicator that sweeps do not keep.
        """
        indicator, colon, _ = text.partition(":")
        check_indicator(text, indicator, kept)
        return (cls.parse(text, economy),) if colon else cls.both_sides(text, actors)

    @classmethod
    def both_sides(cls, text: str, actors: Sequence[str]) -> tuple["Outcome", ...]:
        """An outcome that is known; of an indicator alone, those of the first two actors."""
        if ":" in text or INDICATORS[text].about == "bound":
            return (cls.read(text),)
        indicator, (first, second) = text, first_two(actors)
        pair = INDICATORS[indicator].about == "pair"
        labels = ((first, second), (second, first)) if pair else ((first,), (second,))
        return tuple(dict.fromkeys(cls(indicator, item) for item in labels))

    def select(self, data: xr.Dataset) -> xr.DataArray:
        """Its number in a dataset of indicators, over all other dimensions."""
        array = data[self.indicator]
        dims = [dim for dim in SAID_OF if dim in array.dims]
        return array.sel(dict(zip(dims, self.labels, strict=False)), drop=True)

    def pick(self, values: NDArray[np.float64], economy: Economy) -> NDArray[np.float64]:
        """Its number in every case, from all numbers of its indicator with the cases as first axis."""
        about = INDICATORS[self.indicator].about
        label = dict(zip(LABELS[about], self.labels, strict=True))
        for name in DIMENSIONS[about]:
            if name in label:
                known = economy.sectors if name == "sector" else economy.regions
                values = values[:, known.index(label[name])]
        return values

    def of(self, world: World) -> NDArray[np.float64]:
        """Its number in every solved case of a batch; of anything but bounds, which have no number for each case."""
        value, _ = INDICATORS[self.indicator].compute(world)
        return self.pick(value, world.economy)

    @property
    def code(self) -> str:
        """Of whom it is, as one word."""
        return ":".join(self.labels)

    def __str__(self) -> str:
        return ":".join((self.indicator, *self.labels))


def _code(text: str, label: str, name: str, economy: Economy) -> str:
    """Code of a region or sector by its code or a name that people use."""
    kind: Kind = "sector" if name == "sector" else "region"
    known = economy.sectors if kind == "sector" else economy.regions
    meaning = meaning_of(label, kind, economy)
    if meaning.label not in known:
        hint = f"It is a group of {kind}s." if meaning.label else meaning.hint
        raise ScenarioError(f"{text}: got the unknown {kind} {label!r}. {hint} Known: {', '.join(known)}.")
    if meaning.note:
        _LOG.warning("%s: %s.", text, meaning.note)
    return meaning.label


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


def incomes(actors: Sequence[str]) -> tuple[str, ...]:
    """Real income of the first two actors, the outcome that is looked at unless another is named."""
    return tuple(dict.fromkeys(f"real_income:{code}" for code in first_two(actors)))
