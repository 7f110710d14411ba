"""What variations of a scenario assume beside its measures: elasticities, shortages of critical inputs, the closure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from simulator.economy import Economy
from simulator.economy.elasticities import Elasticities
from simulator.model.shock import Deficits, Shock
from simulator.scenario.effects.rationing import Position


@dataclass(frozen=True, eq=False)
class Assumed:
    """Assumptions of several variations.

    Attributes
    ----------
    ratios
        Factors on the elasticities of each variation by nest and sector.
    positions
        Where exposure, relief and stocks of critical inputs lie in their bands, each of shape (variation, critical
        input).
    is_responsive
        Whether deficits that would be given respond, by the elasticity of the nest `deficit`.
    """

    ratios: Elasticities
    positions: Position
    is_responsive: bool = False

    @classmethod
    def stack(cls, parts: Sequence[Self]) -> Self:
        """Put the variations of several records one after the other."""
        positions = Position(
            *(np.concatenate(arrays) for arrays in zip(*(part.positions for part in parts), strict=True))
        )
        return cls(Elasticities.stack([part.ratios for part in parts]), positions, parts[0].is_responsive)

    def __len__(self) -> int:
        return self.ratios.n_cases

    def take(self, variations: NDArray[np.intp]) -> "Assumed":
        """Keep the given variations only."""
        positions = Position(*(array[variations] for array in self.positions))
        return Assumed(self.ratios.take(variations), positions, self.is_responsive)

    def position(self, variation: int) -> Position:
        """Position of one variation."""
        return Position(*(array[variation] for array in self.positions))

    def applied(self, shock: Shock) -> Shock:
        """The same measures in the worlds of the variations, one case each."""
        shock = shock.with_elasticities(shock.elasticities.scaled(self.ratios))
        if not self.is_responsive:
            return shock
        return replace(shock, closure=np.where(shock.closure == Deficits.GIVEN, Deficits.RESPONSIVE, shock.closure))

    def digest(self) -> str:
        """SHA-256 that tells these assumptions from others."""
        arrays = [getattr(self.ratios, item.name) for item in fields(self.ratios)]
        contents = b"".join(array.tobytes() for array in (*arrays, *self.positions))
        return hashlib.sha256(contents + bytes([self.is_responsive])).hexdigest()


def none_assumed(economy: Economy, n_variations: int) -> Assumed:
    """Nothing but what the baseline assumes."""
    central = economy.elasticities.at(1.0)
    ones = {item.name: np.ones((n_variations, *getattr(central, item.name).shape[1:])) for item in fields(central)}
    middle = np.zeros((n_variations, int(economy.levels.is_critical.sum())))
    return Assumed(Elasticities(**ones), Position(*(middle for _ in Position._fields)))
