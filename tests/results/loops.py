"""Indicators worked out once more, cell by cell in plain Python, from baseline levels and solved levels.

Nothing of the package's own definitions is used: prices, volumes and receipts are rebuilt from wedges and flows.
"""

from math import exp, isnan, log, nan, sqrt

import numpy as np

from simulator.results.indicators.world import World


class Case:
    """One case of a batch as numbers that loops can read."""

    def __init__(self, world: World, case: int) -> None:
        self.old = world.levels
        self.new = {
            name: array[case] for name, array in vars(world.equilibrium).items() if not name.startswith("bound")
        }
        alone = world.shock.take(np.array([case]))
        self.elasticities = alone.elasticities
        self.sigma = float(alone.elasticities.final[0])
        self.tax, self.is_closed = alone.export_charge[0], alone.is_closed[0]
        self.rate, self.stopped = alone.tariff_new[0], alone.stopped[0]
        self.economy = world.economy
        self.quantities = world.economy.quantity
        self.bounds = world.shock.bounds
        self.wedge = world.equilibrium.bound_wedge
        self.case = case
        self.sectors, self.regions = range(self.old.n_sectors), range(self.old.n_regions)

    def factory_price(self, s: int, i: int) -> float:
        """Price of the producer."""
        return self.new["cost_hat"][s, i] * self.new["markup_hat"][s, i]

    def price(self, s: int, i: int, j: int) -> float:
        """Border price, 1 at the baseline."""
        return self.factory_price(s, i) * self.new["export_charge_new"][s, i, j]

    def volume(self, s: int, i: int, j: int) -> float:
        """Quantity shipped at baseline prices."""
        return self.new["trade_flow_new"][s, i, j] / self.price(s, i, j)

    def receipts(self, s: int, i: int, j: int) -> float:
        """What the producer gets."""
        return self.new["trade_flow_new"][s, i, j] / self.new["export_charge_new"][s, i, j]

    def duty(self, s: int, i: int, j: int) -> tuple[float, float]:
        """Duty that the treasury collects on a flow, and what it pays towards its price."""
        paid = (1 + self.new["tariff_new"][s, i, j]) * self.new["purchase_factor_new"][s, i, j] - 1
        value = self.new["trade_flow_new"][s, i, j]
        return max(0.0, paid) * value, max(0.0, -paid) * value

    def earned(self, n: int) -> float:
        """Pay of factors."""
        return sum(self.new["earnings_new"][s, n] for s in self.sectors)

    def wage(self, n: int) -> float:
        """Pay of a unit of factors."""
        return self.earned(n) / sum(self.old.earnings[s, n] for s in self.sectors) / self.new["supply_hat"][n]

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
        return ces(shares, prices, self.sigma)


def percent(ratio: float) -> float:
    return 100 * (ratio - 1)


def over(part: float, whole: float) -> float:
    return part / whole if whole else nan


def real_income(case: Case, n: int) -> float:
    income = sum(case.new["final_demand_new"][s, n] for s in case.sectors)
    before = sum(case.old.final_demand[s, n] for s in case.sectors)
    return percent(income / before / case.consumer_price(n))


def own_income(case: Case, n: int) -> float:
    """Everything that producers, treasuries and holders of licences of a region have, one after the other."""
    old, new = case.old, case.new
    now = case.earned(n) + tariff_revenue(case, n) - commitment_cost(case, n)
    before = sum(old.earnings[s, n] for s in case.sectors)
    for s in case.sectors:
        now += old.profit_share[s] * new["output_new"][s, n] + new["output_new"][s, n] * (new["markup_hat"][s, n] - 1)
        before += old.profit_share[s] * sum(old.trade_flow[s, n, j] for j in case.regions)
    for flow in case.exported(n):
        now += new["trade_flow_new"][flow] - case.receipts(*flow)
    for flow in case.imported(n):
        paid = (1 + new["tariff_new"][flow]) * new["purchase_factor_new"][flow]
        now += new["trade_flow_new"][flow] * paid * (new["quota_charge_new"][flow] - 1)
        before += old.tariff[flow] * old.trade_flow[flow]
    return percent(now / before / case.consumer_price(n))


def effort(case: Case, n: int) -> float:
    """Area under the supply curve of factors, from its elasticity."""
    xi = float(case.elasticities.supply[0])
    pay = case.wage(n) / case.consumer_price(n) * case.new["relief_hat"][n]
    return sum(case.old.earnings[s, n] for s in case.sectors) * xi / (1 + xi) * (pay ** (1 + xi) - 1)


def welfare_usd(case: Case, n: int) -> float:
    before = sum(case.old.final_demand[s, n] for s in case.sectors)
    return before * real_income(case, n) / 100 - effort(case, n)


def welfare(case: Case, n: int) -> float:
    return 100 * welfare_usd(case, n) / sum(case.old.final_demand[s, n] for s in case.sectors)


def welfare_per_household(case: Case, n: int) -> float:
    return welfare_usd(case, n) / case.economy.households[n]


def welfare_per_head(case: Case, n: int) -> float:
    return welfare_usd(case, n) / case.economy.population[n]


def factor_supply(case: Case, n: int) -> float:
    pay = case.wage(n) / case.consumer_price(n) * case.new["relief_hat"][n]
    return percent(pay ** float(case.elasticities.supply[0]))


def farm_income(case: Case, n: int) -> float:
    grain = 0
    rent = case.new["output_new"][grain, n] * (case.new["markup_hat"][grain, n] - 1)
    return percent((case.new["earnings_new"][grain, n] + rent) / case.old.earnings[grain, n] / case.consumer_price(n))


def cost_of_living(case: Case, n: int) -> float:
    return percent(case.consumer_price(n) / case.wage(n))


def pass_through_prices(case: Case, n: int) -> float:
    """Duties added round by round, until another round of inputs adds nothing."""
    old, added = case.old, [0.0 for _ in case.sectors]
    for _ in range(400):
        cost = [
            sum(old.input_share[k, s, n] / (1 - old.profit_share[s]) * added[k] for k in case.sectors)
            for s in case.sectors
        ]
        added = [
            old.trade_share[s, n, n] * cost[s]
            + sum(
                old.trade_share[s, i, n] * ((1 + case.rate[s, i, n]) / (1 + old.tariff[s, i, n]) - 1)
                for i in case.regions
                if i != n
            )
            for s in case.sectors
        ]
    total = sum(old.final_demand[s, n] for s in case.sectors)
    return 100 * sum(old.final_demand[s, n] / total * added[s] for s in case.sectors)


def ces(shares: list[float], prices: list[float], sigma: float) -> float:
    """CES index in its textbook form."""
    if abs(sigma - 1) < 1e-12:
        return exp(sum(share * log(price) for share, price in zip(shares, prices, strict=True)))
    mean = sum(share * price ** (1 - sigma) for share, price in zip(shares, prices, strict=True))
    return mean ** (1 / (1 - sigma))


def pass_through_prices_substituted(case: Case, n: int) -> float:
    """The nests one by one, over and over."""
    prices = [1.0 for _ in case.sectors]
    for _ in range(400):
        prices = [_passed_on(case, n, s, prices) for s in case.sectors]
    total = sum(case.old.final_demand[s, n] for s in case.sectors)
    shares = [case.old.final_demand[s, n] / total for s in case.sectors]
    return percent(ces(shares, prices, case.sigma))


def _passed_on(case: Case, n: int, s: int, prices: list[float]) -> float:
    """Price of a sector from input prices: inputs, factors, critical inputs, origins, home and abroad."""
    old, at = case.old, case.elasticities
    share = [old.input_share[k, s, n] / (1 - old.profit_share[s]) for k in case.sectors]
    ordinary = [k for k in case.sectors if not old.is_critical[k]]
    bundled = sum(share[k] for k in ordinary)
    bundle = (
        ces([share[k] / bundled for k in ordinary], [prices[k] for k in ordinary], at.input[0, s]) if bundled else 1.0
    )
    rest = 1 - sum(share[k] for k in case.sectors if old.is_critical[k])
    composite = ces([1 - bundled / rest, bundled / rest], [1.0, bundle], at.value_added[0, s])
    critical = [k for k in case.sectors if old.is_critical[k]]
    members = [rest, *(share[k] for k in critical)], [composite, *(prices[k] for k in critical)]
    cost = ces(*members, at.critical[0, s])
    origins = [i for i in case.regions if i != n and old.trade_share[s, i, n] > 0]
    abroad = sum(old.trade_share[s, i, n] for i in origins)
    if not old.expenditure[s, n]:
        return 1.0
    duties = [(1 + case.rate[s, i, n]) / (1 + old.tariff[s, i, n]) for i in origins]
    imports = ces([old.trade_share[s, i, n] / abroad for i in origins], duties, 1 + at.origin[0, s])
    return ces([old.trade_share[s, n, n], abroad], [cost, imports], 1 + at.home[0, s])


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
    return sum(case.duty(*flow)[0] for flow in case.imported(n))


def licence_premium_receipts(case: Case, n: int) -> float:
    """The premium of each bounded flow over its taxed price, to the side that the bound names."""
    bounds, total = case.bounds, 0.0
    for entry, bound in enumerate(bounds.entry_bound):
        if bounds.case[bound] != case.case or bounds.is_floor[bound] or bounds.is_producer[bound]:
            continue
        s, place = divmod(int(bounds.entry_flow[entry]), case.old.n_regions**2)
        i, j = divmod(place, case.old.n_regions)
        if bounds.receiver[bound] == 0 and n == i:
            total += case.receipts(s, i, j) * (case.new["export_charge_new"][s, i, j] - case.tax[s, i, j])
        if bounds.receiver[bound] == 1 and n == j:
            paid = (1 + case.new["tariff_new"][s, i, j]) * case.new["purchase_factor_new"][s, i, j]
            total += case.new["trade_flow_new"][s, i, j] * paid * (case.wedge[bound] - 1)
    return total


def shortage_rents(case: Case, n: int) -> float:
    sold = sum(case.receipts(s, n, j) for s in case.sectors for j in case.regions)
    return sold - sum(case.new["output_new"][s, n] for s in case.sectors)


def commitment_cost(case: Case, n: int) -> float:
    return sum(case.duty(*flow)[1] for flow in case.imported(n))


def duty_waived(case: Case, n: int) -> float:
    due = sum(case.new["tariff_new"][flow] * case.new["trade_flow_new"][flow] for flow in case.imported(n))
    return due - tariff_revenue(case, n)


def exports(case: Case, n: int) -> float:
    return sum(case.new["trade_flow_new"][flow] for flow in case.exported(n))


def imports(case: Case, n: int) -> float:
    return sum(case.new["trade_flow_new"][flow] for flow in case.imported(n))


def trade_balance(case: Case, n: int) -> float:
    return exports(case, n) - imports(case, n)


def value_added_at_risk(case: Case, n: int) -> float:
    """Each user stops by what its scarcest critical input takes away."""
    total = 0.0
    for u in case.sectors:
        added = sum(case.old.trade_flow[u, n, j] for j in case.regions)
        added *= 1 - sum(case.old.input_share[k, u, n] for k in case.sectors)
        total += added * max(case.stopped[k, u, n] for k in range(len(case.stopped)))
    return total


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
        binds = bounds.case[bound] == case.case and case.wedge[bound] > 1 + 1e-9 and not bounds.is_producer[bound]
        if binds and (k * case.old.n_regions + i) * case.old.n_regions + n in flows:
            allowed = min(allowed, bounds.limit[bound] / sum(bounds.entry_weight[entry] for entry in entries))
    return case.old.trade_share[k, i, n] * (1 - allowed)


def bilateral_exports(case: Case, i: int, j: int) -> float:
    return sum(case.new["trade_flow_new"][s, i, j] for s in case.sectors) if i != j else 0.0


def _rate(case: Case, j: int, i: int, sectors: list[int]) -> float:
    if i == j:
        return nan
    value = sum(case.new["trade_flow_new"][s, i, j] for s in sectors)
    return 100 * over(sum(case.duty(s, i, j)[0] for s in sectors), value)


def effective_tariff(case: Case, j: int, i: int) -> float:
    return _rate(case, j, i, [s for s in case.sectors if case.economy.is_goods[s]])


def effective_tariff_all(case: Case, j: int, i: int) -> float:
    return _rate(case, j, i, list(case.sectors))


def effective_tariff_before(case: Case, j: int, i: int) -> float:
    goods = [s for s in case.sectors if case.economy.is_goods[s] and i != j]
    paid = sum(case.rate[s, i, j] * case.old.trade_flow[s, i, j] for s in goods)
    return 100 * over(paid, sum(case.old.trade_flow[s, i, j] for s in goods))


statutory_tariff = effective_tariff_before
"""The law's tariffs are those that are collected, where no measure says otherwise."""


def _mean(case: Case, cells: list[tuple[int, int, int]], *, is_new: bool) -> float:
    """Mean of the rates in force over flows between regions, weighted with new or with baseline values."""
    flows = case.new["trade_flow_new"] if is_new else case.old.trade_flow
    abroad = [cell for cell in cells if cell[1] != cell[2]]
    return 100 * over(sum(case.rate[cell] * flows[cell] for cell in abroad), sum(flows[cell] for cell in abroad))


def _goods(case: Case, j: int) -> list[tuple[int, int, int]]:
    return [(s, i, j) for s in case.sectors if case.economy.is_goods[s] for i in case.regions]


def statutory_tariff_after(case: Case, j: int, i: int) -> float:
    return _mean(case, [cell for cell in _goods(case, j) if cell[1] == i], is_new=True)


def average_tariff(case: Case, j: int) -> float:
    abroad = [cell for cell in _goods(case, j) if cell[1] != j]
    return 100 * over(sum(case.duty(*cell)[0] for cell in abroad), sum(case.new["trade_flow_new"][c] for c in abroad))


def average_tariff_before(case: Case, j: int) -> float:
    return _mean(case, _goods(case, j), is_new=False)


average_statutory_tariff = average_tariff_before


def average_statutory_tariff_after(case: Case, j: int) -> float:
    return _mean(case, _goods(case, j), is_new=True)


def sector_tariff(case: Case, j: int, s: int) -> float:
    abroad = [i for i in case.regions if i != j]
    return 100 * over(
        sum(case.duty(s, i, j)[0] for i in abroad), sum(case.new["trade_flow_new"][s, i, j] for i in abroad)
    )


def sector_tariff_before(case: Case, j: int, s: int) -> float:
    return _mean(case, [(s, i, j) for i in case.regions], is_new=False)


sector_statutory_tariff = sector_tariff_before


def sector_statutory_tariff_after(case: Case, j: int, s: int) -> float:
    return _mean(case, [(s, i, j) for i in case.regions], is_new=True)


def output_value(case: Case, n: int, s: int) -> float:
    made = sum(case.old.trade_flow[s, n, j] for j in case.regions) > 0
    return sum(case.receipts(s, n, j) for j in case.regions) if made else nan


def output_volume(case: Case, n: int, s: int) -> float:
    before = sum(case.old.trade_flow[s, n, j] for j in case.regions)
    return percent(over(sum(case.volume(s, n, j) for j in case.regions), before))


def producer_price(case: Case, n: int, s: int) -> float:
    return nan if isnan(output_value(case, n, s)) else percent(case.factory_price(s, n))


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
    before_tax = case.price(s, i, j) * case.new["iceberg_cost_new"][s, i, j] * case.new["quota_charge_new"][s, i, j]
    arrived = before_tax * (1 + import_tax(case, s, i, j) / 100)
    return percent(arrived / (1 + case.old.tariff[s, i, j]))


def quota_premium(case: Case, s: int, i: int, j: int) -> float:
    return percent(case.new["quota_charge_new"][s, i, j]) if case.old.trade_flow[s, i, j] else nan


def quantity(case: Case, s: int, i: int, j: int) -> float:
    return case.quantities[s, i, j] * over(case.volume(s, i, j), case.old.trade_flow[s, i, j])
