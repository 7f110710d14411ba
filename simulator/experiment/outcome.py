"""One number of an outcome, named as users name it: an indicator, a region, perhaps a partner."""

from dataclasses import dataclass

import numpy as np

from simulator.economy import Economy
from simulator.errors import ScenarioError, nearest
from simulator.experiment.blocks import Array
from simulator.experiment.variations import ABOUT, Variations
from simulator.results import INDICATORS


@dataclass(frozen=True)
class Outcome:
    """What a search or decomposition looks at: `real_income:USA`, or `bilateral_exports:CHN:USA`.

    For a bound there is no region: `premium` is the highest of all.
    """

    indicator: str
    region: str = ""
    partner: str = ""

    @classmethod
    def parse(cls, text: str, economy: Economy) -> "Outcome":
        """Read an outcome and check it against an economy.

        Raises
        ------
        ScenarioError
            An unknown indicator or region, or too few or many of them.
        """
        indicator, *regions = text.split(":")
        known = [name for name, item in INDICATORS.items() if item.about in ABOUT]
        if indicator not in known:
            raise ScenarioError(f"{text}: got the unknown indicator {indicator!r}. {nearest(indicator, known)}".strip())
        wanted = {"region": 1, "pair": 2, "bound": 0}[INDICATORS[indicator].about]
        if len(regions) != wanted:
            form = {0: indicator, 1: f"{indicator}:USA", 2: f"{indicator}:CHN:USA"}[wanted]
            raise ScenarioError(f"{text}: got {len(regions)} regions — write {form}.")
        for region in regions:
            economy.region_index(region)
        return cls(indicator, *regions)

    def of(self, variations: Variations, economy: Economy) -> Array:
        """The number in every variation."""
        array = variations.arrays[self.indicator]
        if not self.region:
            return np.where(
                np.isfinite(array).any(axis=1), np.nanmax(np.nan_to_num(array, nan=-np.inf), axis=1), np.nan
            )
        of_region = array[:, economy.region_index(self.region)]
        return np.asarray(of_region[:, economy.region_index(self.partner)] if self.partner else of_region)

    def __str__(self) -> str:
        return ":".join(part for part in (self.indicator, self.region, self.partner) if part)
