"""Small worlds as bare arrays, and shocks to them that say only what they change."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from simulator.economy.elasticities import Elasticities
from simulator.economy.levels import Levels
from simulator.model.equilibrium import Equilibrium, equilibrium
from simulator.model.shock import Bounds, Deficits, Receiver, Shock
from simulator.solver.solve import Solution, solve
from tests.worlds import SEED, input_share

Flow = tuple[int, int, int]
"""Sector, exporter, importer."""


def random_levels(
    n_sectors: int, n_regions: int, *, seed: int = SEED, input_cost: float = 0.5, has_critical: bool = True
) -> Levels:
    """A world in which everybody trades everything under tariffs; the last input is critical if `has_critical`."""
    rng = np.random.default_rng(seed)
    shape = (n_sectors, n_regions, n_regions)
    flow = rng.uniform(5, 60, shape) * np.exp(rng.normal(size=(n_sectors, n_regions, 1))) + 300 * np.eye(n_regions)
    tariff = rng.uniform(0, 0.3, shape) * (1 - np.eye(n_regions))
    is_critical = has_critical & (np.arange(n_sectors) == n_sectors - 1)
    return Levels(flow, tariff, input_share(flow, tariff, input_cost, rng), is_critical)


def elasticities_of(
    n_sectors: int,
    *,
    origin: float | Sequence[float] = 4.0,
    home: float | Sequence[float] | None = None,
    input: float | Sequence[float] = 1.0,
    value_added: float | Sequence[float] = 1.0,
    critical: float | Sequence[float] = 1.0,
    final: float = 1.0,
    factor: float = np.inf,
    supply: float = 0.0,
    scale: float = 0.0,
    deficit: float = 0.0,
) -> Elasticities:
    """Elasticities of one case, by default those of Caliendo and Parro."""
    home = origin if home is None else home
    by_sector = [np.full((1, n_sectors), value) for value in (origin, home, input, value_added, critical)]
    of_regions = [np.array([value]) for value in (supply, scale, deficit)]
    return Elasticities(*by_sector, np.array([final]), np.array([factor]), *of_regions)


class Limit(NamedTuple):
    """A bound on a set of flows, or on the producer of one home flow, at a ratio to their baseline amount."""

    flows: Sequence[Flow]
    ratio: float
    is_floor: bool = False
    is_value: bool = False
    to_importer: bool = False
    is_burnt: bool = False
    is_producer: bool = False
    ceiling: float = np.inf

    @property
    def receiver(self) -> Receiver:
        """Who receives the premium."""
        return Receiver.NOBODY if self.is_burnt else Receiver.IMPORTER if self.to_importer else Receiver.EXPORTER


def bounds_of(levels: Levels, limits: Sequence[Limit]) -> Bounds:
    """The bounds of one case; quantities are counted in baseline value."""
    flows = [(bound, flow) for bound, limit in enumerate(limits) for flow in limit.flows]
    amount = np.array([1.0 if limits[bound].is_producer else levels.trade_flow[flow] for bound, flow in flows])
    entry_bound = np.array([bound for bound, _ in flows], np.intp)
    baseline = np.bincount(entry_bound, amount, len(limits))
    return Bounds(
        case=np.zeros(len(limits), np.intp),
        is_floor=np.array([limit.is_floor for limit in limits], bool),
        is_value=np.array([limit.is_value for limit in limits], bool),
        is_producer=np.array([limit.is_producer for limit in limits], bool),
        receiver=np.array([limit.receiver for limit in limits], np.intp),
        ceiling=np.log1p([limit.ceiling for limit in limits]),
        limit=baseline * [limit.ratio for limit in limits],
        entry_bound=entry_bound,
        entry_flow=np.array([np.ravel_multi_index(flow, levels.trade_flow.shape) for _, flow in flows], np.intp),
        entry_weight=np.where([limits[bound].is_value for bound, _ in flows], 1.0, amount),
    )


def shock_of(
    levels: Levels,
    elasticities: Elasticities,
    *limits: Limit,
    tariff: Mapping[Flow, float] | None = None,
    export_charge: Mapping[Flow, float] | None = None,
    iceberg_cost: Mapping[Flow, float] | None = None,
    purchase_factor: Mapping[Flow, float] | None = None,
    closed: Sequence[Flow] = (),
    variety_share: Mapping[Flow, float] | None = None,
    critical_weight: np.ndarray | None = None,
    deficit: np.ndarray | None = None,
    closure: Deficits = Deficits.GIVEN,
    is_income_tax: bool = False,
) -> Shock:
    """One case that puts the given wedges on the given flows and leaves every other wedge as it is."""
    none = Shock.none(levels, elasticities)
    shock = replace(
        none,
        tariff_new=_set(none.tariff_new, tariff or {}),
        export_charge=_set(none.export_charge, export_charge or {}),
        iceberg_cost=_set(none.iceberg_cost, iceberg_cost or {}),
        purchase_factor=_set(none.purchase_factor, purchase_factor or {}),
        is_closed=_set(none.is_closed, dict.fromkeys(closed, 1.0)),
        bounds=bounds_of(levels, limits) if limits else Bounds.none(),
        variety_share=_set(none.variety_share, variety_share or {}),
        critical_weight=none.critical_weight if critical_weight is None else critical_weight[None],
        closure=np.array([closure], np.intp),
        is_income_tax=np.array([is_income_tax]),
    )
    return shock if deficit is None else replace(shock, deficit_new=deficit[None])


def _set(array: np.ndarray, values: Mapping[Flow, float]) -> np.ndarray:
    changed = array.copy()
    for flow, value in values.items():
        changed[(0, *flow)] = value
    return changed


def solved(levels: Levels, shock: Shock) -> Equilibrium:
    """The equilibrium of a shock of which every case must be solved."""
    return worked_out(levels, shock, solve(levels, shock))


def worked_out(levels: Levels, shock: Shock, solution: Solution) -> Equilibrium:
    """The equilibrium at a solution of which every case must be solved."""
    assert solution.is_converged.all(), [status.name for status in solution.status]
    return equilibrium(levels, shock, solution.state.unknowns, solution.state.log_wedge)
