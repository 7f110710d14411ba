"""The accounting identities and conditions that a baseline must meet, each with its worst cell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import EXPORTER, IMPORTER, INPUT, SECTOR
from simulator.economy.economy import Economy
from simulator.economy.levels import Levels

TOLERANCE: Final = 1e-9
"""Relative gap allowed in an identity: rounding of double precision over a few thousand cells, with room."""
MIN_VALUE_ADDED: Final = 1e-6
"""Smallest share of output that goes to factors where there is output."""
MAX_CELLS: Final = 5
"""Broken cells named in a message; the rest are counted."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class IdentityResult:
    """Outcome of one check.

    Attributes
    ----------
    name, formula
        What is checked, in words.
    worst
        Label of the cell with the largest gap, or the least room.
    gap
        Largest gap relative to the size of the cell; 0 where a condition holds with room to spare.
    tolerance
        Largest gap allowed.
    ok
        Whether every cell is within the tolerance.
    broken
        A phrase for each cell beyond the tolerance: which, and by how much.
    remedy
        What to do if it is broken.
    """

    name: str
    formula: str
    worst: str
    gap: float
    tolerance: float
    ok: bool
    broken: tuple[str, ...]
    remedy: str

    def __str__(self) -> str:
        """Sentence for a person: the identity and its worst or its broken cells."""
        if self.ok:
            worst = f", worst gap {self.gap:.1e} at {self.worst}" if self.gap else ""
            return f"{self.name}: {self.formula}; holds{worst}."
        return f"{self.name}: {self.violation} — {self.remedy}"

    @property
    def violation(self) -> str:
        """What is broken: the identity, and the cells where it does not hold."""
        cells = "; ".join(self.broken[:MAX_CELLS])
        more = f"; and {len(self.broken) - MAX_CELLS} more cells" if len(self.broken) > MAX_CELLS else ""
        return f"{self.formula}, but not at {cells}{more}"


@dataclass(frozen=True)
class _Check:
    """One identity (left = right) or condition (left ≥ right) over cells with the given axes."""

    name: str
    formula: str
    axes: tuple[str, ...]
    sides: Callable[[Levels], tuple[Array, Array, Array]]
    """Left side, right side and the size against which their gap is measured."""
    remedy: str
    is_condition: bool = False


_BUG: Final = "look for amounts so large or small that sums lose their digits; report the folder if there are none."


def _expenditure(levels: Levels) -> tuple[Array, Array, Array]:
    inputs = (levels.input_share * levels.output).sum(axis=SECTOR)
    return levels.expenditure, inputs + levels.final_demand, np.maximum(levels.expenditure, inputs)


def _sales(levels: Levels) -> tuple[Array, Array, Array]:
    duties = levels.tariff * levels.trade_flow
    paid = (levels.purchases - duties).sum(axis=IMPORTER)
    return levels.output, paid, levels.output


def _costs(levels: Levels) -> tuple[Array, Array, Array]:
    profits = levels.profit_share[:, None] * levels.output
    spent = (levels.input_share * levels.output).sum(axis=INPUT) + levels.earnings + profits
    return spent, levels.output, levels.output


def _value_added(levels: Levels) -> tuple[Array, Array, Array]:
    least = np.where(levels.output > 0, MIN_VALUE_ADDED, 0)
    return levels.factor_share, least, np.ones_like(least)


def _trade_shares(levels: Levels) -> tuple[Array, Array, Array]:
    bought = (levels.expenditure > 0).astype(np.float64)
    return levels.trade_share.sum(axis=EXPORTER), bought, np.ones_like(bought)


def _final_demand(levels: Levels) -> tuple[Array, Array, Array]:
    inputs = levels.expenditure - levels.final_demand
    return levels.expenditure, inputs, np.maximum(levels.expenditure, inputs)


def _factor_income(levels: Levels) -> tuple[Array, Array, Array]:
    least = _least_income(levels)
    return levels.factor_income, least, least


def _income(levels: Levels) -> tuple[Array, Array, Array]:
    least = _least_income(levels)
    return levels.income, least, least


def _least_income(levels: Levels) -> Array:
    mean = levels.world_factor_income / levels.n_regions
    return np.full(levels.n_regions, max(TOLERANCE * mean, np.finfo(np.float64).tiny))


def _trade_balance(levels: Levels) -> tuple[Array, Array, Array]:
    bought, sold = levels.trade_flow.sum(axis=(-3, EXPORTER)), levels.trade_flow.sum(axis=(-3, IMPORTER))
    return levels.deficit, bought - sold, np.maximum(bought, sold)


def _deficits(levels: Levels) -> tuple[Array, Array, Array]:
    return levels.deficit.sum(), np.zeros(()), np.asarray(levels.world_factor_income)


def _world_income(levels: Levels) -> tuple[Array, Array, Array]:
    earned = levels.factor_income.sum() + levels.profits.sum() + levels.tariff_revenue.sum()
    return earned, levels.income.sum(), earned


_CELLS: Final = ("sector", "region")
_CHECKS: Final = (
    _Check("expenditure", "spending = inputs + final demand", _CELLS, _expenditure, _BUG),
    _Check("output", "output = what buyers pay less tariffs", _CELLS, _sales, _BUG),
    _Check("costs", "inputs + factor earnings + profits = output", _CELLS, _costs, _BUG),
    _Check(
        "value added",
        "1 − input shares − profit share is positive where there is output, never negative",
        _CELLS,
        _value_added,
        "lower the input shares of this sector in input_shares.csv until they sum to less than 1.",
        is_condition=True,
    ),
    _Check("trade shares", "shares of exporters in spending sum to 1", _CELLS, _trade_shares, _BUG),
    _Check(
        "final demand",
        "spending covers what the region's sectors use as input",
        _CELLS,
        _final_demand,
        "lower this input's shares in input_shares.csv, or raise the region's purchases in flows.csv.",
        is_condition=True,
    ),
    _Check(
        "factor income",
        "every region earns something",
        ("region",),
        _factor_income,
        "give the region sales in flows.csv, or take it out of regions.csv.",
        is_condition=True,
    ),
    _Check(
        "income",
        "every region has final demand",
        ("region",),
        _income,
        "give the region purchases in flows.csv beyond its inputs, or take it out of regions.csv.",
        is_condition=True,
    ),
    _Check(
        "trade balance",
        "income beyond earnings, profits and tariffs = imports − exports",
        ("region",),
        _trade_balance,
        _BUG,
    ),
    _Check("deficits", "deficits of all regions sum to 0", (), _deficits, _BUG),
    _Check("world income", "world earnings + profits + tariff revenue = world final demand", (), _world_income, _BUG),
)


def check_identities(levels: Levels, regions: Sequence[str], sectors: Sequence[str]) -> list[IdentityResult]:
    """Check every accounting identity and condition of the model on baseline levels.

    Parameters
    ----------
    levels
        Flows, tariffs and input shares.
    regions, sectors
        Labels of the axes, for the names of cells.

    Returns
    -------
    results
        One for each check, whether it holds or not.
    """
    labels = {"region": regions, "sector": sectors}
    with np.errstate(all="ignore"):  # an overflow is a gap that is not a number, and so a broken cell
        return [_result(check, levels, labels) for check in _CHECKS]


def _result(check: _Check, levels: Levels, labels: dict[str, Sequence[str]]) -> IdentityResult:
    left, right, size = (np.asarray(side).ravel() for side in check.sides(levels))
    cells = [", ".join(names) or "the world" for names in product(*(labels[axis] for axis in check.axes))]
    excess = right - left if check.is_condition else np.abs(left - right)
    return _judged(check, cells, np.divide(excess, size, out=excess, where=size > 0), left, right)


def _judged(check: _Check, cells: Sequence[str], excess: Array, left: Array, right: Array) -> IdentityResult:
    is_broken = ~(excess <= TOLERANCE)  # also where the excess is not a number
    worst = int(np.argmax(np.where(np.isnan(excess), np.inf, excess)))
    order = [n for n in np.argsort(-excess) if is_broken[n]]
    return IdentityResult(
        name=check.name,
        formula=check.formula,
        worst=cells[worst],
        gap=float(np.maximum(excess[worst], 0)),
        tolerance=TOLERANCE,
        ok=not order,
        broken=tuple(
            f"({cells[n]}): {left[n]:.6g} against {right[n]:.6g}, a relative gap of {excess[n]:.1e}" for n in order
        ),
        remedy=check.remedy,
    )


def baseline_report(economy: Economy) -> list[IdentityResult]:
    """Check everything that a baseline must meet: the identities, and that quantities belong to traded flows.

    Parameters
    ----------
    economy
        The baseline.

    Returns
    -------
    results
        One for each check, whether it holds or not.
    """
    return [*check_identities(economy.levels, economy.regions, economy.sectors), _quantities(economy)]


def _quantities(economy: Economy) -> IdentityResult:
    quantity, flow = economy.quantity, economy.levels.trade_flow
    has_no_flow = ~np.isnan(quantity) & ~((quantity > 0) & (flow > 0))
    s, i, j = np.nonzero(has_no_flow)
    broken = tuple(
        f"({economy.sectors[sector]}, {economy.regions[exporter]} → {economy.regions[importer]}): "
        f"{quantity[sector, exporter, importer]:.6g} against a flow of {flow[sector, exporter, importer]:.6g}"
        for sector, exporter, importer in zip(s, i, j, strict=True)
    )
    return IdentityResult(
        name="quantities",
        formula="quantities are positive and belong to traded flows",
        worst=broken[0].partition(":")[0] if broken else "none",
        gap=float(len(broken)),
        tolerance=0.0,
        ok=not broken,
        broken=broken,
        remedy="remove the quantity from quantities.csv, or give the flow a value in flows.csv.",
    )
