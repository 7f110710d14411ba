"""A batch of solved cases beside its baseline: what the definitions of indicators read."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.axes import EXPORTER, IMPORTER, SECTOR, Pairs, PerRegion
from simulator.economy import Economy
from simulator.economy.levels import Levels
from simulator.model.equilibrium import Equilibrium
from simulator.model.shock import Shock

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class World:
    """Baseline, shock and equilibrium of a batch of cases, and what several indicators need of them.

    Bilateral arrays have shape (case, sector, exporter, importer); NaN marks cases that were not solved.
    """

    economy: Economy
    shock: Shock
    equilibrium: Equilibrium

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
    def border_price_hat(self) -> Pairs:
        """Price at the border before tariff: the producer's, times what the exporter's side adds; also of a closed flow."""
        solved = self.equilibrium
        return np.asarray((solved.cost_hat * solved.markup_hat)[..., None] * solved.export_charge_new)

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
