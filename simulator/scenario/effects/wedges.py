"""Wedges, lost varieties and bounds, which the measures of a scenario write one after the other."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from simulator.axes import Pairs
from simulator.economy.economy import Economy
from simulator.scenario.effects.bounds import PlannedBound


@dataclass(frozen=True, eq=False)
class Wedges:
    """Arrays over (sector, exporter, importer), and bounds; a measure writes on the flows that it hits.

    Attributes
    ----------
    tariff, statutory
        Rate of each flow, as it is collected and by law; the baseline's at first.
    export_charge, iceberg_cost, purchase_factor
        Factors on the price of each flow: received on the exporter's side, by nobody, and paid by the buyer.
    variety_share
        Share of the varieties of each flow that still reach the buyer.
    allowed, is_physical
        Share of each flow that licences let through, and whether they are handed out by application.
    is_closed
        Flows that ship nothing.
    bounds
        Limits and promises.
    """

    tariff: Pairs
    statutory: Pairs
    export_charge: Pairs
    iceberg_cost: Pairs
    purchase_factor: Pairs
    variety_share: Pairs
    allowed: Pairs
    is_physical: NDArray[np.bool_]
    is_closed: NDArray[np.bool_]
    bounds: list[PlannedBound]

    @classmethod
    def of(cls, economy: Economy) -> "Wedges":
        """No change."""
        shape = economy.levels.trade_flow.shape
        return cls(
            tariff=economy.levels.tariff.copy(),
            statutory=economy.levels.tariff.copy(),
            export_charge=np.ones(shape),
            iceberg_cost=np.ones(shape),
            purchase_factor=np.ones(shape),
            variety_share=np.ones(shape),
            allowed=np.ones(shape),
            is_physical=np.zeros(shape, bool),
            is_closed=np.zeros(shape, bool),
            bounds=[],
        )

    def copy(self) -> "Wedges":
        """The same, to be written on without a change here."""
        return Wedges(*(getattr(self, item.name).copy() for item in fields(self)))
