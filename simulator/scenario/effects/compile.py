"""From measures to arrays: wedges, lost varieties, bounds and elasticities with which a scenario shocks the economy."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import Pairs, Regional
from simulator.economy.economy import Economy
from simulator.economy.elasticities import Elasticities
from simulator.economy.levels import sealed
from simulator.model.shock import Closure as ModelClosure
from simulator.model.shock import Shock
from simulator.scenario.effects.bounds import (
    BoundLabel,
    PlannedBound,
    Restriction,
    allowed_share,
    as_rows,
    commitment,
    disruption,
    restrictions,
)
from simulator.scenario.effects.overlap import each_once, refuse_contradictions
from simulator.scenario.effects.rationing import RATIONING, Position, Rations, shortage, stops
from simulator.scenario.format.assumptions import Closure, Parameters
from simulator.scenario.measures import Measure
from simulator.scenario.measures.export_control import ExportControl
from simulator.scenario.measures.export_licensing import ExportLicensing
from simulator.scenario.measures.export_tax import ExportTax
from simulator.scenario.measures.import_quota import ImportQuota
from simulator.scenario.measures.purchase_commitment import PurchaseCommitment
from simulator.scenario.measures.subsidy import Subsidy
from simulator.scenario.measures.supply_disruption import SupplyDisruption
from simulator.scenario.measures.tariff import Tariff
from simulator.scenario.measures.trade_cost import TradeCost
from simulator.scenario.reading.cells import cells, table_rates
from simulator.scenario.scenario import Scenario

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Case:
    """One equilibrium to solve: a scenario at a horizon, as a batch of one, with a label for each bound.

    `rations` is what licences let through of critical inputs.
    """

    scenario: str
    horizon: str
    shock: Shock
    bounds: tuple[BoundLabel, ...]
    rations: Rations

    @property
    def n_unrationed(self) -> int:
        """How many of the bounds, the first ones, are those of measures; the others stop users of what is missing."""
        return sum(label.kind != RATIONING for label in self.bounds)


@dataclass(frozen=True, eq=False)
class _Wedges:
    """Arrays over (sector, exporter, importer) and bounds that measures write one after the other.

    `allowed` is the share of each flow that licences let through, `is_physical` where they are handed out by
    application.
    """

    tariff: Pairs
    export_charge: Pairs
    iceberg_cost: Pairs
    purchase_factor: Pairs
    variety_share: Pairs
    allowed: Pairs
    is_physical: NDArray[np.bool_]
    is_closed: NDArray[np.bool_]
    bounds: list[PlannedBound]

    @classmethod
    def of(cls, economy: Economy) -> "_Wedges":
        """No change."""
        shape = economy.levels.trade_flow.shape
        return cls(
            tariff=economy.levels.tariff.copy(),
            export_charge=np.ones(shape),
            iceberg_cost=np.ones(shape),
            purchase_factor=np.ones(shape),
            variety_share=np.ones(shape),
            allowed=np.ones(shape),
            is_physical=np.zeros(shape, bool),
            is_closed=np.zeros(shape, bool),
            bounds=[],
        )

    def copy(self) -> "_Wedges":
        """The same, to be written on without a change here."""
        return _Wedges(*(getattr(self, item.name).copy() for item in fields(self)))

    def apply(self, measures: Iterable[Measure], economy: Economy) -> None:
        """Apply the enabled ones of some measures in their order."""
        for measure in measures:
            if measure.enabled:
                _apply(measure, economy, self)


def compile_case(scenario: Scenario, economy: Economy, horizon: str, years: float) -> Case:
    """Apply the enabled measures of a scenario in their order, and ration critical inputs.

    Parameters
    ----------
    horizon, years
        Name of the horizon and its years of adjustment; `inf` is full adjustment.

    Raises
    ------
    ScenarioError
        A commitment over flows that other measures close, or above what they let through.
    """
    return rationed(unrationed(scenario, economy, horizon, years), economy, years)


def rationed(
    case: Case, economy: Economy, years: float, position: Position | None = None, cover: Regional | None = None
) -> Case:
    """Stop the users of critical inputs who miss what licences withhold, and cut what all users buy of them.

    Parameters
    ----------
    case
        A case without rationing.
    position, cover
        As in `shortage`; absent: the middle of every band, and months of stock over the horizon.
    """
    rations, place = case.rations, position or Position.middle(len(case.rations.allowed))
    arriving = rations.allowed * case.shock.variety_share[0, economy.levels.is_critical]
    shock = replace(case.shock, stopped=shortage(arriving, economy, years, place, cover).stopped[None])
    if not rations.is_withheld.any():
        return replace(case, shock=shock)
    physical = np.where(rations.is_physical, rations.allowed, 1.0)
    short = shortage(physical, economy, years, place, cover)
    bounds, labels = stops(economy, rations, short)
    shock = replace(shock, critical_weight=short.weight[None], bounds=shock.bounds.and_those(bounds))
    if position is None:
        labels = tuple(replace(label, limit=most) for label, most in zip(labels, bounds.limit.tolist(), strict=True))
    return replace(case, shock=shock, bounds=(*case.bounds, *labels))


def unrationed(scenario: Scenario, economy: Economy, horizon: str, years: float, shared: int = 0) -> Case:
    """Apply the enabled measures of a scenario in their order, and leave critical inputs to the market.

    Parameters
    ----------
    horizon, years
        As in `compile_case`.
    shared
        How many of the first measures are those of many cases to come; they are applied once.

    Raises
    ------
    ScenarioError
        As `compile_case` does.
    """
    wedges = _begun(scenario.measures[:shared], economy).copy()
    wedges.apply(scenario.measures[shared:], economy)
    open_parts = (bound.without(wedges.is_closed, scenario.name) for bound in wedges.bounds)
    bounds = each_once([bound for bound in open_parts if bound.flows.size > 0])
    refuse_contradictions(bounds, scenario.name)
    deficit, revenue = closure_of(scenario, economy)
    critical = economy.levels.is_critical
    none = Shock.none(economy.levels, overridden(economy, years, scenario.parameters))
    shock = replace(
        none,
        tariff_new=sealed(wedges.tariff)[None],
        export_charge=sealed(wedges.export_charge)[None],
        iceberg_cost=sealed(wedges.iceberg_cost)[None],
        purchase_factor=sealed(wedges.purchase_factor)[None],
        is_closed=sealed(wedges.is_closed)[None],
        variety_share=sealed(wedges.variety_share)[None],
        deficit_new=economy.levels.deficit[None] * (deficit != "zero"),
        closure=np.array([CLOSURES.get(deficit, ModelClosure.GIVEN)], np.intp),
        is_income_tax=np.array([revenue == "income_tax"]),
        bounds=as_rows(bounds),
    )
    licences = tuple(measure.id for measure in scenario.enabled if _is_rationing(measure, economy))
    rations = Rations(wedges.allowed[critical], wedges.is_physical[critical], licences)
    return Case(scenario.name, horizon, shock, tuple(bound.label for bound in bounds), rations)


CLOSURES: Final = {"proportional": ModelClosure.PROPORTIONAL, "responsive": ModelClosure.RESPONSIVE}
"""Closures under which deficits answer."""


def is_physical(measure: ExportLicensing, economy: Economy) -> NDArray[np.bool_]:
    """Sectors in which a licence is handed out by application, shape (sector, 1, 1): critical ones unless it says."""
    if measure.allocation is None:
        return economy.levels.is_critical[:, None, None]
    return np.full((len(economy.sectors), 1, 1), measure.allocation == "physical")


def rationed_inputs(scenario: Scenario, economy: Economy) -> tuple[str, ...]:
    """Critical inputs that some enabled measure hands out by application and withholds in part."""
    hit = np.zeros(len(economy.sectors), bool)
    for measure in scenario.enabled:
        if isinstance(measure, ExportLicensing) and _is_rationing(measure, economy):
            hit |= (cells(measure, economy) & is_physical(measure, economy)).any(axis=(-2, -1))
    return tuple(code for code, is_hit in zip(economy.sectors, hit & economy.levels.is_critical, strict=True) if is_hit)


def _is_rationing(measure: Measure, economy: Economy) -> bool:
    """Tell whether a measure hands out licences for critical inputs by application, and withholds some on some day."""
    if not isinstance(measure, ExportLicensing):
        return False
    days = [measure] if not measure.schedules else [measure.valued_on(day) for day in measure.turning_days]
    hit = cells(measure, economy) & is_physical(measure, economy)
    return any(allowed_share(item) < 1 for item in days) and bool(hit[economy.levels.is_critical].any())


def closure_of(scenario: Scenario, economy: Economy) -> tuple[str, str]:
    """Treatment of deficits and of revenue: the scenario's, where it says nothing the baseline's."""
    given = scenario.closure or Closure()
    return given.deficit or economy.closure, given.revenue or economy.revenue


@lru_cache(maxsize=4)
def _begun(measures: tuple[Measure, ...], economy: Economy) -> _Wedges:
    wedges = _Wedges.of(economy)
    wedges.apply(measures, economy)
    return wedges


def overridden(economy: Economy, years: float, parameters: Parameters) -> Elasticities:
    """Elasticities at a horizon with a scenario's overrides put in.

    Where the baseline has home equal to origin, it follows an override of origin unless it has one of its own.
    """
    elasticities = _elasticities_at(economy, years)
    if not parameters.model_fields_set:
        return elasticities
    given = parameters.flat()
    values = {item.name: np.array(getattr(elasticities, item.name)) for item in fields(elasticities)}
    for key, value in sorted(given.items(), key=lambda pair: pair[0].startswith("home")):
        nest, _, sector = key.partition(".")
        cell = (slice(None), economy.sectors.index(sector)) if sector else ...
        values[nest][cell] = value
        if nest == "origin":
            values["home"] = np.where(economy.elasticities.home_follows, values["origin"], values["home"])
    return Elasticities(**values)


@lru_cache(maxsize=16)
def _elasticities_at(economy: Economy, years: float) -> Elasticities:
    return economy.elasticities.at(years)


def _apply(measure: Measure, economy: Economy, wedges: _Wedges) -> None:
    match measure:
        case PurchaseCommitment():
            wedges.bounds.extend(_promised(measure, economy))
        case SupplyDisruption():
            wedges.bounds.extend(disruption(measure, economy))
        case ExportLicensing() | ImportQuota():
            bounds, is_closed = _restricted(measure, economy)
            wedges.bounds.extend(bounds)
            wedges.is_closed[...] |= is_closed
    if isinstance(measure, ExportLicensing):
        hit = cells(measure, economy)
        wedges.allowed[hit] = np.minimum(wedges.allowed[hit], allowed_share(measure))
        wedges.is_physical[...] |= hit & is_physical(measure, economy)
    _apply_prices(measure, economy, cells(measure, economy), wedges)


@lru_cache(maxsize=256)
def _promised(measure: PurchaseCommitment, economy: Economy) -> list[PlannedBound]:
    return commitment(measure, economy, cells(measure, economy))


@lru_cache(maxsize=256)
def _restricted(measure: Restriction, economy: Economy) -> tuple[list[PlannedBound], NDArray[np.bool_]]:
    return restrictions(measure, economy, cells(measure, economy))


def _apply_prices(measure: Measure, economy: Economy, hit: NDArray[np.bool_], wedges: _Wedges) -> None:
    match measure:
        case Tariff():
            wedges.tariff[hit] = _tariff(measure, _rates(measure, economy, hit), wedges.tariff[hit])
        case ExportTax():
            wedges.export_charge[hit] *= 1 + measure.rate
        case TradeCost():
            wedges.iceberg_cost[hit] *= 1 + _rates(measure, economy, hit)
        case ExportLicensing():
            wedges.iceberg_cost[hit] *= 1 + measure.daily_cost * measure.processing_days * (1 - measure.exempt)
        case ExportControl():
            wedges.variety_share[hit] *= 1 - measure.blocked
            wedges.is_closed[...] |= wedges.variety_share == 0
        case Subsidy(paid_by="exporter"):
            wedges.export_charge[hit] *= 1 - measure.rate
        case Subsidy():
            wedges.purchase_factor[hit] *= 1 - measure.rate


def _rates(measure: Tariff | TradeCost, economy: Economy, hit: NDArray[np.bool_]) -> Array | float:
    """Rate of each flow that is hit, or one for all."""
    if measure.table is not None:
        return np.asarray(table_rates(measure.table, economy)[hit])
    return float(measure.rate or 0.0)


def _tariff(measure: Tariff, rate: Array | float, before: Array) -> Array:
    """Rate after the measure where all of a flow is hit, averaged with the rate before it by coverage."""
    stacked = {"add": before + rate, "replace": rate, "max": np.maximum(before, rate)}[measure.stacking]
    return np.asarray(measure.coverage * stacked + (1 - measure.coverage) * before)
