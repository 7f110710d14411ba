"""How trees are written: branch by branch, or stage by stage over a table of payoffs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from simulator.errors import GameError
from simulator.game.normal import Array, Flags, Profile
from simulator.game.trees.tree import CHANCE, END, ROOT, Dates, Tree

NO_DATE: Final = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class End:
    """The game is over; what each player gets."""

    payoff: Sequence[float]


@dataclass(frozen=True)
class Decision:
    """A player moves, on a day if one is given; one branch for each action."""

    player: int
    branches: "Sequence[Branch]"
    date: str | None = None


@dataclass(frozen=True)
class Chance:
    """Chance moves; one branch for each turn it can take, and how likely each is."""

    probability: Sequence[float]
    branches: "Sequence[Branch]"
    date: str | None = None


Branch: TypeAlias = End | Decision | Chance


@dataclass(frozen=True)
class Stage:
    """A player chooses along one axis of a table of payoffs, or chance does if probabilities are given."""

    player: int = CHANCE
    probability: Sequence[float] | None = None
    date: str | None = None


def tree_of(start: Branch) -> Tree:
    """Tree of one game, written as nested branches.

    Raises
    ------
    GameError
        If it makes no tree; see `Tree`.
    """
    rows = list(_rows(start))
    payoffs = [row.payoff for row, _, _ in rows if isinstance(row, End)]
    if len({len(payoff) for payoff in payoffs}) != 1:
        raise GameError("End: payoffs differ in length. Give one number for each player at every end.")
    return Tree(
        parent=np.array([parent for _, parent, _ in rows], np.intp),
        mover=np.array([_mover(row) for row, _, _ in rows], np.intp),
        probability=np.array([chance for _, _, chance in rows], np.float64),
        date=_dates([None if isinstance(row, End) else row.date for row, _, _ in rows]),
        payoff=np.array([payoffs], np.float64),
    )


def staged(payoff: ArrayLike, stages: Sequence[Stage], is_excluded: ArrayLike | None = None) -> Tree:
    """Tree of games in which the same moves come in the same order on every path.

    Parameters
    ----------
    payoff
        Shape (case, player, choices of stage 0, choices of stage 1, …), at the end of every path.
    stages
        Who chooses along each axis.
    is_excluded
        Paths that cannot come about, shape (choices of stage 0, …); a choice that leads to no other is not offered.

    Raises
    ------
    GameError
        If stages and axes do not match, chances are wrong, or an exclusion leaves no path or would change a chance.
    """
    numbers = np.array(payoff, np.float64)
    sizes = numbers.shape[2:]
    excluded = np.zeros(sizes, np.bool_) if is_excluded is None else np.array(is_excluded, np.bool_)
    _check_stages(numbers, stages, excluded)
    parent, mover, chance, dates = [ROOT], [_stage_mover(stages, 0)], [np.nan], [_stage_date(stages, 0)]
    nodes: dict[Profile, int] = {(): 0}
    for depth, stage in enumerate(stages):
        offered = np.asarray(~excluded.all(axis=tuple(range(depth + 1, len(sizes)))))
        _check_turns_of_chance(stage, offered, depth)
        reached: dict[Profile, int] = {}
        for path in (tuple(map(int, where)) for where in np.argwhere(offered)):
            reached[path] = len(parent)
            parent.append(nodes[path[:-1]])
            mover.append(_stage_mover(stages, depth + 1))
            chance.append(np.nan if stage.probability is None else stage.probability[path[-1]])
            dates.append(_stage_date(stages, depth + 1))
        nodes = reached
    ends = np.moveaxis(numbers[:, :, ~excluded], 1, 2)
    return Tree(np.array(parent, np.intp), np.array(mover, np.intp), np.array(chance), _dates(dates), ends)


def _rows(start: Branch) -> Iterator[tuple[Branch, int, float]]:
    """Branches with the number of their parent and their chance, parents first."""
    waiting: list[tuple[Branch, int, float]] = [(start, ROOT, np.nan)]
    for number, row in enumerate(waiting):  # grows while it is walked through
        yield row
        branch = row[0]
        if isinstance(branch, End):
            continue
        if isinstance(branch, Chance) and len(branch.probability) != len(branch.branches):
            raise GameError(f"Chance: {len(branch.probability)} probabilities for {len(branch.branches)} branches.")
        chances = branch.probability if isinstance(branch, Chance) else [np.nan] * len(branch.branches)
        waiting.extend((child, number, chance) for child, chance in zip(branch.branches, chances, strict=True))


def _mover(branch: Branch) -> int:
    if isinstance(branch, Decision):
        return branch.player
    return CHANCE if isinstance(branch, Chance) else END


def _dates(dates: Sequence[str | None]) -> Dates:
    try:
        return np.array([NO_DATE if date is None else np.datetime64(date, "D") for date in dates], "datetime64[D]")
    except ValueError as error:
        raise GameError(f"date: {error}. Write days as 2025-11-01.") from error


def _stage_mover(stages: Sequence[Stage], depth: int) -> int:
    return stages[depth].player if depth < len(stages) else END


def _stage_date(stages: Sequence[Stage], depth: int) -> str | None:
    return stages[depth].date if depth < len(stages) else None


def _check_stages(payoff: Array, stages: Sequence[Stage], excluded: Flags) -> None:
    if payoff.ndim != len(stages) + 2 or not stages:
        raise GameError(
            f"payoff: got shape {payoff.shape} for {len(stages)} stages. Axes are (case, player, one a stage)."
        )
    if excluded.shape != payoff.shape[2:] or excluded.all():
        raise GameError(f"is_excluded: give a flag for each of the paths {payoff.shape[2:]}, and leave at least one.")
    for number, stage in enumerate(stages):
        size = payoff.shape[2 + number]
        if (stage.player == CHANCE) != (stage.probability is not None) or len(stage.probability or [0] * size) != size:
            raise GameError(
                f"stage {number}: name a player who chooses, or give {size} probabilities of chance, and not both."
            )


def _check_turns_of_chance(stage: Stage, offered: Flags, depth: int) -> None:
    some, all_of_them = offered.any(axis=-1), offered.all(axis=-1)
    if stage.probability is not None and (some & ~all_of_them).any():
        raise GameError(
            f"is_excluded: stage {depth} is chance, and leaving out some of its turns would change others. "
            "Exclude actions of players instead."
        )
