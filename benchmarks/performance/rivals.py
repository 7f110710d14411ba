"""Per-scenario solvers of the kind found in published replication code: scipy on wages, and a damped loop.

They are written from the papers, one scenario at a time, and share no code with the package but the baseline's arrays.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import root

from simulator.economy.levels import Levels

Array = NDArray[np.float64]

TOLERANCE: Final = 1e-10
"""Relative excess demand, and change of log prices, at which a solver ends; the package's is the same."""

DAMPING: Final = 0.3
"""Share of the excess demand for labour that moves wages in one turn of the loop."""


class Outcome(NamedTuple):
    """Changes of wages, shape (region,), and of sector prices, shape (sector, region)."""

    wage_hat: Array
    price_hat: Array


class OneSector:
    """One-sector Armington model in changes, with balanced trade: n log wages from n market-clearing conditions."""

    def __init__(self, levels: Levels, theta: float) -> None:
        self.share, self.income, self.theta = levels.trade_share[0], levels.factor_income, theta

    def solve(self, cost_hat: Array) -> Outcome:
        """Find wages by Powell's hybrid method with a numerical Jacobian; `cost_hat` is the change of trade costs."""
        found = root(self._excess, np.zeros(self.income.size), args=(cost_hat,), tol=TOLERANCE)
        wage = np.exp(found.x)
        return Outcome(wage, self._price(wage, cost_hat)[None])

    def _delivered(self, wage: Array, cost_hat: Array) -> Array:
        return np.asarray(self.share * (wage[:, None] * cost_hat) ** -self.theta)

    def _price(self, wage: Array, cost_hat: Array) -> Array:
        return np.asarray(self._delivered(wage, cost_hat).sum(axis=0) ** (-1 / self.theta))

    def _excess(self, log_wage: Array, cost_hat: Array) -> Array:
        wage = np.exp(log_wage)
        delivered, income = self._delivered(wage, cost_hat), wage * self.income
        excess = (delivered / delivered.sum(axis=0)) @ income / income - 1
        excess[-1] = income.sum() / self.income.sum() - 1  # the numéraire takes the place of the last market
        return np.asarray(excess)


class CaliendoParro:
    """Caliendo and Parro (2015) with their nested algorithm: wages outside; prices, then expenditure, inside."""

    def __init__(self, levels: Levels, theta: Array) -> None:
        self.levels, self.theta = levels, theta[:, None]

    def solve_by_loop(self, tariff_new: Array) -> Outcome:
        """Raise wages where labour is in excess demand, by part of the excess, until no market is left with any."""
        wage, worst = np.ones(self.levels.n_regions), np.inf
        while worst > TOLERANCE:
            price, excess = self._at(wage, tariff_new)
            worst = np.abs(excess).max()
            wage = self._normal(wage * (1 + DAMPING * excess))
        return Outcome(wage, price)

    def solve_by_root(self, tariff_new: Array) -> Outcome:
        """Hand the excess demands to Powell's hybrid method, with prices and expenditure solved inside."""

        def excess(log_wage: Array) -> Array:
            wage = np.exp(log_wage)
            found = self._at(wage, tariff_new)[1]
            found[-1] = (wage * income).sum() / income.sum() - 1  # the numéraire takes the place of the last market
            return found

        income = self.levels.factor_income
        wage = np.exp(root(excess, np.zeros(income.size), tol=TOLERANCE).x)
        return Outcome(wage, self._at(wage, tariff_new)[0])

    def _normal(self, wage: Array) -> Array:
        income = self.levels.factor_income
        return np.asarray(wage * income.sum() / (wage * income).sum())

    def _at(self, wage: Array, tariff_new: Array) -> tuple[Array, Array]:
        """Sector prices, and relative excess demand for labour, at given wages."""
        price, share = self._prices(wage, tariff_new)
        net_share = share / (1 + tariff_new)
        spent = self._expenditure(wage, net_share, tariff_new)
        output = np.einsum("sij,sj->si", net_share, spent)
        labour = (self.levels.value_added_share * output).sum(axis=0)
        return price, labour / (wage * self.levels.factor_income) - 1

    def _prices(self, wage: Array, tariff_new: Array) -> tuple[Array, Array]:
        """Inner loop: costs from wages and input prices, prices from costs, until prices stay; with trade shares."""
        levels, theta = self.levels, self.theta
        weight = levels.trade_share * ((1 + tariff_new) / (1 + levels.tariff)) ** -theta[..., None]
        log_price, change = np.zeros(levels.output.shape), np.inf
        while change > TOLERANCE:
            inputs = np.einsum("ksn,kn->sn", levels.input_share, log_price)
            cost = np.exp(levels.value_added_share * np.log(wage) + inputs)
            delivered = weight * cost[..., None] ** -theta[..., None]
            total = delivered.sum(axis=-2)
            is_bought = total > 0
            new = np.where(is_bought, -np.log(np.where(is_bought, total, 1)) / theta, 0)
            change, log_price = np.abs(new - log_price).max(), new
        return np.exp(log_price), delivered / np.where(is_bought, total, 1)[:, None]

    def _expenditure(self, wage: Array, net_share: Array, tariff_new: Array) -> Array:
        """One linear system of all goods markets: inputs and final demand, out of wages, tariffs and deficits."""
        levels = self.levels
        shape, n_goods = levels.expenditure.shape, levels.expenditure.size
        use = np.einsum("ksn,snj->knsj", levels.input_share, net_share)
        revenue = (tariff_new * net_share).sum(axis=-2)
        region = np.arange(levels.n_regions)
        use[:, region, :, region] += np.einsum("kn,sn->nks", levels.final_share, revenue)
        earned = levels.final_share * (wage * levels.factor_income + levels.deficit)
        system = np.eye(n_goods) - use.reshape(n_goods, n_goods)
        return np.linalg.solve(system, earned.ravel()).reshape(shape)


def proportional_fit(flow: Array, weight: Array, theta: float) -> Outcome:
    """Prices at which costlier trade still adds up to the outputs and expenditures of the baseline.

    This is what gegravity solves: output and expenditure keep their baseline shares of the world while prices move.
    """
    target_out, target_in = flow.sum(axis=1), flow.sum(axis=0)
    shocked = flow * weight
    row, column, change = np.ones(target_out.size), np.ones(target_in.size), np.inf
    while change > TOLERANCE:
        column = target_in / (row @ shocked)
        new = target_out / (shocked @ column)
        change, row = np.abs(np.log(new / row)).max(), new
    return Outcome(row ** (-1 / theta), column[None] ** (1 / theta))
