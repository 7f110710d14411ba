"""A slow, independent solver of the model in levels: quantities, prices and share parameters, one loop after the other.

It is written from the model's equations and imports nothing of the simulator. Units are chosen so that every factor
price, producer price and composite price is 1 in the baseline; demand comes from CES functions with share parameters,
not from changes of baseline shares. A bound is charged or idle, found by trying: solve, then charge what is broken and
release what has the wrong sign.
"""

from dataclasses import dataclass, field
from math import exp, expm1, inf, log, log1p

import numpy as np
from scipy.optimize import least_squares

Flow = tuple[int, int, int]
STEPS = 4
"""Parts in which the policy is brought in, each solved from the one before."""


@dataclass(frozen=True)
class World:
    """Border values and tariffs (sector, exporter, importer), cost shares (input, sector, region) and elasticities."""

    trade: np.ndarray
    tariff: np.ndarray
    input_share: np.ndarray
    is_critical: np.ndarray
    theta: list[float]
    eta: list[float]
    epsilon: list[float]
    psi: list[float]
    chi: list[float]
    phi: float
    kappa: float


@dataclass(frozen=True)
class Rule:
    """A bound on what is shipped (or on its border value) over some flows, relative to the baseline."""

    flows: list[Flow]
    ratio: float
    is_floor: bool = False
    is_value: bool = False
    to_importer: bool = False


@dataclass(frozen=True)
class Policy:
    """Wedges by flow where they change, and rules; deficits stay what they are in units of world factor income."""

    tariff: dict[Flow, float] = field(default_factory=dict)
    export_charge: dict[Flow, float] = field(default_factory=dict)
    iceberg: dict[Flow, float] = field(default_factory=dict)
    purchase: dict[Flow, float] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)


@dataclass
class Outcome:
    """Levels of the new equilibrium; `wedge` holds x of each cap and m of each floor."""

    wage: np.ndarray
    cost: np.ndarray
    price: np.ndarray
    output: np.ndarray
    shipped: np.ndarray
    border_value: np.ndarray
    income: np.ndarray
    tariff_revenue: np.ndarray
    wedge: list[float]
    error: float


def ces_price(weights: list[float], prices: list[float], sigma: float) -> float:
    """Price of one unit of a CES bundle whose members cost 1 each in the baseline; weights add up to 1."""
    members = list(zip(weights, prices, strict=True))
    if sigma == 1:
        return exp(sum(w * log(p) for w, p in members))
    return exp(log1p(sum(w * expm1((1 - sigma) * log(p)) for w, p in members)) / (1 - sigma))  # digits hold near 1


def ces_demand(weight: float, price: float, bundle_price: float, sigma: float) -> float:
    """Quantity of a member in one unit of its bundle."""
    return weight * (bundle_price / price) ** sigma


class LevelForm:
    """One world under one policy."""

    def __init__(self, world: World, policy: Policy) -> None:
        self.world, self.policy = world, policy
        self.n_sectors, self.n_regions = world.trade.shape[:2]
        self.sectors, self.regions = range(self.n_sectors), range(self.n_regions)
        self.calibrate_demand()
        self.calibrate_production()
        self.calibrate_incomes()

    def calibrate_demand(self) -> None:
        """Share parameters of imports by origin and of home goods, and quantities bought of each composite."""
        trade, tariff, theta = self.world.trade, self.world.tariff, self.world.theta
        self.bought = np.zeros((self.n_sectors, self.n_regions))
        self.home_weight = np.zeros((self.n_sectors, self.n_regions))
        self.origin_weight = np.zeros(trade.shape)
        for s in self.sectors:
            for j in self.regions:
                imports = sum((1 + tariff[s, i, j]) * trade[s, i, j] for i in self.regions if i != j)
                self.bought[s, j] = imports + trade[s, j, j]
                self.home_weight[s, j] = trade[s, j, j] / self.bought[s, j]
                for i in self.regions:
                    if i != j:
                        paid = 1 + tariff[s, i, j]
                        self.origin_weight[s, i, j] = trade[s, i, j] / imports * paid ** (theta[s] + 1)

    def calibrate_production(self) -> None:
        """Output, and the value of factors in it; nothing else has share parameters other than cost shares."""
        self.made = np.array([[self.world.trade[s, i].sum() for i in self.regions] for s in self.sectors])
        self.factor_share = np.zeros((self.n_sectors, self.n_regions))
        for s in self.sectors:
            for n in self.regions:
                self.factor_share[s, n] = 1 - sum(self.world.input_share[k, s, n] for k in self.sectors)
        self.factors = self.factor_share * self.made
        self.workers = [sum(self.factors[s, n] for s in self.sectors) for n in self.regions]

    def calibrate_incomes(self) -> None:
        """Final demand, income and deficit of each region."""
        share, trade, tariff = self.world.input_share, self.world.trade, self.world.tariff
        self.final = np.zeros((self.n_sectors, self.n_regions))
        for k in self.sectors:
            for n in self.regions:
                self.final[k, n] = self.bought[k, n] - sum(share[k, s, n] * self.made[s, n] for s in self.sectors)
        self.income = [sum(self.final[k, n] for k in self.sectors) for n in self.regions]
        self.deficit = []
        for n in self.regions:
            revenue = sum(tariff[s, i, n] * trade[s, i, n] for s in self.sectors for i in self.regions)
            self.deficit.append(self.income[n] - self.workers[n] - revenue)

    def unit_cost(self, s: int, n: int, wage: np.ndarray, price: np.ndarray) -> tuple[float, float, list[float]]:
        """Cost of a unit of output, factors in it, and each input in it."""
        world = self.world
        share = [world.input_share[k, s, n] for k in self.sectors]
        ordinary = [k for k in self.sectors if not world.is_critical[k]]
        critical = [k for k in self.sectors if world.is_critical[k]]
        total = sum(share[k] for k in ordinary)
        inner = self.factor_share[s, n] + total
        bundle_price = ces_price(
            [share[k] / total for k in ordinary], [price[k, n] for k in ordinary], world.epsilon[s]
        )
        weights = [self.factor_share[s, n] / inner, total / inner]
        inner_price = ces_price(weights, [wage[s, n], bundle_price], world.psi[s])
        members = [inner_price, *(price[k, n] for k in critical)]
        cost = ces_price([inner, *(share[k] for k in critical)], members, world.chi[s])
        n_inner = ces_demand(inner, inner_price, cost, world.chi[s])
        n_bundle = n_inner * ces_demand(weights[1], bundle_price, inner_price, world.psi[s])
        used = [0.0] * self.n_sectors
        for k in ordinary:
            used[k] = n_bundle * ces_demand(share[k] / total, price[k, n], bundle_price, world.epsilon[s])
        for k in critical:
            used[k] = ces_demand(share[k], price[k, n], cost, world.chi[s])
        return cost, n_inner * ces_demand(weights[0], wage[s, n], inner_price, world.psi[s]), used

    def supply(self, n: int, wage: np.ndarray) -> list[float]:
        """Factors that each sector gets: workers go where they earn most, with talents that differ by κ."""
        kappa = self.world.kappa
        talent = [self.factors[s, n] / self.workers[n] for s in self.sectors]
        best = max(wage[s, n] for s in self.sectors)  # measured against it, no power is past all numbers
        pull = [talent[s] * (wage[s, n] / best) ** kappa for s in self.sectors]
        mean = best * sum(pull) ** (1 / kappa)
        return [self.workers[n] * mean * pull[s] / sum(pull) / wage[s, n] for s in self.sectors]

    def wedges(
        self, flow: Flow, strength: float, charged: dict[int, float]
    ) -> tuple[float, float, float, float, float]:
        """Tariff, exporter's charge, importer's charge, iceberg cost and purchase factor of a flow."""
        policy, old = self.policy, self.world.tariff[flow]
        tariff = old + strength * (policy.tariff.get(flow, old) - old)
        exporter = policy.export_charge.get(flow, 1.0) ** strength
        importer, purchase = 1.0, policy.purchase.get(flow, 1.0) ** strength
        for number, wedge in charged.items():
            rule = self.policy.rules[number]
            if flow in rule.flows:
                if rule.is_floor:
                    purchase *= wedge
                elif rule.to_importer:
                    importer *= wedge
                else:
                    exporter *= wedge
        return tariff, exporter, importer, policy.iceberg.get(flow, 1.0) ** strength, purchase

    def evaluate(self, z: np.ndarray, strength: float, rules: list[int]) -> tuple[np.ndarray, Outcome]:
        """All gaps at a point, each relative to its level, and the levels there."""
        size = self.n_sectors * self.n_regions
        shape = self.n_sectors, self.n_regions
        levels = np.exp(z)
        wage, cost, made = (levels[part * size : (part + 1) * size].reshape(shape) for part in range(3))
        income = levels[3 * size : 3 * size + self.n_regions]
        charged = {number: levels[3 * size + self.n_regions + at] for at, number in enumerate(rules)}
        delivered, border, parts = self.delivered(cost, strength, charged)
        price, import_price = self.composite_prices(cost, delivered)
        gaps: list[float] = []
        factors, bought = np.zeros(shape), np.zeros(shape)
        for n in self.regions:
            final_price = ces_price([f / self.income[n] for f in self.final[:, n]], list(price[:, n]), self.world.phi)
            for s in self.sectors:
                unit, factors[s, n], used = self.unit_cost(s, n, wage, price)
                factors[s, n] *= made[s, n]
                gaps.append(log(cost[s, n] / unit))
                for k in self.sectors:
                    bought[k, n] += used[k] * made[s, n]
                weight = self.final[s, n] / self.income[n]
                bought[s, n] += ces_demand(weight, price[s, n], final_price, self.world.phi) * income[n] / final_price
        shipped = self.shipments(cost, delivered, price, import_price, bought, parts)
        gaps += [log(made[s, i] / shipped[s, i].sum()) for s in self.sectors for i in self.regions]
        gaps += self.factor_gaps(wage, factors)
        earned, revenue = self.incomes(wage, factors, border, shipped, parts)
        gaps += [log(income[n] / earned[n]) for n in self.regions]
        gaps.append(log((wage * factors).sum() / sum(self.workers)))
        amounts = self.amounts(shipped, border)
        gaps += [log(amounts[number] / self.limit(number, strength)) for number in rules]
        wedge = [float(charged.get(number, 1.0)) for number in range(len(self.policy.rules))]
        outcome = Outcome(
            wage, cost, price, cost * made, shipped, border * shipped, income, revenue, wedge, float(np.abs(gaps).max())
        )
        return np.array(gaps), outcome

    def delivered(self, cost: np.ndarray, strength: float, charged: dict[int, float]):
        """Price to the buyer of a unit that arrives, border price of a unit shipped, and the wedges of every flow."""
        delivered, border, parts = np.zeros(self.world.trade.shape), np.zeros(self.world.trade.shape), {}
        for s in self.sectors:
            for i in self.regions:
                for j in self.regions:
                    flow = s, i, j
                    parts[flow] = tariff, exporter, importer, iceberg, purchase = self.wedges(flow, strength, charged)
                    border[flow] = cost[s, i] * exporter * importer
                    delivered[flow] = border[flow] * iceberg * (1 + tariff) * purchase
        return delivered, border, parts

    def composite_prices(self, cost: np.ndarray, delivered: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Price of each sector's composite, and of the imports in it."""
        price, import_price = np.zeros(cost.shape), np.zeros(cost.shape)
        for s in self.sectors:
            theta, eta = self.world.theta[s], self.world.eta[s]
            for j in self.regions:
                others = [i for i in self.regions if i != j]
                total = sum(self.origin_weight[s, i, j] * delivered[s, i, j] ** -theta for i in others)
                import_price[s, j] = total ** (-1 / theta)
                home = self.home_weight[s, j]
                price[s, j] = (home * cost[s, j] ** -eta + (1 - home) * import_price[s, j] ** -eta) ** (-1 / eta)
        return price, import_price

    def shipments(self, cost, delivered, price, import_price, bought, parts) -> np.ndarray:
        """Units that leave each exporter for each importer; more than arrive where there are iceberg costs."""
        shipped = np.zeros(self.world.trade.shape)
        for s in self.sectors:
            theta, eta = self.world.theta[s], self.world.eta[s]
            for j in self.regions:
                home = self.home_weight[s, j]
                shipped[s, j, j] = home * (price[s, j] / cost[s, j]) ** (eta + 1) * bought[s, j]
                imports = (1 - home) * (price[s, j] / import_price[s, j]) ** (eta + 1) * bought[s, j]
                for i in self.regions:
                    if i != j:
                        ratio = import_price[s, j] / delivered[s, i, j]
                        arrived = self.origin_weight[s, i, j] * ratio ** (theta + 1) * imports
                        shipped[s, i, j] = arrived * parts[s, i, j][3]
        return shipped

    def factor_gaps(self, wage: np.ndarray, factors: np.ndarray) -> list[float]:
        """Factors used less factors there are; mobile factors have one price and one market."""
        gaps = []
        for n in self.regions:
            if self.world.kappa == inf:
                gaps.append(log(sum(factors[s, n] for s in self.sectors) / self.workers[n]))
                gaps += [log(wage[s, n] / wage[0, n]) for s in self.sectors[1:]]
            else:
                gaps += [log(factors[s, n] / there) for s, there in enumerate(self.supply(n, wage))]
        return gaps

    def incomes(self, wage, factors, border, shipped, parts) -> tuple[list[float], np.ndarray]:
        """What each region may spend, and its tariff revenue."""
        earned = [self.deficit[n] + sum(wage[s, n] * factors[s, n] for s in self.sectors) for n in self.regions]
        revenue = np.zeros(self.n_regions)
        for (s, i, j), (tariff, exporter, importer, _, purchase) in parts.items():
            value = border[s, i, j] * shipped[s, i, j]
            revenue[j] += tariff * value
            earned[i] += value / importer * (1 - 1 / exporter)
            earned[j] += tariff * value + value * (1 - 1 / importer) - (1 + tariff) * value * (1 - purchase)
        return earned, revenue

    def amounts(self, shipped: np.ndarray, border: np.ndarray) -> list[float]:
        """What each rule counts."""
        return [
            sum(shipped[flow] * (border[flow] if rule.is_value else 1) for flow in rule.flows)
            for rule in self.policy.rules
        ]

    def border_prices(self, outcome: Outcome) -> np.ndarray:
        """Border price of a unit of each flow, 0 where nothing is shipped."""
        shipped = outcome.shipped
        return np.divide(outcome.border_value, shipped, out=np.zeros_like(shipped), where=shipped > 0)

    def limit(self, number: int, strength: float) -> float:
        """Limit of a rule; it moves from the baseline to its place as the policy comes in."""
        rule = self.policy.rules[number]
        return sum(self.world.trade[flow] for flow in rule.flows) * rule.ratio**strength

    def solve(self) -> Outcome:
        """Bring in the policy step by step, each time with the rules charged that need to be."""
        size = self.n_sectors * self.n_regions
        z = np.concatenate([np.zeros(2 * size), np.log(self.made).ravel(), np.log(self.income)])
        rules: list[int] = []
        for step in range(1, STEPS + 1):
            for _ in range(2 * len(self.policy.rules) + 2):
                z = self.solved(z, step / STEPS, rules)
                _, outcome = self.evaluate(z, step / STEPS, rules)
                needed = self.needed(outcome, step / STEPS, rules)
                if needed == rules:
                    break
                known = {number: z[3 * size + self.n_regions + at] for at, number in enumerate(rules)}
                z = np.concatenate([z[: 3 * size + self.n_regions], [known.get(number, 0.0) for number in needed]])
                rules = needed
        return outcome

    def worst_violation(self, wage: np.ndarray, cost: np.ndarray, output: np.ndarray, income, wedge) -> float:
        """Largest gap of any equation or rule at levels found elsewhere: prices, values of output, incomes, wedges."""
        rules = [number for number, charged in enumerate(wedge) if charged != 1]
        levels = wage.ravel(), cost.ravel(), (output / cost).ravel(), income, [wedge[number] for number in rules]
        gaps, outcome = self.evaluate(np.log(np.concatenate(levels)), 1.0, rules)
        amounts = self.amounts(outcome.shipped, self.border_prices(outcome))
        for number, rule in enumerate(self.policy.rules):
            sign = -1 if rule.is_floor else 1
            is_broken = sign * log(amounts[number] / self.limit(number, 1.0))
            has_wrong_sign = -sign * log(outcome.wedge[number])
            gaps = np.append(gaps, [max(is_broken, 0.0), max(has_wrong_sign, 0.0)])
        return float(np.abs(gaps).max())

    def solved(self, z: np.ndarray, strength: float, rules: list[int]) -> np.ndarray:
        """Levels (in logs) at which every gap is 0; one gap is redundant by Walras' law, and kept."""
        tight = {"xtol": 1e-15, "ftol": 1e-15, "gtol": 1e-15}
        return least_squares(lambda at: self.evaluate(at, strength, rules)[0], z, method="lm", **tight).x

    def needed(self, outcome: Outcome, strength: float, rules: list[int]) -> list[int]:
        """Rules to charge: those charged whose wedge has its sign, and those idle that are broken."""
        amounts = self.amounts(outcome.shipped, self.border_prices(outcome))
        needed = []
        for number, rule in enumerate(self.policy.rules):
            sign = -1 if rule.is_floor else 1
            if number in rules:
                is_needed = sign * log(outcome.wedge[number]) > 0
            else:
                is_needed = sign * log(amounts[number] / self.limit(number, strength)) > 1e-12
            if is_needed:
                needed.append(number)
        return needed
