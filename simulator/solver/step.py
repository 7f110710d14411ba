"""The plain fixed-point step: each unknown moves towards its equation, scaled by how strongly its market responds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.axes import PerBound, PerCase
from simulator.economy.levels import Levels, freeze, share_of
from simulator.solver.block import Block, State
from simulator.solver.sweep import Sweep

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Leontief:
    """Inverses that carry a gap through the input–output links of a region, trade between regions left out.

    `price` maps gaps of sector prices, `expenditure` gaps of expenditure; shape (region, sector, sector).
    """

    price: Array
    expenditure: Array

    def __post_init__(self) -> None:
        freeze(self)

    @classmethod
    def of(cls, levels: Levels) -> "Leontief":
        """Linearise prices and expenditure at the baseline."""
        home_sales = np.einsum("sii->si", levels.trade_flow)
        price = np.einsum("sn,ksn->nsk", share_of(home_sales, levels.expenditure), levels.input_share)
        spending = np.einsum("ksn,sn->nks", levels.input_share, home_sales)
        identity = np.eye(levels.n_sectors)
        return cls(
            np.linalg.inv(identity - price),
            np.linalg.inv(identity - share_of(spending, levels.expenditure.T[..., None])),
        )


def fixed_point_step(block: Block, leontief: Leontief, state: State, at: Sweep) -> tuple[Array, PerBound]:
    """Step of the unknowns (case, 3, sector, region) and of the bound wedges.

    The factor price of sector s moves by its excess over the regional average, divided by κ + θ_s, and the regional
    average by its own excess over 1 + θ̄; prices and expenditure go through the Leontief inverses. World factor
    income is brought back to the numéraire.
    """
    theta, kappa = block.exponents.theta, block.exponents.kappa
    average = at.excess_total[:, None]
    own = np.where(np.isinf(kappa), 0.0, (at.excess - average) / (kappa + theta))
    wage = own + average / (1 + theta.mean(axis=-2, keepdims=True))
    price = np.einsum("nsk,ckn->csn", leontief.price, at.log_price - state.log_price)
    expenditure = np.einsum("nks,csn->ckn", leontief.expenditure, at.log_expenditure - state.log_expenditure)
    step = np.stack([wage, price, expenditure], axis=1) - at.log_world[:, None, None, None]
    return step, wedge_step(block, state, at)


def wedge_step(block: Block, state: State, at: Sweep) -> PerBound:
    """Step of each bound's log wedge: its gap over its demand elasticity, projected on the side where it may be."""
    target = state.log_wedge + at.bound_gap / block.bound_elasticity
    return project(block, target) - state.log_wedge


def project(block: Block, log_wedge: PerBound) -> PerBound:
    """Premiums are at least 0, wedges of floors at most 0."""
    return np.where(block.bounds.is_floor, np.minimum(log_wedge, 0.0), np.maximum(log_wedge, 0.0))


def residual(block: Block, state: State, at: Sweep) -> PerCase:
    """Largest violation of any equation in logs, by case; NaN or infinite where the state has left the numbers."""
    gaps = [at.log_price - state.log_price, at.log_expenditure - state.log_expenditure, at.excess]
    worst = np.max([np.abs(gap).max(axis=(-2, -1)) for gap in gaps], axis=0)
    worst = np.maximum(worst, np.abs(at.excess_total).max(axis=-1))
    worst = np.maximum(worst, np.abs(at.log_world))
    np.maximum.at(worst, block.bounds.case, bound_violation(block, state, at))
    return np.asarray(worst)


def bound_violation(block: Block, state: State, at: Sweep) -> PerBound:
    """How far each bound is broken, or, where its wedge is charged, how far it is from holding with equality."""
    beyond = np.where(block.bounds.is_floor, -at.bound_gap, at.bound_gap)
    return np.where(state.log_wedge == 0, np.maximum(beyond, 0.0), np.abs(at.bound_gap))
