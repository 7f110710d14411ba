"""Indicators of regions: what treasuries and licence holders receive and pay, and trade."""

from typing import Final

import numpy as np

from simulator.axes import by_exporter
from simulator.economy.reading.units import MONEY
from simulator.results.indicators.indicator import Computed, Registry, defining
from simulator.results.indicators.world import World

REGION_INDICATORS: Final[Registry] = {}
_region = defining(REGION_INDICATORS, "region")


@_region("Tariff revenue", MONEY, "Revenue|Tariffs")
def tariff_revenue(world: World) -> Computed:
    """Tariffs that a region's treasury collects on its imports; the duty that it waives to itself is not among them.

    Σ max(0, (1+t')·m' − 1)·M', without state purchases Σ t'·M'
    """
    return world.equilibrium.tariff_revenue_new, world.levels.tariff_revenue


@_region("Licence premiums received", MONEY, "Revenue|Licence Premiums")
def licence_premium_receipts(world: World) -> Computed:
    """Scarcity premiums of licences and quotas that a region's side receives, as exporter or importer.

    Export taxes and rents of bounds on producers are left out. A tax is levied on the producer's price; the premium is
    on top of both.

    Σ M'/x'·tax factor·(premium factor − 1), and Σ E'·(1 − 1/premium factor) where the importer's side keeps it
    """
    solved, tax = world.equilibrium, world.shock.export_charge - 1
    taxes = by_exporter(solved.trade_flow_new / solved.export_charge_new * tax) if tax.any() else 0.0
    return solved.export_charges - taxes + solved.quota_rents, np.zeros_like(world.levels.income)


@_region("Rents of shortages", MONEY, "Revenue|Shortage Rents")
def shortage_rents(world: World) -> Computed:
    """What a region's producers take beyond their cost while a disruption or a missing input bounds their output.

    Σ_s Y'_s·(markup − 1)
    """
    return world.equilibrium.producer_rents, np.zeros_like(world.levels.income)


@_region("Cost of purchase commitments", MONEY, "Expenditure|Purchase Commitments")
def commitment_cost(world: World) -> Computed:
    """What a region's treasury pays to push buyers' prices below cost, beyond the duty that it waives to itself.

    Commitments and importer-paid subsidies; with the duty waived it is all that buyers are spared.

    Σ max(0, 1 − (1+t')·m')·M'
    """
    return world.equilibrium.commitment_cost, np.zeros_like(world.levels.income)


@_region("Duty waived", MONEY, "Revenue|Tariffs|Waived")
def duty_waived(world: World) -> Computed:
    """Tariff revenue that a treasury forgoes on what it buys or has bought under a commitment.

    Σ min(t', (1+t')·(1 − m'))·M'
    """
    return world.equilibrium.duty_waived, np.zeros_like(world.levels.income)


@_region("Exports", MONEY, "Trade|Exports")
def exports(world: World) -> Computed:
    """Exports of all sectors at border value.

    Σ_{j≠i} M'_ij
    """
    return world.traded.new[0], world.traded.baseline[0]


@_region("Imports", MONEY, "Trade|Imports")
def imports(world: World) -> Computed:
    """Imports of all sectors at border value, before tariff and premiums that the importer's side keeps.

    Σ_{i≠j} M'_ij
    """
    return world.traded.new[1], world.traded.baseline[1]


@_region("Trade balance", MONEY, "Trade|Balance")
def trade_balance(world: World) -> Computed:
    """Exports less imports at border value: what a region lends to others, −D'.

    exports − imports
    """
    exports, imports = world.traded.new
    baseline_exports, baseline_imports = world.traded.baseline
    return exports - imports, baseline_exports - baseline_imports
