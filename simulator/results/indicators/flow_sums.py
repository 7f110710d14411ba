"""Flows added up over sectors, as charts show them, so that draws can be kept of them and not of every single flow."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np

from simulator.economy import Economy
from simulator.results.indicators.indicator import Array
from simulator.results.indicators.world import World
from simulator.scenario.effects.bounds import BoundLabel

Counted: TypeAlias = Literal["quantity", "volume", "trade_flow"]
"""What is added up: quantities in the sector's unit, volumes at base-year prices, or border values."""

FLOW_SUMS: Final = "flow_sums"
"""Variable of the summary with the quantiles of the sums."""
FLOW_DIM: Final = "flow_sum"
"""Its dimension, along which sums go by name."""


@dataclass(frozen=True)
class FlowSum:
    """Flows of some sectors together, by exporter and importer, home sales included."""

    counted: Counted
    sectors: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of the sum, such as `quantity:SOY`."""
        return f"{self.counted}:{'+'.join(self.sectors)}"

    def of(self, world: World) -> Array:
        """The sum in every case, shape (case, exporter, importer); NaN where a quantity is not known."""
        chosen = [world.economy.sectors.index(code) for code in self.sectors]
        if self.counted == "trade_flow":
            return np.asarray(world.equilibrium.trade_flow_new[:, chosen].sum(axis=-3))
        if self.counted == "volume":
            return np.asarray((world.levels.trade_flow[chosen] * world.volume_hat[:, chosen]).sum(axis=-3))
        quantity = world.economy.quantity[chosen]
        total = (np.nan_to_num(quantity) * world.volume_hat[:, chosen]).sum(axis=-3)
        return np.where(np.isnan(quantity).all(axis=0), np.nan, total)


def shown_sums(economy: Economy, bounds: Sequence[BoundLabel]) -> tuple[FlowSum, ...]:
    """Sums that charts of a run show: goods together, each sector with a physical unit, and what commitments count."""
    goods = tuple(code for code, is_goods in zip(economy.sectors, economy.is_goods, strict=True) if is_goods)
    with_unit = [code for code, unit in zip(economy.sectors, economy.quantity_unit, strict=True) if unit]
    promised = [
        FlowSum("trade_flow" if bound.is_value else "quantity", bound.sectors) for bound in bounds if bound.is_floor
    ]
    sums = [FlowSum("volume", goods or economy.sectors), *(FlowSum("quantity", (code,)) for code in with_unit)]
    return tuple(dict.fromkeys([*sums, *promised]))
