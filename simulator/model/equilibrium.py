"""A solved world in levels: everything that follows from factor prices, sector prices, expenditure and bound wedges."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.axes import Pairs, PerBound, PerRegion, Regional, by_exporter, by_importer
from simulator.economy.levels import Levels, seal
from simulator.model import equations
from simulator.model.border import Border
from simulator.model.equations import Exponents
from simulator.model.nests import Nests
from simulator.model.shock import Shock


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
    income_new, factor_income_new, tariff_revenue_new, commitment_cost
        Totals of each region; `commitment_cost` is what its treasury pays to push buyers' prices below cost.
    export_charges
        Export taxes and licence premiums that each region's side receives, less the export subsidies it pays.
    quota_rents
        Premiums of import quotas and of licences whose premium goes to the importer.
    trade_flow_new
        Border value, tariff excluded, premium included.
    volume_hat
        Change of the quantity shipped; NaN where the baseline flow is 0.
    charge_new, purchase_factor_new, tariff_new
        x', m' and t' with the wedges of bounds in them.
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
    tariff_revenue_new: PerRegion
    commitment_cost: PerRegion
    export_charges: PerRegion
    quota_rents: PerRegion
    trade_flow_new: Pairs
    volume_hat: Pairs
    charge_new: Pairs
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
    nests, exponents = Nests.of(levels).moved(shock.weights), Exponents.of(shock.elasticities)
    log_wage, log_price, log_expenditure = unknowns[:, 0], unknowns[:, 1], unknowns[:, 2]
    border = Border.of(levels, shock, log_wedge)
    demand = border.demand(nests.import_share, exponents.theta[..., None])
    costs = equations.unit_costs(nests, exponents, log_wage, log_price)
    source = equations.sourcing(nests, exponents, demand, costs.unit)
    expenditure = nests.expenditure * np.exp(log_expenditure)

    spending = equations.spending(demand, source, expenditure)
    border_value = spending / ((1 + border.tariff_new) * border.purchase_factor)
    receipts = border_value / border.charge
    output = np.einsum("csij->csi", receipts)
    factor_income = nests.factor_income * np.exp(equations.wage_index(nests, exponents, log_wage))
    tariff_revenue = by_importer(border_value * border.tariff_new)
    purchase_cost = export_charges = quota_rents = 0 * factor_income
    if border.is_subsidised:
        purchase_cost = by_importer(spending * (1 - border.purchase_factor) / border.purchase_factor)
    if border.is_charged:
        export_charges = by_exporter(receipts * (border.export_charge - 1))
    if border.is_rationed:
        quota_rents = by_importer(receipts * border.export_charge * (border.quota_charge - 1))
    income = factor_income + tariff_revenue + export_charges + quota_rents - purchase_cost + shock.deficit_new
    consumption = equations.consumption(nests, exponents, log_price)
    cost_hat = np.exp(costs.unit)
    volume_hat = receipts / (levels.trade_flow * cost_hat[..., None])  # 0/0, which is NaN, where there was no flow
    entries = shock.bounds.entry_place(levels.trade_flow.shape)
    traded = np.where(shock.bounds.is_value[shock.bounds.entry_bound], border_value[entries], volume_hat[entries])
    return Equilibrium(
        price_hat=np.exp(log_price),
        cost_hat=cost_hat,
        wage_hat=np.exp(log_wage),
        consumer_price_hat=np.exp(consumption.log_price),
        expenditure_new=expenditure,
        output_new=output,
        earnings_new=equations.factor_demand(nests, costs, output),
        final_demand_new=consumption.share * income[:, None],
        income_new=income,
        factor_income_new=factor_income,
        tariff_revenue_new=tariff_revenue,
        commitment_cost=purchase_cost,
        export_charges=export_charges,
        quota_rents=quota_rents,
        trade_flow_new=border_value,
        volume_hat=volume_hat,
        charge_new=np.broadcast_to(border.charge, spending.shape),
        purchase_factor_new=np.broadcast_to(border.purchase_factor, spending.shape),
        tariff_new=np.broadcast_to(border.tariff_new, spending.shape),
        bound_quantity=shock.bounds.total(traded * shock.bounds.entry_weight),
        bound_wedge=np.exp(log_wedge),
    )
