"""From an aggregated table to levels that meet every identity of the model, and what that moved.

The flows of the table stay as they are wherever they can: what is corrected is the split of purchases between inputs
and final demand, and so value added.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import INPUT, SECTOR, Pairs, Technology
from simulator.economy.icio.note import Move
from simulator.economy.icio.table import IcioTable
from simulator.economy.levels import Levels, share_of
from simulator.errors import DataError

LEAST_VALUE_ADDED: Final = 0.01
"""Smallest share of value added in output that is left to a sector: an assumption, so that the model can be solved."""
LARGEST_GAP: Final = 0.01
"""Share of world output by which the stated output may differ from sales; a larger gap is a damaged file."""
ROUNDING: Final = 1e-12
"""Share of world output below which a difference is rounding and is not told."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Balanced:
    """Levels that meet every identity, and what was done to get there."""

    levels: Levels
    moves: Sequence[Move]


class _Ledger:
    """Gathers what was moved, with labels of the cell where most was."""

    def __init__(self, regions: Sequence[str], sectors: Sequence[str], world_output: float) -> None:
        self._regions, self._sectors, self._world = regions, sectors, world_output
        self.moves: list[Move] = []

    def add(self, what: str, amount: Array) -> None:
        """Enter an amount by sector, then exporter and importer or region alone, or by region."""
        size = np.where(np.abs(amount) > ROUNDING * self._world, np.abs(amount), 0)
        total = float(size.sum())
        largest = _largest(size)
        names = ([self._sectors] if size.ndim > 1 else []) + [self._regions] * min(size.ndim, size.ndim - 1 or 1)
        cell = " ".join(labels[index] for labels, index in zip(names, largest, strict=True))
        worst = f"{cell} ({size[largest]:,.6g})" if total else ""
        self.moves.append(Move(what, total, total / self._world, worst))


def balance(
    table: IcioTable, tariff: Pairs, is_critical: NDArray[np.bool_], labels: tuple[Sequence[str], Sequence[str]]
) -> Balanced:
    """Make levels from a table.

    Parameters
    ----------
    tariff
        Rates by sector, exporter and importer; on inputs their revenue comes out of the table's taxes.
    is_critical
        Sectors whose product is a critical input.
    labels
        Regions and sectors.

    Returns
    -------
    balanced
        Flows are those of the table but for negative ones, which are 0.

    Raises
    ------
    DataError
        The table is not one: what it states as output is not what it sells.
    """
    regions, sectors = labels
    world = float(table.output.sum())
    ledger = _Ledger(regions, sectors, world)
    _check_output(table, regions, sectors)
    _check_costs(table, regions, sectors)
    ledger.add("statistical differences (DISC), left out", table.differences)
    ledger.add("output as stated less sales", table.output - table.flow.sum(axis=-1))
    ledger.add("negative flows set to 0 (inventories run down by more than all purchases)", np.minimum(table.flow, 0))
    flow = np.maximum(table.flow, 0)
    use = np.einsum("kij,kisj->ksj", 1 + tariff, table.use)
    ledger.add("negative inputs set to 0", np.minimum(use, 0).sum(axis=SECTOR))
    use = np.maximum(use, 0)
    use = _within_purchases(use, ((1 + tariff) * flow).sum(axis=1), ledger)
    use = _with_value_added(use, flow.sum(axis=-1), ledger)
    ledger.add("taxes less subsidies on inputs, counted as earnings of factors but for tariffs", table.taxes)
    ledger.add("taxes less subsidies on final demand, left out", table.final_taxes)
    earned = flow.sum(axis=-1) - use.sum(axis=INPUT)
    duties = np.einsum("kij,kisj->sj", tariff, table.use)
    stated = table.value_added + table.taxes - duties
    ledger.add("earnings of factors less value added, taxes and duties of the table", earned - stated)
    return Balanced(Levels(flow, tariff, share_of(use, flow.sum(axis=-1)), is_critical), ledger.moves)


def _check_output(table: IcioTable, regions: Sequence[str], sectors: Sequence[str]) -> None:
    gap = np.abs(table.output - table.flow.sum(axis=-1))
    if gap.sum() <= LARGEST_GAP * np.abs(table.output).sum():
        return
    s, n = _largest(gap)
    raise DataError(
        f"output and sales of the table differ by {gap.sum():,.6g} million USD, more than {LARGEST_GAP:.0%}; most at "
        f"{sectors[s]} of {regions[n]}: {table.output[s, n]:,.6g} stated, {table.flow[s, n].sum():,.6g} sold. Get the "
        "whole file of one year again; every column of final demand must be there."
    )


def _check_costs(table: IcioTable, regions: Sequence[str], sectors: Sequence[str]) -> None:
    """Refuse a table in which something is missing of what output costs."""
    costs = table.use.sum(axis=(0, 1)) + table.value_added + table.taxes
    gap = np.abs(table.output - costs)
    if gap.sum() <= LARGEST_GAP * np.abs(table.output).sum():
        return
    s, n = _largest(gap)
    raise DataError(
        f"output and costs of the table differ by {gap.sum():,.6g} million USD, more than {LARGEST_GAP:.0%}; most at "
        f"{sectors[s]} of {regions[n]}: {table.output[s, n]:,.6g} stated, {costs[s, n]:,.6g} for inputs, taxes (TLS) "
        "and value added (VA). Get the whole file of one year again; every line must be there, once."
    )


def _largest(values: Array) -> tuple[int, ...]:
    return tuple(int(index) for index in np.unravel_index(int(np.argmax(values)), values.shape))


def _within_purchases(use: Technology, expenditure: Array, ledger: _Ledger) -> Technology:
    """Scale what users take of an input down to what the region buys, where stocks filled the rest."""
    used = use.sum(axis=SECTOR)
    scale = np.minimum(1, share_of(expenditure, used))
    ledger.add("inputs taken from stocks (negative final demand), now value added of their users", used * (1 - scale))
    return use * scale[:, None, :]


def _with_value_added(use: Technology, output: Array, ledger: _Ledger) -> Technology:
    """Scale inputs down that leave a sector without value added; their buyers' final demand takes them."""
    spent = use.sum(axis=INPUT)
    scale = np.minimum(1, share_of((1 - LEAST_VALUE_ADDED) * output, spent))
    what = f"inputs beyond {1 - LEAST_VALUE_ADDED:.0%} of a sector's output, now final demand"
    ledger.add(what, spent * (1 - scale))
    return use * scale
