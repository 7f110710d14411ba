"""Indicators of regions: what stands still where limits withhold critical inputs, before anyone adjusts."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import INPUT
from simulator.economy.levels import Levels
from simulator.economy.reading.units import MONEY
from simulator.model.shock import Shock
from simulator.results.indicators.indicator import SLACK, Computed, Registry, defining, new_to_regions
from simulator.results.indicators.world import World, over_sectors

AT_RISK_INDICATORS: Final[Registry] = {}
_region = defining(AT_RISK_INDICATORS, "region")


@_region("Value added at risk", MONEY, "Value Added|At Risk")
def value_added_at_risk(world: World) -> Computed:
    """Value added of users in so far as they cannot make do without what licences and controls withhold.

    Recycling, thrift and stocks are taken off what is withheld, and nobody adjusts beyond them; of several inputs that
    a user misses, the scarcest counts. How licences are handed out and whether they bind does not matter.

    Σ_u max_k s_ku·missing_ku·v_u·Y_u, missing_k = max(0, 1 − Σ_i allowed·M/Σ_i M − relief − stock)
    """
    levels = world.levels
    stopped = world.shock.stopped.max(axis=INPUT, initial=0.0)
    return new_to_regions(world, over_sectors(stopped * levels.value_added_share * levels.output))


@_region("Output at risk", MONEY, "Output|At Risk")
def output_at_risk(world: World) -> Computed:
    """Old, see `value_added_at_risk`: output of users of critical inputs times the share that binding limits withhold.

    It is an upper bound without any substitution and takes every user to stop; of several inputs that a user misses,
    the scarcest counts. It leaves with the next version.

    Σ_s Y_s·max_k [a_ks > 0]·shortfall_k, shortfall_k = Σ_i π_ki·(1 − limit/baseline)
    """
    return new_to_regions(world, withheld_output(world.levels, world.shock, world.equilibrium.bound_wedge - 1 > SLACK))


def withheld_output(levels: Levels, shock: Shock, binds: NDArray[np.bool_]) -> np.ndarray:
    """Output at risk by case and region where these bounds bind, whether or not they do in equilibrium."""
    uses = levels.input_share[levels.is_critical] > 0
    missing = shortfall(levels, shock, binds)[:, :, None, :]
    return over_sectors(levels.output * np.max(uses * missing, axis=INPUT, initial=0.0))


def shortfall(levels: Levels, shock: Shock, binds: NDArray[np.bool_]) -> np.ndarray:
    """Share of each region's purchases of each critical input that closures, and those limits that bind, take away.

    Shape (case, critical input, region); the lowest limit counts where several hit one flow. Floors and limits of value
    take nothing away.
    """
    bounds, critical = shock.bounds, levels.is_critical
    on_flows = bounds.on_flows
    allowed = np.repeat(~shock.is_closed[:, critical], len(shock) // len(shock.is_closed), axis=0).astype(np.float64)
    share = np.minimum(bounds.limit / bounds.total(bounds.entry_weight), 1.0)[bounds.entry_bound[on_flows]]
    case, sector, *pair = bounds.flow_index(levels.trade_flow.shape)
    takes = (binds & ~bounds.is_floor & ~bounds.is_value)[bounds.entry_bound[on_flows]] & critical[sector]
    flow_index = case, (np.cumsum(critical) - 1)[sector], *pair
    np.minimum.at(allowed, tuple(index[takes] for index in flow_index), share[takes])
    return np.asarray(np.einsum("kij,ckij->ckj", levels.trade_share[critical], 1 - allowed))
