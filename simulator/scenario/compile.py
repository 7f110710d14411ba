"""From measures to arrays: the wedges, bounds and elasticities with which a scenario shocks the economy."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulator.axes import Pairs
from simulator.economy.economy import Economy
from simulator.economy.elasticities import Elasticities
from simulator.economy.levels import sealed
from simulator.model.shock import Shock
from simulator.scenario.bounds import BoundLabel, PlannedBound, Restriction, as_rows, commitment, restrictions
from simulator.scenario.cells import cells, table_rates
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema import (
    ExportControl,
    ExportLicensing,
    ExportTax,
    ImportQuota,
    Measure,
    Parameters,
    PurchaseCommitment,
    Subsidy,
    Tariff,
    TradeCost,
)

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Case:
    """One equilibrium to solve: a scenario at a horizon, as a batch of one, with a label for each bound."""

    scenario: str
    horizon: str
    shock: Shock
    bounds: tuple[BoundLabel, ...]


@dataclass(frozen=True, eq=False)
class _Wedges:
    """Arrays over (sector, exporter, importer) and bounds that measures write one after the other."""

    tariff: Pairs
    export_charge: Pairs
    iceberg_cost: Pairs
    purchase_factor: Pairs
    is_closed: NDArray[np.bool_]
    bounds: list[PlannedBound]

    @classmethod
    def of(cls, economy: Economy) -> "_Wedges":
        """No change."""
        shape = economy.levels.trade_flow.shape
        return cls(
            economy.levels.tariff.copy(), np.ones(shape), np.ones(shape), np.ones(shape), np.zeros(shape, bool), []
        )

    def copy(self) -> "_Wedges":
        """The same, to be written on without a change here."""
        return _Wedges(*(getattr(self, item.name).copy() for item in fields(self)))

    def apply(self, measures: Iterable[Measure], economy: Economy) -> None:
        """Apply the enabled ones of some measures in their order."""
        for measure in measures:
            if measure.enabled:
                _apply(measure, economy, self)


def compile_case(scenario: Scenario, economy: Economy, horizon: str, years: float, shared: int = 0) -> Case:
    """Apply the enabled measures of a scenario in their order.

    Parameters
    ----------
    horizon, years
        Name of the horizon and its years of adjustment; `inf` is full adjustment.
    shared
        How many of the first measures are those of many cases to come; they are applied once.

    Raises
    ------
    ScenarioError
        A commitment over flows that other measures close.
    """
    wedges = _begun(scenario.measures[:shared], economy).copy()
    wedges.apply(scenario.measures[shared:], economy)
    open_parts = (bound.without(wedges.is_closed, scenario.name) for bound in wedges.bounds)
    bounds = tuple(bound for bound in open_parts if bound.flows.size > 0)
    closure = scenario.closure.deficit if scenario.closure else economy.closure
    shock = Shock(
        tariff_new=sealed(wedges.tariff)[None],
        export_charge=sealed(wedges.export_charge)[None],
        iceberg_cost=sealed(wedges.iceberg_cost)[None],
        purchase_factor=sealed(wedges.purchase_factor)[None],
        is_closed=sealed(wedges.is_closed)[None],
        deficit_new=economy.levels.deficit[None] * (closure == "fixed"),
        elasticities=overridden(economy, years, scenario.parameters),
        bounds=as_rows(bounds),
    )
    return Case(scenario.name, horizon, shock, tuple(bound.label for bound in bounds))


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
        case ExportLicensing() | ExportControl() | ImportQuota():
            bounds, is_closed = _restricted(measure, economy)
            wedges.bounds.extend(bounds)
            wedges.is_closed[...] |= is_closed
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
