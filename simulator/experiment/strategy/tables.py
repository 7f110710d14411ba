"""Tables of optimal tariffs, from the rates that were settled on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.experiment.strategy.evaluator import Evaluator
from simulator.experiment.strategy.nash import Settled
from simulator.experiment.strategy.reply import EDGE, Curve, Player
from simulator.results.experiments.optimal import EVERYBODY, EVERYTHING

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Outlook:
    """What a player has under tariffs that are settled on.

    Attributes
    ----------
    player
        Who it is.
    payoff, slopes
        Its payoff, and that one's slopes in its own tariffs.
    left
        Largest slope that no limit is in the way of: its own, or in a deal that of the mix of all payoffs.
    flat
        Mean rates between which its payoff stays nearly the same; NaN in a deal, which is nobody's optimum.
    curve
        Its payoff along uniform rates.
    """

    player: Player
    payoff: float
    slopes: Array
    left: float
    flat: tuple[float, float]
    curve: Curve


@dataclass(frozen=True, eq=False)
class Solved:
    """Tariffs that are settled on, and what each player has then."""

    rates: Array
    outlooks: tuple[Outlook, ...]

    @classmethod
    def at(cls, evaluator: Evaluator, players: Sequence[Player], rates: Array) -> Self:
        """Tariffs of which each player's are best for it."""
        return cls(rates, tuple(_outlook(evaluator, player, rates) for player in players))

    @classmethod
    def of_deal(cls, evaluator: Evaluator, players: Sequence[Player], rates: Array, left: float) -> Self:
        """Tariffs on which players agree."""
        return cls(rates, tuple(_outlook(evaluator, player, rates, left) for player in players))


def _outlook(evaluator: Evaluator, player: Player, rates: Array, left: float | None = None) -> Outlook:
    every, slopes = evaluator.slopes(rates, player.tariffs)
    payoff, slopes = float(every[player.index]), slopes[player.index]
    unused = float(np.abs(player.left(rates[player.tariffs], slopes)).max()) if left is None else left
    flat = player.flat(evaluator, rates, payoff) if left is None else (np.nan, np.nan)
    return Outlook(player, payoff, slopes, unused, flat, player.curve(evaluator, rates))


def result(
    evaluator: Evaluator, solved: Mapping[str, Solved], before: Array, settled: Sequence[Settled]
) -> dict[str, pd.DataFrame]:
    """All tables by name; a column `solution` tells several solutions apart."""
    return {
        "tariffs": _joined(solved, lambda each: _tariffs(evaluator, each.rates)),
        "summary": _joined(solved, lambda each: _summary(evaluator, each, before)),
        "levers": _joined(solved, lambda each: _levers(evaluator, each)),
        "curves": _joined(solved, _curves),
        "held": _held(evaluator),
        "starts": _starts(evaluator, settled),
    }


def _joined(solved: Mapping[str, Solved], rows: Any) -> pd.DataFrame:  # noqa: ANN401
    frames = {name: pd.DataFrame(rows(each)) for name, each in solved.items()}
    if len(frames) == 1:
        return next(iter(frames.values()))
    for name, frame in frames.items():
        frame.insert(0, "solution", name)
    return pd.concat(frames.values(), ignore_index=True)


def _tariffs(evaluator: Evaluator, rates: Array) -> dict[str, object]:
    economy, tariffs = evaluator.problem.economy, evaluator.problem.tariffs
    places = np.unravel_index(tariffs.flows, economy.levels.trade_flow.shape)
    sector, exporter, importer = (
        np.array(codes)[index]
        for codes, index in zip((economy.sectors, economy.regions, economy.regions), places, strict=True)
    )
    rate = rates[tariffs.of_flows]
    return {"player": importer, "exporter": exporter, "importer": importer, "sector": sector, "rate": rate}


def _summary(evaluator: Evaluator, solved: Solved, before: Array) -> list[dict[str, object]]:
    return [
        {
            "player": each.player.code,
            "objective": str(evaluator.problem.payoffs[each.player.code]),
            "now": before[each.player.index],
            "optimum": each.payoff,
            "flat_low": each.flat[0],
            "flat_high": each.flat[1],
            "projected_gradient": each.left,
        }
        for each in solved.outlooks
    ]


def _levers(evaluator: Evaluator, solved: Solved) -> pd.DataFrame:
    tariffs, levels = evaluator.problem.tariffs, evaluator.problem.economy.levels
    now = tariffs.means(evaluator.problem.shock.tariff_new[0], levels.trade_flow)
    frame = pd.DataFrame(
        {
            "player": [tariff.player for tariff in tariffs.tariffs],
            "partner": [tariff.partner or EVERYBODY for tariff in tariffs.tariffs],
            "sector": [tariff.sector or EVERYTHING for tariff in tariffs.tariffs],
            "imports": tariffs.sums(levels.trade_flow),
            "now": now,
            "rate": solved.rates,
        }
    )
    for each in solved.outlooks:
        chosen, player = solved.rates[each.player.tariffs], each.player
        frame.loc[player.tariffs, "slope"] = each.slopes
        limit = np.where(chosen <= player.low + EDGE, "low", np.where(chosen >= player.high - EDGE, "high", "none"))
        frame.loc[player.tariffs, "limit"] = limit
    return frame


def _curves(solved: Solved) -> pd.DataFrame:
    parts = [
        pd.DataFrame({"player": each.player.code, "rate": each.curve.rates, "payoff": each.curve.payoff})
        for each in solved.outlooks
    ]
    return pd.concat(parts, ignore_index=True)


def _held(evaluator: Evaluator) -> pd.DataFrame:
    """Mean tariffs on goods between a player and anybody that no player sets."""
    problem, economy = evaluator.problem, evaluator.problem.economy
    flow = economy.levels.trade_flow * economy.is_goods[:, None, None]
    flow.reshape(-1)[problem.tariffs.flows] = 0
    value = flow.sum(axis=0)
    rate = np.divide((flow * problem.shock.tariff_new[0]).sum(axis=0), value, out=np.zeros_like(value), where=value > 0)
    is_player = np.isin(economy.regions, problem.players)
    pairs = np.argwhere((is_player[:, None] | is_player) & (value > 0) & ~np.eye(len(value), dtype=bool))
    rows = [
        (economy.regions[importer], economy.regions[exporter], rate[exporter, importer]) for exporter, importer in pairs
    ]
    return pd.DataFrame(rows, columns=["importer", "exporter", "rate"])


def _starts(evaluator: Evaluator, settled: Sequence[Settled]) -> pd.DataFrame:
    tariffs, weight = (
        evaluator.problem.tariffs,
        evaluator.problem.tariffs.sums(evaluator.problem.economy.levels.trade_flow),
    )
    rows = []
    for each in settled:
        for player in evaluator.problem.players:
            chosen, share = tariffs.of_player(player), weight[tariffs.of_player(player)]
            apart = np.abs(each.rates - settled[0].rates)[chosen]
            means = (np.average(part, weights=share) for part in (each.rates[chosen], apart))
            rows.append((each.start, player, each.rounds, each.move, *means))
    return pd.DataFrame(rows, columns=["start", "player", "rounds", "move", "mean_rate", "distance"])
