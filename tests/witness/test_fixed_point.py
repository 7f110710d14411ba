"""The fixed-point witness by itself: every equation anew, its limits, and what must be the same said in two ways."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.shocks import random_levels
from tests.witness import fixed_point, level_form, records
from tests.witness.fixed_point import FixedPoint
from tests.witness.records import Policy, Rationing, Rule, World, withheld_of
from tests.worlds import input_share

EXACT = 1e-11  # every equation, relative to its level
SAME = 1e-10  # one economy said in two ways
AGREE = 1e-9  # the witness in levels works with finite differences

SETTINGS = {
    "short run, fixed factors": dict(
        origin=[1.5, 0.9, 0.5],
        home=[1.2, 0.6, 0.4],
        input=[0.2] * 3,
        value_added=[0.5] * 3,
        critical=[0.05] * 3,
        final=0.9,
        factor=1.0,
    ),
    "two levels, sluggish factors": dict(
        origin=[4, 2.5, 1.5],
        home=[3, 2.0, 0.7],
        input=[0.2, 1.6, 0.9],
        value_added=[0.5, 1.2, 1.0],
        critical=[0.05, 0.4, 0.3],
        final=1.3,
        factor=2.5,
    ),
    "long run, mobile factors": dict(
        origin=[5, 3, 2],
        home=[5, 3, 2],
        input=[1.0] * 3,
        value_added=[1.0] * 3,
        critical=[0.6] * 3,
        final=1.0,
        factor=np.inf,
    ),
}
SHORT, MIDDLE, LONG = SETTINGS
ANSWERS = dict(supply=0.3, scale=0.2, deficit=2.0, profit_share=[0.1, 0.05, 0.15])
WEDGES = dict(
    tariff={(0, 1, 0): 1.45, (1, 0, 1): 1.25, (0, 0, 2): 0.0, (2, 1, 2): 0.0},
    export_charge={(1, 2, 0): 1.2, (0, 1, 2): 0.9, (2, 1, 2): 1.15},
    iceberg={(0, 2, 1): 1.3, (2, 0, 1): 0.9},
    purchase={(1, 2, 1): 0.8, (0, 0, 1): 0.95},
)
OLD_RULES = [
    ([(2, 1, 0)], 0.3),
    ([(2, 1, 2)], 0.5),
    ([(0, 0, 1)], 2.5, True),
    ([(0, 2, 1), (1, 2, 1)], 2.5, True, True),
    ([(1, 1, 0), (1, 1, 2)], 0.3),
    ([(2, 0, 2)], 40.0),
]
TO_IMPORTER = 1  # of the rules above, on a flow whose tariff is 0: with a rate, the witness in levels puts it on top
RULES = [
    Rule([(2, 1, 0)], 0.4),
    Rule([(2, 1, 2)], 0.7),
    Rule([(0, 1, 2)], 0.5, premium_to="nobody"),
    Rule([(0, 0, 2)], 0.6, premium_to="importer"),
    Rule([(1, 0, 2)], 0.5, premium_to="importer", stop=1.2),
    Rule([(1, 2, 0), (1, 1, 0)], 0.6, is_value=True, premium_to="importer"),
    Rule([(0, 0, 1)], 1.6, is_floor=True),
    Rule([(0, 2, 1), (1, 2, 1)], 1.7, is_floor=True, is_value=True),
]
CLOSURES = ("fixed", "zero", "proportional", "responsive")


def world_of(setting=SHORT, seed=7, **changes):
    levels = random_levels(3, 3, seed=seed)
    bare = levels.trade_flow, levels.tariff, levels.input_share, levels.is_critical
    return World(*bare, **{**SETTINGS[setting], **changes})


def rationing_of(world, exposure=(0.35, 0.7, 0.1), relief=0.05, cover=(1.0, 0.5, 0.0)):
    """Licences on the last sector, the critical one, hold back different shares in every region."""
    shape = world.input_share.shape
    withheld, months = np.zeros(shape[1:]), np.zeros(shape[1:])
    withheld[-1], months[-1] = (0.45, 0.2, 0.3), cover
    exposed = np.zeros(shape)
    exposed[-1] = np.array(exposure)[:, None]
    return Rationing(withheld, exposed, np.full(shape, relief), months)


def everything(world, **changes):
    iceberg = {**WEDGES["iceberg"], (0, 0, 1): 1.1}
    policy = Policy(
        **{**WEDGES, "iceberg": iceberg},
        blocked={(1, 1, 0): 0.5, (0, 2, 0): 1.0},
        rules=RULES,
        producer_caps={(1, 0): 0.9, (0, 2): 0.95},
        rationing=rationing_of(world),
    )
    return replace(policy, **changes)


def solved(world, policy):
    new = FixedPoint(world, policy).solve()
    assert new.error <= EXACT
    return new


def assert_same(first, second, *names, within=SAME):
    for name in names or ("wage", "cost", "price", "expenditure", "supply", "output", "income", "arrived"):
        np.testing.assert_allclose(getattr(first, name), getattr(second, name), rtol=within, err_msg=name)


def index_of(weight, price, sigma, axis=0):
    """CES price index by its textbook formula."""
    if sigma == 1:
        return np.exp((weight * np.log(price)).sum(axis))
    return (weight * price ** (1 - sigma)).sum(axis) ** (1 / (1 - sigma))


# --- every equation anew -------------------------------------------------------------------------------------------


def gaps_of(world, policy, new):
    """Largest relative gap of each equation at an outcome, by formulas that share nothing with the solver's."""
    checks = (borders, sourcing, costs, factors, markets, incomes, closures, bounds)
    return {name: float(np.abs(gap).max(initial=0.0)) for check in checks for name, gap in check(world, policy, new)}


def borders(world, _, new):
    paid = new.border_value * (1 + new.tariff) * new.purchase * new.importer
    yield "buyers pay every wedge", new.paid / paid - 1 if (paid > 0).all() else new.paid - paid
    cost_receipts = new.volume * world.trade * new.cost[:, :, None]
    kept = new.border_value - new.receipts * new.exporter * new.producer_wedge[:, :, None]
    yield "the border value holds what the exporter keeps", kept / world.trade
    yield "receipts are volume at cost", (new.receipts - cost_receipts) / world.trade
    yield "what is burnt does not arrive", new.arrived * new.waste - new.volume
    yield (
        "collected, waived and paid for are the wedge",
        ((new.paid - new.border_value).sum((0, 1)) - (new.tariff_revenue + new.quota_rents - new.commitment_cost))
        / new.income,
    )
    yield (
        "duty is collected or waived",
        ((new.tariff * new.border_value).sum((0, 1)) - new.tariff_revenue - new.duty_waived) / new.income,
    )


def sourcing(world, policy, new):
    """Gaps of sector prices and of spending by origin."""
    spent = world.trade * (1 + world.tariff)
    kept = np.ones(spent.shape)
    for flow, share in policy.blocked.items():
        kept[flow] -= share
    duty = (1 + new.tariff) / (1 + world.tariff)
    wedge = new.exporter * new.importer * new.waste * new.purchase * duty * new.producer_wedge[:, :, None]
    price = new.cost[:, :, None] * wedge
    for s, j in np.ndindex(new.price.shape):
        theta, eta = world.origin[s], world.home[s]
        abroad = [i for i in range(spent.shape[1]) if i != j]
        imports = spent[s, abroad, j].sum()
        weight = kept[s, abroad, j] * spent[s, abroad, j] / imports if imports else np.zeros(0)
        home = spent[s, j, j] / spent[s, :, j].sum()
        stays = home * kept[s, j, j] * price[s, j, j] ** -eta
        inner = (weight * price[s, abroad, j] ** -theta).sum()
        import_price = inner ** (-1 / theta) if imports else 1.0
        outer = stays + (1 - home) * import_price**-eta
        yield f"price {s} {j}", new.price[s, j] / outer ** (-1 / eta) - 1
        among = (1 - home) * import_price**-eta / outer * weight * price[s, abroad, j] ** -theta / inner
        yield f"origins {s} {j}", new.paid[s, abroad, j] / new.expenditure[s, j] - among
        yield f"home {s} {j}", new.paid[s, j, j] / new.expenditure[s, j] - stays / outer


def costs(world, policy, new):
    """Gaps of unit costs, by the nests, and of cost shares, by Shephard's lemma (central differences)."""
    fixed = FixedPoint(world, policy)
    for s, n in np.ndindex(new.cost.shape):
        out_of_cost = 1 - fixed.profit[s, n]
        share = world.input_share[:, s, n] / out_of_cost
        factor = 1 - share.sum()
        gamma = policy.rationing.weight[:, s, n] if policy.rationing else np.ones(len(share))

        def unit_cost(prices, s=s, share=share, factor=factor, gamma=gamma):
            ordinary, critical = ~world.is_critical, world.is_critical
            bundle = index_of(share[ordinary] / share[ordinary].sum(), prices[1:][ordinary], world.input[s])
            inner = factor + share[ordinary].sum()
            pair = np.array([factor / inner, 1 - factor / inner])
            composite = index_of(pair, np.array([prices[0], bundle]), world.value_added[s])
            weight = np.append(inner, (share * gamma)[critical])
            return index_of(weight, np.append(composite, prices[1:][critical]), world.critical[s])

        prices = np.append(new.wage[s, n] / new.supply[n] ** world.scale, new.price[:, n])
        yield f"unit cost {s} {n}", new.cost[s, n] / unit_cost(prices) - 1
        step = 1e-4
        shares = [
            (np.log(unit_cost(prices * np.exp(step * unit))) - np.log(unit_cost(prices * np.exp(-step * unit))))
            / (2 * step)
            for unit in np.eye(len(prices))
        ]
        seen = np.append(new.factor_share[s, n], new.input_share[:, s, n]) / out_of_cost
        yield f"cost shares {s} {n}", (seen - shares) * EXACT / 1e-8  # as near as differences come


def factors(world, policy, new):
    earnings = FixedPoint(world, policy).earnings
    whole = earnings.sum(0)
    bill = new.factor_share * new.output
    if world.factor == np.inf:
        index = new.wage[0]
        yield "factors have one price", new.wage / index - 1
        yield "factors clear", bill.sum(0) / (new.supply * whole * index) - 1
    else:
        kappa = world.factor
        index = ((earnings / whole) * new.wage**kappa).sum(0) ** (1 / kappa)
        yield "factors clear", bill / (new.supply * earnings * new.wage**kappa * index ** (1 - kappa)) - 1
    yield "wage index", new.wage_index / index - 1
    yield "earnings are the bill", new.earnings / bill - 1
    yield "numéraire", bill.sum() / earnings.sum() - 1
    consumer = [
        index_of(shares / shares.sum(), new.price[:, n], world.final)
        for n, shares in enumerate(FixedPoint(world, policy).final.T)
    ]
    real = index / np.array(consumer)
    if policy.revenue == "income_tax":
        old_revenue = (world.tariff * world.trade).sum((0, 1))
        real = real * (1 - old_revenue / whole) / (1 - new.tariff_revenue / bill.sum(0))
    yield "supply", new.supply / real**world.supply - 1
    yield "consumer prices", new.consumer_price / consumer - 1


def markets(world, policy, new):
    used = (new.input_share * new.output).sum(1)
    final = FixedPoint(world, policy).final
    relative = (new.price / new.consumer_price) ** (1 - world.final)
    demand = final / final.sum(0) * relative * new.income
    yield "goods clear", (used + demand) / new.expenditure - 1
    yield "sales are receipts", new.output / new.receipts.sum(2) - 1
    yield "origins add up", new.paid.sum(1) / new.expenditure - 1
    spent = (new.input_share * new.output).sum(0) + new.factor_share * new.output + new.profits
    yield "sales are spent", spent / new.output - 1
    yield "world income is world final demand", [new.income.sum() / (new.expenditure - used).sum() - 1]
    yield "income is final demand (Walras)", new.income / (new.expenditure - used).sum(0) - 1


def incomes(world, policy, new):
    border = new.border_value
    balance = border.sum((0, 1)) - border.sum((0, 2))
    yield "the deficit is the trade balance", (new.deficit - balance) / new.income
    yield "deficits add up", [new.deficit.sum() / new.income.sum()]
    own = (new.factor_share * new.output).sum(0) + new.profits.sum(0) + new.tariff_revenue - new.commitment_cost
    own = own + new.export_receipts + new.quota_rents + new.producer_rents
    yield "income is what its sources bring", (own + new.deficit) / new.income - 1
    rents = (border - new.receipts).sum((0, 2))
    yield "exporters' premiums are received once", (rents - new.export_receipts - new.producer_rents) / new.income


def closures(world, policy, new):
    base = FixedPoint(world, policy)
    if policy.closure == "proportional":
        ratio = new.income / (new.income - new.deficit) / (base.income / (base.income - base.deficit))
        yield "one multiple for all", ratio / ratio[0] - 1
        return
    expected = base.deficit if policy.closure != "zero" else np.zeros_like(base.deficit)
    if policy.closure == "responsive":
        rise = np.log(new.wage_index)
        world_rise = (base.factor_income * rise).sum() / base.factor_income.sum()
        expected = expected - world.deficit * base.factor_income * (rise - world_rise)
    yield "deficits follow the closure", (new.deficit - expected) / base.income


def bounds(world, policy, new):
    quantity = world.trade * new.arrived
    for number, rule in enumerate(policy.rules):
        counted = new.border_value if rule.is_value else quantity
        ratio = sum(counted[flow] for flow in rule.flows) / sum(world.trade[flow] for flow in rule.flows) / rule.ratio
        wedge, excess = new.wedge[number], ratio - 1
        if rule.is_floor:
            wedge, excess = 1 / wedge, -excess
        yield f"the wedge of rule {number} may be so", [max(1 - wedge, wedge / rule.stop - 1, 0)]
        is_held = wedge - 1 > EXACT and wedge < rule.stop * (1 - EXACT)
        at_stop = wedge >= rule.stop * (1 - EXACT)
        yield f"rule {number}", [excess if is_held else min(excess, 0) if at_stop else max(excess, 0)]
    caps = np.full(new.output.shape, np.inf)
    for producer, cap in policy.producer_caps.items():
        caps[producer] = cap
    if policy.rationing:
        caps = np.minimum(caps, np.where(policy.rationing.output_cap < 1, policy.rationing.output_cap, np.inf))
    slack = new.output / FixedPoint(world, policy).output / new.cost - caps
    yield "producers keep to their caps", np.maximum(slack, 0)
    yield "a cap is charged where it binds", np.where(new.producer_wedge > 1 + EXACT, slack, 0)
    yield "caps charge and do not subsidise", np.minimum(new.producer_wedge - 1, 0)


def assert_every_equation_holds(world, policy, new):
    gaps = gaps_of(world, policy, new)
    assert not {name: gap for name, gap in gaps.items() if not gap <= EXACT}


@pytest.mark.parametrize("closure", CLOSURES)
@pytest.mark.parametrize("setting", SETTINGS)
def test_everything_at_once(setting, closure):
    world = world_of(setting, **ANSWERS)
    policy = everything(world, closure=closure, revenue="income_tax")
    new = solved(world, policy)
    assert_every_equation_holds(world, policy, new)
    assert (new.wedge != 1).sum() >= 5
    assert (new.producer_wedge > 1).any()
    assert FixedPoint(world, policy).distance(new) <= EXACT
    new.wage = new.wage * np.exp([[0.01], [0.0], [0.0]])
    assert FixedPoint(world, policy).distance(new) > 1e-4


ALONE = {
    "supply": (dict(supply=0.5), {}),
    "supply and scale": (dict(supply=0.5, scale=0.3), {}),
    "income tax": (dict(supply=0.5), dict(revenue="income_tax")),
    "profits": (dict(profit_share=[0.1, 0.0, 0.2]), {}),
    "responsive deficits": (dict(deficit=1.5), dict(closure="responsive")),
    "rules": ({}, dict(rules=RULES)),
    "capped producers": ({}, dict(producer_caps={(1, 0): 0.9, (2, 1): 0.8})),
    "controls": ({}, dict(blocked={(1, 1, 0): 0.5, (0, 2, 0): 1.0, (2, 1, 0): 0.2})),
    "rationing": ({}, dict(rationing=rationing_of(world_of()))),
}


@pytest.mark.parametrize("feature", ALONE)
def test_each_alone_in_the_short_run(feature):
    answers, measures = ALONE[feature]
    world, policy = world_of(**answers), Policy(**WEDGES, **measures)
    assert_every_equation_holds(world, policy, solved(world, policy))


# --- old equations, and limits -------------------------------------------------------------------------------------


@pytest.mark.parametrize("has_rules", [False, True], ids=["no bound", "all kinds of bounds"])
@pytest.mark.parametrize("setting", SETTINGS)
def test_witness_in_levels_agrees_on_old_equations(setting, has_rules):
    world = world_of(setting, seed=list(SETTINGS).index(setting))
    theirs = [level_form.Rule(*rule, to_importer=at == TO_IMPORTER) for at, rule in enumerate(OLD_RULES)]
    ours = [Rule(*rule) for rule in OLD_RULES]
    ours[TO_IMPORTER] = replace(ours[TO_IMPORTER], premium_to="importer")
    new = solved(world, Policy(**WEDGES, rules=ours if has_rules else []))
    nests = world.origin, world.home, world.input, world.value_added, world.critical
    bare = world.trade, world.tariff, world.input_share, world.is_critical
    other = level_form.World(*bare, *nests, phi=world.final, kappa=world.factor)
    rules = theirs if has_rules else []
    seen = level_form.LevelForm(other, level_form.Policy(*WEDGES.values(), rules)).solve()
    assert_same(new, seen, "wage", "cost", "price", "output", "income", "wedge", within=AGREE)
    np.testing.assert_allclose(new.volume * world.trade, seen.shipped, rtol=AGREE)
    np.testing.assert_allclose(new.border_value * new.importer, seen.border_value, rtol=AGREE)
    waived_to_itself = new.duty_waived  # there all duty is revenue, and a commitment costs what its buyers do not pay
    np.testing.assert_allclose(new.tariff_revenue + waived_to_itself, seen.tariff_revenue, rtol=AGREE)


@pytest.mark.parametrize("closure", ["fixed", "proportional", "responsive"])
@pytest.mark.parametrize("setting", SETTINGS)
def test_no_shock_gives_ones(setting, closure):
    world = world_of(setting, **ANSWERS)
    idle = [Rule([(0, 0, 1), (1, 0, 2)], 1.2), Rule([(2, 1, 0)], 0.8, is_floor=True)]
    policy = Policy(closure=closure, revenue="income_tax", rules=idle, producer_caps={(0, 0): 1.1})
    new = solved(world, policy)
    for name in ("wage", "cost", "price", "supply", "wage_index", "consumer_price", "arrived", "wedge"):
        np.testing.assert_allclose(getattr(new, name), 1, rtol=1e-13, err_msg=name)


@pytest.mark.parametrize(
    ("answer", "changes"),
    [
        ("supply", {}),
        ("scale", dict(supply=0.4)),
        ("deficit", {}),
        ("profit_share", {}),
    ],
)
def test_limit_answers_vanish_smoothly(answer, changes):
    """What an elasticity changes is in proportion to it where it is small, and 0 changes nothing."""
    policy = everything(world_of(LONG), closure="responsive")
    values = [0.0, 1e-6, 2e-6]
    if answer == "profit_share":
        values = [[value] * 3 for value in values]
    none, once, twice = (solved(world_of(LONG, **changes, **{answer: value}), policy) for value in values)
    first, second = np.log(once.wage / none.wage), np.log(twice.wage / none.wage)
    assert 1e-9 < np.abs(first).max() < 1e-4
    np.testing.assert_allclose(second, 2 * first, rtol=1e-3, atol=1e-10)


def test_limit_of_no_answer_is_the_plain_model():
    policy = everything(world_of(LONG))
    plain = solved(world_of(LONG), policy)
    for changes, measures in (
        (dict(scale=0.7), {}),  # scale moves nothing where supply does not
        ({}, dict(closure="responsive")),
        (dict(deficit=3.0), {}),
        ({}, dict(revenue="income_tax")),
        (dict(profit_share=[0.0] * 3), {}),
    ):
        assert_same(solved(world_of(LONG, **changes), replace(policy, **measures)), plain)


def test_limit_responsive_deficits_hold_relative_factor_prices():
    """What is left of their spread falls as 1/ψ."""
    spreads = []
    for response in (0.0, 10.0, 100.0):
        world = world_of(MIDDLE, deficit=response)
        spreads.append(np.ptp(np.log(solved(world, everything(world, closure="responsive")).wage_index)))
    assert spreads[0] > 0.1
    assert spreads[2] < 0.005
    assert spreads[1] / spreads[2] == pytest.approx(10, rel=0.03)


def test_scale_is_a_greater_elasticity_of_supply():
    """A unit of factors at ŵ that makes e^ζ is e^(1+ζ) units at ŵ/e^ζ, supplied with ξ(1+ζ)/(1−ξζ)."""
    supply, scale = 0.4, 0.3
    scaled = world_of(MIDDLE, supply=supply, scale=scale)
    plain = world_of(MIDDLE, supply=supply * (1 + scale) / (1 - supply * scale))
    policy = everything(scaled)
    with_scale, without = solved(scaled, policy), solved(plain, policy)
    assert_same(with_scale, without, "cost", "price", "output", "income", "arrived", "wedge")
    np.testing.assert_allclose(with_scale.supply ** (1 + scale), without.supply, rtol=SAME)
    np.testing.assert_allclose(with_scale.wage / with_scale.supply**scale, without.wage, rtol=SAME)


def test_profits_in_proportion_to_earnings_change_nothing():
    levels = random_levels(2, 3, seed=3, input_cost=0.0, has_critical=False)
    nests = {nest: [1.0, 1.0] for nest in ("input", "value_added", "critical")}
    world = World(
        levels.trade_flow, levels.tariff, levels.input_share, levels.is_critical, [4, 2], [3, 2], **nests, supply=0.5
    )
    policy = Policy(tariff={(0, 0, 1): 1.0}, rules=[Rule([(1, 2, 0)], 0.4)], producer_caps={(0, 2): 0.9})
    with_profits = solved(replace(world, profit_share=[0.2, 0.2]), policy)
    assert_same(with_profits, solved(world, policy))
    np.testing.assert_allclose(with_profits.profits, 0.25 * with_profits.earnings, rtol=SAME)


def test_homogeneity_units_of_money():
    world = world_of(**ANSWERS)
    policy = everything(world, closure="responsive", revenue="income_tax")
    big = replace(world, trade=1000 * world.trade)
    assert_same(solved(world, policy), solved(big, policy), "wage", "price", "supply", "arrived", "wedge")


def test_symmetry_order_of_regions():
    world = world_of(**ANSWERS)
    order = np.array([2, 0, 1])  # region n becomes region order[n]
    back = np.argsort(order)

    def moved(flows):
        return {(s, order[i], order[j]): value for (s, i, j), value in flows.items()}

    policy = everything(world, closure="responsive")
    rationing = policy.rationing
    turned = replace(
        policy,
        **{
            name: moved(getattr(policy, name)) for name in ("tariff", "export_charge", "iceberg", "purchase", "blocked")
        },
        rules=[replace(rule, flows=list(moved(dict.fromkeys(rule.flows)))) for rule in policy.rules],
        producer_caps={(s, order[n]): cap for (s, n), cap in policy.producer_caps.items()},
        rationing=Rationing(
            *(getattr(rationing, name)[..., back] for name in rationing.__dataclass_fields__ if name != "years")
        ),
    )
    pairs = np.ix_(range(3), back, back)
    other = replace(
        world, trade=world.trade[pairs], tariff=world.tariff[pairs], input_share=world.input_share[..., back]
    )
    first, second = solved(world, policy), solved(other, turned)
    np.testing.assert_allclose(second.wage, first.wage[:, back], rtol=SAME)
    np.testing.assert_allclose(second.arrived, first.arrived[pairs], rtol=SAME)
    np.testing.assert_allclose(second.wedge, first.wedge, rtol=SAME)


@pytest.mark.parametrize("setting", SETTINGS)
def test_sectors_that_a_region_does_not_make_or_buy(setting):
    rng = np.random.default_rng(5)
    flow = rng.uniform(5, 60, (3, 3, 3)) * np.exp(rng.normal(size=(3, 3, 1))) + 300 * np.eye(3)
    flow[1, 2, :] = flow[1, :, 2] = flow[2, 0, :] = flow[0, 1, 2] = 0
    tariff = rng.uniform(0, 0.3, flow.shape) * (1 - np.eye(3))
    share = input_share(flow, tariff, 0.5, rng) * (flow.sum(2) > 0)
    world = World(flow, tariff, share, np.array([False, False, True]), **{**SETTINGS[setting], **ANSWERS})
    rules = [Rule([(2, 1, 0)], 0.5), Rule([(0, 0, 1)], 1.4, is_floor=True)]
    policy = Policy(tariff={(0, 1, 0): 1.0}, rules=rules, rationing=rationing_of(world), revenue="income_tax")
    new = solved(world, policy)
    balance = new.border_value.sum((0, 1)) - new.border_value.sum((0, 2))
    np.testing.assert_allclose((balance - new.deficit) / new.income, 0, atol=EXACT)
    assert not new.expenditure[1, 2]
    assert not new.output[1, 2]
    assert not new.output[2, 0]
    assert (new.wedge != 1).all()


# --- one region ----------------------------------------------------------------------------------------------------


def island(n_sectors=1, **changes):
    share = np.zeros((n_sectors, n_sectors, 1))
    flat = [2.0] * n_sectors
    nests = dict.fromkeys(("origin", "home", "input", "value_added", "critical"), flat)
    trade = np.arange(100.0, 100.0 + n_sectors).reshape(n_sectors, 1, 1)
    return World(trade, np.zeros_like(trade), share, np.zeros(n_sectors, bool), **{**nests, "factor": 1.0, **changes})


def test_one_region_supply_does_not_know_units():
    """A closed economy earns what it spends, so real factor prices, and supply, stay whatever the unit of money is."""
    for scale in (0.0, 0.3):
        for money in (1.0, 1e6):
            world = island(2, supply=0.8, scale=scale)
            new = solved(replace(world, trade=money * world.trade), Policy())
            np.testing.assert_allclose([*new.supply, *new.wage.ravel()], 1, rtol=1e-13)
            policy = Policy(producer_caps={(0, 0): 0.8})
            capped = solved(replace(world, trade=money * world.trade), policy)
            np.testing.assert_allclose(capped.supply, solved(world, policy).supply, rtol=SAME)
            assert capped.supply[0] < 1


@pytest.mark.parametrize("scale", [0.0, 0.25])
def test_one_region_one_capped_sector_in_closed_form(scale):
    """Output e^(1+ζ) is the cap, and real factor prices e^ζ/g are what makes just so many factors offered."""
    supply, cap = 0.5, 0.9
    new = solved(island(supply=supply, scale=scale), Policy(producer_caps={(0, 0): cap}))
    offered = cap ** (1 / (1 + scale))
    assert new.supply[0] == pytest.approx(offered, rel=SAME)
    assert new.producer_wedge[0, 0] == pytest.approx(offered ** (scale - 1 / supply), rel=SAME)


# --- the same said in two ways -------------------------------------------------------------------------------------


@pytest.mark.parametrize("setting", [SHORT, LONG])
def test_blocked_share_is_as_a_cost_that_keeps_as_much_away(setting):
    world, flow, share = world_of(setting, **ANSWERS), (1, 1, 0), 0.6
    cost = (1 - share) ** (-1 / world.origin[1])
    blocked = solved(world, Policy(**WEDGES, blocked={flow: share}))
    costly = solved(world, Policy(**{**WEDGES, "iceberg": {**WEDGES["iceberg"], flow: cost}}))
    assert_same(blocked, costly, "wage", "cost", "price", "output", "income", "border_value")
    assert blocked.arrived[flow] == pytest.approx(costly.arrived[flow] * cost, rel=SAME)


def test_premium_to_nobody_is_a_real_cost():
    world, flow = world_of(**ANSWERS), (2, 1, 0)
    policy = Policy(**WEDGES, rules=[Rule([flow], 0.5, premium_to="nobody")])
    burnt = solved(world, policy)
    assert burnt.wedge[0] > 1.1
    iceberg = {**WEDGES["iceberg"], flow: burnt.wedge[0]}
    assert_same(burnt, solved(world, Policy(**{**WEDGES, "iceberg": iceberg})))


def test_quota_that_lets_more_in_is_as_a_duty():
    """At its stop the premium is to prices and incomes what so much more duty is."""
    world, flow, stop = world_of(**ANSWERS), (0, 2, 0), 1.15
    quota = Rule([flow], 0.5, premium_to="importer", stop=stop)
    new = solved(world, Policy(rules=[quota]))
    assert new.wedge[0] == stop
    assert new.arrived[flow] > 0.5
    rate = (1 + world.tariff[flow]) * stop - 1
    assert_same(new, solved(world, Policy(tariff={flow: rate})))


def test_limit_of_the_stop_of_a_quota():
    world, flow = world_of(**ANSWERS), (0, 2, 0)
    quota = Rule([flow], 0.5, premium_to="importer")
    high = solved(world, Policy(rules=[replace(quota, stop=1e6)]))
    assert_same(high, solved(world, Policy(rules=[quota])))
    assert high.arrived[flow] == pytest.approx(0.5, rel=EXACT)
    none = solved(world, Policy(rules=[replace(quota, stop=1.0)]))
    assert_same(none, solved(world, Policy()))


def test_capped_producer_charges_all_its_buyers_alike():
    world, (s, n) = world_of(**ANSWERS), (1, 0)
    capped = solved(world, Policy(producer_caps={(s, n): 0.85}))
    wedge = capped.producer_wedge[s, n]
    assert wedge > 1.01
    assert capped.output_volume[s, n] == pytest.approx(0.85, rel=EXACT)
    charged = solved(world, Policy(export_charge={(s, n, j): wedge for j in range(3)}))
    assert_same(capped, charged)
    np.testing.assert_allclose(capped.producer_rents[n], charged.export_receipts[n], rtol=SAME)


def test_a_bound_counts_what_arrives():
    world, flow = world_of(), (2, 1, 0)
    new = solved(world, Policy(iceberg={flow: 1.4}, rules=[Rule([flow], 0.5)]))
    assert new.arrived[flow] == pytest.approx(0.5, rel=EXACT)
    assert new.volume[flow] == pytest.approx(0.7, rel=EXACT)


# --- physical rationing --------------------------------------------------------------------------------------------


def test_rationing_by_hand():
    rationing = Rationing(
        withheld=np.array([[0.0], [0.5], [0.4]]),
        exposure=np.array([[[0.0]] * 3, [[0.2], [0.5], [0.0]], [[0.9], [0.1], [0.0]]]),
        relief=np.array([[[0.0]] * 3, [[0.1]] * 3, [[0.35]] * 3]),
        cover=np.array([[3.0], [2.4], [0.0]]),
        years=2.0,
    )
    np.testing.assert_allclose(rationing.missing[:, :, 0], [[0, 0, 0], [0.3, 0.3, 0.3], [0.05, 0.05, 0.05]])
    np.testing.assert_allclose(rationing.output_cap[:, 0], [1 - 0.06, 1 - 0.15, 1])
    np.testing.assert_allclose(rationing.weight[1, :, 0], [0.5 / 0.94, 0.5 / 0.85, 0.5])
    trade = np.array([[[6.0, 1.0], [4.0, 9.0]]])
    np.testing.assert_allclose(withheld_of(trade, {(0, 1, 0): 0.25, (0, 0, 1): 1.5}), [[0.3, 0.0]])


def test_limit_nobody_misses_the_input():
    """Without exposure no output is capped, and purchases alone fall."""
    world = world_of()
    rationing = rationing_of(world, exposure=(0, 0, 0))
    policy = Policy(rules=[Rule([(2, 1, 0)], 0.4)], rationing=rationing)
    assert FixedPoint(world, policy).caps == {}
    new = solved(world, policy)
    np.testing.assert_array_equal(new.producer_wedge, 1)
    np.testing.assert_allclose(rationing.weight[-1], 1 - rationing.withheld[-1] + np.zeros((3, 3)))
    nothing = replace(rationing, withheld=np.zeros((3, 3)))
    assert_same(solved(world, replace(policy, rationing=nothing)), solved(world, replace(policy, rationing=None)))


def test_limit_nothing_goes_without_the_input():
    """With exposure 1 and no relief, output is capped at what arrives, and the recipe stays what it is."""
    world = world_of(supply=0.3)
    rationing = rationing_of(world, exposure=(1, 1, 1), relief=0.0, cover=(0, 0, 0))
    np.testing.assert_allclose(rationing.weight, 1)
    np.testing.assert_allclose(rationing.output_cap, 1 - rationing.withheld[-1] + np.zeros((3, 3)))
    new = solved(world, Policy(rationing=rationing))
    assert (new.output_volume <= rationing.output_cap + EXACT).all()


@pytest.mark.parametrize("setting", [SHORT, LONG])
def test_users_buy_what_arrives(setting):
    """A user at its cap buys what is not withheld, but for what prices still move."""
    world = world_of(setting, supply=0.3)
    rationing = rationing_of(world, relief=0.0, cover=(0, 0, 0))
    new = solved(world, Policy(rationing=rationing))
    bought = new.input_share[-1] * new.output / new.price[-1]
    before = world.input_share[-1] * FixedPoint(world, Policy()).output
    moved = np.array([(new.cost[u] / new.price[-1]) ** world.critical[u] for u in range(3)])
    is_capped = new.producer_wedge > 1
    assert is_capped.sum() >= 3
    arrives = (1 - rationing.withheld[-1]) * np.ones((3, 3))
    np.testing.assert_allclose((bought / before / moved)[is_capped], arrives[is_capped], rtol=SAME)


# --- contracts -----------------------------------------------------------------------------------------------------


def test_contract_what_cannot_be_is_refused():
    world = world_of()
    with pytest.raises(ValueError, match="nobody is left to supply sector 0 to region 1"):
        solved(world, Policy(blocked={(0, i, 1): 1.0 for i in range(3)}))
    with pytest.raises(ValueError, match="no index at an elasticity of 1"):
        solved(replace(world, critical=[1.0] * 3), Policy(rationing=rationing_of(world)))


@pytest.mark.parametrize("module", [fixed_point, records])
def test_contract_fixed_point_does_not_know_the_simulator(module):
    source = Path(module.__file__).read_text(encoding="utf-8")
    imported = [line for line in source.splitlines() if line.startswith(("import", "from"))]
    assert imported
    assert not any("simulator" in line for line in imported)
    assert [line for line in imported if "tests" in line] in (
        [],
        ["from tests.witness.records import Outcome, Policy, World"],
    )
