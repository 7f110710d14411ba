"""Revealed concerns: weights of outcomes under which a profile is an equilibrium, or one profile beats another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linprog

from simulator.errors import GameError
from simulator.game.normal import Array, Profile, profile_text

UNBOUNDED: Final = 3
"""Status of `linprog` where nothing bounds the goal."""

ROUNDING: Final = 1e-9
"""Share of the largest number by which the nearest weights may fall short and still meet all conditions."""

SLACK: Final = 1e-10
"""What a condition in numbers near 1 is eased by, so that rounding leaves a range of one point its point."""


@dataclass(frozen=True, eq=False)
class Concerns:
    """Outcomes that one player may care about, and what its actions gain by themselves.

    The player's payoff is u(a) = Σ_k w_k y_k(a) + g(a), with w ≥ 0 not known.

    Attributes
    ----------
    player
        Number of the player, whose actions are that axis of the profiles.
    outcome
        y: shape (outcome, actions of player 0, actions of player 1, …); NaN where a profile cannot be had. An outcome
        that is bad for the player is given with the sign turned.
    fixed
        g: gains and costs of levels in the unit of the payoff, shape (actions of player 0, …).
    """

    player: int
    outcome: Array
    fixed: Array

    @classmethod
    def of(cls, player: int, outcome: ArrayLike, fixed: ArrayLike | None = None) -> Self:
        """Concerns with no gains of levels by themselves unless given.

        Raises
        ------
        GameError
            If shapes do not fit, or a value is infinite.
        """
        values = np.array(outcome, np.float64)
        if values.ndim < 2 or 0 in values.shape or not 0 <= player < values.ndim - 1:
            raise GameError(
                f"outcome: got shape {values.shape} for player {player}. Axes are (outcome, actions of player 0, …)."
            )
        gains = np.zeros(values.shape[1:]) if fixed is None else np.array(fixed, np.float64)
        if gains.shape != values.shape[1:] or np.isinf(values).any() or not np.isfinite(gains).all():
            raise GameError("outcome, fixed: give a finite gain for each profile, and outcomes that are finite or NaN.")
        return cls(player, values, gains)

    @property
    def n_outcomes(self) -> int:
        """Number of outcomes."""
        return int(self.outcome.shape[0])

    def at(self, profile: Profile) -> Array:
        """Outcomes at a profile, shape (outcome,)."""
        index: tuple[Any, ...] = (slice(None), *profile)
        return np.asarray(self.outcome[index])


class Rows(NamedTuple):
    """Conditions Σ_k coefficient_rk w_k + constant_r ≥ 0 on the weights of one player, one a row."""

    coefficient: Array
    constant: Array


class WeightRange(NamedTuple):
    """Weights that meet all conditions.

    Attributes
    ----------
    least, largest
        Of each weight, others free, shape (outcome,); infinite where nothing bounds it, NaN where none meets them.
    is_empty
        No weights of these outcomes meet the conditions.
    shortfall
        How far the row that is broken most falls short at the weights that come nearest, in the unit of the payoff; 0
        where weights exist.
    """

    least: Array
    largest: Array
    is_empty: bool
    shortfall: float


def equilibrium_rows(concerns: Concerns, profile: Profile) -> Rows:
    """Conditions under which the player does not gain by leaving a profile, one for each other action.

    Σ_k w_k [y_k(a) − y_k(a'_p, a_−p)] + g(a) − g(a'_p, a_−p) ≥ 0 for every a'_p

    Actions that lead to a profile that cannot be had make no condition.
    """
    checked = _checked(concerns, profile)
    size = concerns.outcome.shape[1 + concerns.player]
    others = [
        (*checked[: concerns.player], action, *checked[concerns.player + 1 :])
        for action in range(size)
        if action != checked[concerns.player]
    ]
    kept = [other for other in others if not np.isnan(concerns.at(other)).any()]
    return _differences(concerns, [(checked, other) for other in kept])


def preference_rows(concerns: Concerns, pairs: Sequence[tuple[Profile, Profile]]) -> Rows:
    """Conditions under which the player likes the first profile of each pair at least as much as the second."""
    checked = [(_checked(concerns, better), _checked(concerns, worse)) for better, worse in pairs]
    return _differences(concerns, checked)


def together(rows: Sequence[Rows]) -> Rows:
    """All conditions of several sets."""
    return Rows(np.concatenate([one.coefficient for one in rows]), np.concatenate([one.constant for one in rows]))


def weight_range(rows: Rows, margin: float = 0.0, most: float = np.inf) -> WeightRange:
    """Least and largest value of each weight in {w ≥ 0 : w_0 = 1 and every row ≥ margin}, by linear programming.

    Parameters
    ----------
    rows
        Conditions; the weight of the first outcome is the unit of the payoff.
    margin
        Advantage that every row must have: 0 to be no worse, a tie to be better.
    most
        Largest weight that is looked at.

    Returns
    -------
    ranges
        The whole range where there are no rows; payoffs scaled alike change nothing but the margin.
    """
    shortfall = _shortfall(rows, margin, most)
    if shortfall > ROUNDING * _size(rows):
        nothing = np.full(rows.coefficient.shape[1], np.nan)
        return WeightRange(nothing, nothing, True, shortfall)
    scaled, unit = _scaled(rows, margin)
    ends = [[1.0, *(_end(scaled, most / unit, k, sign) for k in range(1, unit.size))] for sign in (1.0, -1.0)]
    return WeightRange(unit * ends[0], unit * ends[1], False, 0.0)


def opening_weight(payoff_change: ArrayLike, outcome_change: ArrayLike) -> Array:
    """Least further weight of one outcome at which a player accepts what it refuses without it.

    w = max(0, −Δu)/Δy; infinite where Δu < 0 and the outcome does not rise

    Parameters
    ----------
    payoff_change, outcome_change
        Δu without the further weight, and Δy; arrays that broadcast.
    """
    need = np.maximum(-np.asarray(payoff_change, np.float64), 0.0)
    change = np.asarray(outcome_change, np.float64)
    need, change = np.broadcast_arrays(need, change)
    weight = np.divide(need, change, out=np.full(need.shape, np.inf), where=change > 0)
    return np.where(np.isnan(need + change), np.nan, np.where(need == 0, 0.0, weight))


def _checked(concerns: Concerns, profile: Profile) -> Profile:
    sizes = concerns.outcome.shape[1:]
    fits = len(profile) == len(sizes) and all(0 <= a < size for a, size in zip(profile, sizes, strict=False))
    if not fits:
        raise GameError(f"profile: got {profile_text(profile)}. Players have {sizes} actions, counted from 0.")
    actions = tuple(int(action) for action in profile)
    if np.isnan(concerns.at(actions)).any():
        raise GameError(f"profile: {profile_text(profile)} cannot be had or is not solved. Nothing is known of it.")
    return actions


def _differences(concerns: Concerns, pairs: Sequence[tuple[Profile, Profile]]) -> Rows:
    outcome = [concerns.at(first) - concerns.at(second) for first, second in pairs]
    fixed = [concerns.fixed[first] - concerns.fixed[second] for first, second in pairs]
    return Rows(np.array(outcome).reshape(-1, concerns.n_outcomes), np.array(fixed, np.float64))


def _size(rows: Rows) -> float:
    """Largest number of the conditions, 1 if there is none."""
    return float(max(np.abs(rows.coefficient).max(initial=0.0), np.abs(rows.constant).max(initial=0.0))) or 1.0


def _scaled(rows: Rows, margin: float) -> tuple[Rows, Array]:
    """Conditions on weights in units of their own, numbers near 1 in every row, so that tolerances mean the same."""
    largest = np.abs(rows.coefficient).max(axis=0, initial=0.0)
    unit = np.divide(1.0, largest, out=np.ones_like(largest), where=largest > 0)
    unit[0] = 1.0
    whole = np.column_stack([rows.coefficient * unit, rows.constant - margin])
    size = np.abs(whole).max(axis=1, keepdims=True, initial=0.0)
    whole = np.divide(whole, size, out=np.zeros_like(whole), where=size > 0)
    return Rows(whole[:, :-1], whole[:, -1] + SLACK), unit


def _end(rows: Rows, most: Array, which: int, sign: float) -> float:
    """Least (sign 1) or largest (sign −1) value of one weight, in its unit."""
    goal = np.zeros(most.size)
    goal[which] = sign
    optimum = linprog(goal, A_ub=-rows.coefficient, b_ub=rows.constant, bounds=_bounds(most))
    if optimum.status == UNBOUNDED:
        return -sign * np.inf
    return float(np.asarray(optimum.x)[which]) if optimum.status == 0 else float("nan")


def _bounds(most: Array) -> list[tuple[float, float]]:
    return [(1.0, 1.0), *((0.0, float(one)) for one in most[1:])]


def _shortfall(rows: Rows, margin: float, most: float) -> float:
    """Least t ≥ 0 such that every row falls short by no more than t for some weights."""
    (n_rows, n_outcomes), size = rows.coefficient.shape, _size(rows)
    optimum = linprog(
        np.append(np.zeros(n_outcomes), 1.0),
        A_ub=np.hstack([-rows.coefficient / size, -np.ones((n_rows, 1))]),
        b_ub=(rows.constant - margin) / size,
        bounds=[*_bounds(np.full(n_outcomes, most)), (0.0, np.inf)],
    )
    return float(np.asarray(optimum.x)[-1]) * size
