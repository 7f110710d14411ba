"""Indicators worked out once more, cell by cell in plain Python, from baseline levels and solved levels.

Nothing of the package's own definitions is used: prices, volumes and receipts are rebuilt from wedges and flows.
"""

from math import exp, isnan, log, nan, sqrt

import numpy as np

from simulator.results.world import World


class Case:
    """One case of a batch as numbers that loops can read."""

    def __init__(self, world: World, case: int) -> None:
        self.old = world.levels
        self.new = {
            name: array[case] for name, array in vars(world.equilibrium).items() if not name.startswith("bound")
        }
        self.sigma = float(world.shock.elasticities.final[case])
        alone = world.shock.take(np.array([case]))
        self.tax, self.iceberg, self.is_closed = alone.export_charge[0], alone.iceberg_cost[0], alone.is_closed[0]
        self.quantities = world.economy.quantity
        self.bounds = world.shock.bounds
        self.wedge = world.equilibrium.bound_wedge
        self.case = case
        self.sectors, self.regions = range(self.old.n_sectors), range(self.old.n_regions)

    def price(self, s: int, i: int, j: int) -> float:
        """Border price, 1 at the baseline."""
        return self.new["cost_hat"][s, i] * self.new["charge_new"][s, i, j]

    def volume(self, s: int, i: int, j: int) -> float:
        """Quantity shipped at baseline prices."""
        return self.new["trade_flow_new"][s, i, j] / self.price(s, i, j)

    def receipts(self, s: int, i: int, j: int) -> float:
        """What the producer gets."""
        return self.new["trade_flow_new"][s, i, j] / self.new["charge_new"][s, i, j]

    def exported(self, n: int) -> list[tuple[int, int, int]]:
        """Flows out of a region."""
        return [(s, n, j) for s in self.sectors for j in self.regions if j != n]

    def imported(self, n: int) -> list[tuple[int, int, int]]:
        """Flows into a region."""
        return [(s, i, n) for s in self.sectors for i in self.regions if i != n]

    def consumer_price(self, n: int) -> float:
        """CES index of sector prices over baseline final demand, in its textbook form."""
        total = sum(self.old.final_demand[s, n] for s in self.sectors)
        shares = [self.old.final_demand[s, n] / total for s in self.sectors]
        prices = [self.new["price_hat"][s, n] for s in self.sectors]
        if abs(self.sigma - 1) < 1e-12:
            return exp(sum(share * log(price) for share, price in zip(shares, prices, strict=True)))
        mean = sum(share * price ** (1 - self.sigma) for share, price in zip(shares, prices, strict=True))
        return mean ** (1 / (1 - self.sigma))


def percent(ratio: float) -> float:
    return 100 * (ratio - 1)


def over(part: float, whole: float) -> float:
    return part / whole if whole else nan


def real_income(case: Case, n: int) -> float:
    income = sum(case.new["final_demand_new"][s, n] for s in case.sectors)
    before = sum(case.old.final_demand[s, n] for s in case.sectors)
    return percent(income / before / case.consumer_price(n))


def welfare_usd(case: Case, n: int) -> float:
    before = sum(case.old.final_demand[s, n] for s in case.sectors)
    return before * real_income(case, n) / 100


def real_gdp(case: Case, n: int) -> float:
    old, new = case.old, case.new

    def total(final, trade) -> float:
        goods = sum(final(s) for s in case.sectors)
        return goods + sum(trade(*flow) for flow in case.exported(n)) - sum(trade(*flow) for flow in case.imported(n))

    base = total(lambda s: old.final_demand[s, n], lambda s, i, j: old.trade_flow[s, i, j])
    old_prices = total(lambda s: new["final_demand_new"][s, n] / new["price_hat"][s, n], case.volume)
    new_prices = total(
        lambda s: old.final_demand[s, n] * new["price_hat"][s, n],
        lambda s, i, j: old.trade_flow[s, i, j] * case.price(s, i, j),
    )
    now = total(lambda s: new["final_demand_new"][s, n], lambda s, i, j: new["trade_flow_new"][s, i, j])
    return percent(sqrt(old_prices / base * now / new_prices))


def real_factor_income(case: Case, n: int) -> float:
    now = sum(case.new["earnings_new"][s, n] for s in case.sectors)
    return percent(now / sum(case.old.earnings[s, n] for s in case.sectors) / case.consumer_price(n))


def consumer_prices(case: Case, n: int) -> float:
    return percent(case.consumer_price(n))


def terms_of_trade(case: Case, n: int) -> float:
    def index(flows) -> float:
        at_old_weights = sum(case.old.trade_flow[flow] * case.price(*flow) for flow in flows)
        at_old_weights /= sum(case.old.trade_flow[flow] for flow in flows)
        now = sum(case.new["trade_flow_new"][flow] for flow in flows)
        return sqrt(at_old_weights * now / sum(case.volume(*flow) for flow in flows))

    return percent(index(case.exported(n)) / index(case.imported(n)))


def tariff_revenue(case: Case, n: int) -> float:
    return sum(case.new["tariff_new"][flow] * case.new["trade_flow_new"][flow] for flow in case.imported(n))


def licence_premium_receipts(case: Case, n: int) -> float:
    """The premium of each bounded flow over its taxed price, to the side that the bound names."""
    total = 0.0
    for entry, bound in enumerate(case.bounds.entry_bound):
        if case.bounds.case[bound] != case.case or case.bounds.is_floor[bound]:
            continue
        s, place = divmod(int(case.bounds.entry_flow[entry]), case.old.n_regions**2)
        i, j = divmod(place, case.old.n_regions)
        if n == (j if case.bounds.premium_to_importer[bound] else i):
            total += case.receipts(s, i, j) * (case.new["charge_new"][s, i, j] - case.tax[s, i, j])
    return total


def commitment_cost(case: Case, n: int) -> float:
    """Imports at full price with tariff, less what buyers pay for them."""
    full = sum(
        case.new["trade_flow_new"][flow]
        * (1 + case.new["tariff_new"][flow])
        * (1 - case.new["purchase_factor_new"][flow])
        for flow in case.imported(n)
    )
    return float(full)


def exports(case: Case, n: int) -> float:
    return sum(case.new["trade_flow_new"][flow] for flow in case.exported(n))


def imports(case: Case, n: int) -> float:
    return sum(case.new["trade_flow_new"][flow] for flow in case.imported(n))


def trade_balance(case: Case, n: int) -> float:
    return exports(case, n) - imports(case, n)


def output_at_risk(case: Case, n: int) -> float:
    """Each user loses the share of the scarcest critical input that closures and binding limits take away."""
    bounds, total = case.bounds, 0.0
    for s in case.sectors:
        lost = 0.0
        for k in case.sectors:
            if case.old.is_critical[k] and case.old.input_share[k, s, n] > 0:
                lost = max(lost, sum(_missing(case, bounds, k, i, n) for i in case.regions))
        total += case.old.output[s, n] * lost
    return total


def _missing(case: Case, bounds, k: int, i: int, n: int) -> float:
    allowed = 0.0 if case.is_closed[k, i, n] else 1.0
    for bound in range(len(bounds)):
        entries = [entry for entry, its in enumerate(bounds.entry_bound) if its == bound]
        flows = [int(bounds.entry_flow[entry]) for entry in entries]
        binds = bounds.case[bound] == case.case and case.wedge[bound] > 1 + 1e-9
        if binds and (k * case.old.n_regions + i) * case.old.n_regions + n in flows:
            allowed = min(allowed, bounds.limit[bound] / sum(bounds.entry_weight[entry] for entry in entries))
    return case.old.trade_share[k, i, n] * (1 - allowed)


def bilateral_exports(case: Case, i: int, j: int) -> float:
    return sum(case.new["trade_flow_new"][s, i, j] for s in case.sectors) if i != j else 0.0


def effective_tariff(case: Case, j: int, i: int) -> float:
    if i == j:
        return nan
    paid = sum(case.new["tariff_new"][s, i, j] * case.new["trade_flow_new"][s, i, j] for s in case.sectors)
    return 100 * over(paid, bilateral_exports(case, i, j))


def output_value(case: Case, n: int, s: int) -> float:
    made = sum(case.old.trade_flow[s, n, j] for j in case.regions) > 0
    return sum(case.receipts(s, n, j) for j in case.regions) if made else nan


def output_volume(case: Case, n: int, s: int) -> float:
    before = sum(case.old.trade_flow[s, n, j] for j in case.regions)
    return percent(over(sum(case.volume(s, n, j) for j in case.regions), before))


def producer_price(case: Case, n: int, s: int) -> float:
    return nan if isnan(output_value(case, n, s)) else percent(case.new["cost_hat"][s, n])


def factor_earnings(case: Case, n: int, s: int) -> float:
    return percent(over(case.new["earnings_new"][s, n], case.old.earnings[s, n]))


def price_index(case: Case, n: int, s: int) -> float:
    return percent(case.new["price_hat"][s, n]) if case.old.expenditure[s, n] else nan


def trade_flow(case: Case, s: int, i: int, j: int) -> float:
    return case.new["trade_flow_new"][s, i, j]


def trade_volume(case: Case, s: int, i: int, j: int) -> float:
    return percent(over(case.volume(s, i, j), case.old.trade_flow[s, i, j]))


def import_tax(case: Case, s: int, i: int, j: int) -> float:
    if not case.old.trade_flow[s, i, j]:
        return nan
    return percent((1 + case.new["tariff_new"][s, i, j]) * case.new["purchase_factor_new"][s, i, j])


def delivered_price(case: Case, s: int, i: int, j: int) -> float:
    if not case.old.trade_flow[s, i, j]:
        return nan
    arrived = case.price(s, i, j) * case.iceberg[s, i, j] * (1 + import_tax(case, s, i, j) / 100)
    return percent(arrived / (1 + case.old.tariff[s, i, j]))


def quantity(case: Case, s: int, i: int, j: int) -> float:
    return case.quantities[s, i, j] * over(case.volume(s, i, j), case.old.trade_flow[s, i, j])
