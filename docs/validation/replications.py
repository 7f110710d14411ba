"""Published models as settings of this one: their equations, written down and solved here, beside the simulator.

Each check takes a small world of its own, writes the equations of the source in levels or changes, solves them with a
general root finder that shares no code with the simulator, and gives the largest relative difference.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from page import number, prose, table
from quantities import Array
from scipy.optimize import root

from simulator.economy.elasticities import Elasticities
from simulator.economy.levels import Levels
from simulator.model.equilibrium import Equilibrium, equilibrium
from simulator.model.shock import Deficits, Shock
from simulator.solver.solve import solve

FLOWS: Final = np.array(
    [[900.0, 60.0, 25.0, 40.0], [90.0, 700.0, 30.0, 55.0], [45.0, 40.0, 300.0, 20.0], [70.0, 35.0, 15.0, 420.0]]
)
"""Sales of one sector among four countries, by seller and buyer; trade is not balanced."""
SECTORS: Final = np.stack([FLOWS, FLOWS.T[::-1, ::-1] * np.array([[0.5], [0.8], [1.1], [0.7]])])
DUTY: Final = 0.25
"""Tariff that the first country puts on all its imports."""
EXACT: Final = 1e-8
"""Largest relative difference that counts as none; both sides are solved to about 1e-10."""


@dataclass(frozen=True)
class Check:
    """What was set up, its source, the largest relative difference, and the test that holds it."""

    what: str
    source: str
    gap: float
    test: str


def settings(n_sectors: int, theta: float, **others: float) -> Elasticities:
    """Elasticities of a model with labour alone that moves freely, Cobb-Douglas but for trade."""
    values = {"final": 1.0, "factor": np.inf, "supply": 0.0, "scale": 0.0, "deficit": 0.0, **others}
    ones = np.ones((1, n_sectors))
    return Elasticities(theta * ones, theta * ones, ones, ones, ones, *(np.array([value]) for value in values.values()))


def small_world(flows: Array, profit_share: tuple[float, ...] = ()) -> Levels:
    """A world without inputs and without tariffs."""
    n_sectors, n_regions, _ = flows.shape
    levels = Levels(flows, np.zeros_like(flows), np.zeros((n_sectors, n_sectors, n_regions)), np.zeros(n_sectors, bool))
    return replace(levels, profit_share=np.array(profit_share)) if profit_share else levels


def duties(levels: Levels) -> Array:
    """The tariff of the first country on all that it buys abroad."""
    rates = np.zeros_like(levels.trade_flow)
    rates[:, 1:, 0] = DUTY
    return rates


def ours(levels: Levels, elasticities: Elasticities, **changes: Any) -> Equilibrium:  # noqa: ANN401  # fields of a shock
    """The simulator's equilibrium after what is changed."""
    batched = {name: np.asarray(value)[None] for name, value in changes.items()}
    shock = replace(Shock.none(levels, elasticities), **batched)
    solution = solve(levels, shock)
    if not solution.is_converged.all():
        raise RuntimeError(f"a small world was not solved: {solution.status[0].value}")
    return equilibrium(levels, shock, solution.state.unknowns, solution.state.log_wedge)


def theirs(equations: Callable[[Array], Array], size: int) -> Array:
    """Solve equations of a source in logs of changes, from no change."""
    found = root(equations, np.zeros(size), tol=1e-13)
    if np.abs(found.fun).max() > 1e-9:
        raise RuntimeError("the equations of a source were not solved")
    return np.asarray(np.exp(found.x))


def gap(*pairs: tuple[Array, Array]) -> float:
    """Largest relative difference over pairs of arrays."""
    return max(float(np.abs(np.asarray(one) / np.asarray(other) - 1).max()) for one, other in pairs)


def shares(share: Array, cost: Array, theta: float) -> tuple[Array, Array]:
    """Trade shares and price indices of Eaton and Kortum at delivered costs."""
    weight = share * cost**-theta
    total = weight.sum(axis=-2)
    return weight / total[..., None, :], total ** (-1 / theta)


def ended_deficits(theta: float = 4.0) -> float:
    """Dekle, Eaton and Kortum (2008): all deficits end. Σ_j π'_ij ŵ_j Y_j = ŵ_i Y_i."""
    levels = small_world(FLOWS[None])
    share, made = levels.trade_share[0], levels.output[0]

    def equations(logs: Array) -> Array:
        wage = np.exp(logs)
        new, _ = shares(share, wage[:, None], theta)
        return np.append((new @ (wage * made) / (wage * made) - 1)[1:], wage @ made / made.sum() - 1)

    wage = theirs(equations, made.size)
    new_share, price = shares(share, wage[:, None], theta)
    found = ours(levels, settings(1, theta), deficit_new=np.zeros(made.size))
    bought = found.trade_flow_new[0, 0] / found.expenditure_new[0, 0]
    return gap((found.wage_hat[0, 0], wage), (found.consumer_price_hat[0], price), (bought, new_share))


def proportional_deficits(theta: float = 4.0) -> float:
    """Deficits in proportion to income, one factor λ for all: E_j = λ·(E_j/Y_j)⁰·(ŵ_j Y_j + R_j)."""
    levels = small_world(FLOWS[None])
    share, made, rate = levels.trade_share[0], levels.output[0], duties(levels)[0]
    multiple = levels.expenditure[0] / made

    def spending(wage: Array, scale: float) -> tuple[Array, Array]:
        new, _ = shares(share, wage[:, None] * (1 + rate), theta)
        taken = (new * rate / (1 + rate)).sum(axis=0)
        return new, scale * multiple * wage * made / (1 - scale * multiple * taken)

    def equations(logs: Array) -> Array:
        wage, scale = np.exp(logs[:-1]), float(np.exp(logs[-1]))
        new, spent = spending(wage, scale)
        sold = (new * spent / (1 + rate)).sum(axis=1)
        return np.append(sold / (wage * made) - 1, wage @ made / made.sum() - 1)

    found_theirs = theirs(equations, made.size + 1)
    wage = found_theirs[:-1]
    _, spent = spending(wage, float(found_theirs[-1]))
    found = ours(levels, settings(1, theta), tariff_new=rate[None], closure=Deficits.PROPORTIONAL)
    return gap((found.wage_hat[0, 0], wage), (found.expenditure_new[0, 0], spent))


PROFITS: Final = (0.25, 0.1)
"""Profits in sales of two sectors: a constant markup with entry fixed."""


def shifted_profits(theta: float = 4.0) -> float:
    """Profits with fixed entry, as in Ossa (2014): labour earns (1 − ϖ_s) of sales and income has the profits."""
    levels, rate = small_world(SECTORS, PROFITS), duties(small_world(SECTORS))
    share, profit = levels.trade_share, np.array(PROFITS)[:, None]
    paid = ((1 - profit) * levels.output).sum(axis=0)
    taste, owed = levels.expenditure / levels.income, levels.deficit

    def sales(wage: Array, income: Array) -> tuple[Array, Array]:
        new, _ = shares(share, wage[:, None] * (1 + rate), theta)
        value = new * (taste * income)[:, None, :] / (1 + rate)
        return value.sum(axis=-1), (rate * value).sum(axis=(0, 1))

    def equations(logs: Array) -> Array:
        wage, income = np.split(np.exp(logs), 2)
        sold, revenue = sales(wage, levels.income * income)
        earned = ((1 - profit) * sold).sum(axis=0) / (wage * paid) - 1
        received = (wage * paid + (profit * sold).sum(axis=0) + revenue + owed) / (levels.income * income) - 1
        return np.concatenate([earned[1:], [wage @ paid / paid.sum() - 1], received])

    wage, income = np.split(theirs(equations, 2 * paid.size), 2)
    sold, _ = sales(wage, levels.income * income)
    found = ours(levels, settings(2, theta), tariff_new=rate)
    return gap((found.wage_hat[0, 0], wage), (found.income_new[0], levels.income * income), (found.output_new[0], sold))


def profits_in_closed_form(theta: float = 4.0, phi: float = 0.6, iceberg: float = 1.3) -> float:
    """Two equal countries and dearer trade in one sector: what profits are then worth, in closed form.

    Prices follow from trade shares alone, spending from prices, and income over wages is 1/(1 − Σ_s ϖ_s f'_s).
    """
    flows = np.array([[[80.0, 20.0], [20.0, 80.0]], [[60.0, 40.0], [40.0, 60.0]]])
    levels, profit = small_world(flows, PROFITS), np.array(PROFITS)
    cost = np.ones_like(flows)
    cost[0, [0, 1], [1, 0]] = iceberg
    _, price = shares(levels.trade_share, cost, theta)
    spent = levels.expenditure[:, 0] / levels.expenditure[:, 0].sum()
    index = (spent * price[:, 0] ** (1 - phi)).sum() ** (1 / (1 - phi))
    new = spent * (price[:, 0] / index) ** (1 - phi)
    income = (1 - profit @ spent) / (1 - profit @ new)
    found = ours(levels, settings(2, theta, final=phi), iceberg_cost=cost)
    real = found.income_new[0] / levels.income / found.consumer_price_hat[0]
    return gap((real, np.full(2, income / index)))


@dataclass(frozen=True)
class Relief:
    """A world in which tariffs replace a tax on labour: ours, theirs, and what welfare of the tariff's country is.

    `as_coded` is the source's welfare as in a public port of its code, `with_relief` the same with effort after the
    tariffs at what workers then keep, `ours` the indicator; all in percent.
    """

    gap: float
    as_coded: float
    with_relief: float
    ours: float


KAPPA: Final = 0.5
SCALE: Final = 0.67 / 4
"""Elasticities of labour supply and of scale in Ignatenko and others (2025), whose trade elasticity is 4."""


def tax_relief(theta: float = 4.0) -> Relief:
    """Ignatenko and others (2025) in their Eaton-Kortum form: scale, and tariffs in place of a tax on labour.

    L̂ = ((1 − τ')/(1 − τ)·ŵ/P̂)^κ with τ' = 0 and τ = R/(ŵL̂Y); cost ŵ/L̂^ψ; E' = R + ŵL̂Y + T.
    """
    levels = small_world(FLOWS[None])
    share, made, rate = levels.trade_share[0], levels.output[0], duties(levels)[0]

    def state(wage: Array, spent: Array, labour: Array) -> tuple[Array, Array, Array]:
        new, price = shares(share, (wage / labour**SCALE)[:, None] * (1 + rate), theta)
        value = new * spent * levels.expenditure[0] / (1 + rate)
        return value.sum(axis=1), (rate * value).sum(axis=0), price

    def equations(logs: Array) -> Array:
        wage, spent, labour = np.split(np.exp(logs), 3)
        sold, revenue, price = state(wage, spent, labour)
        earned = wage * labour * made
        clearing = np.append((sold / earned - 1)[1:], earned.sum() / made.sum() - 1)
        budget = (revenue + earned + levels.deficit) / (spent * levels.expenditure[0]) - 1
        return np.concatenate([clearing, budget, labour / (wage / price / (1 - revenue / earned)) ** KAPPA - 1])

    wage, spent, labour = np.split(theirs(equations, 3 * made.size), 3)
    _, revenue, price = state(wage, spent, labour)
    elasticities = settings(1, theta, supply=KAPPA, scale=SCALE)
    found = ours(levels, elasticities, tariff_new=rate[None], is_income_tax=True)
    apart = gap(
        (found.supply_hat[0], labour),
        (found.income_new[0], spent * levels.expenditure[0]),
        (found.consumer_price_hat[0], price),
        (found.tariff_revenue_new[0, :1], revenue[:1]),
    )
    relieved = 1 / (1 - revenue / (wage * labour * made))
    effort = KAPPA / (1 + KAPPA) * made / relieved
    consumed, worked = levels.expenditure[0] * spent / price, wage * labour / price
    as_coded, with_relief = (
        (consumed - effort * worked * factor) / (levels.expenditure[0] - effort) for factor in (1.0, relieved)
    )
    return Relief(
        apart, 100 * float(as_coded[0] - 1), 100 * float(with_relief[0] - 1), _welfare(levels, found, relieved)
    )


def _welfare(levels: Levels, found: Equilibrium, relieved: Array) -> float:
    """The indicator `welfare` of the first country, from its formula for a given supply."""
    pay = found.factor_income_new[0] / levels.factor_income / found.supply_hat[0] * relieved
    gain = levels.income * (found.income_new[0] / levels.income / found.consumer_price_hat[0] - 1)
    effort = levels.factor_income * KAPPA / (1 + KAPPA) * ((pay / found.consumer_price_hat[0]) ** (1 + KAPPA) - 1)
    return 100 * float(((gain - effort) / levels.income)[0])


def checks(relief: Relief) -> list[Check]:
    """Every model that is set up here."""
    place = "tests/validation/test_replications.py"
    return [
        Check("all deficits end", "Dekle, Eaton, Kortum (2008), one sector", ended_deficits(), place),
        Check(
            "deficits in proportion to income, a tariff",
            "the closure of Dekle, Eaton, Kortum and others, as a multiple of own income",
            proportional_deficits(),
            place,
        ),
        Check("profits that move between sectors and countries", "Ossa (2014), entry fixed", shifted_profits(), place),
        Check("what profits are worth when trade gets dearer", "closed form", profits_in_closed_form(), place),
        Check(
            "tariffs in place of a tax on labour, with scale",
            "Ignatenko and others (2025), without distribution and markups",
            relief.gap,
            place,
        ),
    ]


def section(relief: Relief) -> str:
    """The part of the page on exact replications."""
    rows = [[check.what, check.source, f"{check.gap:.0e}", f"`{check.test}`"] for check in checks(relief)]
    header = ["set up", "source", "largest relative difference", "test"]
    values = {name: number(getattr(relief, name)) for name in ("as_coded", "with_relief", "ours")}
    return f"{prose('replications')}\n{table(header, rows)}\n{prose('replications_relief', duty=100 * DUTY, **values)}"
