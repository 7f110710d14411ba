"""Amounts of flows: what a bound counts, and whether a promised or permitted amount can be counted at all."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.axes import EXPORTER, IMPORTER
from simulator.economy.economy import Economy
from simulator.economy.reading.units import MONEY, UNITS
from simulator.scenario.effects.flows import quantity_in
from simulator.scenario.format.values import Amount

_OTHERWISE: Final = "leave it out, or give a value in USD (commitment) or a share (quota)"


class Amounts(NamedTuple):
    """What a bound counts.

    Attributes
    ----------
    amount
        Baseline amounts of all flows; NaN where they are not known.
    unit
        Their unit: physical, or million USD for values and for quantities at base prices.
    is_value
        Whether the bound counts border value rather than quantity.
    """

    amount: NDArray[np.float64]
    unit: str
    is_value: bool = False

    @classmethod
    def by(cls, amount: Amount, economy: Economy) -> "Amounts":
        """As an amount is counted: money as border value, anything else as a quantity in its unit."""
        if amount.kind == "money":
            return cls(economy.levels.trade_flow, MONEY, True)
        return cls(quantity_in(amount.unit, economy), amount.unit)

    @classmethod
    def by_flows(cls, economy: Economy, hit: NDArray[np.bool_]) -> "Amounts":
        """As the flows are counted: in their common physical unit, else at base prices."""
        units = {economy.quantity_unit[sector] for sector in np.flatnonzero(hit.any(axis=(EXPORTER, IMPORTER)))}
        is_physical = len(units) == 1 and units != {""} and np.isfinite(economy.quantity[hit]).all()
        return cls(economy.quantity, units.pop()) if is_physical else cls(economy.levels.trade_flow, MONEY)


def unit_of(amount: Amount) -> str:
    """Unit in which an amount is counted."""
    return MONEY if amount.kind == "money" else amount.unit


def count_problems(amount: Amount, hit: NDArray[np.bool_], economy: Economy) -> list[str]:
    """Say why a quantity cannot be counted in the sectors that are hit; money always can."""
    if amount.kind == "money":
        return []
    sectors = np.flatnonzero(hit.any(axis=(EXPORTER, IMPORTER)))
    units = {economy.sectors[index]: economy.quantity_unit[index] for index in sectors}
    texts = [text for sector, unit in units.items() if (text := _unit_problem(amount, sector, unit))]
    uncounted = [] if texts else np.argwhere(hit & ~np.isfinite(economy.quantity)).tolist()
    if uncounted:
        sector, exporter, importer = uncounted[0]
        flow = f"{economy.sectors[sector]} from {economy.regions[exporter]} to {economy.regions[importer]}"
        count = f"{len(uncounted)} flows, such as " if len(uncounted) > 1 else ""
        texts = [f"got {amount}, but the baseline has no quantity of {count}{flow} — {_OTHERWISE}."]
    return texts[:5]


def _unit_problem(amount: Amount, sector: str, unit: str) -> str:
    if not unit:
        return f"got {amount}, but {sector} is not counted in any unit — {_OTHERWISE}."
    if unit == amount.unit or (unit in UNITS and UNITS[unit].kind == amount.kind):
        return ""
    return f"got {amount}, but {sector} is counted in {unit} — an amount in {unit}, or a measure of its own."
