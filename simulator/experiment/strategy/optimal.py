"""Optimal tariffs: those that are best for a player, best replies of several to each other, and deals between them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Unpack, get_args

import numpy as np
from numpy.typing import NDArray

from simulator.economy import Economy
from simulator.errors import ScenarioError, nearest
from simulator.experiment.batch.work import Batch
from simulator.experiment.keywords import Keywords, records, verb
from simulator.experiment.plan import Options, Plan, make_plan, only_horizon, only_scenario, years
from simulator.experiment.provenance import Recorder
from simulator.experiment.strategy.bargain import LEAST, Bargain
from simulator.experiment.strategy.evaluator import Evaluator
from simulator.experiment.strategy.nash import Settled, settle, starts_of
from simulator.experiment.strategy.payoff import Payoff
from simulator.experiment.strategy.problem import Problem
from simulator.experiment.strategy.reply import Player
from simulator.experiment.strategy.tables import Solved, result
from simulator.experiment.strategy.tariffs import By, Tariffs, partners_named, player_named, tariffs_of
from simulator.files.problem import shown
from simulator.results.experiments.optimal import Optimal
from simulator.scenario.effects.compile import compile_case
from simulator.scenario.format.values import cost_rate
from simulator.scenario.suite import Requests

Array = NDArray[np.float64]

LOWEST, HIGHEST = 0.0, 2.0
"""Limits of rates unless others are given: from no duty to one that triples the price."""


@dataclass(frozen=True)
class Asked:
    """What was asked of `optimal`, as its parameters have it."""

    player: str | None
    by: By
    against: tuple[str, ...]
    low: float
    high: float
    nash: tuple[str, ...]
    bargain: bool
    payoff: Mapping[str, Mapping[str, float]]


@verb
def optimal(  # noqa: PLR0913  # the verb takes what the command line takes
    scenario: Requests,
    player: str | None = None,
    *,
    by: By = "uniform",
    against: Sequence[str] = (),
    low: float | str = LOWEST,
    high: float | str = HIGHEST,
    nash: Sequence[str] = (),
    bargain: bool = False,
    payoff: Mapping[str, Mapping[str, float]] | None = None,
    **keywords: Unpack[Keywords],
) -> Optimal:
    """Find the tariffs on goods that are best for a player, or those of several that are best replies to each other.

    They come in place of what the scenario levies on the same flows; everything else stays as it is there.

    Parameters
    ----------
    scenario
        Name, file, scenario, or dict of a scenario's keys.
    player
        Who sets tariffs: a region. Of several, give `nash` instead.
    by
        What has a tariff of its own: "uniform", "partner", "sector" or "cell", each sector of each partner.
    against
        Regions and groups whose goods are hit; none: all others.
    low, high
        Lowest and highest rate: 0.25 or "25%".
    nash
        Players who all set tariffs.
    bargain
        Whether to look for deals between these too.
    payoff
        What a player wants, weights by outcome such as `{"USA": {"welfare:USA": 1, "factor_earnings:USA:SOY": 0.01}}`;
        of a player that is not named, its welfare.
    **keywords
        Those of every verb, see `Keywords`.

    Returns
    -------
    optimal
        The tariffs, what they bring, how flat that is, and what binds and is held.

    Raises
    ------
    ScenarioError
        An unknown player, partner or outcome, an empty range, no player or one player at a table.
    ConvergenceError
        An equilibrium on the way was not solved, or a worker died.
    """
    limits = _rate("low", low), _rate("high", high)
    asked = Asked(player, by, tuple(against), *limits, tuple(nash), bargain, payoff or {})
    return _found(scenario, asked, *records("optimal", keywords))


def _rate(name: str, given: float | str) -> float:
    with suppress(ValueError):
        given = float(given)
    try:
        return cost_rate(given)
    except ValueError as wrong:
        raise ScenarioError(f"{name}: {wrong}") from None


def _found(scenario: Requests, asked: Asked, options: Options, batch: Batch) -> Optimal:
    record = Recorder("optimal")
    _check(asked)
    plan = make_plan(scenario, options)
    problem = _problem(plan, asked, only_horizon(plan, options, "optimal"))
    now = problem.tariffs.means(problem.shock.tariff_new[0], plan.economy.levels.trade_flow)
    with batch.work() as work:
        evaluator = Evaluator(problem, work, now)
        before = evaluator.now()
        players = [Player.of(evaluator, code, (asked.low, asked.high), now) for code in problem.players]
        settled = _settled(evaluator, players, now)
        solved = {"nash" if asked.nash else "optimal": Solved.at(evaluator, players, settled[0].rates)}
        if asked.bargain:
            solved |= _deals(evaluator, players, settled[0].rates)
        tables = result(evaluator, solved, before, settled if asked.nash else [])
    told = {**asdict(asked), "players": list(problem.players), "equilibria": evaluator.equilibria}
    return Optimal(**tables, provenance=record.provenance(plan, **told))


def _settled(evaluator: Evaluator, players: Sequence[Player], now: Array) -> list[Settled]:
    """Best tariffs of the only player, or where replies of several lead from each start."""
    starts = starts_of(evaluator, players, now)
    if len(players) == 1:
        near = players[0].with_best_uniform(evaluator, now)
        evaluator.anchor = near
        return [Settled("", players[0].with_own(near, players[0].reply(evaluator, near)[None])[0], 1, 0.0)]
    settled = []
    for start, rates in starts.items():
        settled.append(settle(evaluator, players, start, rates))
        evaluator.anchor = settled[0].rates
    return settled


def _deals(evaluator: Evaluator, players: Sequence[Player], threat: Array) -> dict[str, Solved]:
    """Deals over what players get under the tariffs of a threat; that itself where there is nothing to agree on."""
    table = Bargain(evaluator, players, evaluator.at(threat[None])[0])
    equal = table.equal_gains(threat)
    bargained = table.nash(equal) if equal.gains.min() > LEAST else equal
    deals = {"equal_gains": equal, "bargaining": bargained}
    return {name: Solved.of_deal(evaluator, players, deal.rates, table.left(deal)) for name, deal in deals.items()}


def _check(asked: Asked) -> None:
    problems = []
    if asked.by not in get_args(By):
        hint = nearest(str(asked.by), get_args(By))
        problems.append(" ".join(filter(None, [f"by: got {shown(asked.by)} — {', '.join(get_args(By))}.", hint])))
    if not asked.low < asked.high:
        problems.append(f"low, high: got the range {asked.low:.0%} to {asked.high:.0%} — low below high.")
    if not (asked.player or asked.nash):
        problems.append("player: got nobody who sets tariffs — player='USA', or several by nash=['USA', 'CHN'].")
    if asked.player and asked.nash:
        problems.append("player: got it with nash — a player of its own, or several who reply to each other.")
    if asked.bargain and len(set(asked.nash)) < 2:
        problems.append("bargain: got fewer than two players — say between whom by nash=['USA', 'CHN'].")
    if problems:
        raise ScenarioError(problems)


def _problem(plan: Plan, asked: Asked, horizon: str) -> Problem:
    economy, scenario = plan.economy, only_scenario(plan, "optimal")
    players = list(dict.fromkeys(player_named(name, economy) for name in asked.nash or (str(asked.player),)))
    partners = partners_named(asked.against, economy)
    shock = compile_case(scenario, economy, horizon, years(horizon)).shock
    by_player = [tariffs_of(player, asked.by, partners, shock, economy) for player in players]
    tariffs = Tariffs(tuple(tariff for each in by_player for tariff in each))
    return Problem(economy, scenario, horizon, tariffs, _payoffs(players, asked.payoff, economy))


def _payoffs(
    players: Sequence[str], wanted: Mapping[str, Mapping[str, float]], economy: Economy
) -> Mapping[str, Payoff]:
    """What each player wants, by its code."""
    given = {player_named(name, economy): weights for name, weights in wanted.items()}
    if strangers := [code for code in given if code not in players]:
        raise ScenarioError(f"payoff: got one of {strangers[0]}, who sets no tariff — one of {', '.join(players)}.")
    return {code: Payoff.parse(given[code], economy) if code in given else Payoff.welfare_of(code) for code in players}
