"""The equations at a state: what each unknown should be, and how far markets are from clearing."""

from typing import NamedTuple

import numpy as np

from simulator.axes import PerBound, PerCase, PerRegion, Regional
from simulator.model import equations, evaluation
from simulator.model.border import Border, Weights
from simulator.model.evaluation import Evaluation, evaluate
from simulator.solver.block import Block, State


class EquationValues(NamedTuple):
    """Values of all equations at a state.

    Attributes
    ----------
    log_price, log_expenditure
        What the sourcing and goods equations say these unknowns should be.
    excess
        Log factor demand less log supply of each sector; of no meaning where factors are mobile or earn nothing.
    excess_total
        The same for the factor income of a whole region.
    bound_residual
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
    bound_residual: PerBound
    wage_index: PerRegion
    log_world: PerCase
    income: PerRegion


def at_state(block: Block, state: State) -> Evaluation:
    """Evaluate the equations from factor and sector prices to sales, under the wedges that the block charges."""
    return evaluate(block.terms, block.weights, block.markup(state.log_wedge), state.unknowns)


def equation_values(block: Block, state: State) -> EquationValues:
    """Evaluate the equations at a state, each once."""
    nests, exponents = block.nests, block.exponents
    at_bounds = block.charge_bounds(state.log_wedge)
    at = at_state(block, state)
    receipts = equations.wedge_receipts(block.weights, at.source, at.expenditure, block.charged)
    income = evaluation.income(block.terms, at, evaluation.own_income(block.terms, at, receipts))
    final = equations.consumption(nests, exponents, at.source.log_price).share * income[:, None]
    inputs = equations.input_demand(nests, at.costs, at.output)
    return EquationValues(
        at.source.log_price,
        _log_ratio(inputs + final, nests.expenditure),
        _excess(block, at, state.log_wage),
        np.log(at.factor_demand.sum(axis=-2) / at.factor_income),
        _bound_residual(block, at_bounds, at),
        at.wage_index,
        np.log(at.factor_income.sum(axis=-1) / nests.factor_income.sum()),
        income,
    )


def _log_ratio(new: Regional, baseline: Regional) -> Regional:
    """Log change, 0 where the baseline and with it what is new is 0."""
    nothing = (baseline == 0).astype(float)
    return np.asarray(np.log((new + nothing) / (baseline + nothing) if nothing.any() else new / baseline))


def _excess(block: Block, at: Evaluation, log_wage: Regional) -> Regional:
    is_mobile = np.isinf(block.exponents.kappa)
    finite = block.exponents._replace(kappa=np.where(is_mobile, 1.0, block.exponents.kappa))
    supply = equations.log_factor_supply(finite, log_wage, at.wage_index) + at.log_supply[:, None]
    return _log_ratio(at.factor_demand, block.nests.factor_supply) - supply


def _bound_residual(block: Block, at_bounds: tuple[Weights, Border], at: Evaluation) -> PerBound:
    """Log of what arrives, of border value, or of output, over the limit of each bound."""
    weights, border = at_bounds
    flows, bounds = block.flows, block.bounds
    receipts = weights.producer * at.source.pull[flows.seller] * (at.source.scale * at.expenditure)[flows.buyer]
    arrivals = receipts / flows.baseline / np.exp(at.log_price[flows.seller]) / border.iceberg_cost
    value = receipts * border.export_charge
    is_value = bounds.is_value[bounds.entry_bound[bounds.on_flows]]
    amount = np.empty(bounds.entry_flow.size)
    amount[bounds.on_flows] = np.where(is_value, value[flows.entry], arrivals[flows.entry])
    if bounds.on_producers.size > 0:
        made = at.output / block.nests.output / np.exp(at.costs.unit)
        amount[bounds.on_producers] = made[block.producers]
    return np.asarray(np.log(bounds.total(amount * bounds.entry_weight) / bounds.limit))
