"""A batch of solved cases beside its baseline: what the definitions of indicators read."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.axes import EXPORTER, IMPORTER, SECTOR, Pairs, PerRegion, Regional
from simulator.economy import Economy
from simulator.economy.levels import Levels
from simulator.model.equilibrium import Equilibrium
from simulator.model.shock import Shock

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class World:
    """Baseline, shock and equilibrium of a batch of cases, and what several indicators need of them.

    Bilateral arrays have shape (case, sector, exporter, importer); NaN marks cases that were not solved. `statutory`
    has the tariffs by law where some are not collected in full.
    """

    economy: Economy
    shock: Shock
    equilibrium: Equilibrium
    statutory: Pairs | None = None

    @property
    def levels(self) -> Levels:
        """Baseline levels."""
        return self.economy.levels

    @cached_property
    def is_solved(self) -> NDArray[np.bool_]:
        """Which cases are solved, shape (case,)."""
        return np.asarray(np.isfinite(self.equilibrium.income_new).all(axis=-1))

    @cached_property
    def real_income_hat(self) -> PerRegion:
        """Î/P̂F: income in consumer prices."""
        return self.equilibrium.income_new / self.levels.income / self.equilibrium.consumer_price_hat

    @cached_property
    def wage_index_hat(self) -> PerRegion:
        """Ŵ: what a unit of a region's factors earns, before any relief of tax."""
        solved = self.equilibrium
        return np.asarray(solved.factor_income_new / self.levels.factor_income / solved.supply_hat)

    @cached_property
    def effort(self) -> PerRegion:
        """What a changed supply of factors costs those who supply them, in units of baseline income.

        Utility is consumption less effort, and at the baseline the last unit supplied costs its real pay. A change of
        supply from 1 to e costs ∫ω de, the pay at which each unit is just supplied, taken along the straight line in
        logs from (1, 1) to (e, ω):

            ΣV · log e · (e·ω − 1)/log(e·ω)

        Where e = ω^ξ that line is the supply curve, and the cost is ΣV·ξ/(1+ξ)·(ω^(1+ξ) − 1). Along a path, where
        supply follows pay slowly, it is a line through the same two points. ω is real pay after tax.
        """
        solved = self.equilibrium
        log_supply = np.log(solved.supply_hat)
        log_pay = np.log(self.wage_index_hat * solved.relief_hat / solved.consumer_price_hat)
        log_both = log_supply + log_pay
        is_flat = log_both == 0
        mean = np.where(is_flat, 1.0, np.expm1(log_both) / np.where(is_flat, 1.0, log_both))
        return np.asarray(self.levels.factor_income * log_supply * mean)

    @cached_property
    def welfare_usd(self) -> PerRegion:
        """Equivalent variation: gain of consumption at baseline prices, less the effort of a changed supply."""
        return np.asarray(self.levels.income * (self.real_income_hat - 1) - self.effort)

    @cached_property
    def producer_price_hat(self) -> Regional:
        """Price at the factory gate: unit cost, and on top of it the markup of a bound on the producer."""
        return np.asarray(self.equilibrium.cost_hat * self.equilibrium.markup_hat)

    @cached_property
    def border_price_hat(self) -> Pairs:
        """Price at the border before tariff, of a closed flow too: the producer's and what the exporter's side adds."""
        return np.asarray(self.producer_price_hat[..., None] * self.equilibrium.export_charge_new)

    @cached_property
    def collected(self) -> Pairs:
        """Tariff revenue over border value, max(0, (1+t')·m' − 1): a state waives the duty on its own purchases."""
        tariff, paid = self.equilibrium.tariff_new, self.equilibrium.purchase_factor_new
        return np.where(paid == 1, tariff, np.maximum((1 + tariff) * paid - 1, 0.0))

    @cached_property
    def volume_hat(self) -> Pairs:
        """Quantity shipped, 0 where the baseline ships nothing."""
        nothing = np.where(self.is_solved, 0.0, np.nan)[:, None, None, None]
        return np.where(self.levels.trade_flow > 0, self.equilibrium.volume_hat, nothing)

    @cached_property
    def abroad(self) -> Pairs:
        """Baseline flows between regions, home sales left out, shape (sector, exporter, importer)."""
        return without_home(self.levels.trade_flow)

    @cached_property
    def abroad_new(self) -> Pairs:
        """Counterfactual flows between regions, home sales left out."""
        return without_home(self.equilibrium.trade_flow_new)

    @cached_property
    def traded(self) -> "Traded":
        """Exports and imports of all sectors in the baseline's prices and quantities and in new ones."""
        return Traded(
            _exports_and_imports(self.abroad),
            _exports_and_imports(self.abroad * self.border_price_hat),
            _exports_and_imports(self.abroad * self.volume_hat),
            _exports_and_imports(self.abroad_new),
        )


class Traded(NamedTuple):
    """Exports and imports of each region, home sales left out, side by side in the first axis.

    `at_new_prices` are the baseline's quantities at counterfactual border prices, `new_volumes` the reverse.
    """

    baseline: Array
    at_new_prices: Array
    new_volumes: Array
    new: Array


def _exports_and_imports(pairs: Pairs) -> Array:
    goods = pairs.sum(axis=-3)
    return np.stack([goods.sum(axis=IMPORTER), goods.sum(axis=EXPORTER)])


def without_home(pairs: Pairs) -> Pairs:
    """Set flows of a region to itself to 0."""
    return np.asarray(pairs * ~np.eye(pairs.shape[IMPORTER], dtype=bool))


def over_sectors(regional: Array) -> PerRegion:
    """Sum over sectors."""
    return np.asarray(regional.sum(axis=SECTOR))


def percent(hat: Array) -> Array:
    """Ratio to the baseline as a percent change."""
    return np.asarray(100 * (hat - 1))
