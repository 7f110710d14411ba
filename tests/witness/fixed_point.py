"""A second independent solver: the whole model in changes, as one map that is iterated until it moves nothing.

It is written from the model's equations and imports nothing of the simulator. Unknowns are the logs of factor prices,
sector prices, spending, factor supply and the wedges of bounds. Prices, spending and supply are moved to where their
equations put them, factor prices towards where factors clear, and every wedge towards its bound but never past the
values it may have; Anderson acceleration does the rest. The numbers of equations are those of the design's section 4.
"""

from math import exp, expm1, inf, log, log1p
from types import SimpleNamespace

import numpy as np

from tests.witness.records import Outcome, Policy, World

WINDOW = 20
"""Passes that acceleration remembers."""
PASSES = 1500
"""Where there is a solution, about 50 to 150 are enough."""
DONE = 2e-14
"""Largest distance of any equation (log) at which the map is at rest; rounding leaves about a tenth of it."""
GOOD = 1e-11
"""Distance that is accepted where rounding lets no pass come nearer."""
ROUNDING = 1e-13


def ces(weights: np.ndarray, prices: np.ndarray, sigma: float) -> tuple[float, np.ndarray]:
    """Change of the price of a bundle, and the share of each member in its cost; weights need not add up to 1."""
    members = [(w, log(p) if w > 0 else 0.0) for w, p in zip(weights.tolist(), prices.tolist(), strict=True)]
    lost, power = 1 - sum(w for w, _ in members), 1 - sigma
    if lost == 1:
        return 1.0, weights
    if power == 0 and abs(lost) > ROUNDING:
        raise ValueError("weights that do not add up to 1 have no index at an elasticity of 1")
    if power == 0:
        return exp(sum(w * x for w, x in members)), weights
    if max(abs(power * x) for _, x in members) < 0.5:  # digits hold where prices are near 1
        index = log1p(sum(w * expm1(power * x) for w, x in members) - lost * (abs(lost) > ROUNDING)) / power
    else:
        top = max(power * x for _, x in members)
        index = (top + log(sum(w * exp(power * x - top) for w, x in members))) / power
    return exp(index), np.array([w * exp(power * (x - index)) for w, x in members])


def parts(amounts: np.ndarray) -> np.ndarray:
    """Shares in a total, 0 where there is none."""
    total = amounts.sum()
    return amounts / total if total > 0 else np.zeros_like(amounts)


def logs_of(levels: np.ndarray, baseline: np.ndarray) -> np.ndarray:
    """Log change where there is a baseline, 0 elsewhere."""
    return np.log(np.maximum(np.divide(levels, baseline, out=np.ones_like(baseline), where=baseline > 0), 1e-9))


class FixedPoint:
    """One world under one policy."""

    def __init__(self, world: World, policy: Policy) -> None:
        self.world, self.policy = world, policy
        self.n_sectors, self.n_regions = world.trade.shape[:2]
        self.sectors, self.regions = range(self.n_sectors), range(self.n_regions)
        self.calibrate()
        self.set_bounds()

    def calibrate(self) -> None:
        """Everything the baseline identities derive from what is recorded."""
        world, shape = self.world, (self.n_sectors, self.n_regions)
        profit = np.zeros(self.n_sectors) if world.profit_share is None else np.asarray(world.profit_share, float)
        self.profit = profit[:, None] * np.ones(shape)
        paid = (1 + world.tariff) * world.trade
        self.paid, self.expenditure, self.output = paid, paid.sum(axis=1), world.trade.sum(axis=2)
        self.factor_share = 1 - world.input_share.sum(axis=0) - self.profit
        self.earnings = self.factor_share * self.output
        self.factor_income = self.earnings.sum(axis=0)
        self.final = self.expenditure - (world.input_share * self.output).sum(axis=1)
        self.income = self.final.sum(axis=0)
        self.revenue = (world.tariff * world.trade).sum(axis=(0, 1))
        own = self.factor_income + (self.profit * self.output).sum(axis=0) + self.revenue
        self.deficit = self.income - own
        self.input_weight = np.ones_like(world.input_share)
        if self.policy.rationing:
            self.input_weight = np.where(world.is_critical[:, None, None], self.policy.rationing.weight, 1.0)

    def set_bounds(self) -> None:
        """Producers that are capped, the values that wedges may have, and how far a gap moves them."""
        caps = dict(self.policy.producer_caps)
        if self.policy.rationing:
            for (s, n), cap in np.ndenumerate(self.policy.rationing.output_cap):
                if cap < 1 and self.output[s, n] > 0:
                    caps[s, n] = min(cap, caps.get((s, n), inf))
        self.caps = caps
        rules, theta = self.policy.rules, np.asarray(self.world.origin)
        self.low = np.array([-inf if rule.is_floor else 0.0 for rule in rules] + [0.0] * len(caps))
        self.high = np.array([0.0 if rule.is_floor else log(rule.stop) for rule in rules] + [inf] * len(caps))
        elasticity = [np.mean([theta[s] for s, _, _ in rule.flows]) for rule in rules] + [theta[s] for s, _ in caps]
        self.pace = 1 / (1 + np.array(elasticity))

    def read(self, z: np.ndarray) -> Outcome:
        """Levels of the unknowns."""
        size, shape = self.n_sectors * self.n_regions, (self.n_sectors, self.n_regions)
        wage, price, spending, supply, wedge = np.split(np.exp(z), [size, 2 * size, 3 * size, 3 * size + shape[1]])
        return Outcome(
            wage=wage.reshape(shape),
            price=price.reshape(shape),
            expenditure=spending.reshape(shape) * self.expenditure,
            supply=supply,
            wedge=wedge[: len(self.policy.rules)],
            producer_wedges=wedge[len(self.policy.rules) :],
        )

    def set_wedges(self, new: Outcome) -> None:
        """Equation 1: who adds what to a price, by flow; the wedges of bounds are on top of what the policy sets."""
        policy, ones = self.policy, np.ones(self.world.trade.shape)
        new.tariff, new.purchase = self.world.tariff.copy(), ones.copy()
        new.exporter, new.importer, new.waste = ones.copy(), ones.copy(), ones.copy()
        fixed = (policy.tariff, policy.export_charge, policy.iceberg, policy.purchase)
        for values, array in zip(fixed, (new.tariff, new.exporter, new.waste, new.purchase), strict=True):
            for flow, value in values.items():
                array[flow] = value
        keepers = {"exporter": new.exporter, "importer": new.importer, "nobody": new.waste}
        for rule, wedge in zip(policy.rules, new.wedge, strict=True):
            array = new.purchase if rule.is_floor else keepers[rule.premium_to]
            for flow in rule.flows:
                array[flow] *= wedge
        new.producer_wedge = np.ones((self.n_sectors, self.n_regions))
        for producer, wedge in zip(self.caps, new.producer_wedges, strict=True):
            new.producer_wedge[producer] = wedge

    def set_costs(self, new: Outcome) -> None:
        """Equation 3: unit costs, and what goes to factors and to each input out of sales."""
        new.cost, new.factor_share = np.ones_like(new.wage), np.zeros_like(new.wage)
        new.input_share = np.zeros_like(self.world.input_share)
        for s in self.sectors:
            for n in self.regions:
                self.set_cost(new, s, n)

    def set_cost(self, new: Outcome, s: int, n: int) -> None:
        """Unit cost of one sector of one region; the nests hold shares of cost, which profits are no part of."""
        world, out_of_cost = self.world, 1 / (1 - self.profit[s, n])
        factor, share = self.factor_share[s, n] * out_of_cost, world.input_share[:, s, n] * out_of_cost
        ordinary = np.where(world.is_critical, 0.0, share)
        wage = new.wage[s, n] / new.supply[n] ** world.scale  # equation 4: scale
        bundle_price, in_bundle = ces(parts(ordinary), new.price[:, n], world.input[s])
        pair = np.array([factor, ordinary.sum()])
        inner_price, in_inner = ces(parts(pair), np.array([wage, bundle_price]), world.value_added[s])
        critical = np.where(world.is_critical, share * self.input_weight[:, s, n], 0.0)
        weight, members = np.append(pair.sum(), critical), np.append(inner_price, new.price[:, n])
        new.cost[s, n], in_cost = ces(weight, members, world.critical[s])
        out_of_sales = 1 - self.profit[s, n]
        new.factor_share[s, n] = in_cost[0] * in_inner[0] * out_of_sales
        new.input_share[:, s, n] = (in_cost[0] * in_inner[1] * in_bundle + in_cost[1:]) * out_of_sales

    def set_sales(self, new: Outcome) -> None:
        """Equations 1, 2 and 5: what each importer pays to whom, and what becomes of it on the way."""
        duty = (1 + new.tariff) / (1 + self.world.tariff)
        charge = new.exporter * new.producer_wedge[:, :, None]
        delivered = new.cost[:, :, None] * charge * new.importer * new.waste * new.purchase * duty
        new.new_price, new.paid = np.ones_like(new.price), np.zeros_like(delivered)
        for s in self.sectors:
            for j in self.regions:
                if self.expenditure[s, j] > 0:
                    new.new_price[s, j], share = self.source(s, j, delivered[s, :, j])
                    new.paid[s, :, j] = share * new.expenditure[s, j]
        new.border_value = new.paid / ((1 + new.tariff) * new.purchase * new.importer)
        new.receipts = new.border_value / charge
        shipped = np.divide(new.receipts, self.world.trade, out=np.ones_like(delivered), where=self.world.trade > 0)
        new.volume = shipped / np.where(self.world.trade > 0, new.cost[:, :, None], 1.0)
        new.arrived = new.volume / new.waste
        new.output = new.receipts.sum(axis=2)
        new.output_volume = np.exp(logs_of(new.output, self.output) - np.log(new.cost))

    def source(self, s: int, j: int, delivered: np.ndarray) -> tuple[float, np.ndarray]:
        """Price of a sector to an importer, and the share of each origin in its spending."""
        kept = np.array([1 - self.policy.blocked.get((s, i, j), 0.0) for i in self.regions])
        abroad = np.arange(self.n_regions) != j
        weight = parts(np.where(abroad, self.paid[s, :, j], 0.0)) * kept
        import_price, among_imports = ces(weight, delivered, 1 + self.world.origin[s])
        home = self.paid[s, j, j] / self.expenditure[s, j]
        pair = np.array([home * kept[j], (1 - home) if weight.any() else 0.0])
        if not pair.any():
            raise ValueError(f"nobody is left to supply sector {s} to region {j}")
        price, share = ces(pair, np.array([delivered[j], import_price]), 1 + self.world.home[s])
        return price, np.where(abroad, among_imports * share[1], share[0])

    def set_factors(self, new: Outcome) -> None:
        """Equation 4: wage index, and the earnings at which each sector gets its factors."""
        kappa, talent = self.world.factor, self.earnings / self.factor_income
        if kappa == inf:
            new.wage_index = np.exp((talent * np.log(new.wage)).sum(axis=0))
            new.earnings = new.supply * self.factor_income * new.wage_index * parts_of(new.factor_share * new.output)
        else:
            pull = (talent * new.wage**kappa).sum(axis=0)
            new.wage_index = pull ** (1 / kappa)
            new.earnings = new.supply * self.earnings * new.wage**kappa * pull ** ((1 - kappa) / kappa)
        new.factor_income = new.earnings.sum(axis=0)
        is_one = (self.earnings > 0) & (kappa == inf)
        new.spread = np.where(is_one, np.log(new.wage / new.wage_index), 0.0)  # mobile factors have one price

    def set_accounts(self, new: Outcome) -> None:
        """Equation 6: who receives what, and what each region may spend."""
        border, abroad = new.border_value, (0, 1)
        rate = (1 + new.tariff) * new.purchase
        collected = np.maximum(0.0, rate - 1) * border
        new.tariff_revenue = collected.sum(axis=abroad)
        new.duty_waived = (new.tariff * border - collected).sum(axis=abroad)
        new.commitment_cost = (np.maximum(0.0, 1 - rate) * border).sum(axis=abroad)
        new.quota_rents = (rate * (new.importer - 1) * border).sum(axis=abroad)
        new.export_receipts = (border * (1 - 1 / new.exporter)).sum(axis=(0, 2))
        new.producer_rents = ((new.producer_wedge - 1) * new.output).sum(axis=0)
        new.profits = self.profit * new.output
        new.own_income = new.factor_income + new.profits.sum(axis=0) + new.tariff_revenue - new.commitment_cost
        new.own_income = new.own_income + new.quota_rents + new.export_receipts + new.producer_rents
        new.deficit = self.deficits(new)
        new.income = new.own_income + new.deficit

    def deficits(self, new: Outcome) -> np.ndarray:
        """Deficits under the closure; they add up to 0 whichever it is."""
        if self.policy.closure == "zero":
            return np.zeros(self.n_regions)
        if self.policy.closure == "proportional":
            spent = self.income / (self.income - self.deficit) * new.own_income
            return spent * new.own_income.sum() / spent.sum() - new.own_income
        if self.policy.closure == "responsive":
            rise = np.log(new.wage_index)
            ahead = rise - self.factor_income @ rise / self.factor_income.sum()
            return self.deficit - self.world.deficit * self.factor_income * ahead
        return self.deficit

    def set_demand(self, new: Outcome) -> None:
        """Equation 7: final demand at the new prices, and what factor supply answers to them."""
        new.final_demand, new.consumer_price = np.zeros_like(new.price), np.ones(self.n_regions)
        for n in self.regions:
            index, share = ces(parts(self.final[:, n]), new.new_price[:, n], self.world.final)
            new.consumer_price[n], new.final_demand[:, n] = index, share * new.income[n]
        real = new.wage_index / new.consumer_price
        if self.policy.revenue == "income_tax":
            left = 1 - new.tariff_revenue / new.factor_income
            real = real * (1 - self.revenue / self.factor_income) / left
        new.new_supply = real**self.world.supply

    def set_amounts(self, new: Outcome) -> None:
        """Equation 9: what each rule counts, and how far each bound is from its limit (log)."""
        counted = {False: self.world.trade * new.arrived, True: new.border_value}
        new.amount = [sum(counted[rule.is_value][flow] for flow in rule.flows) for rule in self.policy.rules]
        limits = [rule.ratio * sum(self.world.trade[flow] for flow in rule.flows) for rule in self.policy.rules]
        gaps = [log(amount / limit) for amount, limit in zip(new.amount, limits, strict=True)]
        gaps += [log(new.output_volume[producer] / cap) for producer, cap in self.caps.items()]
        new.bound_gap = np.array(gaps)

    def apply(self, z: np.ndarray) -> tuple[np.ndarray, Outcome]:
        """The map at a point, and the levels there."""
        new = self.read(z)
        for phase in (self.set_wedges, self.set_costs, self.set_sales, self.set_factors, self.set_accounts):
            phase(new)
        self.set_demand(new)
        self.set_amounts(new)
        used = new.final_demand + (new.input_share * new.output).sum(axis=1)
        bought, price, supply = logs_of(used, self.expenditure), np.log(new.new_price), np.log(new.new_supply)
        demand = new.factor_share * new.output
        excess = logs_of(demand, self.earnings) - logs_of(new.earnings, self.earnings)
        total = np.log(demand.sum(axis=0) / new.factor_income)
        numeraire = log(new.factor_income.sum() / self.factor_income.sum())
        wage = np.log(new.wage) + self.wage_step(excess, total) - numeraire
        raw = z[len(z) - len(self.low) :] if len(self.low) else np.empty(0)
        wedge = np.clip(raw + self.pace * new.bound_gap, self.low, self.high)
        image = np.concatenate([wage.ravel(), price.ravel(), bought.ravel(), supply, wedge])
        broken = np.clip(raw + new.bound_gap, self.low, self.high) - raw
        moved = (image - z)[wage.size : image.size - raw.size]
        gaps = (moved, broken, excess.ravel(), total, new.spread.ravel(), [numeraire])
        new.error = max(abs(gap) for part in gaps for gap in part)
        return image, new

    def distance(self, levels: SimpleNamespace) -> float:
        """Largest distance of any equation or bound at levels found elsewhere, named as in an outcome."""
        wedges = [*levels.wedge, *(levels.producer_wedge[producer] for producer in self.caps)]
        spending = logs_of(levels.expenditure, self.expenditure)
        free = [np.log(levels.wage), np.log(levels.price), spending, np.log(levels.supply)]
        return self.apply(np.concatenate([part.ravel() for part in (*free, np.log(wedges))]))[1].error

    def wage_step(self, excess: np.ndarray, total: np.ndarray) -> np.ndarray:
        """How far factor prices are moved: within a region by sector, and all of a region together."""
        theta = np.asarray(self.world.origin)
        together = total / (1 + theta.mean() + self.world.supply + self.world.deficit)
        if self.world.factor == inf:
            return together + np.zeros_like(excess)
        apart = np.where(self.earnings > 0, excess - total, 0.0)
        return apart / (self.world.factor + theta[:, None]) + together

    def solve(self) -> Outcome:
        """Apply the map under acceleration until it is at rest."""
        free = 3 * self.n_sectors * self.n_regions + self.n_regions
        z = np.zeros(free + len(self.low))
        points: list[np.ndarray] = []
        images: list[np.ndarray] = []
        best, best_error = None, inf
        for number in range(1, PASSES + 1):
            image, new = self.apply(z)
            new.passes = number
            if new.error < best_error:
                best, best_error = new, new.error
            if new.error <= DONE or (best_error <= GOOD and number > best.passes + WINDOW):
                break
            if new.error > 1e3 * best_error:
                points, images = [], []
            points, images = [*points, z][-WINDOW:], [*images, image][-WINDOW:]
            z = accelerated(points, images)
            z[free:] = np.clip(z[free:], self.low, self.high)
        if best_error > GOOD:
            raise RuntimeError(f"not at rest after {PASSES} passes: an equation is off by {best_error:.1e}")
        return best


def parts_of(amounts: np.ndarray) -> np.ndarray:
    """Shares of sectors in the total of each region."""
    return np.stack([parts(column) for column in amounts.T], axis=1)


def accelerated(points: list[np.ndarray], images: list[np.ndarray]) -> np.ndarray:
    """Anderson's next point: the mix of images whose points moved least."""
    gap = images[-1] - points[-1]
    if len(points) == 1:
        return points[-1] + gap
    moves, turns = np.diff(images, axis=0), np.diff(np.subtract(images, points), axis=0)
    mix = np.linalg.lstsq(turns.T, gap, rcond=1e-13)[0]
    step = images[-1] - mix @ moves - points[-1]
    return points[-1] + np.clip(step, -1.0, 1.0)
