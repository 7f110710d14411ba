"""What profiles are worth at one horizon."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from simulator.experiment.batch.task import Array
from simulator.experiment.strategy.profiles.solved import Profiles, Solved
from simulator.experiment.strategy.profiles.worth import payoffs
from simulator.scenario import Game


@dataclass(frozen=True, eq=False)
class Valued:
    """Outcomes and payoffs of all profiles at one horizon; NaN where a profile is not solved.

    Attributes
    ----------
    value
        Outcomes as each player weighs years, shape (player, outcome, profile); alike for all but along a timeline.
    at_status_quo
        The same of the status quo, shape (player, outcome).
    payoff
        Shape (player, profile).
    is_solved
        Shape (profile,).
    """

    value: Array
    at_status_quo: Array
    payoff: Array
    is_solved: NDArray[np.bool_]

    @classmethod
    def of(cls, game: Game, profiles: Profiles, solved: Solved) -> Self:
        """Profiles at one length of adjustment."""
        level = np.stack([solved.value[text] for text in solved.value])
        now, value = level[:, 0], level[:, profiles.which]
        change = dict(zip(solved.value, value - now[:, None], strict=True))
        everybody = len(game.players)
        return cls(
            value=np.repeat(value[None], everybody, axis=0),
            at_status_quo=np.repeat(now[None], everybody, axis=0),
            payoff=payoffs(game.file, game.axes, change, profiles.cells),
            is_solved=solved.is_solved[profiles.which],
        )
