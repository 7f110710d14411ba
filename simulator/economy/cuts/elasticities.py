"""Elasticities of a cut: means over the sectors that are put together, as rows of `elasticities.csv`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.axes import PerSector
from simulator.economy.cuts.cut import Cut
from simulator.economy.economy import Economy
from simulator.economy.elasticities import SINGLE_NESTS, Band
from simulator.economy.reading.nests import EVERY_SECTOR

HEADER: Final = ("nest", "sector", "short_run", "long_run", "speed", "low", "high", "distribution", "source")
BY_TRADE: Final = ("origin", "home")
"""Nests whose elasticities are weighted by border trade; all others over sectors are by gross output."""


class _Row(NamedTuple):
    """A row of the table; blank texts where it has no number."""

    nest: str
    sector: str
    course: Sequence[object] = ("", "", "")
    band: Sequence[object] = ("", "", "")
    source: str = ""

    @property
    def cells(self) -> tuple[object, ...]:
        return (self.nest, self.sector, *self.course, *self.band, self.source)


@dataclass(frozen=True)
class _Nest:
    """One nest of a baseline that is cut, with the weights of its sectors."""

    name: str
    economy: Economy
    weight: PerSector

    def row(self, code: str, old: Sequence[str]) -> _Row:
        """Row of a new sector, of the old ones that go into it."""
        at = np.array([self.economy.sectors.index(each) for each in old])
        if len(at) == 1:
            return _Row(self.name, code, self._course(at[0]), self._band_cells(old[0]), self._source(old[0]))
        weight = self._shares(at)
        start, end, speed = np.array([self._course(each) for each in at]).T
        gap = weight * (end - start)
        course = weight @ start, weight @ end, (gap @ speed / gap.sum() if gap.sum() else weight @ speed)
        basis = "border trade" if self.name in BY_TRADE else "output"
        source = f"mean of {', '.join(old)} of {self.economy.name}, weighted by {basis}"
        return _Row(self.name, code, tuple(map(_rounded, course)), self._joint_band(old, weight), source)

    def of_all(self) -> _Row:
        """Row of all sectors that have none of their own."""
        with_rows = {sector for nest, sector in self.economy.elasticities.sources if nest == self.name}
        at = next((n for n, code in enumerate(self.economy.sectors) if code not in with_rows), 0)
        at = 0 if self.name in SINGLE_NESTS else at
        return _Row(
            self.name, EVERY_SECTOR, self._course(at), self._band_cells(EVERY_SECTOR), self._source(EVERY_SECTOR)
        )

    def _shares(self, at: NDArray[np.intp]) -> PerSector:
        weight = self.weight[at]
        return weight / weight.sum() if weight.sum() else np.full(len(at), 1 / len(at))

    def _course(self, at: int) -> tuple[float, float, float]:
        nest = self.economy.elasticities.nests[self.name]
        return float(nest.short_run[at]), float(nest.long_run[at]), float(nest.speed[at])

    def _band(self, sector: str) -> Band | None:
        table = self.economy.elasticities
        has_own = (self.name, sector) in table.sources
        return table.bands.get((self.name, sector if has_own else EVERY_SECTOR))

    def _band_cells(self, sector: str) -> tuple[object, ...]:
        band = self._band(sector)
        return ("", "", "") if band is None else (band.low, band.high, band.kind)

    def _source(self, sector: str) -> str:
        sources = self.economy.elasticities.sources
        return sources.get((self.name, sector)) or sources.get((self.name, EVERY_SECTOR), "")

    def _joint_band(self, old: Sequence[str], weight: PerSector) -> tuple[object, ...]:
        """Means of the bands, an elasticity without one counted as certain; of the heaviest sector's kind."""
        bands = [self._band(each) for each in old]
        known = [(share, band) for share, band in zip(weight, bands, strict=True) if band is not None]
        if not known:
            return ("", "", "")
        centres = [self._course(self.economy.sectors.index(each))[1] for each in old]
        ends = [(c, c) if band is None else (band.low, band.high) for c, band in zip(centres, bands, strict=True)]
        lows, highs = np.array(ends).T
        low, centre, high = (_rounded(float(weight @ each)) for each in (lows, np.array(centres), highs))
        return min(low, centre), max(high, centre), max(known, key=lambda item: item[0])[1].kind


def _rounded(number: float) -> float:
    """A mean without the last digits, which are those of summing."""
    return float(f"{number:.12g}")


def cut_elasticities(economy: Economy, cut: Cut) -> list[tuple[object, ...]]:
    """Rows of every nest: those of all sectors as they are, and of sectors that are put together their means.

    `origin` and `home` are weighted by border trade of the cut, nests of production by output. Short and long run are
    means, and the speed is that of the mean gap between them, so that the first year is exact.
    """
    levels = economy.levels
    trade = np.where(cut.is_inside, 0, levels.trade_flow).sum(axis=(-2, -1))
    output = levels.output.sum(axis=-1)
    rows: list[_Row] = []
    for name in dict.fromkeys(nest for nest, _ in economy.elasticities.sources):
        rows += _rows(_Nest(name, economy, trade if name in BY_TRADE else output), cut)
    return [row.cells for row in rows]


def _rows(nest: _Nest, cut: Cut) -> list[_Row]:
    table = nest.economy.elasticities
    if nest.name == "home" and table.home_follows.all():
        return [_Row("home", EVERY_SECTOR, source=table.sources.get(("home", EVERY_SECTOR), "equal to origin"))]
    with_rows = {sector for name, sector in table.sources if name == nest.name and sector != EVERY_SECTOR}
    if nest.name == "home":  # a blank course cannot be told from one of the same numbers, so all are written
        with_rows = set(nest.economy.sectors)
    rows = [nest.row(code, old) for code, old in cut.sectors.members.items() if with_rows & set(old)]
    is_for_all = (nest.name, EVERY_SECTOR) in table.sources and (
        nest.name in SINGLE_NESTS or len(rows) < len(cut.sectors.codes)
    )
    return [*rows, nest.of_all()] if is_for_all else rows
