"""One pass through all equations at a state: where each unknown should be, and how far markets are from clearing."""

from typing import NamedTuple

import numpy as np

from simulator.axes import PerBound, PerCase, PerRegion, Regional
from simulator.model import equations
from simulator.model.border import Border, Weights
from simulator.model.equations import Costs, Sourcing
from simulator.solver.block import Block, State


class Sweep(NamedTuple):
    """Result of one pass.

    Attributes
    ----------
    log_price, log_expenditure
        What the sourcing and goods equations say these unknowns should be.
    excess
        Log factor demand less log supply of each sector; of no meaning where factors are mobile or earn nothing.
    excess_total
        The same for the factor income of a whole region.
    bound_gap
        log Q' − log limit of each bound.
    wage_index
        Log change of each region's factor income.
    log_world
        Log change of world factor income; 0 under the numéraire.
    income
        Income of each region.
    """

    log_price: Regional
    log_expenditure: Regional
    excess: Regional
    excess_total: PerRegion
    bound_gap: PerBound
    wage_index: PerRegion
    log_world: PerCase
    income: PerRegion


class Trade(NamedTuple):
    """Costs, sourcing, spending and sales at a state."""

    costs: Costs
    source: Sourcing
    expenditure: Regional
    output: Regional


def trade(block: Block, state: State) -> Trade:
    """Evaluate the equations from factor and sector prices to sales, under the wedges that the block charges."""
    nests, exponents = block.nests, block.exponents
    costs = equations.unit_costs(nests, exponents, state.log_wage, state.log_price)
    source = equations.sourcing(nests, exponents, block.weights.demand, costs.unit)
    expenditure = nests.expenditure * np.exp(state.log_expenditure)
    return Trade(costs, source, expenditure, equations.sales(block.weights.producer, source, expenditure))


def sweep(block: Block, state: State) -> Sweep:
    """Evaluate the equations at a state, each once."""
    nests, exponents = block.nests, block.exponents
    at_bounds = block.charge_bounds(state.log_wedge)
    costs, source, expenditure, output = trade(block, state)
    wage_index = equations.wage_index(nests, exponents, state.log_wage)
    factor_income = nests.factor_income * np.exp(wage_index)
    receipts = equations.wedge_receipts(block.weights, source, expenditure, block.charged)
    income = factor_income + receipts + block.deficit_new
    final = equations.consumption(nests, exponents, source.log_price).share * income[:, None]
    inputs = equations.input_demand(nests, costs, output)
    demand = equations.factor_demand(nests, costs, output)
    return Sweep(
        source.log_price,
        _log_ratio(inputs + final, nests.expenditure),
        _excess(block, demand, state.log_wage, wage_index),
        np.log(demand.sum(axis=-2) / factor_income),
        _bound_gap(block, at_bounds, source, costs, expenditure),
        wage_index,
        np.log(factor_income.sum(axis=-1) / nests.factor_income.sum()),
        income,
    )


def _log_ratio(new: Regional, baseline: Regional) -> Regional:
    """Log change, 0 where the baseline and with it what is new is 0."""
    nothing = (baseline == 0).astype(float)
    return np.asarray(np.log((new + nothing) / (baseline + nothing) if nothing.any() else new / baseline))


def _excess(block: Block, demand: Regional, log_wage: Regional, wage_index: PerRegion) -> Regional:
    is_mobile = np.isinf(block.exponents.kappa)
    finite = block.exponents._replace(kappa=np.where(is_mobile, 1.0, block.exponents.kappa))
    return _log_ratio(demand, block.nests.factor_supply) - equations.log_factor_supply(finite, log_wage, wage_index)


def _bound_gap(
    block: Block, at_bounds: tuple[Weights, Border], source: Sourcing, costs: Costs, expenditure: Regional
) -> PerBound:
    weights, border = at_bounds
    flows, bounds = block.flows, block.bounds
    receipts = weights.producer * source.pull[flows.seller] * (source.scale * expenditure)[flows.buyer]
    volume = receipts / flows.baseline / np.exp(costs.unit[flows.seller])
    value = receipts * border.charge
    is_value = bounds.is_value[bounds.entry_bound]
    amount = np.where(is_value, value[flows.entry], volume[flows.entry])
    return np.asarray(np.log(bounds.total(amount * bounds.entry_weight) / bounds.limit))
