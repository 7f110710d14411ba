"""All equations from the unknowns to sales and incomes, each once: what the solver's residuals and the levels share."""

from dataclasses import dataclass
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from simulator.axes import REGION, SECTOR, PerRegion, Regional
from simulator.economy.elasticities import Elasticities
from simulator.economy.levels import Levels
from simulator.model import equations
from simulator.model.border import Weights
from simulator.model.equations import Costs, Exponents, Sourcing
from simulator.model.nests import Nests
from simulator.model.shock import Deficits, Shock

Array = NDArray[np.float64]

MOST_PASSES: Final = 60
"""Passes in which supply, scale and the tax on pay find each other; each takes off all but about R/ΣV of the gap."""

AT_REST: Final = 1e-14
"""Change of log supply below which they have."""

MOST_RATIONED: Final = 0.9
"""Largest χ of users whose weights are rationed: lost weight has no limit at 1, where no input can be done without."""


def exponents_under(shock: Shock, elasticities: Elasticities) -> Exponents:
    """Exponents of nests, with those of users who are rationed kept away from where lost weight has no limit."""
    exponents = Exponents.of(elasticities)
    is_rationed = (shock.critical_weight != 1).any(axis=(-3, -2, -1))[:, None, None]
    if not is_rationed.any():
        return exponents
    least = np.maximum(exponents.critical, 1 - MOST_RATIONED)
    return exponents._replace(critical=np.where(is_rationed, least, exponents.critical))


@dataclass(frozen=True, eq=False)
class Terms:
    """What the equations of a batch take beside its unknowns and the weights of its flows.

    Attributes
    ----------
    nests, exponents
        Baseline shares as the shock leaves them, and elasticities.
    deficit_new
        D' before it responds.
    closure, is_income_tax
        As in `Shock`.
    """

    nests: Nests
    exponents: Exponents
    deficit_new: PerRegion
    closure: NDArray[np.intp]
    is_income_tax: NDArray[np.bool_]

    @classmethod
    def of(cls, levels: Levels, shock: Shock) -> Self:
        """Terms of the cases of a shock."""
        nests, exponents = Nests.of(levels).under(shock), exponents_under(shock, shock.elasticities)
        return cls(nests, exponents, shock.deficit_new, shock.closure, shock.is_income_tax)

    def take(self, cases: NDArray[np.intp]) -> "Terms":
        """Keep the given cases (ascending) only."""
        exponents = Exponents(*(exponent[cases] for exponent in self.exponents))
        closure, is_taxed = self.closure[cases], self.is_income_tax[cases]
        return Terms(self.nests.take(cases), exponents, self.deficit_new[cases], closure, is_taxed)


class Evaluation(NamedTuple):
    """What follows from the unknowns.

    Attributes
    ----------
    costs
        Outcome of the production nests.
    log_price
        Log producer price: unit cost, and on top of it the markup of a bound on the producer.
    source
        Outcome of the sourcing nests.
    expenditure, sales, output
        X', what sellers take for all they sell, and Y', the same less the rent of bounds on producers.
    wage_index, log_supply, log_relief
        Log changes Ŵ of each region's factor price index, e of the factors that it supplies, and of their pay by relief
        of tax.
    factor_demand, factor_income
        v'·Y' by sector, and ΣV' as supplied.
    """

    costs: Costs
    log_price: Regional
    source: Sourcing
    expenditure: Regional
    sales: Regional
    output: Regional
    wage_index: PerRegion
    log_supply: PerRegion
    log_relief: PerRegion
    factor_demand: Regional
    factor_income: PerRegion


def evaluate(terms: Terms, weights: Weights, log_markup: Regional | None, unknowns: Array) -> Evaluation:
    """Evaluate the equations from factor and sector prices to sales and factor earnings.

    Parameters
    ----------
    weights
        Of all flows, with the wedges of the bounds in them.
    log_markup
        Log factor of bounds on producers on all their sales, shape (case, sector, region); None where there is none.
    unknowns
        Log changes of factor prices, sector prices and expenditure, shape (case, 3, sector, region).
    """
    nests, exponents = terms.nests, terms.exponents
    wage_index = equations.wage_index(nests, exponents, unknowns[:, 0])
    log_pay, log_supply = _pay_and_supply(terms, wage_index, unknowns[:, 1])
    taxed = terms.is_income_tax[:, None]
    for _ in range(MOST_PASSES):
        result = _at_supply(terms, weights, log_markup, unknowns, (wage_index, log_supply))
        if not taxed.any():
            break
        revenue = equations.tax_revenue(weights.treasury, result.source, result.expenditure)  # type: ignore[arg-type]
        relief = equations.log_relief(nests, revenue, result.factor_demand.sum(axis=SECTOR))
        relief = np.where(taxed, relief, 0.0)
        implied = equations.log_regional_supply(nests, exponents, log_pay + relief)
        result = result._replace(
            log_supply=implied, log_relief=relief, factor_income=_factor_income(nests, wage_index, implied)
        )
        is_open = (np.abs(implied - log_supply) > AT_REST).any(axis=REGION, keepdims=True)  # false off the numbers, too
        if not (is_open.any() and exponents.scale.any()):
            break
        log_supply = np.where(is_open, implied, log_supply)  # a case that has settled does not move with its neighbours
    return result


def _pay_and_supply(terms: Terms, wage_index: PerRegion, log_price: Regional) -> tuple[PerRegion, PerRegion]:
    """Real pay before any relief of tax, and the supply that it brings; zeros where nothing responds."""
    nests, exponents = terms.nests, terms.exponents
    if not exponents.supply.any() and (nests.supply == 1).all():
        return wage_index, np.zeros_like(wage_index)
    consumer_price = equations.consumption(nests, exponents, log_price).log_price
    log_pay = equations.log_real_pay(wage_index, consumer_price)
    return log_pay, equations.log_regional_supply(nests, exponents, log_pay)


def _at_supply(
    terms: Terms,
    weights: Weights,
    log_markup: Regional | None,
    unknowns: Array,
    factors: tuple[PerRegion, PerRegion],
) -> Evaluation:
    """Evaluate the equations at given factor supply; `factors` are the log wage index and log supply."""
    nests, exponents = terms.nests, terms.exponents
    wage_index, log_supply = factors
    log_wage = unknowns[:, 0]
    if exponents.scale.any():
        log_wage = log_wage - exponents.scale * log_supply[:, None]
    costs = equations.unit_costs(nests, exponents, log_wage, unknowns[:, 1])
    log_price = costs.unit if log_markup is None else costs.unit + log_markup
    source = equations.sourcing(nests, exponents, weights.demand, log_price)
    expenditure = nests.expenditure * np.exp(unknowns[:, 2])
    sales = equations.sales(weights.producer, source, expenditure)
    output = sales if log_markup is None else sales / np.exp(log_markup)
    return Evaluation(
        costs,
        log_price,
        source,
        expenditure,
        sales,
        output,
        wage_index,
        log_supply,
        np.zeros_like(log_supply),
        equations.factor_demand(nests, costs, output),
        _factor_income(nests, wage_index, log_supply),
    )


def _factor_income(nests: Nests, wage_index: PerRegion, log_supply: PerRegion) -> PerRegion:
    return np.asarray(nests.factor_income * np.exp(wage_index + log_supply))


def own_income(terms: Terms, at: Evaluation, receipts: PerRegion) -> PerRegion:
    """Income of a region without its deficit: factors, what wedges bring, profits, and rents of bounds on producers."""
    total = at.factor_income + receipts
    if (terms.nests.cost_share != 1).any():
        total = total + equations.profits(terms.nests, at.output)
    return total if at.sales is at.output else total + (at.sales - at.output).sum(axis=SECTOR)


def income(terms: Terms, at: Evaluation, before_deficit: PerRegion) -> PerRegion:
    """Income I' of each region under the closure of its case."""
    total = before_deficit + terms.deficit_new
    for closure in np.unique(terms.closure):
        here = (terms.closure == closure)[:, None]
        if closure == Deficits.PROPORTIONAL:
            total = np.where(here, equations.proportional_income(terms.nests, before_deficit), total)
        if closure == Deficits.RESPONSIVE:
            response = equations.deficit_response(terms.nests, terms.exponents, at.wage_index)
            total = np.where(here, total - response, total)
    return np.asarray(total)
