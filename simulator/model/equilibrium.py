"""A solved world in levels: everything that follows from factor prices, sector prices, expenditure and bound wedges."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.axes import SECTOR, Pairs, PerBound, PerRegion, Regional, by_exporter, by_importer
from simulator.economy.levels import Levels, seal, share_of
from simulator.model import equations, evaluation
from simulator.model.border import Border
from simulator.model.evaluation import Terms, evaluate
from simulator.model.shock import Bounds, Shock


@dataclass(frozen=True, eq=False)
class Equilibrium:
    """Counterfactual levels and changes of a batch of cases; NaN where a case was not solved.

    Values are million USD of the base year in units of the numéraire. Bilateral arrays have shape (case, sector,
    exporter, importer), sector arrays (case, sector, region).

    Attributes
    ----------
    price_hat, cost_hat, wage_hat
        Change of sector price indices at the buyer, of unit costs and of factor prices.
    consumer_price_hat
        Change of the consumer price index, shape (case, region).
    expenditure_new, output_new, earnings_new, final_demand_new
        Spending at the purchaser's price, gross output at producer prices, factor earnings, final demand.
    income_new, factor_income_new, profits_new, deficit_new
        Final demand of each region, and what it is paid from: factors, profits, and what others lend.
    tariff_revenue_new, duty_waived
        Tariffs collected, and those that a state waives to itself on what it buys.
    commitment_cost
        What a treasury pays to push buyers' prices below cost, beyond the duty waived.
    export_charges
        Export taxes and licence premiums that each region's side receives, less the export subsidies it pays.
    quota_rents
        Premiums of import quotas and of licences whose premium stays with the importer's side.
    producer_rents
        Rents of bounds on a region's producers.
    supply_hat, relief_hat
        Change e of the factors that a region supplies, and of their pay by relief of tax.
    trade_flow_new
        Border value: tariff and premiums of the importer's side excluded, those of the exporter's side included.
    volume_hat
        Change of the quantity shipped; NaN where the baseline flow is 0.
    markup_hat
        Factor of bounds on producers on all their sales.
    export_charge_new, quota_charge_new, iceberg_cost_new, purchase_factor_new, tariff_new
        x', the premium of the importer's side, d', m' and t' with the wedges of bounds in them.
    bound_quantity, bound_wedge
        Quantity or value of each bound in the unit of its limit, and its wedge x or m, shape (bound,).
    """

    price_hat: Regional
    cost_hat: Regional
    wage_hat: Regional
    consumer_price_hat: PerRegion
    expenditure_new: Regional
    output_new: Regional
    earnings_new: Regional
    final_demand_new: Regional
    income_new: PerRegion
    factor_income_new: PerRegion
    profits_new: PerRegion
    deficit_new: PerRegion
    tariff_revenue_new: PerRegion
    duty_waived: PerRegion
    commitment_cost: PerRegion
    export_charges: PerRegion
    quota_rents: PerRegion
    producer_rents: PerRegion
    supply_hat: PerRegion
    relief_hat: PerRegion
    trade_flow_new: Pairs
    volume_hat: Pairs
    markup_hat: Regional
    export_charge_new: Pairs
    quota_charge_new: Pairs
    iceberg_cost_new: Pairs
    purchase_factor_new: Pairs
    tariff_new: Pairs
    bound_quantity: PerBound
    bound_wedge: PerBound

    def __post_init__(self) -> None:
        seal(self)


@np.errstate(divide="ignore", over="ignore", invalid="ignore")  # wedges of an unsolved case may be past all numbers
def equilibrium(levels: Levels, shock: Shock, unknowns: NDArray[np.float64], log_wedge: PerBound) -> Equilibrium:
    """Work out all levels of a batch from the unknowns of the solver.

    Parameters
    ----------
    unknowns
        Log changes of factor prices, sector prices and expenditure, shape (case, 3, sector, region).
    log_wedge
        Log wedge of each bound.
    """
    terms, border = Terms.of(levels, shock), Border.of(levels, shock, log_wedge)
    weights = border.weights(terms.nests.import_share, terms.exponents.theta[..., None], with_treasury=True)
    log_markup = shock.bounds.markup(log_wedge, (len(shock), *levels.output.shape))
    at = evaluate(terms, weights, log_markup, unknowns)
    spending = equations.spending(weights.demand, at.source, at.expenditure)
    border_value = spending / ((1 + border.tariff_new) * border.purchase_factor * border.quota_charge)
    receipts = border_value / border.export_charge
    sales = np.einsum("csij->csi", receipts)
    markup_hat = np.ones_like(sales) if log_markup is None else np.exp(log_markup)
    output = sales / markup_hat
    accounts = _accounts(border, spending, border_value)
    profits, rents = equations.profits(terms.nests, output), (sales - output).sum(axis=SECTOR)
    before_deficit = accounts.added_to(at.factor_income) + profits + rents
    income = evaluation.income(terms, at, before_deficit)
    consumption = equations.consumption(terms.nests, terms.exponents, unknowns[:, 1])
    volume_hat = receipts / (levels.trade_flow * np.exp(at.log_price)[..., None])  # 0/0 is NaN, where there was no flow
    made = share_of(output, levels.output) / np.exp(at.costs.unit)
    pairs = spending.shape
    return Equilibrium(
        price_hat=np.exp(unknowns[:, 1]),
        cost_hat=np.exp(at.costs.unit),
        wage_hat=np.exp(unknowns[:, 0]),
        consumer_price_hat=np.exp(consumption.log_price),
        expenditure_new=at.expenditure,
        output_new=output,
        earnings_new=equations.factor_demand(terms.nests, at.costs, output),
        final_demand_new=consumption.share * income[:, None],
        income_new=income,
        factor_income_new=at.factor_income,
        profits_new=profits,
        deficit_new=income - before_deficit,
        tariff_revenue_new=accounts.tariff_revenue,
        duty_waived=accounts.duty_waived,
        commitment_cost=accounts.commitment_cost,
        export_charges=accounts.export_charges,
        quota_rents=accounts.quota_rents,
        producer_rents=rents,
        supply_hat=np.exp(at.log_supply),
        relief_hat=np.exp(at.log_relief),
        trade_flow_new=border_value,
        volume_hat=volume_hat,
        markup_hat=markup_hat,
        export_charge_new=np.broadcast_to(border.export_charge, pairs),
        quota_charge_new=np.broadcast_to(border.quota_charge, pairs),
        iceberg_cost_new=np.broadcast_to(border.iceberg_cost, pairs),
        purchase_factor_new=np.broadcast_to(border.purchase_factor, pairs),
        tariff_new=np.broadcast_to(border.tariff_new, pairs),
        bound_quantity=_bounded(shock.bounds, (border_value, volume_hat / border.iceberg_cost, made)),
        bound_wedge=np.exp(log_wedge),
    )


class _Accounts(NamedTuple):
    """What wedges bring to and take from each region."""

    tariff_revenue: PerRegion
    duty_waived: PerRegion
    commitment_cost: PerRegion
    export_charges: PerRegion
    quota_rents: PerRegion

    def added_to(self, income: PerRegion) -> PerRegion:
        """Income with that from wedges."""
        return income + self.tariff_revenue + self.export_charges + self.quota_rents - self.commitment_cost


def _accounts(border: Border, spending: Pairs, border_value: Pairs) -> _Accounts:
    """Split what buyers spend beyond what producers receive by who receives it."""
    tariff_revenue = by_importer(border_value * border.collected)
    waived = cost = charges = rents = 0 * tariff_revenue
    if border.is_subsidised:
        waived = by_importer(border_value * (border.tariff_new - border.collected))
        cost = by_importer(border_value * border.paid_by_treasury)
    if border.is_charged:
        charges = by_exporter(border_value / border.export_charge * (border.export_charge - 1))
    if border.is_rationed:
        rents = by_importer(spending * (1 - 1 / border.quota_charge))
    return _Accounts(tariff_revenue, waived, cost, charges, rents)


def _bounded(bounds: Bounds, counted: tuple[Pairs, Pairs, Regional]) -> PerBound:
    """Amount under each bound, from border values, changes of what arrives, and changes of what is made."""
    value, arrivals, made = counted
    flow_index = bounds.flow_index(value.shape[1:])
    amount = np.empty(bounds.entry_flow.size)
    is_value = bounds.is_value[bounds.entry_bound[bounds.on_flows]]
    amount[bounds.on_flows] = np.where(is_value, value[flow_index], arrivals[flow_index])
    amount[bounds.on_producers] = made[bounds.producer_index(value.shape[1:])]
    return bounds.total(amount * bounds.entry_weight)
