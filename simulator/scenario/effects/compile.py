"""From measures to arrays: wedges, lost varieties, bounds and elasticities with which a scenario shocks the economy."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np

from simulator.axes import Pairs, Regional
from simulator.economy.economy import Economy
from simulator.economy.elasticities import Elasticities
from simulator.economy.levels import sealed
from simulator.files.problem import raise_all
from simulator.model.shock import Deficits, Shock
from simulator.scenario.effects.answers import answered
from simulator.scenario.effects.bounds import MOST_BOUNDS, BoundLabel, PlannedBound, as_rows
from simulator.scenario.effects.extremes import refuse_extremes
from simulator.scenario.effects.overlap import contradictions, each_once
from simulator.scenario.effects.rationing import RATIONING, Position, Rations, shortage, stops
from simulator.scenario.effects.wedges import Wedges
from simulator.scenario.format.assumptions import Closure, Parameters
from simulator.scenario.measures import Measure
from simulator.scenario.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Case:
    """One equilibrium to solve, as a batch of one: a scenario at a horizon, or at a date of a timeline.

    Attributes
    ----------
    scenario, horizon, day
        Its labels; on a timeline `day` is the first day of the period, else None.
    shock
        What it changes.
    bounds
        A label for each bound.
    rations
        What licences let through of critical inputs.
    statutory
        Tariffs by law, shape (sector, exporter, importer), where some measure says that less is collected.
    """

    scenario: str
    horizon: str
    shock: Shock
    bounds: tuple[BoundLabel, ...]
    rations: Rations
    day: date | None = None
    statutory: Pairs | None = None

    @property
    def n_unrationed(self) -> int:
        """How many of the bounds, the first ones, are those of measures; the others stop users of what is missing."""
        return sum(label.kind != RATIONING for label in self.bounds)


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
    rations, in_bands = case.rations, position or Position.middle(len(case.rations.allowed))
    arriving = rations.allowed * case.shock.variety_share[0, economy.levels.is_critical]
    shock = replace(case.shock, stopped=shortage(arriving, economy, years, in_bands, cover).stopped[None])
    if not rations.is_withheld.any():
        return replace(case, shock=shock)
    physical = np.where(rations.is_physical, rations.allowed, 1.0)
    short = shortage(physical, economy, years, in_bands, cover)
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
    scenario = answered(scenario, economy)
    wedges = begun(scenario.measures[:shared], economy).copy()
    _apply(scenario.measures[shared:], economy, wedges)
    refuse_extremes(wedges, scenario, economy)
    bounds = _bounds(scenario, economy, wedges)
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
        closure=np.array([CLOSURES.get(deficit, Deficits.GIVEN)], np.intp),
        is_income_tax=np.array([revenue == "income_tax"]),
        bounds=as_rows(bounds),
    )
    licences = tuple(measure.id for measure in scenario.enabled if measure.withheld(economy).any())
    rations = Rations(wedges.allowed[critical], wedges.is_physical[critical], licences)
    labels = tuple(bound.label for bound in bounds)
    is_all_collected = np.array_equal(wedges.statutory, wedges.tariff)
    statutory = None if is_all_collected else sealed(wedges.statutory)
    return Case(scenario.name, horizon, shock, labels, rations, statutory=statutory)


def _bounds(scenario: Scenario, economy: Economy, wedges: Wedges) -> tuple[PlannedBound, ...]:
    """Bounds of a scenario as the solver holds them, those on closed flows left out.

    Raises
    ------
    ScenarioError
        There are too many, or promises over flows that are closed, or above what limits let through.
    """
    if len(wedges.bounds) > MOST_BOUNDS:
        last = wedges.bounds[MOST_BOUNDS].label.measure
        text = f"up to {last} the measures bind more than {MOST_BOUNDS:,} flows — fewer measures, or `pooled: true`."
        raise_all([scenario.problem_of(last, text)])
    open_parts = [bound.without(wedges.is_closed) for bound in wedges.bounds]
    promised = [bound.label.measure for bound in open_parts if bound.is_floor and bound.flows.size == 0]
    problems = [scenario.problem_of(measure, f"{measure} {_ALL_CLOSED}") for measure in promised]
    bounds = each_once([bound for bound in open_parts if bound.flows.size > 0], economy)
    problems += [scenario.problem_of(*wrong) for wrong in contradictions(bounds, economy)]
    raise_all(problems)
    return bounds


_ALL_CLOSED: Final = "counts only flows that other measures close — take out one of the two, or set `enabled: false`."

CLOSURES: Final = {"proportional": Deficits.PROPORTIONAL, "responsive": Deficits.RESPONSIVE}
"""Closures under which deficits answer."""


def rationed_inputs(scenario: Scenario, economy: Economy) -> tuple[str, ...]:
    """Critical inputs that some enabled measure hands out by application and withholds in part."""
    is_rationed = np.zeros(len(economy.sectors), bool)
    for measure in scenario.enabled:
        is_rationed |= measure.withheld(economy)
    return tuple(code for code, flag in zip(economy.sectors, is_rationed, strict=True) if flag)


def closure_of(scenario: Scenario, economy: Economy) -> tuple[str, str]:
    """Treatment of deficits and of revenue: the scenario's, where it says nothing the baseline's."""
    given = scenario.closure or Closure()
    return given.deficit or economy.closure, given.revenue or economy.revenue


@lru_cache(maxsize=4)
def begun(measures: tuple[Measure, ...], economy: Economy) -> Wedges:
    """Wedges after the first measures of many scenarios, which are applied once; to be copied before more are."""
    wedges = Wedges.of(economy)
    _apply(measures, economy, wedges)
    return wedges


def _apply(measures: Iterable[Measure], economy: Economy, wedges: Wedges) -> None:
    """Apply the enabled ones of some measures in their order."""
    for measure in measures:
        if measure.enabled and len(wedges.bounds) <= MOST_BOUNDS:
            measure.apply(economy, wedges)


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
