"""Nash tariffs: best replies of all players to each other, damped where they do not settle, from several starts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulator.experiment.strategy.evaluator import Evaluator
from simulator.experiment.strategy.reply import Player

Array = NDArray[np.float64]

MOST_ROUNDS: Final = 40

SETTLED: Final = 3e-6
"""Largest move of a tariff in a round, in units of its scale, after which replies rest."""

SHRINKING: Final = 0.7
"""Ratio of the moves of two rounds above which replies are damped further."""


@dataclass(frozen=True, eq=False)
class Settled:
    """Where replies lead from a start.

    Attributes
    ----------
    start
        Its name.
    rates
        All tariffs in the end.
    rounds
        Rounds of replies.
    move
        Largest move in the last of them.
    """

    start: str
    rates: Array
    rounds: int
    move: float

    @property
    def is_settled(self) -> bool:
        """Whether replies rest."""
        return self.move <= SETTLED


def starts_of(evaluator: Evaluator, players: Sequence[Player], now: Array) -> dict[str, Array]:
    """Tariffs from which replies begin: the scenario's own, the lowest and the highest of all players."""
    low, high = (now.copy() for _ in range(2))
    for player in players:
        low[player.tariffs], high[player.tariffs] = player.low, player.high
    return {"as they are": now, "lowest": low, "highest": high}


def settle(evaluator: Evaluator, players: Sequence[Player], start: str, rates: Array) -> Settled:
    """Let players reply in turn until nobody moves; the first replies look over all uniform rates.

    Each goes a part of the way to its best reply: the whole way at first, and half as far each time that a round moves
    tariffs hardly less than the one before.
    """
    part, before, move = 1.0, np.inf, np.inf
    for turn in range(1, MOST_ROUNDS + 1):
        moved = _round(evaluator, players, rates, part, is_first=turn == 1)
        move, rates = _largest(players, moved - rates), moved
        if move <= SETTLED:
            break
        part = part / 2 if move > SHRINKING * before else part
        before = move
    return Settled(start, rates, turn, move)


def _round(evaluator: Evaluator, players: Sequence[Player], rates: Array, part: float, *, is_first: bool) -> Array:
    moved = rates.copy()
    for player in players:
        near = player.with_best_uniform(evaluator, moved) if is_first else moved
        reply = player.reply(evaluator, near)
        moved[player.tariffs] += part * (reply - moved[player.tariffs])
    return moved


def _largest(players: Sequence[Player], move: Array) -> float:
    return max(float(np.abs(move[player.tariffs] * player.scale).max()) for player in players)
