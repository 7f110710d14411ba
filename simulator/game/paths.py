"""Where best replies lead from the status quo: matters rest, unwind, escalate or go round in circles."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from simulator.errors import GameError
from simulator.game.normal import TIE, Array, NormalForm, Profile, checked_tie

Turns: TypeAlias = Sequence[int] | None


class PathOutcome(StrEnum):
    """How a path of best replies ends, told against its start by the intensity of every player's action."""

    STAYS = "stays"
    """Nobody leaves the start."""
    UNWINDS = "unwinds"
    """It rests where some are less intense than at the start and none is more."""
    ESCALATES = "escalates"
    """It rests where some are more intense than at the start and none is less."""
    SHIFTS = "shifts"
    """It rests elsewhere: some more and others less intense, or other actions of the same intensity."""
    CYCLES = "cycles"
    """It comes back to where it was without rest."""
    BLOCKED = "blocked"
    """Simultaneous replies lead to a profile that is excluded."""


@dataclass(frozen=True)
class Path:
    """Profiles that best replies lead through.

    Attributes
    ----------
    profiles
        From the start to the rest, or to the first profile of a cycle that comes again.
    movers
        Who changed its action in each step; one fewer than the profiles.
    outcome
        How it ends.
    is_tied
        Whether some player that moved had, within a tie, other replies as good as the one it took.
    """

    profiles: tuple[Profile, ...]
    movers: tuple[tuple[int, ...], ...]
    outcome: PathOutcome
    is_tied: bool


def best_reply_path(
    game: NormalForm,
    start: Profile,
    intensity: Sequence[ArrayLike],
    turns: Turns = None,
    tie: float = TIE,
) -> Path:
    """Follow best replies from a profile until nobody moves.

    A player keeps its action while that is a best reply within a tie; otherwise it takes the one with the highest
    payoff, of equal ones the least intense.

    Parameters
    ----------
    intensity
        How intense each action of each player is, one row for each player; only the order within a player counts.
    turns
        Players in the order in which they answer, over and over; `None` lets all answer at once.

    Returns
    -------
    path
        The same for any affine change of a payoff (with the tie in the new unit) and any order of actions, unless
        replies are equal in payoff and intensity.

    Raises
    ------
    GameError
        If the game has several cases or unsolved profiles, or start, intensity or turns do not fit it.
    """
    payoff, order = game.only(), _checked_intensity(game, intensity)
    start = game.checked(start)
    _check_turns(game, turns)
    steps, outcome = _walk(_Replies(payoff, order, checked_tie(tie)), start, turns)
    profiles = (start, *(profile for profile, _, _ in steps))
    movers = tuple(mover for _, mover, _ in steps)
    ending = outcome or compared(profiles[-1], start, order)
    return Path(profiles, movers, ending, any(tied for _, _, tied in steps))


def compared(end: Profile, start: Profile, intensity: Sequence[Array]) -> PathOutcome:
    """Tell a rest from the start by the intensities of all players' actions."""
    if end == start:
        return PathOutcome.STAYS
    change = np.array([row[e] - row[s] for row, e, s in zip(intensity, end, start, strict=True)])
    if (change <= 0).all() and (change < 0).any():
        return PathOutcome.UNWINDS
    return PathOutcome.ESCALATES if (change >= 0).all() and (change > 0).any() else PathOutcome.SHIFTS


class _Replies:
    """Replies of players in one game."""

    def __init__(self, payoff: Array, intensity: Sequence[Array], tie: float) -> None:
        self.payoff, self.intensity, self.tie = payoff, intensity, tie

    def of(self, player: int, profile: Profile) -> tuple[int, bool]:
        """What a player does at a profile, and whether as good replies stood beside the one it moves to."""
        others = profile[:player] + profile[player + 1 :]
        payoff = np.moveaxis(self.payoff[player], player, -1)[others]
        best = np.nanmax(payoff)
        if payoff[profile[player]] >= best - self.tie:
            return profile[player], False
        equal = np.flatnonzero(payoff == best)
        reply = int(equal[np.argmin(self.intensity[player][equal])])
        return reply, bool((payoff >= best - self.tie).sum() > 1)


_Step: TypeAlias = tuple[Profile, tuple[int, ...], bool]


def _walk(replies: _Replies, start: Profile, turns: Turns) -> tuple[list[_Step], PathOutcome | None]:
    """Steps until a rest (no outcome yet), a cycle or a block."""
    everybody = tuple(range(len(start)))
    order = [everybody] if turns is None else [(player,) for player in turns]
    steps: list[_Step] = []
    profile, turn, n_idle, seen = start, 0, 0, {(start, 0)}
    while n_idle < len(order):
        answers = {player: replies.of(player, profile) for player in order[turn]}
        after = tuple(answers[p][0] if p in answers else action for p, action in enumerate(profile))
        turn = (turn + 1) % len(order)
        if after == profile:
            n_idle += 1
            seen.add((profile, turn))
            continue
        n_idle = 0
        movers = tuple(p for p in everybody if after[p] != profile[p])
        steps.append((after, movers, any(answers[p][1] for p in movers)))
        profile = after
        if np.isnan(replies.payoff[0][profile]):
            return steps, PathOutcome.BLOCKED
        if (profile, turn) in seen:
            return steps, PathOutcome.CYCLES
        seen.add((profile, turn))
    return steps, None


def _checked_intensity(game: NormalForm, intensity: Sequence[ArrayLike]) -> list[Array]:
    rows = [np.array(row, np.float64) for row in intensity]
    sizes = tuple(row.size for row in rows)
    if sizes != game.n_actions or not all(np.isfinite(row).all() for row in rows):
        raise GameError(
            f"intensity: got rows of {sizes} numbers. The players have "
            f"{game.n_actions} actions; give a finite number for each."
        )
    return rows


def _check_turns(game: NormalForm, turns: Turns) -> None:
    if turns is not None and set(turns) != set(range(game.n_players)):
        raise GameError(
            f"turns: got {list(turns)}. Name every player from 0 to {game.n_players - 1} at least once, or None to let "
            "all answer at once."
        )
