"""What the measures of a scenario make of one price together: each is allowed alone, and many may be too much."""

from typing import Final

import numpy as np

from simulator.economy.economy import Economy
from simulator.errors import ScenarioError
from simulator.scenario.effects.wedges import Wedges
from simulator.scenario.format.values import LARGEST_CUT
from simulator.scenario.scenario import Scenario

SMALLEST_FACTOR: Final = 1 - LARGEST_CUT
LARGEST_FACTOR: Final = 1000.0
"""Beyond this, hardly anything is left of a flow, and `export_control` closes it."""
_FACTORS: Final = {
    "iceberg_cost": "trade costs",
    "export_charge": "export taxes and subsidies",
    "purchase_factor": "subsidies",
}


def refuse_extremes(wedges: Wedges, scenario: Scenario, economy: Economy) -> None:
    """Refuse measures that together make a flow nearly free, or dearer than there is any use for.

    Raises
    ------
    ScenarioError
        Naming the measures, the flow, and the factor on its price.
    """
    for name, words in _FACTORS.items():
        factor = getattr(wedges, name)
        for flow, is_allowed in (
            (factor.argmin(), factor.min() >= SMALLEST_FACTOR * (1 - 1e-9)),
            (factor.argmax(), factor.max() <= LARGEST_FACTOR),
        ):
            if not is_allowed:
                raise ScenarioError(_sentence(scenario, economy, int(flow), words, float(factor.flat[flow])))


def _sentence(scenario: Scenario, economy: Economy, flow: int, words: str, factor: float) -> str:
    sector, exporter, importer = np.unravel_index(flow, economy.levels.trade_flow.shape)
    ids = [item.id for item in scenario.enabled if item.cells(economy)[sector, exporter, importer]]
    goods = f"{economy.sectors[sector]} from {economy.regions[exporter]} to {economy.regions[importer]}"
    return (
        f"{scenario.name}: {', '.join(ids)}: their {words} multiply the price of {goods} by {factor:.4g} — by "
        f"{SMALLEST_FACTOR:g} to {LARGEST_FACTOR:,.0f}; `export_control` with `blocked: 1` closes a flow."
    )
