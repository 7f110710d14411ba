"""A cut of a baseline: where each of its regions and sectors goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from simulator.axes import Pairs, Regional, Technology


@dataclass(frozen=True)
class Merger:
    """How the codes of one axis are put together.

    Attributes
    ----------
    target
        New code of every old one, in the order of the old axis.
    names
        Long name of every new code, in the order of the new axis.
    """

    target: Mapping[str, str]
    names: Mapping[str, str]

    @property
    def codes(self) -> tuple[str, ...]:
        """New codes in the order of their axis."""
        return tuple(self.names)

    @cached_property
    def members(self) -> Mapping[str, tuple[str, ...]]:
        """Old codes of every new one."""
        return {code: tuple(old for old, new in self.target.items() if new == code) for code in self.names}

    @cached_property
    def positions(self) -> NDArray[np.intp]:
        """Position on the new axis of every old code."""
        order = {code: position for position, code in enumerate(self.names)}
        return np.array([order[new] for new in self.target.values()], dtype=np.intp)

    @cached_property
    def matrix(self) -> NDArray[np.float64]:
        """1 where an old code (column) goes into a new one (row), else 0."""
        return np.asarray(np.arange(len(self.names))[:, None] == self.positions, dtype=np.float64)

    def is_whole(self, codes: Sequence[str]) -> bool:
        """Whether old codes are all of the new ones that they go into."""
        return set(codes) == {old for code in codes for old in self.members[self.target[code]]}

    def groups(self, groups: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
        """Groups of old codes as groups of new ones, without those that are torn apart or one code now."""
        return {
            name: tuple(dict.fromkeys(self.target[code] for code in codes))
            for name, codes in groups.items()
            if name not in self.names and self.is_whole(codes)
        }


@dataclass(frozen=True)
class Cut:
    """Where regions and sectors of a baseline go, and sums over what goes together."""

    regions: Merger
    sectors: Merger

    @classmethod
    def apart(cls, regions: Sequence[str], sectors: Sequence[str]) -> Self:
        """The cut that leaves every code as it is."""
        kept = (
            Merger(dict(zip(codes, codes, strict=True)), dict(zip(codes, codes, strict=True)))
            for codes in (regions, sectors)
        )
        return cls(*kept)

    def pairs(self, array: Pairs) -> Pairs:
        """Sums over sectors and both regions; sales between the regions of a group are on the diagonal."""
        by_region = self.regions.matrix @ array @ self.regions.matrix.T
        return np.asarray(np.tensordot(self.sectors.matrix, by_region, axes=1))

    def regional(self, array: Regional) -> Regional:
        """Sums over sectors and regions."""
        return np.asarray(self.sectors.matrix @ array @ self.regions.matrix.T)

    def technology(self, array: Technology) -> Technology:
        """Sums over inputs, sectors and regions."""
        by_user = self.sectors.matrix @ array @ self.regions.matrix.T
        return np.asarray(np.tensordot(self.sectors.matrix, by_user, axes=1))

    @cached_property
    def is_inside(self) -> NDArray[np.bool_]:
        """Flows between regions that go into one, own sales included, shape (exporter, importer)."""
        return np.asarray(np.equal(self.regions.positions[:, None], self.regions.positions))
