"""Slow adjustment at a date: prices of all members of the nests, and the weights that remembered prices make.

The law is in `slow`: B = −(σ_L − σ_S)·(m − log P̂_L(m)) for a member with remembered log price m in a nest with long-run
index P̂_L, and the opposite sign for factors, which move towards what pays.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.axes import EXPORTER, INPUT, PerBound, Regional
from simulator.economy.elasticities import Elasticities
from simulator.economy.levels import Levels
from simulator.model import equations
from simulator.model.border import Border
from simulator.model.ces import log_index, pair_log_index, power
from simulator.model.equations import Exponents
from simulator.model.evaluation import Terms, evaluate, exponents_under
from simulator.model.nests import Nests
from simulator.model.shock import Shock
from simulator.model.slow import MemberPrices, SlowWeights

Array = NDArray[np.float64]

NEST_OF: Final = {
    "origin": "origin",
    "home": "home",
    "imports": "home",
    "input": "input",
    "value_added": "value_added",
    "bundle": "value_added",
    "composite": "critical",
    "critical": "critical",
    "final": "final",
    "factor": "factor",
    "supply": "supply",
    "appreciation": "deficit",
}
"""Nest whose elasticity and speed each kind of member has."""


CES_NESTS: Final = ("input", "value_added", "critical", "final")
"""Nests with the exponent 1 − σ, which vanishes at 1."""

AROUND_ONE: Final = 0.05
"""Distance that the short-run elasticity of a nest which adjusts keeps from 1."""


def pace(speed: Mapping[str, Array], years: float) -> dict[str, Array]:
    """Share of the way that each kind of member moves in a period: 1 − (1−λ)^years.

    Parameters
    ----------
    speed
        λ: share of the way in a year by nest, shape (sector,), or (1,) for a nest over sectors.
    """
    moved = {nest: 1 - (1 - value) ** years for nest, value in speed.items()}
    return {
        name: moved[nest][:, None, None] if name == "origin" else moved[nest][:, None] for name, nest in NEST_OF.items()
    }


def around_one(short_run: Elasticities, long_run: Elasticities) -> Elasticities:
    """Keep short-run elasticities of nests that adjust 0.05 away from 1, where the index of moved weights has no limit.

    Trade elasticities and the mobility of factors are exponents themselves and need no such care.
    """
    moved = {}
    for item in fields(short_run):
        short = getattr(short_run, item.name)
        is_near = (np.abs(1 - short) < AROUND_ONE) & (short != getattr(long_run, item.name))
        beside = np.where(short > 1, 1 + AROUND_ONE, 1 - AROUND_ONE)
        moved[item.name] = np.where(is_near & (item.name in CES_NESTS), beside, short)
    return Elasticities(**moved)


def at_rest(levels: Levels, n_cases: int) -> MemberPrices:
    """Prices of the baseline, to which every nest has adjusted."""
    sectors, critical = (n_cases, levels.n_sectors, levels.n_regions), int(levels.is_critical.sum())
    regional = {name: np.zeros(sectors) for name in NEST_OF}
    return MemberPrices(
        **regional
        | {
            "origin": np.zeros((n_cases, *levels.trade_flow.shape)),
            "input": np.zeros((n_cases, *levels.input_share.shape)),
            "critical": np.zeros((n_cases, critical, levels.n_sectors, levels.n_regions)),
            "supply": np.zeros((n_cases, levels.n_regions)),
            "appreciation": np.zeros((n_cases, levels.n_regions)),
        }
    )


@np.errstate(divide="ignore", over="ignore", invalid="ignore")  # a closed flow has no price; unsolved cases are NaN
def member_prices(levels: Levels, shock: Shock, unknowns: Array, log_wedge: PerBound) -> MemberPrices:
    """Log prices of all members at the solution of a batch; infinite for a closed flow.

    Parameters
    ----------
    unknowns, log_wedge
        As in `equilibrium`.
    """
    border, terms = Border.of(levels, shock, log_wedge), Terms.of(levels, shock)
    nests, exponents = terms.nests, terms.exponents
    log_wage, log_price = unknowns[:, 0], unknowns[:, 1]
    weights = border.weights(nests.import_share, exponents.theta[..., None], with_treasury=True)
    markup = shock.bounds.markup(log_wedge, (len(shock), *levels.output.shape))
    at = evaluate(terms, weights, markup, unknowns)
    consumer_price = equations.consumption(nests, exponents, log_price).log_price
    delivered = np.where(border.is_closed, np.inf, at.log_price[..., None] + np.log(border.wedge_hat))
    weight = np.where(border.is_closed, 0.0, nests.import_share * np.exp(-exponents.theta[..., None] * delivered))
    used = np.broadcast_to(log_price[:, :, None, :], (len(shock), *levels.input_share.shape))
    return MemberPrices(
        origin=delivered,
        home=at.log_price,
        imports=-np.log(weight.sum(axis=EXPORTER)) / exponents.theta,
        input=used,
        value_added=log_wage - exponents.scale * at.log_supply[:, None],
        bundle=at.costs.bundle,
        composite=at.costs.composite,
        critical=used[:, nests.critical_input],
        final=log_price,
        factor=log_wage,
        supply=equations.log_real_pay(at.wage_index, consumer_price) + at.log_relief,
        appreciation=equations.relative_wage(nests, at.wage_index),
    )


def slow_weights(
    levels: Levels,
    short_run: Elasticities,
    long_run: Elasticities,
    remembered: MemberPrices,
    shock: Shock | None = None,
) -> SlowWeights:
    """Weights of nests that have their short-run elasticity around the long-run choice at remembered prices.

    Parameters
    ----------
    short_run, long_run
        Elasticities at once and after full adjustment, by case.
    shock
        Whose lost varieties and rationed inputs are out of the nests that are adjusted to; absent: nothing is.
    """
    if shock is None:
        nests, short, full = Nests.of(levels), Exponents.of(short_run), Exponents.of(long_run)
    else:
        nests = Nests.of(levels).under(shock)
        short, full = exponents_under(shock, short_run), exponents_under(shock, long_run)
    m = remembered
    imports = _index(nests.import_share, m.origin, -full.theta[..., None], EXPORTER)
    spending = pair_log_index((nests.home_share, m.home), (nests.foreign_share, m.imports), -full.eta)
    inputs = _index(nests.ordinary_share, m.input, full.inputs[:, None], INPUT)
    cost = pair_log_index((nests.factor_share, m.value_added), (nests.bundle_share, m.bundle), full.value_added)
    unit = _unit_index(nests, m, full.critical)
    consumer = _index(nests.final_share, m.final, full.final, -2)
    income = equations.wage_index(nests, full, m.factor)[:, None]
    gap = {name: getattr(full, name) - getattr(short, name) for name in Exponents._fields if name != "kappa"}
    mobility = np.where(np.isinf(full.kappa), 0.0, full.kappa - np.where(np.isinf(full.kappa), 0.0, short.kappa))
    return SlowWeights(
        origin=np.exp(-gap["theta"][..., None] * (m.origin - imports)),
        home=np.exp(-gap["eta"] * (m.home - spending)),
        imports=np.exp(-gap["eta"] * (m.imports - spending)),
        input=np.exp(gap["inputs"][:, None] * (m.input - inputs)),
        value_added=np.exp(gap["value_added"] * (m.value_added - cost)),
        bundle=np.exp(gap["value_added"] * (m.bundle - cost)),
        composite=np.exp(gap["critical"] * (m.composite - unit)),
        critical=np.exp(gap["critical"][:, None] * (m.critical - unit[:, None])),
        final=np.exp(gap["final"] * (m.final - consumer)),
        factor=np.exp(mobility * (m.factor - income)),
        supply=np.exp(gap["supply"][:, 0] * m.supply),
        appreciation=np.exp(gap["deficit"][:, 0] * m.appreciation),
    )


def _index(share: Array, log_price: Array, r: Array, axis: int) -> Array:
    """Log CES index over an axis, which is kept; 0 in a nest without members."""
    mean = (share * power(log_price, r)).sum(axis=axis, keepdims=True)
    has_members = (share > 0).any(axis=axis, keepdims=True)
    return np.where(has_members, log_index(np.where(has_members, mean, 1.0), r), 0.0)


def _unit_index(nests: Nests, m: MemberPrices, r: Array) -> Regional:
    critical = (nests.critical_share * power(m.critical, r[:, None])).sum(axis=INPUT)
    return log_index(nests.composite_share * power(m.composite, r) + critical, r)
