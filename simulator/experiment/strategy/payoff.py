"""Payoffs: weighted sums of outcomes, such as welfare and what farms earn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from simulator.economy import Economy
from simulator.errors import ScenarioError
from simulator.files.problem import shown
from simulator.results.indicators.world import World
from simulator.results.outcome import Outcome

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Payoff:
    """Weighted sum of outcomes, in the unit of what they are measured in: points where all are percent changes.

    Attributes
    ----------
    weights
        Outcomes with their weights, none of them 0.
    """

    weights: tuple[tuple[Outcome, float], ...]

    @classmethod
    def welfare_of(cls, player: str) -> Self:
        """Welfare of a region, which it wants unless it is said to want something else."""
        return cls(((Outcome("welfare", (player,)), 1.0),))

    @classmethod
    def parse(cls, given: Mapping[str, float], economy: Economy) -> Self:
        """Read weights by outcome, such as `{"welfare:USA": 1, "factor_earnings:USA:SOY": 0.01}`.

        Raises
        ------
        ScenarioError
            No outcome at all, an unknown one, one of a bound, or a weight that is no number; with all of them.
        """
        is_empty = not any(given.values())
        problems: list[str] = ["payoff: got no outcome that counts — such as welfare:USA: 1."] if is_empty else []
        weights = []
        for text, weight in given.items():
            try:
                weights.append((Outcome.of_every_case(text, economy), _weight(text, weight)))
            except ScenarioError as problem:
                problems.append(str(problem))
        if problems:
            raise ScenarioError("\n".join(problems))
        return cls(tuple((outcome, weight) for outcome, weight in weights if weight))

    def total(self, number: Callable[[Outcome], Array]) -> Array:
        """Sum of weighted outcomes, from a function that has the number of each."""
        return np.asarray(sum(weight * number(outcome) for outcome, weight in self.weights))

    def of(self, world: World) -> Array:
        """Payoff in every solved case of a batch."""
        return self.total(lambda outcome: outcome.of(world))

    def __str__(self) -> str:
        return " + ".join(f"{weight:g}·{outcome}" if weight != 1 else str(outcome) for outcome, weight in self.weights)


def weights_of(text: str) -> tuple[str, dict[str, float]]:
    """Read a player and what it wants, such as `USA=welfare:USA+0.01*factor_earnings:USA:SOY`.

    Raises
    ------
    ScenarioError
        Anything else.
    """
    player, equals, terms = text.partition("=")
    form = "write it as USA=welfare:USA+0.01*factor_earnings:USA:SOY."
    if not (player and equals and terms):
        raise ScenarioError(f"{text}: got no player and what it wants — {form}")
    weights: dict[str, float] = {}
    for term in terms.split("+"):
        weight, _, outcome = term.rpartition("*")
        try:
            weights[outcome.strip()] = weights.get(outcome.strip(), 0.0) + float(weight or 1)
        except ValueError:
            raise ScenarioError(f"{text}: got the weight {weight.strip()!r}, which is no number — {form}") from None
    return player.strip(), weights


def _weight(text: str, weight: object) -> float:
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not np.isfinite(weight):
        raise ScenarioError(f"{text}: got the weight {shown(weight)} — a number, such as 1 or 0.01.")
    return float(weight)
