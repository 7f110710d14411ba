"""Cases that have no equilibrium because flows are closed, found before any step is taken."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import EXPORTER, IMPORTER
from simulator.economy.levels import Levels
from simulator.model.shock import Deficits, Shock
from simulator.solver.block import Block
from simulator.solver.status import Status

Flags = NDArray[np.bool_]

ROUNDING: Final = 1e-12
"""What is less than this part of world factor income may be 0 up to rounding."""


def unsolvable(block: Block) -> dict[int, Status]:
    """Find cases, by place, in which a buyer has no source, a seller no buyer, or a region no way to its balance."""
    is_open = block.weights.demand > 0
    if (is_open == is_open[:1]).all():
        is_open = is_open[:1]
    failing = {
        Status.UNBALANCED: _is_unbalanced(block, is_open),
        Status.UNSOLD: _is_unsold(block, is_open),
        Status.UNSUPPLIED: _is_unsupplied(block, is_open),
    }
    every = (block.n_cases,)
    return {
        int(case): status for status, cases in failing.items() for case in np.flatnonzero(np.broadcast_to(cases, every))
    }


def _is_unsupplied(block: Block, is_open: Flags) -> Flags:
    """Tell where a region buys a sector of which neither home nor any open flow supplies it."""
    nests = block.nests
    is_supplied = (nests.home_share > 0) | is_open.any(axis=EXPORTER)
    return _anywhere((nests.expenditure > 0) & ~is_supplied)


def _is_unsold(block: Block, is_open: Flags) -> Flags:
    """Tell where a sector with factors of its own sells neither at home nor by any open flow."""
    nests = block.nests
    is_bought = nests.expenditure > 0
    outlets = is_open & is_bought[:, None, :]
    is_sold = (nests.home_share * nests.expenditure > 0) | outlets.any(axis=IMPORTER)
    return _anywhere((nests.earnings > 0) & ~is_sold & ~np.isinf(block.exponents.kappa))


def _is_unbalanced(block: Block, is_open: Flags) -> Flags:
    """Tell where regions that cannot export, or cannot import, would have to for deficits that are given and stay.

    The regions that one region reaches by open exports, directly or over others, export to nobody else, so that they
    need a deficit if they import and balance if they do not. Those that reach it import from nobody else.
    """
    sells_to = np.asarray(is_open.any(axis=-3))
    reach = _reach(sells_to)
    least = ROUNDING * float(block.nests.factor_income.sum())
    deficit = block.terms.deficit_new
    backward = _misses(reach.transpose(0, 2, 1), sells_to.transpose(0, 2, 1), -deficit, least)
    misses = backward | _misses(reach, sells_to, deficit, least)
    return np.asarray(misses & (block.terms.closure == Deficits.GIVEN))


def is_split(levels: Levels, shock: Shock) -> bool:
    """Tell whether the one case of a shock leaves regions that trade with no others, directly or over some."""
    is_open = (levels.trade_flow > 0) & ~shock.is_closed[0] & (shock.variety_share[0] > 0)
    sells_to = is_open.any(axis=-3)[None]
    return not _reach(sells_to | sells_to.swapaxes(EXPORTER, IMPORTER)).all()


def _reach(sells_to: Flags) -> Flags:
    """Which regions (columns) a region (row) sells to directly or over others, itself included."""
    reach = sells_to | np.eye(sells_to.shape[-1], dtype=bool)
    for _ in range(reach.shape[-1].bit_length()):
        reach = _joined(reach, reach)
    return reach


def _joined(first: Flags, second: Flags) -> Flags:
    return np.asarray(first.astype(np.float32) @ second.astype(np.float32) > 0)


def _misses(club: Flags, sells_to: Flags, deficit: NDArray[np.float64], least: float) -> Flags:
    """Tell where the members (columns) of a club (rows), which export to none but members, miss their balance."""
    total = (club @ deficit[..., None])[..., 0]
    imports = (_joined(~club, sells_to) & club).any(axis=-1)
    return np.asarray(np.where(imports, total <= least, np.abs(total) > least).any(axis=-1))


def _anywhere(flags: Flags) -> Flags:
    return np.asarray(flags.any(axis=(-2, -1)))
