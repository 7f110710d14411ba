"""The matrix of a game: what each player gets at every profile of actions, in a batch of cases."""

from dataclasses import dataclass
from typing import Any, Final, Self, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulator.errors import GameError

Array: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Index: TypeAlias = NDArray[np.intp]
Profile: TypeAlias = tuple[int, ...]

TIE: Final = 1e-3
"""Payoffs no further apart than this, in their own unit, are equal to a player unless a caller says otherwise."""

PLAYER: Final = 1
"""Axis of the players in payoffs of a batch, (case, player, actions of player 0, actions of player 1, …)."""


def axis_of(player: int) -> int:
    """Axis of a player's own actions in payoffs of a batch."""
    return player + 2


@dataclass(frozen=True, eq=False)
class NormalForm:
    """Payoffs of a batch of games with the same players and actions; `of` makes one of a single game.

    Attributes
    ----------
    payoff
        Shape (case, player, actions of player 0, actions of player 1, …); more is better, in any unit. NaN where a
        profile is not solved: nothing is claimed that depends on it.
    is_excluded
        Profiles that cannot come about, shape (actions of player 0, …); no player can move into one.

    Raises
    ------
    GameError
        If axes and players do not match, a payoff is infinite, or no profile is left.
    """

    payoff: Array
    is_excluded: Flags

    def __post_init__(self) -> None:
        _check_axes(self.payoff, self.is_excluded)
        _check_payoff(self.payoff, self.is_excluded)
        object.__setattr__(self, "payoff", read_only(self.payoff))
        object.__setattr__(self, "is_excluded", read_only(self.is_excluded))

    @classmethod
    def of(cls, payoff: ArrayLike, is_excluded: ArrayLike | None = None) -> Self:
        """One game, from payoffs of shape (player, actions of player 0, …)."""
        return cls.batch(_numbers(payoff)[None], is_excluded)

    @classmethod
    def batch(cls, payoff: ArrayLike, is_excluded: ArrayLike | None = None) -> Self:
        """Several games, from payoffs of shape (case, player, actions of player 0, …)."""
        numbers = _numbers(payoff)
        none = np.zeros(numbers.shape[2:], np.bool_)
        return cls(numbers, none if is_excluded is None else np.array(is_excluded, np.bool_))

    @property
    def n_cases(self) -> int:
        """Number of games in the batch."""
        return int(self.payoff.shape[0])

    @property
    def n_players(self) -> int:
        """Number of players."""
        return int(self.payoff.shape[PLAYER])

    @property
    def n_actions(self) -> Profile:
        """How many actions each player has."""
        return self.payoff.shape[2:]

    @property
    def is_unsolved(self) -> Flags:
        """Profiles that can come about and lack a payoff, shape (case, actions of player 0, …)."""
        return np.asarray(np.isnan(self.payoff).any(axis=PLAYER) & ~self.is_excluded)

    def case(self, number: int) -> Self:
        """One game of the batch."""
        if not 0 <= number < self.n_cases:
            raise GameError(f"case: got {number}. The batch has cases 0 to {self.n_cases - 1}.")
        return type(self)(self.payoff[number : number + 1], self.is_excluded)

    def only(self) -> Array:
        """Payoffs of the sole game of the batch, (player, actions of player 0, …), NaN where excluded.

        Raises
        ------
        GameError
            If there are several cases, or a profile is not solved.
        """
        if self.n_cases > 1:
            raise GameError(f"payoff: got {self.n_cases} cases where one game is asked for. Take one with `case`.")
        if self.is_unsolved.any():
            first = profile_text(np.argwhere(self.is_unsolved[0])[0])
            count = f"{self.is_unsolved.sum()} of {self.is_unsolved.size}"
            raise GameError(f"payoff: {count} profiles not solved, the first {first}. Solve or exclude them.")
        return np.where(self.is_excluded, np.nan, self.payoff[0])

    def at(self, profile: Profile) -> Array:
        """Payoffs at a profile, shape (case, player)."""
        index: tuple[Any, ...] = (..., *self.checked(profile))
        return np.asarray(self.payoff[index])

    def flat(self) -> Array:
        """Payoffs by flat number of the profile, (case, player, profile), NaN where excluded or not solved."""
        allowed = np.where(self.is_excluded, np.nan, self.payoff)
        return allowed.reshape(self.n_cases, self.n_players, -1)

    def usable(self, player: int) -> Flags:
        """Which actions of a player belong to some profile that can come about, shape (action,)."""
        others = tuple(axis for axis in range(self.n_players) if axis != player)
        return np.asarray(~self.is_excluded.all(axis=others))

    def checked(self, profile: Profile) -> Profile:
        """The profile, if it has an action of every player and can come about."""
        text = profile_text(profile)
        if len(profile) != self.n_players:
            raise GameError(f"profile: got {text}. It takes one action for each of {self.n_players} players.")
        if any(not 0 <= action < size for action, size in zip(profile, self.n_actions, strict=True)):
            raise GameError(f"profile: got {text}. Players have {self.n_actions} actions, counted from 0.")
        if self.is_excluded[tuple(profile)]:
            raise GameError(f"profile: {text} is excluded. Name one that can come about.")
        return tuple(int(action) for action in profile)


def checked_player(game: NormalForm, player: int) -> int:
    """The player, if the game has it."""
    if not 0 <= player < game.n_players:
        raise GameError(f"player: got {player}. The game has players 0 to {game.n_players - 1}.")
    return player


def checked_tie(tie: float) -> float:
    """The tolerance, if it is a size."""
    if not tie >= 0:
        raise GameError(f"tie: got {tie}. The difference below which payoffs are equal is 0 or more.")
    return tie


def profile_text(profile: Profile | Index) -> str:
    """Name a profile in a message."""
    return f"({', '.join(str(int(action)) for action in profile)})"


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """A copy that nobody changes."""
    copy = np.array(array)
    copy.setflags(write=False)
    return copy


def _numbers(payoff: ArrayLike) -> Array:
    try:
        return np.array(payoff, np.float64)
    except (TypeError, ValueError) as error:
        raise GameError("payoff: rows differ in length or hold something else than numbers. Fill the table.") from error


def _check_axes(payoff: Array, is_excluded: Flags) -> None:
    if payoff.ndim < 3 or payoff.shape[PLAYER] != payoff.ndim - 2:
        raise GameError(
            f"payoff: got shape {payoff.shape}. A batch has axes (case, player, actions of player 0, actions of player "
            "1, …), one axis of actions for each player; for a single game use `NormalForm.of`."
        )
    if 0 in payoff.shape:
        raise GameError(f"payoff: got shape {payoff.shape}. Every player needs an action, and a batch needs a case.")
    if is_excluded.shape != payoff.shape[2:]:
        raise GameError(
            f"is_excluded: got shape {is_excluded.shape} for actions {payoff.shape[2:]}. Give a flag for each profile."
        )


def _check_payoff(payoff: Array, is_excluded: Flags) -> None:
    if is_excluded.all():
        raise GameError("is_excluded: every profile is excluded. Leave at least one that can come about.")
    is_infinite = np.isinf(payoff) & ~is_excluded
    if is_infinite.any():
        where = np.argwhere(is_infinite)[0]
        raise GameError(
            f"payoff: infinite for player {where[1]} at profile {profile_text(where[2:])} of case {where[0]}. "
            "Payoffs are finite; write NaN where a profile is not solved."
        )
