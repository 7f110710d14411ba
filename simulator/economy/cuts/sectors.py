"""What the sectors of a cut are: goods or services, critical or not, and their unit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.economy.cuts.cut import Cut
from simulator.economy.economy import Economy


@dataclass(frozen=True)
class Traits:
    """What each new sector is, and sentences on those that are put together from unlike ones."""

    is_goods: NDArray[np.bool_]
    is_critical: NDArray[np.bool_]
    units: tuple[str, ...]
    notes: Sequence[str]


def traits_of(economy: Economy, cut: Cut) -> Traits:
    """New sectors are what the larger part of their output is; they have a unit where all have the same."""
    output = economy.levels.output.sum(axis=-1)
    goods, critical = (
        cut.sectors.matrix @ (output * flag) > cut.sectors.matrix @ (output * ~flag)
        for flag in (economy.is_goods, economy.levels.is_critical)
    )
    notes: list[str] = []
    for code, is_goods, is_critical in zip(cut.sectors.codes, goods, critical, strict=True):
        notes += _mixed(economy, cut, code, economy.is_goods, "goods" if is_goods else "services")
        notes += _mixed(economy, cut, code, economy.levels.is_critical, "critical" if is_critical else "not critical")
    return Traits(goods, critical, _units(economy, cut, notes), notes)


def _mixed(economy: Economy, cut: Cut, code: str, flags: NDArray[np.bool_], what: str) -> list[str]:
    old = cut.sectors.members[code]
    is_mixed = len({bool(flags[economy.sectors.index(each)]) for each in old}) > 1
    return [f"{code} ({', '.join(old)}) is {what}, as the larger part of it."] if is_mixed else []


def _units(economy: Economy, cut: Cut, notes: list[str]) -> tuple[str, ...]:
    units = []
    for code, old in cut.sectors.members.items():
        of_old = {economy.quantity_unit[economy.sectors.index(each)] for each in old}
        units.append(of_old.pop() if len(of_old) == 1 else "")
        if of_old:
            notes.append(f"{code} ({', '.join(old)}) has no amounts, as its parts are not all counted in one unit.")
    return tuple(units)
